# SPDX-License-Identifier: Apache-2.0
"""What whole-system tests and the play share: a real office in a folder of its
own, a real client, the mails between them. Nothing here is a stand-in."""

import contextlib
import email
import email.policy
import json
import os
import pathlib
import re
import secrets
import shutil
import signal
import subprocess
import tempfile
import time
import urllib.error
import urllib.request

ROOT = pathlib.Path(__file__).resolve().parent.parent
BUILD = pathlib.Path(os.environ.get("CERT_BUILD", ROOT / "build"))
OFFICE = BUILD / "src" / "office" / "cert-office"
CERTCTL = BUILD / "src" / "certctl" / "certctl"
SKF_SOFT = BUILD / "src" / "softtoken" / "libskf-soft.so"
# ./dev test --all takes the time to try everything everywhere.
THOROUGH = os.environ.get("CERT_THOROUGH") == "1"
CODE = re.compile(r"\b(?:[0-9A-HJKMNP-TV-Z]{5}-){3}[0-9A-HJKMNP-TV-Z]{5}\b")


class Failed(Exception):
    """A command ended with another status than expected."""

    def __init__(self, args, result):
        self.result = result
        super().__init__(
            f"{' '.join(map(str, args))}: exit {result.returncode}\n"
            f"{result.stdout}{result.stderr}")


def run(*args, env=None, ok=(0,), input=None, timeout=120):
    """Run a command to its end; its output as text."""
    result = subprocess.run(
        [str(a) for a in args], env={**os.environ, "LC_ALL": "C.UTF-8", **(env or {})},
        input=input, capture_output=True, text=True, timeout=timeout)
    if ok is not None and result.returncode not in ok:
        raise Failed(args, result)
    return result


def openssl_verify(chain):
    """openssl's word on each certificate of a chain, a root first. One link at
    a time, since openssl 3.0 gives the SM2 ID of -vfyopt to the certificate it
    is asked about and not to those between it and the root."""
    said = ""
    for issuer, path in zip([chain[0], *chain], chain):
        said += run("openssl", "verify", "-vfyopt", "distid:1234567812345678",
                    "-x509_strict", "-partial_chain", "-trusted", issuer, path).stdout
    return said


