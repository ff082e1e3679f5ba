# SPDX-License-Identifier: Apache-2.0
"""证书签发, 证书换发, 证书更新 and 继续办理, with soft tokens."""
import certlab
import pytest
from forms import FOCUS, NEW, PIN, WRONG, away, begun, go, new_pin, opened, titles


@pytest.fixture
def active(soft):
    """Somebody with a pair in a soft token, whose account is active."""
    soft.login_certificate()
    return soft


def ask(office, computer, kind):
    """A change request of the account; its number."""
    session = (computer.home / "session").read_text().strip()
    status, answer = office.http("POST", "/api/v1/changes", {"kind": kind}, session)
    assert status == 201, answer
    return answer["id"]


def decide(office, change):
    office.call("change", "enter", change, "--as", "op1")
    office.call("change", "approve", change, "--as", "op2")


def serials(computer):
    return [row["signSerial"] for row in computer.json("certs")["certificates"]]


# --- issue -----------------------------------------------------------------------

def test_a_first_pair_is_issued(applicant, desks):
    d = desks(applicant)
    d.press("issue")
    w = d.window("issue")
    assert "您正在执行证书签发，是否继续执行？" in w.labels()
    assert w.fact("申请人") == applicant.name and "剩余 10 次" in w.fact("授权码")
    go(d, w)
    new_pin(w.secret("授权码", f" {applicant.code.lower().replace('-', '  ')} "))
    assert w.item("授权码")["hint"] == "代码已完整。"
    w.press("确认")
    assert w.view()["busy"] and [s for s, _ in w.items("steps")[0]["steps"]][0] == "连接受理机构"
    d.settle()
    assert "证书签发操作成功。" in w.note() and w.fact("使用者") == applicant.name
    told = d.notices()
    assert [(n["title"], n["action"]) for n in told] == [("证书签发操作成功。", "查看证书")]
    serial = w.fact("签名证书序列号")
    d.ask("follow", id=told[0]["notice"])
    assert serial in str(d.window("details"))
    w.press("用证书登录")
    d.settle()
    assert d.window("login").fact("签名证书序列号") == serial
    assert d.window("login").item("PIN 码")["kind"] == "secret"
    assert serials(applicant) == [serial]


def test_a_code_is_looked_at_before_it_is_sent(applicant, desks):
    d = desks(applicant)
    w = begun(d, "issue")
    go(d, new_pin(w.secret("授权码", applicant.code[:-1])))
    assert "代码格式不正确" in w.item("授权码")["hint"] and "19/20" in w.item("授权码")["hint"]
    wrong = applicant.code.translate(str.maketrans("0123456789", "1234567890"))
    go(d, w.secret("授权码", wrong))
    assert "CODE_WRONG" in w.note()
    assert w.item("授权码")["length"] == 0 and w.item("授权码")["flags"] & FOCUS
    assert "剩余 9 次" in w.note() + str(w.items())
    go(d, new_pin(w.secret("授权码", applicant.code)))
    assert "证书签发操作成功。" in w.note()


def test_a_code_that_was_kept_can_be_typed_again(applicant, desks, office):
    d = desks(applicant)
    w = begun(d, "issue")
    with away(office):
        go(d, new_pin(w.secret("授权码", applicant.code)))
    w.press("重新输入代码")
    assert w.item("授权码")["length"] == 0
    go(d, new_pin(w.secret("授权码", applicant.code)))
    assert "证书签发操作成功。" in w.note()


def test_who_is_not_logged_in_is_led_to_the_login(applicant, desks):
    applicant.call("logout")
    d = desks(applicant)
    assert d.menu()["issue"]["why_not"]
    w = opened(d, "issue")
    assert "SESSION_MISSING" in w.note() and w.item("确认")["why_not"]
    w.press("登录")
    login = d.window("login")
    d.settle()
    login.text("用户名", applicant.user).text("申请人名称", applicant.name)
    go(d, login, "登录")
    assert "why_not" not in w.item("确认")


def test_who_has_a_pair_is_led_to_the_exchange(active, desks):
    d = desks(active)
    w = opened(d, "issue")
    assert "PAIR_EXISTS" in w.note()
    w.press("证书换发")
    assert d.window("exchange").fact("使用者") == active.name


def test_an_office_that_goes_away_and_comes_back(applicant, desks, office):
    d = desks(applicant)
    w = begun(d, "issue")
    new_pin(w.secret("授权码", applicant.code))
    with away(office):
        go(d, w)
        assert "OFFICE_UNREACHABLE" in w.note()
        # The code stays; PINs do not.
        assert w.fact("授权码") == "已输入" and w.item("证书新密码")["length"] == 0
    go(d, new_pin(w))
    assert "证书签发操作成功。" in w.note()
    assert len(serials(applicant)) == 1


def test_a_window_that_is_closed_in_the_middle_leaves_the_work(applicant, desks):
    d = desks(applicant)
    w = begun(d, "issue")
    new_pin(w.secret("授权码", applicant.code))
    w.press("确认").close()
    assert not w.is_open()
    d.settle()
    assert titles(d) == ["证书签发操作成功。"]
    assert len(serials(applicant)) == 1


