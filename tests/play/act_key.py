# SPDX-License-Identifier: Apache-2.0
"""The second act: the same path on a USB key. The key is a program behind a
virtual reader (virtual-key); the card service, the commands and all above them
are what a real key has."""

import contextlib
import re

import cardlab
import certlab
from story import both, newest_code

NAME = "上海白鹭茶业有限公司"
USER = "bailu"
NEW_PIN = "Bailu-2027"
PIN_OF_LETTER = re.compile(r"^( *)([2-9]{4}) ([2-9]{4})$", re.M)


@contextlib.contextmanager
def readers(story):
    """A card service with a reader, or None and why not."""
    service = cardlab.Service(readers=1)
    try:
        service.start()
    except cardlab.Unavailable as error:
        story.say(f"没有第二幕：无法启动智能卡服务。 · No second act: there is no card service. ({error})")
        service = None
    try:
        yield service
    finally:
        if service:
            service.done()


def key_is_plugged_in(story, service, client, folder):
    story.step("插上一个空白的 USB Key", "A blank USB key is plugged in")
    story.say("虚拟读卡器里的虚拟 Key；智能卡服务 pcscd 和它以上的一切都是真的。\n"
              "A virtual key in a virtual reader; pcscd and all above it are the real thing.")
    key = cardlab.Key(folder / "key", service, service.readers[0], serial="TM20260001", label="new")
    key.start()
    story.show("certctl tokens", client.call("tokens").stdout)
    return key


def operator_personalises(story, office, service, folder):
    story.step("操作员初始化这个 Key，并打印 PIN 码函", "An operator personalises it and prints a sealed letter")
    letters = folder / "letters"
    letters.mkdir()
    story.show("op1: cert-office token personalise", office.call(
        "token", "personalise", "--letters", letters, "--label", "TM-####", "--as", "op1",
        env=service.env).stdout)
    letter = next(letters.glob("*.pdf"))
    text = certlab.run("pdftotext", "-layout", letter, "-").stdout
    found = PIN_OF_LETTER.search(text)
    story.show("函 · the letter", re.sub(r"\n{2,}", "\n", PIN_OF_LETTER.sub(r"\1**** ****", text)))
    return found[2] + found[3]


def applicant_comes(story, office, client):
    story.step("另一位申请人注册，两位操作员录入并审核", "Another applicant registers; two operators enter and review")
    office.register(USER, NAME)
    code = office.approve(USER)
    story.say("同第一幕。 · As in the first act.")
    client.login(USER, NAME)
    return code


def certificates_go_onto_it(story, client, key, code, pin):
    story.step("证书签发到 Key 里：密钥在 Key 内产生，从不离开",
               "The certificates go onto the key; its signing key is made inside and never leaves")
    with key.traced() as commands:
        said = client.call("issue", "--carrier", key.serial, "--code-file", client.file(code),
                           "--pin-file", client.file(pin))
    story.show("certctl issue --carrier " + key.serial, said.stdout)
    names = [name for _, name, *_ in commands]
    telling = ("VERIFY_PIN", "CREATE_CONTAINER", "GENERATE_SM2", "IMPORT_SM2", "IMPORT_CERTIFICATE", "SIGN_SM2")
    story.show(f"Key 收到 {len(names)} 条指令，其中 · the key was sent {len(names)} commands, among them",
               "\n".join(f"{name:20}{names.count(name)}" for name in telling))


def holder_logs_in(story, client, key, pin):
    story.step("用 Key 登录", "The holder logs in with the key")
    story.show("certctl login certificate --accept-terms", client.call(
        "login", "certificate", "--accept-terms", "--pin-file", client.file(pin)).stdout)
    story.show("certctl token info", client.call("token", "info", "--carrier", key.serial).stdout)


def key_is_pulled_out(story, client, key, pin):
    story.step("更新证书时 Key 被拔出：插回后接着办，旧证书始终有效",
               "The key is pulled out during a renewal: plugged in again, it goes on; the old pair worked all the time")
    key.fault("IMPORT_CERTIFICATE unplug-after")
    pulled = client.call("update", "--pin-file", client.file(pin), "--yes", ok=None)
    assert pulled.returncode != 0, "the renewal did not notice"
    story.show("certctl update", both(pulled))
    key.replug()
    story.show("certctl login certificate：旧证书 · the old pair", client.call(
        "login", "certificate", "--pin-file", client.file(pin)).stdout.splitlines()[0])
    story.show("certctl resume", client.call("resume", "--pin-file", client.file(pin)).stdout)
    story.show("certctl login certificate：新证书 · the new pair", client.call(
        "login", "certificate", "--pin-file", client.file(pin)).stdout.splitlines()[0])
    assert len(key.containers()) == 1 and client.json("status")["unfinished"] == 0


def holder_unlocks(story, office, client, code):
    story.step("忘记了 PIN：凭邮件中的解锁码设新的", "The PIN is forgotten: a mailed code sets a new one")
    client.call("unlock", "--request")
    code = newest_code(story, office, USER, [code])
    story.show("certctl unlock", client.call(
        "unlock", "--code-file", client.file(code), "--new-pin-file", client.file(NEW_PIN)).stdout)
    story.show("certctl login certificate", client.call(
        "login", "certificate", "--pin-file", client.file(NEW_PIN)).stdout)


def play(story, office, folder):
    with readers(story) as service, contextlib.ExitStack() as stack:
        if service is None:
            return
        client = cardlab.Client(folder / "computer-2", office, service)
        key = key_is_plugged_in(story, service, client, folder)
        stack.callback(key.stop)
        pin = operator_personalises(story, office, service, folder)
        code = applicant_comes(story, office, client)
        certificates_go_onto_it(story, client, key, code, pin)
        holder_logs_in(story, client, key, pin)
        key_is_pulled_out(story, client, key, pin)
        holder_unlocks(story, office, client, code)
