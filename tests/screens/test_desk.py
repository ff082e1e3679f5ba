# SPDX-License-Identifier: Apache-2.0
"""What the desk does by itself: reminders, the end of a login, what it notices,
and what menu, icon and main window say, at a real office. The desk's clock is
moved; the computer's time zone is UTC, so that quiet hours have an hour."""

import datetime
import socket
import time

import pytest

DAY, HOUR = 86400, 3600
UTC = datetime.timezone.utc


def free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


@pytest.fixture
def start(desks):
    """Starts a desk on somebody's computer, in UTC."""
    def start(computer, **kw):
        return desks(computer, env={**computer.env, "TZ": "UTC"}, **kw)
    return start


class Calendar:
    """A desk whose clock is set: days before a certificate's end, at an hour."""

    def __init__(self, d, not_after):
        self.desk, self.end, self.ahead = d, not_after, 0

    def set(self, days, hour=12):
        """That many days before the day of the end; what is said then."""
        day = datetime.datetime.fromtimestamp(self.end - days * DAY, UTC)
        at = day.replace(hour=hour, minute=1, second=0, microsecond=0).timestamp()
        plus = round(at - time.time() - self.ahead)
        self.ahead += plus
        self.desk.clock(plus).settle()
        return self.notices()

    def notices(self):
        return [n["text"] for n in self.desk.notices() if n["title"] in
                ("证书即将到期", "证书已到期")]

    def left(self, name):
        """What is to be said of it now."""
        return f"{name}：证书还有 {int((self.end - time.time() - self.ahead) // DAY)} 天到期"


def end_of(computer, n=0):
    until = computer.json("certs")["certificates"][n]["notAfter"]
    return datetime.datetime.fromisoformat(until.replace("Z", "+00:00")).timestamp()


# --- reminders ---------------------------------------------------------------

def test_reminders_come_at_their_days_and_not_again(soft, start):
    d = start(soft)
    calendar = Calendar(d, end_of(soft))
    assert calendar.set(60) == []
    assert calendar.set(25) == [calendar.left(soft.name)]
    assert calendar.set(25, hour=16) == [] and calendar.set(20) == []
    assert calendar.set(10) == [calendar.left(soft.name)]
    assert calendar.set(5) == [calendar.left(soft.name)]
    assert d.tray() == {"icon": "expiring", "text": calendar.left(soft.name)}
    assert calendar.set(-3) == [f"{soft.name}：证书已到期，请办理证书换发"]
    assert calendar.set(-4) == []
    assert d.tray()["icon"] == "problem"


def test_a_click_leads_to_the_update_and_then_it_is_over(soft, start):
    soft.login_certificate()
    d = start(soft)
    d.clock(round(end_of(soft) - 20 * DAY - time.time())).settle()
    notice = next(n for n in d.notices() if n["title"] == "证书即将到期")
    assert notice["action"] == "证书更新"
    d.ask("follow", id=notice["notice"])
    assert d.windows() == ["update"] and d.window("update").says(soft.name)
    assert {"withdrawn": notice["notice"]} in d.told()


def test_what_was_said_is_remembered_by_the_next_run(soft, start):
    d = start(soft)
    calendar = Calendar(d, end_of(soft))
    assert len(calendar.set(25)) == 1
    d.end()
    again = Calendar(start(soft), end_of(soft))
    assert again.set(25, hour=14) == []
    assert again.set(24) == []
    assert len(again.set(13)) == 1
    assert again.set(14) == []  # a clock that was set back


def test_quiet_hours_hold_them_until_the_morning(soft, start):
    d = start(soft)
    d.ask("set", name="quiet", value="21:00-09:00")
    calendar = Calendar(d, end_of(soft))
    assert calendar.set(25, hour=22) == []
    assert calendar.set(24, hour=8) == []
    assert calendar.set(24, hour=9) == [calendar.left(soft.name)]


def test_reminders_can_be_turned_off(soft, start):
    d = start(soft)
    calendar = Calendar(d, end_of(soft))
    d.ask("set", name="reminders", value="off")
    assert calendar.set(25) == []
    d.ask("set", name="reminders", value="on")
    d.settle()
    assert len(calendar.notices()) == 1


# --- logins ------------------------------------------------------------------

def logged_in(d):
    return "尚未登录" not in d.open("main").fact("登录状态")


