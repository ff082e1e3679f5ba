# SPDX-License-Identifier: Apache-2.0
"""Holders of an old CA: the list is checked, imported, approved, taken back."""
import json
import subprocess
import time

import pytest

from certlab import Failed, Office

SM2 = ["-sm3", "-sigopt", "distid:1234567812345678"]
COLUMNS = "serial,userName,kind,name,creditCode,email,contact,phone,address,lang"


def make_ca(path, kind):
    """A CA of openssl's: its certificate, PEM."""
    key = path.with_suffix(".key")
    if kind == "rsa":
        subprocess.run(["openssl", "genrsa", "-out", key, "2048"], check=True, capture_output=True)
    else:
        subprocess.run(["openssl", "ecparam", "-genkey", "-name", "SM2", "-noout", "-out", key],
                       check=True)
    subprocess.run(["openssl", "req", "-x509", "-new", "-key", key, "-utf8", "-days", "3650",
                    "-subj", "/C=CN/O=原商标局/CN=原签发机构", "-out", path,
                    *(SM2 if kind == "sm2" else ["-sha256"])], check=True, capture_output=True)
    return path


def row(i, **changes):
    fields = {"serial": f"{0x100000 + i:x}", "userName": f"old-{i}", "kind": "individual",
              "name": f"持有人{i}", "creditCode": "", "email": f"old-{i}@example.com",
              "contact": "李雷", "phone": "13800138000", "address": "北京市西城区", "lang": "zh",
              **changes}
    return ",".join(fields[c] for c in COLUMNS.split(","))


def write(path, rows, encoding="utf-8-sig", end="\r\n"):
    path.write_text(end.join([COLUMNS, *rows]) + end, encoding=encoding, newline="")
    return path


@pytest.fixture(scope="module")
def lab(tmp_path_factory):
    folder = tmp_path_factory.mktemp("legacy")
    office = Office(folder / "office")
    office.folder = folder
    office.rsa = make_ca(folder / "rsa.pem", "rsa")
    office.sm2 = make_ca(folder / "sm2.pem", "sm2")
    return office


def test_a_thousand_holders_are_imported_in_moments(lab):
    holders = write(lab.folder / "thousand.csv", [row(i) for i in range(1000)])
    lab.call("legacy", "import", "--ca", lab.rsa, "--holders", holders, "--check")
    assert lab.json("legacy", "list") == []
    began = time.monotonic()
    done = lab.json("legacy", "import", "--ca", lab.rsa, "--holders", holders, "--as", "op1")
    assert time.monotonic() - began < 10
    assert done["holders"] == 1000
    shown = lab.json("legacy", "show", done["id"])
    assert shown["state"] == "entered" and len(shown["list"]) == 1000
    assert shown["list"][7] == {"serial": "100007", "userName": "old-7", "name": "持有人7",
                                "email": "old-7@example.com"}
    assert lab.json("account", "show", "old-999")["state"] == "approved"
    with pytest.raises(Failed, match="EVIDENCE_ONE_PERSON"):
        lab.call("legacy", "approve", done["id"], "--as", "op1")
    lab.call("legacy", "approve", done["id"], "--as", "op2")
    assert lab.json("legacy", "show", done["id"])["state"] == "open"
    with pytest.raises(Failed, match="CHANGE_STATE"):
        lab.call("legacy", "approve", done["id"], "--as", "op2")
    lab.call("audit", "verify")


def problems(lab, rows, ca=None):
    """What the import says of these rows: [(line, field, reason)]."""
    holders = write(lab.folder / "wrong.csv", rows, encoding="utf-8", end="\n")
    with pytest.raises(Failed, match="FIELD_INVALID") as failed:
        lab.call("legacy", "import", "--ca", ca or lab.sm2, "--holders", holders, "--as", "op1",
                 "--json")
    details = json.loads(failed.value.result.stdout)["error"]["details"]
    return [(p["line"], p["field"], p["reason"]) for p in details["problems"]]


