# SPDX-License-Identifier: Apache-2.0
"""设置: account and certificate, general settings, about, proxy; the list of
certificates has a file of its own."""
import os
import re
import socket

import proxylab
import pytest

import desk


@pytest.fixture
def alone(desks, tmp_path):
    """The settings of a computer without certificates or office."""
    return desks(home=tmp_path / "home").open("settings")


@pytest.fixture
def mine(desks, soft):
    """The settings of somebody with a pair in a soft token, logged in."""
    return desks(soft).open("settings")


def saved(window):
    """HOME/settings.ini, when all is written."""
    window.desk.settle()
    path = window.desk.home / "settings.ini"
    text = path.read_text() if path.exists() else ""
    return dict(line.split(" = ", 1) for line in text.splitlines() if " = " in line)


def test_the_pages_are_those_of_the_guide(alone):
    assert alone.view()["pages"] == ["用户信息", "通用设置", "关于", "证书列表", "代理服务"]
    alone.desk.press("about")
    assert alone.view()["page"] == 2
    alone.desk.press("settings")
    assert alone.view()["page"] == 0 and alone.desk.windows() == ["settings"]


# --- 用户信息 ---

def test_nobody_is_logged_in_and_there_is_no_certificate(alone):
    assert alone.says("尚未登录。") and alone.says("这台计算机上没有证书。")
    alone.press("登录")
    assert "login" in alone.desk.windows()


def test_carriers_are_a_press_away(alone):
    alone.press("证书设备管理")
    assert "carriers" in alone.desk.windows()


def test_account_and_certificate_are_shown_as_in_the_guide(mine, soft):
    row = soft.json("certs")["certificates"][0]
    assert mine.fact("用户名") == soft.user and mine.fact("申请人") == soft.name
    assert mine.fact("登录方式") == "账号登录"
    assert mine.fact("使用者") == soft.name and mine.fact("颁发者") == row["issuer"]
    assert mine.fact("密钥类型") == "SM2" and row["carrierSerial"] in mine.fact("证书设备")
    assert mine.fact("状态提示") in [  # a day may have ended meanwhile
        f"有效，还有 {row['daysLeft'] + more} 天" for more in (0, 1)]
    assert "签名证书详情" in mine.labels() and "加密证书详情" in mine.labels()


def test_details_of_both_certificates_are_a_press_away(mine, soft):
    mine.press("加密证书详情")
    assert mine.desk.windows()[0] == "details"


def test_days_left_warn_in_the_last_month(mine, soft):
    days = soft.json("certs")["certificates"][0]["daysLeft"]
    mine.desk.clock(86400 * (days - 20) + 3600).press("refresh").settle()
    assert re.fullmatch("检查到您的证书还有 (19|20) 天就要过期，需要更新", mine.fact("状态提示"))
    assert mine.item("状态提示")["tone"] == "caution"


def test_logging_out_ends_the_session_here_and_there(mine, soft):
    mine.press("退出登录")
    mine.desk.settle()
    assert mine.says("尚未登录。") and "退出登录" not in mine.labels()
    assert soft.error("revoke", "--yes", "--reason", "cessation")["name"] in (
        "SESSION_MISSING", "PIN_NEEDED")
    assert not soft.json("status")["loggedIn"]


def test_with_several_certificates_one_is_chosen(desks, applicants):
    first, second = applicants(), applicants()
    first.issue(first.code)
    second.home = first.home
    second.login(second.user, second.name)
    second.issue(second.code)
    window = desks(second).open("settings")
    assert window.fact("使用者") == second.name, "whoever is logged in comes first"
    window.choose("查看的证书", first.name)
    assert window.fact("使用者") == first.name


# --- 通用设置 ---

@pytest.fixture
def general(alone):
    return alone.page("通用设置")


def test_switches_are_kept_at_once(general):
    general.switch("登录桌面后自动启动", False).switch("证书到期前提醒", False)
    assert "免打扰时段" not in general.labels()
    assert {"autostart": "off", "reminders": "off"}.items() <= saved(general).items()


