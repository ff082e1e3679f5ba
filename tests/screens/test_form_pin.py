# SPDX-License-Identifier: Apache-2.0
"""修改PIN码, and what forms do about PINs: rules, tries, the last of them."""
import pytest
from forms import FOCUS, NEW, PIN, WRONG, away, go, new_pin, opened, steps, titles


@pytest.fixture
def changing(soft, desks):
    """The window on the computer of somebody with a soft token."""
    d = desks(soft)
    return d, opened(d, "pin")


def fill(w, old=PIN, new=NEW, again=None):
    return new_pin(w.secret("证书旧密码", old), new, again)


def tries(w):
    return w.item("证书旧密码")["hint"]


def test_a_pin_is_changed_without_the_office(soft, desks, office):
    with away(office):
        d = desks(soft)
        w = fill(opened(d, "pin")).press("确认")
        assert steps(w) == ["准备证书设备", "设置新密码"]
        d.settle()
        assert "PIN 码已修改。" in w.note()
        assert titles(d) == ["PIN 码已修改。"]
        w.press("完成")
        assert not w.is_open()
    soft.login_certificate(pin=NEW)


def test_what_breaks_a_rule_costs_no_try(changing):
    d, w = changing
    go(d, fill(w, old="short", new="中文密码1", again="另外"))
    assert w.item("证书旧密码")["tone"] == "problem"
    assert "PIN 码只能使用" in w.item("证书新密码")["hint"]
    assert "不一致" in w.item("确认新密码")["hint"]
    go(d, fill(w, new="12345"))
    assert "6 至 20 个字符" in w.item("证书新密码")["hint"]
    go(d, fill(w, old="", new=NEW))
    assert "需要先输入 PIN 码" in w.item("证书旧密码")["hint"]
    assert "剩余 10 次" in tries(go(d, w.secret("证书旧密码", PIN).secret("确认新密码", "")))


def test_a_new_pin_is_judged_while_it_is_typed(changing):
    _, w = changing
    w.secret("证书新密码", "12345678")
    assert w.item("证书新密码")["hint"] == "强度：弱。 避免连续、重复的字符和日期。"
    w.secret("证书新密码", "k3m9w2x5-TR")
    assert w.item("证书新密码")["hint"] == "强度：强。"
    assert w.secret("确认新密码", "k3m").item("确认新密码")["tone"] == "plain"
    assert w.secret("确认新密码", "k3x").item("确认新密码")["tone"] == "problem"
    assert w.secret("确认新密码", "k3m9w2x5-TR").item("确认新密码")["hint"] == "两次输入一致。"


def test_a_wrong_pin_up_to_the_last_try_and_past_it(changing, soft):
    d, w = changing
    for left in range(9, 0, -1):
        go(d, fill(w, old=WRONG))
        assert "PIN 码不正确" in w.note() and str(left) in w.note() + tries(w), w
        assert w.item("证书旧密码")["length"] == 0 and w.item("证书旧密码")["flags"] & FOCUS
    go(d, fill(w, old=WRONG))
    assert "这是最后一次机会" in w.note()  # asked, and not tried yet
    go(d, w, "返回")
    assert "这是最后一次机会" in tries(w)
    go(d, go(d, w), "仍要尝试")
    assert "PIN 码已锁定" in w.note()
    w.press("证书解锁")
    assert d.window("unlock").fact("使用者") == soft.name


def test_a_last_try_that_is_right_gives_all_back(changing, soft):
    d, w = changing
    for _ in range(9):
        soft.error("pin", "--pin-file", soft.file(WRONG), "--new-pin-file", soft.file(NEW))
    # What the window knew is old; the carrier is asked before the PIN is tried.
    assert "剩余 10 次" in tries(w)
    go(d, fill(w))
    assert "这是最后一次机会" in w.note()
    go(d, w, "仍要尝试")
    assert "PIN 码已修改。" in w.note()
    assert "剩余 10 次" in tries(d.settle().open("pin"))


def test_the_view_never_has_a_pin(changing):
    _, w = changing
    fill(w)
    assert PIN not in str(w) and NEW not in str(w)
    assert w.item("证书旧密码")["length"] == len(PIN)
