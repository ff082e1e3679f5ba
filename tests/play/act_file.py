# SPDX-License-Identifier: Apache-2.0
"""The first act: a pair of certificates in a file, from an applicant's
registration to a login, then the rest of its life, to the refused login after
revocation."""

import re
import time

import certlab
from story import both, hide_code, newest_code, openssl

NAME = "北京青竹文化传播有限公司"
USER = "qingzhu"
PIN = "Qingzhu-2026"
NEW_PIN = "Qingzhu-2027"


def applicant_registers(story, office):
    story.step("申请人注册，并从邮件确认地址", "The applicant registers and confirms the mail address")
    office.register(USER, NAME)
    mail, _ = office.mail(f"{USER}@example.com", "confirm")
    story.show(f"邮件 · mail: {mail['Subject']}", re.sub(
        r"token=\S+", "token=…", certlab.mail_text(mail)))


def staff_review(story, office):
    story.step("两位操作员录入并审核", "Two operators enter and review")
    entered = office.call("account", "enter", USER, "--as", "op1")
    story.show("op1: cert-office account enter", entered.stdout)
    refused = office.call("account", "approve", USER, "--as", "op1", ok=None)
    story.show("op1 也想审核，被拒绝 · op1 may not review as well", refused.stdout + refused.stderr)
    approved = office.call("account", "approve", USER, "--as", "op2")
    story.show("op2: cert-office account approve", approved.stdout)
    mail, found = office.mail(f"{USER}@example.com", certlab.CODE.pattern)
    story.show(f"邮件 · mail: {mail['Subject']}", hide_code(certlab.mail_text(mail)))
    return found.group(0)


def holder_gets_certificates(story, office, folder, code):
    client = certlab.Client(folder / "computer", office.url)
    story.step("申请人登录证书助手", "The applicant logs in with the assistant")
    story.show("certctl login account", client.call(
        "login", "account", "--user", USER, "--applicant", NAME).stdout)
    story.step("签发一对证书到软证书文件", "A pair of certificates goes into a soft token")
    story.show("certctl issue", client.call(
        "issue", "--carrier", "soft", "--code-file", client.file(code),
        "--new-pin-file", client.file(PIN)).stdout)
    story.show("certctl certs", client.call("certs").stdout)
    return client


def openssl_agrees(story, office, folder):
    story.step("用 openssl 独立检查证书", "openssl checks the certificates on its own")
    for row in office.json("certificate", "list", "--user", USER):
        path = folder / f"{row['usage']}.pem"
        office.call("certificate", "show", row["serial"], "--out", path)
        story.show(row["usage"], openssl(
            "x509", "-in", path, "-noout", "-text", "-certopt", "no_pubkey,no_sigdump",
            "-nameopt", "utf8,sep_comma_plus_space"))
        story.show(f"openssl verify: {row['usage']} ← issuing ← root", certlab.openssl_verify(
            [office.public("root"), office.public("issuing"), path]))


def holder_logs_in(story, office, client):
    story.step("用证书登录", "The holder logs in with the certificate")
    early = client.call("login", "certificate", "--pin-file", client.file(PIN), ok=None)
    story.show("首次登录要先接受使用条款 · the first time, the terms of use come first",
               early.stdout + early.stderr)
    story.show("certctl login certificate --accept-terms", client.call(
        "login", "certificate", "--accept-terms", "--pin-file", client.file(PIN)).stdout)
    wrong = client.call("login", "certificate", "--pin-file", client.file("wrong-pin"), ok=None)
    story.show("PIN 输错时 · with a wrong PIN", wrong.stdout + wrong.stderr)
    story.show("certctl status", client.call("status").stdout)


def holder_renews(story, client):
    story.step("到期前更新证书：换用新密钥，旧证书用到新证书生效为止",
               "Renewal: new keys, and the old pair works until the new one does")
    before = client.json("certs")
    story.show("certctl update", client.call(
        "update", "--pin-file", client.file(PIN), "--yes").stdout)
    after = client.json("certs")
    assert len(after) == len(before) and after != before, after
    story.show("certctl certs", client.call("certs").stdout)


