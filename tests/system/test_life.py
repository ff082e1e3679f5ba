# SPDX-License-Identifier: Apache-2.0
"""The life of a pair after its first issue, through the real programs."""

import signal

import certlab
import pytest

POINTS = [line for line in (certlab.ROOT / "tests/fault-points.txt").read_text().splitlines()
          if line.startswith("assistant.")]
UNLOCK_POINTS = [p for p in POINTS if p.startswith("assistant.unlock.")]
PIN = "Test-2026"
NEW_PIN = "Later-2027"


def tries(computer):
    return [token["pinTriesLeft"] for token in computer.json("tokens")["tokens"]]


def change_pin(computer, old, new, **kw):
    return computer.call("--json", "pin", "--pin-file", computer.file(old),
                         "--new-pin-file", computer.file(new), **kw)


def pin_error(computer, old, new):
    return computer.error("pin", "--pin-file", computer.file(old),
                          "--new-pin-file", computer.file(new))


# --- the PIN --------------------------------------------------------------------

def test_a_pin_is_changed_without_the_office(office, computer, holder):
    computer.url = "http://127.0.0.1:1"
    change_pin(computer, PIN, NEW_PIN)
    computer.url = office.url
    assert computer.error("login", "certificate", "--pin-file",
                          computer.file(PIN))["name"] == "PIN_WRONG"
    computer.login_certificate(NEW_PIN)
    assert tries(computer) == [10]


@pytest.mark.parametrize("new, name", [
    ("12345", "PIN_LENGTH"), ("a" * 21, "PIN_LENGTH"), ("密码密码密码", "PIN_CHARACTERS")])
def test_a_new_pin_is_checked_before_a_try_is_spent(computer, holder, new, name):
    assert pin_error(computer, "not-the-pin", new)["name"] == name
    assert tries(computer) == [10]


def test_an_old_pin_that_cannot_be_one_spends_no_try(computer, holder):
    assert pin_error(computer, "short", NEW_PIN)["name"] == "PIN_LENGTH"
    assert tries(computer) == [10]


def test_the_tries_left_are_always_known(computer, holder):
    for left in range(9, 0, -1):
        error = pin_error(computer, "not-the-pin", NEW_PIN)
        assert (error["name"], error["details"]["triesLeft"]) == ("PIN_WRONG", left)
        assert tries(computer) == [left]
    for name in ("not-the-pin", PIN):
        error = pin_error(computer, name, NEW_PIN)
        assert (error["name"], error["details"]["triesLeft"]) == ("PIN_LOCKED", 0)
    error = computer.error("login", "certificate", "--pin-file", computer.file(PIN))
    assert error["name"] == "PIN_LOCKED"


# --- unlock ---------------------------------------------------------------------

def ask_code(office, computer, user, *verb):
    before = office.codes(user)
    answer = computer.json(*verb, "--request")
    assert answer["requested"] and "*" in answer["email"]
    return office.new_code(user, before)


def unlock(computer, code, pin, **kw):
    return computer.call("--json", "unlock", "--code-file", computer.file(code),
                         "--new-pin-file", computer.file(pin), **kw)


def unlock_error(computer, code, pin=NEW_PIN):
    return computer.error("unlock", "--code-file", computer.file(code),
                          "--new-pin-file", computer.file(pin))


def lock(computer):
    for _ in range(10):
        error = pin_error(computer, "not-the-pin", NEW_PIN)
    assert error["name"] == "PIN_LOCKED"


def test_after_ten_wrong_pins_a_mailed_code_unlocks(office, computer, holder):
    user, _ = holder
    lock(computer)
    computer.json("logout")
    code = ask_code(office, computer, user, "unlock")
    assert computer.json("status")["login"] == "named"
    error = unlock_error(computer, "00000-00000-00000-00000")
    assert error["name"] == "CODE_WRONG" and error["details"]["triesLeft"] > 0
    unlock(computer, code, NEW_PIN)
    assert tries(computer) == [10]
    assert computer.json("status")["loggedIn"] is False
    assert computer.login_certificate(NEW_PIN)["login"] == "certificate"
    assert unlock_error(computer, code)["name"] == "CODE_WRONG"
    computer.login_certificate(NEW_PIN)
    office.call("audit", "verify")


