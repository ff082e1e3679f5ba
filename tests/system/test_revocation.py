# SPDX-License-Identifier: Apache-2.0
"""Certificates are revoked and staff dismissed, through the real programs."""

import json

import certlab

PIN = "Test-2026"


def states(office, user):
    return {c["usage"]: c["state"]
            for c in office.json("certificate", "list", "--user", user)}


def revoke(office, *args, by="op1"):
    return office.json("certificate", "revoke", *args, "--as", by)


def error(office, *args):
    result = office.call(*args, "--json", ok=None)
    assert result.returncode != 0
    return json.loads(result.stdout)["error"]["name"]


def test_a_revoked_pair_lets_nobody_in(office, computer, holder):
    user, _ = holder
    serial = office.json("certificate", "list", "--user", user)[0]["serial"]
    done = revoke(office, serial, "--reason", "key-compromise", "--note", "电脑被盗")
    assert len(done) == 1 and len(done[0]["serials"]) == 2
    assert (done[0]["userName"], done[0]["reason"]) == (user, "key-compromise")
    assert states(office, user) == {"sign": "revoked", "encrypt": "revoked"}
    refused = computer.error("login", "certificate", "--pin-file", computer.file(PIN))
    assert refused["name"] == "CERT_REVOKED"
    mail, _ = office.mail(f"{user}@example.com", "密钥可能已泄露")
    assert "电脑被盗" in certlab.mail_text(mail)
    assert error(office, "certificate", "revoke", serial, "--reason", "cessation",
                 "--as", "op2") == "CERT_REVOKED"


def test_all_pairs_of_a_holder_are_revoked_by_name(office, computer, holder):
    user, _ = holder
    done = revoke(office, "--user", user, "--reason", "cessation", by="op2")
    assert [len(order["serials"]) for order in done] == [2]
    assert states(office, user) == {"sign": "revoked", "encrypt": "revoked"}
    assert error(office, "certificate", "revoke", "--user", user, "--reason", "cessation",
                 "--as", "op2") == "NOT_FOUND"


def test_a_revocation_says_of_what_and_why(office):
    for args in ([], ["1f", "--user", "u", "--reason", "cessation"], ["1f"],
                 ["1f", "--reason", "hold"], ["1f", "--reason", "stolen"]):
        assert error(office, "certificate", "revoke", *args, "--as", "op1") == "USAGE"
    assert error(office, "certificate", "revoke", "1f", "--reason", "cessation",
                 "--as", "business") == "STAFF_ROLE"
    assert error(office, "certificate", "revoke", "1f", "--reason", "cessation",
                 "--as", "op1") == "CERT_UNKNOWN"


def test_who_is_dismissed_acts_no_more(office, computer, holder):
    user, _ = holder
    pin = computer.file("pin-of-op9")
    office.call("staff", "add", "op9", "--role", "operator", "--person", "赵六",
                "--as", "business", "--new-pin-file", pin)
    assert error(office, "staff", "dismiss", "op9", "--as", "op1") == "STAFF_ROLE"
    office.call("staff", "dismiss", "op9", "--reason", "离职", "--as", "business")
    assert office.json("staff", "show", "op9")["state"] == "dismissed"
    assert error(office, "certificate", "revoke", "--user", user, "--reason", "cessation",
                 "--as", "op9", "--pin-file", pin) == "CERT_REVOKED"
    assert states(office, user) == {"sign": "valid", "encrypt": "valid"}


def test_everything_that_was_revoked_has_its_evidence(office, holder):
    user, _ = holder
    revoke(office, "--user", user, "--reason", "cessation")
    assert office.json("audit", "verify")["statusChanges"] >= 1