class Office:
    """A practice office: `cert-office init --practice`, `serve`, the verbs."""

    # Looks at every answer; tests set it to openapi.check (conftest.py).
    check = None

    # Tests set this: a new office takes seconds to make, so that one is made
    # for all of them and copied.
    copies = False
    _new = None

    def __init__(self, folder, config=None, made=False, own=False):
        """made: there is one in the folder already; own: with keys of its own."""
        self.dir = pathlib.Path(folder)
        self.process = None
        self.url = None
        self.read = {}  # mails, by path
        self.mail_files = lambda: (self.dir / "outgoing").glob("*.eml")
        if not made:
            self._make(self.dir) if own or not self.copies else self._copy()
        self.configure(**{"captcha": "off", **(config or {})})

    @staticmethod
    def _make(folder):
        run(OFFICE, "init", folder, "--practice", "--name", "国家商标证书中心",
            "--origin", "http://127.0.0.1:8443")

    def _copy(self):
        if Office._new is None:
            Office._new = tempfile.TemporaryDirectory(prefix="cert-new-")
            self._make(pathlib.Path(Office._new.name) / "office")
        shutil.copytree(pathlib.Path(Office._new.name) / "office", self.dir)

    def configure(self, **values):
        """Set keys of office.conf; section by dot: mail.kind → mail__kind."""
        path = self.dir / "office.conf"
        text = path.read_text()
        for key, value in values.items():
            section, name = key.split("__") if "__" in key else (None, key)
            pattern = re.compile(rf"^[#; ]*{name} *=.*$", re.M)
            if not pattern.search(text):
                raise KeyError(f"{name} is not in office.conf")
            text = pattern.sub(f"{name} = {value}", text, count=1)
        path.write_text(text)

    def start(self, listen="127.0.0.1:0", env=None, wait_s=30):
        """Serve; returns when it listens."""
        self.log = open(self.dir.parent / f"{self.dir.name}.log", "a+")
        self.process = subprocess.Popen(
            [str(OFFICE), "serve", str(self.dir), "--listen", listen],
            env={**os.environ, "LC_ALL": "C.UTF-8", **(env or {})},
            stdout=subprocess.PIPE, stderr=self.log, text=True)
        end = time.monotonic() + wait_s
        while time.monotonic() < end:
            line = self.process.stdout.readline()
            found = re.search(r"http://[0-9.:\[\]a-f]+", line)
            if found:
                self.url = found.group(0)
                return self
            if not line and self.process.poll() is not None:
                break
        self.log.seek(0)
        raise RuntimeError(f"the office did not start: {self.log.read()[-2000:]}")

    def stop(self):
        if self.process and self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            self.process.wait(timeout=20)
        self.process = None

    def _signal(self, number):
        """To each of its processes."""
        group = run("pgrep", "-P", self.process.pid).stdout.split()
        for pid in [self.process.pid, *map(int, group)]:
            os.kill(pid, number)

    @contextlib.contextmanager
    def frozen(self):
        """It does not answer meanwhile, and is not gone either, unless it dies."""
        self._signal(signal.SIGSTOP)
        try:
            yield
        finally:
            if self.process:
                self._signal(signal.SIGCONT)

    def die(self):
        """As if its power went; nobody who waits for an answer gets one."""
        self._signal(signal.SIGKILL)
        self.process.wait(timeout=20)
        self.process = None

    def __enter__(self):
        return self if self.process else self.start()

    def __exit__(self, *_):
        self.stop()

    def call(self, *args, **kw):
        """A verb: call("account", "list") → `cert-office account list DIR`."""
        group, verb, *rest = args
        return run(OFFICE, group, verb, self.dir, *rest, **kw)

    def json(self, *args, **kw):
        return json.loads(self.call(*args, "--json", **kw).stdout)

    def http(self, method, path, body=None, session=None, headers=None):
        """One HTTP exchange: (status, JSON or bytes)."""
        request = urllib.request.Request(self.url + path, method=method)
        data = None
        if body is not None:
            data = json.dumps(body).encode()
            request.add_header("Content-Type", "application/json")
        if session:
            request.add_header("Authorization", f"Bearer {session}")
        for name, value in (headers or {}).items():
            request.add_header(name, value)
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        try:
            with opener.open(request, data, timeout=60) as answer:
                status, raw, kind = answer.status, answer.read(), answer.headers
        except urllib.error.HTTPError as error:
            status, raw, kind = error.code, error.read(), error.headers
        kind = kind.get("Content-Type") or ""
        answer = json.loads(raw) if "json" in kind else raw
        if Office.check:
            Office.check(method, path, status, kind, answer)
        return status, answer

    def public(self, name):
        """A published certificate, in PEM."""
        return self.dir / "public" / f"{name}.pem"

    def mails(self, to=None):
        """All mails that arrived, oldest first, as EmailMessage; each is read once."""
        new = [path for path in self.mail_files() if path not in self.read]
        for path in sorted(new, key=lambda p: p.stat().st_mtime_ns):
            self.read[path] = email.message_from_bytes(
                path.read_bytes(), policy=email.policy.default)
        return [mail for mail in list(self.read.values()) if to is None or to in mail["To"]]

    @staticmethod
    def wait(until, wait_s=20):
        """Until something holds."""
        end = time.monotonic() + wait_s
        while not until():
            if time.monotonic() > end:
                raise RuntimeError("it does not come about")
            time.sleep(0.05)

    def mail(self, to, holding, wait_s=20):
        """The newest mail to somebody whose text matches; waits for it."""
        end = time.monotonic() + wait_s
        while True:
            for mail in reversed(self.mails(to)):
                found = re.search(holding, mail_text(mail))
                if found:
                    return mail, found
            if time.monotonic() > end:
                raise RuntimeError(f"no mail to {to} holding {holding}")
            time.sleep(0.05)

    def codes(self, user):
        """All codes that were mailed to somebody."""
        return {found for mail in self.mails(f"{user}@example.com")
                for found in CODE.findall(mail_text(mail))}

    def new_code(self, user, before, wait_s=20):
        """The code that was mailed since; waits for it."""
        end = time.monotonic() + wait_s
        while time.monotonic() < end:
            new = self.codes(user) - before
            if new:
                return new.pop()
            time.sleep(0.05)
        raise RuntimeError(f"no code came to {user}")

    def register(self, user, name, kind="enterprise", credit_code="91350100M000100Y43", mail=None):
        """Registration and confirmation of the address; the account's user name."""
        mail = mail or f"{user}@example.com"
        status, answer = self.http("POST", "/api/v1/accounts", {
            "kind": kind, "userName": user, "name": name,
            "creditCode": "" if kind == "individual" else credit_code,
            "address": "北京市西城区茶马南街1号", "contact": "李雷", "phone": "13800138000",
            "email": mail, "lang": "zh"})
        assert status == 202, answer
        _, found = self.mail(mail, r"confirm\?token=([A-Za-z0-9_-]+)")
        status, answer = self.http("POST", "/api/v1/accounts/confirm", {"token": found.group(1)})
        assert status == 200, answer
        return user

    def approve(self, user, entry="op1", review="op2", mail=None):
        """Entry and review by two operators; the mailed authorisation code."""
        self.call("account", "enter", user, "--as", entry)
        self.call("account", "approve", user, "--as", review)
        _, found = self.mail(mail or f"{user}@example.com", CODE.pattern)
        return found.group(0)


def mail_text(mail):
    return mail.get_body(("plain",)).get_content()


class Client:
    """A person's computer: certctl with a home of its own."""

    def __init__(self, home, office_url):
        self.home = pathlib.Path(home)
        self.home.mkdir(parents=True, exist_ok=True)
        self.url = office_url

    def file(self, text):
        """A one-line file for a PIN or code, as --pin-file wants it."""
        path = self.home / f"secret-{secrets.token_hex(4)}"
        path.write_text(text + "\n")
        path.chmod(0o600)
        return path

    def call(self, *args, **kw):
        return run(CERTCTL, "--home", self.home, "--office", self.url, *args, **kw)

    def json(self, *args, **kw):
        return json.loads(self.call("--json", *args, **kw).stdout)

    def error(self, *args, **kw):
        """The named error that a command ends with."""
        result = self.call("--json", *args, ok=None, **kw)
        assert result.returncode != 0, result.stdout
        return json.loads(result.stdout)["error"]

    def login(self, user, applicant):
        return self.json("login", "account", "--user", user, "--applicant", applicant)

    def issue(self, code, pin="Test-2026", **kw):
        return self.json("issue", "--carrier", "soft", "--code-file", self.file(code),
                         "--new-pin-file", self.file(pin), **kw)

    def login_certificate(self, pin="Test-2026", **kw):
        """The first time the account becomes active by it."""
        return self.json("login", "certificate", "--accept-terms", "--pin-file", self.file(pin), **kw)
