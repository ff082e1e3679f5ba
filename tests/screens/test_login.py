# SPDX-License-Identifier: Apache-2.0
"""登录, at a real office, with soft tokens and virtual USB keys."""

import socket

import captcha
import cardlab
import certlab
import pytest

SOFT_PIN = "Test-2026"
ACCOUNT = "user001", "某某商标代理有限公司"


@pytest.fixture
def logged_out(soft):
    """Somebody with a soft certificate who is not logged in."""
    soft.call("logout")
    return soft


def login_of(d):
    window = d.open("login")
    d.settle()
    return window


def rows(window):
    return window.table()["table"]["rows"]


def chosen(window):
    return [row["cells"] for row in rows(window) if row["chosen"]]


def tries(window):
    return window.item("PIN 码")["hint"]


def free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


# --- which office ------------------------------------------------------------

def fingerprint(office, tmp_path):
    der = tmp_path / "root.der"
    certlab.run("openssl", "x509", "-in", office.public("root"), "-outform", "DER", "-out", der)
    return certlab.run("openssl", "dgst", "-sm3", der).stdout.split()[-1]


def test_an_office_is_entered_and_its_root_shown_until_somebody_went_on(
        office, applicant, desks, tmp_path):
    d = desks(home=tmp_path / "home")
    w = login_of(d)
    w.text("受理机构网址", "http://example.com").press("下一步")
    assert w.item("受理机构网址")["tone"] == "problem"
    w.text("受理机构网址", office.url).press("下一步")
    d.settle()
    assert w.fact("根证书指纹（SM3）").replace(" ", "") == fingerprint(office, tmp_path)
    w.close()
    w = login_of(d)
    assert "根证书指纹（SM3）" in w.labels()
    w.text("用户名", applicant.user).text("申请人名称", applicant.name).press("登录")
    d.settle()
    assert "根证书指纹（SM3）" not in w.labels()
    w.press("退出登录")
    d.settle()
    assert "根证书指纹（SM3）" not in w.labels()
    w.close()
    assert login_of(d).item("用户名")["value"] == applicant.user


def test_an_office_that_cannot_be_reached_is_said_and_tried_again(tmp_path, desks):
    port = free_port()
    d = desks(home=tmp_path / "home", office=f"http://127.0.0.1:{port}")
    w = login_of(d)
    assert "OFFICE_UNREACHABLE" in w.note()
    with certlab.Office(tmp_path / "office").start(listen=f"127.0.0.1:{port}"):
        w.press("重试")
        d.settle()
        assert "用户名" in w.labels()


# --- by account --------------------------------------------------------------

def test_a_login_by_account_and_out_again(applicant, desks):
    applicant.call("logout")
    d = desks(applicant)
    w = login_of(d)
    assert w.view()["page"] == 0  # there is no certificate yet
    w.press("登录")
    assert w.item("用户名")["tone"] == w.item("申请人名称")["tone"] == "problem"
    w.text("用户名", applicant.user).text("申请人名称", "别的公司").press("登录")
    d.settle()
    assert "LOGIN_REFUSED" in w.note()
    assert w.item("用户名")["value"] == applicant.user
    w.text("申请人名称", applicant.name).press("登录")
    d.settle()
    assert w.fact("用户名") == applicant.user and w.fact("申请人") == applicant.name
    assert w.fact("授权码").startswith("可以签发证书")
    w.press("退出登录")
    d.settle()
    assert w.item("用户名")["kind"] == "entry"


def test_who_is_logged_in_is_shown_and_not_asked_again(applicant, desks):
    w = login_of(desks(applicant))
    assert w.fact("用户名") == applicant.user
    w.press("关闭")
    assert not w.is_open()


def test_who_came_by_account_goes_on_with_the_new_certificate(applicant, desks):
    applicant.issue(applicant.code)
    d = desks(applicant)
    w = login_of(d)
    assert "账号尚未激活" in w.note() and w.fact("登录方式") == "账号登录"
    w.press("用证书登录")
    d.settle()
    w.secret("PIN 码", SOFT_PIN).press("登录")
    d.settle()
    w.press("接受并登录")
    d.settle()
    assert w.fact("账号状态") == "已激活" and w.fact("登录方式") == "证书登录"
    assert "用证书登录" not in w.labels()


