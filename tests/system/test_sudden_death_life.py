# SPDX-License-Identifier: Apache-2.0
"""The power goes at each step of what happens to a pair after its first issue,
on either side. Each test has a copy of one office and one computer."""

import base64
import contextlib
import itertools
import json
import re
import shutil
import signal

import certlab
import pytest

POINTS = [line for line in (certlab.ROOT / "tests/fault-points.txt").read_text().splitlines()
          if line and not line.startswith("#")]
USER, NAME = "mortal", "有惊无险科技有限公司"
PIN, NEW_PIN = "Test-2026", "Later-2027"
# A pair can be updated from its first day.
CONFIG = {"renew_days": 1826}
# What a client hears from an office of which a process dies.
LOST = {"OFFICE_UNREACHABLE", "OFFICE_ANSWER", "PROCESS_LOST", "OFFICE_BUSY"}


def points(*prefixes):
    return [p for p in POINTS if p.startswith(prefixes)]


# --- one office, copied ---------------------------------------------------------

@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """A folder with an office that is closed, and the computer of a holder."""
    folder = tmp_path_factory.mktemp("made")
    with certlab.Office(folder / "practice", config=CONFIG) as office:
        office.register(USER, NAME)
        computer = certlab.Client(folder / "computer", office.url)
        code = office.approve(USER)
        computer.login(USER, NAME)
        computer.issue(code, PIN)
        computer.login_certificate(PIN)
    return folder


@contextlib.contextmanager
def copy_of(folder, to, point=None):
    """A copy that is open; one of the office's processes dies at the point, once."""
    for part in ("practice", "computer"):
        shutil.copytree(folder / part, to / part)
    env = {"CERT_FAULT": point, "CERT_FAULT_ONCE": str(to / "died")} if point else {}
    office = certlab.Office(to / "practice", made=True)
    with office.start(env=env):
        yield office, certlab.Client(to / "computer", office.url)
    assert not point or (to / "died").stat().st_size > 0, "the fault point was not reached"


@pytest.fixture(scope="module")
def held(made, tmp_path_factory):
    """The same, with the certificates on hold."""
    folder = tmp_path_factory.mktemp("held")
    with copy_of(made, folder) as (office, computer):
        hold(computer)
        office.wait(lambda: on_lists(office) == {"Certificate Hold"})
    return folder


# --- what everybody says of the certificates --------------------------------------

def serials(office):
    return [c["serial"] for c in office.json("certificate", "list", "--user", USER)]


def states(office):
    return sorted(c["state"] for c in office.json("certificate", "list", "--user", USER))


def entries(path):
    """{serial number: reason} of a list."""
    text = certlab.run("openssl", "crl", "-inform", "DER", "-in", path, "-noout", "-text").stdout
    return {found[1].lower(): found[2] for found in re.finditer(
        r"Serial Number: (\w+)\n(?:(?! *Serial)[^\n]*\n)*? *(?:X509v3 )?CRL Reason Code:[^\n]*\n *([^\n]*)",
        text)}


def on_lists(office):
    """Why each of the holder's certificates is on the lists: the delta's word comes first."""
    said = {}
    for pattern in ("issuing-*-delta.crl", "issuing*.crl"):
        for path in (office.dir / "public").glob(pattern):
            said = {**entries(path), **said}
    return {said.get(serial) for serial in serials(office)}


def by_ocsp(office, folder):
    """What the office answers about each."""
    said = set()
    for serial in serials(office):
        path = folder / f"{serial}.pem"
        if not path.exists():
            office.call("certificate", "show", serial, "--out", path)
        answer = certlab.run(
            "openssl", "ocsp", "-issuer", office.public("issuing"), "-cert", path, "-noverify",
            "-no_nonce", "-url", f"{office.url}/ocsp", env={"no_proxy": "*"}).stdout
        said.add(re.search(r"\.pem: (\w+)", answer)[1])
    return said


def login_error(computer, pin=PIN):
    """None, or why there is no login with the certificate."""
    result = computer.call("--json", "login", "certificate", "--pin-file", computer.file(pin),
                           ok=None)
    return json.loads(result.stdout)["error"]["name"] if result.returncode else None


def tries(computer):
    return [token["pinTriesLeft"] for token in computer.json("tokens")["tokens"]]


def assert_valid(office, computer, folder):
    office.wait(lambda: set(states(office)) == {"valid"})
    assert login_error(computer) is None
    office.wait(lambda: on_lists(office) <= {None, "Remove From CRL"})
    office.wait(lambda: by_ocsp(office, folder) == {"good"})
    office.call("audit", "verify")


def assert_on_hold(office, computer, folder):
    office.wait(lambda: set(states(office)) == {"on-hold"})
    assert login_error(computer) == "CERT_ON_HOLD"
    office.wait(lambda: on_lists(office) == {"Certificate Hold"})
    office.wait(lambda: by_ocsp(office, folder) == {"revoked"})
    office.call("audit", "verify")


