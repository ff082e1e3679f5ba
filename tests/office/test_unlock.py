# SPDX-License-Identifier: Apache-2.0
"""Unlock, hold and release over real HTTP, with the real programs; and what
somebody can do who has a code and not what belongs to it."""

import base64
import itertools
import sqlite3

import pytest

import certlab

PIN, NEW_PIN = "Test-2026", "Neu-2026!"
POINTS = [line for line in (certlab.ROOT / "tests/fault-points.txt").read_text().splitlines()
          if line.startswith(("web.unlock.", "keycentre.code."))]
WRONG = "00000-00000-00000-00000"
_homes = itertools.count(1)


class Holder:
    """Somebody with a confirmed pair on a computer of their own."""

    def __init__(self, office, user, name, folder):
        self.office, self.user, self.name = office, user, name
        office.register(user, name)
        self.computer = certlab.Client(folder / f"home-{next(_homes)}", office.url)
        self.computer.login(user, name)
        self.computer.issue(office.approve(user), PIN)
        self.serial, self.carrier = self.pair()

    def pair(self):
        """The signing certificate's serial number and its carrier's."""
        self.computer.login(self.user, self.name)
        account = self.get("/api/v1/account")
        pair = next(p for p in account["pairs"] if p["state"] == "confirmed")
        sign = next(c for c in pair["certificates"] if c["usage"] == "sign")
        return sign["serial"], pair["carrierSerial"]

    def session(self):
        return (self.computer.home / "session").read_text().strip()

    def get(self, path):
        status, answer = self.office.http("GET", path, session=self.session())
        assert status == 200, answer
        return answer

    def states(self):
        """Of all certificates of the account."""
        return {c["state"] for p in self.get("/api/v1/account")["pairs"]
                for c in p["certificates"]}

    def codes(self, subject):
        """All codes mailed under a subject, oldest first."""
        return [certlab.CODE.search(certlab.mail_text(m)).group(0)
                for m in self.office.mails(f"{self.user}@example.com") if subject in m["Subject"]]

    def code(self, subject, ask):
        """A code that is mailed because of ask()."""
        before = len(self.codes(subject))
        ask()
        self.office.wait(lambda: len(self.codes(subject)) > before)
        return self.codes(subject)[-1]

    def unlock_code(self):
        return self.code("证书解锁代码", lambda: self.computer.json("unlock", "--request"))

    def unlock_with(self, code, pin=NEW_PIN):
        return ("unlock", "--code-file", self.computer.file(code),
                "--new-pin-file", self.computer.file(pin))

    def unlock(self, pin=NEW_PIN):
        return self.computer.json(*self.unlock_with(self.unlock_code(), pin))

    def lock_pin(self):
        for _ in range(10):
            self.computer.error("login", "certificate", "--pin-file", self.computer.file("falsch"))
        assert self.pin_error(PIN) == "PIN_LOCKED"

    def pin_error(self, pin):
        return self.computer.error("login", "certificate", "--pin-file",
                                   self.computer.file(pin))["name"]


@pytest.fixture
def holder(office, user, name, tmp_path):
    return Holder(office, user, name, tmp_path)


def name_certificate(office, serial):
    """A session of whoever has the certificate, which everybody may have."""
    with sqlite3.connect(f"file:{office.dir}/office.db?mode=ro", uri=True) as db:
        der, = db.execute("SELECT der FROM certificate WHERE serial = ?", (serial,)).fetchone()
    status, login = office.http("POST", "/api/v1/sessions/named",
                                {"certificate": base64.b64encode(der).decode()})
    assert status == 201, login
    return login["token"]


# --- unlock ---

