# SPDX-License-Identifier: Apache-2.0
"""Change requests, over real HTTP, with the real programs."""

import concurrent.futures
import json
import pathlib
import socket
import struct
import urllib.error
import urllib.parse
import urllib.request
import zlib

import pytest

import certlab
import openapi

FILE_MAX = 10 << 20
SEEDS = pathlib.Path(__file__).resolve().parent.parent / "corpus" / "filekind"
LINK = r"登记邮箱改为[\s\S]*?/confirm\?token=([A-Za-z0-9_-]+)"


class Holder:
    """Somebody with a pair, logged in both ways."""

    def __init__(self, office, user, name):
        self.office, self.user, self.name = office, user, name
        self.mail = f"{user}@example.com"
        office.register(user, name)
        code = office.approve(user)
        self.client = certlab.Client(office.dir.parent / user, office.url)
        self.client.login(user, name)
        self.client.issue(code)
        status, login = office.http("POST", "/api/v1/sessions/account",
                                    {"userName": user, "applicant": name})
        assert status == 201
        self.account = login["token"]
        self.client.login_certificate()
        self.session = (self.client.home / "session").read_text().split()[-1]

    def call(self, method, path, body=None, session=None):
        return self.office.http(method, f"/api/v1/{path}", body, session or self.session)

    def ask(self, kind, fields=None, **more):
        body = {"kind": kind, **({"fields": fields} if fields else {}), **more}
        status, answer = self.call("POST", "changes", body)
        assert status == 201, answer
        return answer["id"]

    def refusal(self, *args, **kw):
        return error(self.call(*args, **kw))

    def state(self, change):
        return self.call("GET", f"changes/{change}")[1]["state"]

    def put(self, change, octets, session=None):
        return put_file(self.office, change, octets, session or self.session)

    def serial(self):
        pairs = self.call("GET", "account")[1]["pairs"]
        return next(c["serial"] for c in pairs[0]["certificates"] if c["usage"] == "sign")


def put_file(office, change, octets, session):
    path = f"/api/v1/changes/{change}/file"
    request = urllib.request.Request(office.url + path, octets, method="PUT",
                                     headers={"Content-Type": "application/octet-stream"})
    if session:
        request.add_header("Authorization", f"Bearer {session}")
    try:
        with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(request, timeout=60) as answer:
            status, body = answer.status, json.loads(answer.read())
    except urllib.error.HTTPError as e:
        status, body = e.code, json.loads(e.read())
    openapi.check("PUT", path, status, "application/json", body)
    return status, body


def error(answer):
    status, body = answer
    assert status >= 400, body
    return body["error"]["name"]


def act(office, verb, change, by, *more):
    office.call("change", verb, change, "--as", by, *more)


def act_error(office, verb, change, by, *more):
    result = office.call("change", verb, change, "--as", by, *more, "--json", ok=None)
    assert result.returncode != 0, result.stdout
    return json.loads(result.stdout)["error"]["name"]


def links(office, *addresses):
    return [office.mail(address, LINK)[1].group(1) for address in addresses]


@pytest.fixture
def holder(office, user, name):
    return Holder(office, user, name)


@pytest.fixture(scope="module")
def shared(office):
    """For what changes nothing."""
    return Holder(office, "shared", "共用（测试）公司")


def pdf(size):
    """A PDF of just so many octets: a comment makes it long."""
    head, tail = b"%PDF-1.7\n%", b"\nstartxref\n0\n%%EOF\n"
    return head + b"x" * (size - len(head) - len(tail)) + tail


def png_with(text):
    """A picture with a comment in it."""
    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0))
            + chunk(b"tEXt", text) + chunk(b"IDAT", zlib.compress(b"\0\0")) + chunk(b"IEND", b""))


# --- a company's name ---

def test_a_name_is_changed_by_two_people_with_its_file(office, holder):
    new = holder.name + "二部"
    change = holder.ask("name", {"name": new}, note="工商变更")
    assert act_error(office, "enter", change, "op1") == "FILE_MISSING"
    status, file = holder.put(change, (SEEDS / "page.pdf").read_bytes())
    assert status == 200 and file["kind"] == "pdf"
    act(office, "enter", change, "op1")
    assert holder.state(change) == "entered"
    assert error(holder.put(change, pdf(200))) == "CHANGE_STATE"
    assert act_error(office, "approve", change, "op1") == "EVIDENCE_ONE_PERSON"
    act(office, "approve", change, "op2")
    assert holder.state(change) == "approved"
    assert office.json("account", "show", holder.user)["name"] == new
    mail, _ = office.mail(holder.mail, "单位名称变更已通过审核")
    assert holder.name in certlab.mail_text(mail) and new in certlab.mail_text(mail)
    holder.client.login_certificate()  # the certificate goes on working
    office.call("audit", "verify")


