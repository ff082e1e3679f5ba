# SPDX-License-Identifier: Apache-2.0
"""Each kind of item as it is drawn: read as a screen reader does, used by the
keyboard. The program is a gallery (src/desktop/gtk/testing_gallery.c), which
writes a line for each event that a screen would get."""

import pathlib
import re
import subprocess

import certlab
import desklab
import pytest
from windows import Reader, until

GALLERY = certlab.BUILD / "src" / "desktop" / "gtk" / "gallery"
OWNER = pathlib.Path(__file__).parent / "clipboard_owner.py"
TITLES = {"login": "登录", "pin": "修改PIN码", "wait": "证书解锁", "notes": "提示", "details": "证书详情",
          "choices": "设置", "table": "证书列表", "single": "证书登录", "steps": "证书签发",
          "document": "环境修复"}
CONTROLS = "text|password|button|toggle button|check box|radio button|combo box|page tab|list item"
CANARY = "Kq7Wz9Lm3Tx4Rv"


class Gallery(desklab.Program):
    """A scene of the gallery, in front; in Chinese, or English with its title."""

    def __init__(self, desktop, scene, env=None, english=None):
        super().__init__(desktop, [GALLERY, scene, "en" if english else "zh"], env)
        self.scene = self.window(english or TITLES[scene])
        self.scene.front()

    def wait(self, event):
        until(lambda: event in self.told(), 5, f"{event}, not only {self.told()}")

    def xdo(self, *words):
        """Keys, past the bus of screen readers."""
        certlab.run("xdotool", *words, env=self.desktop.env)


@pytest.fixture
def show(desktop):
    shown = []

    def start(scene, env=None, english=None):
        shown.append(Gallery(desktop, scene, env, english))
        return shown[-1]
    yield start
    for program in shown:
        program.stop()


# --- for everybody ---

def reached(window):
    """Each place that Tab stops at."""
    stops, here = [], window.focused()
    while here and here.place not in [stop.place for stop in stops]:
        stops.append(here)
        here = window.step()
    return stops


@pytest.mark.parametrize("scene", TITLES)
def test_each_control_has_a_name_and_is_a_stop_of_the_tab_key(show, scene):
    window = show(scene).scene
    stops = reached(window)
    assert stops
    assert [stop for stop in stops if not stop.name] == []
    ours = [node for node in window.all(CONTROLS) if node.name not in ("Minimize", "Maximize", "Close")]
    assert [node for node in ours if not node.name or node.name.startswith("Gtk")] == []
    roles = {stop.role for stop in stops}
    missed = {node.role for node in ours if "focusable" in node and "sensitive" in node} - roles
    assert missed == set()


def test_a_hint_describes_its_field(show):
    window = show("pin").scene
    assert window.control("password", "证书旧密码").description == "还可以尝试 3 次"
    assert window.control("password", "证书新密码").description == "6–20 个字符；强度：好"


def test_what_cannot_be_used_says_why(show):
    program = show("login")
    button = program.scene.control("button", "登录")
    assert "sensitive" not in button and button.description == "请先填写用户名"
    assert program.scene.control("status bar", "请先填写用户名")
    program.scene.set("用户名", "user")
    assert until(lambda: "sensitive" in program.scene.control("button", "登录"), 5)
    assert program.scene.all("status bar", "请先填写用户名") == []
    assert program.scene.control("button", "登录").description == ""


def test_a_note_is_an_alert_with_what_to_do(show):
    alerts = show("notes").scene.all("alert")
    assert len(alerts) == 5
    assert (alerts[2].name, alerts[2].description) == ("证书还有 7 天到期", "请办理证书更新。")


def test_a_fact_is_read_with_what_it_is_about(show):
    value = show("details").scene.control("label", "TM Practice CA")
    assert value.description == "颁发者" and "focusable" in value


