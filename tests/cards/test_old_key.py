# SPDX-License-Identifier: Apache-2.0
"""Holders of an old CA whose keys are on USB keys, in an application of the old
CA's own: the key proves the move, and stays as it is."""

import itertools
import pathlib
import subprocess
import sys

import cardlab
import certlab
import pytest

MAKER = pathlib.Path(__file__).parent / "maker.py"
APPLICATION, CONTAINER, OLD_PIN, PIN = "OLDCA", "{0a1b}", "old-pin-1", "Test-2026"
NAME = "/C=CN/O=原商标局/CN=原签发机构"
SPKI = "3059301306072a8648ce3d020106082a811ccf5501822d034200"  # SM2, before 04‖X‖Y
SM2 = ["-sm3", "-sigopt", "distid:1234567812345678"]
SERIAL = 0x20001
COLUMNS = "serial,userName,kind,name,creditCode,email,contact,phone,address,lang"
COUNTER = itertools.count(1)


def openssl(*args):
    subprocess.run(["openssl", *map(str, args)], check=True, capture_output=True)


def maker(service, device, *words):
    done = certlab.run(sys.executable, MAKER, cardlab.SKF_CARD, device, APPLICATION, OLD_PIN, CONTAINER,
                       *words, env=service.env)
    return done.stdout.strip()


@pytest.fixture(scope="module")
def old_ca(tmp_path_factory):
    folder = tmp_path_factory.mktemp("old")
    openssl("ecparam", "-genkey", "-name", "SM2", "-noout", "-out", folder / "ca.key")
    openssl("req", "-x509", "-new", "-key", folder / "ca.key", "-utf8", "-subj", NAME, "-days", "3650",
            "-addext", "keyUsage=critical,keyCertSign,cRLSign", "-out", folder / "ca.pem", *SM2)
    return folder


@pytest.fixture(scope="module")
def office(tmp_path_factory, old_ca):
    """One that took the old CA's holders over."""
    folder = tmp_path_factory.mktemp("office") / "practice"
    with certlab.Office(folder, config={"tries_address": 100000}) as open_office:
        row = f"{SERIAL:x},mover,individual,持有人,,mover@example.com,李雷,13800138000,北京市西城区,zh"
        (old_ca / "holders.csv").write_text(f"{COLUMNS}\r\n{row}\r\n", encoding="utf-8-sig", newline="")
        done = open_office.json("legacy", "import", "--ca", old_ca / "ca.pem", "--holders",
                                old_ca / "holders.csv", "--as", "op1")
        open_office.call("legacy", "approve", done["id"], "--as", "op2")
        yield open_office


@pytest.fixture
def key(tmp_path, service):
    plugged = cardlab.Key(tmp_path / "key", service, service.readers[0], serial=f"OLD{next(COUNTER):04}").start()
    yield plugged
    plugged.stop()
    service.wait(plugged.reader, False)


@pytest.fixture
def computer(tmp_path, office, service):
    desk = certlab.Client(tmp_path / "computer", office.url)
    call, env = desk.call, {**service.env, "CERT_SKF_CARD": str(cardlab.SKF_CARD)}
    desk.call = lambda *args, **kw: call(*args, **{**kw, "env": env})
    return desk


def certify(old_ca, public, serial):
    """The old CA's certificate for a key that was made in a USB key."""
    (old_ca / "holder.spki").write_bytes(bytes.fromhex(SPKI + public))
    openssl("pkey", "-pubin", "-inform", "DER", "-in", old_ca / "holder.spki", "-out", old_ca / "holder.pub")
    openssl("x509", "-new", "-force_pubkey", old_ca / "holder.pub", "-set_serial", hex(serial), "-subj",
            "/CN=holder", "-days", "365", "-CA", old_ca / "ca.pem", "-CAkey", old_ca / "ca.key", "-outform",
            "DER", "-out", old_ca / "holder.cer", *SM2)
    return old_ca / "holder.cer"


def test_a_key_of_an_old_ca_proves_the_move_and_stays(office, old_ca, service, key, computer):
    serial = key.options["serial"]
    device = next(t["device"] for t in computer.json("tokens")["tokens"] if t.get("serial") == serial)
    move = ["exchange", "--old-token", serial, "--new-pin-file", computer.file(PIN), "--old-pin-file"]
    public = maker(service, device)
    assert computer.error(*move, computer.file(OLD_PIN))["name"] == "CERT_UNKNOWN"
    maker(service, device, certify(old_ca, public, SERIAL))
    about = computer.json("token", "info", "--carrier", serial)
    assert about["blank"] and about["otherApplications"] == [APPLICATION]
    error = computer.error(*move, computer.file("wrong-pin"))
    assert (error["name"], error["details"]["triesLeft"]) == ("PIN_WRONG", 9)
    assert computer.error(*move, computer.file(OLD_PIN), "--cert", "77")["name"] == "CERT_UNKNOWN"
    computer.json(*move, computer.file(OLD_PIN), "--cert", f"{SERIAL:06x}")
    computer.login_certificate(PIN)
    assert computer.json("status")["account"]["userName"] == "mover"
    held = key.show()["applications"]
    assert [(a["name"], [c["name"] for c in a["containers"]]) for a in held] == [(APPLICATION, [CONTAINER])]
    office.call("audit", "verify")