def test_a_login_that_nobody_uses_ends(applicant, start):
    d = start(applicant)
    d.ask("set", name="idle-minutes", value="10")
    d.settle()
    assert logged_in(d)
    d.clock(9 * 60).settle()
    assert logged_in(d)
    d.window("main").send("press", "刷新")  # somebody is there
    d.settle().clock(9 * 60).settle()
    assert logged_in(d)
    d.told()
    d.clock(60 + 5).settle()
    assert not logged_in(d)
    notice = d.notices()[0]
    assert notice["text"].startswith("10 分钟") and notice["action"] == "登录"
    assert not applicant.json("status")["loggedIn"]
    d.ask("follow", id=notice["notice"])
    assert "login" in d.windows()


def test_time_that_the_computer_slept_counts(applicant, start):
    d = start(applicant)
    assert logged_in(d)
    d.clock(8 * HOUR).settle()
    assert not logged_in(d)


# --- what it notices ---------------------------------------------------------

def test_a_key_is_noticed_when_it_comes_and_when_it_goes(applicant, key, start):
    applicant.issue_on(key)
    d = start(applicant)
    assert d.tray()["icon"] == "fine"
    key.unplug()
    d.until(lambda: d.tray()["icon"] == "none", 20)
    key.plug()
    d.until(lambda: d.tray()["icon"] == "fine", 20)


def test_a_locked_pin_is_a_problem_that_is_named(soft, start):
    d = start(soft)
    for _ in range(10):
        soft.error("login", "certificate", "--pin-file", soft.file("Wrong-0000"))
    d.press("refresh").settle()
    assert d.tray()["icon"] == "problem"
    assert d.tray()["text"].startswith(f"{soft.name}：") and "锁定" in d.tray()["text"]


def test_another_desk_on_the_same_home_says_so(applicant, start, desks):
    start(applicant)
    second = start(applicant)
    for window in (second.open("start"), second.open("main")):
        assert "DESK_RUNNING" in window.note()
    assert second.tray()["icon"] == "problem"
    assert reasons(second)["issue"] == "启动失败"


def cut_off(applicant):
    """An issue that the power went away in, after the office was asked."""
    applicant.call("issue", "--carrier", "soft", "--code-file", applicant.file(applicant.code),
                   "--new-pin-file", applicant.file("Test-2026"),
                   env={"CERT_FAULT": "assistant.obtain.answered"}, ok=None)


def test_what_was_cut_off_is_told_at_the_start_and_leads_on(applicant, start):
    cut_off(applicant)
    d = start(applicant)
    notice = next(n for n in d.notices() if n["title"] == "未完成的操作")
    assert notice["action"] == "继续办理" and d.tray()["icon"] == "problem"
    d.press("refresh").settle()
    assert d.notices() == []  # once
    main = d.open("main").press("继续办理")
    assert "resume" in d.windows() and main.is_open()
    applicant.call("resume", "--pin-file", applicant.file("Test-2026"))
    d.press("refresh").settle()
    assert {"withdrawn": notice["notice"]} in d.told()
    assert d.tray()["icon"] == "fine" and "继续办理" not in main.labels()


# --- what menu and windows say -----------------------------------------------

def reasons(d):
    return {name: entry.get("why_not") for name, entry in d.menu().items()}


def test_entries_say_why_they_cannot_be_used(applicant, start, tmp_path, desks):
    fresh = reasons(desks(home=tmp_path / "fresh"))
    assert fresh["login"] is None and fresh["refresh"] is None
    assert fresh["issue"] == "请先登录" and fresh["update"] == "这台计算机上没有证书"
    d = start(applicant)
    by_account = reasons(d)
    assert by_account["issue"] is None and by_account["revoke"] is None
    assert by_account["update"] == "这台计算机上没有证书"
    applicant.issue(applicant.code)
    d.press("refresh").settle()
    with_pair = reasons(d)
    assert with_pair["update"] is None and with_pair["pin"] is None
    assert with_pair["issue"] == "没有待使用的授权码"
    applicant.call("logout")
    d.press("refresh").settle()
    logged_out = reasons(d)
    assert logged_out["revoke"] == "请先登录" and logged_out["hold"] is None


def test_an_office_that_is_away_is_the_reason(applicant, desks):
    d = desks(home=applicant.home, env=applicant.env, office=f"http://127.0.0.1:{free_port()}")
    assert reasons(d)["issue"] == "连接不上受理机构"
    assert d.open("main").fact("登录状态") == "连接不上受理机构"


def test_who_is_not_logged_in_gets_the_login_first(applicant, start):
    applicant.call("logout")
    d = start(applicant)
    d.ask("forward")
    assert d.windows() == ["login"]


def test_who_is_logged_in_gets_the_main_window(soft, start):
    d = start(soft)
    d.ask("forward")
    assert d.windows() == ["main"]
    main = d.window("main")
    assert main.fact(soft.name).startswith("有效，还有")
    assert soft.name in main.fact("登录状态")