def test_quiet_hours_are_kept_when_they_are_right_and_explained_when_not(general):
    general.text("开始时间", "21:30").text("结束时间", "7")
    assert general.item("结束时间")["tone"] == "problem"
    assert saved(general)["quiet"] == "21:30-08:00"
    general.text("结束时间", "07:15")
    assert general.item("结束时间")["tone"] == "plain"
    assert saved(general)["quiet"] == "21:30-07:15"
    general.switch("免打扰时段", False)
    assert saved(general)["quiet"] == "none" and "开始时间" not in general.labels()
    general.switch("免打扰时段", True)
    assert saved(general)["quiet"] == "21:30-07:15"


def test_idle_minutes_have_a_rule(general):
    label = "无操作多少分钟后退出登录"
    for wrong in ("0", "481", "x", ""):
        general.text(label, wrong)
        assert general.item(label)["tone"] == "problem" and "480" in general.item(label)["hint"]
    assert "idle-minutes" not in saved(general)
    general.text(label, "45")
    assert saved(general)["idle-minutes"] == "45"


def test_the_language_changes_at_once_and_stays(general, desks):
    general.choose("语言", "English")
    assert general.view()["title"] == "Settings" and "Start with the desktop" in general.labels()
    assert saved(general)["language"] == "en"
    general.desk.end()
    again = desks(home=general.desk.home).open("settings")
    assert again.view()["title"] == "Settings"
    again.page("General").choose("Language", "中文")
    assert again.view()["title"] == "设置"


def test_the_office_is_kept_and_tested(general, office):
    general.text("机构地址", "ftp://office.example")
    assert general.item("机构地址")["tone"] == "problem"
    with pytest.raises(desk.Refused):
        general.press("保存并测试")
    general.text("机构地址", office.url).press("保存并测试")
    general.desk.settle()
    assert "第一次连接" in general.note() and saved(general)["office"] == office.url
    general.press("保存并测试")
    general.desk.settle()
    assert "身份正确" in general.note()


def test_an_office_that_is_away_is_told(general):
    general.text("机构地址", "http://127.0.0.1:9").press("保存并测试")
    general.desk.settle()
    assert "OFFICE_UNREACHABLE" in general.note()


# --- 关于 ---

def test_about_has_versions_to_be_copied(alone):
    alone.page("关于")
    alone.desk.settle()
    assert alone.fact("许可") == "Apache License 2.0" and alone.fact("OpenSSL").startswith("3.")
    assert alone.fact("数据文件夹") == str(alone.desk.home)
    alone.press("复制版本信息")
    copied = [t["copied"] for t in alone.desk.told() if "copied" in t]
    assert len(copied) == 1 and alone.fact("版本") in copied[0]
    assert str(alone.desk.home) not in copied[0]


# --- 代理服务 ---

@pytest.fixture
def proxy(desks, soft):
    return desks(soft).open("settings").page("代理服务")


def test_nothing_of_a_proxy_is_kept_before_it_is_applied(proxy):
    before = saved(proxy).get("proxy")
    proxy.choose("代理方式", "不使用")
    assert saved(proxy).get("proxy") == before
    proxy.press("放弃改动")
    assert proxy.item("代理方式")["chosen"] == "跟随系统"
    proxy.choose("代理方式", "不使用").press("应用")
    assert saved(proxy)["proxy"] == "none" and "已保存" in proxy.note()


def test_wrong_values_of_a_proxy_say_their_rule(proxy):
    proxy.choose("代理方式", "手动：HTTP")
    for host, rule in (("http://proxy", "不带 http://"), ("a b", "这不是主机名")):
        proxy.text("代理地址", host)
        assert rule in proxy.item("代理地址")["hint"]
    proxy.text("代理地址", "127.0.0.1").text("端口", "65536")
    assert "65535" in proxy.item("端口")["hint"]
    for label in ("应用", "测试"):
        with pytest.raises(desk.Refused):
            proxy.press(label)
    proxy.text("端口", "8080")
    assert "hint" not in proxy.item("端口") and "why_not" not in proxy.item("应用")


