# SPDX-License-Identifier: Apache-2.0
"""The key is pulled out at each command of an exchange, in it, onto it and off
it, and of an update. One person goes through all of it: after each cut all is
as it should be, and so is good for the next."""

import cardlab
import pytest
import unplugging

PIN = cardlab.PIN


SOFT_PIN = "Soft-Token-2026"
PINS = {"hard": PIN, "soft": SOFT_PIN}


class Update(unplugging.Operation):
    """A new pair for the old one's, in the same key."""

    words = ("update",)
    old_pin = new_pin = PIN

    def __init__(self, holder, key):
        self.holder, self.key, self.cuts = holder, key, 0

    def prepare(self):
        self.before = self.pair()

    def run(self):
        return self.call(self.words, self.old_pin, self.new_pin)

    def call(self, words, old_pin, new_pin):
        return self.holder.call("--json", *words, "--yes", "--pin-file", self.holder.file(old_pin),
                                "--new-pin-file", self.holder.file(new_pin), ok=None)

    def pair(self):
        """The account's one pair in use."""
        confirmed = [pair for pair in self.holder.account()["pairs"] if pair["state"] == "confirmed"]
        assert len(confirmed) == 1
        return confirmed[0]["id"]

    def is_done(self):
        states = {pair["state"] for pair in self.holder.account()["pairs"]}
        return states <= {"confirmed", "replaced"} and self.pair() != self.before

    def go_on(self, error):
        """The old pair works, or the new one. Then by the same command; every
        other time what was begun is finished or undone first."""
        assert self.key.tries() == 10
        self.log_in()
        self.cuts += 1
        if self.cuts % 2:
            self.resume()
            self.log_in()
        if not self.is_done():
            again = self.run()
            assert again.returncode == 0, again.stdout

    def log_in(self):
        """With whatever there is."""
        rows = [row for row in self.holder.json("certs")["certificates"]
                if row["state"] == "OK" and not row["unfinished"]]
        for row in rows:
            said = self.holder.call("--json", "login", "certificate", "--cert", row["signSerial"],
                                    "--pin-file", self.holder.file(PINS[row["carrier"]]), ok=None)
            if said.returncode == 0:
                return
        raise AssertionError(f"no pair of {rows} works")

    def resume(self):
        """Each carrier's PIN is given to that carrier alone."""
        if not self.holder.json("status")["unfinished"]:
            return
        for token in self.holder.json("tokens")["tokens"]:
            if "serial" in token:
                self.holder.call("resume", "--carrier", token["serial"], "--pin-file",
                                 self.holder.file(PINS[token["kind"]]), ok=None)

    def check(self):
        self.resume()
        unplugging.check_key(self.holder, self.key, PIN)
        assert self.is_done()


class Exchange(Update):
    words = ("exchange",)


class Onto(Update):
    """From a file onto the key."""

    old_pin = SOFT_PIN

    @property
    def words(self):
        return ("exchange", "--carrier", self.key.serial)

    def prepare(self):
        back = self.call(("exchange", "--carrier", "soft"), PIN, SOFT_PIN)
        assert back.returncode == 0, back.stdout
        super().prepare()


class Off(Update):
    """From the key into a file."""

    words = ("exchange", "--carrier", "soft")
    new_pin = SOFT_PIN

    def prepare(self):
        if self.key.containers() == []:
            onto = self.call(("exchange", "--carrier", self.key.serial), SOFT_PIN, PIN)
            assert onto.returncode == 0, onto.stdout
        super().prepare()

    def check(self):
        self.resume()
        assert self.holder.json("status")["unfinished"] == 0
        assert self.key.containers() == [] and self.key.tries() == 10
        assert [row["carrier"] for row in self.holder.json("certs")["certificates"]] == ["soft"]
        self.holder.login_certificate(SOFT_PIN)
        assert self.is_done()


@pytest.mark.slow
@unplugging.SIDES
@pytest.mark.parametrize("operation", [Update, Onto, *unplugging.thorough(Exchange, Off)])
def test_the_old_pair_works_or_the_new(office, holder, key, operation, side):
    unplugging.everywhere(operation(holder, key), side)
    office.call("audit", "verify")
