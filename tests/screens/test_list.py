# SPDX-License-Identifier: Apache-2.0
"""设置 · 证书列表: an agency's certificates, on one computer."""
import csv
import datetime
import re

import pytest

COMPACT = 512  # a flag of items
NAMES = ["甲商标代理有限公司", "=乙 & 丙, 事务所", "Gamma Trade Marks"]


@pytest.fixture
def agency(desks, applicants, office):
    """The list of three holders' certificates."""
    first = applicants()
    people = []
    for number, name in enumerate(NAMES):
        user = f"{first.user}-{number}"
        office.register(user, name)
        code = office.approve(user)
        first.login(user, name)
        first.issue(code)
        people.append((user, name))
    window = desks(first).open("settings").page("证书列表")
    window.people, window.computer = people, first
    return window


def column(window, name):
    table = window.table()["table"]
    at = table["columns"].index(name)
    return [row["cells"][at] for row in table["rows"]]


def sort(window, name):
    table = window.table()
    return window.send("sort", id=table["id"], index=table["table"]["columns"].index(name))


def test_it_has_every_certificate_of_every_carrier(agency):
    certs = agency.computer.json("certs")["certificates"]
    assert sorted(column(agency, "使用者")) == sorted(NAMES)
    assert sorted(column(agency, "序列号末四位")) == sorted(c["signSerial"][-4:] for c in certs)
    assert set(column(agency, "状态")) == {"有效"}
    assert agency.table()["label"] == "共 3 张证书，列出 3 张"


def test_it_is_searched_filtered_and_sorted(agency):
    agency.text("搜索", "gamma")
    assert column(agency, "使用者") == [NAMES[2]]
    agency.text("搜索", "商标 软证书")
    assert column(agency, "使用者") == [NAMES[0]]
    agency.text("搜索", "没有的")
    assert agency.table()["table"]["empty"] == "没有符合条件的证书。"
    agency.text("搜索", "")
    sort(agency, "用户名")
    users = [user for user, _ in agency.people]
    assert column(agency, "用户名") == sorted(users)
    sort(agency, "用户名")
    assert column(agency, "用户名") == sorted(users, reverse=True)
    agency.choose("显示", "有问题的")
    assert column(agency, "用户名") == []


def days_left(window):
    return int(re.fullmatch(r"\d{4}-\d\d-\d\d（还有 (\d+) 天）", column(window, "有效期到")[0])[1])


def test_it_fits_in_its_window(agency):
    """The state is not the last column, the filter takes one line."""
    assert agency.table()["table"]["columns"] == [
        "昵称", "使用者", "用户名", "有效期到", "状态", "证书设备", "序列号末四位"]
    assert agency.item("显示")["flags"] & COMPACT
    agency.desk.ask("lang", setting="en")
    heads = agency.table()["table"]["columns"]
    assert heads[-1] == "Serial" and all(len(head) <= 2 * len("序列号末四位") for head in heads)
    agency.desk.ask("lang", setting="zh")
    assert all(re.fullmatch(r"软证书 \S{4,12}", shown) for shown in column(agency, "证书设备"))


def test_a_certificate_that_ends_is_told_by_words_and_tone(agency):
    days = days_left(agency)
    agency.desk.clock(86400 * (days - 9)).press("refresh").settle()
    assert set(column(agency, "状态")) == {"即将到期"}
    agency.choose("显示", "即将到期的")
    assert len(column(agency, "状态")) == 3
    agency.desk.clock(86400 * 12).press("refresh").settle()
    assert column(agency, "状态") == []
    agency.choose("显示", "有问题的")
    assert set(column(agency, "状态")) == {"已过期"}
    assert all(re.fullmatch(r"\d{4}-\d\d-\d\d", end) for end in column(agency, "有效期到"))


def test_a_nickname_is_kept_and_found(agency, desks):
    agency.row(NAMES[1])
    agency.text(f"“{NAMES[1]}”的昵称", "老客户").press("保存昵称")
    agency.text("搜索", "老客户")
    assert column(agency, "使用者") == [NAMES[1]] and column(agency, "昵称") == ["老客户"]
    agency.desk.settle().end()
    again = desks(agency.computer).open("settings").page("证书列表")
    assert "老客户" in column(again, "昵称")


def chosen(window):
    return [row["cells"][1] for row in window.table()["table"]["rows"] if row["chosen"]]


def test_a_row_is_chosen_at_once_and_follows_the_search(agency):
    assert chosen(agency) == column(agency, "使用者")[:1]
    agency.text("搜索", "gamma")
    assert chosen(agency) == [NAMES[2]]
    agency.text("搜索", "")
    assert chosen(agency) == [NAMES[2]], "it stays"
    agency.press("证书详情")
    assert agency.desk.window("details").says(NAMES[2])
    agency.text("搜索", "没有的")
    assert chosen(agency) == [] and "证书详情" not in agency.labels()


