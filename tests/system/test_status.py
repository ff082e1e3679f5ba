# SPDX-License-Identifier: Apache-2.0
"""What is published of the status of certificates, in an office whose
revocation lists are of two certificates each."""

import re

import certlab
import pytest


@pytest.fixture(scope="module")
def office(tmp_path_factory):
    folder = tmp_path_factory.mktemp("office") / "practice"
    with certlab.Office(folder, config={"tries_address": 100000, "crl_partition": 2,
                                        "ocsp_address": 100}) as o:
        yield o


def certificates(office, user, tmp_path):
    """The PEM files of a user's certificates: {usage: (serial, path)}."""
    found = {}
    for row in office.json("certificate", "list", "--user", user):
        path = tmp_path / f"{user}-{row['usage']}.pem"
        office.call("certificate", "show", row["serial"], "--out", path)
        found[row["usage"]] = (row["serial"], path)
    return found


def list_name(path):
    """Where the certificate says that its list is."""
    text = certlab.run("openssl", "x509", "-in", path, "-noout", "-text").stdout
    return re.search(r"URI:http://127.0.0.1:8443(/ca/issuing[-0-9]*\.crl)", text)[1]


def list_text(office, path, tmp_path):
    """A list as openssl prints it; None if it is not there."""
    status, der = office.http("GET", path)
    if status == 404:
        return None
    (tmp_path / "list.crl").write_bytes(der)
    return certlab.run("openssl", "crl", "-inform", "DER", "-in", tmp_path / "list.crl",
                       "-noout", "-text").stdout


def entry(text, serial):
    """What stands of a serial number in a list, or None."""
    for part in text.split("    Serial Number: ")[1:]:
        if part.split()[0].lower().lstrip("0") == serial.lstrip("0"):
            return part
    return None


def ocsp(office, path):
    return certlab.run("openssl", "ocsp", "-issuer", office.public("issuing"), "-cert", path,
                       "-url", f"{office.url}/ocsp", "-noverify", ok=None).stdout


def issue(office, folder, user, name):
    computer = certlab.Client(folder / user, office.url)
    office.register(user, name)
    code = office.approve(user)
    computer.login(user, name)
    computer.issue(code)
    return certificates(office, user, folder)


def test_each_pair_has_the_list_of_its_partition(office, tmp_path):
    first = issue(office, tmp_path, "first", "第一分区科技有限公司")
    second = issue(office, tmp_path, "second", "第二分区科技有限公司")
    names = [{list_name(path) for _, path in pair.values()} for pair in (first, second)]
    assert [len(n) for n in names] == [1, 1] and names[0] != names[1]
    for name in (names[0] | names[1]):
        office.wait(lambda: list_text(office, name, tmp_path))
        assert name in list_text(office, name, tmp_path)  # as its distribution point


@pytest.mark.parametrize("reason, shown", [
    ("key-compromise", "Key Compromise"), ("cessation", "Cessation Of Operation")])
def test_a_revocation_is_published_at_once_where_it_belongs(office, tmp_path, reason, shown):
    user = f"revoked-{reason}"
    pair = issue(office, tmp_path, user, "撤销测试科技有限公司")
    name = list_name(pair["sign"][1])
    delta = name.replace(".crl", "-delta.crl")
    office.wait(lambda: list_text(office, delta, tmp_path))
    for _, path in pair.values():
        assert ": good" in ocsp(office, path)
    office.call("certificate", "revoke", "--user", user, "--reason", reason, "--as", "op1")
    for serial, path in pair.values():
        office.wait(lambda: entry(list_text(office, delta, tmp_path), serial))
        assert shown in entry(list_text(office, delta, tmp_path), serial)
        said = ocsp(office, path)
        assert ": revoked" in said and "Reason: " in said
    assert entry(list_text(office, "/ca/issuing.crl", tmp_path), pair["sign"][0]) is None
    # the file that others may serve is the same
    file = office.dir / "public" / delta.removeprefix("/ca/")
    assert file.read_bytes() == office.http("GET", delta)[1]


def test_what_was_revoked_stays_so_in_an_office_that_was_closed(office, tmp_path):
    pair = issue(office, tmp_path, "closed", "停业测试科技有限公司")
    name = list_name(pair["sign"][1])
    office.call("certificate", "revoke", "--user", "closed", "--reason", "cessation", "--as", "op1")
    office.wait(lambda: list_text(office, name, tmp_path))
    office.stop()
    for path in (office.dir / "public").glob("*.crl"):
        path.unlink()
    office.start()
    try:
        for serial, path in pair.values():
            assert ": revoked" in ocsp(office, path)
        office.wait(lambda: (office.dir / "public" / name.removeprefix("/ca/")).exists())
    finally:
        assert office.json("audit", "verify")["statusChanges"] >= 1


def test_a_list_is_exported_by_its_partition(office, tmp_path):
    pair = issue(office, tmp_path, "export", "导出测试科技有限公司")
    name = list_name(pair["sign"][1])
    office.wait(lambda: list_text(office, name, tmp_path))
    partition = re.search(r"issuing-(\d+)", name)[1]
    for options, path in ((["--partition", partition], name),
                          (["--partition", partition, "--delta"], name.replace(".crl", "-delta.crl")),
                          ([], "/ca/issuing.crl"), (["--delta"], "/ca/issuing-0-delta.crl")):
        file = tmp_path / "exported.crl"
        office.call("crl", "export", file, *options)
        assert file.read_bytes() == office.http("GET", path)[1]
    for options in (["--partition", "x"], ["--partition", "-1"], ["--partition", "4194304"]):
        assert office.call("crl", "export", file, *options, ok=None).returncode == 64
    assert office.call("crl", "export", file, "--partition", "999", ok=None).returncode == 66


def test_who_asks_too_often_on_demand_still_gets_what_is_signed_ahead(office, tmp_path):
    pair = issue(office, tmp_path, "often", "频繁查询科技有限公司")
    serial, path = pair["sign"]
    url = ["-url", f"{office.url}/ocsp", "-noverify", "-issuer", office.public("issuing")]
    for _ in range(101):
        unknown = certlab.run("openssl", "ocsp", *url, "-no_nonce", "-serial", "0x1234567890ABCDEF",
                              ok=None)
        if "trylater" in unknown.stdout + unknown.stderr:
            break
        assert "unknown" in unknown.stdout
    else:
        raise AssertionError("there is no limit")
    office.wait(lambda: f"{path}: good" in certlab.run(
        "openssl", "ocsp", *url, "-no_nonce", "-cert", path, ok=None).stdout)
