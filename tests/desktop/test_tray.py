# SPDX-License-Identifier: Apache-2.0
"""The program in the tray: what panels see of it on the bus, one instance, and
desktops that have no tray, no notifications, no bus."""

import re
import signal
import subprocess
import time

import certlab
import desklab
import pytest
from assistant import Assistant
from shell import ITEM, MENU, Shell
from windows import until

GUIDE = ["登录", "证书签发", "证书换发", "证书更新", "证书废除", "证书锁定", "证书解锁", "修改PIN码",
         "环境修复", "刷新", "关于", "设置", "清除代理登录缓存", "退出"]
SIZES = [16, 22, 24, 32, 48]
USAGE = 64
IDLE_S = 5


@pytest.fixture
def hidden(desktop, tmp_path):
    """In the tray, without a window."""
    desktop.shell.items.clear()
    with Assistant(desktop, tmp_path / "home", "--hidden") as running:
        until(lambda: desktop.shell.items, 20, "an icon")
        yield running


def usual_name(label):
    """An entry's name without why it cannot be used."""
    return label.partition("（")[0]


def test_the_menu_has_the_guides_entries_in_its_order(desktop, hidden):
    assert [usual_name(label) for label in desktop.tray().labels()] == GUIDE


def test_lines_part_the_menus_groups(desktop, hidden):
    tray = desktop.tray()
    _, (_, _, children) = tray.bus.call(tray.name, tray.get("Menu"), MENU, "GetLayout", "iias", 0, -1, [])
    parted = [usual_name(properties.get("label", "")) for _, properties, _ in children]
    assert [properties["type"] for _, properties, _ in children if "label" not in properties] \
        == ["separator"] * 2
    assert parted[1] == parted[9] == "" and parted[2] == "证书签发" and parted[10] == "环境修复"


def test_an_entry_that_cannot_be_used_says_why_and_does_nothing(desktop, hidden):
    tray = desktop.tray()
    entries = {usual_name(label): (label, properties) for _, label, properties in tray.entries()}
    for name, (label, properties) in entries.items():
        usable = properties.get("enabled", True)
        assert usable == (label == name), label
        assert usable or properties["accessible-desc"] == label


def test_the_icon_has_all_sizes_and_says_what_it_means(desktop, hidden):
    tray = desktop.tray()
    assert tray.get("Title") == "证书助手"
    assert tray.get("Id") == "cert-assistant"
    until(lambda: "没有证书" in tray.get("ToolTip")[3], what="the state")
    assert tray.get("Status") == "Active"
    assert tray.get("IconAccessibleDesc") == tray.get("ToolTip")[3]
    pixmaps = tray.get("IconPixmap")
    assert [(width, height) for width, height, _ in pixmaps] == [(size, size) for size in SIZES]
    for width, height, argb in pixmaps:
        assert len(argb) == width * height * 4
        assert argb[0] == 0 and max(argb[::4]) > 200  # a corner is clear, the shape is not


def test_a_problem_has_another_shape_and_wants_attention(desktop, hidden, tmp_path):
    before = desktop.tray().get("IconPixmap")
    (tmp_path / "broken").mkdir()
    (tmp_path / "broken" / "tokens").write_text("not a folder")
    desktop.shell.items.clear()
    with Assistant(desktop, tmp_path / "broken", "--hidden"):
        tray = desktop.tray()
        until(lambda: tray.get("Status") == "NeedsAttention", what="attention")
        assert tray.get("ToolTip")[3] == tray.get("AttentionAccessibleDesc") == "需要文件夹的位置上是一个文件。"
        after = tray.get("AttentionIconPixmap")
        # By shape: where it is clear is another place.
        assert before[0][2][::4] != after[0][2][::4]


def test_a_left_click_opens_a_window_and_a_second_one_does_not(desktop, hidden):
    tray = desktop.tray()
    assert hidden.titles() == {}
    tray.activate()
    title = hidden.first_window()
    tray.activate()
    assert list(hidden.titles()) == [title]


