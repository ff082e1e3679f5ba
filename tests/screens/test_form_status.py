# SPDX-License-Identifier: Apache-2.0
"""证书锁定 and its release, 证书解锁, 证书废除, with soft tokens."""
import captcha
import certlab
import pytest
from forms import NEW, PIN, WRONG, begun, go, mailed, new_pin, opened, steps, titles


@pytest.fixture
def active(soft):
    soft.login_certificate()
    return soft


def by_account(active):
    """As from a borrowed computer, by account."""
    active.call("logout")
    active.login(active.user, active.name)
    return active


def lock_pin(computer):
    for _ in range(10):
        computer.error("login", "certificate", "--pin-file", computer.file(WRONG))


# --- hold and release ------------------------------------------------------------

def test_a_certificate_is_held_at_once_and_released_by_code(active, desks, office):
    d = desks(active)
    w = begun(d, "hold")
    w.secret("PIN 码", PIN).press("确认")
    assert steps(w) == ["连接受理机构", "用证书签名", "等待机构更改证书状态"]
    d.settle()
    assert "证书已锁定" in w.note() and titles(d) == ["证书已锁定，可凭邮件中的代码解除锁定。"]
    assert active.error("login", "certificate", "--pin-file", active.file(PIN))["name"] == "CERT_ON_HOLD"
    by_account(active)
    d.press("refresh").settle()
    w = begun(d, "release")
    assert w.fact("证书设备").startswith("软证书")
    w.secret("邮件中的代码", mailed(d, w, office, active.user)).press("确认")
    assert steps(w) == ["连接受理机构", "等待机构更改证书状态"]
    d.settle()
    assert "证书锁定已解除。" in w.note()
    active.login_certificate()


def test_a_stolen_computers_certificate_is_held_by_code(active, desks, office, tmp_path):
    other = certlab.Client(tmp_path / "other", office.url)
    other.login(active.user, active.name)
    d = desks(home=other.home, office=office.url)
    w = opened(d, "hold")
    assert w.item("办理方式")["chosen"] == "凭邮件中的代码"
    assert w.table()["table"]["rows"][0]["cells"][1] == "不在这台计算机上"
    go(d, w)
    code = mailed(d, w, office, active.user)
    assert "60 秒后" in w.item("重新发送代码")["why_not"]
    d.clock(61).settle()
    assert "why_not" not in w.item("重新发送代码")
    go(d, w.secret("邮件中的代码", code))
    assert "证书已锁定" in w.note()


def test_hold_and_release_lead_to_each_other(active, desks):
    d = desks(active)
    opened(d, "hold").press("解除锁定")
    w = d.window("release")
    assert d.windows() == ["release"]
    w.press("证书锁定")
    assert d.window("hold") and d.windows() == ["hold"]


def test_where_nothing_is_held_there_is_nothing_to_release(active, desks):
    w = opened(desks(active), "release")
    assert "CERT_NOT_ON_HOLD" in w.note() and w.item("确认")["why_not"]


def test_who_has_no_certificate_has_none_to_release(applicant, desks):
    w = opened(desks(applicant), "release")
    assert "CERT_UNKNOWN" in w.note() and w.item("确认")["why_not"]


# --- unlock ----------------------------------------------------------------------

def test_a_locked_pin_is_unlocked_by_who_is_not_logged_in(active, desks, office):
    lock_pin(active)
    active.call("logout")
    d = desks(active)
    w = opened(d, "unlock")
    assert w.fact("状态提示") == "PIN 码已锁定。"
    go(d, w)
    assert w.fact("需解锁用户") == f"{active.name}（{active.user}）"
    code = mailed(d, w, office, active.user)
    new_pin(w.secret("解锁码", code)).press("确认")
    assert steps(w) == [
        "准备证书设备", "连接受理机构", "等待机构核对代码", "设置新密码", "向机构确认"]
    d.settle()
    assert "解锁成功，请使用新的 PIN 码。" in w.note()
    active.login_certificate(pin=NEW)


def test_a_window_that_was_closed_before_the_code_came(active, desks, office):
    d = desks(active)
    w = begun(d, "unlock")
    code = mailed(d, w, office, active.user)
    w.close()
    w = begun(d, "unlock")
    go(d, new_pin(w.secret("解锁码", code)))
    assert "解锁成功" in w.note()


def test_a_captcha_stands_before_the_code(desks, tmp_path):
    with certlab.Office(tmp_path / "office").start() as office:
        person = certlab.Client(tmp_path / "home", office.url)
        office.register("user001", "某某商标代理有限公司")
        code = office.approve("user001")
        person.login("user001", "某某商标代理有限公司")
        person.issue(code)
        person.call("logout")
        office.stop()
        office.configure(captcha="on")
        office.start()
        d = desks(home=person.home, args=["--office", office.url])
        w = begun(d, "unlock")
        assert w.picture("验证码图片").startswith(b"\x89PNG")
        w.press("发送代码到邮箱")
        assert w.item("验证码")["tone"] == "problem"
        go(d, w.text("验证码", "?????"), "发送代码到邮箱")
        assert "LOGIN_REFUSED" in w.note() and w.item("验证码")["value"] == ""
        for _ in range(captcha.TRIES):
            (tmp_path / "captcha.png").write_bytes(w.picture("验证码图片"))
            go(d, w.text("验证码", captcha.read(tmp_path / "captcha.png")), "发送代码到邮箱")
            if "代码已发往" in w.note():
                break
            assert "LOGIN_REFUSED" in w.note()
        assert "代码已发往 u***@example.com" in w.note()
        assert "验证码" not in w.labels()  # it is known now whom this is for
        go(d, new_pin(w.secret("解锁码", office.new_code("user001", {code}))))
        assert "解锁成功" in w.note()


# --- revocation ------------------------------------------------------------------

def test_a_revocation_is_asked_for_and_its_number_copied(active, desks, office):
    d = desks(active)
    w = opened(d, "revoke")
    go(d, w)
    w.choose("废除原因", "密钥泄露").text("补充说明", "汉" * 100)
    assert w.item("补充说明")["value"] == "汉" * 85  # 255 octets
    go(d, w)
    assert "废除申请已提交，等待审核。" in w.note()
    number = w.fact("申请编号")
    w.press("复制申请编号")
    assert {"copied": number} in d.told()
    assert number in office.call("change", "list", "--kind", "revoke").stdout


def test_a_revocation_is_signed_with_the_certificate(active, desks):
    d = desks(active)
    w = opened(d, "revoke")
    d.settle()
    w.choose("办理方式", "用证书签名确认")
    go(d, w)
    go(d, w.secret("PIN 码", WRONG))
    assert "PIN 码不正确" in w.note()
    go(d, w.secret("PIN 码", PIN))
    assert "废除申请已提交" in w.note()
