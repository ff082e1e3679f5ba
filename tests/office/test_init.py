# SPDX-License-Identifier: Apache-2.0
"""The initialisation ceremony and appointments, with the real programs."""

import json
import os
import signal
import stat
import subprocess
import time

import pytest

from certlab import OFFICE, Failed, run

PRACTICE = ["audit-admin", "auditor", "business", "op1", "op2", "super"]
DISTID = "distid:1234567812345678"


@pytest.fixture(scope="module")
def practice(tmp_path_factory):
    folder = tmp_path_factory.mktemp("init") / "office"
    run(OFFICE, "init", folder, "--practice", "--name", "示范中心")
    return folder


def office_json(*args):
    return json.loads(run(OFFICE, *args, "--json").stdout)


def error_of(*args, **kw):
    result = run(OFFICE, *args, "--json", ok=None, **kw)
    assert result.returncode != 0, result.stdout
    return json.loads(result.stdout)["error"]


def pin_file(folder, name="pin", pin="Test-2026"):
    path = folder / name
    path.write_text(pin + "\n")
    path.chmod(0o600)
    return path


def mode_of(path):
    return stat.S_IMODE(path.stat().st_mode)


def test_everything_secret_is_for_the_owner_alone(practice):
    public = practice / "public"
    for path in [practice, *practice.rglob("*")]:
        want = (0o755 if path.is_dir() else 0o644) if path.is_relative_to(public) \
            else (0o700 if path.is_dir() else 0o600)
        assert mode_of(path) == want, path
    assert not practice.with_name("office.new").exists()


def test_openssl_accepts_the_chain(practice):
    public = practice / "public"
    verify = ["openssl", "verify", "-vfyopt", DISTID]
    run(*verify, "-CAfile", public / "root.pem", public / "root.pem", public / "issuing.pem")
    run(*verify, "-partial_chain", "-trusted", public / "issuing.pem",
        public / "audit.pem", public / "keycentre.pem")
    run(*verify, "-partial_chain", "-trusted", public / "issuing.pem",
        "-purpose", "ocsphelper", public / "ocsp.pem")
    text = run("openssl", "x509", "-in", public / "issuing.pem", "-noout", "-text").stdout
    assert "CA:TRUE, pathlen:0" in text and "Certificate Sign, CRL Sign" in text


def test_a_practice_office_has_everybody_appointed(practice):
    staff = office_json("staff", "list", practice)
    assert [s["name"] for s in staff] == PRACTICE
    assert {s["name"]: s["role"] for s in staff} == {
        "super": "super", "audit-admin": "audit-admin", "business": "business-admin",
        "op1": "operator", "op2": "operator", "auditor": "auditor"}
    assert len({s["serial"] for s in staff}) == len(PRACTICE)
    assert office_json("staff", "show", practice, "op1")["state"] == "active"
    run(OFFICE, "audit", "verify", practice)


def test_keys_are_here_and_the_pool_is_empty(practice):
    status = office_json("key", "status", practice)
    assert all(k["here"] for k in status["keys"])
    assert status["pool"]["inUse"] == 0


def test_an_office_is_not_made_twice(practice):
    before = (practice / "ca" / "root.key").read_bytes()
    assert error_of("init", practice, "--practice")["name"] == "OFFICE_EXISTS"
    assert (practice / "ca" / "root.key").read_bytes() == before


def test_a_folder_with_something_in_it_is_left_alone(tmp_path):
    (tmp_path / "office").mkdir()
    (tmp_path / "office" / "thesis.txt").write_text("years of work")
    assert error_of("init", tmp_path / "office", "--practice")["name"] == "OFFICE_EXISTS"
    (tmp_path / "other.new").mkdir()
    (tmp_path / "other.new" / "thesis.txt").write_text("more of it")
    assert error_of("init", tmp_path / "other", "--practice")["name"] == "OFFICE_EXISTS"
    assert (tmp_path / "office" / "thesis.txt").exists()
    assert (tmp_path / "other.new" / "thesis.txt").exists()