def test_a_carrier_is_unlocked_as_often_as_needed(office, computer, holder):
    user, _ = holder
    for pin in (NEW_PIN, PIN, NEW_PIN):
        unlock(computer, ask_code(office, computer, user, "unlock"), pin)
        computer.login_certificate(pin)


def test_a_new_pin_that_cannot_be_one_spends_no_code(office, computer, holder):
    user, _ = holder
    code = ask_code(office, computer, user, "unlock")
    assert unlock_error(computer, code, "12345")["name"] == "PIN_LENGTH"
    unlock(computer, code, NEW_PIN)


def test_whoever_only_named_a_certificate_can_do_nothing_else(computer, holder):
    computer.json("logout")
    assert computer.json("login", "certificate", "--no-pin")["login"] == "named"
    pin = computer.file(PIN)
    for words in (["hold", "--pin-file", pin, "--yes"], ["release", "--request"],
                  ["revoke", "--reason", "cessation", "--yes"]):
        assert computer.error(*words)["name"] == "SESSION_SCOPE"


@pytest.mark.parametrize("point", UNLOCK_POINTS)
def test_an_unlock_that_is_cut_off_can_be_begun_again(office, computer, holder, point):
    user, _ = holder
    lock(computer)
    for pin in ("First-2027", "Second-2028"):
        code = ask_code(office, computer, user, "unlock")
        died = unlock(computer, code, pin, env={"CERT_FAULT": point}, ok=None)
        assert died.returncode == -signal.SIGKILL
    if point != "assistant.unlock.released":
        computer.login_certificate("Second-2028")
    unlock(computer, ask_code(office, computer, user, "unlock"), NEW_PIN)
    computer.login_certificate(NEW_PIN)
    office.call("audit", "verify")


# --- hold, release, revocation ----------------------------------------------------

def serials(computer):
    return [row["signSerial"] for row in computer.json("certs")["certificates"]]


def state_of(computer):
    return [row["state"] for row in computer.json("certs")["certificates"]]


def test_a_certificate_on_hold_is_refused_until_a_mailed_code_releases_it(
        office, computer, holder):
    user, name = holder
    assert computer.error("hold", "--pin-file", computer.file(PIN))["name"] == "USAGE"
    assert computer.json("hold", "--pin-file", computer.file(PIN), "--yes") == {"state": "on-hold"}
    assert computer.error("login", "certificate", "--pin-file",
                          computer.file(PIN))["name"] == "CERT_ON_HOLD"
    computer.login(user, name)
    assert state_of(computer) == ["CERT_ON_HOLD"]
    code = ask_code(office, computer, user, "release")
    assert computer.json("release", "--code-file", computer.file(code)) == {"state": "valid"}
    computer.login_certificate(PIN)
    assert state_of(computer) == ["OK"]
    office.call("audit", "verify")


def test_the_certificate_of_a_stolen_computer_is_put_on_hold_by_mail(
        office, computer, holder, tmp_path):
    user, name = holder
    other = certlab.Client(tmp_path / "other", office.url)
    other.login(user, name)
    code = ask_code(office, other, user, "hold")
    assert other.json("hold", "--code-file", other.file(code), "--yes") == {"state": "on-hold"}
    assert computer.error("login", "certificate", "--pin-file",
                          computer.file(PIN))["name"] == "CERT_ON_HOLD"


def test_a_revocation_is_asked_for_and_an_operator_revokes(office, computer, holder):
    error = computer.error("revoke", "--reason", "because", "--yes")
    assert error["name"] == "FIELD_INVALID"
    assert computer.error("revoke", "--reason", "cessation")["name"] == "USAGE"
    answer = computer.json("revoke", "--reason", "cessation", "--note", "停止营业",
                           "--pin-file", computer.file(PIN), "--yes")
    assert len(answer["request"]) == 32
    computer.login_certificate(PIN)
    assert answer["request"] in office.call("change", "list").stdout
    office.call("certificate", "revoke", *serials(computer), "--reason", "cessation", "--as", "op1")
    assert computer.error("login", "certificate", "--pin-file",
                          computer.file(PIN))["name"] == "CERT_REVOKED"
    computer.login(*holder)
    assert state_of(computer) == ["CERT_REVOKED"]
    office.call("audit", "verify")
