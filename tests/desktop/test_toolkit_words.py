# SPDX-License-Identifier: Apache-2.0
"""What the toolkit says by itself speaks the language of our windows, whatever
the computer speaks."""

import pytest
from assistant import Assistant
from windows import until

CHINESE, ENGLISH = ["最小化", "最大化", "关闭"], ["Minimize", "Maximize", "Close"]
COMPUTERS = {
    "no language": {"LC_ALL": "C"},
    "no Chinese": {"LC_ALL": "C.UTF-8"},
    "another language": {"LC_ALL": "C.UTF-8", "LANGUAGE": "en_GB:en"},
    "a locale that is not installed": {"LC_ALL": "zh_CN.GB18030"},
}


@pytest.fixture
def start(desktop, tmp_path):
    """The program in the tray, on such a computer."""
    def start(env=None):
        desktop.shell.items.clear()
        return Assistant(desktop, tmp_path, "--hidden", env=env)
    return start


def frame_buttons(window):
    """The names of the first buttons, which are the frame's."""
    return [node.name for node in window.all("button")][:len(CHINESE)]


@pytest.mark.parametrize("env", COMPUTERS.values(), ids=COMPUTERS)
def test_the_frames_buttons_speak_chinese(desktop, start, env):
    with start(env) as running:
        desktop.tray().choose("设置")
        assert frame_buttons(running.window("设置")) == CHINESE


def choose_language(window, page, name):
    window.front().page(page)
    window.go_to_row(window.control("radio button", name))
    window.reader.key("space")


def test_they_follow_the_language_that_is_chosen_also_in_windows_that_are_open(desktop, start):
    with start() as running:
        desktop.tray().choose("登录")
        running.window("登录").settled()
        desktop.tray().choose("设置")
        choose_language(running.window("设置"), "通用设置", "English")
        settings, login = running.window("Settings"), running.window("Log in")
        for window in (settings, login):
            until(lambda: frame_buttons(window) == ENGLISH, what=f"English in {window.title}")
        choose_language(settings, "General", "中文")
        for title in ("设置", "登录"):
            window = running.window(title)
            until(lambda: frame_buttons(window) == CHINESE, what=f"Chinese in {title}")