def test_after_ten_wrong_pins_a_code_and_a_new_pin_unlock(office, holder):
    holder.lock_pin()
    holder.computer.call("logout", ok=None)
    assert holder.unlock()["unlocked"] is True  # the certificate was only named
    assert holder.computer.login_certificate(NEW_PIN)
    assert holder.pin_error(PIN) == "PIN_WRONG"
    mail, _ = office.mail(f"{holder.user}@example.com", "已经解锁")
    assert holder.carrier in certlab.mail_text(mail)
    assert holder.unlock("Wieder-2026")["unlocked"] is True  # by the admin PIN deposited then
    assert holder.computer.login_certificate("Wieder-2026")
    office.call("audit", "verify")


def test_the_mail_names_holder_and_carrier_and_warns(holder):
    code = holder.unlock_code()
    text = certlab.mail_text(next(m for m in holder.office.mails(f"{holder.user}@example.com")
                                  if code in certlab.mail_text(m)))
    for words in (f"需解锁用户：{holder.name}", holder.user, holder.carrier, holder.serial,
                  "不是您本人申请"):
        assert words in text


def test_the_address_is_shown_half(office, holder):
    status, answer = office.http("POST", "/api/v1/unlock/code", {"carrierSerial": holder.carrier},
                                 session=holder.session())
    assert status == 202 and answer["email"] == f"{holder.user[0]}***@example.com"


def test_a_code_stolen_from_the_mail_opens_nothing(office, holder, tmp_path):
    """Who reads the mail and even names the certificate has no carrier to unlock."""
    code = holder.unlock_code()
    named = name_certificate(office, holder.serial)
    assert office.http("GET", "/api/v1/account", session=named)[1]["error"]["name"] == "SESSION_SCOPE"
    thief = certlab.Client(tmp_path / "thief", office.url)
    thief.login(holder.user, holder.name)
    assert thief.error("unlock", "--code-file", thief.file(code), "--new-pin-file",
                       thief.file(NEW_PIN))["name"] in ("CERT_UNKNOWN", "TOKEN_MISSING")
    holder.computer.login_certificate(PIN)  # nothing was changed
    holder.computer.json(*holder.unlock_with(code))  # nor was the code used


def test_a_code_of_another_holder_is_wrong(office, holder, tmp_path):
    other = Holder(office, holder.user + "-b", holder.name + "分公司", tmp_path)
    stolen = other.unlock_code()
    own = holder.unlock_code()
    error = holder.computer.error(*holder.unlock_with(stolen))
    assert (error["name"], error["details"]["triesLeft"]) == ("CODE_WRONG", 9)
    holder.computer.json(*holder.unlock_with(own))


def test_a_code_is_used_once(holder):
    code = holder.unlock_code()
    holder.computer.json(*holder.unlock_with(code))
    assert holder.computer.error(*holder.unlock_with(code, "Noch-2026"))["name"] == "CODE_WRONG"
    assert holder.computer.login_certificate(NEW_PIN)


def test_only_the_latest_code_counts(holder):
    first, second = holder.unlock_code(), holder.unlock_code()
    assert holder.computer.error(*holder.unlock_with(first))["name"] == "CODE_WRONG"
    holder.computer.json(*holder.unlock_with(second))


def test_guessing_locks_the_code(holder):
    code = holder.unlock_code()
    names = [holder.computer.error(*holder.unlock_with(WRONG))["name"] for _ in range(10)]
    assert names == ["CODE_WRONG"] * 9 + ["CODE_LOCKED"]
    assert holder.computer.error(*holder.unlock_with(code))["name"] == "CODE_LOCKED"
    holder.unlock()


def test_no_code_stands_in_database_or_log(office, holder):
    code = holder.unlock_code()
    with sqlite3.connect(f"file:{office.dir}/office.db?mode=ro", uri=True) as db:
        dump = "\n".join(db.iterdump())
    log = (office.dir.parent / "office.log").read_text()
    for text in (code, code.replace("-", "")):
        assert text not in dump and text not in log


