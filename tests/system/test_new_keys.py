# SPDX-License-Identifier: Apache-2.0
"""New keys for the same holder, through the real programs: exchange by the
current key or by a mailed code, update by renewal or with a new name."""

import json
import signal
import urllib.request

import certlab
import pytest

POINTS = [line for line in (certlab.ROOT / "tests/fault-points.txt").read_text().splitlines()
          if line.startswith("assistant.obtain.")]
PIN = "Test-2026"
NEW_PIN = "Later-2027"


@pytest.fixture
def active(holder, computer):
    """A holder who logged in with the certificate once."""
    computer.login_certificate(PIN)
    return holder


def serials(computer):
    return [row["signSerial"] for row in computer.json("certs")["certificates"]]


def pair_states(office, computer):
    status, answer = office.http("GET", "/api/v1/account", session=session_of(computer))
    assert status == 200, answer
    return sorted(pair["state"] for pair in answer["pairs"])


def exchange(computer, *words, **kw):
    return computer.call("--json", "exchange", "--pin-file", computer.file(PIN), *words, **kw)


def assert_replaced(office, computer, user, name, old, pin=PIN):
    """Just one pair, another one than before, in use; the old one is gone here and there."""
    assert len(serials(computer)) == 1 and serials(computer) != old
    assert not list((computer.home / "journal").glob("*.op"))
    computer.login(user, name)
    assert pair_states(office, computer) == ["confirmed", "replaced"]
    computer.login_certificate(pin)
    office.call("audit", "verify")


def test_an_exchange_in_the_same_carrier(office, computer, active):
    old = serials(computer)
    exchange(computer)
    assert len(computer.json("tokens")["tokens"]) == 1
    assert_replaced(office, computer, *active, old)


def token_serials(computer):
    return [token["serial"] for token in computer.json("tokens")["tokens"]]


def test_an_exchange_into_a_new_soft_token_and_the_emptied_one_goes(office, computer, active):
    old, tokens = serials(computer), token_serials(computer)
    exchange(computer, "--carrier", "soft", "--new-pin-file", computer.file(NEW_PIN))
    assert len(token_serials(computer)) == 1 and token_serials(computer) != tokens
    assert len(list((computer.home / "tokens").glob("*.token"))) == 1
    assert_replaced(office, computer, *active, old, NEW_PIN)


def test_a_wrong_pin_begins_no_exchange(office, computer, active):
    old = serials(computer)
    error = computer.error("exchange", "--pin-file", computer.file("not-the-pin"))
    assert (error["name"], error["details"]["triesLeft"]) == ("PIN_WRONG", 9)
    assert serials(computer) == old
    assert computer.json("status")["unfinished"] == 0


WHERE = {"same": [], "other": ["--carrier", "soft"]}


@pytest.mark.parametrize("where", ["same", pytest.param("other", marks=pytest.mark.thorough)])
@pytest.mark.parametrize("point", POINTS)
def test_the_old_pair_works_until_the_new_one_is_confirmed(office, computer, active, point, where):
    user, name = active
    old = serials(computer)
    carrier = computer.json("tokens")["tokens"][0]["serial"]
    words = [*WHERE[where], *(["--new-pin-file", computer.file(PIN)] if where == "other" else [])]
    died = exchange(computer, *words, env={"CERT_FAULT": point}, ok=None)
    assert died.returncode == -signal.SIGKILL, died.stderr
    if POINTS.index(point) < POINTS.index("assistant.obtain.confirmed"):
        computer.login_certificate(PIN)
    else:
        computer.login(user, name)
    left = json.loads(exchange(computer, *words).stdout)["unfinished"]
    if left:  # the old carrier's PIN was not asked for: its pair counts no more
        assert where == "other" and POINTS.index(point) >= POINTS.index("assistant.obtain.confirmed")
        computer.json("resume", "--carrier", carrier, "--pin-file", computer.file(PIN))
    assert_replaced(office, computer, user, name, old)


def test_it_is_too_early_to_renew(computer, active):
    assert computer.error("update", "--pin-file", computer.file(PIN))["name"] == "RENEWAL_EARLY"
    assert computer.json("status")["unfinished"] == 0


@pytest.fixture(scope="module")
def renewing(tmp_path_factory):
    """An office where certificates may be renewed from their first day."""
    folder = tmp_path_factory.mktemp("renewing") / "practice"
    with certlab.Office(folder, config={"renew_days": 1826}) as open_office:
        yield open_office


def test_in_the_last_days_certificates_are_renewed(renewing, tmp_path):
    computer = certlab.Client(tmp_path / "computer", renewing.url)
    name = "常青科技有限公司"
    renewing.register("evergreen", name)
    code = renewing.approve("evergreen")
    computer.login("evergreen", name)
    computer.issue(code, PIN)
    computer.login_certificate(PIN)
    old = serials(computer)
    renewed = computer.json("update", "--pin-file", computer.file(PIN))["certificate"]
    assert renewed["daysLeft"] > 1800 and renewed["subject"] == name
    assert_replaced(renewing, computer, "evergreen", name, old)


# --- with a mailed code, and with a new name ------------------------------------------

def session_of(computer):
    return (computer.home / "session").read_text().strip()


def ask(office, computer, kind, **more):
    status, answer = office.http("POST", "/api/v1/changes", {"kind": kind, **more},
                                 session_of(computer))
    assert status == 201, answer
    return answer["id"]


def decide(office, change):
    office.call("change", "enter", change, "--as", "op1")
    office.call("change", "approve", change, "--as", "op2")


def test_whoever_lost_the_key_gets_a_new_pair_with_a_mailed_code(office, active, tmp_path):
    user, name = active
    other = certlab.Client(tmp_path / "other", office.url)
    other.login(user, name)
    before = office.codes(user)
    decide(office, ask(office, other, "reissue"))
    code = office.new_code(user, before)
    wrong = other.error("exchange", "--code-file", other.file("00000-00000-00000-00000"),
                        "--new-pin-file", other.file(NEW_PIN))
    assert wrong["name"] == "CODE_WRONG" and wrong["details"]["triesLeft"] == 9
    assert other.json("tokens")["tokens"] == []
    other.json("exchange", "--code-file", other.file(code), "--new-pin-file", other.file(NEW_PIN))
    assert_replaced(office, other, user, name, [], NEW_PIN)


def put_file(office, computer, change, octets):
    request = urllib.request.Request(
        f"{office.url}/api/v1/changes/{change}/file", octets, method="PUT", headers={
            "Authorization": f"Bearer {session_of(computer)}",
            "Content-Type": "application/octet-stream"})
    with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(request, timeout=60):
        pass


def test_an_approved_change_of_name_is_updated_into_the_certificates(office, computer, active):
    user, name = active
    old = serials(computer)
    change = ask(office, computer, "name", fields={"name": f"{name}二部"})
    put_file(office, computer, change, (
        certlab.ROOT / "tests/corpus/filekind/page.pdf").read_bytes())
    decide(office, change)
    updated = computer.json("update", "--pin-file", computer.file(PIN))["certificate"]
    assert updated["subject"] == f"{name}二部"
    assert_replaced(office, computer, user, f"{name}二部", old)
    assert computer.error("update", "--pin-file", computer.file(PIN))["name"] == "RENEWAL_EARLY"
