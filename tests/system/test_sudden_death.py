# SPDX-License-Identifier: Apache-2.0
"""The power goes at each step of issue, on either side. Afterwards there is
exactly one pair or none, the same question brings the same octets, no PIN try
came free or was lost, the token opens and the audit chain holds."""

import base64
import json
import signal
import time

import certlab
import pytest

POINTS = [line for line in (certlab.ROOT / "tests/fault-points.txt").read_text().splitlines()
          if line and not line.startswith("#")]
CLIENT_POINTS = [p for p in POINTS if p.startswith("assistant.obtain.")
                 and p != "assistant.obtain.old-removed"]
OFFICE_POINTS = [p for p in POINTS if p.startswith(("web.issue.", "ca.sign.", "keycentre.deliver."))]
STATUS_POINTS = [p for p in POINTS if p.startswith("web.status.")]
PIN = "Cut-2026!"


def session_of(computer):
    return (computer.home / "session").read_text().strip()


def pairs_of(office, computer):
    status, answer = office.http("GET", "/api/v1/account", session=session_of(computer))
    assert status == 200, answer
    return answer["pairs"]


def assert_one_working_pair(office, computer):
    """What must hold after any cut and one more try."""
    states = [pair["state"] for pair in pairs_of(office, computer)]
    assert states == ["confirmed"]
    certificates = computer.json("certs")["certificates"]
    assert len(certificates) == 1
    assert certificates[0]["state"] == "OK"
    assert not list((computer.home / "journal").glob("*"))
    tokens = computer.json("tokens")["tokens"]
    assert [t["pinTriesLeft"] for t in tokens] == [10]
    computer.login_certificate(PIN)
    assert computer.json("status")["account"]["state"] == "active"


@pytest.mark.parametrize("point", CLIENT_POINTS)
def test_a_client_that_dies_goes_on_at_its_next_start(office, computer, approved, point):
    _, _, code = approved
    died = computer.call("issue", "--code-file", computer.file(code), "--new-pin-file",
                         computer.file(PIN), env={"CERT_FAULT": point}, ok=None)
    assert died.returncode == -signal.SIGKILL, died.stderr
    assert len(pairs_of(office, computer)) <= 1
    computer.issue(code, PIN)
    assert_one_working_pair(office, computer)
    office.call("audit", "verify")


@pytest.mark.parametrize("point", CLIENT_POINTS)
def test_what_was_cut_off_can_be_resumed_by_itself(office, computer, approved, point):
    _, _, code = approved
    computer.call("issue", "--code-file", computer.file(code), "--new-pin-file",
                  computer.file(PIN), env={"CERT_FAULT": point}, ok=None)
    computer.json("resume", "--pin-file", computer.file(PIN))
    assert computer.json("status")["unfinished"] == 0
    if not pairs_of(office, computer):
        computer.issue(code, PIN)
    assert_one_working_pair(office, computer)


@pytest.fixture
def mortal_office(tmp_path, request):
    """An office of which one process dies at a fault point, once."""
    office = certlab.Office(tmp_path / "practice")
    office.start(env={"CERT_FAULT": request.param, "CERT_FAULT_ONCE": str(tmp_path / "died")})
    yield office, tmp_path
    office.stop()


@pytest.mark.parametrize("mortal_office", OFFICE_POINTS, indirect=True, ids=str)
def test_an_office_process_that_dies_loses_and_doubles_nothing(mortal_office):
    office, folder = mortal_office
    office.register("mortal", "有惊无险科技有限公司")
    code = office.approve("mortal")
    computer = certlab.Client(folder / "computer", office.url)
    computer.login("mortal", "有惊无险科技有限公司")
    for _ in range(10):
        result = computer.call("--json", "issue", "--code-file", computer.file(code),
                               "--new-pin-file", computer.file(PIN), ok=None)
        if result.returncode == 0:
            break
        assert json.loads(result.stdout)["error"]["name"] in (
            "OFFICE_UNREACHABLE", "OFFICE_ANSWER", "PROCESS_LOST", "OFFICE_BUSY")
    assert (folder / "died").stat().st_size > 0, "the fault point was not reached"
    assert_one_working_pair(office, computer)
    office.call("audit", "verify")


def holder_of(office, folder):
    """The computer of somebody who has a pair."""
    name = "有惊无险科技有限公司"
    office.register("mortal", name)
    code = office.approve("mortal")
    computer = certlab.Client(folder / "computer", office.url)
    computer.login("mortal", name)
    computer.issue(code, PIN)
    return computer


