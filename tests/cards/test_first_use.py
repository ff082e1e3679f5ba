# SPDX-License-Identifier: Apache-2.0
"""A USB key in the hands of the person it is for: a blank one is set up, an
initial PIN changed, and the one that is plugged in offered first."""

import signal

import cardlab
import certlab
import pytest
from terminal import Terminal

POINTS = [line for line in (certlab.ROOT / "tests/fault-points.txt").read_text().splitlines()
          if line.startswith("assistant.token.")]
PIN, INITIAL, SOFT_PIN = "Card-2026", "initial-pin", "Soft-Token-2026"


@pytest.fixture
def key(keys):
    """A blank key that is plugged in."""
    return keys()


@pytest.fixture
def computer(tmp_path, office, service):
    return cardlab.Client(tmp_path / "computer", office, service)


@pytest.fixture
def initial(key, computer, office, service):
    """The same from the office, with a PIN that its operator told."""
    office.call("token", "personalise", "--initial-pin-file", computer.file(INITIAL), "--as", "op1",
                env=service.env)
    return key


def terminal(computer, *words):
    return Terminal(computer, *words, env=computer.env)


def about(computer, key):
    return computer.json("token", "info", "--carrier", key.serial)


# --- setting up ------------------------------------------------------------------

def set_up(computer, key, **kw):
    return computer.call("--json", "token", "init", "--carrier", key.serial, "--label", "办公室",
                         "--new-pin-file", computer.file(PIN), ok=None, **kw)


def assert_ready(computer, key):
    row = about(computer, key)
    assert not row["blank"] and not row["pinInitial"] and row["escrow"] and row["label"] == "办公室"
    assert (row["pinTriesLeft"], row["adminTriesLeft"]) == (10, 10)
    assert row["certificates"] == [] and row["otherContainers"] == []
    computer.json("pin", "--carrier", key.serial, "--pin-file", computer.file(PIN),
                  "--new-pin-file", computer.file(PIN))


def test_a_blank_key_is_made_ready_and_only_once(computer, key):
    assert about(computer, key)["blank"]
    assert set_up(computer, key).returncode == 0
    assert_ready(computer, key)
    assert cardlab.error_of(set_up(computer, key)) == "TOKEN_NOT_BLANK"


@pytest.mark.parametrize("point", POINTS)
def test_a_setting_up_that_is_cut_off_is_begun_again(computer, key, point):
    assert set_up(computer, key, env={"CERT_FAULT": point}).returncode == -signal.SIGKILL
    if set_up(computer, key).returncode != 0:
        assert point == POINTS[-1]  # all was done
    assert_ready(computer, key)


def test_a_key_is_set_up_at_a_terminal(computer, key):
    with terminal(computer, "token", "init") as person:
        person.answer_secret("New PIN of the USB key (6 to 16 characters)", PIN)
        person.answer_secret("again", PIN)
        person.expect(f"certctl issue --carrier {key.serial}")
        assert person.status() == 0
    assert not about(computer, key)["pinInitial"]


def test_a_label_is_changed_and_keys_are_told_apart(computer, key):
    computer.call("token", "label", "研发部")
    assert about(computer, key)["label"] == "研发部"
    error = computer.error("token", "label", "超过三十一个八位组的名称不能写进去")
    assert (error["name"], error["details"]["field"]) == ("BAD_TEXT", "label")


# --- an initial PIN ---------------------------------------------------------------

def test_an_initial_pin_stops_whoever_cannot_be_asked(applicant, initial):
    error = applicant.error("issue", "--carrier", initial.serial, "--code-file",
                            applicant.file(applicant.code), "--pin-file", applicant.file(INITIAL))
    assert (error["name"], error["details"]["carrier"]) == ("PIN_INITIAL", initial.serial)
    assert about(applicant, initial)["pinTriesLeft"] == 10
    assert applicant.json("status")["unfinished"] == 0


def test_an_initial_pin_is_changed_by_two_files(applicant, initial):
    applicant.json("issue", "--carrier", initial.serial, "--code-file", applicant.file(applicant.code),
                   "--pin-file", applicant.file(INITIAL), "--new-pin-file", applicant.file(PIN))
    applicant.login_certificate(PIN)


