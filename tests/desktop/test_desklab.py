# SPDX-License-Identifier: Apache-2.0
"""The desktop itself: what it reads in a window and does there is what happens."""

import pathlib

import desklab
import pytest

PROGRAM = pathlib.Path(__file__).parent / "small_window.py"


@pytest.fixture
def program(desktop):
    with desklab.Program(desktop, ["/usr/bin/python3", PROGRAM]) as running:
        yield running


def test_a_window_is_read_and_used_by_keyboard_alone(program, tmp_path):
    window = program.window("试验窗口")
    assert window.focused().name == "姓名"
    window.set("姓名", "李四")
    window.type("Place", "Xi'an, No. 1-2")
    window.go_to("确认")
    program.key("space")
    assert window.wait("李四") == "李四, Xi'an, No. 1-2"
    window.go_to("姓名", key="Shift+Tab")
    assert window.control("text", "姓名").text == "李四"
    assert program.shot("试验窗口", tmp_path / "window.png").stat().st_size > 1000
    window.close()
    program.gone("试验窗口")
    assert program.ended() == 0


def test_what_is_not_there_is_said_to_be_missing(program):
    window = program.window("试验窗口")
    with pytest.raises(AssertionError, match="does not reach 别处"):
        window.go_to("别处")
    with pytest.raises(AssertionError, match="does not say"):
        window.wait("再见", wait_s=0.1)
