# SPDX-License-Identifier: Apache-2.0
"""网站请求证书登录: a page asks, a person decides, and the office takes the
signature as a login."""

import cardlab
import pytest

import desk

SOFT_PIN = "Test-2026"
SITE = "https://wssq.example.cn"
NONCE = "n" * 43


@pytest.fixture
def active(soft):
    """Somebody with an active soft certificate."""
    soft.login_certificate()
    return soft


@pytest.fixture
def there(active, desks):
    return desks(active)


def read(d):
    """The time it takes to read what is shown has passed."""
    d.clock(plus=2).settle()


def allow(d, w, pin=SOFT_PIN):
    read(d)
    w.secret("PIN 码", pin).press("允许")
    d.settle()


def answer(d, number):
    """The one answer that a request got."""
    (one,) = d.answers(number)
    return one


def large(window):
    return next(i["label"] for i in window.items("text") if i["flags"] & 256)


def test_what_is_allowed_logs_in_at_the_office(office, active, there):
    status, challenge = office.http("POST", "/api/v1/sessions/challenge", {})
    origin = "http://127.0.0.1:8443"  # the office's own
    w = there.consent(1, origin, challenge["nonce"])
    there.settle()
    assert large(w) == "127.0.0.1:8443" and w.fact("请求程序") == "Firefox"
    allow(there, w)
    told = answer(there, 1)
    assert told["decision"] == "allowed" and not w.is_open()
    status, session = office.http("POST", "/api/v1/sessions/certificate", {
        "nonce": challenge["nonce"],
        "token": {"format": "cert-login-v1", "origin": origin,
                  "certificate": told["certificate"], "signature": told["signature"]}})
    assert status == 201 and session["account"]["userName"] == active.user


def test_nothing_is_allowed_by_what_is_there_at_first(there):
    w = there.consent(1, SITE, NONCE)
    there.settle()
    assert not w.item("允许")["flags"] & (2 | 32)  # neither Enter nor focus
    w.secret("PIN 码", SOFT_PIN)
    with pytest.raises(desk.Refused):
        w.press("允许")  # nobody reads that fast
    read(there)
    assert w.item("允许")["flags"] & 2
    w.secret("PIN 码", "").press("允许")
    assert w.item("PIN 码")["tone"] == "problem" and w.is_open()


def test_refusing_and_closing_are_answers(there):
    there.consent(1, SITE, NONCE).press("拒绝")
    assert answer(there, 1) == {"answered": 1, "decision": "refused", "err": "OK"}
    there.consent(2, SITE, NONCE).close()
    assert answer(there, 2)["decision"] == "closed"
    assert there.windows() == []


def test_time_is_shown_and_runs_out(there):
    w = there.consent(1, SITE, NONCE, seconds=30)
    assert w.fact("剩余时间") == "30 秒"
    there.clock(plus=20).settle()
    assert 8 <= int(w.fact("剩余时间").split()[0]) <= 10
    there.clock(plus=11).settle()
    assert answer(there, 1)["decision"] == "timeout" and not w.is_open()


def test_requests_wait_in_a_line(there):
    for number in range(1, 4):
        w = there.consent(number, f"https://site{number}.example", NONCE, seconds=60 * number)
    assert large(w) == "site1.example" and w.says("还有 2 个请求")
    w.secret("PIN 码", SOFT_PIN).press("拒绝")
    assert large(w) == "site2.example" and w.says("还有 1 个请求")
    assert w.item("PIN 码")["length"] == 0  # it was typed for another site
    w.close()
    assert large(w) == "site3.example" and not w.says("还有 1 个请求")
    there.clock(plus=200).settle()
    told = [(t["answered"], t["decision"]) for t in there.told() if "answered" in t]
    assert told == [(1, "refused"), (2, "closed"), (3, "timeout")]


def test_one_too_many_is_refused_at_once(there):
    for number in range(8):
        there.consent(number, SITE, NONCE)
    w = there.consent(8, SITE, NONCE)
    assert answer(there, 8)["err"] == "TOO_MANY_TRIES" and w.is_open()


def test_who_asked_may_go_away(there):
    there.consent(1, "https://one.example", NONCE)
    w = there.consent(2, "https://two.example", NONCE)
    there.ask("withdraw", id=1)
    assert large(w) == "two.example"
    there.ask("withdraw", id=2)
    assert not w.is_open()
    assert [t for t in there.told() if "answered" in t] == []