def test_one_wrong_line_and_nothing_is_imported(lab):
    before = lab.json("legacy", "list")
    right = [row(i, userName=f"other-{i}") for i in range(5)]
    assert problems(lab, [*right, row(6, serial="xyz"), row(7, email="nobody")]) == [
        (7, "serial", "syntax"), (8, "email", "syntax")]
    assert problems(lab, [*right, right[2]]) == [
        (7, "userName", "twice"), (7, "serial", "twice")]
    assert problems(lab, [row(1, userName="new-1"), "a,b"]) == [(3, "", "columns")]
    assert lab.json("legacy", "list") == before
    with pytest.raises(Failed, match="NOT_FOUND"):
        lab.call("account", "show", "other-0")


def test_names_that_are_taken_are_refused_with_their_line(lab):
    holders = write(lab.folder / "first.csv", [row(1, userName="taken")])
    lab.call("legacy", "import", "--ca", lab.sm2, "--holders", holders, "--as", "op1")
    assert problems(lab, [row(2, userName="free"), row(3, userName="taken")]) == [
        (3, "userName", "taken")]
    assert problems(lab, [row(1, userName="free")]) == [(2, "serial", "taken")]


def test_the_same_serial_number_of_another_key_is_another_certificate(lab):
    twin = make_ca(lab.folder / "twin.pem", "sm2")  # the same name
    holders = write(lab.folder / "twin.csv", [row(1, userName="twin")])
    lab.call("legacy", "import", "--ca", twin, "--holders", holders, "--as", "op1")


def test_what_was_not_approved_is_taken_back_whole(lab):
    ca = make_ca(lab.folder / "back.pem", "rsa")
    holders = write(lab.folder / "back.csv", [row(i, userName=f"back-{i}") for i in range(3)])
    done = lab.json("legacy", "import", "--ca", ca, "--holders", holders, "--as", "op1")
    lab.call("legacy", "close", done["id"], "--as", "op2")
    with pytest.raises(Failed, match="NOT_FOUND"):
        lab.call("legacy", "show", done["id"])
    with pytest.raises(Failed, match="NOT_FOUND"):
        lab.call("account", "show", "back-1")
    again = lab.json("legacy", "import", "--ca", ca, "--holders", holders, "--as", "op1")
    lab.call("legacy", "approve", again["id"], "--as", "op2")
    lab.call("legacy", "close", again["id"], "--as", "op2")
    assert lab.json("legacy", "show", again["id"])["state"] == "closed"
    assert lab.json("account", "show", "back-1")["state"] == "approved"


def test_who_is_no_operator_imports_nothing(lab):
    holders = write(lab.folder / "role.csv", [row(1, userName="role")])
    for who in ("super", "auditor"):
        with pytest.raises(Failed, match="STAFF_ROLE|STAFF_UNKNOWN"):
            lab.call("legacy", "import", "--ca", lab.sm2, "--holders", holders, "--as", who)


def test_only_a_cas_certificate_is_a_ca(lab):
    holders = write(lab.folder / "leaf.csv", [row(1, userName="leaf")])
    leaf = lab.folder / "leaf.pem"
    subprocess.run(["openssl", "req", "-x509", "-new", "-key", lab.folder / "rsa.key", "-subj",
                    "/CN=leaf", "-addext", "basicConstraints=critical,CA:FALSE", "-out", leaf],
                   check=True, capture_output=True)
    with pytest.raises(Failed, match="CERT_USAGE"):
        lab.call("legacy", "import", "--ca", leaf, "--holders", holders, "--as", "op1")
    sha1 = lab.folder / "sha1.pem"
    subprocess.run(["openssl", "req", "-x509", "-new", "-key", lab.folder / "rsa.key", "-subj",
                    "/CN=old", "-sha1", "-out", sha1], check=True, capture_output=True)
    with pytest.raises(Failed, match="CERT_ALGORITHM"):
        lab.call("legacy", "import", "--ca", sha1, "--holders", holders, "--as", "op1")
