# SPDX-License-Identifier: Apache-2.0
"""What goes wrong in real life: each ends in its own named error with a remedy
in both languages, and everything else goes on."""

import contextlib
import http.server
import json
import os
import subprocess
import threading

import certlab
import pytest

PIN = "Storm-2026"


def assert_explained(error, name):
    assert error["name"] == name
    assert error["message"] and error["remedy"]


def issue_error(computer, code, pin=PIN, **kw):
    return computer.error("issue", "--code-file", computer.file(code),
                          "--new-pin-file", computer.file(pin), **kw)


@pytest.fixture(scope="module")
def guarded(tmp_path_factory):
    """An office whose captcha is on, as in earnest."""
    office = certlab.Office(tmp_path_factory.mktemp("guarded") / "practice")
    office.configure(captcha="on")
    with office:
        yield office


# --- getting in ---------------------------------------------------------------

def login_body(office, user="nobody", applicant="没有这个公司", answer="WRONG"):
    status, captcha = office.http("POST", "/api/v1/captcha", {})
    assert status in (200, 201)
    return {"userName": user, "applicant": applicant,
            "captcha": {"id": captcha["id"], "answer": answer}}


def test_a_wrong_captcha_and_an_unknown_name_look_alike(guarded, office, applicant):
    status, wrong = guarded.http("POST", "/api/v1/sessions/account", login_body(guarded))
    assert status == 403
    assert_explained(wrong["error"], "LOGIN_REFUSED")
    user, name = applicant
    office.register(user, name)
    office.approve(user)
    answers = [office.http("POST", "/api/v1/sessions/account", {"userName": u, "applicant": a})
               for u, a in ((user, "别的公司"), ("nobody", name), ("nobody", "别的公司"))]
    assert {json.dumps(a) for a in answers} == {json.dumps(answers[0])}
    assert_explained(answers[0][1]["error"], "LOGIN_REFUSED")


def test_a_captcha_serves_once(guarded):
    body = login_body(guarded)
    first = guarded.http("POST", "/api/v1/sessions/account", body)
    second = guarded.http("POST", "/api/v1/sessions/account", body)
    assert first[1]["error"]["name"] == second[1]["error"]["name"] == "LOGIN_REFUSED"


def test_guessing_names_is_limited(office, computer):
    names = [computer.error("login", "account", "--user", "guessed", "--applicant", f"公司{n}")["name"]
             for n in range(30)]
    assert names[0] == "LOGIN_REFUSED"
    assert names[-1] == "TOO_MANY_TRIES"


def test_errors_speak_english_too(office, computer):
    error = computer.call("--lang", "en", "login", "account", "--user", "nobody",
                          "--applicant", "Nobody", ok=None)
    assert error.returncode == 77
    assert "What to do:" in error.stderr and "LOGIN_REFUSED" in error.stderr


# --- codes and PINs -----------------------------------------------------------

def test_a_wrong_code_is_told_and_counted_and_leaves_nothing_behind(office, computer, approved):
    _, _, code = approved
    wrong = "00000-00000-00000-00000"
    assert_explained(issue_error(computer, "12345"), "CODE_SYNTAX")
    tries = []
    for _ in range(3):
        error = issue_error(computer, wrong)
        assert_explained(error, "CODE_WRONG")
        tries.append(error["details"]["triesLeft"])
    assert tries == sorted(tries, reverse=True) and len(set(tries)) == 3
    assert computer.json("tokens")["tokens"] == []
    assert computer.json("status")["unfinished"] == 0
    computer.issue(code, PIN)


def test_a_code_guessed_too_often_is_locked_even_for_who_knows_it(office, computer, approved):
    _, _, code = approved
    names = [issue_error(computer, "00000-00000-00000-00000")["name"] for _ in range(12)]
    assert "CODE_LOCKED" in names or names[-1] in ("ACCOUNT_STATE", "CODE_WRONG")
    assert issue_error(computer, code)["name"] in ("CODE_LOCKED", "ACCOUNT_STATE", "CODE_WRONG")


