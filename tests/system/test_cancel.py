# SPDX-License-Identifier: Apache-2.0
"""Somebody cancels at each step: what the office does not know of is undone,
what it may know of goes on later, and the last steps are finished."""

import socket
import time

import certlab
import pytest

CANCEL_AT = certlab.BUILD / "tests" / "system" / "cancel-at"
STEPS = ["connect", "token", "key", "request", "answer", "install", "prove", "confirm", "clean"]
QUIET = ["start", *STEPS[:4]]  # undone at once
LAST = STEPS[5:]  # finished all the same
PIN, NEW_PIN = "Cancel-26", "Later-2027"


def cancel(computer, step, verb, carrier, first, second):
    number = -1 if step == "start" else STEPS.index(step)
    return certlab.run(CANCEL_AT, number, verb, carrier, computer.file(first), computer.file(second),
                       computer.home, env={"CERT_SKF_SOFT": str(certlab.SKF_SOFT)}).stdout.strip()


def unfinished(computer):
    return computer.json("status")["unfinished"]


def assert_one_pair(computer, pin):
    certificates = computer.json("certs")["certificates"]
    assert [c["state"] for c in certificates] == ["OK"]
    assert not certificates[0]["unfinished"]
    tokens = computer.json("tokens")["tokens"]
    assert [t["pinTriesLeft"] for t in tokens] == [10]
    assert not list((computer.home / "journal").glob("*"))
    computer.login_certificate(pin)


@pytest.mark.parametrize("step", QUIET)
def test_an_issue_that_is_cancelled_early_leaves_nothing(office, computer, approved, step):
    _, _, code = approved
    assert cancel(computer, step, "issue", "soft", code, PIN) == "CANCELLED"
    assert unfinished(computer) == 0
    assert not list((computer.home / "tokens").glob("*.token"))
    computer.issue(code, PIN)
    assert_one_pair(computer, PIN)


def test_an_issue_that_waits_for_its_answer_goes_on_later(office, computer, approved):
    _, _, code = approved
    assert cancel(computer, "answer", "issue", "soft", code, PIN) == "CANCELLED"
    assert unfinished(computer) == 1
    computer.json("resume", "--pin-file", computer.file(PIN))
    assert_one_pair(computer, PIN)


@pytest.mark.parametrize("step", LAST)
def test_the_last_steps_of_an_issue_are_finished(office, computer, approved, step):
    _, _, code = approved
    assert cancel(computer, step, "issue", "soft", code, PIN) == "OK"
    assert_one_pair(computer, PIN)


@pytest.mark.parametrize("step", ["start", *STEPS])
def test_an_exchange_that_is_cancelled_loses_no_pair(office, computer, holder, step):
    computer.login_certificate()
    said = cancel(computer, step, "exchange", "soft", "Test-2026", PIN)
    assert said == ("OK" if step in LAST else "CANCELLED")
    if step in QUIET:
        assert_one_pair(computer, "Test-2026")
    if step == "answer":
        assert computer.error("resume", "--pin-file", computer.file(PIN))["name"] == "PIN_NEEDED"
        computer.json("resume", "--pin-file", computer.file("Test-2026"))
    if step not in QUIET:
        assert_one_pair(computer, PIN)


def test_a_code_survives_an_unlock_that_was_cancelled_before_it_was_sent(office, computer, holder):
    user, _ = holder
    carrier = computer.json("tokens")["tokens"][0]["serial"]
    before = office.codes(user)
    computer.json("unlock", "--request")
    code = office.new_code(user, before)
    assert cancel(computer, "start", "unlock", carrier, code, NEW_PIN) == "CANCELLED"
    assert cancel(computer, "token", "unlock", carrier, code, NEW_PIN) == "OK"
    computer.login_certificate(NEW_PIN)


def test_an_office_that_never_answers_is_left_soon(computer, tmp_path):
    """The connection is taken, and then there is silence."""
    with socket.create_server(("127.0.0.1", 0)) as silent:
        computer.call("settings", "set", "office", f"http://127.0.0.1:{silent.getsockname()[1]}")
        before = time.monotonic()
        assert cancel(computer, "connect", "issue", "soft", "00000-00000-00000-00000", PIN) == "CANCELLED"
        assert time.monotonic() - before < 5