@pytest.mark.parametrize("site", ["null", "https://wssq.example.cn/path", "file:///etc/passwd", ""])
def test_what_is_no_site_is_not_even_shown(there, site):
    w = there.consent(1, site, NONCE)
    assert answer(there, 1)["err"] == "FIELD_INVALID" and not w.is_open()


def test_a_site_without_encryption_cannot_be_allowed(there):
    w = there.consent(1, "http://wssq.example.cn:9080", NONCE)
    there.settle()
    assert "没有加密" in w.note() and "允许" not in w.labels() and "PIN 码" not in w.labels()


def test_a_name_in_another_alphabet_is_shown_both_ways(there):
    w = there.consent(1, "https://xn--pple-43d.com", NONCE)
    assert large(w) == "xn--pple-43d.com" and w.fact("显示为") == "\u0430pple.com"
    assert "其他文字" in w.note()


def test_a_strange_program_is_not_repeated(there):
    w = there.consent(1, SITE, NONCE, program="evil\u202egnp.exe")
    assert w.fact("请求程序") == "未知程序"


def test_wrong_pins_to_the_last_try(there):
    w = there.consent(1, SITE, NONCE, seconds=3600)
    for left in range(9, 0, -1):
        allow(there, w, "Wrong-2026")
        assert "PIN_WRONG" in w.note() and f"剩余 {left} 次" in w.note()
    w.secret("PIN 码", "Wrong-2026").press("允许")
    assert "仍要尝试" in w.labels() and "允许" not in w.labels()
    w.press("返回").press("允许").press("仍要尝试")
    there.settle()
    assert "PIN_LOCKED" in w.note() and "允许" not in w.labels()
    w.press("拒绝")
    assert answer(there, 1)["decision"] == "refused"


def test_only_what_can_be_used_is_chosen(active, there):
    (active.home / "tokens" / "broken.token").write_bytes(b"not a token" * 40)
    there.press("refresh").settle()
    w = there.consent(1, SITE, NONCE, seconds=10**9)
    rows = w.table()["table"]["rows"]
    assert [bool(r.get("why_not")) for r in rows] == [False, True]
    there.clock(plus=6 * 366 * 86400).press("refresh").settle()
    assert "CERT_EXPIRED" in w.note() and "允许" not in w.labels()


def test_a_key_is_pulled_out_while_its_pin_is_typed(holder, key, desks):
    d = desks(holder)
    w = d.consent(1, SITE, NONCE)
    d.settle()
    w.secret("PIN 码", cardlab.PIN)
    key.unplug()
    d.press("refresh").settle()
    assert "允许" not in w.labels()
    key.plug()
    d.press("refresh").settle()
    assert w.item("PIN 码")["length"] == 0
    allow(d, w, cardlab.PIN)
    assert answer(d, 1)["decision"] == "allowed"


def test_no_pin_leaves_the_window(there):
    w = there.consent(1, SITE, NONCE)
    there.settle()
    w.secret("PIN 码", SOFT_PIN)
    assert SOFT_PIN not in str(w)
    allow(there, w)
    assert SOFT_PIN not in str(there.told())


def test_a_site_is_remembered_until_it_is_not(active, there):
    w = there.consent(1, SITE, NONCE)
    there.settle()
    assert w.says("还没有记住过") and not w.item("记住此网站")["on"]
    w.switch("记住此网站")
    allow(there, w)
    w = there.consent(2, SITE, NONCE)
    there.settle()
    assert w.says("您记住过这个网站") and w.item("记住此网站")["on"]
    assert w.item("PIN 码")["length"] == 0 and not w.item("允许")["flags"] & 2
    w.switch("记住此网站", on=False)
    allow(there, w)
    w = there.consent(3, SITE, NONCE)
    there.settle()
    assert w.says("还没有记住过")


def test_the_certificate_that_was_remembered_is_chosen(active, applicants, keys, desks):
    other = applicants()
    key = other.set_up(keys())
    other.issue_on(key)
    d = desks(active)
    w = d.consent(1, SITE, NONCE)
    d.settle()
    chosen = [r["cells"][0] for r in w.table()["table"]["rows"] if r["chosen"]]
    assert chosen == [other.name]  # a key before a file
    w.row(active.name).switch("记住此网站")
    allow(d, w)
    w = d.consent(2, SITE, NONCE)
    d.settle()
    chosen = [r["cells"][0] for r in w.table()["table"]["rows"] if r["chosen"]]
    assert chosen == [active.name]
