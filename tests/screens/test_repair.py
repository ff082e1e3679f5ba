# SPDX-License-Identifier: Apache-2.0
"""环境修复: layers and findings, repair with before and after, undo, and the
report that is shown before it is saved."""
import certlab
import pytest

import desk

LAYERS = "检查项目"


def rows(window, label):
    return [row["cells"] for row in window.table(label)["table"]["rows"]]


def looked(window):
    window.desk.settle()
    assert LAYERS in window.labels() and window.item(LAYERS)["kind"] == "table", window
    return window


@pytest.fixture
def broken(desks, tmp_path, office):
    """The window on a computer on which a good deal is wrong."""
    computer = certlab.Client(tmp_path / "broken", office.url)
    computer.call("tokens")
    computer.call("settings", "set", "libraries", "/nonexistent/libmaker.so")
    settings = computer.home / "settings.ini"
    settings.write_text(settings.read_text().replace("proxy = system", "proxy = nonsense"))
    computer.record = computer.home / "journal" / "0123.op"
    computer.record.write_text("not a record")
    computer.home.chmod(0o755)
    window = desks(home=computer.home, office=office.url).open("repair")
    window.computer, window.settings = computer, settings
    return looked(window)


def test_layers_are_looked_at_one_after_another(desks, soft):
    soft.home.chmod(0o700)
    there = desks(soft)
    there.press("repair")
    window = there.window("repair")
    assert window.view()["busy"] == "正在检查环境"
    steps = window.item(LAYERS)["steps"]
    assert len(steps) >= 9 and steps[0][0] == "网络与代理"
    looked(window)
    shown = rows(window, LAYERS)
    assert [cells[0] for cells in shown] == [label for label, _ in steps]
    assert "没有发现问题。" in window.note()


def test_problems_are_seen_at_once_and_what_is_fine_on_demand(broken):
    assert "发现" in broken.note() and "/nonexistent/libmaker.so" in broken.note()
    assert "修复会把它从设置中移除" in broken.note()
    assert "受理机构的身份正确" not in broken.note()
    by_layer = {cells[0]: cells[1:] for cells in rows(broken, LAYERS)}
    assert by_layer["网络与代理"][0] == "正常"
    assert by_layer["证书设备程序库"][0] == "问题" and "个问题" in by_layer["证书设备程序库"][1]
    broken.row("网络与代理", table=LAYERS)
    assert any("可以连接受理机构" in cells[1] for cells in rows(broken, "所选项目的检查结果"))


def test_what_will_be_done_is_listed_first_and_then_compared(broken):
    before = broken.settings.read_text()
    broken.press("修复")
    plan = rows(broken, "将要进行的修复")
    assert {cells[1] for cells in plan} >= {
        "从设置中移除这个程序库", "写入默认值", "改为只有您自己可以读取", "移到一旁，不再使用"}
    assert broken.settings.read_text() == before, "nothing is done yet"
    broken.press("取消")
    assert broken.settings.read_text() == before
    broken.press("修复").press("开始修复")
    looked(broken)
    assert "没有发现问题。" in broken.note()
    compared = rows(broken, "修复前后")
    assert len(compared) == len(plan) and {cells[1] for cells in compared} == {"已修复"}
    assert "nonexistent" not in broken.settings.read_text()
    assert broken.computer.home.stat().st_mode & 0o777 == 0o700


def test_repairs_are_undone(broken):
    before = broken.settings.read_text()
    assert "撤销修复" not in broken.labels()
    broken.press("修复").press("开始修复")
    looked(broken)
    broken.press("撤销修复")
    looked(broken)
    assert "项修复" in broken.note() and "撤销修复" not in broken.labels()
    assert broken.settings.read_text() == before
    assert broken.computer.record.read_text() == "not a record"
    assert broken.computer.home.stat().st_mode & 0o777 == 0o755


def test_the_undo_is_offered_by_a_later_run_too(broken, desks, office):
    broken.press("修复").press("开始修复")
    looked(broken).desk.end()
    again = looked(desks(home=broken.computer.home, office=office.url).open("repair"))
    assert "撤销修复" in again.labels()


def test_the_report_is_shown_as_it_is_saved(broken, tmp_path):
    broken.press("查看报告")
    broken.desk.settle()
    shown = broken.item("报告预览")["value"]
    assert "环境检查报告" in shown and "/nonexistent/libmaker.so" in shown
    broken.press("复制报告")
    assert [t["copied"] for t in broken.desk.told() if "copied" in t] == [shown]
    path = tmp_path / "report.txt"
    broken.file("保存报告", path)
    broken.desk.settle()
    assert path.read_text() == shown and "已写入文件" in broken.note()
    broken.file("保存报告", tmp_path / "nowhere" / "report.txt")
    broken.desk.settle()
    assert "FILE_MISSING" in broken.note()
    broken.press("返回")
    assert LAYERS in broken.labels()


def test_what_is_wrong_leads_to_the_window_that_helps(desks, tmp_path):
    window = looked(desks(home=tmp_path / "new").open("repair"))
    window.press("去设置受理机构的地址")
    settings = window.desk.window("settings")
    assert settings.view()["pages"][settings.view()["page"]] == "通用设置"


def test_an_agencys_hundred_findings_leave_problems_in_view(broken):
    for number in range(60):
        (broken.computer.home / "tokens" / f"TORN{number:02}.token").write_bytes(b"0\x82\x01")
    broken.press("重新检查")
    looked(broken)
    assert len(broken.items("note")) <= 40
    assert any("项，选择下面的检查项目" in (label or "") for label in broken.labels())
    layers = broken.table(LAYERS)
    carriers = next(r for r in layers["table"]["rows"] if r["cells"][0] == "证书设备")
    broken.send("row", id=layers["id"], row=carriers["id"], on=True)
    assert len(rows(broken, "所选项目的检查结果")) >= 60


def test_it_closes_while_it_looks(desks, tmp_path):
    there = desks(home=tmp_path / "new", office="http://10.255.255.1")
    window = there.open("repair")
    window.press("关闭")
    assert not window.is_open()


def test_it_speaks_english_too(broken):
    broken.desk.ask("lang", setting="en")
    assert broken.view()["title"] == "Environment repair" and broken.says("Problems found")
    with pytest.raises(desk.Refused):
        broken.press("修复")
