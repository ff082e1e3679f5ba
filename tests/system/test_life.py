# SPDX-License-Identifier: Apache-2.0
"""The life of a pair after its first issue, through the real programs."""

import pytest

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
        assert (error["name"], error["details"]) == ("PIN_WRONG", {"triesLeft": left})
        assert tries(computer) == [left]
    for name in ("not-the-pin", PIN):
        error = pin_error(computer, name, NEW_PIN)
        assert (error["name"], error["details"]) == ("PIN_LOCKED", {"triesLeft": 0})
    error = computer.error("login", "certificate", "--pin-file", computer.file(PIN))
    assert error["name"] == "PIN_LOCKED"
