# SPDX-License-Identifier: Apache-2.0
"""What there is to see: each scene plays the assistant to some states that
matter and yields (name of the picture, function that takes it into a file).
People and companies are made up."""

import contextlib
import os
import pathlib
import re

import cardlab
import certlab
import desklab
import hands
import people

CONFIG = {"tries_address": 100000, "tries_user": 100000, "exchanges_day": 1000}
MANY = 30


class Theatre:
    """What all scenes share: offices, desktops, a card service with a key, and
    people who come as far as a scene needs them."""

    def __init__(self, folder):
        self.folder, self.closing = folder, contextlib.ExitStack()
        self._made, self._homes = {}, 0

    def __enter__(self):
        os.environ.setdefault("CERT_SKF_CARD", "/nonexistent/libskf-card.so")
        certlab.Office.copies = True
        self.office = self._office("office", renew_days=1826)
        return self

    def __exit__(self, *_):
        self.closing.close()

    def _office(self, name, **config):
        office = certlab.Office(self.folder / name, config={**CONFIG, **config})
        return self.closing.enter_context(office)

    def once(self, name, make):
        """Made for the first who needs it."""
        if name not in self._made:
            self._made[name] = make()
        return self._made[name]

    def desktop(self, **kind):
        return self.once(f"desktop {kind}", lambda: self.closing.enter_context(desklab.Desktop(**kind)))

    def readers(self):
        def make():
            service = cardlab.Service(readers=2)
            service.start()
            self.closing.callback(service.done)
            return service
        return self.once("readers", make)

    def picky_office(self):
        """It asks for a captcha."""
        return self.once("picky", lambda: self._office("picky", captcha="on"))

    def person(self, **who):
        return people.Person(self.folder / "people", self.office, **who)

    def holder(self):
        return self.once("holder", lambda: self.person(name="示例科技有限公司", user="shili").issued())

    def held(self):
        """A holder whose certificate is on hold."""
        def make():
            person = self.person(name="示例茶业有限公司", user="suoding").issued()
            person.client.call("hold", "--pin-file", person.client.file(people.PIN), "--yes")
            return person.log_in()
        return self.once("held", make)

    def agency(self):
        """A computer with many certificates on it."""
        def make():
            first = self.person(name="示例知识产权代理有限公司", user="daili").issued()
            for number in range(1, MANY):
                one = self.person(name=f"示例{'甲乙丙丁戊己庚辛壬癸'[number % 10]}贸易有限公司")
                one.client.home = first.home
                one.issued()
            return first
        return self.once("agency", make)

    def soon_to_end(self):
        """A computer with two certificates that can be updated."""
        def make():
            office = self._office("short", holder_days=20)
            first, second = (people.Person(self.folder / "people", office, name=name)
                             for name in people.NAMES[:2])
            second.client.home = first.home
            first.issued()
            second.issued()
            return first
        return self.once("soon to end", make)

    def key_holder(self):
        def make():
            service = self.readers()
            key = cardlab.Key(self.folder / "key", service, service.readers[0], serial="SHILI0001",
                              label="示例科技").start()
            self.closing.callback(key.stop)
            return self.person(service=service, user="shilikey").issued_on(key)
        return self.once("key holder", make)

    def new_home(self):
        self._homes += 1
        return self.folder / f"home{self._homes}"

    def stage(self, look):
        return Stage(self, look)


class Stage:
    """One scene in one look; its assistants end with it."""

    def __init__(self, theatre, look):
        self.theatre, self.look = theatre, look
        self.running = contextlib.ExitStack()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.running.close()

    def assistant(self, person=None, office=None, desktop=None, copy=True, args=("--hidden",)):
        """On a copy of the person's computer, or on an empty one. Unless args
        say otherwise no window opens by itself."""
        theatre = self.theatre
        home = theatre.new_home()
        if person and copy:
            person.copy_home(home)
        elif person:
            home = person.home
        started = desklab.Assistant(
            desktop or theatre.desktop(), home, (office or theatre.office).url, self.look.lang,
            args, env={**(person.env if person else {}), **self.look.env})
        return self.running.enter_context(started)

    def asked(self, person):
        """An assistant that pages ask."""
        home = self.theatre.new_home()
        person.copy_home(home)
        started = desklab.Asked(self.theatre.desktop(), home, self.theatre.office.url, self.look.lang,
                                env={**person.env, **self.look.env})
        return self.running.enter_context(started)

    def opened(self, person, screen):
        """An assistant and its window of that screen."""
        a = self.assistant(person)
        before = set(a.titles())
        a.open(screen)
        return a, new_window(a, before)


def new_window(a, before=()):
    title = desklab.until(lambda: set(a.titles()) - set(before), 10, "a window").pop()
    return a.window(title).settled()


