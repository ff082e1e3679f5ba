# SPDX-License-Identifier: Apache-2.0
"""Readers and keys that are not as one would wish: each is shown for what it
is, and the others work."""

import concurrent.futures
import time

import cardlab
import pytest
import unplugging

PIN, NEW_PIN = cardlab.PIN, "Later-2027"
SELECT = bytes.fromhex("00a4040008") + b"\xf0SKFTOK\x01"  # 0017r's application, and no other


def rows(computer):
    """{reader or serial number: error} of what certctl shows."""
    return {row.get("serial") or row["device"]: row.get("error")
            for row in computer.json("tokens")["tokens"]}


@pytest.fixture
def foreign(service):
    card = cardlab.ForeignCard(service, service.readers[1])
    yield card
    card.remove()
    service.wait(card.reader, False)


def test_a_foreign_card_gets_nothing_but_a_select_of_ours(holder, key, foreign):
    assert rows(holder)[foreign.reader.name] == "CARD_FOREIGN"
    holder.login_certificate(PIN)
    holder.json("certs")
    holder.json("pin", "--carrier", key.serial, "--pin-file", holder.file(PIN), "--new-pin-file",
                holder.file(NEW_PIN))
    error = holder.error("pin", "--carrier", foreign.reader.name, "--pin-file", holder.file(PIN),
                         "--new-pin-file", holder.file(NEW_PIN))
    assert error["name"] in ("TOKEN_MISSING", "CARD_FOREIGN")
    assert foreign.commands and {command[:len(SELECT)] for command in foreign.commands} == {SELECT}
    assert max(map(len, foreign.commands)) <= len(SELECT) + 2  # Le


@pytest.mark.parametrize("answer", ["90", "9000", "6f00", "6986", "61ff", "00" * 300 + "9000"])
def test_a_card_that_answers_anything_is_foreign_or_fails(service, applicant, answer):
    card = cardlab.ForeignCard(service, service.readers[1], bytes.fromhex(answer))
    try:
        assert rows(applicant)[card.reader.name] in ("CARD_FOREIGN", "TOKEN_FAILED")
    finally:
        card.remove()
        service.wait(card.reader, False)


def test_a_reader_without_a_card_says_so(service, holder, key):
    said = rows(holder)
    assert said[key.serial] is None
    assert said[service.readers[1].name] == "CARD_ABSENT"


def test_a_locked_key_is_shown_and_the_other_works(holder, key, keys):
    other = holder.set_up(keys(1), NEW_PIN)
    for _ in range(10):
        error = holder.error("pin", "--carrier", other.serial, "--yes", "--pin-file",
                             holder.file("not-the-pin"), "--new-pin-file", holder.file(PIN))
    assert error["name"] == "PIN_LOCKED"
    assert holder.token(other.serial)["pinTriesLeft"] == 0
    assert holder.token(key.serial)["pinTriesLeft"] == 10
    holder.login_certificate(PIN)


def test_two_keys_of_one_label_are_told_apart(holder, key, keys):
    other = holder.set_up(keys(1, label=key.options["label"]), NEW_PIN)
    assert {holder.token(k.serial)["label"] for k in (key, other)} == {key.options["label"]}
    holder.json("pin", "--carrier", other.serial, "--pin-file", holder.file(NEW_PIN),
                "--new-pin-file", holder.file("Third-2028"))
    holder.login_certificate(PIN)
    assert holder.error("pin", "--carrier", key.serial, "--pin-file", holder.file(NEW_PIN),
                        "--new-pin-file", holder.file(PIN))["name"] == "PIN_WRONG"


# --- room -------------------------------------------------------------------------

def assert_no_room(applicant, key):
    """Found out before anything is asked of the office or done to the key."""
    before = key.show()
    assert cardlab.error_of(applicant.issue_on(key, ok=None)) == "TOKEN_FULL"
    assert key.show() == before and key.tries() == 10
    assert applicant.account()["pairs"] == []
    assert applicant.json("status")["unfinished"] == 0


def test_an_issue_without_room_asks_for_nothing(applicant, keys):
    assert_no_room(applicant, applicant.set_up(keys(space=4096)))
    applicant.issue(applicant.code, "Soft-2026")  # the code is as good as before


def test_a_key_full_of_others_containers_stays_as_it_is(applicant, key, keys):
    made = key.by_skf(verb="fill", pin=PIN, names=[f"others {n}" for n in range(100)])["made"]
    assert 1 < len(made) < 100
    assert_no_room(applicant, key)
    assert key.containers() == sorted(made)
    assert rows(applicant)[key.serial] is None and applicant.json("certs")["certificates"] == []
    other = applicant.set_up(keys(1))
    applicant.issue_on(other)
    applicant.login_certificate(PIN)
    assert key.containers() == sorted(made)


