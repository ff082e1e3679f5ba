# SPDX-License-Identifier: Apache-2.0
"""What the office really publishes and issues, read by openssl, which knows
nothing of us."""

import base64
import email.utils
import json
import re
import time
import urllib.parse
import urllib.request

import certlab
import pytest

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


def hexadecimal(text):
    return re.sub(r"[^0-9a-f]", "", text.lower())


def test_openssl_reads_the_same_in_a_certificate_as_its_details_show(office, computer, holder, tmp_path):
    pair = computer.json("certs")["certificates"][0]
    for serial in (pair["signSerial"], pair["encryptSerial"]):
        path = tmp_path / "shown.cer"
        computer.call("show", serial, "--out", path)
        text = certlab.run("openssl", "x509", "-inform", "DER", "-in", path, "-noout", "-text",
                           "-nameopt", "utf8,sep_comma_plus_space", "-serial").stdout
        rows = {row["field"]: row["value"] for row in computer.json("show", serial, "--all")["fields"]}
        assert hexadecimal(text.split("serial=")[1]) == rows["SERIAL"] == serial
        for field, label in (("ISSUER", "Issuer: "), ("SUBJECT", "Subject: ")):
            assert re.search(label + "(.*)", text)[1] == rows[field]
        for field, label in (("NOT_BEFORE", "Not Before: "), ("NOT_AFTER", "Not After : ")):
            at = time.strptime(re.search(label + "(.*) GMT", text)[1], "%b %d %H:%M:%S %Y")
            assert time.strftime("%Y-%m-%d %H:%M:%S UTC", at) == rows[field]
        for field, label in (("PUBLIC_KEY", r"pub:\s*"), ("SIGNATURE", r"Signature Value:\s*"),
                             ("SUBJECT_KEY_ID", r"Subject Key Identifier:\s*"),
                             ("AUTHORITY_KEY_ID", r"Authority Key Identifier:\s*")):
            assert hexadecimal(re.search(label + r"((?:[0-9A-Fa-f]{2}:\s*)+[0-9A-Fa-f]{2})", text)[1]) \
                == hexadecimal(rows[field])
        for field in ("CRL_POINTS", "AUTHORITY_INFO"):
            assert "URI:" + re.search("http.*", rows[field])[0] in text
        assert rows["VERSION"] == "V3" and "Version: 3" in text
        assert rows["SIGNATURE_ALGORITHM"].startswith("SM2-SM3") and "SM2-with-SM3" in text
        assert {"KEY_USAGE", "CREDIT_CODE", "KEY_ALGORITHM"} <= set(rows)


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


@pytest.fixture(autouse=True)
def lists_are_published(office):
    office.wait(lambda: office.http("GET", "/ca/issuing-0-delta.crl")[0] == 200)


def save(tmp_path, name, octets):
    path = tmp_path / name
    path.write_bytes(octets)
    return path


def test_openssl_reads_the_revocation_lists(office, tmp_path):
    lists = {}
    for name in ("issuing.crl", "issuing-0-delta.crl"):
        status, der = office.http("GET", f"/ca/{name}")
        assert status == 200
        assert der == (office.dir / "public" / name).read_bytes()
        lists[name] = certlab.run("openssl", "crl", "-inform", "DER", "-in",
                                  save(tmp_path, name, der), "-noout", "-text").stdout
    full, delta = lists.values()
    for text in (full, delta):
        assert "SM2-with-SM3" in text and "X509v3 CRL Number" in text
        assert "X509v3 Authority Key Identifier" in text
        assert "X509v3 Issuing Distribution Point: critical" in text
        assert "/ca/issuing.crl" in text
    assert "X509v3 Freshest CRL" in full and "/ca/issuing-0-delta.crl" in full
    assert "X509v3 Delta CRL Indicator: critical" in delta
    number = re.search(r"X509v3 CRL Number: *\n *(\w+)", full)[1]
    assert number in delta.split("Delta CRL Indicator")[1].split("\n")[1]


def test_a_list_that_there_is_not_is_not_found(office):
    for path in ("/ca/issuing-0.crl", "/ca/issuing-7.crl", "/ca/issuing-7-delta.crl",
                 "/ca/issuing-01-delta.crl", "/ca/issuing-.crl"):
        assert office.http("GET", path)[0] == 404, path


def certificates(office, user, tmp_path):
    """Of the user, as PEM files: {usage: path}."""
    found = {}
    for row in office.json("certificate", "list", "--user", user):
        found[row["usage"]] = tmp_path / f"{row['usage']}.pem"
        office.call("certificate", "show", row["serial"], "--out", found[row["usage"]])
    return found


def pieces(der):
    """The elements of a SEQUENCE, each whole."""
    def length(at):
        if der[at + 1] < 128:
            return 2 + der[at + 1]
        count = der[at + 1] & 127
        return 2 + count + int.from_bytes(der[at + 2:at + 2 + count], "big")
    at = 2 + (der[1] & 127 if der[1] > 127 else 0)
    found = []
    while at < len(der):
        found.append(der[at:at + length(at)])
        at += length(at)
    return found


@pytest.mark.parametrize("name", ["issuing.crl", "issuing-0-delta.crl"])
def test_openssl_verifies_the_lists_signature(office, tmp_path, name):
    tbs, _, signature = pieces(office.http("GET", f"/ca/{name}")[1])
    value = signature[3:] if signature[1] < 128 else signature[4:]
    key = tmp_path / "issuing.pub"
    certlab.run("openssl", "x509", "-in", office.public("issuing"), "-noout", "-pubkey", "-out", key)
    said = certlab.run("openssl", "dgst", "-sm3", "-verify", key, "-sigopt", ID, "-signature",
                       save(tmp_path, "signature", value), save(tmp_path, "body", tbs))
    assert "Verified OK" in said.stdout