def test_an_exchange_onto_a_key_changes_its_initial_pin(applicant, initial):
    applicant.issue(applicant.code, SOFT_PIN)
    applicant.login_certificate(SOFT_PIN)
    words = ["exchange", "--carrier", initial.serial, "--pin-file", applicant.file(SOFT_PIN),
             "--new-pin-file", applicant.file(PIN)]
    assert applicant.error(*words)["name"] == "PIN_INITIAL"
    applicant.json(*words, "--initial-pin-file", applicant.file(INITIAL))
    applicant.login_certificate(PIN)
    assert [t["kind"] for t in applicant.json("tokens")["tokens"] if "kind" in t] == ["hard"]


def test_an_initial_pin_is_changed_at_the_terminal_and_the_issue_goes_on(applicant, initial):
    with terminal(applicant, "issue") as person:
        person.expect(f"({initial.serial}) is plugged in")
        person.answer("(y; anything else", "y")
        person.answer_secret("Authorisation code", applicant.code)
        person.expect("initial PIN, which is to be changed")
        person.answer_secret("Initial PIN of ", INITIAL)
        person.answer_secret("New PIN of the USB key", PIN)
        person.answer_secret("again", PIN)
        person.expect("The certificates were issued.")
        assert person.status() == 0
    assert [c["carrierSerial"] for c in applicant.json("certs")["certificates"]] == [initial.serial]


# --- what is offered, and what is named --------------------------------------------

def test_a_key_that_is_not_wanted_stays_as_it_is(applicant, key):
    assert set_up(applicant, key).returncode == 0
    with terminal(applicant, "issue") as person:
        person.answer("is plugged in", "n")
        person.answer_secret("Authorisation code", applicant.code)
        person.answer_secret("New PIN (6 to 20", SOFT_PIN)
        person.answer_secret("again", SOFT_PIN)
        assert person.status() == 0
    assert [c["carrier"] for c in applicant.json("certs")["certificates"]] == ["soft"]
    assert about(applicant, key)["certificates"] == []


def test_a_key_that_was_pulled_out_is_named_and_gone_on_with_at_the_terminal(applicant, key):
    assert set_up(applicant, key).returncode == 0
    key.fault("IMPORT_SM2 unplug-after")
    with terminal(applicant, "issue", "--carrier", key.serial) as person:
        person.answer_secret("Authorisation code", applicant.code)
        person.answer_secret(f"PIN of USB key \"办公室\" ({key.serial})", PIN)
        person.expect("The token was removed.")
        person.expect(f"connect the carrier {key.serial} and run certctl resume")
        assert person.status() == 74
    key.fault("")
    key.replug()
    with terminal(applicant, "resume") as person:
        person.answer_secret(f"({key.serial})", PIN)
        person.expect("dealt with")
        assert person.status() == 0
    applicant.login_certificate(PIN)
    assert key.tries() == 10


def test_a_pin_without_a_carrier_is_for_the_one_that_needs_it(applicant, key):
    """A confirmed exchange whose old pair is still on a key that was away."""
    assert set_up(applicant, key).returncode == 0
    applicant.json("issue", "--carrier", key.serial, "--code-file", applicant.file(applicant.code),
                   "--pin-file", applicant.file(PIN))
    applicant.login_certificate(PIN)
    words = ["exchange", "--carrier", "soft", "--pin-file", applicant.file(PIN),
             "--new-pin-file", applicant.file(SOFT_PIN)]
    died = applicant.call("--json", *words, env={"CERT_FAULT": "assistant.obtain.confirmed"}, ok=None)
    assert died.returncode == -signal.SIGKILL
    key.unplug()
    error = applicant.error("resume")
    assert (error["name"], error["details"]["carrier"]) == ("TOKEN_MISSING", key.serial)
    key.plug()
    assert applicant.error("resume")["name"] == "PIN_NEEDED"
    assert applicant.error("resume", "--pin-file", applicant.file("not-the-pin"))["name"] == "PIN_WRONG"
    assert key.tries() == 9
    applicant.json("resume", "--pin-file", applicant.file(PIN))
    assert applicant.json("status")["unfinished"] == 0 and key.containers() == []
