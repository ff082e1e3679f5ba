# SPDX-License-Identifier: Apache-2.0
"""批量更新: an agency's certificates, one after another, at an office whose
certificates are so short that their renewal is open from the first day."""
import datetime

import cardlab
import certlab
import pytest

import desk

PINS = ["Alpha-2026", "Bravo-2026", "Charlie-2026"]


@pytest.fixture(scope="module")
def office(tmp_path_factory):
    folder = tmp_path_factory.mktemp("office") / "practice"
    config = {"tries_address": 100000, "tries_user": 100000,
              "exchanges_day": 1000, "holder_days": 20}
    with certlab.Office(folder, config=config) as open_office:
        yield open_office


@pytest.fixture
def agency(applicants):
    """Makes a computer with a pair for each PIN, each in a soft token of its own."""
    def make(*pins):
        first = applicants()
        people = [first] + [applicants() for _ in pins[1:]]
        for person, pin in zip(people, pins):
            person.home = first.home
            person.login(person.user, person.name)
            person.issue(person.code, pin=pin)
            serial = certs(person)[person.user]["signSerial"]
            person.json("login", "certificate", "--cert", serial, "--accept-terms",
                        "--pin-file", person.file(pin))
        first.people = people
        return first
    return make


def certs(computer):
    return {c["userName"]: c for c in computer.json("certs")["certificates"]}


def tries(computer):
    """PIN tries left, by the holder's user name."""
    left = {t["serial"]: t["pinTriesLeft"] for t in computer.json("tokens")["tokens"]
            if "serial" in t}  # a reader may be empty
    return {user: left[c["carrierSerial"]] for user, c in certs(computer).items()}


def results(window):
    table = window.table()["table"]
    user, result = table["columns"].index("用户名"), table["columns"].index("更新情况")
    return {row["cells"][user]: row["cells"][result] for row in table["rows"]}


def enter(window, pin):
    window.secret("PIN 码", pin).press("下一步")
    return window


def run_to_end(window, seconds=120):
    window.desk.until(lambda: "更新成功 " in window.note(), seconds, lambda: str(window))
    window.desk.settle()
    return window


def pin_of(window, people, pins):
    """The PIN that the window asks for now."""
    holder = window.fact("使用者")
    return next(pin for person, pin in zip(people, pins) if person.name == holder)


def test_each_carrier_is_asked_for_and_each_row_has_its_result(agency, desks):
    computer = agency(*PINS)
    before = certs(computer)
    listed = desks(computer).open("settings").page("证书列表").press("批量更新")
    batch = listed.desk.window("batch")
    assert batch.table()["label"] == "可以更新 3 张，已选 3 张"
    assert set(results(batch).values()) == {"可以更新"}
    batch.row(computer.people[2].user, on=False)
    assert batch.table()["label"] == "可以更新 3 张，已选 2 张"
    batch.press("下一步")
    for number in (1, 2):
        assert batch.says(f"第 {number} 个证书设备，共 2 个")
        assert "10" in batch.item("PIN 码")["hint"]
        enter(batch, pin_of(batch, computer.people, PINS))
    run_to_end(batch)
    assert "更新成功 2 张，失败 0 张，没有更新 0 张" in batch.note()
    assert len(results(batch)) == 2
    assert all(text.startswith("更新成功，有效期到 2") for text in results(batch).values())
    after = certs(computer)
    changed = {user for user in before if before[user]["signSerial"] != after[user]["signSerial"]}
    assert changed == {p.user for p in computer.people[:2]}
    shown = listed.table()["table"]["rows"]
    assert {row["cells"][-1] for row in shown} == {c["signSerial"][-4:] for c in after.values()}
    batch.press("关闭")
    assert not batch.is_open()


def test_one_pin_for_all_is_tried_once_each_after_it_was_right(agency, desks):
    computer = agency("Same-2026", "Other-2026", "Same-2026")
    batch = desks(computer).open("batch")
    batch.press("下一步")
    people = computer.people
    first = next(p for p in people if p.name == batch.fact("使用者"))
    odd = people[1]
    if first is odd:  # the order is that of the token files
        enter(batch, "Other-2026")
        odd = None
    batch.switch("这个 PIN 码也用于其余软证书")
    enter(batch, "Same-2026")
    run_to_end(batch)
    if odd is None:
        assert "更新成功 3 张" in batch.note()
        return
    assert "更新成功 2 张，失败 1 张" in batch.note()
    assert "PIN 码不正确" in results(batch)[odd.user] and "9" in results(batch)[odd.user]
    assert tries(computer) == {p.user: 9 if p is odd else 10 for p in people}
    batch.press("再试失败的")
    assert batch.fact("使用者") == odd.name and "9" in batch.item("PIN 码")["hint"]
    enter(batch, "Other-2026")
    run_to_end(batch)
    assert "更新成功 3 张，失败 0 张" in batch.note()


def test_one_pin_for_all_that_is_wrong_costs_one_try_in_all(agency, desks):
    computer = agency("Same-2026", "Same-2026")
    before = certs(computer)
    batch = desks(computer).open("batch").press("下一步")
    batch.switch("这个 PIN 码也用于其余软证书")
    enter(batch, "Typo-2026")
    run_to_end(batch)
    assert "更新成功 0 张，失败 1 张，没有更新 1 张" in batch.note()
    assert sorted(tries(computer).values()) == [9, 10]
    assert {c["signSerial"] for c in certs(computer).values()} == {
        c["signSerial"] for c in before.values()}


