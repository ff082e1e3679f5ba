# SPDX-License-Identifier: Apache-2.0
"""What people do once in a while, to its end, in the windows and by keys alone;
what they do all the time is test_play.py's."""

import cardlab
import certlab
import hands
import oldkey
import people as everybody
import pytest
from oldca import OldCa, holders_list, take_over
from windows import until

NEW_PIN = "Zhuqing-2027"
OLD_SERIAL = 0x40001


@pytest.fixture(scope="module")
def office(tmp_path_factory):
    """Its certificates are so short that all can be updated from the first day."""
    folder = tmp_path_factory.mktemp("office") / "practice"
    config = {"tries_address": 100000, "tries_user": 100000, "exchanges_day": 1000, "holder_days": 20}
    with certlab.Office(folder, config=config) as open_office:
        yield open_office


@pytest.fixture
def holder(people):
    return people().issued()


def serials(person):
    return [row["signSerial"] for row in person.client.json("certs")["certificates"]]


def press_by_key(a, window, name):
    """A button that Enter alone does not press."""
    window.usable(name)
    window.go_to(name)
    a.key("space")


def opened(a, screen, title):
    a.open(screen)
    return a.window(title).front()


def answer_question(a, window):
    window.wait(a.texts.of("FORM_QUESTION", window.title))
    window.usable(a.texts.CONFIRM)  # perhaps only after a look at the account,
    # which may change what there is to stop at while one goes through it.
    until(lambda: (window.step() or window.focused()).name == a.texts.CONFIRM, 20)
    a.key("Return")


def test_an_exchange_into_a_new_soft_token(holder, assistants, texts):
    before = serials(holder)
    a = assistants(holder)
    w = hands.menu(a, "GO_EXCHANGE")
    w.wait(texts.of("FORM_QUESTION", w.title))
    hands.choose(a, w, texts.FORM_NEW_SOFT)
    w.enter(texts.CONFIRM)
    w.type(texts.FORM_OLD_PIN, everybody.PIN)
    hands.type_new_pin(a, w, NEW_PIN)
    hands.finish(a, w, "EXCHANGED")
    assert len(serials(holder)) == 1 and serials(holder) != before
    holder.client.login_certificate(NEW_PIN)


def test_an_old_cas_usb_key_is_exchanged(people, assistants, office, readers, keys, texts, tmp_path):
    """On a computer on which nobody was ever logged in."""
    ca, key = OldCa(tmp_path, "old", "sm2"), keys()
    take_over(office, ca, holders_list(tmp_path / "one.csv", "mover", OLD_SERIAL, 1))
    oldkey.put(key, ca, OLD_SERIAL)
    computer = cardlab.Client(tmp_path / "home", office, readers)
    a = assistants(home=computer.home, env=readers.env)
    w = hands.menu(a, "GO_EXCHANGE")
    w.wait(texts.of("FORM_QUESTION", w.title))
    w.settled()
    hands.choose(a, w, texts.EXCHANGE_OLD_KEY)
    hands.choose(a, w, texts.FORM_NEW_SOFT)
    w.enter(texts.CONFIRM)
    w.type(texts.EXCHANGE_SOURCE_PIN, "wrong-pin")
    hands.type_new_pin(a, w, NEW_PIN)
    w.enter(texts.CONFIRM)
    w.wait("[PIN_WRONG]")
    w.type(texts.EXCHANGE_SOURCE_PIN, oldkey.PIN)
    hands.type_new_pin(a, w, NEW_PIN)
    w.enter(texts.FORM_AGAIN)
    w.wait(texts.EXCHANGED, 60)
    computer.login_certificate(NEW_PIN)
    assert computer.json("status")["account"]["userName"] == "mover-0"
    assert oldkey.held(key) == [(oldkey.APPLICATION, [oldkey.CONTAINER])]


