# SPDX-License-Identifier: Apache-2.0
"""证书设备管理: keys in readers, token files, and what is broken among them."""

import os
import signal
import time

import cardlab
import certlab
import pytest


@pytest.fixture
def blank(keys):
    return keys(label="空白")


@pytest.fixture
def opened(applicant, desks):
    """Opens the window with all carriers."""
    def carriers(**wish):
        d = desks(applicant)
        w = d.open("carriers", **wish)
        d.settle()
        return d, w
    return carriers


def rows(window):
    return {row["cells"][2] or row["cells"][0]: row for row in window.table()["table"]["rows"]}


def test_all_carriers_and_what_is_broken_are_listed(applicant, key, keys, opened):
    applicant.issue(applicant.code)  # onto a soft token
    other = keys(1)
    (applicant.home / "tokens" / "broken.token").write_bytes(b"not a token" * 40)
    _, w = opened()
    listed = rows(w)
    assert listed[key.serial]["cells"][1:] == ["USB Key", key.serial, "10 / 10", "可以使用"]
    assert listed[other.serial]["cells"][4] == "空白，尚未初始化"
    assert listed["broken"]["cells"][4] == "这不是证书助手的证书文件。"
    assert [r["cells"][1] for r in listed.values()].count("软证书") == 1
    empty = [r for r in listed.values() if r["cells"][4] == "空的读卡器"]
    assert len(empty) == 2 and all(r["why_not"] for r in empty)


def test_keys_are_noticed_after_the_process_that_watches_them_died(key, opened):
    key.unplug()
    d, w = opened()
    time.sleep(1.5)  # one that dies at once is not begun again
    helpers = certlab.run("pgrep", "-P", d.process.pid, "cert-skf-host").stdout.split()
    for pid in helpers:
        os.kill(int(pid), signal.SIGKILL)
    assert helpers
    key.plug()
    w.wait(key.serial)


def test_a_keys_page_shows_what_is_on_it(holder, key, desks):
    d = desks(holder)
    w = d.open("carriers")
    assert rows(w)[key.serial]["chosen"] and not w.item("查看").get("why_not")
    w.press("查看")
    d.settle()
    assert w.fact("序列号") == key.serial and w.fact("PIN 剩余次数") == "10 / 10"
    assert w.fact("解锁准备") == "已为受理机构留存"
    assert "KB / " in w.fact("剩余空间")
    assert [r["cells"][0] for r in w.table("设备中的证书")["table"]["rows"]] == [holder.name]
    w.row(holder.name, event="open-row", table="设备中的证书")
    assert d.window("details").fact("证书使用者") == holder.name


def chosen(window):
    return [name for name, row in rows(window).items() if row["chosen"]]


def test_the_first_that_can_be_used_is_chosen_and_stays(applicant, key, keys, opened):
    (applicant.home / "tokens").mkdir(exist_ok=True)
    (applicant.home / "tokens" / "broken.token").write_bytes(b"not a token" * 40)
    d, w = opened()
    assert chosen(w) == [key.serial]
    other = keys(1)
    d.press("refresh").settle()
    assert chosen(w) == [key.serial]
    w.row(other.serial)
    key.unplug()
    d.press("refresh").settle()
    assert chosen(w) == [other.serial]
    other.unplug()
    d.press("refresh").settle()
    assert chosen(w) == ["broken"], "which says what to do about it"


def test_with_nothing_to_choose_it_says_so(opened):
    _, w = opened()
    assert chosen(w) == [] and w.item("查看")["why_not"]


def test_tries_are_shown_as_they_are_spent(holder, key, desks):
    d = desks(holder)
    w = d.open("carriers", carrier=key.serial)
    d.settle()
    holder.error("login", "certificate", "--pin-file", holder.file("Wrong-2026"))
    d.press("refresh").settle()
    assert w.fact("PIN 剩余次数") == "9 / 10"


def test_a_key_gets_another_label(key, opened):
    d, w = opened(carrier=key.serial)
    w.text("名称", "").press("修改名称")
    assert "BAD_TEXT" in w.note()
    w.text("名称", "财务部").press("修改名称")
    d.settle()
    assert "名称已修改" in w.note() and key.show()["label"] == "财务部"
    assert w.item("修改名称")["why_not"]
    w.press("返回列表")
    assert rows(w)[key.serial]["cells"][0] == "财务部"


def test_a_page_follows_its_key(key, opened):
    d, w = opened(carrier=key.serial)
    key.unplug()
    d.press("refresh").settle()
    assert "TOKEN_MISSING" in w.note() or "CARD_ABSENT" in w.note()
    key.plug()
    d.press("refresh").settle()
    assert w.fact("序列号") == key.serial


def test_a_blank_key_is_offered_to_be_set_up(blank, opened):
    d, w = opened(carrier=blank.serial)
    assert "空白，尚未初始化" in w.note()
    assert "修改PIN码" not in w.labels() and "初始化" in w.labels()


def test_a_broken_token_says_what_to_do(applicant, opened):
    (applicant.home / "tokens").mkdir(exist_ok=True)
    (applicant.home / "tokens" / "broken.token").write_bytes(b"not a token" * 40)
    _, w = opened()
    w.row("broken", event="open-row")
    assert "TOKEN_FOREIGN" in w.note()
    w.press("返回列表")
    assert w.table("证书设备")


def test_a_foreign_card_hides_nothing(applicant, service, key, opened):
    card = cardlab.ForeignCard(service, service.readers[2])
    try:
        _, w = opened()
        assert key.serial in rows(w) and w.says("不是证书助手能使用的 USB Key")
    finally:
        card.remove()


# --- setting up ---------------------------------------------------------------

def test_a_blank_key_is_set_up_and_leads_to_issuing(applicant, blank, opened):
    d, w = opened(carrier=blank.serial)
    w.press("初始化")
    form = d.window("token_init")
    form.text("名称", "财务部").secret("证书新密码", cardlab.PIN).secret("确认新密码", "Other-2026")
    form.press("确认")
    assert form.item("确认新密码")["tone"] == "problem"
    form.secret("确认新密码", cardlab.PIN).press("确认")
    d.settle()
    assert "初始化完成" in form.note() and blank.show()["label"] == "财务部"
    assert w.fact("PIN 剩余次数") == "10 / 10" and w.fact("解锁准备") == "已为受理机构留存"
    form.press("证书签发")
    assert d.window("issue") and not form.is_open()
    applicant.issue_on(blank)


def test_a_key_with_its_own_device_key_asks_for_it(applicant, blank, desks):
    blank.by_skf(verb="rekey", key="abcdefgh12345678")
    d = desks(applicant)
    form = d.open("token_init", carrier=blank.serial)
    assert "设备认证密钥" not in form.labels()
    form.secret("证书新密码", cardlab.PIN).secret("确认新密码", cardlab.PIN).press("确认")
    d.settle()
    assert "DEVICE_KEY_WRONG" in form.note()
    form.secret("设备认证密钥", "abcdefgh12345678")
    form.secret("证书新密码", cardlab.PIN).secret("确认新密码", cardlab.PIN).press("再试")
    d.settle()
    assert "初始化完成" in form.note()


def test_a_key_with_certificates_is_not_set_up_again(holder, key, desks):
    d = desks(holder)
    form = d.open("token_init", carrier=key.serial)
    assert "TOKEN_NOT_BLANK" in form.note() and form.item("确认")["why_not"]
