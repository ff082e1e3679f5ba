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


# --- what goes wrong on the way ---

@pytest.fixture(params=["soft", "key"])
def holder(request, people):
    """Somebody with a pair in a file, or on a USB key, whose PIN is holder.pin."""
    if request.param == "soft":
        person = people().issued()
        person.pin = PIN
    else:
        service = request.getfixturevalue("readers")
        person = people(service).issued_on(request.getfixturevalue("keys")())
        person.pin = cardlab.PIN
    return person


def begun(a, name, pin):
    """An operation's window, with its PIN typed."""
    w = hands.question(a, name)
    w.type(a.texts.PIN, pin)
    return w


def again(a, w, pin, good):
    """What failed is tried once more, and goes well."""
    w.type(a.texts.PIN, pin)
    w.enter(a.texts.FORM_AGAIN)
    w.wait(good, 60)


@pytest.mark.slow
def test_an_office_that_goes_away_is_said_and_nothing_is_lost(holder, assistants, texts, away):
    a = assistants(holder)
    w = begun(a, "GO_UPDATE", holder.pin)
    away()
    w.enter(texts.CONFIRM)
    w.wait("OFFICE_UNREACHABLE", 30)
    away(False)
    again(a, w, holder.pin, texts.UPDATED)


@pytest.mark.slow
def test_wrong_pins_to_the_last_at_the_login_lead_to_unlocking(holder, assistants, texts):
    holder.client.call("logout")
    holder.waste(8)
    a = assistants(holder)
    w = hands.to_login_by_certificate(a)
    w.type(texts.PIN, "wrong-9th")
    w.enter(texts.LOGIN_GO)
    w.wait(texts.LAST_TRY)
    w.type(texts.PIN, "wrong-10th")
    w.enter(texts.LOGIN_GO)
    w.press(texts.PIN_LAST_BACK)  # after a second thought, and typed anew
    w.type(texts.PIN, "wrong-10th")
    w.enter(texts.LOGIN_GO)
    w.press(texts.PIN_LAST_GO_ON)
    w.wait("[PIN_LOCKED]")
    w.press(texts.GO_UNLOCK)
    w.enter(texts.NEXT)  # nobody is logged in: it is for this certificate alone
    hands.go_on_unlocking(a, a.window(texts.GO_UNLOCK), holder, NEW_PIN)
    holder.client.login_certificate(NEW_PIN)


@pytest.fixture
def on_key(people, readers, keys):
    """Somebody with a pair on holder.key."""
    key = keys()
    person = people(readers).issued_on(key)
    person.key = key
    return person


def test_a_key_pulled_out_at_the_login_is_waited_for(on_key, assistants, texts):
    on_key.client.call("logout")
    a = assistants(on_key)
    w = hands.to_login_by_certificate(a)
    w.type(texts.PIN, cardlab.PIN)
    on_key.key.unplug()
    until(lambda: not w.all("password|text", texts.PIN), 10, "no field for a PIN")
    on_key.key.plug()
    assert not w.control("password|text", texts.PIN).text
    w.type(texts.PIN, cardlab.PIN)
    w.enter(texts.LOGIN_GO)
    w.wait(texts.LOGGED_IN)


@pytest.mark.slow
def test_a_key_pulled_out_in_the_middle_of_an_issue_goes_on_once_it_is_back(
        people, assistants, readers, keys, texts):
    person, key = people(readers), keys()
    person.client.set_up(key)
    a = assistants(person.log_in())
    w = hands.question(a, "GO_ISSUE")
    w.type(texts.CODE_WAITING, person.code)
    w.type(texts.FORM_TARGET_PIN, cardlab.PIN)
    key.fault("IMPORT_SM2 unplug-after")
    w.enter(texts.CONFIRM)
    w.wait("[TOKEN_", 30)
    key.fault("")
    key.replug()
    w.type(texts.FORM_TARGET_PIN, cardlab.PIN)
    w.enter(texts.FORM_AGAIN)
    w.wait(texts.ISSUED, 60)
    assert len(key.containers()) == 1 and person.client.json("status")["unfinished"] == 0


@pytest.mark.slow
def test_a_key_pulled_out_in_the_middle_is_finished_when_it_is_back(on_key, assistants, texts):
    a = assistants(on_key)
    on_key.key.fault("IMPORT_SM2 unplug-after")
    w = begun(a, "GO_UPDATE", cardlab.PIN)
    w.enter(texts.CONFIRM)
    w.wait("[TOKEN_", 30)
    closed(a, w)
    on_key.key.fault("")
    on_key.key.plug()
    a.open("resume")
    w = a.window(texts.GO_RESUME)
    w.enter(texts.CONFIRM)
    w.type(texts.PIN, cardlab.PIN)
    hands.finish(a, w, "RESUMED")
    assert len(on_key.client.json("certs")["certificates"]) == 1