def box_of_change(before, after):
    """x, y, width and height of what is different in two pictures, or None."""
    found = certlab.run("convert", before, after, "-compose", "difference", "-composite", "-threshold", "2%",
                        "-format", "%@", "info:").stdout
    width, height, x, y = map(int, re.fullmatch(r"(\d+)x(\d+)\+(\d+)\+(\d+)", found).groups())
    return (x, y, width, height) if 8 < width < 100 else None


def picture(a, window):
    """What takes a picture of that window when it says no more news."""
    def shoot(path):
        window.settled()
        a.shot(window.title, path)
    return shoot


def start(stage):
    person = stage.theatre.holder()
    with stage.theatre.office.frozen():
        a = stage.assistant(person, args=())
        yield "start", picture(a, new_window(a))


def tray_menu(stage):
    desktop = stage.running.enter_context(desklab.Desktop(panel=True, size="420x500"))
    empty, full = (stage.theatre.folder / name for name in ("empty.png", "full.png"))
    person = stage.theatre.holder()
    desktop.still(empty)
    a = stage.assistant(person, desktop=desktop)
    desklab.until(lambda: box_of_change(empty, desktop.shot(full)), 20, "the icon in the panel")
    desktop.still(full)
    x, y, width, height = box_of_change(empty, full)
    certlab.run("xdotool", "mousemove", x + width // 2, y + height // 2, "click", "3", env=a.env)
    desktop.still(full)
    yield "tray-menu", desktop.shot
    certlab.run("xdotool", "key", "Escape", env=a.env)


def main(stage):
    desktop = stage.theatre.desktop(tray=False)
    a = stage.assistant(stage.theatre.holder(), desktop=desktop)
    before = a.titles()
    a.open("main")
    yield "main", picture(a, new_window(a, before))


def login(stage):
    office = stage.theatre.picky_office()
    a = stage.assistant(office=office)
    w = hands.menu(a, "GO_LOGIN")
    w.control("text", a.texts.CAPTCHA)
    yield "first-contact", picture(a, w)
    w.close()
    a.gone(w.title)
    w = hands.menu(a, "GO_LOGIN")
    w.type(a.texts.USER, "shili")
    w.set(a.texts.LOGIN_APPLICANT, "示例科技有限公司")
    w.type(a.texts.CAPTCHA, "7K3M")
    yield "login-account", picture(a, w)
    w.enter(a.texts.LOGIN_GO)
    w.wait("LOGIN_REFUSED")
    yield "login-refused", picture(a, w)


def login_certificate(stage):
    person = stage.theatre.key_holder()
    person.client.call("logout", ok=None)
    a = stage.assistant(person)
    w = hands.menu(a, "GO_LOGIN")
    w.type(a.texts.PIN, cardlab.PIN)
    yield "login-certificate", picture(a, w)
    w.enter(a.texts.LOGIN_GO)
    w.wait(a.texts.LOGGED_IN)
    yield "login-done", picture(a, w)


def issue(stage):
    person = stage.theatre.person(name="示例文化传播有限公司").log_in()
    a = stage.assistant(person, copy=False)
    w = hands.menu(a, "GO_ISSUE")
    w.usable(a.texts.CONFIRM)
    yield "issue-question", picture(a, w)
    w.enter(a.texts.CONFIRM)
    w.type(a.texts.CODE_WAITING, person.code)
    hands.type_new_pin(a, w, people.PIN)
    yield "issue", picture(a, w)
    with stage.theatre.office.frozen():
        w.enter(a.texts.CONFIRM)
        w.wait(a.texts.of("FORM_BUSY", w.title))
        yield "issue-working", lambda path: a.shot(w.title, path)
    w.wait(a.texts.ISSUED, 60)
    yield "issue-done", picture(a, w)
    w.close()
    a.gone(w.title)
    w = hands.to_login_by_certificate(a)
    w.type(a.texts.PIN, people.PIN)
    w.enter(a.texts.LOGIN_GO)
    w.wait(a.texts.LOGIN_TERMS_HEAD)
    yield "login-terms", picture(a, w)


def update(stage):
    person = stage.theatre.person(name="示例茶业有限公司").issued()
    a = stage.assistant(person, copy=False)
    w = hands.question(a, "GO_UPDATE")
    w.type(a.texts.PIN, people.PIN)
    yield "update", picture(a, w)
    w.enter(a.texts.CONFIRM)
    w.wait(a.texts.UPDATED, 60)
    yield "update-done", picture(a, w)


def exchange(stage):
    a, w = stage.opened(stage.theatre.key_holder(), "exchange")
    yield "exchange", picture(a, w)


def unlock(stage):
    person = stage.theatre.holder()
    a = stage.assistant(person)
    w = hands.question(a, "GO_UNLOCK")
    code = person.mailed(lambda: w.press(a.texts.FORM_MAIL))
    w.type(a.texts.UNLOCK_CODE, code)
    hands.type_new_pin(a, w, "Qingzhu-2027")
    yield "unlock", picture(a, w)


def pin(stage):
    a = stage.assistant(stage.theatre.holder())
    w = hands.menu(a, "GO_PIN")
    w.type(a.texts.PIN_OLD, "wrong-01")
    hands.type_new_pin(a, w, "shili12")
    yield "pin", picture(a, w)
    w.enter(a.texts.CONFIRM)
    w.usable(a.texts.FORM_AGAIN)
    yield "pin-wrong", picture(a, w)
    w.close()
    a.gone(w.title)
    w = hands.waste_tries(a, left=9, until_left=1)
    w.type(a.texts.PIN_OLD, people.PIN)
    hands.type_new_pin(a, w, "Qingzhu-2027")
    w.enter(a.texts.FORM_AGAIN)
    w.usable(a.texts.PIN_LAST_GO_ON)
    yield "pin-last-try", picture(a, w)


def operations(stage):
    for screen in ("hold", "revoke", "release", "resume", "repair"):
        with Stage(stage.theatre, stage.look) as inner:
            holder = stage.theatre.held() if screen == "release" else stage.theatre.holder()
            a, w = inner.opened(holder, screen)
            yield screen, picture(a, w)


def away(stage):
    person = stage.theatre.holder()
    a = stage.assistant(person, office=type("Nowhere", (), {"url": "http://127.0.0.1:9"}))
    w = hands.menu(a, "GO_LOGIN")
    w.wait("OFFICE_UNREACHABLE", 30)
    yield "office-away", picture(a, w)


def carriers(stage):
    a, w = stage.opened(stage.theatre.key_holder(), "carriers")
    yield "carriers", picture(a, w)


def details(stage):
    a, w = stage.opened(stage.theatre.holder(), "details")
    yield "details", picture(a, w)
    w.page(a.texts.SIGN_CERT)
    yield "details-all", picture(a, w)


def consent(stage):
    a = stage.asked(stage.theatre.holder())
    w = a.ask(1, "https://wssq.example.cn", "n" * 43, seconds=600)
    w.usable(a.texts.CONSENT_ALLOW)
    w.type(a.texts.PIN, people.PIN)
    # It counts the seconds, so it is never settled.
    yield "consent", lambda path: a.shot(w.title, path)
    w.press(a.texts.CONSENT_REFUSE)
    a.gone(w.title)
    w = a.ask(2, "http://xn--pple-43d.com", "n" * 43, seconds=600)
    w.wait(a.texts.CONSENT_INSECURE)
    yield "consent-refused", lambda path: a.shot(w.title, path)


def batch(stage):
    person = stage.theatre.soon_to_end()
    a = stage.assistant(person, office=person.office)
    a.open("batch")
    w = a.window(a.texts.BATCH)
    w.wait(a.texts.of("BATCH_CHOSEN", 2, 2))
    yield "batch", picture(a, w)
    w.press(a.texts.BATCH_NEXT)
    w.wait(a.texts.of("BATCH_PIN_OF", 1, 2))
    w.type(a.texts.BATCH_PIN, people.PIN)
    yield "batch-pin", picture(a, w)


def forget(stage):
    a, w = stage.opened(stage.theatre.holder(), "forget")
    yield "forget", picture(a, w)


def token_init(stage):
    a, w = stage.opened(stage.theatre.key_holder(), "token_init")
    yield "token-init", picture(a, w)


PAGES = {"settings-user": "USER_TITLE", "settings-general": "GENERAL_TITLE",
         "settings-proxy": "PROXY_TITLE", "settings-about": "ABOUT_TITLE"}


def settings(stage):
    a, w = stage.opened(stage.theatre.holder(), "settings")
    for name, page in PAGES.items():
        w.page(getattr(a.texts, page))
        yield name, picture(a, w)


def many(stage):
    a, w = stage.opened(stage.theatre.agency(), "settings")
    w.page(a.texts.LIST_TITLE)
    yield "settings-list", picture(a, w)


SCENES = [start, tray_menu, main, login, login_certificate, issue, update, exchange, unlock, pin,
          operations, away, carriers, details, consent, batch, forget, token_init, settings, many]
# At 200 % these tell enough.
LARGE = (login, issue, pin, settings)


def fits(scene, look):
    return look.scale == 1 or scene in LARGE


def guide_names(text):
    """Of the pictures that the guide shows."""
    return set(re.findall(r"/([\w-]+)\.png\)", text))
