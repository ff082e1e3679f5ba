# SPDX-License-Identifier: Apache-2.0
"""What the office really publishes and issues, read by openssl, which knows
nothing of us."""

import base64
import json

import certlab

ID = "distid:1234567812345678"


def test_openssl_accepts_the_chain_to_both_certificates(office, computer, holder, tmp_path):
    user, name = holder
    rows = office.json("certificate", "list", "--user", user)
    assert sorted(row["usage"] for row in rows) == ["encrypt", "sign"]
    for row in rows:
        path = tmp_path / f"{row['usage']}.pem"
        office.call("certificate", "show", row["serial"], "--out", path)
        said = certlab.openssl_verify([office.public("root"), office.public("issuing"), path])
        assert said.count(": OK") == 3
        text = certlab.run("openssl", "x509", "-in", path, "-noout", "-text",
                           "-nameopt", "utf8,sep_comma_plus_space").stdout
        assert f"CN={name}" in text and f"serialNumber={user}" in text
        wanted = "Digital Signature, Non Repudiation" if row["usage"] == "sign" else "Key Encipherment"
        assert wanted in text


def test_openssl_accepts_the_request_of_a_token(office, computer, approved):
    _, _, code = approved
    computer.call("issue", "--code-file", computer.file(code), "--new-pin-file",
                  computer.file("Test-2026"), env={"CERT_FAULT": "assistant.obtain.asked"}, ok=None)
    journal = json.loads(next((computer.home / "journal").glob("*.op")).read_text())
    request = computer.home / "request.der"
    request.write_bytes(base64.b64decode(journal["csr"]))
    result = certlab.run("openssl", "req", "-inform", "DER", "-in", request, "-verify",
                         "-vfyopt", ID, "-noout")
    assert "verify OK" in result.stdout + result.stderr


def test_openssl_reads_the_revocation_list(office):
    status, der = office.http("GET", "/ca/issuing.crl")
    assert status == 200
    path = office.dir / "list.crl"
    path.write_bytes(der)
    text = certlab.run("openssl", "crl", "-inform", "DER", "-in", path, "-noout", "-text").stdout
    assert "SM2-with-SM3" in text and "X509v3 CRL Number" in text
    assert "X509v3 Authority Key Identifier" in text
