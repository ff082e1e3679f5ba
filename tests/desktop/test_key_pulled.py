# SPDX-License-Identifier: Apache-2.0
"""A USB key is pulled out while a window works on it, before a command is done
or after it, when its answer is lost; it is plugged in, and one goes on. What
is cut off at each command, is tests/cards/test_unplugging_*.py's."""

import asking
import pytest


@pytest.fixture
def pulled(people, readers, keys, assistants):
    """Begins an operation on somebody's key, which is pulled out at a command
    and plugged in again: (what is asked, person)."""
    def begin(operation, fault, wasted=0):
        key = keys()
        person = people(readers).issued_on(key)
        person.waste(wasted)
        a = assistants(person)
        here = operation(a, person, True)
        here.type()
        key.fault(fault)
        here.w.enter(here.button)
        here.w.wait("[TOKEN_", 30)
        key.fault("")
        key.replug()
        here.w.wait(f"（{key.serial}）")  # it is among the carriers again
        return here, person
    return begin


def once_more(here, texts, said):
    """What was pulled out is tried again, until the window says that."""
    here.type()
    here.w.enter(texts.FORM_AGAIN)
    here.w.wait(said, 60)


@pytest.mark.slow
@pytest.mark.parametrize("fault", ["UNBLOCK_PIN unplug-before", "UNBLOCK_PIN unplug-after"])
def test_an_unlock(pulled, texts, fault):
    here, person = pulled(asking.unlock, fault, wasted=10)
    once_more(here, texts, "[CODE_WRONG]")  # it was good for once; the window asks for one a minute
    code = person.mailed(lambda: person.client.json("unlock", "--request"))
    here.typed[0] = (texts.UNLOCK_CODE, code)
    once_more(here, texts, here.good)
    person.client.login_certificate(asking.NEW_PIN)


@pytest.mark.slow
@pytest.mark.parametrize("fault, said", [
    ("CHANGE_PIN unplug-before", "PIN_CHANGED"),
    ("CHANGE_PIN unplug-after", "PIN_WRONG"),  # it was done, only not told
])
def test_a_change_of_pin(pulled, texts, fault, said):
    here, person = pulled(asking.change_pin, fault)
    once_more(here, texts, getattr(texts, said, f"[{said}]"))
    person.client.login_certificate(asking.NEW_PIN)
