# SPDX-License-Identifier: Apache-2.0
"""Mails through a real mail server: encrypted, with login, and whatever goes
wrong on the way loses none."""
import pathlib
import shutil
import tempfile
import time

import pytest

import certlab
import mail_server

NAME = "北京某某（集团）有限公司"


@pytest.fixture(scope="module")
def server():
    with tempfile.TemporaryDirectory(prefix="cert-mail-") as folder:
        s = mail_server.MailServer(pathlib.Path(folder)).start()
        yield s
        s.stop()


@pytest.fixture(scope="module")
def new_office(tmp_path_factory):
    return certlab.Office(tmp_path_factory.mktemp("new") / "office")


@pytest.fixture
def office(new_office, tmp_path, server):
    """A new office that sends through the server; start() is the test's."""
    shutil.copytree(new_office.dir, tmp_path / "office")
    office = certlab.Office(tmp_path / "office", made=True)
    password = tmp_path / "password"
    password.write_text(mail_server.PASSWORD + "\n")
    office.configure(
        mail_kind="smtp", mail_from="office@cert.example", smtp_host="localhost",
        smtp_port=server.starttls, smtp_security="starttls", smtp_user=mail_server.USER,
        smtp_password_file=password, smtp_ca_file=server.dir / "server.pem")
    office.mail_files = server.mails
    yield office
    office.stop()


def register(office, user, mail):
    status, answer = office.http("POST", "/api/v1/accounts", {
        "kind": "enterprise", "userName": user, "name": NAME,
        "creditCode": "91350100M000100Y43", "address": "北京市西城区茶马南街1号",
        "contact": "李雷", "phone": "13800138000", "email": mail, "lang": "zh"})
    assert status == 202, answer


def in_outbox(office, mail, **wanted):
    """The row of the one mail to somebody, once it is as wanted."""
    end = time.monotonic() + 40
    while True:
        rows = [row for row in office.json("mail", "list") if row["recipient"] == mail]
        if rows and all(rows[0][key] == value for key, value in wanted.items()):
            return rows[0]
        assert time.monotonic() < end, (wanted, rows)
        time.sleep(0.1)


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_mails_arrive_encrypted_after_login(office, server, security):
    office.configure(smtp_security=security, smtp_port=getattr(server, security))
    office.start()
    user = office.register(f"smtp-{security}", NAME)
    code = office.approve(user)
    assert certlab.CODE.fullmatch(code)
    mail, _ = office.mail(f"{user}@example.com", code)
    assert mail["From"].addresses[0].addr_spec == "office@cert.example"
    assert NAME in mail.get_body(("html",)).get_content()
    log = (server.dir / "spool" / "mainlog").read_text()
    arrived = [line for line in log.splitlines() if f"A=plain:{mail_server.USER}" in line]
    assert arrived and all(" X=TLS1." in line for line in arrived)
    assert in_outbox(office, f"{user}@example.com", state="sent")["failure"] is None


def test_a_refused_mail_holds_up_no_other_and_says_why(office):
    office.start()
    register(office, "refused", "refused@example.com")
    register(office, "later", "later@example.com")
    office.register("taken", NAME)
    refused = in_outbox(office, "refused@example.com", failure="MAIL_REFUSED")
    later = in_outbox(office, "later@example.com", failure="MAIL_DEFERRED")
    assert refused["state"] == later["state"] == "waiting"
    shown = office.call("mail", "show", refused["id"]).stdout
    assert "邮件服务器不接收这封邮件" in shown and "下次发送" in shown


@pytest.mark.parametrize("wrong", [
    {"smtp_ca_file": ""},  # nobody we know signed its certificate
    {"smtp_host": "127.0.0.1"},  # which is not the name in it
    {"smtp_security": "tls"},  # at the port for STARTTLS
], ids=["unknown issuer", "another name", "no TLS there"])
def test_nothing_is_sent_to_a_server_that_is_not_the_one(office, server, wrong):
    office.configure(**wrong)
    office.start()
    register(office, "nobody", "nobody@example.com")
    in_outbox(office, "nobody@example.com", state="waiting", failure="MAIL_FAILED")
    assert not office.mails("nobody@example.com")


def test_a_wrong_password_stops_the_way_and_is_told_nowhere(office, tmp_path):
    pathlib.Path(tmp_path / "password").write_text("Wrong-Password-1\n")
    office.start()
    register(office, "login", "login@example.com")
    in_outbox(office, "login@example.com", state="waiting", failure="MAIL_FAILED")
    office.stop()
    written = [path for path in tmp_path.rglob("*") if path.is_file() and path.name != "password"]
    assert not [path for path in written if b"Wrong-Password-1" in path.read_bytes()]


def test_mails_wait_while_the_server_is_away(office, server):
    server.stop()
    try:
        office.start()
        register(office, "away", "away@example.com")
        row = in_outbox(office, "away@example.com", state="waiting", failure="MAIL_FAILED")
    finally:
        server.start()
    office.call("mail", "resend", row["id"])
    office.mail("away@example.com", "confirm")


@pytest.mark.parametrize("cut_at", [60, 1500, 3500])
def test_a_line_that_breaks_loses_no_mail_and_doubles_none(office, server, cut_at):
    """In the greeting, in TLS, in the middle of the mail."""
    line = mail_server.CuttingLine(server.starttls, cut_at, times=1)
    office.configure(smtp_port=line.port)
    office.start()
    mail = f"cut-{cut_at}@example.com"
    register(office, f"cut-{cut_at}", mail)
    row = in_outbox(office, mail, state="waiting", failure="MAIL_FAILED")
    assert not office.mails(mail)
    office.call("mail", "resend", row["id"])
    office.mail(mail, "confirm")
    assert in_outbox(office, mail, state="sent")["attempts"] == 1
    assert len(office.mails(mail)) == 1
    line.close()


def test_a_password_is_not_sent_in_the_clear(office):
    office.configure(smtp_security="plain", smtp_host="mail.example")
    refused = certlab.run(certlab.OFFICE, "serve", office.dir, ok=None)
    assert refused.returncode == 78 and "in the clear" in refused.stdout + refused.stderr