def test_the_file_comes_out_as_it_went_in(office, holder, tmp_path):
    change = holder.ask("name", {"name": "新名"})
    octets = (SEEDS / "progressive.jpg").read_bytes()
    holder.put(change, (SEEDS / "small.png").read_bytes())
    status, file = holder.put(change, octets)  # in its place
    assert status == 200 and file["kind"] == "jpeg"
    assert holder.call("GET", f"changes/{change}")[1]["file"] == file
    office.call("change", "file", change, tmp_path / "out.jpg")
    assert (tmp_path / "out.jpg").read_bytes() == octets
    assert (tmp_path / "out.jpg").stat().st_mode & 0o777 == 0o600
    result = office.call("change", "file", change, tmp_path / "out.jpg", ok=None)
    assert "FILE_EXISTS" in result.stderr


def test_ten_mebibytes_are_taken_and_one_octet_more_is_not(holder):
    change = holder.ask("name", {"name": "新名"})
    status, file = holder.put(change, pdf(FILE_MAX))
    assert status == 200 and file["kind"] == "pdf"
    try:
        assert error(holder.put(change, pdf(FILE_MAX + 1))) == "TOO_LARGE"
    except (urllib.error.URLError, ConnectionError):
        pass  # the server hung up while we were still sending
    assert holder.call("GET", f"changes/{change}")[1]["file"] == file


def test_a_file_that_says_it_is_too_long_is_not_read(office, holder):
    change = holder.ask("name", {"name": "新名"})
    url = urllib.parse.urlsplit(office.url)
    for size, session, status in ((FILE_MAX + 1, holder.session, b" 413 "), (FILE_MAX, "x" * 43, b" 401 ")):
        with socket.create_connection((url.hostname, url.port), timeout=20) as s:
            s.sendall(f"PUT /api/v1/changes/{change}/file HTTP/1.1\r\nHost: a\r\n"
                      f"Authorization: Bearer {session}\r\nContent-Length: {size}\r\n\r\n".encode())
            assert status in s.recv(4096).split(b"\r\n")[0]


def test_only_so_many_large_files_come_in_at_once(office, shared):
    url = urllib.parse.urlsplit(office.url)
    path = f"/api/v1/changes/{'0' * 32}/file"
    head = (f"PUT {path} HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer {shared.session}\r\n"
            f"Content-Length: {FILE_MAX}\r\n\r\n").encode()
    held = [socket.create_connection((url.hostname, url.port), timeout=20) for _ in range(4)]
    try:
        for s in held:
            s.sendall(head + b"%PDF-1.7")
        first = certlab.time.monotonic() + 10
        while (answer := put_file(office, "0" * 32, b"x", shared.session))[0] != 503:
            assert certlab.time.monotonic() < first, answer
        assert error(answer) == "OFFICE_BUSY"
    finally:
        for s in held:
            s.close()
    end = certlab.time.monotonic() + 20
    while (answer := put_file(office, "0" * 32, b"x", shared.session))[0] == 503:
        assert certlab.time.monotonic() < end
    assert error(answer) == "NOT_FOUND"


WRONG_FILES = {
    "nothing": b"", "a web page": b"<!doctype html><script>alert(1)</script>",
    "SVG": b'<svg xmlns="http://www.w3.org/2000/svg"/>', "a program": b"MZ" + b"\0" * 200,
    "an archive": b"PK\x03\x04" + b"\0" * 200, "a GIF": b"GIF89a" + b"\0" * 20,
    "a PDF before an archive": pdf(200) + b"PK\x05\x06" + b"\0" * 18,
    "a PDF inside a page": b"<html>" + pdf(200),
    "a picture before a page": png_with(b"x") + b"<html>",
    "half a picture": png_with(b"x")[:-6],
}


@pytest.fixture(scope="module")
def open_name(shared):
    return shared.ask("name", {"name": "共用新名"})


