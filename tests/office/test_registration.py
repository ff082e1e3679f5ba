# SPDX-License-Identifier: Apache-2.0
"""From a form to an approved account, over real HTTP, with the real programs."""

import json
import re
import sqlite3
import time
import urllib.error
import urllib.parse
import urllib.request

import pytest

import certlab

FORM = {"kind": "enterprise", "creditCode": "91350100M000100Y43", "address": "北京市西城区茶马南街1号",
        "contact": "李雷", "phone": "13800138000", "lang": "zh"}


def form(user, name):
    return {**FORM, "userName": user, "name": name, "email": f"{user}@example.com"}


def send(office, user, name, **changes):
    return office.http("POST", "/api/v1/accounts", {**form(user, name), **changes})


def link_of(office, user):
    mail, found = office.mail(f"{user}@example.com", r"https?://\S+/confirm\?token=([A-Za-z0-9_-]+)")
    return found.group(1)


def next_of(read, before):
    """What read() gives once it is no longer what it was before."""
    end = time.monotonic() + 20
    while (value := read()) == before:
        assert time.monotonic() < end
        time.sleep(0.05)
    return value


def confirm(office, token):
    return office.http("POST", "/api/v1/accounts/confirm", {"token": token})


def error(answer):
    status, body = answer
    assert status >= 400, body
    return body["error"]["name"]


def act_error(office, *args):
    """The error that a verb of `account` ends with."""
    result = office.call("account", *args, "--json", ok=None)
    assert result.returncode != 0
    return json.loads(result.stdout)["error"]["name"]


def state(office, user):
    return office.json("account", "show", user)["state"]


# --- the way through ---

def test_from_the_form_to_the_mailed_code(office, user, name):
    assert send(office, user, name) == (202, {"status": "confirm-email"})
    assert state(office, user) == "unconfirmed"
    assert confirm(office, link_of(office, user)) == (200, {"userName": user, "state": "submitted"})
    office.call("account", "enter", user, "--as", "op1")
    assert state(office, user) == "entered"
    office.call("account", "approve", user, "--as", "op2")
    mail, found = office.mail(f"{user}@example.com", certlab.CODE.pattern)
    assert user in certlab.mail_text(mail) and name in certlab.mail_text(mail)
    assert state(office, user) == "approved"
    office.call("audit", "verify")


def test_an_approved_account_logs_in_and_sees_its_code_is_out(office, user, name):
    office.register(user, name)
    office.approve(user)
    status, login = office.http("POST", "/api/v1/sessions/account",
                                {"userName": user.upper(), "applicant": name.replace("（", "(")})
    assert status == 201 and login["account"]["state"] == "approved"
    status, account = office.http("GET", "/api/v1/account", session=login["token"])
    assert status == 200 and account["pairs"] == [] and account["authorisation"]["triesLeft"] == 10
    assert office.http("DELETE", "/api/v1/session", session=login["token"])[0] == 204
    assert error(office.http("GET", "/api/v1/session", session=login["token"])) == "SESSION_MISSING"


def test_the_link_in_the_mail_opens_a_page_with_a_button(office, user, name):
    send(office, user, name)
    token = link_of(office, user)
    status, page = office.http("GET", f"/confirm?token={token}", headers={"Accept-Language": "en"})
    assert status == 200 and b"<form method=\"post\"" in page and b"<script" not in page
    assert state(office, user) == "unconfirmed"  # programs that follow links confirm nothing
    status, page = post_form(office, "/confirm", {"token": token})
    assert status == 200 and "邮箱已确认" in page.decode()
    assert state(office, user) == "submitted"


def post_form(office, path, fields):
    request = urllib.request.Request(office.url + path, urllib.parse.urlencode(fields).encode())
    try:
        with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(request) as answer:
            return answer.status, answer.read()
    except urllib.error.HTTPError as e:
        return e.code, e.read()


def test_a_page_tells_of_a_link_that_is_no_good(office):
    status, page = office.http("GET", "/confirm?token=%3Cscript%3E")
    assert status == 403 and b"<script" not in page
    status, page = post_form(office, "/confirm", {"token": "A" * 100})
    assert status == 403 and "链接无效" in page.decode()


# --- what is filled in ---

@pytest.mark.parametrize("field, value, reason", [
    ("creditCode", "91350100M000100Y44", "check-digit"),
    ("creditCode", "", "missing"),
    ("userName", "Acme", "characters"),
    ("email", "nobody", "syntax"),
    ("name", "汉" * 65, "length"),
    ("kind", "company", "value"),
], ids=lambda v: None if len(v) > 20 else v)
def test_a_field_that_is_wrong_is_named(office, user, name, field, value, reason):
    status, body = send(office, user, **{"name": name, field: value})
    assert status == 400 and body["error"]["name"] == "FIELD_INVALID"
    assert body["error"]["details"] == {"fields": [{"field": field, "reason": reason}]}


def test_an_unknown_member_is_refused(office, user, name):
    status, body = send(office, user, name, state="approved")
    assert (status, body["error"]["name"]) == (400, "BAD_REQUEST")


def test_a_user_name_is_had_once(office, user, name):
    office.register(user, name)
    assert error(send(office, user, name)) == "ACCOUNT_EXISTS"
    assert error(send(office, user, name, email="other@example.com")) == "ACCOUNT_EXISTS"


