# SPDX-License-Identifier: Apache-2.0
"""The operations of certctl on USB keys, at a real office."""

import cardlab

PIN, NEW_PIN = cardlab.PIN, "Later-2027"
SOFT_PIN = "Soft-Token-2026"


def pairs(computer):
    """How each of the account's pairs was obtained, and its state."""
    return sorted((p["verb"], p["state"]) for p in computer.account()["pairs"])


def certificates(computer):
    """(carrier, its serial number) of each pair that certctl shows."""
    rows = computer.json("certs")["certificates"]
    assert all(row["state"] == "OK" and not row["unfinished"] for row in rows), rows
    return [(row["carrier"], row["carrierSerial"]) for row in rows]


def test_a_first_pair_goes_onto_a_key_with_the_pin_it_has(office, applicant, key):
    applicant.issue_on(key)
    assert certificates(applicant) == [("hard", key.serial)]
    assert len(key.containers()) == 1
    applicant.login_certificate(PIN)
    assert applicant.json("status")["account"]["state"] == "active"
    assert pairs(applicant) == [("issue", "confirmed")]
    office.call("audit", "verify")


def test_a_wrong_pin_spends_a_try_and_the_right_one_restores_it(holder, key):
    for left in (9, 8):
        error = holder.error("login", "certificate", "--pin-file", holder.file("not-the-pin"))
        assert (error["name"], error["details"]["triesLeft"]) == ("PIN_WRONG", left)
        assert holder.token(key.serial)["pinTriesLeft"] == left
    holder.login_certificate(PIN)
    assert holder.token(key.serial)["pinTriesLeft"] == 10


def test_from_a_file_onto_a_key(office, applicant, key):
    applicant.issue(applicant.code, SOFT_PIN)
    applicant.login_certificate(SOFT_PIN)
    applicant.json("exchange", "--carrier", key.serial, "--pin-file", applicant.file(SOFT_PIN),
                   "--new-pin-file", applicant.file(PIN), "--yes")
    assert certificates(applicant) == [("hard", key.serial)]
    applicant.login_certificate(PIN)
    assert pairs(applicant) == [("exchange", "confirmed"), ("issue", "replaced")]


def test_from_a_key_into_a_file(office, holder, key):
    holder.json("exchange", "--carrier", "soft", "--pin-file", holder.file(PIN),
                "--new-pin-file", holder.file(SOFT_PIN), "--yes")
    assert [carrier for carrier, _ in certificates(holder)] == ["soft"]
    assert key.containers() == []
    holder.login_certificate(SOFT_PIN)
    assert pairs(holder) == [("exchange", "confirmed"), ("issue", "replaced")]


def test_from_one_key_onto_another(office, holder, key, keys):
    other = holder.set_up(keys(1), NEW_PIN)
    holder.json("exchange", "--carrier", other.serial, "--pin-file", holder.file(PIN),
                "--new-pin-file", holder.file(NEW_PIN), "--yes")
    assert certificates(holder) == [("hard", other.serial)]
    assert key.containers() == [] and len(other.containers()) == 1
    holder.login_certificate(NEW_PIN)
    assert [key_.tries() for key_ in (key, other)] == [10, 10]


def test_an_update_stays_in_its_key(office, holder, key):
    before = key.containers()
    holder.json("update", "--pin-file", holder.file(PIN), "--yes")
    assert certificates(holder) == [("hard", key.serial)]
    assert len(key.containers()) == 1 and key.containers() != before
    holder.login_certificate(PIN)
    assert pairs(holder) == [("issue", "replaced"), ("update", "confirmed")]


def lock(computer, key):
    for _ in range(10):
        computer.call("pin", "--carrier", key.serial, "--yes", "--pin-file",
                      computer.file("not-the-pin"), "--new-pin-file", computer.file(NEW_PIN), ok=None)
    assert key.tries() == 0


def test_a_locked_key_is_unlocked_with_a_mailed_code(office, holder, key):
    lock(holder, key)
    assert holder.error("login", "certificate", "--pin-file", holder.file(PIN))["name"] == "PIN_LOCKED"
    for pin in (NEW_PIN, PIN):
        before = office.codes(holder.user)
        holder.json("unlock", "--request")
        holder.json("unlock", "--code-file", holder.file(office.new_code(holder.user, before)),
                    "--new-pin-file", holder.file(pin))
        holder.login_certificate(pin)
    assert (key.tries(), key.tries("admin")) == (10, 10)


def test_a_key_changes_its_pin_without_the_office(office, holder, key):
    holder.url = "http://127.0.0.1:1"
    holder.json("pin", "--carrier", key.serial, "--pin-file", holder.file(PIN),
                "--new-pin-file", holder.file(NEW_PIN))
    holder.url = office.url
    assert holder.error("login", "certificate", "--pin-file", holder.file(PIN))["name"] == "PIN_WRONG"
    holder.login_certificate(NEW_PIN)
    assert key.tries() == 10


def test_a_key_takes_pins_of_up_to_sixteen_characters(holder, key):
    for pin, name in (("a" * 17, "PIN_LENGTH_TOKEN"), ("12345", "PIN_LENGTH")):
        error = holder.error("pin", "--carrier", key.serial, "--pin-file", holder.file(PIN),
                             "--new-pin-file", holder.file(pin))
        assert error["name"] == name
    assert key.tries() == 10


def test_a_key_that_is_plugged_in_comes_before_a_file(applicants, key):
    first, second = applicants(), applicants()
    first.issue(first.code, SOFT_PIN)
    second.home = first.home  # two people at one computer
    second.login(second.user, second.name)
    second.issue_on(key)
    assert [carrier for carrier, _ in certificates(second)] == ["hard", "soft"]
    second.login_certificate(PIN)
    assert second.json("status")["account"]["userName"] == second.user


def test_a_key_has_a_label(holder, key):
    assert holder.token(key.serial)["label"] == key.options["label"]
    holder.json("token", "label", "--carrier", key.serial, "财务章")
    assert holder.token(key.serial)["label"] == "财务章"
    holder.login_certificate(PIN)


def test_a_key_of_another_account_is_refused_and_the_code_stays_good(applicants, keys):
    first, second = applicants(), applicants()
    key, own = first.set_up(keys(0)), second.set_up(keys(1))
    first.issue_on(key)
    assert cardlab.error_of(second.issue_on(key, ok=None)) == "TOKEN_OTHERS"
    assert second.json("status")["unfinished"] == 0
    second.issue_on(own)
    second.login_certificate(cardlab.PIN)