def test_a_panel_that_draws_no_menu_gets_a_window_with_its_entries(desktop, hidden):
    tray = desktop.tray()
    tray.bus.call(tray.name, tray.path, ITEM, "ContextMenu", "ii", 0, 0)
    assert hidden.window("证书助手").control("button", "刷新")


def test_an_entry_of_the_menu_opens_its_window(desktop, hidden):
    desktop.tray().choose("登录")
    hidden.window("登录")


def test_a_second_start_brings_the_first_forward(desktop, hidden):
    assert hidden.again("--hidden").returncode == 0
    assert hidden.titles() == {}
    assert hidden.again().returncode == 0
    hidden.first_window()
    assert len(desktop.shell.items) == 1


def test_a_second_start_names_a_window(hidden):
    assert hidden.again("--open", "login").returncode == 0
    hidden.window("登录")
    assert hidden.again("--open", "nonsense").returncode == USAGE


def test_another_home_is_another_assistant(desktop, hidden, tmp_path):
    desktop.tray()
    with Assistant(desktop, tmp_path / "other", "--hidden"):
        until(lambda: len(desktop.shell.items) == 2, what="a second icon")


def test_quit_ends_it_and_waits_for_that(desktop, hidden):
    desktop.tray()
    assert hidden.again("--quit").returncode == 0
    assert hidden.process.poll() == 0 or hidden.ended() == 0
    assert hidden.again("--quit").returncode == 0  # none is running: fine


def test_quit_in_the_menu_ends_it(desktop, hidden):
    desktop.tray().choose("退出")
    assert hidden.ended() == 0


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_the_end_of_the_session_ends_it_cleanly(desktop, hidden, number):
    desktop.tray().activate()
    hidden.first_window()
    hidden.process.send_signal(number)
    assert hidden.ended() == 0


def test_the_end_of_the_session_bus_ends_it_cleanly(tmp_path):
    with desklab.Desktop() as desktop:
        with Assistant(desktop, tmp_path / "home", "--hidden") as running:
            desktop.tray()
            [bus] = [process for process in desktop.processes if "dbus-daemon" in process.args]
            bus.terminate()
            assert running.ended() == 0


def test_it_sleeps_when_nothing_happens(desktop, hidden):
    tray = desktop.tray()
    until(lambda: "没有证书" in tray.get("ToolTip")[3], what="the state")
    time.sleep(1)  # let it come to rest
    before = hidden.wakes()
    time.sleep(IDLE_S)
    woken = sum(count - before.get(thread, 0) for thread, count in hidden.wakes().items())
    assert woken < IDLE_S


def test_words_that_are_no_option_are_refused(desktop, tmp_path):
    for arguments in (["--nonsense"], ["--lang", "xx"], ["--home"], ["login"]):
        result = subprocess.run([desklab.ASSISTANT, *arguments], env=desktop.env,
                                capture_output=True, text=True, timeout=10)
        assert result.returncode == USAGE and "[USAGE]" in result.stderr
    helped = subprocess.run([desklab.ASSISTANT, "--help", "--lang", "en"], env=desktop.env,
                            capture_output=True, text=True, timeout=10)
    assert helped.returncode == 0 and "--hidden" in helped.stdout


# --- the module with the windows ---

def symbols(path, *options):
    """Names without versions: what it defines, or what it wants."""
    said = certlab.run("nm", "-D", *options, path).stdout
    return {line.split()[-1].partition("@")[0] for line in said.splitlines()}


def test_the_program_exports_what_its_windows_call_and_no_more():
    folder = desklab.ASSISTANT.parent
    listed = set(re.findall(r"^\t(\w+);", (certlab.ROOT / "src/desktop/gtk/windows.exports")
                            .read_text(), re.M))
    wanted = symbols(folder / "libcert-windows.so", "-u")
    assert listed and listed <= wanted
    assert listed == {name for name in wanted & symbols(desklab.ASSISTANT, "--defined-only")
                      if not name.startswith("_") and name not in ("stderr", "stdout", "environ")}
    loaded = certlab.run("ldd", desklab.ASSISTANT).stdout
    assert "libgio" in loaded and "libgtk" not in loaded and "libcairo" not in loaded