def test_another_link_is_sent_until_one_is_followed(office, user, name):
    send(office, user, name)
    first = link_of(office, user)
    send(office, user, name, phone="13900139000")
    second = next_of(lambda: link_of(office, user), first)
    assert error(confirm(office, first)) == "LINK_INVALID"  # it was for the older form
    assert confirm(office, second)[1]["state"] == "submitted"
    assert confirm(office, second)[1]["state"] == "submitted"  # again: the same
    assert office.json("account", "show", user)["phone"] == "13900139000"


def test_an_unconfirmed_account_cannot_be_entered(office, user, name):
    send(office, user, name)
    assert act_error(office, "enter", user, "--as", "op1") == "ACCOUNT_STATE"


# --- review ---

def test_one_person_cannot_enter_and_approve(office, user, name):
    office.register(user, name)
    office.call("account", "enter", user, "--as", "op1")
    assert act_error(office, "approve", user, "--as", "op1") == "EVIDENCE_ONE_PERSON"
    assert state(office, user) == "entered"


def test_only_operators_review(office, user, name):
    office.register(user, name)
    assert act_error(office, "enter", user, "--as", "auditor") == "STAFF_ROLE"
    assert act_error(office, "enter", user, "--as", "nobody") == "STAFF_UNKNOWN"
    assert act_error(office, "approve", user, "--as", "op2") == "ACCOUNT_STATE"


def test_a_returned_account_is_corrected_and_reviewed_anew(office, user, name):
    office.register(user, name)
    assert act_error(office, "return", user, "--as", "op1") == "FIELD_INVALID"  # no reason
    office.call("account", "return", user, "--as", "op1", "--reason", "名称与执照不符")
    office.mail(f"{user}@example.com", "名称与执照不符")
    before = link_of(office, user)
    corrected = name + "二部"
    assert send(office, user, corrected)[0] == 202
    token = next_of(lambda: link_of(office, user), before)
    assert confirm(office, token)[1]["state"] == "submitted"
    assert office.json("account", "show", user)["name"] == corrected
    office.approve(user)


def test_a_rejected_account_stays_rejected(office, user, name):
    office.register(user, name)
    office.call("account", "reject", user, "--as", "op1", "--reason", "材料不实")
    assert act_error(office, "enter", user, "--as", "op2") == "ACCOUNT_STATE"
    assert error(send(office, user, name)) == "ACCOUNT_EXISTS"


def test_a_code_sent_again_replaces_the_old_one(office, user, name):
    office.register(user, name)
    first = office.approve(user)
    assert act_error(office, "resend", user, "--as", "op1") == "EVIDENCE_ONE_PERSON"
    office.call("account", "resend", user, "--as", "op2")
    mail = f"{user}@example.com"
    second = next_of(lambda: office.mail(mail, certlab.CODE.pattern)[1].group(0), first)
    client = certlab.Client(office.dir.parent / user, office.url)
    client.login(user, name)
    wrong = client.error("issue", "--carrier", "soft", "--code-file", client.file(first),
                         "--new-pin-file", client.file("Test-2026"))
    assert wrong["name"] == "CODE_WRONG"
    client.issue(second)
    office.call("audit", "verify")


# --- guessing ---

def test_wrong_names_get_one_and_the_same_answer(office, user, name):
    office.register(user, name)
    answers = [office.http("POST", "/api/v1/sessions/account", body) for body in (
        {"userName": user, "applicant": "别人的公司"},
        {"userName": "nobody-at-all", "applicant": name},
        {"userName": "", "applicant": ""},
        {"userName": "x" * 128, "applicant": name})]
    assert all(a == answers[0] for a in answers) and error(answers[0]) == "LOGIN_REFUSED"


def test_guessing_a_name_is_limited(office, user, name):
    office.register(user, name)
    answers = [error(office.http("POST", "/api/v1/sessions/account",
                                 {"userName": user, "applicant": f"猜{i}"})) for i in range(12)]
    assert answers == ["LOGIN_REFUSED"] * 10 + ["TOO_MANY_TRIES"] * 2
    # … and the right answer comes too late
    right = office.http("POST", "/api/v1/sessions/account", {"userName": user, "applicant": name})
    assert error(right) == "TOO_MANY_TRIES"


def test_a_mailed_code_stands_in_no_row_of_the_database(office, user, name):
    office.register(user, name)
    code = office.approve(user)
    with sqlite3.connect(f"file:{office.dir}/office.db?mode=ro", uri=True) as db:
        dump = "\n".join(db.iterdump())
    assert code not in dump and code.replace("-", "") not in dump
    assert code not in (office.dir.parent / "office.log").read_text()


def test_links_and_codes_are_not_shown_by_the_mail_verb(office, user, name):
    office.register(user, name)
    token, code = link_of(office, user), office.approve(user)
    for mail in office.json("mail", "list"):
        if mail["recipient"] == f"{user}@example.com":
            shown = office.call("mail", "show", mail["id"]).stdout
            assert token not in shown and code not in shown


def test_the_log_names_requests_without_their_secrets(office, user, name):
    status, _ = send(office, user, name)
    token = link_of(office, user)
    office.http("GET", f"/confirm?token={token}")
    log = (office.dir.parent / "office.log").read_text()
    assert re.search(r"[0-9a-f]{16} GET /confirm 200", log) and token not in log