@pytest.mark.parametrize("arguments, name", [
    (["--origin", "http://office.example"], "CONFIG"),
    (["--origin", "https://Office.example"], "CONFIG"),
    (["--store", "mysql://x"], "CONFIG"),
    (["--name", "a ; b"], "USAGE"),
    (["--name", ""], "CONFIG"),
    (["--nmae", "x"], "USAGE"),
    (["--practice", "--practice"], "USAGE"),
    (["--practice", "--super-csr", "x"], "USAGE"),
    (["extra"], "USAGE"),
])
def test_a_wrong_command_makes_nothing(tmp_path, arguments, name):
    folder = tmp_path / "office"
    assert error_of("init", folder, *arguments)["name"] == name
    assert list(tmp_path.iterdir()) == []


def test_killed_at_any_moment_it_leaves_an_office_or_none(tmp_path):
    folder = tmp_path / "office"
    for delay in [0.02, 0.05, 0.1, 0.2, 0.3, 0.5, 0.7, 1.0, 1.3]:
        process = subprocess.Popen([OFFICE, "init", folder, "--practice"],
                                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(delay)
        process.send_signal(signal.SIGKILL)
        process.wait()
        if folder.exists():
            break
    if not folder.exists():
        run(OFFICE, "init", folder, "--practice")  # over what was left
    assert [s["name"] for s in office_json("staff", "list", folder)] == PRACTICE
    assert list(tmp_path.iterdir()) == [folder]
    run(OFFICE, "audit", "verify", folder)


def test_two_founders_bring_their_own_requests(tmp_path):
    folder = tmp_path / "office"
    for name in ["super", "audit"]:
        run("openssl", "ecparam", "-name", "SM2", "-genkey", "-noout", "-out", tmp_path / f"{name}.key")
        run("openssl", "req", "-new", "-key", tmp_path / f"{name}.key", "-sm3", "-sigopt", DISTID,
            "-subj", "/C=CN/CN=whoever", "-out", tmp_path / f"{name}.csr")
    run(OFFICE, "init", folder, "--super-csr", tmp_path / "super.csr", "--super-name", "赵一",
        "--audit-admin-csr", tmp_path / "audit.csr", "--audit-admin-name", "钱二")
    staff = office_json("staff", "list", folder)
    assert [(s["name"], s["person"]) for s in staff] == [("audit-admin", "钱二"), ("super", "赵一")]
    cert = run("openssl", "x509", "-inform", "DER", "-in", folder / "public" / "super.cer",
               "-noout", "-pubkey").stdout
    key = run("openssl", "pkey", "-in", tmp_path / "super.key", "-pubout").stdout
    assert cert == key
    run(OFFICE, "audit", "verify", folder)


def test_two_founders_get_soft_tokens(tmp_path):
    folder = tmp_path / "office"
    pin = pin_file(tmp_path)
    run(OFFICE, "init", folder, "--super-pin-file", pin, "--audit-admin-pin-file", pin)
    assert not (folder / "staff" / "super" / "pin").exists()
    wrong = pin_file(tmp_path, "wrong", "Nothing-1")
    args = ["staff", "add", folder, "boss", "--role", "business-admin", "--person", "孙三",
            "--as", "super", "--new-pin-file", pin]
    error = error_of(*args, "--pin-file", wrong)
    assert error["name"] == "PIN_WRONG" and "9" in error["details"]["detail"]
    run(OFFICE, *args, "--pin-file", pin)
    assert office_json("staff", "show", folder, "boss")["role"] == "business-admin"


def test_short_pins_and_bad_requests_are_refused(tmp_path):
    pin = pin_file(tmp_path, pin="12345")
    error = error_of("init", tmp_path / "a", "--super-pin-file", pin, "--audit-admin-pin-file", pin)
    assert error["name"] == "PIN_LENGTH"
    (tmp_path / "csr").write_text("no request at all")
    error = error_of("init", tmp_path / "b", "--super-csr", tmp_path / "csr",
                     "--audit-admin-csr", tmp_path / "csr")
    assert error["name"] == "CSR_SYNTAX"
    error = error_of("init", tmp_path / "c", "--super-csr", tmp_path / "none",
                     "--audit-admin-csr", tmp_path / "csr")
    assert error["name"] == "FILE_MISSING"
    assert sorted(p.name for p in tmp_path.iterdir()) == ["csr", "pin"]


@pytest.mark.parametrize("by, role, name", [
    ("super", "operator", "STAFF_ROLE"),
    ("op1", "operator", "STAFF_ROLE"),
    ("audit-admin", "operator", "STAFF_ROLE"),
    ("business", "auditor", "STAFF_ROLE"),
    ("business", "super", "STAFF_ROLE"),
    ("nobody", "operator", "STAFF_UNKNOWN"),
    ("../op1", "operator", "STAFF_UNKNOWN"),
    ("business", "king", "USAGE"),
])
def test_who_may_not_appoint_does_not(practice, tmp_path, by, role, name):
    error = error_of("staff", "add", practice, "newcomer", "--role", role, "--person", "某人",
                     "--as", by, "--new-pin-file", pin_file(tmp_path))
    assert error["name"] == name
    assert error_of("staff", "show", practice, "newcomer")["name"] == "STAFF_UNKNOWN"


def test_appointments_follow_the_chain(practice, tmp_path):
    pin = pin_file(tmp_path)
    for name, role, by in [("op3", "operator", "business"), ("auditor2", "auditor", "audit-admin"),
                           ("boss2", "business-admin", "super")]:
        run(OFFICE, "staff", "add", practice, name, "--role", role, "--person", "某人", "--as", by,
            "--new-pin-file", pin)
        assert office_json("staff", "show", practice, name)["role"] == role
    error = error_of("staff", "add", practice, "op3", "--role", "operator", "--person", "某人",
                     "--as", "business", "--new-pin-file", pin)
    assert error["name"] == "ACCOUNT_EXISTS"
    run(OFFICE, "audit", "verify", practice)


def test_a_request_can_be_brought_to_an_appointment(practice, tmp_path):
    key, csr, cert = tmp_path / "key", tmp_path / "csr", tmp_path / "cert"
    run("openssl", "ecparam", "-name", "SM2", "-genkey", "-noout", "-out", key)
    run("openssl", "req", "-new", "-key", key, "-sm3", "-sigopt", DISTID, "-subj", "/CN=x", "-out", csr)
    run(OFFICE, "staff", "add", practice, "op4", "--role", "operator", "--person", "李四",
        "--as", "business", "--csr", csr, "--out", cert)
    subject = run("openssl", "x509", "-inform", "DER", "-in", cert, "-noout", "-subject",
                  "-nameopt", "utf8,sep_comma_plus_space").stdout
    assert "CN=李四" in subject and "serialNumber=op4" in subject and "O=示范中心" in subject


def test_the_unlock_file_may_lie_elsewhere(practice, tmp_path):
    away = tmp_path / "unlock"
    os.rename(practice / "unlock", away)
    try:
        args = ["staff", "add", practice, "op5", "--role", "operator", "--person", "王五",
                "--as", "business", "--new-pin-file", pin_file(tmp_path)]
        with pytest.raises(Failed):
            run(OFFICE, *args)
        run(OFFICE, *args, "--unlock", away)
    finally:
        os.rename(away, practice / "unlock")


def test_help_names_every_verb_in_both_languages():
    for lang, word in [("zh", "任命一名工作人员"), ("en", "appoint a member of staff")]:
        text = run(OFFICE, "--help", "--lang", lang).stdout
        assert word in text and "cert-office init DIR" in text
    assert run(OFFICE, "staff", "--help").stdout.count("cert-office") == 4
    assert run(OFFICE, "--version").stdout.startswith("cert-office ")
