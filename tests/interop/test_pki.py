# SPDX-License-Identifier: Apache-2.0
"""Certificates and what belongs to them, between us and the openssl command.

What openssl does here needs nothing of ours: its SM2, its DER, its chain
building. The identity is the default of GB/T 35276, always said.
"""
import re
import subprocess

import pytest

ID = "distid:1234567812345678"
NOW = 1795305600  # the fixture's clock: 2026-11-22T00:00:00Z
NAME = "示范科技有限公司"

# Names in prints are UTF-8, not escapes.
UTF8 = ["-nameopt", "utf8,sep_comma_plus_space"]


def run(*argv, data=None, ok=True):
    """Run a command; its output as bytes."""
    p = subprocess.run([str(a) for a in argv], input=data,
                       stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert (p.returncode == 0) == ok, (argv, p.stdout, p.stderr)
    return p.stdout


def openssl(*argv, **more):
    return run("openssl", *argv, **more)


@pytest.fixture(scope="session")
def tool(build):
    return build / "tests" / "interop" / "pki_tool"


@pytest.fixture(scope="session")
def ours(tool, tmp_path_factory):
    """A folder of what we make, certificates and lists as PEM besides."""
    folder = tmp_path_factory.mktemp("ours")
    run(tool, "make", folder)
    for name in ("root", "issuing", "sign", "encrypt", "ocsp"):
        openssl("x509", "-inform", "DER", "-in", folder / f"{name}.cer",
                "-out", folder / f"{name}.pem")
    openssl("crl", "-inform", "DER", "-in", folder / "list.crl",
            "-out", folder / "list.pem")
    for name in ("sign", "issuing", "ocsp"):
        openssl("pkey", "-inform", "DER", "-in", folder / f"{name}.key",
                "-out", folder / f"{name}.pem.key")
    return folder


# --- DER, as much of it as these tests need ---------------------------------

def elements(der):
    """[(tag, content, whole)] of what stands one after the other."""
    found = []
    while der:
        length, head = der[1], 2
        if length & 0x80:
            count = length & 0x7f
            length = int.from_bytes(der[2:2 + count], "big")
            head += count
        end = head + length
        found.append((der[0], der[head:end], der[:end]))
        der = der[end:]
    return found


def der(tag, *contents):
    content = b"".join(contents)
    if len(content) < 0x80:
        return bytes([tag, len(content)]) + content
    size = len(content).to_bytes(2, "big").lstrip(b"\0")
    return bytes([tag, 0x80 | len(size)]) + size + content


SM2_ALGORITHM = bytes.fromhex("301306072a8648ce3d020106082a811ccf5501822d")
SM4_ECB = bytes.fromhex("300a06082a811ccf55016801")


def pkcs8(scalar):
    return der(0x30, b"\x02\x01\x00", SM2_ALGORITHM,
               der(4, der(0x30, b"\x02\x01\x01", der(4, scalar))))


def point_of_cert(path):
    key = openssl("x509", "-in", path, "-noout", "-pubkey")
    return openssl("pkey", "-pubin", "-outform", "DER", data=key)[-65:]


def point_of_scalar(scalar):
    return openssl("pkey", "-inform", "DER", "-pubout", "-outform", "DER",
                   data=pkcs8(scalar))[-65:]


# --- ours, read by openssl --------------------------------------------------

# One link at a time: `openssl verify` gives the identity to the certificate it
# is asked about alone, and takes an empty one for those above it.

LINKS = [("issuing", "root"), ("sign", "issuing"), ("encrypt", "issuing"),
         ("ocsp", "issuing")]


def verify(folder, cert, issuer, *more, identity=ID, ok=True):
    openssl("verify", "-vfyopt", identity, "-attime", NOW, "-x509_strict",
            "-partial_chain", "-trusted", folder / f"{issuer}.pem", *more,
            folder / f"{cert}.pem", ok=ok)


@pytest.mark.parametrize("cert, issuer", LINKS)
def test_openssl_verifies_each_link_of_our_chain(ours, cert, issuer):
    verify(ours, cert, issuer)


@pytest.mark.parametrize("cert, issuer", LINKS)
def test_openssl_refuses_our_chain_with_another_identity(ours, cert, issuer):
    verify(ours, cert, issuer, identity="distid:other", ok=False)


def test_openssl_takes_the_signing_certificate_for_a_client(ours):
    verify(ours, "sign", "issuing", "-purpose", "sslclient")


def verify_signature(folder, name, signer, identity=ID, ok=True):
    """The signature of something SIGNED, by a certificate's key."""
    tbs, _, signature, *_ = elements(
        elements((folder / name).read_bytes())[0][1])
    (folder / "body.tbs").write_bytes(tbs[2])
    (folder / "body.sig").write_bytes(signature[1][1:])
    (folder / "body.pub").write_bytes(
        openssl("x509", "-in", folder / f"{signer}.pem", "-noout", "-pubkey"))
    openssl("dgst", "-sm3", "-verify", folder / "body.pub", "-sigopt",
            identity, "-signature", folder / "body.sig", folder / "body.tbs",
            ok=ok)


def test_openssl_verifies_our_roots_own_signature(ours):
    verify_signature(ours, "root.cer", "root")


def test_openssl_shows_the_chinese_name_and_the_usage(ours):
    text = openssl("x509", "-in", ours / "sign.pem", "-noout", "-text",
                   *UTF8).decode()
    assert f"Subject: C=CN, O={NAME}, CN={NAME}, serialNumber=user-1" in text
    assert "Digital Signature, Non Repudiation" in text
    assert "TLS Web Client Authentication" in text
    assert "URI:http://127.0.0.1/ca/issuing.crl" in text
    assert "OCSP - URI:http://127.0.0.1/ocsp" in text
    assert text.count("Signature Algorithm: SM2-with-SM3") == 2
    text = openssl("x509", "-in", ours / "encrypt.pem", "-noout",
                   "-text").decode()
    assert "Key Encipherment, Data Encipherment, Key Agreement" in text


def test_openssl_verifies_our_request(ours):
    openssl("req", "-inform", "DER", "-in", ours / "request.csr", "-verify",
            "-vfyopt", ID, "-noout")
    subject = openssl("req", "-inform", "DER", "-in", ours / "request.csr",
                      "-noout", "-subject", *UTF8).decode()
    assert f"CN={NAME}" in subject


def test_openssl_reads_our_list(ours):
    text = openssl("crl", "-in", ours / "list.pem", "-noout",
                   "-text").decode()
    assert "Version 2" in text
    assert re.search(r"X509v3 CRL Number: \s*5", text)
    assert text.count("Serial Number:") == 3
    assert "Key Compromise" in text and "Certificate Hold" in text


LISTS = ["list", "revoked", "partition", "partition-revoked", "delta",
         "delta-revoked", "delta-removed"]


@pytest.mark.parametrize("name", LISTS)
def test_openssl_verifies_our_lists_signature(ours, name):
    verify_signature(ours, f"{name}.crl", "issuing")
    verify_signature(ours, f"{name}.crl", "issuing", identity="distid:other",
                     ok=False)


def test_openssl_reads_partition_and_delta(ours):
    def text(name):
        return openssl("crl", "-inform", "DER", "-in", ours / name, "-noout",
                       "-text").decode()
    full, delta = text("partition.crl"), text("delta-removed.crl")
    for said in full, delta:
        assert re.search(r"Issuing Distribution Point: critical\s+Full Name:"
                         r"\s+URI:http://127.0.0.1/ca/issuing.crl", said)
    assert re.search(r"Freshest CRL:\s+Full Name:"
                     r"\s+URI:http://127.0.0.1/ca/issuing-0-delta.crl", full)
    assert "Delta CRL Indicator" not in full and "Freshest" not in delta
    assert re.search(r"Delta CRL Indicator: critical\s+5\n", delta)
    assert re.search(r"X509v3 CRL Number: \s+6\n", delta)
    assert "Remove From CRL" in delta


# openssl verifies a list's signature with an empty identity, and has no option
# to say another (docs/decisions/0066): so it judges the same body, signed
# again by itself as it wants it. Our own signature is verified above.

def signed_for_openssl(folder, name):
    tbs, algorithm, _ = elements(
        elements((folder / f"{name}.crl").read_bytes())[0][1])
    signature = openssl("dgst", "-sm3", "-sign", folder / "issuing.pem.key",
                        data=tbs[2])
    again = der(0x30, tbs[2], algorithm[2], der(3, b"\0", signature))
    return openssl("crl", "-inform", "DER", data=again)


@pytest.mark.parametrize("lists, ok", [
    (["list"], True),
    (["revoked"], False),
    (["partition"], True),
    (["partition-revoked"], False),
    (["partition", "delta"], True),
    (["partition", "delta-revoked"], False),
    (["partition-revoked", "delta"], False),
    (["partition-revoked", "delta-removed"], True),
])
def test_openssl_finds_a_certificate_revoked_or_not(ours, lists, ok):
    path = ours / "lists.pem"
    path.write_bytes(b"".join(signed_for_openssl(ours, n) for n in lists))
    more = ["-use_deltas"] if len(lists) > 1 else []
    verify(ours, "sign", "issuing", "-crl_check", *more, "-CRLfile", path,
           ok=ok)


def test_openssl_takes_no_list_of_another_partition(ours):
    """The encryption certificate here has no distribution point at all."""
    path = ours / "partition.pem"
    path.write_bytes(signed_for_openssl(ours, "partition"))
    verify(ours, "encrypt", "issuing", "-crl_check", "-CRLfile", path,
           ok=False)
    path.write_bytes(signed_for_openssl(ours, "list"))
    verify(ours, "encrypt", "issuing", "-crl_check", "-CRLfile", path)


# --- OCSP, openssl asking ---------------------------------------------------

HASHES = ["sha1", "sha256", "sm3"]


def serial_of(path):
    return openssl("x509", "-in", path, "-noout", "-serial").decode().strip(
        ).split("=")[1].lower()


def ask(folder, *more, md="sha1"):
    """A request that openssl makes about the signing certificate."""
    path = folder / "asked.der"
    openssl("ocsp", f"-{md}", "-issuer", folder / "issuing.pem",
            "-cert", folder / "sign.pem", *more, "-reqout", path)
    return path


def judge(folder, response, md="sha1", ok=True):
    """What openssl makes of an answer to that request: first with the nonce
    of the request (it would add one of its own), which it passes over when
    told in a second call which certificate it should say something about."""
    about = ["ocsp", "-respin", response, "-no_nonce", "-VAfile",
             folder / "ocsp.pem", "-validity_period", 10**9]
    openssl(*about, "-reqin", folder / "asked.der", ok=ok)
    return openssl(*about, "-issuer", folder / "issuing.pem", f"-{md}",
                   "-cert", folder / "sign.pem").decode()


@pytest.mark.parametrize("md", HASHES)
def test_we_read_what_openssl_asks(ours, tool, md):
    path = ask(ours, "-serial", "0x1234", md=md)
    shown = openssl("ocsp", "-reqin", path, "-req_text").decode()
    nonce = re.search(r"OCSP Nonce:\s+0410([0-9A-F]{32})", shown)[1].lower()
    said = run(tool, "asked", path, ours / "issuing.cer").decode().split()
    assert said == [str(HASHES.index(md)), nonce, serial_of(ours / "sign.pem"),
                    "1234"]


def test_we_read_a_request_that_somebody_signed(ours, tool):
    path = ask(ours, "-no_nonce", "-signer", ours / "sign.pem",
               "-signkey", ours / "sign.pem.key")
    said = run(tool, "asked", path, ours / "issuing.cer").decode().split()
    assert said == ["0", serial_of(ours / "sign.pem")]


def test_openssl_reads_our_request(ours):
    shown = openssl("ocsp", "-reqin", ours / "request.ocsp",
                    "-req_text").decode()
    assert "Hash Algorithm: sm3" in shown
    assert serial_of(ours / "sign.pem").upper() in shown
    assert "04080102030405060708" in shown


def signed_again(folder, response):
    """The same answer with an empty identity in its signature, which is what
    openssl ocsp can verify (docs/decisions/0066)."""
    status, content = elements(elements(response.read_bytes())[0][1])
    kind, octets = elements(elements(content[1])[0][1])
    tbs, algorithm, _, certs = elements(elements(octets[1])[0][1])
    signature = openssl("dgst", "-sm3", "-sign", folder / "ocsp.pem.key",
                        data=tbs[2])
    basic = der(0x30, tbs[2], algorithm[2], der(3, b"\0", signature),
                certs[2])
    again = folder / "again.der"
    again.write_bytes(der(0x30, status[2], der(0xa0, der(
        0x30, kind[2], der(4, basic)))))
    (folder / "basic.der").write_bytes(octets[1])
    return again


def answer(folder, tool, status):
    path = folder / "answer.ocsp"
    path.write_bytes(run(tool, "answer", folder / "asked.der", status, folder))
    return path


@pytest.mark.parametrize("md", HASHES)
@pytest.mark.parametrize("status, word", enumerate(
    ["good", "revoked", "unknown"]))
def test_openssl_accepts_our_answer(ours, tool, status, word, md):
    ask(ours, md=md)
    path = answer(ours, tool, status)
    again = signed_again(ours, path)
    verify_signature(ours, "basic.der", "ocsp")
    said = judge(ours, again, md=md)
    assert f"sign.pem: {word}" in said
    assert ("Reason: superseded" in said) == (word == "revoked")
    reason = "4" if word == "revoked" else "0"
    assert run(tool, "answered", path, ours / "issuing.cer",
               serial_of(ours / "sign.pem")).split() == [
                   str(status).encode(), reason.encode()]


def test_openssl_refuses_an_answer_to_another_question(ours, tool):
    ask(ours)
    again = signed_again(ours, answer(ours, tool, 0))
    ask(ours)  # another nonce
    judge(ours, again, ok=False)


def test_openssl_takes_our_responder_for_one(ours):
    verify(ours, "ocsp", "issuing", "-purpose", "ocsphelper")
    text = openssl("x509", "-in", ours / "ocsp.pem", "-noout",
                   "-text").decode()
    assert "OCSP No Check" in text and "OCSP Signing" in text


@pytest.mark.parametrize("name", [
    "root.cer", "issuing.cer", "ocsp.cer", "request.ocsp", "sign.cer", "encrypt.cer", "request.csr",
    "list.crl", "envelope.der", "answer.der", "approval.der",
    "continuity.der", "appointment.der"])
def test_openssl_parses_all_of_our_der(ours, name):
    shown = openssl("asn1parse", "-inform", "DER", "-in", ours / name)
    length = (ours / name).stat().st_size
    first = re.match(rb"\s*0:d=0 +hl=(\d+) l= *(\d+)", shown)
    assert int(first[1]) + int(first[2]) == length


def open_envelope(ours, envelope):
    """The private key inside, by openssl's primitives alone."""
    _, wrapped, _, private = elements(elements(envelope)[0][1])
    sm4_key = openssl("pkeyutl", "-decrypt", "-inkey", ours / "sign.pem.key",
                      data=wrapped[2])
    assert len(sm4_key) == 16
    return openssl("enc", "-d", "-sm4-ecb", "-nopad", "-K", sm4_key.hex(),
                   data=private[1][1:])


def test_openssl_opens_our_envelope_to_the_certificates_key(ours):
    scalar = open_envelope(ours, (ours / "envelope.der").read_bytes())
    assert point_of_scalar(scalar) == point_of_cert(ours / "encrypt.pem")


def test_the_answer_holds_both_certificates_and_the_envelope(ours):
    answer = (ours / "answer.der").read_bytes()
    sign, envelope, encrypt = elements(elements(answer)[0][1])
    assert sign[0] == 0x31
    assert sign[1] == (ours / "sign.cer").read_bytes()
    assert encrypt[1] == (ours / "encrypt.cer").read_bytes()
    scalar = open_envelope(ours, envelope[1])
    assert point_of_scalar(scalar) == point_of_cert(ours / "encrypt.pem")


# --- openssl's, read by us --------------------------------------------------

CONFIG = f"""
[ca]
default_ca = here
[here]
database = index.txt
default_md = sm3
default_crl_days = 7
crl_extensions = crl_extensions
crlnumber = crlnumber
[crl_extensions]
authorityKeyIdentifier = keyid
[req]
distinguished_name = subject
string_mask = utf8only
prompt = no
utf8 = yes
[subject]
C = CN
O = {NAME}
CN = openssl
[root]
basicConstraints = critical, CA:TRUE
keyUsage = critical, keyCertSign, cRLSign
subjectKeyIdentifier = hash
[leaf]
basicConstraints = CA:FALSE
keyUsage = critical, digitalSignature, nonRepudiation
extendedKeyUsage = clientAuth, emailProtection
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid, issuer
subjectAltName = email:user@example.com
certificatePolicies = 1.2.3.4
crlDistributionPoints = URI:http://127.0.0.1/x.crl
authorityInfoAccess = OCSP;URI:http://127.0.0.1/ocsp, caIssuers;URI:http://127.0.0.1/ca
"""


def key(folder, name):
    path = folder / f"{name}.key"
    openssl("genpkey", "-algorithm", "SM2", "-out", path)
    return path


@pytest.fixture(scope="session")
def theirs(tmp_path_factory):
    """A root, a certificate and a request that openssl has made."""
    folder = tmp_path_factory.mktemp("theirs")
    config = folder / "openssl.cnf"
    config.write_text(CONFIG, encoding="utf-8")
    root, leaf = key(folder, "root"), key(folder, "leaf")
    sign = ["-sm3", "-sigopt", ID]
    openssl("req", "-x509", "-new", "-config", config, "-key", root, *sign,
            "-extensions", "root", "-days", 30, "-outform", "PEM",
            "-out", folder / "root.pem")
    openssl("req", "-new", "-config", config, "-key", leaf, *sign,
            "-addext", "keyUsage=digitalSignature",
            "-out", folder / "leaf.csr.pem")
    openssl("x509", "-req", "-in", folder / "leaf.csr.pem", "-vfyopt", ID,
            "-CA", folder / "root.pem", "-CAkey", root, *sign,
            "-set_serial", "0x1234", "-extfile", config,
            "-extensions", "leaf", "-days", 7, "-out", folder / "leaf.pem")
    for name in ("root", "leaf"):
        openssl("x509", "-in", folder / f"{name}.pem", "-outform", "DER",
                "-out", folder / f"{name}.cer")
    openssl("req", "-in", folder / "leaf.csr.pem", "-outform", "DER",
            "-out", folder / "leaf.csr")
    return folder


def test_we_verify_certificates_of_openssl(tool, theirs):
    want = f"C=CN, O={NAME}, CN=openssl\n".encode()
    root = theirs / "root.cer"
    assert run(tool, "cert", root, root) == want
    assert run(tool, "cert", theirs / "leaf.cer", root) == want


def test_we_refuse_a_certificate_that_another_key_signed(tool, theirs, ours):
    said = run(tool, "cert", theirs / "leaf.cer", ours / "root.cer", ok=False)
    assert said == b"CERT_UNTRUSTED\n"
    changed = bytearray((theirs / "leaf.cer").read_bytes())
    changed[40] ^= 1
    (theirs / "changed.cer").write_bytes(changed)
    run(tool, "cert", theirs / "changed.cer", theirs / "root.cer", ok=False)


def test_we_refuse_a_certificate_with_an_rsa_key(tool, theirs):
    openssl("req", "-x509", "-new", "-newkey", "rsa:2048", "-nodes",
            "-keyout", theirs / "rsa.key", "-config", theirs / "openssl.cnf",
            "-outform", "DER", "-out", theirs / "rsa.cer")
    said = run(tool, "cert", theirs / "rsa.cer", theirs / "rsa.cer", ok=False)
    assert said == b"CERT_ALGORITHM\n"


def test_we_verify_a_request_of_openssl(tool, theirs):
    want = f"C=CN, O={NAME}, CN=openssl\n".encode()
    assert run(tool, "csr", theirs / "leaf.csr") == want


def test_we_refuse_a_request_signed_with_another_identity(tool, theirs):
    openssl("req", "-new", "-config", theirs / "openssl.cnf",
            "-key", theirs / "leaf.key", "-sm3", "-sigopt", "distid:other",
            "-outform", "DER", "-out", theirs / "other.csr")
    said = run(tool, "csr", theirs / "other.csr", ok=False)
    assert said == b"CSR_SIGNATURE\n"


def test_we_verify_a_list_of_openssl(tool, theirs):
    (theirs / "index.txt").write_text(
        "R\t270101000000Z\t260101000000Z,keyCompromise\t1234\tunknown\t/CN=x\n")
    (theirs / "crlnumber").write_text("0a\n")
    p = subprocess.run(
        ["openssl", "ca", "-gencrl", "-config", "openssl.cnf", "-keyfile",
         "root.key", "-cert", "root.pem", "-sigopt", ID, "-out", "list.pem"],
        cwd=theirs, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert p.returncode == 0, p.stderr
    openssl("crl", "-in", theirs / "list.pem", "-outform", "DER",
            "-out", theirs / "list.crl")
    argv = ["crl", theirs / "list.crl", theirs / "root.cer"]
    assert run(tool, *argv, "1234") == b"1\n"
    assert run(tool, *argv, "1235", ok=False) == b"NOT_FOUND\n"


@pytest.mark.parametrize("padded", [False, True])
def test_we_open_an_envelope_made_with_openssl(tool, theirs, padded):
    sm4_key = bytes(range(16))
    scalar = bytes([0x11] * 32)
    inside = bytes(32) + scalar if padded else scalar
    wrapped = openssl("pkeyutl", "-encrypt", "-inkey", theirs / "leaf.key",
                      data=sm4_key)
    private = openssl("enc", "-sm4-ecb", "-nopad", "-K", sm4_key.hex(),
                      data=inside)
    point = point_of_scalar(scalar)
    (theirs / "envelope.der").write_bytes(
        der(0x30, SM4_ECB, wrapped, der(3, b"\0", point),
            der(3, b"\0", private)))
    leaf = openssl("pkey", "-in", theirs / "leaf.key", "-outform", "DER")
    _, scalar_of_leaf, *_ = elements(elements(leaf)[0][1])  # RFC 5915
    (theirs / "leaf.scalar").write_bytes(scalar_of_leaf[1])
    said = run(tool, "envelope", theirs / "envelope.der",
               theirs / "leaf.scalar")
    assert said.decode().strip() == point.hex()