def test_an_update_without_room_leaves_the_pair_as_it_is(applicant, keys):
    key = applicant.set_up(keys(space=7168))
    applicant.issue_on(key)
    applicant.login_certificate(PIN)
    before = key.show()
    error = applicant.error("update", "--pin-file", applicant.file(PIN), "--yes")
    assert error["name"] == "TOKEN_FULL"
    assert key.show() == before
    applicant.login_certificate(PIN)


# --- the admin PIN ------------------------------------------------------------------

def test_a_key_with_a_locked_admin_pin_works_and_cannot_be_unlocked(office, holder, key, keys):
    key.by_skf(verb="spoil")
    assert key.tries("admin") == 0 and key.tries() == 10
    assert holder.json("token", "info", "--carrier", key.serial)["adminTriesLeft"] == 0
    holder.login_certificate(PIN)
    before = office.codes(holder.user)
    assert holder.error("unlock", "--request")["name"] == "ADMIN_PIN_LOCKED"
    assert office.codes(holder.user) == before
    holder.login_certificate(PIN)


# --- the service ----------------------------------------------------------------------

def test_without_the_service_files_work_and_afterwards_keys_again(service, holder, key):
    service.stop()
    try:
        assert "CARD_SERVICE" in rows(holder).values()
        assert holder.error("login", "certificate", "--pin-file", holder.file(PIN))["name"] in (
            "CARD_SERVICE", "CERT_UNKNOWN")
    finally:
        service.start()
        service.wait(key.reader, True)
    holder.login_certificate(PIN)


@pytest.mark.parametrize("command", [
    "SELECT", "VERIFY_PIN", "IMPORT_CERTIFICATE",
    *unplugging.thorough("OPEN_APPLICATION", "GENERATE_SM2", "DELETE_CONTAINER")])
def test_a_service_that_stops_during_an_update_is_gone_on_after(service, holder, key, command):
    key.fault(f"{command} slow 1500")
    with concurrent.futures.ThreadPoolExecutor(1) as pool:
        update = pool.submit(holder.call, "--json", "update", "--yes", "--pin-file", holder.file(PIN), ok=None)
        time.sleep(0.7)  # it takes long to answer this command
        service.stop()
        service.start()
        result = update.result()
    service.wait(key.reader, True)
    if result.returncode:
        assert cardlab.error_of(result) in unplugging.REMOVED | {"CARD_SERVICE"}
        assert holder.call("--json", "update", "--yes", "--pin-file", holder.file(PIN), ok=None)
    unplugging.check_key(holder, key, PIN)


# --- answers --------------------------------------------------------------------------

def firsts(commands):
    """The first of each name, or all of them."""
    seen = {}
    for number, name in unplugging.named(commands):
        seen.setdefault(name if not unplugging.EVERY else number, (number, name))
    return seen.values()


@pytest.mark.parametrize("action, errors", [
    ("garbage", {"TOKEN_FAILED", "CARD_FOREIGN", "CERT_UNKNOWN", "TOKEN_MISSING"}),
    ("short", {"TOKEN_FAILED", "CARD_FOREIGN", "CERT_UNKNOWN", "TOKEN_MISSING"}),
    ("long", {"TOKEN_FAILED", "CARD_FOREIGN", "CERT_UNKNOWN", "TOKEN_MISSING"}),
    ("slow 300", set()), ("reset", {"PIN_NEEDED"})])
def test_answers_that_are_wrong_or_late_do_no_harm(holder, key, action, errors):
    """One that is slow has the login succeed; so has a reset, unless it comes between PIN and
    signature."""
    with key.traced() as commands:
        holder.login_certificate(PIN)
    for number, name in firsts(commands):
        with unplugging.told(f"command {number}, {name}: {action}"):
            key.fault(f"{number} {action}")
            result = holder.call("--json", "login", "certificate", "--pin-file", holder.file(PIN), ok=None)
            key.fault("")
            assert result.returncode == 0 or cardlab.error_of(result) in errors, result.stdout
            assert key.tries() == 10
    holder.login_certificate(PIN)


def test_another_program_that_resets_the_key_disturbs_nobody(service, holder, key):
    with service.program() as program:
        for _ in range(5):
            program.connect(key.reader)
            program.transmit("00a4040008f0534b46544f4b0100")
            program.reset()
            holder.login_certificate(PIN)
    assert key.tries() == 10


def test_another_program_that_keeps_the_key_is_waited_for(service, holder, key):
    with service.program() as program, concurrent.futures.ThreadPoolExecutor(1) as pool:
        program.connect(key.reader)
        program.begin()
        login = pool.submit(holder.login_certificate, PIN)
        with pytest.raises(concurrent.futures.TimeoutError):
            login.result(timeout=1)
        program.commit()
        assert login.result()["login"] == "certificate"
