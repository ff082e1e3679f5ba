# SPDX-License-Identifier: Apache-2.0
"""Start-up, menu and main window, through the scripted face."""
import pytest

import certlab
import desk


@pytest.fixture
def there(tmp_path):
    with desk.Desk(tmp_path / "home") as d:
        yield d.settle()


def test_the_main_window_has_the_menus_entries(there):
    main = there.open("main")
    shown = [i["label"] for i in main.items("button")]
    assert shown == [e["label"] for e in there.menu().values()]
    assert main.note().strip() == there.tray()["text"]


def test_loading_goes_on_in_the_background(tmp_path):
    with desk.Desk(tmp_path / "home") as d:
        start = d.open("start")
        if start.is_open() and start.view().get("busy"):
            start.press("后台加载")
        assert not start.is_open()
        d.settle()
        assert "start" not in d.windows()


def test_quitting_ends_the_program_in_order(there):
    there.press("quit")
    assert there.process.wait(timeout=30) == 0


def test_the_last_window_without_a_tray_ends_it_too(tmp_path):
    with desk.Desk(tmp_path / "home", args=["--no-tray"]) as d:
        d.settle().open("main").close()
        assert d.process.wait(timeout=30) == 0


def test_a_home_that_cannot_be_used_is_said(tmp_path):
    (tmp_path / "file").write_text("in the way")
    for home in (tmp_path / "file", tmp_path / "file" / "below"):
        with desk.Desk(home) as d:
            start = d.open("start")
            d.settle()
            assert "请换一个文件夹，或先移走这个文件。 [NOT_A_FOLDER]" in start.note()
            assert d.tray()["icon"] == "problem"
        told = certlab.run(certlab.CERTCTL, "--home", home, "tokens", ok=(73,)).stderr
        assert "[NOT_A_FOLDER]" in told
    assert (tmp_path / "file").read_text() == "in the way"
