# SPDX-License-Identifier: Apache-2.0
"""The whole life of a certificate, played through the windows: what a person
does from the first login to another PIN, by the tray's menu and the keyboard,
at a real office; in a file, and on a USB key."""

import cardlab
import hands
import pytest
from windows import until

PIN = "Qingzhu-2026"  # of soft tokens, as people.PIN
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
    play(a, person, PIN)
    assert texts.GO_UPDATE in a.tray.usable()


@pytest.mark.slow
def test_a_life_on_a_usb_key(people, assistants, readers, keys):
    person, key = people(readers), keys()
    person.client.set_up(key)
    play(assistants(person), person, cardlab.PIN, key_pin=cardlab.PIN)


@pytest.fixture
def away(office):
    """The office goes away: away(); away(False) brings it back."""
    port = office.url.rpartition(":")[2]

    def go(gone=True):
        if gone:
            office.stop()
        else:
            office.start(listen=f"127.0.0.1:{port}")

    yield go
    if office.process is None:
        go(False)


@pytest.mark.slow
def test_an_office_that_goes_away_is_said_and_nothing_is_lost(people, assistants, texts, away):
    a = assistants(people().issued())
    w = hands.question(a, "GO_UPDATE")
    w.type(texts.PIN, PIN)
    away()
    w.enter(texts.CONFIRM)
    w.wait("OFFICE_UNREACHABLE", 30)
    away(False)
    w.type(texts.PIN, PIN)
    w.enter(texts.FORM_AGAIN)
    w.wait(texts.UPDATED, 60)


@pytest.mark.slow
def test_a_key_pulled_out_in_the_middle_is_finished_when_it_is_back(people, assistants, readers, keys, texts):
    person, key = people(readers), keys()
    a = assistants(person.issued_on(key))
    key.fault("IMPORT_SM2 unplug-after")
    w = hands.question(a, "GO_UPDATE")
    w.type(texts.PIN, cardlab.PIN)
    w.enter(texts.CONFIRM)
    w.wait("[TOKEN_", 30)
    closed(a, w)
    key.fault("")
    key.plug()
    a.open("resume")
    w = a.window(texts.GO_RESUME)
    w.enter(texts.CONFIRM)
    w.type(texts.PIN, cardlab.PIN)
    hands.finish(a, w, "RESUMED")
    assert len(person.client.json("certs")) == 1