def test_openssl_finds_the_right_list_for_a_certificate(office, computer, holder, tmp_path):
    """All but the signature, to which it cannot be told the identity: decision 66."""
    crl = save(tmp_path, "list.crl", office.http("GET", "/ca/issuing.crl")[1])
    pem = tmp_path / "list.pem"
    certlab.run("openssl", "crl", "-inform", "DER", "-in", crl, "-out", pem)
    for path in certificates(office, holder[0], tmp_path).values():
        said = certlab.run("openssl", "verify", "-vfyopt", ID, "-x509_strict", "-partial_chain",
                           "-crl_check", "-CRLfile", pem, "-trusted", office.public("issuing"),
                           path, ok=None).stderr
        assert re.findall(r"^error \d+", said, re.M) == ["error 8"]
        assert "CRL signature failure" in said


def ask_openssl(office, *options):
    return certlab.run("openssl", "ocsp", "-issuer", office.public("issuing"), *options, "-url",
                       f"{office.url}/ocsp", "-noverify", "-resp_text", ok=None).stdout


@pytest.mark.parametrize("options", [[], ["-no_nonce"], ["-sha256"], ["-no_nonce", "-sha256"]],
                         ids=" ".join)
def test_openssl_asks_how_a_certificate_stands(office, computer, holder, tmp_path, options):
    user, _ = holder
    paths = certificates(office, user, tmp_path)
    said = ask_openssl(office, *options, "-cert", paths["sign"], "-cert", paths["encrypt"])
    for path in paths.values():
        assert f"{path}: good" in said
    assert "SM2-with-SM3" in said


def test_of_what_was_not_signed_here_openssl_hears_unknown(office):
    for options in ([], ["-no_nonce"]):
        assert "0x1234567890ABCDEF: unknown" in ask_openssl(
            office, *options, "-serial", "0x1234567890ABCDEF")


def request_of(office, tmp_path, *options):
    path = tmp_path / "request.der"
    certlab.run("openssl", "ocsp", "-issuer", office.public("issuing"), *options, "-reqout", path)
    return path.read_bytes()


def exchange(office, method, path, body=None, kind="application/ocsp-request"):
    """Status, headers and octets of an answer."""
    request = urllib.request.Request(office.url + path, body, method=method,
                                     headers={"Content-Type": kind} if body else {})
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    with opener.open(request, timeout=60) as answer:
        return answer.status, answer.headers, answer.read()


def until_signed_ahead(office, path):
    end = time.monotonic() + 20
    while True:
        _, headers, der = exchange(office, "GET", path)
        if "ETag" in headers:
            return headers, der
        assert time.monotonic() < end
        time.sleep(0.2)


def test_an_answer_signed_ahead_is_for_caches(office, computer, holder, tmp_path):
    path = certificates(office, holder[0], tmp_path)["sign"]
    request = request_of(office, tmp_path, "-no_nonce", "-cert", path)
    encoded = urllib.parse.quote(base64.b64encode(request), safe="")
    headers, der = until_signed_ahead(office, f"/ocsp/{encoded}")
    assert headers["Content-Type"] == "application/ocsp-response"
    control = headers["Cache-Control"]
    assert {"public", "no-transform", "must-revalidate"} <= set(control.replace(" ", "").split(","))
    left = (email.utils.parsedate_to_datetime(headers["Expires"])
            - email.utils.parsedate_to_datetime(headers["Date"])).total_seconds()
    assert 0 < int(re.search(r"max-age=(\d+)", control)[1]) < left
    assert headers["Last-Modified"].endswith("GMT") and headers["ETag"].startswith('"')
    # the same octets by POST, and for a path that was not percent-encoded
    assert exchange(office, "POST", "/ocsp", request)[2] == der
    assert exchange(office, "GET", f"/ocsp/{base64.b64encode(request).decode()}")[2] == der


def test_an_answer_with_a_nonce_is_for_nobody_else(office, computer, holder, tmp_path):
    path = certificates(office, holder[0], tmp_path)["sign"]
    request = request_of(office, tmp_path, "-nonce", "-cert", path)
    first, again = (exchange(office, "POST", "/ocsp", request) for _ in range(2))
    assert first[1]["Cache-Control"] == "no-store" and "ETag" not in first[1]
    assert first[2] != again[2]


ERRORS = {"malformed": b"\x30\x03\x0a\x01\x01", "unauthorized": b"\x30\x03\x0a\x01\x06"}


def test_what_cannot_be_answered_is_told_in_ocsp(office, tmp_path):
    good = request_of(office, tmp_path, "-serial", "0x1234")
    other = tmp_path / "other.der"
    certlab.run("openssl", "ocsp", "-issuer", office.public("root"), "-serial", "0x1234", "-reqout", other)
    for method, path, body, kind, want in (
            ("POST", "/ocsp", b"nonsense", "application/ocsp-request", "malformed"),
            ("POST", "/ocsp", good[:-1], "application/ocsp-request", "malformed"),
            ("POST", "/ocsp", good + b"\0", "application/ocsp-request", "malformed"),
            ("POST", "/ocsp", good, "application/json", "malformed"),
            ("GET", "/ocsp/!!!!", None, "", "malformed"),
            ("GET", "/ocsp/AAAA", None, "", "malformed"),
            ("POST", "/ocsp", other.read_bytes(), "application/ocsp-request", "unauthorized")):
        status, headers, der = exchange(office, method, path, body, kind)
        assert (status, der) == (200, ERRORS[want]), (method, path, body)
        assert headers["Content-Type"] == "application/ocsp-response"
