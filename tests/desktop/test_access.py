# SPDX-License-Identifier: Apache-2.0
"""Windows for everybody: each control has a role and a name, the keyboard
reaches each that can be used, and a PIN is told to nobody."""

import re

import catalogue
import desklab
import pytest
from windows import until

# What is in windows by the toolkit and works by other keys: the frame's buttons
# (Alt+F4 and its like), and what is part of something that has the keyboard.
FRAME, EDGE = ("最小化", "最大化", "还原", "关闭"), "AdwGizmo"
TOOLKIT_NAME = re.compile(r"^(Gtk|Adw|Gdk|G)[A-Z]\w+$")
# Only these may be what a control is; a "filler" or "panel" tells nothing.
CONTROLS = ("button", "toggle button", "text", "password", "check box", "radio button", "combo box",
            "list item", "table cell", "table row", "page tab", "label", "paragraph", "link", "table",
            "list", "list box", "tree table", "scroll pane", "column header", "image", "menu button", "switch")
NAMED = ("table", "tree table", "list", "list box", "page tab list", "alert", "grouping", "window",
         "dialog", "progress bar")
GROUPS = ("list", "list box", "table", "tree table", "grouping", "page tab list", "combo box")
# While all is loading; it goes by itself.
SCREENS = [name for name in catalogue.screens() if name != "start"]
SITE, NONCE = "https://wssq.example.cn", "n" * 43


@pytest.fixture(scope="module")
def holder(people):
    return people().issued()


@pytest.fixture(scope="module")
def assistant(desktop, holder, office):
    with desklab.Asked(desktop, holder.home, office.url) as running:
        yield running


def open_consent(assistant):
    """A page asks for a login; the time to read has passed."""
    shown = assistant.ask(1, SITE, NONCE, seconds=3600)
    shown.usable(assistant.texts.CONSENT_ALLOW)
    return shown


def open_screen(assistant, screen):
    before = set(assistant.titles())
    assistant.open(screen)
    opened = until(lambda: set(assistant.titles()) - before, 20, screen).pop()
    return assistant.window(opened).settled()


@pytest.fixture
def window(assistant, request):
    """The window of a screen, when it has nothing to do any more."""
    screen = request.param
    shown = open_consent(assistant) if screen == "consent" else open_screen(assistant, screen)
    opened = shown.title
    shown.front()
    yield shown
    shown.close()
    assistant.gone(opened)


def shown(window):
    """What there is, without what is inside of combo boxes and scroll bars."""
    def walk(node):
        yield node
        if node.role not in ("combo box", "scroll bar"):
            for child in node.children:
                yield from walk(child)
    return [node for node in walk(window.tree()) if "visible" in node]


def of_frame(node):
    """At an edge of the head; a button of our own may have the same name."""
    above = node
    while above and above.name != EDGE:
        above = above.parent
    return above and node.name in FRAME


def usable(window):
    return [node for node in shown(window) if {"focusable", "sensitive"} <= node.states
            and not of_frame(node)]


def reached(window):
    """The places that Tab goes through, once around, and in groups the arrows."""
    places, here = [], window.step()
    while here and here.place not in places:
        places.append(here.place)
        here = window.step()
    return places


def excused(node, places):
    """It scrolls to whatever in it has the keyboard, or is in a group of which
    one part has it: arrows go on."""
    if node.role == "scroll pane":
        return any(part.place in places for part in node.walk())
    while node.parent is not None:
        node = node.parent
        if node.role in GROUPS:
            return any(part.place in places for part in node.walk())
    return False


@pytest.mark.parametrize("window", SCREENS, indirect=True)
def test_a_window_tells_what_everything_in_it_is(window):
    nodes = shown(window)
    assert [node for node in usable(window) if node.role not in CONTROLS] == []
    assert [node for node in usable(window) if not node.name.strip()] == []
    assert [node for node in nodes if node.role in NAMED and not node.name.strip()] == []
    assert [node for node in nodes if TOOLKIT_NAME.match(node.name)
            and ("focusable" in node or node.role in NAMED)] == []


@pytest.mark.parametrize("window", SCREENS, indirect=True)
def test_the_keyboard_is_in_a_window_and_reaches_all_that_can_be_used(window):
    start = window.focused()
    assert start is None or start.role in CONTROLS, start
    places = reached(window)
    assert [node for node in usable(window)
            if node.place not in places and not excused(node, places)] == []