# --- hold and release -------------------------------------------------------------

STATUS = ("web.status.", "ca.status.", "web.list.")


def until_done(computer, *verb, done=()):
    """Again and again while the office's processes die; or done by a try that was lost."""
    for _ in range(10):
        result = computer.call("--json", *verb, ok=None)
        if result.returncode == 0:
            return
        error = json.loads(result.stdout)["error"]["name"]
        if error in done:
            return
        assert error in LOST, error
    raise RuntimeError("the office does not come back")


def hold(computer):
    """With it the login ends."""
    until_done(computer, "hold", "--pin-file", computer.file(PIN), "--yes",
               done=["SESSION_MISSING"])


def mailed_code(office, computer, *verb):
    """A code that is asked for; the question may be cut off."""
    def codes():
        return [code for mail in office.mails(f"{USER}@example.com")
                for code in certlab.CODE.findall(certlab.mail_text(mail))]
    before = len(codes())
    until_done(computer, *verb, "--request")
    office.wait(lambda: len(codes()) > before)
    return codes()[-1]


def use_code(office, computer, code, *verb, done):
    """The code does it, once."""
    file = computer.file(code)
    verb = [*verb, "--cert", serials(office)[0]]
    until_done(computer, *verb, "--code-file", file, done=done)
    error = computer.error(*verb, "--code-file", file)["name"]
    assert error in done, error


@pytest.mark.parametrize("point", points(*STATUS))
def test_a_hold_that_is_cut_off_comes_about(made, tmp_path, point):
    with copy_of(made, tmp_path, point) as (office, computer):
        hold(computer)
        assert_on_hold(office, computer, tmp_path)


@pytest.mark.parametrize("point", points("keycentre.code."))
def test_a_hold_by_code_that_is_cut_off_comes_about(made, tmp_path, point):
    with copy_of(made, tmp_path, point) as (office, computer):
        computer.login(USER, NAME)
        code = mailed_code(office, computer, "hold", "--code", "--yes")
        use_code(office, computer, code, "hold", "--code", "--yes", done=["CERT_ON_HOLD", "CODE_WRONG"])
        assert_on_hold(office, computer, tmp_path)


@pytest.mark.parametrize("point", points(*STATUS, "keycentre.code."))
def test_a_release_that_is_cut_off_comes_about(held, tmp_path, point):
    with copy_of(held, tmp_path, point) as (office, computer):
        computer.login(USER, NAME)
        code = mailed_code(office, computer, "release")
        use_code(office, computer, code, "release", done=["CERT_NOT_ON_HOLD", "CODE_WRONG"])
        assert_valid(office, computer, tmp_path)


# --- a token is cut at each of its writes -----------------------------------------

TOKEN = ("softtoken.pin.", "softtoken.save.")


def passings(point):
    """Environments to die in when a point is passed the first time, the second, ..."""
    return ({"CERT_FAULT": f"{point}:{n}"} for n in itertools.count(1))


def died(result):
    """It did, or came through."""
    assert result.returncode in (0, -signal.SIGKILL), result.stdout
    return result.returncode != 0


def pins_that_open(computer, *pins):
    return [pin for pin in pins if login_error(computer, pin) is None]


@pytest.mark.parametrize("point", points(*TOKEN))
def test_a_change_of_pin_that_is_cut_off_leaves_the_old_or_the_new(made, tmp_path, point):
    with copy_of(made, tmp_path) as (_, computer):
        old, new, cuts = PIN, NEW_PIN, 0
        for env in passings(point):
            if not died(computer.call("--json", "pin", "--pin-file", computer.file(old),
                                      "--new-pin-file", computer.file(new), env=env, ok=None)):
                break
            cuts += 1
            if pins_that_open(computer, old, new) == [new]:
                old, new = new, old
            assert pins_that_open(computer, new, old) == [old]
            assert tries(computer) == [10]
        assert cuts >= 1 and pins_that_open(computer, old, new) == [new]


@pytest.mark.parametrize("point", points(*TOKEN))
def test_an_unlock_whose_token_is_cut_off_can_be_begun_again(made, tmp_path, point):
    with copy_of(made, tmp_path) as (office, computer):
        pins, cuts = [PIN, NEW_PIN], 0
        for env in passings(point):
            code = computer.file(mailed_code(office, computer, "unlock"))
            if not died(computer.call("--json", "unlock", "--code-file", code, "--new-pin-file",
                                      computer.file(pins[1]), env=env, ok=None)):
                break
            cuts += 1
            opening = pins_that_open(computer, *pins)
            assert len(opening) == 1
            pins = [opening[0], f"Later-{2030 + cuts}"]
            assert computer.error("unlock", "--code-file", code, "--new-pin-file",
                                  computer.file(pins[1]))["name"] == "CODE_WRONG"
        assert cuts >= 1 and pins_that_open(computer, *pins) == [pins[1]]
        office.call("audit", "verify")


