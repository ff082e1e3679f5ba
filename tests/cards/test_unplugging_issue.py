# SPDX-License-Identifier: Apache-2.0
"""The key is pulled out at each command of a first issue and of setting up."""

import cardlab
import pytest
import unplugging

PIN = cardlab.PIN


class SettingUp(unplugging.Operation):
    """`certctl token init` on a blank key; each run has a new one."""

    def __init__(self, office, applicants, keys):
        self.office, self.applicants, self.keys = office, applicants, keys
        self.person = applicants()

    def prepare(self):
        if self.key:
            self.key.remove()
        self.key = self.keys()

    def run(self):
        return self.person.call("--json", "token", "init", "--carrier", self.key.serial,
                                "--new-pin-file", self.person.file(PIN), ok=None)

    def go_on(self, error):
        again = self.run()  # which may say that it was done, only not told
        assert again.returncode == 0 or cardlab.error_of(again) == "TOKEN_NOT_BLANK", again.stdout

    def check(self):
        assert self.key.containers() == []
        assert (self.key.tries(), self.key.tries("admin")) == (10, 10)
        self.person.json("pin", "--carrier", self.key.serial, "--pin-file", self.person.file(PIN),
                         "--new-pin-file", self.person.file("Later-2027"))


class Issue(SettingUp):
    """Each run is another person's."""

    def prepare(self):
        super().prepare()
        self.person = self.applicants()
        self.person.set_up(self.key)

    def run(self):
        return self.person.issue_on(self.key, ok=None)

    def go_on(self, error):
        """By the same command; every other time what was begun is finished or
        undone first."""
        assert self.key.tries() == 10
        if self.key.serial[-1] in "02468":
            self.person.json("resume", "--pin-file", self.person.file(PIN))
            assert self.person.json("status")["unfinished"] == 0
        if not self.pairs() or self.pairs() != ["confirmed"]:
            again = self.run()
            assert again.returncode == 0, again.stdout

    def pairs(self):
        return [pair["state"] for pair in self.person.account()["pairs"]]

    def check(self):
        assert self.pairs() == ["confirmed"]
        unplugging.check_key(self.person, self.key, PIN)


@pytest.mark.slow
@unplugging.SIDES
@pytest.mark.parametrize("operation", [Issue, *unplugging.thorough(SettingUp)])
def test_what_was_begun_on_a_key_is_finished(office, applicants, keys, operation, side):
    unplugging.everywhere(operation(office, applicants, keys), side)