def test_naming_refuses_all_alike(office, holder):
    stranger = base64.b64encode(b"0\x03\x02\x01\x01").decode()
    answers = [office.http("POST", "/api/v1/sessions/named", {"certificate": c})
               for c in (stranger, "", base64.b64encode(
                   (office.dir / "public" / "issuing.cer").read_bytes()).decode())]
    assert all(a == answers[0] for a in answers)
    assert answers[0][1]["error"]["name"] == "LOGIN_REFUSED"


@pytest.mark.parametrize("point", POINTS)
def test_a_process_that_dies_loses_no_admin_pin(tmp_path, point):
    office = certlab.Office(tmp_path / "practice")
    with office.start(env={"CERT_FAULT": point, "CERT_FAULT_ONCE": str(tmp_path / "died")}):
        holder = Holder(office, "mortal", "有惊无险科技有限公司", tmp_path)
        for _ in range(3):
            code = ask_until_mailed(holder)
            if holder.computer.call("--json", *holder.unlock_with(code), ok=None).returncode == 0:
                break
        assert (tmp_path / "died").exists()
        assert holder.computer.login_certificate(NEW_PIN)
        holder.unlock("Wieder-2026")
        assert holder.computer.login_certificate("Wieder-2026")
        office.call("audit", "verify")


def ask_until_mailed(holder):
    """A code; the question may be cut off once."""
    before = len(holder.codes("证书解锁代码"))
    for _ in range(3):
        if holder.computer.call("--json", "unlock", "--request", ok=None).returncode == 0:
            break
    holder.office.wait(lambda: len(holder.codes("证书解锁代码")) > before)
    return holder.codes("证书解锁代码")[-1]


# --- hold and release ---

def test_the_key_holds_at_once_and_a_code_releases(office, holder):
    holder.computer.json("hold", "--pin-file", holder.computer.file(PIN), "--yes")
    assert holder.states() == {"on-hold"}
    assert holder.pin_error(PIN) == "CERT_ON_HOLD"
    code = holder.code("解除锁定代码", lambda: holder.computer.json("release", "--request"))
    holder.computer.json("release", "--code-file", holder.computer.file(code))
    assert holder.states() == {"valid"}
    assert holder.computer.login_certificate(PIN)
    office.call("audit", "verify")


def test_a_stolen_computers_certificate_is_held_from_another(office, holder, tmp_path):
    holder.computer.login_certificate(PIN)  # the thief is in
    stolen = holder.session()
    other = certlab.Client(tmp_path / "other", office.url)
    other.login(holder.user, holder.name)
    code = holder.code("证书锁定代码", lambda: other.json("hold", "--code", "--request", "--yes"))
    other.json("hold", "--code", "--code-file", other.file(code), "--yes")
    status, answer = office.http("GET", "/api/v1/session", session=stolen)
    assert (status, answer["error"]["name"]) == (401, "SESSION_MISSING")
    assert holder.pin_error(PIN) == "CERT_ON_HOLD"
    mail, _ = office.mail(f"{holder.user}@example.com", "已经锁定")
    assert holder.serial in certlab.mail_text(mail)


def test_a_certificate_on_hold_may_be_named_to_unlock_and_nothing_else(office, holder):
    holder.computer.json("hold", "--pin-file", holder.computer.file(PIN), "--yes")
    named = name_certificate(office, holder.serial)
    status, answer = office.http("POST", "/api/v1/unlock/code", {"carrierSerial": holder.carrier},
                                 session=named)
    assert status == 202, answer
    status, answer = office.http("POST", "/api/v1/holds/code",
                                 {"verb": "release", "serial": holder.serial}, session=named)
    assert (status, answer["error"]["name"]) == (403, "SESSION_SCOPE")


def test_what_is_not_on_hold_gets_no_code_to_release(office, holder):
    status, answer = office.http("POST", "/api/v1/holds/code",
                                 {"verb": "release", "serial": holder.serial},
                                 session=holder.session())
    assert (status, answer["error"]["name"]) == (409, "CERT_NOT_ON_HOLD")
