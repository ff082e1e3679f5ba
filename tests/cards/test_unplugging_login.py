# SPDX-License-Identifier: Apache-2.0
"""The key is pulled out at each command of a login, of a change of PIN and of
an unlock."""

import cardlab
import pytest
import unplugging

PINS = ("Card-2026", "Later-2027")


class Login(unplugging.Operation):
    def __init__(self, holder, key):
        self.holder, self.key = holder, key

    def run(self):
        return self.holder.call("--json", "login", "certificate", "--pin-file",
                                self.holder.file(cardlab.PIN), ok=None)

    def go_on(self, error):
        assert self.key.tries() == 10
        self.holder.login_certificate(cardlab.PIN)

    def check(self):
        assert self.key.tries() == 10
        assert self.holder.json("status")["login"] == "certificate"


class ChangeOfPin(unplugging.Operation):
    def __init__(self, holder, key):
        self.holder, self.key, self.now = holder, key, 0

    def prepare(self):
        """Each run goes from one PIN to the other."""
        self.old, self.new = PINS[self.now], PINS[1 - self.now]

    def run(self):
        return self.holder.call("--json", "pin", "--carrier", self.key.serial, "--pin-file",
                                self.holder.file(self.old), "--new-pin-file",
                                self.holder.file(self.new), ok=None)

    def go_on(self, error):
        assert self.key.tries() == 10
        again = self.run()
        if again.returncode:  # it was done, only not told
            assert cardlab.error_of(again) == "PIN_WRONG"
            assert self.key.tries() == 9

    def check(self):
        self.holder.login_certificate(self.new)
        assert self.key.tries() == 10
        self.now = 1 - self.now


class Unlock(ChangeOfPin):
    """With a mailed code; one that was used up is followed by another."""

    def prepare(self):
        super().prepare()
        self.code = self.ask()

    def ask(self):
        before = self.holder.office.codes(self.holder.user)
        self.holder.json("unlock", "--request")
        return self.holder.office.new_code(self.holder.user, before)

    def run(self):
        return self.holder.call("--json", "unlock", "--code-file", self.holder.file(self.code),
                                "--new-pin-file", self.holder.file(self.new), ok=None)

    def go_on(self, error):
        again = self.run()
        if again.returncode:
            assert cardlab.error_of(again) in ("CODE_WRONG", "SESSION_MISSING"), again.stdout
            self.code = self.ask()
            again = self.run()
        assert again.returncode == 0, again.stdout

    def check(self):
        super().check()
        assert self.key.tries("admin") == 10


@unplugging.SIDES
@pytest.mark.parametrize("operation", [ChangeOfPin, Unlock, *unplugging.thorough(Login)])
def test_a_key_that_is_pulled_out_is_as_good_as_before(holder, key, operation, side):
    unplugging.everywhere(operation(holder, key), side)


def test_a_key_pulled_out_before_its_admin_pin_is_tried_is_away_and_not_lost(holder, key):
    """The last questions to it before the PIN is set."""
    unlock = Unlock(holder, key)
    names = [name for _, name in unplugging.named(unplugging.once(unlock))]
    last = names.index("UNBLOCK_PIN")
    for number in range(last - 3, last + 1):
        with unplugging.told(f"before command {number}, {names[number - 1]}"):
            unplugging.cut(unlock, number, "before")


def test_a_wrong_pin_spends_its_try_though_nobody_heard_of_it(holder, key):
    for left, fault in ((9, "VERIFY_PIN unplug-after"), (8, "VERIFY_PIN unplug-after")):
        key.fault(fault)
        error = holder.error("login", "certificate", "--pin-file", holder.file("not-the-pin"))
        assert error["name"] in unplugging.REMOVED
        key.replug()
        assert key.tries() == holder.token(key.serial)["pinTriesLeft"] == left
    key.fault("VERIFY_PIN unplug-before")
    holder.error("login", "certificate", "--pin-file", holder.file("not-the-pin"))
    key.replug()
    assert key.tries() == 8
    holder.login_certificate(cardlab.PIN)
    assert key.tries() == 10
