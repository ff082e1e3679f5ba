# SPDX-License-Identifier: Apache-2.0
"""The office's power goes while a window asks it: that is said, nothing is
lost, and once more goes well. In a file and on a USB key."""

import cardlab
import hands
import people as who
import pytest
from windows import until

NEW_PIN = "Unlocked-2026"


class Asking:
    """An operation's window: what is typed in it, and how it ends well."""

    def __init__(self, w, typed, good, button):
        self.w, self.typed, self.good, self.button = w, typed, good, button

    def type(self):
        """Into the fields that are there: Tab selects what one holds."""
        for name, text in self.typed:
            if self.w.all("password|text", name):
                self.w.type(name, text)


def issue(a, person, on_key):
    typed = ([(a.texts.FORM_TARGET_PIN, cardlab.PIN)] if on_key
             else [(a.texts.PIN_NEW, who.PIN), (a.texts.PIN_NEW_AGAIN, who.PIN)])
    return Asking(hands.question(a, "GO_ISSUE"), [(a.texts.CODE_WAITING, person.code), *typed],
                  a.texts.ISSUED, a.texts.CONFIRM)


def update(a, person, on_key):
    return Asking(hands.question(a, "GO_UPDATE"), [(a.texts.PIN, cardlab.PIN if on_key else who.PIN)],
                  a.texts.UPDATED, a.texts.CONFIRM)


def unlock(a, person, on_key):
    w = hands.question(a, "GO_UNLOCK")
    code = person.mailed(lambda: w.press(a.texts.FORM_MAIL))
    return Asking(w, [(a.texts.UNLOCK_CODE, code), (a.texts.PIN_NEW, NEW_PIN), (a.texts.PIN_NEW_AGAIN, NEW_PIN)],
                  a.texts.UNLOCKED, a.texts.CONFIRM)


def login(a, person, on_key):
    w = hands.to_login_by_certificate(a)
    return Asking(w, [(a.texts.PIN, cardlab.PIN if on_key else who.PIN)], a.texts.LOGGED_IN, a.texts.LOGIN_GO)


@pytest.fixture(params=["soft", "key"])
def on_key(request):
    return request.param == "key"


@pytest.fixture
def person(request, people, on_key):
    """Somebody whose code has come, with a key that is made ready."""
    if not on_key:
        return people().log_in()
    someone = people(request.getfixturevalue("readers"))
    someone.key = request.getfixturevalue("keys")()
    someone.client.set_up(someone.key)
    return someone.log_in()


@pytest.fixture
def holder(person, on_key):
    """The same with a pair."""
    if on_key:
        person.client.code = person.code
        person.client.issue_on(person.key)
        person.client.login_certificate(cardlab.PIN)
    else:
        person.client.issue(person.code, who.PIN)
        person.client.login_certificate(who.PIN)
    return person


def dies_while_asked(a, asking, office, away):
    w = asking.w
    w.control("password|text", asking.typed[0][0])
    asking.type()
    with office.frozen():
        w.enter(asking.button)
        until(lambda: not any("sensitive" in it for it in w.all("button", asking.button)), 10, "asking")
        away(end=office.die)
    w.wait("[OFFICE_", 30)
    away(False)
    if w.until_one_of(a.texts.FORM_AGAIN, a.texts.RETRY) == a.texts.RETRY:
        w.press(a.texts.RETRY)
        w.control("password|text", asking.typed[0][0])
    asking.type()
    w.enter(w.until_one_of(a.texts.FORM_AGAIN, asking.button))
    w.wait(asking.good, 60)


def is_whole(person, office):
    assert len(person.client.json("certs")["certificates"]) == 1
    assert person.client.json("status")["unfinished"] == 0
    office.call("audit", "verify")


@pytest.mark.slow
def test_an_issue(person, on_key, assistants, office, away):
    a = assistants(person)
    dies_while_asked(a, issue(a, person, on_key), office, away)
    is_whole(person, office)


@pytest.mark.slow
@pytest.mark.parametrize("operation", [update, unlock, login])
def test_what_holders_do(operation, holder, on_key, assistants, office, away):
    if operation is unlock:
        holder.waste(10)
    if operation is login:
        holder.client.call("logout")
    a = assistants(holder)
    dies_while_asked(a, operation(a, holder, on_key), office, away)
    is_whole(holder, office)