def holder_unlocks(story, office, client, seen):
    story.step("连续十次输错 PIN，证书锁死；凭邮件中的解锁码解锁",
               "Ten wrong PINs lock it; a mailed code unlocks it")
    for number in range(10):
        wrong = client.call("login", "certificate", "--yes", "--pin-file",
                            client.file(f"wrong-pin-{number}"), ok=None)
        assert wrong.returncode != 0
    story.show("第十次 · the tenth time", both(wrong))
    locked = client.call("login", "certificate", "--pin-file", client.file(PIN), ok=None)
    story.show("此时连正确的 PIN 也无效 · now the right one does not help either", both(locked))
    assert client.error("login", "certificate", "--pin-file",
                        client.file(PIN))["name"] == "PIN_LOCKED"
    client.call("logout", ok=None)
    story.show("certctl unlock --request", client.call("unlock", "--request").stdout)
    code = newest_code(story, office, USER, seen)
    story.show("certctl unlock", client.call(
        "unlock", "--code-file", client.file(code), "--new-pin-file", client.file(NEW_PIN)).stdout)
    story.show("certctl login certificate", client.call(
        "login", "certificate", "--pin-file", client.file(NEW_PIN)).stdout)


def holder_holds_and_releases(story, office, client, seen):
    story.step("电脑不在身边：立即锁定证书，找回后凭邮件中的代码解除锁定",
               "The computer is gone: put the certificate on hold; found again, release it")
    story.show("certctl hold", client.call(
        "hold", "--pin-file", client.file(NEW_PIN), "--yes").stdout)
    refused = client.call("login", "certificate", "--pin-file", client.file(NEW_PIN), ok=None)
    story.show("登录被拒绝 · the login is refused", both(refused))
    client.call("login", "account", "--user", USER, "--applicant", NAME)
    story.show("certctl release --request", client.call("release", "--request").stdout)
    code = newest_code(story, office, USER, seen)
    story.show("certctl release", client.call(
        "release", "--code-file", client.file(code)).stdout)
    story.show("certctl login certificate", client.call(
        "login", "certificate", "--pin-file", client.file(NEW_PIN)).stdout)


def operator_revokes(story, office, client):
    story.step("操作员按书面申请废除证书，登录随即被拒绝",
               "An operator revokes on a paper request, and the login is refused")
    story.show("op1: cert-office certificate revoke", office.call(
        "certificate", "revoke", "--user", USER, "--reason", "cessation", "--yes",
        "--as", "op1").stdout)
    refused = client.call("login", "certificate", "--pin-file", client.file(NEW_PIN), ok=None)
    story.show("登录被拒绝 · the login is refused", both(refused))
    name = client.error("login", "certificate", "--pin-file", client.file(NEW_PIN))["name"]
    assert name == "CERT_REVOKED", name


def openssl_sees_it(story, office, folder):
    story.step("openssl 在增量撤销列表中看到它", "openssl finds it in the delta revocation list")
    serials = {row["serial"].upper() for row in office.json("certificate", "list", "--user", USER)}
    path = folder / "issuing-0-delta.crl"
    for _ in range(100):
        path.write_bytes(office.http("GET", "/ca/issuing-0-delta.crl")[1])
        text = openssl("crl", "-nameopt", "utf8", "-in", path, "-inform", "DER", "-noout", "-text")
        if text.count("Cessation Of Operation") == 2:  # the pair; older ones are superseded
            assert all(serial in text for serial in serials), text
            break
        time.sleep(0.1)
    else:
        raise AssertionError(f"not all of {serials} are in the list:\n{text}")
    story.show("openssl crl", text.partition("    Signature Value:")[0])


def play(story, office, folder):
    applicant_registers(story, office)
    code = staff_review(story, office)
    client = holder_gets_certificates(story, office, folder, code)
    openssl_agrees(story, office, folder)
    holder_logs_in(story, office, client)
    seen = [code]
    holder_renews(story, client)
    holder_unlocks(story, office, client, seen)
    holder_holds_and_releases(story, office, client, seen)
    operator_revokes(story, office, client)
    openssl_sees_it(story, office, folder)