def test_a_pin_that_breaks_the_rules_spends_nothing(office, computer, approved):
    _, _, code = approved
    assert_explained(issue_error(computer, code, "12345"), "PIN_LENGTH")
    assert_explained(issue_error(computer, code, "1" * 21), "PIN_LENGTH")
    assert_explained(issue_error(computer, code, "密码密码密码"), "PIN_CHARACTERS")
    computer.issue(code, PIN)


def test_ten_wrong_pins_lock_the_token_and_nothing_else(office, computer, holder):
    pin = computer.file("wrong-pin")
    for left in range(9, 0, -1):
        error = computer.error("login", "certificate", "--pin-file", pin)
        assert_explained(error, "PIN_WRONG")
        assert error["details"]["triesLeft"] == left
    assert_explained(computer.error("login", "certificate", "--pin-file", pin), "PIN_LOCKED")
    right = computer.error("login", "certificate", "--pin-file", computer.file("Test-2026"))
    assert_explained(right, "PIN_LOCKED")
    user, name = holder
    computer.login(user, name)
    assert computer.json("certs")["certificates"][0]["state"] == "OK"


# --- token files --------------------------------------------------------------

def token_file(computer):
    return next((computer.home / "tokens").glob("*.token"))


def listed(computer):
    return [t.get("error", "OK") for t in computer.json("tokens")["tokens"]]


