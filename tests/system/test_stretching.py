# SPDX-License-Identifier: Apache-2.0
"""What a try of a PIN costs somebody who stole a token file. Other tests ask
for cheap ones (CERT_CHEAP_SCRYPT); people's cost what is measured here."""
import re
import subprocess

import certlab
import pytest

CHEAP = "CERT_CHEAP_SCRYPT"


@pytest.fixture(scope="module")
def office(tmp_path_factory):
    """An office with keys of its own, made and open as people's are."""
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv(CHEAP)
        with certlab.Office(tmp_path_factory.mktemp("office") / "practice", own=True) as here:
            yield here


def lines(path, *options):
    """What openssl finds in a file in DER."""
    return certlab.run("openssl", "asn1parse", "-inform", "DER", "-in", path, *options).stdout.splitlines()


def costs(token_file):
    """n, r and p of scrypt for each PIN in it: after the salt, 16 octets."""
    body = next(re.match(r" *(\d+):", line)[1] for line in lines(token_file)
                if "d=1" in line and "OCTET STRING" in line)
    inside = "\n".join(lines(token_file, "-strparse", body))
    return [tuple(int(number, 16) for number in found) for found in re.findall(
        r"l= *16 prim: OCTET STRING.*" + r"\n.*INTEGER +:(\w+)" * 3, inside)]


def test_a_try_takes_32_mebibytes(office, holder, computer):
    [token_file] = computer.home.rglob("*.token")
    found = costs(token_file)
    assert len(found) == 2  # of the user's PIN and of the admin PIN
    for n, r, p in found:
        assert 128 * r * n == 32 << 20 and p == 1
    computer.login_certificate()


def test_a_release_knows_no_cheap_ones():
    source = certlab.ROOT / "src" / "gm" / "scrypt.c"
    said = {flag: subprocess.run(
        ["gcc", "-E", "-I", certlab.ROOT / "src", flag, source],
        check=True, capture_output=True, text=True).stdout for flag in ("-DRELEASE", "-DCERT_FAULT_POINTS")}
    assert CHEAP in said["-DCERT_FAULT_POINTS"] and CHEAP not in said["-DRELEASE"]