# --- exchange and update ----------------------------------------------------------

# Verb, into what carrier, and how it goes on after the cut: asked for again, or by
# resume, which in any case removes what the old carrier still has.
REPLACEMENTS = [("exchange", "new", "again"), ("update", "same", "resume")]


def replace(computer, verb, carrier="same", **kw):
    to = ["--carrier", "soft", "--new-pin-file", computer.file(PIN)] if carrier == "new" else []
    return computer.call("--json", verb, "--yes", "--pin-file", computer.file(PIN), *to, ok=None, **kw)


def pairs(office, computer):
    session = (computer.home / "session").read_text().strip()
    status, answer = office.http("GET", "/api/v1/account", session=session)
    assert status == 200, answer
    return [(pair["verb"], pair["state"]) for pair in answer["pairs"]]


def assert_replaced(office, computer, verb):
    """One pair in place of another, and nothing left over."""
    assert login_error(computer) is None
    assert pairs(office, computer) == [(verb, "confirmed"), ("issue", "replaced")]
    office.wait(lambda: states(office) == ["revoked", "revoked", "valid", "valid"])
    office.wait(lambda: on_lists(office) <= {None, "Superseded"})
    assert [c["state"] for c in computer.json("certs")["certificates"]] == ["OK"]
    assert not list((computer.home / "journal").glob("*"))
    assert set(tries(computer)) == {10}
    office.call("audit", "verify")


def assert_works_meanwhile(office, computer, old):
    """The old pair until the new one is confirmed, and then the new one."""
    login = computer.call("--json", "login", "certificate", "--cert", old, "--pin-file",
                          computer.file(PIN), ok=None)
    if "revoked" not in states(office):
        assert login.returncode == 0, login.stdout
    else:
        assert login.returncode != 0
        assert login_error(computer) is None


def asked(office, computer):
    """What the office answers to the journal's question, the same each time."""
    journal = json.loads(next((computer.home / "journal").glob("*.op")).read_text())
    if not journal.get("ask") or "revoked" in states(office):
        return None
    carrier = {"kind": "soft", "serial": journal["carrierSerial"]}
    body = {name: journal.get(name, "") for name in ("verb", "csr", "ask", "escrow")}
    session = (computer.home / "session").read_text().strip()
    first, again = [office.http("POST", "/api/v1/pairs", {**body, "carrier": carrier}, session,
                                {"Idempotency-Key": journal["key"]}) for _ in range(2)]
    assert first[0] in (200, 201) and again[1] == first[1], (first, again)
    return base64.b64decode(first[1]["answer"])


@pytest.mark.parametrize("verb, carrier, way", REPLACEMENTS)
@pytest.mark.parametrize("point", points("assistant.obtain."))
def test_a_replacement_that_is_cut_off_ends_in_one_pair(made, tmp_path, point, verb, carrier, way):
    with copy_of(made, tmp_path) as (office, computer):
        before = computer.json("certs")["certificates"][0]
        old = before["signSerial"]
        assert died(replace(computer, verb, carrier, env={"CERT_FAULT": point}))
        assert_works_meanwhile(office, computer, old)
        answer = asked(office, computer)
        if way == "again":
            assert replace(computer, verb, carrier).returncode == 0
        computer.json("resume", "--carrier", before["carrierSerial"], "--pin-file",
                      computer.file(PIN))
        if "revoked" not in states(office):  # it was undone
            assert replace(computer, verb, carrier).returncode == 0
        assert_replaced(office, computer, verb)
        new = computer.json("certs")["certificates"][0]
        assert new["signSerial"] != old
        assert answer is None or bytes.fromhex(new["signSerial"]) in answer


@pytest.mark.parametrize("point", points(*TOKEN))
def test_a_replacement_whose_token_is_cut_off_each_time_comes_through(made, tmp_path, point):
    """Each time later, as what was begun goes on."""
    with copy_of(made, tmp_path) as (office, computer):
        old = computer.json("certs")["certificates"][0]["signSerial"]
        cuts = 0
        for env in passings(point):
            if not died(replace(computer, "exchange", env=env)):
                break
            cuts += 1
            assert_works_meanwhile(office, computer, old)
        assert cuts >= 1
        assert_replaced(office, computer, "exchange")


@pytest.mark.parametrize("point", points("ca.sign.", "ca.status.", "keycentre.deliver."))
def test_an_exchange_is_finished_though_the_office_dies(made, tmp_path, point):
    with copy_of(made, tmp_path, point) as (office, computer):
        until_done(computer, "exchange", "--yes", "--pin-file", computer.file(PIN))
        assert_replaced(office, computer, "exchange")