@pytest.mark.parametrize("octets", WRONG_FILES.values(), ids=WRONG_FILES.keys())
def test_what_is_no_pdf_jpeg_or_png_is_refused(shared, open_name, octets):
    assert error(shared.put(open_name, octets)) == "FILE_TYPE"
    assert shared.call("GET", f"changes/{open_name}")[1]["file"] is None


def test_what_a_picture_says_inside_is_its_own_affair(holder):
    change = holder.ask("name", {"name": "新名"})
    assert holder.put(change, png_with(b"Comment\0<script>"))[0] == 200


# --- other kinds ---

def test_contact_details_are_changed_with_the_approval(office, holder):
    change = holder.ask("fields", {"phone": "010-66668888", "address": "上海市黄浦区1号"})
    act(office, "enter", change, "op2")
    act(office, "approve", change, "op1")
    assert holder.state(change) == "done"
    account = office.json("account", "show", holder.user)
    assert account["phone"] == "010-66668888" and account["address"] == "上海市黄浦区1号"
    assert account["contact"] == "李雷"
    office.mail(holder.mail, "联系信息变更")


@pytest.mark.parametrize("order", [(0, 1), (1, 0)], ids=["old first", "new first"])
def test_an_address_is_changed_when_both_links_were_followed(office, holder, order):
    new = f"new-{holder.user}@example.org"
    change = holder.ask("email", {"email": new})
    tokens = links(office, holder.mail, new)
    first, second = (tokens[i] for i in order)
    assert office.http("POST", "/api/v1/changes/email", {"token": first}) == (200, {"state": "submitted"})
    assert office.http("POST", "/api/v1/changes/email", {"token": first}) == (200, {"state": "submitted"})
    assert office.json("account", "show", holder.user)["email"] == holder.mail
    assert office.http("POST", "/api/v1/changes/email", {"token": second}) == (200, {"state": "done"})
    assert office.json("account", "show", holder.user)["email"] == new
    assert holder.state(change) == "done"
    for address in (holder.mail, new):
        office.mail(address, "邮箱变更")
    assert office.http("POST", "/api/v1/changes/email", {"token": first}) == (200, {"state": "done"})


def test_the_link_opens_a_page_with_a_button(office, holder):
    holder.ask("email", {"email": f"page-{holder.user}@example.org"})
    token, = links(office, holder.mail)
    status, page = office.http("GET", f"/confirm?token={token}")
    assert status == 200 and "确认邮箱变更" in page.decode() and b"<script" not in page
    request = urllib.request.Request(office.url + "/confirm", urllib.parse.urlencode({"token": token}).encode())
    with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(request) as answer:
        assert answer.status == 200 and "已确认" in answer.read().decode()


def test_an_address_whose_owner_is_gone_is_changed_by_two_people(office, holder):
    new = f"staff-{holder.user}@example.org"
    change = holder.ask("email", {"email": new}, note="原邮箱已停用")
    assert act_error(office, "enter", change, "op1") == "CHANGE_STATE"  # the new one is not confirmed
    token, = links(office, new)
    office.http("POST", "/api/v1/changes/email", {"token": token})
    act(office, "enter", change, "op1")
    act(office, "approve", change, "op2")
    assert office.json("account", "show", holder.user)["email"] == new
    office.mail(holder.mail, "邮箱变更")  # the old address hears of it


def test_the_links_of_a_withdrawn_request_are_void(office, holder):
    new = f"gone-{holder.user}@example.org"
    change = holder.ask("email", {"email": new})
    tokens = links(office, holder.mail, new)
    assert holder.call("DELETE", f"changes/{change}")[0] == 204
    for token in tokens:
        assert error(office.http("POST", "/api/v1/changes/email", {"token": token})) == "LINK_INVALID"
    for token in ("A" * 100, ""):
        assert error(office.http("POST", "/api/v1/changes/email", {"token": token})) == "LINK_INVALID"


def test_lost_keys_are_exchanged_with_a_new_code(office, holder):
    status, change = holder.call("POST", "changes", {"kind": "reissue", "note": "电脑丢失"}, session=holder.account)
    assert status == 201
    change = change["id"]
    act(office, "enter", change, "op1")
    assert act_error(office, "resend", change, "op2") == "CHANGE_STATE"
    act(office, "approve", change, "op2")
    assert holder.state(change) == "approved"
    _, first = office.mail(holder.mail, certlab.CODE.pattern)
    assert holder.call("GET", "account")[1]["authorisation"]["triesLeft"] == 10
    assert act_error(office, "resend", change, "op1") == "EVIDENCE_ONE_PERSON"
    act(office, "resend", change, "op2")
    end = certlab.time.monotonic() + 20
    while office.mail(holder.mail, certlab.CODE.pattern)[1].group(0) == first.group(0):
        assert certlab.time.monotonic() < end
        certlab.time.sleep(0.05)
    office.call("audit", "verify")


