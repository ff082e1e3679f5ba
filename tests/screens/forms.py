# SPDX-License-Identifier: Apache-2.0
"""What tests of operations do in their windows."""
import contextlib
import urllib.parse

DEFAULT, FOCUS = 2, 32  # flags of items
PIN, NEW, WRONG = "Test-2026", "Neu-7391x", "Wrong-2026"


def opened(d, screen, **wish):
    w = d.open(screen, **wish)
    d.settle()
    return w


def begun(d, screen, **wish):
    """Opened, and its question answered."""
    return go(d, opened(d, screen, **wish))


def go(d, w, label=None):
    """Press that button, or what Enter presses, and wait for what it does."""
    w.press(label or next(i["label"] for i in w.items("button") if i["flags"] & DEFAULT))
    d.settle()
    return w


def new_pin(w, pin=NEW, again=None):
    return w.secret("证书新密码", pin).secret("确认新密码", pin if again is None else again)


def mailed(d, w, office, user):
    """Have a code sent, which the mail brings."""
    before = office.codes(user)
    go(d, w, "发送代码到邮箱")
    assert "代码已发往 u***@example.com" in w.note(), w
    return office.new_code(user, before)


def steps(w):
    """Those of the work that is being done."""
    return [step for step, _ in w.items("steps")[0]["steps"]]


def titles(d):
    return [n["title"] for n in d.notices()]


@contextlib.contextmanager
def away(office):
    """The office cannot be reached meanwhile."""
    listen = urllib.parse.urlsplit(office.url).netloc
    office.stop()
    yield
    office.start(listen=listen)