def test_steps_tell_how_far_they_are(show):
    program = show("steps")
    assert [node.name for node in program.scene.all("list item")] == [
        "生成密钥: 已完成", "提交申请: 已完成", "等待签发: 正在进行", "安装证书: 等待", "检验: 等待"]
    assert program.scene.control("status bar", "证书助手正在签发证书，请耐心等待")
    program.scene.press("取消")
    assert program.scene.control("list item", "等待签发: 失败")


# --- the keyboard ---

def test_enter_and_escape_press_their_buttons(show):
    program = show("pin")
    program.key("Return")
    program.xdo("type", "123456")
    program.wait("secret 1 6")
    assert program.told()[-1] == "secret 1 6"  # Enter did nothing yet
    program.key("Return")
    program.wait("press 6")
    program.key("Escape")
    program.wait("press 5")


def test_letters_of_labels_lead_to_what_they_label(show):
    program = show("pin", english="Change the PIN")
    assert program.scene.focused().name == "Old PIN"
    program.xdo("key", "alt+n")
    assert until(lambda: program.scene.focused().name == "New PIN", 5)
    program.xdo("key", "alt+c")
    program.wait("press 5")


def test_what_is_typed_stays_when_other_items_come(show):
    program = show("pin")
    program.xdo("type", "111111\t222")
    program.wait("secret 2 3")
    program.scene.press("取消")  # which brings a note, and takes the secrets
    program.scene.wait("PIN 码不正确")
    assert program.scene.focused().name == "证书新密码"
    program.xdo("type", "4444")
    program.wait("secret 2 4")
    assert program.scene.control("password", "证书新密码").text == "●●●●"


def test_the_keyboard_comes_back_after_work(show):
    program = show("wait")
    window = program.scene
    assert window.focused().name == "解锁码"
    program.xdo("type", "123456")
    program.wait("secret 2 6")
    program.key("Return")
    program.wait("press 6")
    assert window.control("status bar", "正在核对")
    assert window.focused().name == "取消"
    until(lambda: window.all("status bar", "正在核对") == [], 5)
    assert window.focused().name == "解锁码"


def test_choices_and_switches_work_by_keyboard(show):
    program = show("choices")
    window = program.scene
    assert window.focused().name == "开机启动"
    program.key("space")
    program.wait("switch 1 1")
    window.go_to("软证书")
    program.key("Down")
    program.wait("choose 3 1")
    assert "checked" in window.control("radio button", "USB Key")
    window.go_to("提醒时间", "button")
    program.key("space")
    program.key("Down")
    program.key("Return")
    program.wait("choose 4 1")
    button = window.control("radio button", "另一个 USB Key")
    assert "sensitive" not in button and button.description == "已被拔出"
    assert "sensitive" not in window.control("check box", "免打扰")


def test_pages_are_changed_by_keyboard(show):
    program = show("choices")
    program.scene.go_to("用户信息")
    program.key("Down")
    program.wait("page 0 1")
    tabs = show("details")
    tabs.scene.go_to("全部字段")
    tabs.key("space")
    tabs.wait("page 0 1")
    assert "selected" in tabs.scene.control("page tab", "全部字段")


def test_a_table_of_several_is_worked_by_keyboard(show):
    program = show("table")
    window = program.scene
    window.go_to("有效期到", "button")
    program.key("space")
    program.wait("sort 8 2")
    assert until(lambda: window.control("button", "有效期到").description == "已按此列升序排列", 5)
    assert window.focused().name == "有效期到"
    first = window.step()
    assert first.role == "list item" and "第0分公司" in first.name
    program.key("space")
    program.wait("row 8 0 1")
    program.key("Down")
    program.key("Return")
    program.wait("open 8 1 1")
    boxes = [node for node in window.all("check box") if "checked" in node]
    assert len(boxes) == 1 and "第0分公司" in boxes[0].name
    unusable = [node for node in window.all("check box") if "sensitive" not in node]
    assert [node.description for node in unusable] == ["还没有到更新的时间"]