def test_a_truncated_token_file_is_damaged(office, computer, holder):
    path = token_file(computer)
    whole = path.read_bytes()
    for length in (0, 1, len(whole) // 2, len(whole) - 1):
        path.write_bytes(whole[:length])
        assert listed(computer)[0] in ("TOKEN_DAMAGED", "TOKEN_FOREIGN")
    path.write_bytes(whole)
    computer.login_certificate("Test-2026")


def test_a_flipped_bit_is_noticed_wherever_it_is(office, computer, holder):
    path = token_file(computer)
    whole = path.read_bytes()
    for at in range(0, len(whole), max(1, len(whole) // 25)):
        flipped = bytearray(whole)
        flipped[at] ^= 0x10
        path.write_bytes(flipped)
        assert listed(computer)[0].startswith("TOKEN_"), at
    path.write_bytes(whole)
    computer.login_certificate("Test-2026")


def test_a_foreign_file_hides_no_token(office, computer, holder):
    foreign = token_file(computer).with_name("holiday.token")
    foreign.write_bytes(b"\x89PNG\r\n\x1a\n" + os.urandom(500))
    assert sorted(listed(computer)) == ["OK", "TOKEN_FOREIGN"]
    computer.login_certificate("Test-2026")


def test_a_token_file_carried_to_another_computer_does_not_open(office, computer, holder, tmp_path):
    thief = certlab.Client(tmp_path / "elsewhere", office.url)
    thief.call("status")
    (thief.home / "tokens" / "copied.token").write_bytes(token_file(computer).read_bytes())
    assert listed(thief) == ["TOKEN_OTHER_COMPUTER"]


# --- disk, network, clock -----------------------------------------------------

@pytest.fixture
def small_disk(tmp_path):
    """A disk of 256 KB."""
    if os.geteuid() != 0:
        pytest.skip("mounting a small disk needs root")
    disk = tmp_path / "disk"
    disk.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=256k", "tmpfs", disk],
                      capture_output=True).returncode != 0:
        pytest.skip("this machine does not mount")
    yield disk
    subprocess.run(["umount", "-l", disk], check=False)


def test_a_full_disk_loses_nothing(office, approved, small_disk):
    user, name, code = approved
    computer = certlab.Client(small_disk / "home", office.url)
    computer.login(user, name)
    code_file, pin_file = computer.file(code), computer.file(PIN)
    filler = small_disk / "filler"
    filler.touch()
    with contextlib.suppress(OSError), open(filler, "ab", buffering=0) as file:
        while True:
            file.write(b"\0" * 4096)
    args = ("issue", "--code-file", code_file, "--new-pin-file", pin_file)
    assert_explained(computer.error(*args), "DISK_FULL")
    filler.unlink()
    computer.json(*args)
    computer.login_certificate(PIN)


def test_an_office_that_is_down_is_said_to_be_and_comes_back(tmp_path):
    office = certlab.Office(tmp_path / "practice").start()
    office.register("patient", "耐心等待有限公司")
    code = office.approve("patient")
    computer = certlab.Client(tmp_path / "computer", office.url)
    computer.login("patient", "耐心等待有限公司")
    listen = office.url.removeprefix("http://")
    office.stop()
    assert_explained(issue_error(computer, code), "OFFICE_UNREACHABLE")
    assert computer.json("certs")["certificates"] == []
    office.start(listen=listen)
    try:
        computer.issue(code, PIN)
    finally:
        office.stop()


class Rubbish(http.server.BaseHTTPRequestHandler):
    """A server that answers everything with what is in rubbish."""

    rubbish = b""
    kind = "application/json"

    def answer(self):
        self.send_response(200)
        self.send_header("Content-Type", self.kind)
        self.send_header("Content-Length", str(len(self.rubbish)))
        self.end_headers()
        self.wfile.write(self.rubbish)

    do_GET = do_POST = do_DELETE = answer

    def log_message(self, *_):
        pass


@pytest.mark.parametrize("rubbish, kind", [
    (b"", "application/json"),
    (b"{}", "application/json"),
    (b"<html>Free wireless network: please log in</html>", "text/html"),
    (b'{"origin": "x"' + b" " * 100000, "application/json"),
    (b"{" + b'"a":{' * 5000, "application/json"),
    (os.urandom(4096), "application/octet-stream"),
    (b"x" * (2 << 20), "application/json"),
], ids=["nothing", "empty", "portal", "open", "deep", "noise", "huge"])
def test_an_office_that_answers_rubbish_is_named(tmp_path, rubbish, kind):
    handler = type("Handler", (Rubbish,), {"rubbish": rubbish, "kind": kind})
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        computer = certlab.Client(tmp_path / "c", f"http://127.0.0.1:{server.server_port}")
        assert_explained(computer.error("refresh"), "OFFICE_ANSWER")
        assert computer.json("certs") == {"certificates": []}
    finally:
        server.shutdown()
        server.server_close()


def test_another_office_at_the_same_address_is_not_trusted(office, computer, tmp_path):
    computer.json("refresh")
    other = certlab.Office(tmp_path / "other", own=True).start()
    try:
        computer.url = other.url
        assert_explained(computer.error("refresh"), "OFFICE_CHANGED")
    finally:
        other.stop()


@pytest.mark.parametrize("shift", ["+1d", "-1d"])
def test_a_clock_a_day_off_is_told(office, computer, shift):
    result = certlab.run("faketime", "-f", shift, certlab.CERTCTL, "--home", computer.home,
                         "--office", office.url, "--json", "refresh", ok=None)
    assert_explained(json.loads(result.stdout)["error"], "CLOCK_WRONG")


def test_a_home_may_be_named_from_the_current_folder(office, approved, tmp_path):
    user, name, code = approved
    computer = certlab.Client(os.path.relpath(tmp_path / "near"), office.url)
    computer.login(user, name)
    computer.issue(code, PIN)
    computer.login_certificate(PIN)


# --- secrets ------------------------------------------------------------------

def test_no_pin_and_no_code_is_written_anywhere(office, computer, approved):
    _, _, code = approved
    pin = "Canary-PIN-7731"
    pin_file, code_file = computer.file(pin), computer.file(code)
    computer.json("issue", "--code-file", code_file, "--new-pin-file", pin_file)
    computer.json("login", "certificate", "--accept-terms", "--pin-file", pin_file)
    pin_file.unlink()
    code_file.unlink()
    places = [computer.home, office.dir]
    needles = [pin.encode(), code.encode(), code.replace("-", "").encode()]
    for place in places:
        for path in place.rglob("*"):
            if not path.is_file() or "outgoing" in path.parts:
                continue
            data = path.read_bytes()
            assert not any(needle in data for needle in needles), path
    log = (office.dir.parent / f"{office.dir.name}.log").read_bytes()
    assert not any(needle in log for needle in needles)
