# SPDX-License-Identifier: Apache-2.0
"""Real proxies, HTTP and SOCKS5, with a login or without, and an office behind
TLS that is reached by them alone: its name is known to nobody else."""

import base64
import contextlib
import os
import shutil
import socket
import ssl
import subprocess
import threading

import certlab

HOST = "office.test"
BUNDLE = "/etc/ssl/certs/ca-certificates.crt"


class Server:
    """Takes connections, each on a thread; `serve(link)` is the subclass's."""

    def __init__(self):
        self.door = socket.create_server(("127.0.0.1", 0))
        self.port = self.door.getsockname()[1]
        threading.Thread(target=self._take, daemon=True).start()

    def _take(self):
        with contextlib.suppress(OSError):
            while True:
                link, _ = self.door.accept()
                threading.Thread(target=self._one, args=(link,), daemon=True).start()

    def _one(self, link):
        with contextlib.suppress(OSError, ssl.SSLError), link:
            self.serve(link)

    def stop(self):
        with contextlib.suppress(OSError):
            self.door.shutdown(socket.SHUT_RDWR)  # who waits for a connection hears it
        self.door.close()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop()


def pump(one, other):
    """Octets both ways until one side ends."""
    def copy(source, to):
        with contextlib.suppress(OSError):
            while octets := source.recv(65536):
                to.sendall(octets)
        with contextlib.suppress(OSError):
            to.shutdown(socket.SHUT_WR)
    back = threading.Thread(target=copy, args=(other, one), daemon=True)
    back.start()
    copy(one, other)
    back.join(timeout=10)


class TlsOffice(Server):
    """https://office.test in front of a practice office."""

    def __init__(self, office, folder):
        self.office_port = int(office.url.rsplit(":", 1)[1])
        self.bundle = folder / "ca.pem"
        certlab.run("openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256",
                    "-nodes", "-days", "30", "-subj", f"/CN={HOST}", "-addext", f"subjectAltName=DNS:{HOST}",
                    "-keyout", folder / "tls.key", "-out", self.bundle)
        self.bundle.chmod(0o644)
        self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.context.load_cert_chain(self.bundle, folder / "tls.key")
        super().__init__()

    def serve(self, link):
        with self.context.wrap_socket(link, server_side=True) as inner, \
                socket.create_connection(("127.0.0.1", self.office_port)) as behind:
            pump(inner, behind)


class Proxy(Server):
    """Goes on to one office. login: (user, password), or None; `users` are those
    that came with it, `targets` where they wanted to go."""

    def __init__(self, office, login=None, refuses=False):
        self.office, self.login, self.refuses = office, login, refuses
        self.users, self.targets = [], []
        super().__init__()

    def go_on(self, link, target):
        self.targets.append(target)
        with socket.create_connection(("127.0.0.1", self.office.port)) as behind:
            pump(link, behind)


class HttpProxy(Proxy):
    scheme = "http"

    def serve(self, link):
        with link.makefile("rb") as lines:
            while self._answer(link, lines):
                pass

    def _answer(self, link, lines):
        """One request; whether another one may follow."""
        words = lines.readline().decode().split()
        headers = {}
        while line := lines.readline().strip():
            name, value = line.decode().split(":", 1)
            headers[name.lower()] = value.strip()
        if not words:
            return False
        if self.login and not self._knows(headers.get("proxy-authorization", "")):
            link.sendall(b"HTTP/1.1 407 Proxy Authentication Required\r\n"
                         b'Proxy-Authenticate: Basic realm="lab"\r\nContent-Length: 0\r\n\r\n')
            return True
        if self.refuses:
            link.sendall(b"HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n")
            return False
        assert words[0] == "CONNECT", words
        link.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
        self.go_on(link, words[1])
        return False

    def _knows(self, authorization):
        if not authorization.startswith("Basic "):
            return False
        user, password = base64.b64decode(authorization[6:]).decode().split(":", 1)
        self.users.append(user)
        return (user, password) == self.login


class SocksProxy(Proxy):
    """RFC 1928, RFC 1929."""

    scheme = "socks5h"

    def serve(self, link):
        with link.makefile("rb") as octets:
            methods = octets.read(octets.read(2)[1])
            wanted = 2 if self.login else 0
            if wanted not in methods:
                link.sendall(b"\x05\xff")
                return
            link.sendall(bytes([5, wanted]))
            if self.login and not self._login(link, octets):
                return
            assert octets.read(4) == b"\x05\x01\x00\x03"  # connect, to a name
            name = octets.read(octets.read(1)[0]).decode()
            port = int.from_bytes(octets.read(2), "big")
            link.sendall(b"\x05" + (b"\x02" if self.refuses else b"\x00") + b"\x00\x01" + bytes(6))
            if not self.refuses:
                self.go_on(link, f"{name}:{port}")

    def _login(self, link, octets):
        octets.read(1)
        user, password = (octets.read(octets.read(1)[0]).decode() for _ in range(2))
        self.users.append(user)
        good = (user, password) == self.login
        link.sendall(b"\x01" + (b"\x00" if good else b"\x01"))
        return good


class Client(certlab.Client):
    """A computer that trusts the TLS office besides: in a mount namespace of its
    own, the system's list of CAs is another one."""

    def __init__(self, home, tls):
        super().__init__(home, f"https://{HOST}")
        self.tls = tls

    @staticmethod
    def is_possible():
        rights = [] if os.geteuid() == 0 else ["-r"]
        return shutil.which("unshare") is not None and os.path.exists(BUNDLE) and subprocess.run(
            ["unshare", *rights, "-m", "true"], capture_output=True, check=False).returncode == 0

    def call(self, *args, **kw):
        rights = [] if os.geteuid() == 0 else ["-r"]
        command = f'mount --bind {self.tls.bundle} {BUNDLE} && exec "$@"'
        return certlab.run("unshare", *rights, "-m", "sh", "-c", command, "sh", certlab.CERTCTL,
                           "--home", self.home, "--office", self.url, *args, **kw)
