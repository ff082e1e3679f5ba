# SPDX-License-Identifier: Apache-2.0
"""The whole life of a certificate, played through the windows: what a person
does from the first login to another PIN, by the tray's menu and the keyboard,
at a real office; in a file, and on a USB key."""

import cardlab
import hands
import pytest
from windows import until

NEW_PIN, NEXT_PIN = "Unlocked-2026", "Changed-2027"


def closed(a, window):
    """What is done, is closed with Enter or its cross."""
    window.close()
    a.gone(window.title)


def play(a, person, pin, key_pin=None):
    """issue → login → update → unlock → PIN change"""
    closed(a, hands.log_in_by_account(a, person))
    closed(a, hands.issue(a, person.code, pin, key_pin))
    closed(a, hands.log_in_by_certificate(a, pin, first=True))
    closed(a, hands.update(a, pin))
    person.waste(7)
    closed(a, hands.waste_tries(a, left=3, until_left=0))
    closed(a, hands.unlock(a, person, NEW_PIN))
    closed(a, hands.change_pin(a, NEW_PIN, NEXT_PIN))
    person.client.login_certificate(NEXT_PIN)  # certctl finds it all in order


@pytest.mark.slow
def test_a_life_in_a_soft_token(people, assistants, texts):
    person = people()
    a = assistants(person)
    assert texts.GO_ISSUE not in a.tray.usable()
    until(lambda: texts.TRAY_NONE in a.tray.get("ToolTip"), 10, "the icon's text")
    play(a, person, "Qingzhu-2026")
    assert texts.GO_UPDATE in a.tray.usable()


@pytest.mark.slow
def test_a_life_on_a_usb_key(people, assistants, readers, keys):
    person, key = people(readers), keys()
    person.client.set_up(key)
    play(assistants(person), person, cardlab.PIN, key_pin=cardlab.PIN)