def test_work_that_fails_behind_a_closed_window_is_told(applicant, desks, office):
    d = desks(applicant)
    w = begun(d, "issue")
    new_pin(w.secret("授权码", applicant.code))
    with away(office):
        w.press("确认").close()
        d.settle()
        told = d.notices()
        assert [(n["title"], n["text"]) for n in told] == [("证书没有签发", "无法连接受理机构。")]
    d.ask("follow", id=told[0]["notice"])
    w = d.window("issue")
    assert "您正在执行证书签发，是否继续执行？" in w.labels()


# --- exchange and update -----------------------------------------------------------

def test_an_exchange_in_the_same_carrier(active, desks):
    old = serials(active)
    d = desks(active)
    w = opened(d, "exchange")
    assert w.item("办理方式")["chosen"] == "用原证书换发"
    assert w.item("新证书存放在")["chosen"].startswith("软证书“证书助手”")
    go(d, w)
    go(d, w.secret("原证书的 PIN 码", WRONG))
    assert "PIN 码不正确" in w.note() and "剩余 9 次" in w.item("原证书的 PIN 码")["hint"]
    go(d, w.secret("原证书的 PIN 码", PIN))
    assert "证书换发操作成功，旧证书不再使用。" in w.note()
    assert len(serials(active)) == 1 and serials(active) != old


def test_an_exchange_into_a_new_token_asks_for_its_pin(active, desks):
    d = desks(active)
    w = d.open("exchange").choose("新证书存放在", "新的软证书")
    go(d, w)
    go(d, new_pin(w.secret("原证书的 PIN 码", PIN)))
    assert "证书换发操作成功" in w.note()
    active.login_certificate(pin=NEW)


def test_an_exchange_by_code_wants_one_and_takes_it(active, desks, office, tmp_path):
    other = certlab.Client(tmp_path / "other", office.url)
    other.login(active.user, active.name)
    d = desks(home=other.home, office=office.url)
    w = opened(d, "exchange")
    # nothing to exchange by its key
    assert w.item("办理方式")["chosen"] == "凭邮件中的授权码换发"
    assert "CODE_MISSING" in w.note() and w.item("确认")["why_not"]
    before = office.codes(active.user)
    decide(office, ask(office, other, "reissue"))
    code = office.new_code(active.user, before)
    d.press("refresh").settle()
    go(d, w)
    go(d, new_pin(w.secret("授权码", code)))
    assert "证书换发操作成功" in w.note()


def test_an_exchange_without_a_certificate_here_is_by_code(desks, office, tmp_path):
    """What is missing yet is said calmly, with the way to it."""
    w = opened(desks(home=tmp_path / "other", office=office.url), "exchange")
    assert w.item("办理方式")["chosen"] == "凭邮件中的授权码换发"
    assert "SESSION_MISSING" in w.note() and "登录" in w.labels()
    assert {i["tone"] for i in w.items("note")} == {"caution"}


def test_an_update_says_what_it_is_and_does_it(active, desks):
    old = serials(active)
    d = desks(active)
    w = opened(d, "update")
    assert w.fact("更新内容") == "续期" and w.fact("有效期到")
    go(d, w)
    assert w.fact("使用者") == f"{active.name}（{active.user}）"
    go(d, w.secret("PIN 码", PIN))
    assert "证书更新成功。" in w.note()
    assert serials(active) != old and len(serials(active)) == 1


def test_the_language_changes_in_the_middle(active, desks):
    d = desks(active)
    w = begun(d, "update")
    w.secret("PIN 码", PIN)
    d.ask("lang", setting="en")
    d.settle()
    assert w.item("PIN")["length"] == len(PIN)
    go(d, w, "OK")
    assert "The certificates were updated." in w.note()


# --- what was cut off ----------------------------------------------------------------

def test_where_nothing_was_cut_off_there_is_nothing_to_confirm(active, desks):
    w = opened(desks(active), "resume")
    assert "没有未完成的操作。" in w.labels()
    assert [i["label"] for i in w.items("button")] == ["关闭"]
    assert not w.press("关闭").is_open()


def test_what_was_cut_off_is_finished(applicant, desks):
    """Power goes after the office issued; the window finishes it."""
    applicant.call("issue", "--carrier", "soft", "--code-file", applicant.file(applicant.code),
                   "--new-pin-file", applicant.file(PIN),
                   env={"CERT_FAULT": "assistant.obtain.imported"}, ok=None)
    assert applicant.json("status")["unfinished"] == 1
    d = desks(applicant)
    w = opened(d, "resume")
    assert w.fact("未完成的操作") == "1"
    go(d, w)
    go(d, w.secret("PIN 码", PIN))
    assert "未完成的操作已处理。" in w.note()
    assert applicant.json("status")["unfinished"] == 0 and len(serials(applicant)) == 1
