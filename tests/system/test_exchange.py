# SPDX-License-Identifier: Apache-2.0
"""Exchange and update through the real programs: new keys for the same holder,
the old ones working until the new are confirmed, whatever dies on the way."""

import concurrent.futures
import json
import pathlib
import shutil

import certlab
import pytest

POINTS = [line for line in (certlab.ROOT / "tests/fault-points.txt").read_text().splitlines()
          if line and not line.startswith("#")]
CUTS = [p for p in POINTS if p.startswith(("web.exchange.", "web.update.", "web.confirm.", "web.status."))]
PIN = "Test-2026"
NEW_PIN = "Later-2027"
AT_ONCE = 20


def session_of(computer):
    return (computer.home / "session").read_text().strip()


def account_of(office, computer):
    status, answer = office.http("GET", "/api/v1/account", session=session_of(computer))
    assert status == 200, answer
    return answer


def replace(computer, verb, **kw):
    """`certctl exchange` or `update`; the new pair is in the old one's carrier."""
    return computer.call("--json", verb, "--yes", "--pin-file", computer.file(PIN), **kw)


def ways(pairs):
    """How each was obtained and what became of it; those of one second are in no order."""
    return sorted((pair["verb"], pair["state"]) for pair in pairs)


def states(office, user):
    rows = office.json("certificate", "list", "--user", user)
    return sorted(row["state"] for row in rows)


def test_an_account_says_that_it_is_too_early_to_renew(office, computer, holder):
    computer.login_certificate(PIN)
    update = account_of(office, computer)["update"]
    assert (update["possible"], update["name"]) == ("none", None)
    error = computer.error("update", "--yes", "--pin-file", computer.file(PIN))
    assert error["name"] == "RENEWAL_EARLY"


def test_a_pair_is_replaced_and_the_old_one_revoked(office, computer, holder):
    user, _ = holder
    computer.login_certificate(PIN)
    replace(computer, "exchange")
    computer.login_certificate(PIN)
    pairs = account_of(office, computer)["pairs"]
    assert ways(pairs) == [("exchange", "confirmed"), ("issue", "replaced")]
    assert states(office, user) == ["revoked", "revoked", "valid", "valid"]
    mail, _ = office.mail(f"{user}@example.com", "换发")
    assert "原来的证书已经废除" in certlab.mail_text(mail)
    office.call("audit", "verify")
    shown = office.json("account", "show", user)["pairs"]
    assert ways(shown) == [("exchange", "confirmed"), ("issue", "replaced")]
    assert "换发" in office.call("account", "show", user, "--lang", "zh").stdout


def test_twenty_exchanges_at_once_end_in_one_pair(office, computer, holder, tmp_path):
    user, _ = holder
    computer.login_certificate(PIN)
    copies = []
    for number in range(AT_ONCE):
        home = tmp_path / f"copy{number}"
        shutil.copytree(computer.home, home)
        copies.append(certlab.Client(home, office.url))
    with concurrent.futures.ThreadPoolExecutor(AT_ONCE) as pool:
        done = list(pool.map(lambda copy: replace(copy, "exchange", ok=None), copies))
    names = [json.loads(d.stdout)["error"]["name"] for d in done if d.returncode]
    assert len(names) == AT_ONCE - 1
    # who comes after the confirmation has a certificate that was replaced
    assert set(names) <= {"OPERATION_PENDING", "STORE_CONFLICT", "CERT_REVOKED", "SESSION_MISSING"}, names
    assert states(office, user) == ["revoked", "revoked", "valid", "valid"]
    office.call("audit", "verify")


@pytest.fixture
def mortal(tmp_path, request):
    """A holder in the last month, and an office of which one process dies at a
    fault point, once."""
    office = certlab.Office(tmp_path / "practice", config={"holder_days": 29})
    office.start(env={"CERT_FAULT": request.param, "CERT_FAULT_ONCE": str(tmp_path / "died")})
    office.register("mortal", "有惊无险科技有限公司")
    code = office.approve("mortal")
    computer = certlab.Client(tmp_path / "computer", office.url)
    computer.login("mortal", "有惊无险科技有限公司")
    computer.issue(code, PIN)
    computer.login_certificate(PIN)
    yield office, computer, request.param, pathlib.Path(tmp_path / "died")
    office.stop()


@pytest.mark.parametrize("mortal", CUTS, indirect=True, ids=str)
def test_an_office_process_that_dies_loses_and_doubles_nothing(mortal):
    office, computer, point, died = mortal
    verb = "update" if point.startswith("web.update.") else "exchange"
    for _ in range(10):
        result = replace(computer, verb, ok=None)
        if result.returncode == 0:
            break
        name = json.loads(result.stdout)["error"]["name"]
        assert name in ("OFFICE_UNREACHABLE", "OFFICE_ANSWER", "PROCESS_LOST", "OFFICE_BUSY",
                        "SESSION_MISSING", "OPERATION_PENDING"), name
        if name == "SESSION_MISSING":
            computer.login("mortal", "有惊无险科技有限公司")
    assert died.stat().st_size > 0, "the fault point was not reached"
    computer.login_certificate(PIN)
    pairs = account_of(office, computer)["pairs"]
    assert ways(pairs) == sorted([(verb, "confirmed"), ("issue", "replaced")])
    assert states(office, "mortal") == ["revoked", "revoked", "valid", "valid"]
    assert len(computer.json("certs")["certificates"]) == 1
    assert not list((computer.home / "journal").glob("*"))
    office.call("audit", "verify")
