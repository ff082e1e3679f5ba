# SPDX-License-Identifier: Apache-2.0
"""A USB key is pulled out while a window works on it, before a command is done
or after it, when its answer is lost; it is plugged in, and one goes on. What
is cut off at each command, is tests/cards/test_unplugging_*.py's."""

import asking
import pytest


@pytest.fixture
def pulled(people, readers, keys, assistants):
    """Begins an operation on somebody's key, which is pulled out at a command
    and plugged in again: (assistant, what is asked, person)."""
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
        return a, here, person
    return begin


@pytest.mark.slow
@pytest.mark.parametrize("fault", ["UNBLOCK_PIN unplug-before", "UNBLOCK_PIN unplug-after"])
def test_an_unlock(pulled, texts, fault):
    a, here, person = pulled(asking.unlock, fault, wasted=10)
    here.type()
    here.w.enter(texts.FORM_AGAIN)
    here.w.wait("[CODE_WRONG]", 30)  # it was good for once; the window asks for one a minute
    code = person.mailed(lambda: person.client.json("unlock", "--request"))
    here.typed[0] = (texts.UNLOCK_CODE, code)
    here.type()
    here.w.enter(texts.FORM_AGAIN)
    here.w.wait(here.good, 60)
    person.client.login_certificate(asking.NEW_PIN)


@pytest.mark.slow
def test_a_change_of_pin_that_was_not_done(pulled, texts):
    a, here, person = pulled(asking.change_pin, "CHANGE_PIN unplug-before")
    here.type()
    here.w.enter(texts.FORM_AGAIN)
    here.w.wait(here.good, 60)
    person.client.login_certificate(asking.NEW_PIN)


@pytest.mark.slow
def test_a_change_of_pin_that_was_done_unheard(pulled, texts):
    a, here, person = pulled(asking.change_pin, "CHANGE_PIN unplug-after")
    here.type()
    here.w.enter(texts.FORM_AGAIN)
    here.w.wait("[PIN_WRONG]")
    here.w.wait(texts.of("PIN_TRIES_OF", 9, 10))
    person.client.login_certificate(asking.NEW_PIN)