def test_without_the_module_it_stays_in_the_tray_and_the_log_says_why(desktop, tmp_path):
    desktop.shell.items.clear()
    with Assistant(desktop, tmp_path / "home", "--hidden",
                   env={"CERT_WINDOWS": "/nonexistent"}) as running:
        desktop.tray().activate()
        log = desktop.dir / "cert-assistant.log"
        until(lambda: "libcert-windows is not installed" in log.read_text(), what="the log")
        assert running.process.poll() is None


# --- desktops that lack something ---

def test_the_tray_may_go_and_come_back(desktop, hidden):
    name, _ = desktop.tray().name, desktop.shell.close()
    address = desktop.env["DBUS_SESSION_BUS_ADDRESS"]
    desktop.shell = Shell(address)
    assert until(lambda: desktop.shell.items, what="the icon again")[0][0] == name
    assert hidden.titles() == {}


@pytest.fixture(scope="module")
def bare():
    """A desktop without a tray."""
    with desklab.Desktop(tray=False) as made:
        yield made


def test_without_a_tray_there_is_a_window_and_its_end_is_the_programs(bare, tmp_path):
    with Assistant(bare, tmp_path / "home") as running:
        title = running.first_window()
        running.window(title).close()
        assert running.ended() == 0


def test_a_tray_that_comes_later_is_used(bare, tmp_path):
    with Assistant(bare, tmp_path / "home") as running:
        title = running.first_window()
        later = Shell(bare.env["DBUS_SESSION_BUS_ADDRESS"])
        try:
            until(lambda: later.items, what="an icon")
            running.window(title).close()
            running.gone(title)
            assert running.process.poll() is None
        finally:
            later.close()


def test_started_with_a_desktop_that_has_no_tray_it_waits_unseen(bare, tmp_path):
    with Assistant(bare, tmp_path / "home", "--hidden") as running:
        time.sleep(2)
        assert running.titles() == {} and running.process.poll() is None
        assert running.again().returncode == 0
        running.first_window()


def test_without_a_session_bus_it_works_and_only_once(bare, tmp_path):
    env = {name: value for name, value in bare.env.items()
           if name not in ("DBUS_SESSION_BUS_ADDRESS", "XDG_RUNTIME_DIR")}
    env["DBUS_SESSION_BUS_ADDRESS"] = "unix:path=/nonexistent"
    with Assistant(bare, tmp_path / "home", env=env) as running:
        bare.window_id(running.pid, "登录")
        with Assistant(bare, running.home, env=env) as second:
            # It says that there is another.
            bare.window_id(second.pid, "证书助手")
            second.process.terminate()
            assert second.ended() == 0
        running.process.terminate()
        assert running.ended() == 0


# --- a real panel ---

ROW = 27  # dots of the panel's height
GREY = re.compile(r"^(\d+),(\d+):.*#8B929C", re.M)  # of the hollow shield's outline


@pytest.mark.slow
def test_a_real_panel_draws_the_icon_and_its_menu(tmp_path):
    with desklab.Desktop(panel=True, size="900x700") as desktop:
        with Assistant(desktop, tmp_path / "home", "--hidden") as running:
            def drawn():
                desktop.shot(tmp_path / "panel.png")
                dots = certlab.run("convert", tmp_path / "panel.png", "-crop", f"x{ROW}+0+0", "txt:-")
                return GREY.findall(dots.stdout)
            x, y = until(drawn, 20, "the icon")[0]

            def hand(*words):
                certlab.run("xdotool", *words, env=desktop.env)
            hand("mousemove", x, y, "click", "3")
            for key in ("Down", "Return"):  # the first entry of the menu
                time.sleep(1)
                hand("key", key)
            running.window("登录")