def test_a_proxy_is_tested_before_it_is_kept(proxy, office):
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    # A proxy has no part in what is on this computer.
    proxy.desk.ask("set", name="office", value="https://office.invalid")
    proxy.choose("代理方式", "手动：SOCKS5").text("代理地址", "127.0.0.1")
    proxy.text("端口", str(port)).press("测试")
    proxy.desk.settle()
    assert "测试失败：找不到代理服务器" in proxy.note()
    proxy.choose("代理方式", "不使用")
    assert proxy.note() == "", "what was tested is another one now"
    proxy.desk.ask("set", name="office", value=office.url)
    proxy.press("测试")
    proxy.desk.settle()
    assert "测试成功" in proxy.note()


@pytest.fixture
def behind(office, tmp_path_factory, tmp_path, monkeypatch, desks):
    """The proxy's page on a computer that trusts an office behind TLS, and that
    office: proxies know its name."""
    if not proxylab.Client.is_possible():
        pytest.skip("no mount namespaces for this user")
    with proxylab.TlsOffice(office, tmp_path_factory.mktemp("tls")) as tls:
        script = tmp_path / "script"
        script.write_text(f"""#!/bin/sh
exec unshare {"" if os.geteuid() == 0 else "-r"} -m sh -c \
  'mount --bind {tls.bundle} {proxylab.BUNDLE} && exec "$@"' sh {desk.SCRIPT} "$@"
""")
        script.chmod(0o755)
        monkeypatch.setattr(desk, "SCRIPT", script)
        window = desks(home=tmp_path / "home", office=f"https://{proxylab.HOST}").open("settings")
        yield window.page("代理服务"), tls


def fill_in(window, proxy, login=("", "")):
    window.choose("代理方式", "手动：HTTP" if proxy.scheme == "http" else "手动：SOCKS5")
    window.text("代理地址", "127.0.0.1").text("端口", str(proxy.port))
    window.text("代理用户名", login[0])
    if login[1]:
        window.secret("代理密码", login[1])


def try_out(window):
    window.press("测试")
    window.desk.settle()
    return window.note()


@pytest.mark.parametrize("kind", [proxylab.HttpProxy, proxylab.SocksProxy])
def test_a_proxys_login_is_tested_kept_and_not_shown(behind, kind):
    window, tls = behind
    login = ("who", "canary pass-word")
    with kind(tls, login=login) as proxy:
        fill_in(window, proxy)
        assert "要求登录" in try_out(window)
        fill_in(window, proxy, ("who", "wrong"))
        assert "要求登录" in try_out(window)
        fill_in(window, proxy, login)
        assert window.item("代理密码")["length"] == len(login[1])
        assert "测试成功" in try_out(window)
        secret = window.desk.home / "proxy.secret"
        assert not secret.exists(), "nothing is kept before it is applied"
        window.press("应用")
        window.desk.settle()
        assert login[1] in secret.read_text() and "已保存" in window.note()
        assert window.item("代理用户名")["value"] == "who"
        assert "已保存" in window.item("代理密码")["hint"] and "canary" not in str(window)
        assert "测试成功" in try_out(window)
        window.text("代理用户名", "another")
        assert "another" in str(window) and window.item("代理密码")["hint"].startswith("请输入")
        window.text("代理用户名", "").press("应用")
        window.desk.settle()
        assert not secret.exists() or login[1] not in secret.read_text()


@pytest.mark.parametrize("kind", [proxylab.HttpProxy, proxylab.SocksProxy])
def test_what_is_in_a_proxys_way_is_told(behind, kind):
    window, tls = behind
    with kind(tls, refuses=True) as proxy:
        fill_in(window, proxy)
        assert "不转接到受理机构" in try_out(window)
    window.text("端口", "").text("端口", str(proxy.port))
    assert "找不到代理服务器" in try_out(window)


def test_a_login_has_its_rules(proxy):
    proxy.choose("代理方式", "手动：HTTP").text("代理地址", "127.0.0.1").text("端口", "8080")
    proxy.text("代理用户名", "a:b")
    assert "冒号" in proxy.item("代理用户名")["hint"]
    proxy.text("代理用户名", "").secret("代理密码", "word")
    assert "还需要用户名" in proxy.item("代理用户名")["hint"]
    with pytest.raises(desk.Refused):
        proxy.press("应用")
    proxy.secret("代理密码", "")
    assert "why_not" not in proxy.item("应用")
