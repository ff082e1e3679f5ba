# SPDX-License-Identifier: Apache-2.0
"""certctl at a terminal: what is asked, what is seen, and what an answer does."""

import re

import certlab
import pytest
from terminal import Terminal

PIN, NEW_PIN = "Test-2026", "Later-2027"
CANCELLED, DENIED, BAD_DATA = 75, 77, 65


def tries(computer):
    return [token["pinTriesLeft"] for token in computer.json("tokens")["tokens"]]


def spend(computer, count):
    for _ in range(count):
        assert computer.error("login", "certificate", "--pin-file",
                              computer.file("not-the-pin"))["name"] == "PIN_WRONG"


@pytest.fixture
def active(holder, computer):
    """A holder who logged in with the certificate once."""
    computer.login_certificate(PIN)
    return holder


def serial(computer):
    return computer.json("certs")["certificates"][0]["signSerial"]


# --- PINs ----------------------------------------------------------------------

def test_a_pin_is_asked_for_by_its_carrier_and_never_seen(computer, active):
    carrier = computer.json("tokens")["tokens"][0]["serial"]
    with Terminal(computer, "login", "certificate") as person:
        person.expect(f"({carrier})")
        person.answer_secret(": ", PIN)
        person.expect("Logged in.")
        assert person.status() == 0


def test_the_terminal_echoes_again_after_a_pin(computer, active):
    with Terminal(computer, "hold") as person:
        person.answer("Go on?", "y")
        person.answer_secret("PIN of ", "not-the-pin")
        person.expect("The PIN is wrong. Tries left: 9.")
        assert person.echoes()
        assert person.status() == DENIED


def test_the_tries_left_are_shown_before_the_next_one(computer, active):
    with Terminal(computer, "login", "certificate") as person:
        person.answer_secret("PIN of ", "not-the-pin")
        person.expect("The PIN is wrong. Tries left: 9.")
        assert person.status() == DENIED
    with Terminal(computer, "login", "certificate") as person:
        person.expect("Tries left: 9.")
        person.answer_secret("PIN of ", PIN)
        assert person.status() == 0
    assert tries(computer) == [10]


def test_the_last_try_is_spent_only_after_a_question(computer, active):
    spend(computer, 9)
    with Terminal(computer, "login", "certificate") as person:
        person.expect("Tries left: 1.")
        person.answer("another mistake locks it", "n")
        assert person.status() == CANCELLED
    assert tries(computer) == [1]
    with Terminal(computer, "login", "certificate") as person:
        person.answer("another mistake locks it", "y")
        person.answer_secret("PIN of ", PIN)
        person.expect("Logged in.")
        assert person.status() == 0
    assert tries(computer) == [10]


def test_a_new_pin_is_asked_for_twice(computer, active):
    def change(again):
        with Terminal(computer, "pin") as person:
            person.answer_secret("PIN of ", PIN)
            person.answer_secret("New PIN", NEW_PIN)
            person.answer_secret("again", again)
            return person.status(), person.said
    status, said = change("Later-2028")
    assert status == BAD_DATA and "PIN_MISMATCH" in said
    status, said = change(NEW_PIN)
    assert status == 0 and "The PIN was changed." in said
    computer.login_certificate(NEW_PIN)


# --- what cannot be taken back --------------------------------------------------

def test_a_hold_is_asked_about(computer, active):
    with Terminal(computer, "hold") as person:
        person.expect(serial(computer))
        person.answer("Go on?", "no")
        assert person.status() == CANCELLED
    computer.login_certificate(PIN)
    with Terminal(computer, "hold") as person:
        person.answer("Go on?", "yes")
        person.answer_secret("PIN of ", PIN)
        person.expect("on hold")
        assert person.status() == 0
    assert computer.error("login", "certificate", "--pin-file",
                          computer.file(PIN))["name"] == "CERT_ON_HOLD"


def test_a_hold_shows_where_it_is(computer, active):
    with Terminal(computer, "hold", "--yes", "--pin-file", computer.file(PIN)) as person:
        assert person.status() == 0
        said = person.said
    places = [said.index(step) for step in (
        "contacting the office", "[1/2] signing with the certificate", "[2/2] waiting for the office")]
    assert places == sorted(places)
    assert "\r\x1b[KThe certificate is on hold" in said, "what was shown last is wiped out"


def test_a_revocation_is_asked_about(office, computer, active):
    def asked():
        return len(office.json("change", "list"))
    before = asked()
    for answer, status in (("n", CANCELLED), ("y", 0)):
        with Terminal(computer, "revoke") as person:
            person.answer("Reason", "cessation")
            person.answer("Go on?", answer)
            assert person.status() == status
    assert asked() == before + 1


def test_a_reply_that_does_not_come_cancels(computer, active):
    with Terminal(computer, "hold") as person:
        person.answer("Go on?", "\x04")  # end of input
        assert person.status() == CANCELLED
    assert tries(computer) == [10]


def test_an_error_names_the_command_for_its_remedy(tmp_path):
    said = certlab.run(certlab.CERTCTL, "--lang", "en", "--home", tmp_path / "home",
                       "proxy", "test", ok=(78,)).stderr
    assert "under Settings, General. [OFFICE_UNSET]\n" in said
    assert said.endswith("Command: certctl settings set office URL\n")


def test_the_commands_of_remedies_are_those_of_the_help(tmp_path):
    usages = [line.strip() for line in certlab.run(certlab.CERTCTL, "--help").stdout.splitlines()]
    listed = (certlab.ROOT / "src/certctl/commands.def").read_text(encoding="utf-8")
    commands = re.findall(r'^[CF]\(\w+, "([^"]+)"\)', listed, re.M)
    assert commands
    for command in commands:
        verb = re.match(r"settings set|[a-z]+( [a-z]+)?", command)[0]
        usage = [u for u in usages if re.match(rf"{verb}( |$)", u)]
        assert usage, f"there is no verb {verb}"
        assert all(option in usage[0] for option in re.findall(r"--[a-z-]+", command)), command
