# SPDX-License-Identifier: Apache-2.0
"""Every window, opened as the menu opens it: it shows what its state machine
says, which the scripted face has of the same screen, and nothing else."""

import json

import catalogue
import desk
import desklab
import likeness
import pytest
from windows import until

OF_FACE = [zh for name, (zh, _) in catalogue.rows().items() if name.startswith("FACE_")]
# Opened by what happens, not by a person.
NOT_OPENED = ("start", "consent")


@pytest.fixture(scope="module")
def holder(people):
    return people().issued()


@pytest.fixture(scope="module")
def script(holder, office, tmp_path_factory):
    """The scripted face at a copy of the same computer."""
    home = holder.copy_home(tmp_path_factory.mktemp("script") / "home")
    with desk.Desk(home, office.url) as running:
        yield running.settle()


@pytest.fixture(scope="module")
def assistant(desktop, holder, office, script):
    with desklab.Assistant(desktop, holder.home, office.url, args=["--hidden"]) as running:
        yield running


def view_of(script, screen, home):
    """As it is now, since days go on; of that home folder."""
    script.press("refresh").settle()
    window = script.open(screen)
    script.settle()
    said = json.dumps(window.view(), ensure_ascii=False)
    return json.loads(said.replace(str(script.home), str(home)))


def differs(view, window):
    tree = window.tree()
    return likeness.lacking(view, tree), likeness.added(view, tree, OF_FACE)


@pytest.mark.parametrize("screen", [name for name in catalogue.screens() if name not in NOT_OPENED])
def test_a_window_shows_what_its_screen_says_and_nothing_else(script, assistant, screen):
    view = view_of(script, screen, assistant.home)
    assistant.tray.choose(assistant.texts.MENU_REFRESH)
    assistant.open(screen)
    window = assistant.window(view["title"])
    try:
        until(lambda: differs(view, window) == ([], []), 10)
    except AssertionError:
        assert differs(view, window) == ([], [])
    window.close()
    assistant.gone(view["title"])


def test_the_pages_of_the_settings_are_walked_through_by_arrows(assistant):
    assistant.open("settings")
    window = assistant.window(assistant.texts.SETTINGS)
    pages = [getattr(assistant.texts, f"{name}_TITLE")
             for name in ("USER", "GENERAL", "ABOUT", "LIST", "PROXY")]
    window.page(pages[0])
    assert [window.step("Down").name for _ in pages[1:]] == pages[1:]
    assert "selected" in window.control("list item", pages[-1])