@pytest.fixture(scope="module")
def guarded(tmp_path_factory):
    """An office that asks for captchas, with an account."""
    office = certlab.Office(tmp_path_factory.mktemp("guarded") / "office")
    with office.start():
        office.register(*ACCOUNT)
        office.stop()
        office.configure(captcha="on")
        yield office.start()


def test_a_captcha_is_fetched_changed_and_refused(guarded, tmp_path, desks):
    d = desks(home=tmp_path / "home", office=guarded.url)
    w = login_of(d)
    first = w.picture("验证码图片")
    assert first.startswith(b"\x89PNG")
    w.text("用户名", "user001").text("申请人名称", "某公司").press("登录")
    assert w.item("验证码")["tone"] == "problem"
    w.text("验证码", "?????").press("验证码图片")
    d.settle()
    second = w.picture("验证码图片")
    assert w.item("验证码")["value"] == ""  # it was of the other picture
    w.text("验证码", "?????").press("登录")
    d.settle()
    assert "LOGIN_REFUSED" in w.note() and w.item("验证码")["value"] == ""
    assert len({first, second, w.picture("验证码图片")}) == 3


def test_who_reads_the_captcha_is_let_in(guarded, tmp_path, desks):
    d = desks(home=tmp_path / "home", office=guarded.url)
    w = login_of(d)
    w.text("用户名", ACCOUNT[0]).text("申请人名称", ACCOUNT[1])
    for _ in range(captcha.TRIES):
        (tmp_path / "captcha.png").write_bytes(w.picture("验证码图片"))
        w.text("验证码", captcha.read(tmp_path / "captcha.png").lower()).press("登录")
        d.settle()
        if "验证码" not in w.labels():
            break
        assert "LOGIN_REFUSED" in w.note()  # misread: there is another picture
    assert w.fact("用户名") == ACCOUNT[0] and "LOGIN_REFUSED" not in w.note()


# --- with a certificate ------------------------------------------------------

def test_the_first_login_with_a_certificate_accepts_the_terms(office, logged_out, desks):
    d = desks(logged_out)
    w = login_of(d)
    assert w.view()["page"] == 1 and len(chosen(w)) == 1
    w.secret("PIN 码", SOFT_PIN).press("登录")
    d.settle()
    w.press("阅读使用条款")
    assert any(told.get("visited", "").endswith("/terms") for told in d.told())
    w.press("取消")
    assert w.item("PIN 码")["length"] == 0
    w.secret("PIN 码", SOFT_PIN).press("登录")
    d.settle()
    w.press("接受并登录")
    d.settle()
    assert w.fact("账号状态") == "已激活" and w.fact("登录方式") == "证书登录"


def test_what_cannot_be_a_pin_costs_no_try(logged_out, desks):
    d = desks(logged_out)
    w = login_of(d)
    for typed in ("", "12345", "六个汉字密码"):
        w.secret("PIN 码", typed).press("登录")
        d.settle()
        assert w.item("PIN 码")["tone"] == "problem"
    d.press("refresh").settle()
    w.secret("PIN 码", "x")
    assert "剩余 10 次" in tries(w)


def test_wrong_pins_to_the_last_try_and_unlocking_after_it(logged_out, desks):
    d = desks(logged_out)
    w = login_of(d)
    for left in range(9, 0, -1):
        w.secret("PIN 码", "Wrong-2026").press("登录")
        d.settle()
        assert "PIN_WRONG" in w.note() and f"剩余 {left} 次" in w.note()
    assert "最后一次" in tries(w)
    w.secret("PIN 码", "Wrong-2026").press("登录")
    assert w.labels() == ["这是最后一次机会，再错一次将被锁定。", "返回", "仍要尝试"]
    w.press("返回")
    assert w.item("PIN 码")["length"] == 10
    w.press("登录").press("仍要尝试")
    d.settle()
    assert "PIN_LOCKED" in w.note() and "PIN 码" not in w.labels()


