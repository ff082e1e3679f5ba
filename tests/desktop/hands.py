# SPDX-License-Identifier: Apache-2.0
"""What people do in the windows, by keyboard alone: for the play, and for the
pictures. Each takes an assistant that runs (desklab.Assistant) and leaves its
window open, saying how it ended."""

import people


def menu(a, name):
    """The window of an entry of the tray's menu."""
    text = getattr(a.texts, name)
    a.tray.choose(text)
    return a.window(text)


def question(a, name):
    """An operation's window, and its question answered with Enter."""
    w = menu(a, name)
    w.wait(a.texts.of("FORM_QUESTION", w.title))
    w.enter(a.texts.CONFIRM)
    return w


def choose(a, w, option):
    """An option, from the one that is chosen, by arrows."""
    w.go_to_row(w.control("radio button", option))
    a.key("space")


def finish(a, w, good, wait_s=60):
    """What was typed is sent; it has to end well."""
    w.enter(a.texts.CONFIRM)
    w.wait(getattr(a.texts, good), wait_s)
    return w


def log_in_by_account(a, person):
    w = menu(a, "GO_LOGIN")
    w.type(a.texts.USER, person.user)
    w.set(a.texts.LOGIN_APPLICANT, person.name)
    w.enter(a.texts.LOGIN_GO)
    w.wait(a.texts.LOGGED_IN)
    return w


def to_login_by_certificate(a):
    """Whoever is logged in by whatever way."""
    w = menu(a, "GO_LOGIN")
    if w.until_one_of(a.texts.LOGIN_LOGOUT, a.texts.LOGIN_GO) == a.texts.LOGIN_LOGOUT:
        anew = w.all("button", a.texts.LOGIN_WITH)
        w.press(a.texts.LOGIN_WITH if anew else a.texts.LOGIN_LOGOUT)
        w.usable(a.texts.LOGIN_GO)
    if not w.all("text|password", a.texts.PIN):
        w.page(a.texts.KIND_CERTIFICATE_TAB)
    return w


def log_in_by_certificate(a, pin, first=False):
    """first: the terms of use are to be accepted."""
    w = to_login_by_certificate(a)
    w.type(a.texts.PIN, pin)
    w.enter(a.texts.LOGIN_GO)
    if first:
        w.wait(a.texts.LOGIN_TERMS_HEAD)
        w.go_to(a.texts.LOGIN_TERMS_ACCEPT)
        a.key("space")
    w.wait(a.texts.LOGGED_IN)
    return w


def type_new_pin(a, w, pin):
    w.type(a.texts.PIN_NEW, pin)
    w.type(a.texts.PIN_NEW_AGAIN, pin)


def issue(a, code, pin=people.PIN, key_pin=None):
    w = question(a, "GO_ISSUE")
    w.type(a.texts.CODE_WAITING, code)
    if key_pin:
        w.type(a.texts.FORM_TARGET_PIN, key_pin)
    else:
        type_new_pin(a, w, pin)
    return finish(a, w, "ISSUED")


def update(a, pin):
    w = question(a, "GO_UPDATE")
    w.type(a.texts.PIN, pin)
    return finish(a, w, "UPDATED")


def change_pin(a, old, new):
    w = menu(a, "GO_PIN")
    w.type(a.texts.PIN_OLD, old)
    type_new_pin(a, w, new)
    return finish(a, w, "PIN_CHANGED")


def waste_tries(a, left, until_left):
    """Wrong PINs in the window that changes it, of left tries until so many are
    left. Whoever was warned of the last one says that they want it."""
    w = menu(a, "GO_PIN")
    button = a.texts.CONFIRM
    while left > until_left:
        w.type(a.texts.PIN_OLD, f"wrong-{left:02}")
        type_new_pin(a, w, "Wrong-2026")
        w.enter(button)
        if left == 1:
            w.press(a.texts.PIN_LAST_GO_ON)
        left, button = left - 1, a.texts.FORM_AGAIN
        if left > 0:
            w.wait(a.texts.LAST_TRY if left == 1 else a.texts.of("PIN_TRIES_OF", left, 10))
        else:
            w.usable(a.texts.GO_UNLOCK)  # the way on
    return w


def go_on_unlocking(a, w, person, pin):
    """In its window, with the code that is mailed."""
    w.wait(a.texts.of("FORM_QUESTION", w.title))
    w.enter(a.texts.CONFIRM)
    code = person.mailed(lambda: w.press(a.texts.FORM_MAIL))
    w.type(a.texts.UNLOCK_CODE, code)
    type_new_pin(a, w, pin)
    return finish(a, w, "UNLOCKED")


def unlock(a, person, pin):
    return go_on_unlocking(a, menu(a, "GO_UNLOCK"), person, pin)