# --- review ---

def test_a_returned_request_is_corrected_and_goes_on(office, holder):
    change = holder.ask("name", {"name": "错名"})
    holder.put(change, pdf(300))
    assert act_error(office, "return", change, "op1") == "FIELD_INVALID"
    act(office, "return", change, "op1", "--reason", "名称与执照不符")
    answer = holder.call("GET", f"changes/{change}")[1]
    assert answer["state"] == "returned" and answer["reason"] == "名称与执照不符"
    office.mail(holder.mail, "名称与执照不符")
    assert holder.ask("name", {"name": "对名"}) == change
    answer = holder.call("GET", f"changes/{change}")[1]
    assert answer["state"] == "submitted" and answer["fields"] == {"name": "对名"} and answer["file"]
    act(office, "enter", change, "op1")
    act(office, "approve", change, "op2")
    assert office.json("account", "show", holder.user)["name"] == "对名"


def test_a_rejected_request_changes_nothing(office, holder):
    change = holder.ask("fields", {"phone": "110110"})
    act(office, "reject", change, "op1", "--reason", "电话不实")
    office.mail(holder.mail, "电话不实")
    assert holder.state(change) == "rejected"
    assert act_error(office, "enter", change, "op2") == "CHANGE_STATE"
    assert office.json("account", "show", holder.user)["phone"] == "13800138000"
    assert holder.ask("fields", {"phone": "120120"}) != change


def test_only_operators_review(office, shared, open_name):
    assert act_error(office, "enter", open_name, "auditor") == "STAFF_ROLE"
    assert act_error(office, "approve", open_name, "op1") == "CHANGE_STATE"
    assert act_error(office, "enter", "0" * 32, "op1") == "NOT_FOUND"


def test_lists_show_what_waits(office, shared, open_name):
    waiting = office.json("change", "list", "--state", "submitted", "--kind", "name")
    assert open_name in [c["id"] for c in waiting]
    assert {c["state"] for c in waiting} == {"submitted"} and {c["kind"] for c in waiting} == {"name"}
    assert [c["id"] for c in office.json("change", "list", "--user", "shared")] == [open_name]
    assert office.json("change", "show", open_name)["userName"] == "shared"
    said = office.call("change", "show", open_name).stdout
    assert "共用新名" in said and shared.name in said
    assert "USAGE" in office.call("change", "list", "--state", "x", ok=None).stderr


# --- what is asked for ---

@pytest.mark.parametrize("kind, fields, field, reason", [
    ("name", {"name": "汉" * 65}, "name", "length"),
    ("name", {"name": "a\u202eb"}, "name", "characters"),
    ("name", {"name": "共用（测试）公司"}, "name", "unchanged"),
    ("name", {}, "fields", "missing"),
    ("name", {"name": "新", "phone": "123456"}, "phone", "not-wanted"),
    ("fields", {"email": "a@example.com"}, "email", "not-wanted"),
    ("fields", {}, "fields", "missing"),
    ("email", {"email": "nobody"}, "email", "syntax"),
    ("email", {"email": "SHARED@example.com"}, "email", "unchanged"),
    ("reissue", {"name": "新"}, "name", "not-wanted"),
], ids=str)
def test_a_field_that_is_wrong_is_named(shared, kind, fields, field, reason):
    if kind == "name":
        for c in shared.call("GET", "changes")[1]["changes"]:
            if c["state"] == "submitted":
                shared.call("DELETE", f"changes/{c['id']}")
    status, body = shared.call("POST", "changes", {"kind": kind, "fields": fields})
    assert status == 400 and body["error"]["name"] == "FIELD_INVALID"
    assert {"field": field, "reason": reason} in body["error"]["details"]["fields"]


def test_a_note_is_lines_of_plain_text(shared):
    for note in ("\x1b[2J", "\u202e", "a\x00b"):
        assert shared.refusal("POST", "changes", {"kind": "fields", "fields": {"phone": "123456"}, "note": note}) \
            in ("FIELD_INVALID", "BAD_REQUEST")


