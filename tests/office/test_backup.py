# SPDX-License-Identifier: Apache-2.0
"""A backup taken while the office serves, and the office made again from it."""

import shutil
import tarfile

import certlab


def test_an_office_lives_on_from_its_backup(tmp_path, name):
    office = certlab.Office(tmp_path / "office").start()
    office.register("acme", name)
    code = office.approve("acme")
    client = certlab.Client(tmp_path / "client", office.url)
    client.login("acme", name)
    client.issue(code)
    certlab.run(certlab.OFFICE, "backup", office.dir, tmp_path / "office.tar")
    office.stop()

    with tarfile.open(tmp_path / "office.tar") as archive:  # any tar program reads it
        names = archive.getnames()
    assert "office.db" in names and "ca/ledger" in names and "unlock" not in names

    unlock = (office.dir / "unlock").read_bytes()
    shutil.rmtree(office.dir)
    certlab.run(certlab.OFFICE, "restore", tmp_path / "office.tar", office.dir)
    (office.dir / "unlock").write_bytes(unlock)
    (office.dir / "unlock").chmod(0o600)
    assert office.call("audit", "verify").returncode == 0
    office.start()
    client = certlab.Client(tmp_path / "client", office.url)
    assert client.login_certificate()["account"]["state"] == "active"
    office.register("second", name)
    office.approve("second")  # the restored ca, key centre and staff work
    office.stop()
