# SPDX-License-Identifier: Apache-2.0
"""A key is pulled out at a command of an operation, before it is done or after
it, when its answer is lost; then plugged in again, and one goes on."""

import contextlib

import cardlab
import certlab
import pytest

# Where all is tried: ./dev test --all. Else before the first command and the
# last, and after those that change something on the key, whose answer is lost.
EVERY = certlab.THOROUGH
CHANGING = {
    "SET_LABEL", "CHANGE_DEVICE_KEY", "CHANGE_PIN", "VERIFY_PIN", "UNBLOCK_PIN",
    "CREATE_APPLICATION", "DELETE_APPLICATION", "CREATE_FILE", "DELETE_FILE", "WRITE_FILE",
    "CREATE_CONTAINER", "DELETE_CONTAINER", "GENERATE_SM2", "IMPORT_SM2", "IMPORT_CERTIFICATE"}
# What people are then told, and each says to plug it in (again); or that there
# is no such certificate, when it was away before one was chosen.
REMOVED = {"TOKEN_REMOVED", "TOKEN_MISSING", "CARD_ABSENT", "CERT_UNKNOWN"}


SIDES = pytest.mark.parametrize(
    "side", [pytest.param("before", marks=pytest.mark.thorough), "after"])


def thorough(*operations):
    """Operations that are much like others."""
    return [pytest.param(one, marks=pytest.mark.thorough) for one in operations]


def named(commands):
    """(number, name) of each."""
    return [(int(number), name) for number, name, *_ in commands]


def chosen(commands, side):
    """The same of those where it is pulled out."""
    each = named(commands)
    if EVERY:
        return each
    if side == "before":
        return [each[0], each[-1]]
    return [(number, name) for number, name in each if name in CHANGING]


@contextlib.contextmanager
def told(where):
    """What fails inside says where it was."""
    try:
        yield
    except Exception as error:
        error.add_note(where)
        raise


class Operation:
    """What is cut off. `key` is the one that is pulled out."""

    key = None

    def prepare(self):
        """Make all ready for another run."""

    def run(self):
        """Run it; certctl's result, whatever it is."""
        raise NotImplementedError

    def go_on(self, error):
        """It failed with this error: go on as a person would."""
        raise NotImplementedError

    def check(self):
        """What must hold after it."""
        raise NotImplementedError


def once(operation):
    """Without any cut; the commands that the key got."""
    operation.prepare()
    with operation.key.traced() as commands:
        result = operation.run()
    assert result.returncode == 0, result.stdout
    operation.check()
    assert commands, "the key was not asked anything"
    return commands


def cut(operation, number, side):
    operation.prepare()
    operation.key.fault(f"{number} unplug-{side}")
    result = operation.run()
    operation.key.replug()
    if result.returncode:
        assert cardlab.error_of(result) in REMOVED, result.stdout
        operation.go_on(cardlab.error_of(result))
    operation.check()


def everywhere(operation, side):
    for number, name in chosen(once(operation), side):
        with told(f"unplugged {side} command {number}, {name}"):
            cut(operation, number, side)


def check_key(computer, key, pin):
    """What must hold of a key with one pair after any cut and going on."""
    if computer.json("status")["unfinished"]:  # the pair is theirs; what is left may wait
        computer.json("resume", "--pin-file", computer.file(pin))
    certificates = computer.json("certs")["certificates"]
    mine = [row for row in certificates if row["carrierSerial"] == key.serial]
    assert [row["state"] for row in mine] == ["OK"] and not mine[0]["unfinished"], mine
    assert key.containers() == [mine[0]["container"]]
    assert computer.json("status")["unfinished"] == 0
    computer.login_certificate(pin)
    assert (key.tries(), key.tries("admin")) == (10, 10)
