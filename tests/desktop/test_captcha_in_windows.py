# SPDX-License-Identifier: Apache-2.0
"""Logging in at an office that asks for a captcha, as people do: by looking at
the screen."""

import captcha
import certlab
import desklab
import hands
import pytest
from windows import until

USER, NAME = "shili00", "示例商标代理有限公司"


@pytest.fixture
def guarded(tmp_path):
    """An office that asks for captchas, with an account."""
    office = certlab.Office(tmp_path / "office")
    with office.start():
        office.register(USER, NAME)
        office.stop()
        office.configure(captcha="on")
        yield office.start()


@pytest.fixture
def assistant(desktop, guarded, tmp_path):
    with desklab.Assistant(desktop, tmp_path / "home", guarded.url, args=["--hidden"]) as running:
        yield running


def seen(a, w, path):
    """What is to be seen where the captcha is; None while there is none."""
    size = [captcha.WIDTH, captcha.HEIGHT]
    places = [button.extents() for button in w.all("button", a.texts.CAPTCHA_PICTURE)]
    if [place[2:] for place in places] != [tuple(size)]:
        return None
    # The toolkit tells screen readers of a window without the frame it draws.
    a.shot(w.title, path)
    outer = map(int, certlab.run("identify", "-format", "%w %h", path).stdout.split())
    x, y = (at + (out - own) // 2 for at, out, own in zip(places[0], outer, w.tree().extents()[2:]))
    certlab.run("convert", path, "-crop", "{}x{}+{}+{}".format(*size, x, y), "+repage", path)
    return path.read_bytes()


def other(a, w, path, than=None):
    """The next picture, once it is all there; whoever is let in, sees none."""
    looks = [than]

    def look():
        looks.append(seen(a, w, path))
        return a.texts.LOGGED_IN in w.says() or looks[-1] and looks[-2] == looks[-1] != than
    until(look, 20, "another captcha, or a login")
    return looks[-1]


def test_who_reads_the_captcha_is_let_in(assistant, tmp_path):
    a, path = assistant, tmp_path / "captcha.ppm"
    w = hands.menu(a, "GO_LOGIN").front()
    w.type(a.texts.USER, USER)
    w.set(a.texts.LOGIN_APPLICANT, NAME)
    picture = other(a, w, path)
    w.press(a.texts.CAPTCHA_PICTURE)  # for another
    picture = other(a, w, path, picture)
    for _ in range(captcha.TRIES):
        w.type(a.texts.CAPTCHA, captcha.read(path).lower())
        w.enter(a.texts.LOGIN_GO)
        picture = other(a, w, path, picture)
        if a.texts.LOGGED_IN in w.says():
            break
        assert "[LOGIN_REFUSED]" in str(w.says())  # misread
    assert w.wait(a.texts.LOGGED_IN) and NAME in w.says()
