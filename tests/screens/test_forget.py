# SPDX-License-Identifier: Apache-2.0
"""清除代理登录缓存"""

import pytest

NONCE = "n" * 43


@pytest.fixture
def remembered(soft, desks):
    """A desk that remembers two sites and a proxy's login."""
    soft.login_certificate()
    soft.call("settings", "set", "proxy", "http://127.0.0.1:9")
    soft.call("proxy", "login", "--user", "clerk", "--password-file", soft.file("proxy-secret"))
    d = desks(soft)
    for number in (1, 2):
        w = d.consent(number, f"https://site{number}.example", NONCE)
        d.clock(plus=2).settle()
        w.switch("记住此网站").secret("PIN 码", "Test-2026").press("允许")
        d.settle()
        assert not w.is_open()
    return d


def test_what_is_stored_is_shown_and_goes_after_a_question(remembered, soft):
    w = remembered.open("forget")
    remembered.settle()
    assert w.fact("代理登录") == "http://127.0.0.1:9" and w.fact("记住的网站") == "2 个"
    assert not w.item("清除")["flags"] & 2  # Enter does not do it
    w.press("清除")
    remembered.settle()
    assert "共 2 个网站" in w.note() and "用户名和密码也已清除" in w.note()
    assert not (soft.home / "proxy.secret").exists()
    w.press("关闭")
    w = remembered.open("forget")
    remembered.settle()
    assert w.fact("代理登录") == "没有" and w.item("清除")["why_not"]


def test_nothing_goes_without_the_button(remembered, soft):
    w = remembered.open("forget")
    remembered.settle()
    w.press("取消")
    assert not w.is_open() and (soft.home / "proxy.secret").exists()


def test_the_menu_leads_there(desks, tmp_path):
    d = desks(home=tmp_path / "home")
    d.press("forget")
    assert d.window("forget").item("清除")["why_not"]
