# SPDX-License-Identifier: Apache-2.0
"""Each operation's window up to where it is begun, for tests in which
something then goes wrong: asking(assistant, person, on_key)."""

import cardlab
import hands
import people

NEW_PIN = "Unlocked-2026"


def pin_of(on_key):
    return cardlab.PIN if on_key else people.PIN


class Asking:
    """An operation's window: what is typed in it, how it ends well, and the
    button that begins it."""

    def __init__(self, w, typed, good, button):
        self.w, self.typed, self.good, self.button = w, typed, good, button

    def type(self):
        """Into the fields that are there: Tab selects what one holds."""
        self.w.control("password", self.typed[-1][0])
        for name, text in self.typed:
            if self.w.all("password|text", name):
                self.w.type(name, text)


def issue(a, person, on_key):
    typed = ([(a.texts.FORM_TARGET_PIN, cardlab.PIN)] if on_key
             else [(a.texts.PIN_NEW, people.PIN), (a.texts.PIN_NEW_AGAIN, people.PIN)])
    return Asking(hands.question(a, "GO_ISSUE"), [(a.texts.CODE_WAITING, person.code), *typed],
                  a.texts.ISSUED, a.texts.CONFIRM)


def update(a, person, on_key):
    return Asking(hands.question(a, "GO_UPDATE"), [(a.texts.PIN, pin_of(on_key))],
                  a.texts.UPDATED, a.texts.CONFIRM)


def unlock(a, person, on_key):
    w = hands.question(a, "GO_UNLOCK")
    code = person.mailed(lambda: w.press(a.texts.FORM_MAIL))
    return Asking(w, [(a.texts.UNLOCK_CODE, code), (a.texts.PIN_NEW, NEW_PIN), (a.texts.PIN_NEW_AGAIN, NEW_PIN)],
                  a.texts.UNLOCKED, a.texts.CONFIRM)


def login(a, person, on_key):
    w = hands.to_login_by_certificate(a)
    return Asking(w, [(a.texts.PIN, pin_of(on_key))], a.texts.LOGGED_IN, a.texts.LOGIN_GO)


def change_pin(a, person, on_key):
    return Asking(hands.menu(a, "GO_PIN"),
                  [(a.texts.PIN_OLD, pin_of(on_key)), (a.texts.PIN_NEW, NEW_PIN), (a.texts.PIN_NEW_AGAIN, NEW_PIN)],
                  a.texts.PIN_CHANGED, a.texts.CONFIRM)
