# SPDX-License-Identifier: Apache-2.0
"""Holders of an old CA whose keys are on USB keys, in an application of the old
CA's own: the key proves the move, and stays as it is."""

import cardlab
import oldkey
import pytest
from oldca import OldCa, holders_list, take_over

PIN, SERIAL = "Test-2026", 0x20001


@pytest.fixture
def old_ca(office, tmp_path):
    """One whose holder was taken over."""
    ca = OldCa(tmp_path, "old", "sm2")
    take_over(office, ca, holders_list(tmp_path / "one.csv", "mover", SERIAL, 1))
    return ca


@pytest.fixture
def computer(tmp_path, office, service):
    return cardlab.Client(tmp_path / "computer", office, service)


def test_a_key_of_an_old_ca_proves_the_move_and_stays(office, old_ca, keys, computer):
    key = keys()
    move = ["exchange", "--old-token", key.serial, "--new-pin-file", computer.file(PIN), "--old-pin-file"]
    public = oldkey.make(key)
    assert computer.error(*move, computer.file(oldkey.PIN))["name"] == "CERT_UNKNOWN"
    oldkey.certify(key, old_ca, public, SERIAL)
    about = computer.json("token", "info", "--carrier", key.serial)
    assert about["blank"] and about["otherApplications"] == [oldkey.APPLICATION]
    error = computer.error(*move, computer.file("wrong-pin"))
    assert (error["name"], error["details"]["triesLeft"]) == ("PIN_WRONG", 9)
    assert computer.error(*move, computer.file(oldkey.PIN), "--cert", "77")["name"] == "CERT_UNKNOWN"
    computer.json(*move, computer.file(oldkey.PIN), "--cert", f"{SERIAL:06x}")
    computer.login_certificate(PIN)
    assert computer.json("status")["account"]["userName"] == "mover-0"
    assert oldkey.held(key) == [(oldkey.APPLICATION, [oldkey.CONTAINER])]
    office.call("audit", "verify")
