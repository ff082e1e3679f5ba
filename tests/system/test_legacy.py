# SPDX-License-Identifier: Apache-2.0
"""An old CA with many holders (a thousand in ./dev test --all) moves to this
office: half of RSA and half of SM2, under two keys of one name. Nobody gets
through by the name alone."""
import json

import pytest

import certlab
from oldca import PASSWORD, OldCa, holders_list, openssl, take_over

LOAD = certlab.BUILD / "tests" / "system" / "legacy-load"
FIRST = 0x10001
HALF = 500 if certlab.THOROUGH else 50


@pytest.fixture(scope="module")
def old(office, tmp_path_factory):
    """Two CAs of one name, whose holders were taken over, and a third of that
    name, whose holders were not."""
    folder = tmp_path_factory.mktemp("old")
    cas = {"rsa": OldCa(folder, "rsa", "rsa"), "sm2": OldCa(folder, "sm2", "sm2"),
           "stranger": OldCa(folder, "stranger", "rsa")}
    cas["orders"] = {kind: take_over(office, cas[kind], holders_list(folder / f"{kind}.csv", kind, FIRST, HALF))
                     for kind in ("rsa", "sm2")}
    cas["folder"] = folder
    return cas


def load(office, old, *groups, threads=4):
    sample = old["folder"] / "sample.cer"
    done = certlab.run(LOAD, office.url, threads, sample, *groups, timeout=300)
    return json.loads(done.stdout)


def test_who_has_another_ca_of_the_same_name_does_not_get_through(office, old):
    """The same issuer's name, the same serial numbers, another key."""
    result = load(office, old, old["stranger"].group("rsa", FIRST, 5))
    assert result == {"moved": 0, "ended": {"CERT_UNTRUSTED": 5}}


def test_who_was_not_taken_over_does_not_get_through(office, old):
    result = load(office, old, old["rsa"].group("rsa", FIRST + 2 * HALF, 3))
    assert result == {"moved": 0, "ended": {"CERT_UNKNOWN": 3}}


def test_a_serial_number_is_anothers_by_the_other_key(office, old):
    """In at the session of the namesake, but asking in somebody else's name."""
    result = load(office, old, old["rsa"].group("sm2", FIRST, 2), old["sm2"].group("rsa", FIRST, 2))
    assert result == {"moved": 0, "ended": {"EVIDENCE_HOLDER": 4}}


def test_all_holders_of_two_cas_with_one_name_move(office, old):
    result = load(office, old, old["rsa"].group("rsa", FIRST, HALF), old["sm2"].group("sm2", FIRST, HALF))
    assert result == {"moved": 2 * HALF, "ended": {}}
    for kind in ("rsa", "sm2"):
        shown = office.json("legacy", "show", old["orders"][kind])
        assert (shown["moved"], shown["holders"]) == (HALF, HALF)
    pem = old["folder"] / "sample.pem"  # the load tool's certificates are none of its own fancy
    openssl("x509", "-inform", "DER", "-in", old["folder"] / "sample.cer", "-out", pem)
    openssl("verify", "-partial_chain", "-trusted", old["rsa"].certificate, pem)
    office.call("audit", "verify")


def test_who_has_moved_does_not_move_again(office, old):
    result = load(office, old, old["rsa"].group("rsa", FIRST, 2), old["sm2"].group("sm2", FIRST, 2))
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
