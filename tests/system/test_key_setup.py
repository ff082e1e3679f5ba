# SPDX-License-Identifier: Apache-2.0
"""Setting up a blank USB key, and what comes of it when the power goes."""

import signal

import certlab
import pytest

cardlab = pytest.importorskip("cardlab")

POINTS = [line for line in (certlab.ROOT / "tests/fault-points.txt").read_text().splitlines()
          if line.startswith("assistant.token.")]
PIN = "Card-2026"
SERIAL = "SETUP0001"


@pytest.fixture
def service():
    with_readers = cardlab.Service(readers=1)
    try:
        with_readers.start()
    except cardlab.Unavailable as error:
        pytest.skip(str(error))
    yield with_readers
    with_readers.done()


@pytest.fixture
def desk(tmp_path, office, service):
    """A computer, and a blank key that is plugged in."""
    computer = cardlab.Client(tmp_path / "computer", office, service)
    computer.json("settings", "set", "libraries", str(cardlab.SKF_CARD))
    key = cardlab.Key(tmp_path / "key", service, service.readers[0], serial=SERIAL).start()
    yield computer
    key.stop()


def set_up(computer, **kw):
    return computer.call("--json", "token", "init", "--carrier", SERIAL, "--new-pin-file",
                         computer.file(PIN), ok=None, **kw)


def assert_ready(computer):
    about = computer.json("token", "info", "--carrier", SERIAL)
    assert not about["blank"] and not about["pinInitial"] and about["escrow"]
    assert (about["pinTriesLeft"], about["adminTriesLeft"]) == (10, 10)
    assert about["certificates"] == [] and about["otherContainers"] == []
    computer.json("pin", "--carrier", SERIAL, "--pin-file", computer.file(PIN),
                  "--new-pin-file", computer.file(PIN))


def test_a_blank_key_is_made_ready_and_only_once(desk):
    assert desk.json("token", "info")["blank"]
    assert set_up(desk).returncode == 0
    assert_ready(desk)
    assert cardlab.error_of(set_up(desk)) == "TOKEN_NOT_BLANK"


@pytest.mark.parametrize("point", POINTS)
def test_a_setting_up_that_is_cut_off_is_begun_again(desk, point):
    assert set_up(desk, env={"CERT_FAULT": point}).returncode == -signal.SIGKILL
    if set_up(desk).returncode != 0:
        assert point == POINTS[-1]  # all was done
    assert_ready(desk)