def test_a_locked_certificate_leads_to_unlocking(logged_out, desks):
    for _ in range(10):
        logged_out.error("login", "certificate", "--pin-file", logged_out.file("Wrong-2026"))
    d = desks(logged_out)
    w = login_of(d).page("证书登录")
    w.press("证书解锁")
    d.settle()
    assert "只能为这张证书办理证书解锁" in str(w)
    w.press("下一步")
    d.settle()
    assert not w.is_open()
    assert logged_out.json("status")["login"] == "named"


def test_a_forgotten_pin_names_the_certificate(logged_out, desks):
    d = desks(logged_out)
    w = login_of(d)
    w.press("忘记PIN码").press("返回")
    w.press("忘记PIN码")
    d.settle()
    w.press("下一步")
    d.settle()
    assert not w.is_open()
    assert logged_out.json("status")["login"] == "named"
    # The desk knows, too, and says what can be done with that.
    assert d.menu()["issue"]["why_not"] == "只选择了证书，只能办理证书解锁"
    assert "只选择了证书" in login_of(d).fact("登录方式")


def test_an_expired_certificate_is_shown_with_what_to_do(logged_out, desks):
    d = desks(logged_out)
    w = login_of(d)
    d.clock(plus=6 * 366 * 86400).press("refresh").settle()
    assert [row["cells"][4] for row in rows(w)] == ["证书已过期。"]
    assert "请办理证书换发" in w.note() and "登录" not in w.labels()


# --- with USB keys -----------------------------------------------------------

def test_a_key_is_offered_first_and_forgotten_when_it_goes(applicants, keys, desks):
    person = applicants()
    key = person.set_up(keys())
    person.issue_on(key)
    person.call("logout")
    d = desks(person)
    w = login_of(d)
    assert key.serial[-4:] in chosen(w)[0][3]
    w.secret("PIN 码", cardlab.PIN)
    key.unplug()
    d.press("refresh").settle()
    assert rows(w) == [] and "PIN 码" not in w.labels()
    key.plug()
    d.press("refresh").settle()
    assert w.item("PIN 码")["length"] == 0
    w.secret("PIN 码", cardlab.PIN).press("登录")
    d.settle()
    w.press("接受并登录")
    d.settle()
    assert w.fact("登录方式") == "证书登录"


def test_the_certificate_that_somebody_chose_stays_chosen(logged_out, applicants, keys, desks):
    other = applicants()
    key = other.set_up(keys())
    other.issue_on(key)
    key.unplug()
    d = desks(logged_out)
    w = login_of(d)
    key.plug()
    d.press("refresh").settle()
    assert key.serial[-4:] in chosen(w)[0][3]  # it is first, and nobody chose
    w.row(logged_out.name)
    key.replug()
    d.press("refresh").settle()
    assert chosen(w)[0][0] == logged_out.name


def test_a_broken_token_is_shown_and_hides_nothing(logged_out, desks):
    (logged_out.home / "tokens" / "broken.token").write_bytes(b"not a token" * 40)
    w = login_of(desks(logged_out))
    broken = [row for row in rows(w) if row["cells"][3] == "broken"]
    assert len(rows(w)) == 2 and len(broken) == 1
    assert broken[0]["why_not"]
    w.row("broken")  # is ignored
    assert chosen(w)[0][0] == logged_out.name


def test_no_pin_is_ever_to_be_seen(logged_out, desks):
    d = desks(logged_out)
    w = login_of(d)
    w.secret("PIN 码", SOFT_PIN)
    assert SOFT_PIN not in str(w)
    w.press("登录")
    d.settle()
    assert SOFT_PIN not in str(w) and SOFT_PIN not in str(d.told())


def test_the_language_changes_while_it_is_open(logged_out, desks):
    d = desks(logged_out)
    w = login_of(d)
    w.secret("PIN 码", SOFT_PIN)
    d.ask("lang", setting="en")
    d.settle()
    assert w.view()["pages"] == ["By account", "By certificate"]
    assert w.item("PIN")["length"] == len(SOFT_PIN)
