# SPDX-License-Identifier: Apache-2.0
"""libskf-card over the real pcscd: the suite that libskf-soft passes too, what
openssl says of its signatures, and two programs at once."""

import re

import cardlab
import certlab
import pytest

SUITE = certlab.BUILD / "tests" / "skf-conformance" / "skf-conformance"
HAMMER = certlab.BUILD / "tests" / "skf-conformance" / "skf-hammer"
# ./dev test --all: as long as it takes to meet by chance.
HAMMER_S = 60 if certlab.THOROUGH else 4
ID = "distid:1234567812345678"


LENGTHS = pytest.mark.parametrize("extended", [True, False], ids=["extended", "short"])


@LENGTHS
def test_the_library_is_as_the_standard_says(service, keys, extended):
    key = keys(extended=extended)
    said = certlab.run(SUITE, cardlab.SKF_CARD, key.device, env=service.env, timeout=300)
    assert "[  PASSED  ]" in said.stdout + said.stderr


@LENGTHS
def test_programs_at_one_key_never_mix_their_commands(service, keys, extended):
    key = keys(extended=extended)
    said = certlab.run(HAMMER, cardlab.SKF_CARD, key.device, HAMMER_S, env=service.env,
                       timeout=HAMMER_S + 60)
    rounds = [int(count) for count in re.findall(r"worker \d: (\d+) rounds", said.stdout)]
    assert len(rounds) == 3 and sum(rounds) > 3 * HAMMER_S, said.stdout  # pcscd is not fair


def integer(octets):
    octets = octets.lstrip(b"\0")
    octets = b"\0" + octets if octets[:1] >= b"\x80" else octets
    return bytes([2, len(octets)]) + octets


def as_der(signature):
    body = integer(signature[:32]) + integer(signature[32:])
    return bytes([0x30, len(body)]) + body


def as_spki(public):
    return bytes.fromhex("3059301306072a8648ce3d020106082a811ccf5501822d034200") + public


def test_openssl_verifies_what_a_key_signed(key, tmp_path):
    message = "盖章"
    said = key.by_skf(verb="sign", pin=cardlab.PIN, message=message)
    made = {name: bytes.fromhex(value) for name, value in said.items()}
    for name, octets in (("key", as_spki(made["public"])), ("signature", as_der(made["signature"])),
                         ("message", message.encode())):
        (tmp_path / name).write_bytes(octets)
    certlab.run("openssl", "pkey", "-pubin", "-inform", "DER", "-in", tmp_path / "key",
                "-out", tmp_path / "key.pem")
    verified = certlab.run("openssl", "dgst", "-sm3", "-verify", tmp_path / "key.pem", "-sigopt", ID,
                           "-signature", tmp_path / "signature", tmp_path / "message")
    assert "Verified OK" in verified.stdout
