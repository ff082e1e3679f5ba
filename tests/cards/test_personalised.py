# SPDX-License-Identifier: Apache-2.0
"""Keys that the office hands out: personalised by an operator at real readers,
one after another, pulled out at each command, and then used."""

import csv
import json
import re

import cardlab
import certlab
import pytest
import unplugging

INITIAL, NEW_PIN = "13572468", "Later-2027"
PIN_OF_LETTER = re.compile(r"^ *([2-9]{4}) ([2-9]{4})$", re.M)


def personalise(office, service, *args, **kw):
    said = office.call("token", "personalise", *args, "--as", "op1", "--json", env=service.env, **kw)
    return said


def pin_of(letter):
    text = certlab.run("pdftotext", "-layout", letter, "-").stdout
    return "".join(PIN_OF_LETTER.search(text).groups())


def test_three_keys_in_a_row_are_handed_out_with_letters(office, service, keys, applicant, tmp_path):
    plugged = {key.serial: key for key in (keys(0), keys(1), keys(2))}
    letters, listing = tmp_path / "letters", tmp_path / "list.csv"
    letters.mkdir()
    personalise(office, service, "--letters", letters, "--label", "TM-####", "--batch", 3, "--list", listing)
    pins = {path.stem: pin_of(path) for path in letters.glob("*.pdf")}
    assert pins.keys() == plugged.keys() and len(set(pins.values())) == 3
    assert {key.show()["label"] for key in plugged.values()} == {"TM-0001", "TM-0002", "TM-0003"}
    with open(listing, encoding="utf-8-sig") as file:
        assert {cell for row in csv.reader(file) for cell in row} >= plugged.keys()
    key = plugged.popitem()[1]
    applicant.issue_on(key, pins[key.serial])
    applicant.login_certificate(pins[key.serial])
    before = office.codes(applicant.user)
    applicant.json("unlock", "--request")
    applicant.json("unlock", "--code-file", applicant.file(office.new_code(applicant.user, before)),
                   "--new-pin-file", applicant.file(NEW_PIN))
    applicant.login_certificate(NEW_PIN)
    assert key.tries("admin") == 10
    office.call("audit", "verify")


def test_a_key_that_was_handed_out_is_not_done_again(office, service, keys, tmp_path):
    key = keys()
    initial = tmp_path / "pin"
    initial.write_text(INITIAL + "\n")
    personalise(office, service, "--initial-pin-file", initial)
    before = key.show()
    again = personalise(office, service, "--initial-pin-file", initial, ok=None)
    assert json.loads(again.stdout)["error"]["name"] == "TOKEN_NOT_BLANK"
    assert key.show() == before


class Personalising(unplugging.Operation):
    """Each run has a new key. An operator plugs it in again and begins again."""

    def __init__(self, office, service, keys, applicant, folder):
        self.office, self.service, self.keys, self.person = office, service, keys, applicant
        self.initial = folder / "initial"
        self.initial.write_text(INITIAL + "\n")

    def prepare(self):
        if self.key:
            self.key.remove()
        self.key = self.keys()

    def run(self):
        return personalise(self.office, self.service, "--initial-pin-file", self.initial, ok=None)

    def go_on(self, error):
        again = self.run()  # which may say that it was done, only not told
        assert again.returncode == 0 or cardlab.error_of(again) == "TOKEN_NOT_BLANK", again.stdout

    def check(self):
        assert (self.key.tries(), self.key.tries("admin")) == (10, 10)
        row = next(row for row in self.office.json("token", "list") if row["serial"] == self.key.serial)
        assert row["state"] == "ready"
        self.person.json("pin", "--carrier", self.key.serial, "--pin-file", self.initial,
                         "--new-pin-file", self.person.file(NEW_PIN))
        assert self.person.json("token", "info", "--carrier", self.key.serial)["pinInitial"] is False


@pytest.mark.slow
@unplugging.SIDES
def test_a_key_that_is_pulled_out_is_handed_out_all_the_same(
        office, service, keys, applicant, tmp_path, side):
    unplugging.everywhere(Personalising(office, service, keys, applicant, tmp_path), side)
    office.call("audit", "verify")
