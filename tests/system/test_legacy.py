# SPDX-License-Identifier: Apache-2.0
"""An old CA with many holders (a thousand in ./dev test --all) moves to this
office: half of RSA and half of SM2, under two keys of one name. Nobody gets
through by the name alone."""
import json
import subprocess

import pytest

import certlab

LOAD = certlab.BUILD / "tests" / "system" / "legacy-load"
COLUMNS = "serial,userName,kind,name,creditCode,email,contact,phone,address,lang"
NAME = "/C=CN/O=原商标局/CN=原签发机构"
PASSWORD = "secret6"
SM2 = ["-sm3", "-sigopt", "distid:1234567812345678"]
FIRST = 0x10001
HALF = 500 if certlab.THOROUGH else 50


def openssl(*args):
    subprocess.run(["openssl", *map(str, args)], check=True, capture_output=True)


class OldCa:
    """A CA of openssl's: NAME.pem, NAME.p12, and the key of its holders."""

    def __init__(self, folder, name, kind):
        self.folder, self.name, self.kind = folder, name, kind
        self.certificate = folder / f"{name}.pem"
        self.file = self.make(self.certificate, NAME, "keyCertSign,cRLSign")
        self.holders_key = self.make(folder / f"{name}-holder.pem", "/CN=holder",
                                     "digitalSignature")

    def make(self, path, subject, usage):
        """A key, a certificate by itself, and both in a PKCS#12 file."""
        key, file = path.with_suffix(".key"), path.with_suffix(".p12")
        if self.kind == "rsa":
            openssl("genrsa", "-out", key, "2048")
        else:
            openssl("ecparam", "-genkey", "-name", "SM2", "-noout", "-out", key)
        openssl("req", "-x509", "-new", "-key", key, "-utf8", "-subj", subject, "-days", "3650",
                "-addext", f"keyUsage=critical,{usage}", "-out", path,
                *(SM2 if self.kind == "sm2" else ["-sha256"]))
        openssl("pkcs12", "-export", "-inkey", key, "-in", path, "-passout", f"pass:{PASSWORD}",
                "-out", file)
        return file

    def group(self, user, first=FIRST, count=HALF):
        """For legacy-load."""
        return f"{self.file},{self.holders_key},{first:x},{count},{user}"

    def holder_file(self, serial, subject):
        """One holder's key and certificate by this CA, openssl's own work."""
        path = self.folder / f"{self.name}-{serial:x}.pem"
        key, public = path.with_suffix(".key"), path.with_suffix(".pub")
        if self.kind == "rsa":
            openssl("genrsa", "-out", key, "2048")
        else:
            openssl("ecparam", "-genkey", "-name", "SM2", "-noout", "-out", key)
        openssl("pkey", "-in", key, "-pubout", "-out", public)
        openssl("x509", "-new", "-force_pubkey", public, "-set_serial", hex(serial),
                "-subj", subject, "-days", "365", "-CA", self.certificate, "-CAkey",
                self.certificate.with_suffix(".key"), "-out", path,
                *(SM2 if self.kind == "sm2" else ["-sha256"]))
        openssl("pkcs12", "-export", "-inkey", key, "-in", path, "-passout", f"pass:{PASSWORD}",
                "-out", path.with_suffix(".p12"))
        return path.with_suffix(".p12")


def holders_list(path, user, first=FIRST, count=HALF):
    rows = [f"{first + i:x},{user}-{i},individual,持有人{i},,{user}-{i}@example.com,李雷,"
            f"13800138000,北京市西城区,zh" for i in range(count)]
    path.write_text("\r\n".join([COLUMNS, *rows]) + "\r\n", encoding="utf-8-sig", newline="")
    return path


def take_over(office, ca, holders):
    done = office.json("legacy", "import", "--ca", ca.certificate, "--holders", holders,
                       "--as", "op1")
    office.call("legacy", "approve", done["id"], "--as", "op2")
    return done["id"]


@pytest.fixture(scope="module")
def old(office, tmp_path_factory):
    """Two CAs of one name, whose holders were taken over, and a third of that
    name, whose holders were not."""
    folder = tmp_path_factory.mktemp("old")
    cas = {"rsa": OldCa(folder, "rsa", "rsa"), "sm2": OldCa(folder, "sm2", "sm2"),
           "stranger": OldCa(folder, "stranger", "rsa")}
    cas["orders"] = {kind: take_over(office, cas[kind], holders_list(folder / f"{kind}.csv", kind))
                     for kind in ("rsa", "sm2")}
    cas["folder"] = folder
    return cas


def load(office, old, *groups, threads=4):
    sample = old["folder"] / "sample.cer"
    done = certlab.run(LOAD, office.url, threads, sample, *groups, timeout=300)
    return json.loads(done.stdout)


def test_who_has_another_ca_of_the_same_name_does_not_get_through(office, old):
    """The same issuer's name, the same serial numbers, another key."""
    result = load(office, old, old["stranger"].group("rsa", count=5))
    assert result == {"moved": 0, "ended": {"CERT_UNTRUSTED": 5}}


def test_who_was_not_taken_over_does_not_get_through(office, old):
    result = load(office, old, old["rsa"].group("rsa", first=FIRST + 2 * HALF, count=3))
    assert result == {"moved": 0, "ended": {"CERT_UNKNOWN": 3}}


def test_a_serial_number_is_anothers_by_the_other_key(office, old):
    """In at the session of the namesake, but asking in somebody else's name."""
    result = load(office, old, old["rsa"].group("sm2", count=2), old["sm2"].group("rsa", count=2))
    assert result == {"moved": 0, "ended": {"EVIDENCE_HOLDER": 4}}


def test_all_holders_of_two_cas_with_one_name_move(office, old):
    result = load(office, old, old["rsa"].group("rsa"), old["sm2"].group("sm2"))
    assert result == {"moved": 2 * HALF, "ended": {}}
    for kind in ("rsa", "sm2"):
        shown = office.json("legacy", "show", old["orders"][kind])
        assert (shown["moved"], shown["holders"]) == (HALF, HALF)
    pem = old["folder"] / "sample.pem"  # the load tool's certificates are none of its own fancy
    openssl("x509", "-inform", "DER", "-in", old["folder"] / "sample.cer", "-out", pem)
    openssl("verify", "-partial_chain", "-trusted", old["rsa"].certificate, pem)
    office.call("audit", "verify")


def test_who_has_moved_does_not_move_again(office, old):
    result = load(office, old, old["rsa"].group("rsa", count=2), old["sm2"].group("sm2", count=2))
    assert result == {"moved": 0, "ended": {"PAIR_EXISTS": 4}}


@pytest.mark.parametrize("kind", ["rsa", "sm2"])
def test_a_holder_moves_with_certctl_and_logs_in(office, old, computer, tmp_path, kind):
    ca, user = old[kind], f"{kind}-one"
    serial = FIRST + 4 * HALF
    file = ca.holder_file(serial, "/CN=one")
    take_over(office, ca, holders_list(tmp_path / "one.csv", f"{kind}-one", serial, 1))
    exchange = ["exchange", "--old-key", file, "--new-pin-file", computer.file("Test-2026")]
    right = ["--old-pin-file", computer.file(PASSWORD)]
    wrong = ["--old-pin-file", computer.file("another")]
    assert computer.error(*exchange, *wrong)["name"] == "PIN_WRONG"
    computer.call(*exchange, *right)
    computer.login_certificate()
    assert computer.json("status")["account"]["userName"] == f"{user}-0"
    again = certlab.Client(tmp_path / "again", office.url)
    assert again.error(*exchange, *right)["name"] == "ACCOUNT_STATE"