def test_a_search_narrows_the_table(show):
    program = show("table")
    assert program.scene.focused().name == "搜索"
    program.xdo("type", "zzz")
    program.scene.wait("没有符合条件的证书。")
    assert program.scene.all("check box") == []
    assert program.scene.focused().name == "搜索"


def test_one_row_is_chosen_by_arrows(show):
    program = show("single")
    window = program.scene
    window.go_to(window.all("list item")[0].name)
    program.key("Down")
    program.wait("row 8 1 1")
    assert "selected" in until(lambda: window.all("list item")[1], 5)
    assert window.step().name == "PIN 码"


def test_a_picture_is_a_button(show):
    program = show("login")
    program.scene.go_to("验证码图片，点击换一张")
    program.key("space")
    program.wait("press 4")


def test_a_document_is_read_and_not_written(show):
    document = show("document").scene.control("text", "诊断报告")
    assert document.text.startswith("01  时钟") and "read only" in document


def test_where_to_save_is_asked(show):
    program = show("details")
    program.scene.press("保存为 .cer")
    program.window("保存为 .cer")
    program.front("保存为 .cer")
    program.key("Return")
    until(lambda: [line for line in program.told()
                   if re.fullmatch("file 8 /.*/certificate.cer", line)], 5, str(program.told()))


# --- windows ---

def test_the_cross_asks_the_screen(show):
    program = show("login")
    program.scene.close()
    program.wait("close 0")
    assert program.ended() == 0
    assert not any(line.startswith("keep") for line in program.told())


def size(program):
    """Of its window, as the X server has it."""
    window = program.desktop.window_id(program.pid, program.scene.title)
    said = certlab.run("xdotool", "getwindowgeometry", "--shell", window, env=program.desktop.env).stdout
    return tuple(int(re.search(rf"^{word}=(\d+)$", said, re.M)[1]) for word in ("WIDTH", "HEIGHT"))


def test_a_window_grows_with_what_it_shows(show):
    program = show("pin")
    width, height = size(program)
    program.scene.press("取消")  # which brings a note
    until(lambda: size(program)[1] > height + 30, 5, "a higher window")
    assert size(program)[0] == width


def test_a_window_grows_that_was_wider_than_asked(show):
    program = show("details", english="Certificate")
    before = size(program)
    program.scene.go_to("All their fields")
    program.key("space")
    until(lambda: size(program)[0] > before[0] + 100, 5, "a wider window")


def select_fact(window):
    """A fact that the keyboard was brought to, and whether it is selected."""
    fact = window.control("label", "TM Practice CA")
    next(here for here in (window.step() for _ in range(20)) if here.place == fact.place)
    selected = lambda: fact.call("Text", "GetNSelections")[0] == 1  # noqa: E731
    until(selected, 5, "a selection")
    return selected


def test_a_fact_is_selected_while_the_keyboard_is_on_it_and_not_longer(show):
    window = show("details").scene
    selected = select_fact(window)
    window.step()
    until(lambda: not selected(), 5, "no selection")


def test_a_fact_stays_selected_while_another_program_has_the_keyboard(show):
    window = show("details").scene
    selected = select_fact(window)
    other = show("pin").scene
    until(lambda: "active" in other.tree() and "active" not in window.tree(), 5, "another program")
    assert selected()
    window.front()
    until(lambda: "active" in window.tree(), 5, "this program")
    assert selected()
    window.step()
    until(lambda: not selected(), 5, "no selection")


def test_a_size_that_people_gave_stays(show):
    program = show("pin", {"GALLERY_SIZE": "600x400"})
    before = size(program)
    program.scene.press("取消")
    program.scene.wait("PIN 码不正确")
    program.scene.press("取消")
    program.scene.close()
    program.ended()
    assert not any(line.startswith("keep") for line in program.told())
    assert before == (600, 400)


