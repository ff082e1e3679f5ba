# SPDX-License-Identifier: Apache-2.0
"""A card that does not answer, or that another program does not let go of,
keeps nobody waiting for ever, and keeps back no other carrier."""

import time

import pytest

LIMIT_S = 25  # connecting may take 10 s, and the rest is said soon


@pytest.fixture
def soft(applicant):
    """The serial number of a soft token of the same person."""
    applicant.issue(applicant.code)
    return applicant.json("tokens")["tokens"][0]["serial"]


def look(computer, soft):
    """Within the limit the soft token is listed; what is said of the rest."""
    before = time.monotonic()
    tokens = computer.json("tokens")["tokens"]
    assert time.monotonic() - before < LIMIT_S
    assert tokens[0].get("serial") == soft or any(t.get("serial") == soft for t in tokens)
    return {t["error"] for t in tokens if "error" in t} - {"CARD_ABSENT"}


@pytest.mark.slow
def test_a_program_that_holds_a_key_holds_up_nobody(applicant, service, keys, soft):
    key = keys(1)
    with service.program() as other:
        other.connect(key.reader)
        other.begin()
        assert look(applicant, soft) == {"TOKEN_LIBRARY_LOST"}
        other.commit()
        other.leave()
    assert look(applicant, soft) == set()
    assert applicant.token(key.serial)["blank"]


@pytest.mark.slow
def test_a_key_that_falls_silent_holds_up_nobody(applicant, keys, soft):
    key = keys(1)
    key.fault("GET_DEVICE_INFO slow 40000")
    assert look(applicant, soft) == {"TOKEN_LIBRARY_LOST"}
    key.fault("")