def test_one_request_of_a_kind_is_open_at_a_time(holder):
    change = holder.ask("fields", {"phone": "123456"})
    again = {"kind": "fields", "fields": {"phone": "654321"}}
    assert holder.refusal("POST", "changes", again) == "CHANGE_EXISTS"
    holder.ask("name", {"name": "新名"})  # another kind
    assert holder.call("DELETE", f"changes/{change}")[0] == 204
    assert holder.refusal("DELETE", f"changes/{change}") == "CHANGE_STATE"
    with concurrent.futures.ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: holder.call("POST", "changes", again), range(8)))
    assert sorted(status for status, _ in answers) == [201] + [409] * 7


def test_requests_are_limited_to_so_many_a_day(holder):
    for _ in range(10):
        change = holder.ask("fields", {"phone": "123456"})
        holder.call("DELETE", f"changes/{change}")
    assert holder.refusal("POST", "changes", {"kind": "fields", "fields": {"phone": "123456"}}) == "TOO_MANY_TRIES"


def test_a_login_by_name_sees_and_does_little(holder):
    change = holder.ask("name", {"name": "新名"})
    for kind, fields in (("name", {"name": "x"}), ("fields", {"phone": "123456"}), ("email", {"email": "a@b.cn"})):
        body = {"kind": kind, "fields": fields}
        assert holder.refusal("POST", "changes", body, session=holder.account) == "SESSION_SCOPE"
    assert holder.call("GET", "changes", session=holder.account) == (200, {"changes": []})
    for method in ("GET", "DELETE"):
        assert holder.refusal(method, f"changes/{change}", session=holder.account) == "NOT_FOUND"
    assert error(holder.put(change, pdf(200), session=holder.account)) == "SESSION_SCOPE"


def test_nobody_sees_anothers_request(holder, shared):
    change = holder.ask("name", {"name": "新名"})
    for method in ("GET", "DELETE"):
        assert shared.refusal(method, f"changes/{change}") == "NOT_FOUND"
    assert error(shared.put(change, pdf(200))) == "NOT_FOUND"
    assert holder.state(change) == "submitted"


def test_an_account_without_certificates_asks_for_nothing(office, user, name):
    office.register(user, name)
    office.approve(user)
    _, login = office.http("POST", "/api/v1/sessions/account", {"userName": user, "applicant": name})
    answer = office.http("POST", "/api/v1/changes", {"kind": "reissue"}, login["token"])
    assert error(answer) == "ACCOUNT_STATE"


# --- revocation ---

def test_a_revocation_is_asked_for_and_rejected(office, holder):
    serial = holder.serial()
    status, change = holder.call("POST", "revocations", {"serial": serial, "reason": "cessation", "note": "停业"},
                                 session=holder.account)
    assert status == 202 and change["kind"] == "revoke"
    assert change["fields"] == {"serial": serial, "reason": "cessation"}
    assert act_error(office, "enter", change["id"], "op1") == "CHANGE_STATE"  # one person decides
    act(office, "reject", change["id"], "op1", "--reason", "请到窗口办理")
    assert holder.state(change["id"]) == "rejected"


def test_a_revocation_that_is_approved_revokes_the_pair(office, holder):
    _, change = holder.call("POST", "revocations", {"serial": holder.serial(), "reason": "key-compromise"})
    act(office, "approve", change["id"], "op1")
    shown = office.json("change", "show", change["id"])
    assert shown["state"] == "done" and not shown["signed"]
    states = [c["state"] for c in office.json("certificate", "list", "--user", holder.user)]
    assert states == ["revoked", "revoked"]
    assert holder.refusal("GET", "changes") == "SESSION_MISSING"  # it went with its certificate
    refused = holder.client.error("login", "certificate", "--pin-file", holder.client.file("Test-2026"))
    assert refused["name"] == "CERT_REVOKED"
    office.mail(holder.mail, "受理机构已废除")
    office.call("audit", "verify")


def test_a_certificate_of_nobody_or_somebody_else_is_unknown(holder, shared):
    for serial in (shared.serial(), "00", "zz", ""):
        assert holder.refusal("POST", "revocations", {"serial": serial, "reason": "cessation"}) == "CERT_UNKNOWN"
    for reason in ("hold", "remove", "x"):
        assert holder.refusal("POST", "revocations", {"serial": holder.serial(), "reason": reason}) == "BAD_REQUEST"