def test_a_size_that_was_changed_is_kept(show):
    program = show("login", {"GALLERY_SIZE": "640x600"})
    window = program.desktop.window_id(program.pid, TITLES["login"])
    program.xdo("windowsize", "--sync", window, "700", "650")
    program.scene.close()
    program.ended()
    width, height = map(int, program.told()[-1].split()[1:])
    assert (width, height) != (640, 600) and abs(width - 700) < 40 and abs(height - 650) < 40


# --- PINs ---

# A sanitizer keeps what is freed, to find who uses it still.
leaves_memory = pytest.mark.skipif(
    "libasan" in certlab.run("ldd", GALLERY).stdout, reason="the sanitizer keeps what is freed")


def places(pid, needle):
    """Where a program has that in its memory; fonts and the like aside."""
    found = []
    with open(f"/proc/{pid}/maps", encoding="ascii") as maps, open(f"/proc/{pid}/mem", "rb", 0) as memory:
        for line in maps:
            start, end, rights, name = re.match(
                r"(\w+)-(\w+) (\S+) \S+ \S+ \S+ *(.*)", line).groups()
            if "w" not in rights:
                continue
            memory.seek(int(start, 16))
            try:
                data = memory.read(int(end, 16) - int(start, 16))
            except OSError:
                continue  # it has gone meanwhile
            found += [(hex(int(start, 16) + hit.start()), name)
                      for hit in re.finditer(re.escape(needle), data)]
    return found


def pieces(text, length=6):
    return [text[n:n + length].encode() for n in range(len(text) - length + 1)]


@leaves_memory
def test_a_typed_pin_is_read_back_as_bullets_and_leaves_nothing(show):
    program = show("pin")
    program.xdo("type", "--delay", "20", CANARY)
    program.wait(f"secret 1 {len(CANARY)}")
    assert program.scene.control("password", "证书旧密码").text == "●" * len(CANARY)
    assert len(places(program.pid, CANARY.encode())) == 1  # the secret itself
    program.key("Return")
    program.wait("press 6")
    until(lambda: program.scene.control("password", "证书旧密码").text == "", 5)
    assert [place for piece in pieces(CANARY) for place in places(program.pid, piece)] == []


def test_screen_readers_are_told_of_bullets_alone(show, tmp_path):
    program = show("pin")
    program.scene.control("password", "证书旧密码")  # a reader listens
    address = Reader.address(program.desktop.env["DBUS_SESSION_BUS_ADDRESS"])
    with open(tmp_path / "bus", "wb") as log:
        monitor = subprocess.Popen(["dbus-monitor", "--address", address], stdout=log)
    try:
        until(lambda: (tmp_path / "bus").stat().st_size, 5)
        program.xdo("type", "--delay", "20", "7Q7Q7Q")
        program.wait("secret 1 6")
        until(lambda: (tmp_path / "bus").read_text().count("TextChanged") >= 6, 5)
    finally:
        monitor.terminate()
        monitor.wait()
    told = re.findall(r'variant +string "(.*)"', (tmp_path / "bus").read_text())
    assert "●" in told and not {"7", "Q"} & set(told)


@leaves_memory
def test_a_code_is_pasted_from_a_mail_and_leaves_nothing(show, desktop):
    owner = desktop.start(["/usr/bin/python3", OWNER, f"  {CANARY} \n受理机构\n"])
    program = show("pin")

    def pasted():
        program.key("Control+v")
        return f"secret 1 {len(CANARY)}" in program.told()
    until(pasted, 10, "a paste")
    owner.terminate()
    owner.wait()
    program.key("Return")
    program.wait("press 6")
    until(lambda: program.scene.control("password", "证书旧密码").text == "", 5)
    assert [place for piece in pieces(CANARY) for place in places(program.pid, piece)] == []


def test_a_pin_cannot_be_copied(show):
    program = show("pin")
    program.xdo("type", "123456")
    program.xdo("key", "ctrl+a", "ctrl+c", "ctrl+x", "Tab", "ctrl+v")
    program.xdo("type", "9")
    program.wait("secret 2 1")
    assert "secret 1 0" not in program.told()