def test_one_pin_for_all_leaves_alone_what_has_few_tries(agency, desks):
    computer = agency("Same-2026", "Same-2026")
    batch = desks(computer).open("batch").press("下一步")
    asked = next(p for p in computer.people if p.name == batch.fact("使用者"))
    other = next(p for p in computer.people if p is not asked)
    carrier = certs(computer)[other.user]["carrierSerial"]
    for _ in range(8):  # meanwhile, by another program
        computer.call("pin", "--carrier", carrier, "--pin-file", computer.file("Wrong-2026"),
                      "--new-pin-file", computer.file("Never-2026"), ok=None)
    assert tries(computer)[other.user] == 2
    batch.switch("这个 PIN 码也用于其余软证书")
    enter(batch, "Same-2026")
    run_to_end(batch)
    assert "需要先输入 PIN 码" in results(batch)[other.user]
    assert tries(computer) == {asked.user: 10, other.user: 2}


def test_a_carrier_that_is_skipped_is_not_touched(agency, desks):
    computer = agency(*PINS[:2])
    batch = desks(computer).open("batch").press("下一步")
    skipped = next(p for p in computer.people if p.name == batch.fact("使用者"))
    batch.press("跳过")
    enter(batch, pin_of(batch, computer.people, PINS))
    run_to_end(batch)
    assert results(batch)[skipped.user] == "没有更新：缺少可用的 PIN 码"
    assert "更新成功 1 张，失败 0 张，没有更新 1 张" in batch.note()


def test_an_office_that_goes_away_stops_it_and_it_goes_on_later(agency, desks, office):
    computer = agency(*PINS[:2])
    batch = desks(computer).open("batch").press("下一步")
    enter(batch, pin_of(batch, computer.people, PINS))
    office.stop()
    try:
        enter(batch, pin_of(batch, computer.people, PINS))
        run_to_end(batch)
        assert "失败 1 张，没有更新 1 张" in batch.note() and "OFFICE_UNREACHABLE" in batch.note()
        assert set(tries(computer).values()) == {10}
    finally:
        office.start(listen=office.url.removeprefix("http://"))
    batch.press("再试失败的")
    run_to_end(batch)  # the PINs are still known
    assert "更新成功 2 张，失败 0 张，没有更新 0 张" in batch.note()


def test_closing_in_the_middle_asks_first_and_loses_nothing(agency, desks):
    computer = agency(*PINS[:2])
    before = certs(computer)
    batch = desks(computer).open("batch").press("下一步")
    for _ in range(2):
        enter(batch, pin_of(batch, computer.people, PINS))
    batch.close()
    assert batch.is_open() and "确定要关闭吗" in batch.note()
    batch.press("继续更新")
    assert "确定要关闭吗" not in batch.note()
    batch.close().press("停止并关闭")
    assert not batch.is_open()
    batch.desk.settle()
    after = certs(computer)
    changed = [user for user in before if before[user]["signSerial"] != after[user]["signSerial"]]
    assert len(changed) == 1, "the one under way was finished"
    assert not any(c["unfinished"] for c in after.values())
    again = batch.desk.open("batch")
    assert again.table()["label"].startswith("可以更新 2 张")


def test_it_stops_after_the_current_one(agency, desks):
    computer = agency(*PINS[:2])
    batch = desks(computer).open("batch").press("下一步")
    for _ in range(2):
        enter(batch, pin_of(batch, computer.people, PINS))
    batch.press("更新完这张后停止")
    run_to_end(batch)
    assert "更新成功 1 张，失败 0 张，没有更新 1 张" in batch.note()
    batch.press("继续更新其余的")
    run_to_end(batch)
    assert "更新成功 2 张" in batch.note()


def test_a_usb_key_is_updated_too(holder, key, desks):
    batch = desks(holder).open("batch").press("下一步")
    assert key.serial in batch.fact("证书设备")
    assert "这个 PIN 码也用于其余软证书" not in batch.labels()
    batch.secret("PIN 码", "short").press("下一步")
    assert "6 至 20" in batch.item("PIN 码")["hint"] and key.tries() == 10
    enter(batch, cardlab.PIN)
    run_to_end(batch)
    assert "更新成功 1 张，失败 0 张" in batch.note() and len(key.containers()) == 1


def test_before_the_first_login_it_says_to_log_in(applicant, desks):
    applicant.issue(applicant.code, pin=PINS[0])
    d = desks(applicant)
    batch = d.open("batch")
    assert results(batch)[applicant.user] == "账号尚未激活。请用证书登录一次，并接受使用条款。"
    update = d.open("update")
    assert "账号尚未激活" in str(update) and not update.says("还没有到可以更新的时间")
    certificate = certs(applicant)[applicant.user]["signSerial"]
    applicant.json("login", "certificate", "--cert", certificate, "--accept-terms",
                   "--pin-file", applicant.file(PINS[0]))
    d.press("refresh").settle()
    assert results(batch)[applicant.user] == "可以更新"


def test_what_cannot_be_updated_yet_says_from_when(desks, tmp_path_factory, tmp_path):
    folder = tmp_path_factory.mktemp("later") / "practice"
    with certlab.Office(folder) as later:
        computer = certlab.Client(tmp_path / "computer", later.url)
        later.register("patient", "早到有限公司")
        computer.login("patient", later.approve("patient") and "早到有限公司")
        computer.issue(later.new_code("patient", set()))
        computer.login_certificate()
        batch = desk.Desk(computer.home, office=later.url).settle().open("batch")
        day, said = results(batch)["patient"].split(" ")
        assert said == "起可以更新" and day > datetime.date.today().isoformat()
        assert batch.table()["label"] == "可以更新 0 张，已选 0 张"
        with pytest.raises(desk.Refused):
            batch.press("下一步")
        batch.desk.end()