def test_a_nickname_that_is_being_typed_is_not_lost(agency):
    agency.row(NAMES[1])
    agency.text(f"“{NAMES[1]}”的昵称", "老客")
    agency.text("搜索", "gamma").desk.press("refresh").settle()
    assert agency.item(f"“{NAMES[1]}”的昵称")["value"] == "老客"


def test_a_row_that_is_opened_shows_its_details(agency):
    agency.row(NAMES[2], event="open-row")
    details = agency.desk.window("details")
    assert details.says(NAMES[2])


def test_the_table_for_spreadsheets_is_read_by_another_program(agency, tmp_path):
    agency.row(NAMES[1])
    agency.text(f"“{NAMES[1]}”的昵称", "-1+1").press("保存昵称")
    agency.text("搜索", "软证书")
    path = tmp_path / "表.csv"
    agency.file("导出表格", path)
    agency.desk.settle()
    assert "已写入文件" in agency.note()
    raw = path.read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf") and raw.count(b"\r\n") == raw.count(b"\n") == 4
    rows = list(csv.DictReader(raw.decode("utf-8-sig").splitlines(), strict=True))
    by_user = {row["用户名"]: row for row in rows}
    for cert in agency.computer.json("certs")["certificates"]:
        row = by_user[cert["userName"]]
        assert row["签名证书序列号"] == cert["signSerial"]
        assert row["使用者"] == (f"'{NAMES[1]}" if cert["subject"] == NAMES[1] else cert["subject"])
        assert abs(int(row["剩余天数"]) - cert["daysLeft"]) <= 1 and row["状态"] == "有效"
        assert row["有效期到"][:4] == cert["notAfter"][:4]
    assert "'-1+1" in [row["昵称"] for row in rows]


def test_an_export_that_cannot_be_written_is_told(agency, tmp_path):
    agency.file("导出表格", tmp_path / "nowhere" / "list.csv")
    agency.desk.settle()
    assert "FILE_MISSING" in agency.note()


# --- a strict reader of RFC 5545 ---

def unfolded(raw):
    """Content lines; every line ends in CR LF and has at most 75 octets."""
    assert raw.endswith(b"\r\n")
    lines = raw[:-2].split(b"\r\n")
    assert all(len(line) <= 75 and b"\n" not in line and b"\r" not in line for line in lines)
    text = b"\r\n".join(lines).replace(b"\r\n ", b"")
    return [line.decode() for line in text.split(b"\r\n")]


def components(lines):
    """The tree of components: (name, [(property, parameters, value)], [component])."""
    root = ("", [], [])
    open_ones = [root]
    for line in lines:
        head, value = re.fullmatch(r"([^:]+):(.*)", line).groups()
        name, *parameters = head.split(";")
        if name == "BEGIN":
            open_ones.append((value, [], []))
            open_ones[-2][2].append(open_ones[-1])
        elif name == "END":
            assert open_ones.pop()[0] == value
        else:
            open_ones[-1][1].append((name, parameters, value))
    assert open_ones == [root]
    return root[2]


def unescaped(value):
    assert not re.search(r"(?<!\\)(\\\\)*[;,]", value)
    return re.sub(r"\\(.)", lambda m: "\n" if m.group(1) in "nN" else m.group(1), value)


def test_the_calendar_is_read_by_another_program(agency, tmp_path):
    path = tmp_path / "ends.ics"
    agency.file("导出到期日历", path)
    agency.desk.settle()
    (name, properties, events), = components(unfolded(path.read_bytes()))
    assert name == "VCALENDAR" and ("VERSION", [], "2.0") in properties
    certs = {c["signSerial"]: c for c in agency.computer.json("certs")["certificates"]}
    assert len(events) == len(certs) == 3
    for kind, lines, alarms in events:
        found = {n: (p, v) for n, p, v in lines}
        assert kind == "VEVENT" and len(found) == len(lines)
        cert = certs[found["UID"][1].removesuffix("@cert-assistant")]
        end = datetime.datetime.fromisoformat(cert["notAfter"].replace("Z", "+00:00")).astimezone()
        assert found["DTSTART"] == (["VALUE=DATE"], end.strftime("%Y%m%d"))
        assert re.fullmatch(r"\d{8}T\d{6}Z", found["DTSTAMP"][1])
        assert unescaped(found["SUMMARY"][1]) == f"证书到期：{cert['subject']}"
        assert cert["signSerial"] in unescaped(found["DESCRIPTION"][1])
        assert [dict((n, v) for n, _, v in a[1])["TRIGGER"] for a in alarms] == [
            "-P30D", "-P14D", "-P7D", "-P1D"]
        assert all({"ACTION", "DESCRIPTION", "TRIGGER"} == {n for n, _, _ in a[1]} for a in alarms)