def test_a_hold_and_its_release_by_code(holder, assistants, texts):
    a = assistants(holder)
    w = hands.question(a, "GO_HOLD")
    w.type(texts.PIN, everybody.PIN)
    hands.finish(a, w, "HELD").close()
    a.gone(w.title)
    holder.client.call("logout")
    holder.log_in()
    a.tray.choose(texts.MENU_REFRESH)
    w = opened(a, "release", texts.GO_RELEASE)
    w.wait(texts.SIGN_SERIAL)  # the account was looked at
    until(lambda: w.focused() and w.focused().role == "list item", 5, "the keyboard on the certificate")
    answer_question(a, w)
    code = holder.mailed(lambda: press_by_key(a, w, texts.FORM_MAIL))
    w.type(texts.FORM_CODE, code)
    hands.finish(a, w, "RELEASED")
    holder.client.login_certificate(everybody.PIN)


def test_a_revocation_is_asked_for(holder, assistants, texts, office):
    a = assistants(holder)
    w = hands.question(a, "GO_REVOKE")
    w.set(texts.REVOKE_NOTE, "不再使用")
    w.go_to(texts.REVOKE_NOTE)
    hands.finish(a, w, "REVOCATION_ASKED")
    assert holder.user in office.call("change", "list", "--kind", "revoke").stdout


def test_a_finding_is_repaired_and_that_is_undone(holder, assistants, texts):
    holder.client.call("settings", "set", "libraries", "/nonexistent/libmaker.so")
    settings = holder.home / "settings.ini"
    before = settings.read_text()
    a = assistants(holder)
    w = hands.menu(a, "REPAIR")
    press_by_key(a, w, texts.REPAIR_DO)
    w.wait(texts.REPAIR_PLAN_EXPLAIN)
    press_by_key(a, w, texts.REPAIR_START)
    w.wait(texts.REPAIR_NO_PROBLEM)
    assert "nonexistent" not in settings.read_text()
    press_by_key(a, w, texts.REPAIR_UNDO)
    until(lambda: settings.read_text() == before, 10, "the settings as they were")


def test_logins_and_sites_are_forgotten(holder, assistants, texts):
    holder.client.call("settings", "set", "proxy", "http://127.0.0.1:9")
    holder.client.call("proxy", "login", "--user", "clerk", "--password-file",
                       holder.client.file("proxy-secret"))
    a = assistants(holder)
    w = hands.menu(a, "FORGET_TITLE")
    w.usable(texts.FORGET_GO)
    a.key("Return")  # forgets nothing
    a.gone(w.title)
    assert (holder.home / "proxy.secret").exists()
    w = hands.menu(a, "FORGET_TITLE")
    press_by_key(a, w, texts.FORGET_GO)
    w.wait(texts.FORGET_DONE_PROXY)
    assert not (holder.home / "proxy.secret").exists()


def test_two_certificates_are_updated_in_one_go(people, assistants, texts):
    first, second = people(), people()
    second.client.home = first.home
    first.issued()
    second.log_in().client.issue(second.code, NEW_PIN)
    (serial,) = [row["signSerial"] for row in first.client.json("certs")["certificates"]
                 if row["userName"] == second.user]
    second.client.json("login", "certificate", "--cert", serial, "--accept-terms",
                       "--pin-file", second.client.file(NEW_PIN))
    before = set(serials(first))
    a = assistants(first)
    w = opened(a, "batch", texts.BATCH)
    w.wait(texts.of("BATCH_CHOSEN", 2, 2))
    w.enter(texts.BATCH_NEXT)
    for number in (1, 2):
        w.wait(texts.of("BATCH_PIN_OF", number, 2))
        asked = first if first.name in w.says() else second
        w.type(texts.BATCH_PIN, everybody.PIN if asked is first else NEW_PIN)
        w.enter(texts.BATCH_NEXT)
    w.wait(texts.of("BATCH_SUMMARY", 2, 0, 0), 60)
    assert len(serials(first)) == 2 and not before & set(serials(first))


def test_a_carrier_gets_another_label(holder, assistants, texts):
    a = assistants(holder)
    w = opened(a, "carriers", texts.CARRIERS_TITLE)
    w.go_to_row(w.control("list item", None))
    a.key("Return")
    w.type(texts.LABEL, "Accounts")  # what Tab comes to, is chosen
    press_by_key(a, w, texts.CARRIERS_RENAME)
    w.wait(texts.TOKEN_LABELLED)
    assert holder.client.json("tokens")["tokens"][0]["label"] == "Accounts"