def test_the_same_question_brings_the_same_octets(office, computer, approved):
    _, _, code = approved
    computer.call("issue", "--code-file", computer.file(code), "--new-pin-file",
                  computer.file(PIN), env={"CERT_FAULT": "assistant.obtain.asked"}, ok=None)
    journal = json.loads(next((computer.home / "journal").glob("*.op")).read_text())
    body = {"verb": "issue", "csr": journal["csr"], "ask": journal["ask"],
            "carrier": {"kind": "soft", "serial": journal["carrierSerial"]},
            "escrow": journal["escrow"]}
    key = {"Idempotency-Key": journal["key"]}
    session = session_of(computer)
    first = office.http("POST", "/api/v1/pairs", body, session, key)
    second = office.http("POST", "/api/v1/pairs", body, session, key)
    assert first[0] in (200, 201) and first[1] == second[1]
    other = dict(body, csr=base64.b64encode(base64.b64decode(body["csr"])[:-1] + b"\0").decode())
    status, answer = office.http("POST", "/api/v1/pairs", other, session, key)
    assert (status, answer["error"]["name"]) == (409, "IDEMPOTENCY_CONFLICT")
    computer.issue(code, PIN)
    assert_one_working_pair(office, computer)


def test_a_pin_try_is_spent_before_the_pin_is_compared(office, computer, approved):
    _, _, code = approved
    computer.issue(code, PIN)
    for left in (9, 8):
        died = computer.call("login", "certificate", "--pin-file", computer.file("not-the-pin"),
                             env={"CERT_FAULT": "softtoken.pin.spent"}, ok=None)
        assert died.returncode == -signal.SIGKILL
        assert computer.json("tokens")["tokens"][0]["pinTriesLeft"] == left
    computer.login_certificate(PIN)
    assert computer.json("tokens")["tokens"][0]["pinTriesLeft"] == 10


@pytest.mark.parametrize("mortal_office", ["web.list.signed"], indirect=True, ids=str)
def test_a_list_that_was_signed_and_lost_is_followed_by_another(mortal_office):
    office, folder = mortal_office
    file = office.dir / "public/issuing.crl"  # it follows the store's

    def is_published():
        return (office.http("GET", "/api/v1/health")[1]["checks"]["crl"] == "ok"
                and file.exists())
    office.wait(is_published, 30)
    assert (folder / "died").stat().st_size > 0, "the fault point was not reached"
    assert office.http("GET", "/ca/issuing.crl") == (200, file.read_bytes())


def revoke(office, user, **kw):
    return office.call("certificate", "revoke", "--user", user, "--reason", "key-compromise",
                       "--as", "op1", ok=None, **kw)


def assert_revoked_once(office, computer, user):
    """At once for logins, and soon for the ca process: by one change."""
    refused = computer.error("login", "certificate", "--pin-file", computer.file(PIN))
    assert refused["name"] == "CERT_REVOKED"
    before = time.monotonic()
    while "status.applied" not in [r["event"] for r in office.json("audit", "list")]:
        assert time.monotonic() < before + 30
        time.sleep(0.1)
    states = {c["state"] for c in office.json("certificate", "list", "--user", user)}
    assert states == {"revoked"}
    assert revoke(office, user).returncode != 0  # nothing is left of it
    events = [r["event"] for r in office.json("audit", "list")]
    assert [events.count(e) for e in ("status.intended", "status.applied")] == [1, 1]
    office.call("audit", "verify")


@pytest.mark.parametrize("point", STATUS_POINTS)
def test_a_command_that_dies_has_revoked_all_the_same(tmp_path, point):
    with certlab.Office(tmp_path / "practice") as office:
        computer = holder_of(office, tmp_path)
        assert revoke(office, "mortal", env={"CERT_FAULT": point}).returncode == -signal.SIGKILL
        assert_revoked_once(office, computer, "mortal")


@pytest.mark.parametrize("mortal_office", ["ca.status.recorded"], indirect=True, ids=str)
def test_a_ca_process_that_dies_has_revoked_all_the_same(mortal_office):
    office, folder = mortal_office
    computer = holder_of(office, folder)
    revoke(office, "mortal")
    assert (folder / "died").stat().st_size > 0, "the fault point was not reached"
    assert_revoked_once(office, computer, "mortal")
