# SPDX-License-Identifier: Apache-2.0
"""A real mail server in a folder of its own: exim, with STARTTLS, TLS from the
start, login after encryption, and addresses that it refuses or puts off. What
it takes lands in one maildir."""

import contextlib
import os
import pwd
import shutil
import signal
import socket
import subprocess
import threading
import time

import certlab

EXIM = "/usr/sbin/exim4"
USER, PASSWORD = "office", "s3cret-of-the-mail-server"
SHARED_CONFIG = """
primary_hostname = localhost
spool_directory = {dir}/spool
log_file_path = {dir}/spool/%slog
daemon_smtp_ports = {starttls} : {tls}
local_interfaces = 127.0.0.1
tls_on_connect_ports = {tls}
tls_advertise_hosts = *
tls_certificate = {dir}/server.pem
tls_privatekey = {dir}/server.key
acl_smtp_mail = check_mail
acl_smtp_rcpt = check_rcpt
acl_smtp_data = accept
host_lookup =
rfc1413_hosts =
keep_environment =
begin acl
check_mail:
  deny message = log in first
    !authenticated = *
  accept
check_rcpt:
  deny message = no such mailbox
    local_parts = refused
  defer message = mailbox is full
    local_parts = later
  accept
begin routers
everybody:
  driver = accept
  transport = box
begin transports
box:
  driver = appendfile
  directory = {dir}/mail
  maildir_format
  user = {user}
begin authenticators
plain:
  driver = plaintext
  public_name = PLAIN
  server_prompts = :
  server_condition = ${{if and{{{{eq{{$auth2}}{{{name}}}}}{{eq{{$auth3}}{{{password}}}}}}}}}
  server_set_id = $auth2
  server_advertise_condition = ${{if def:tls_in_cipher}}
"""


def free_ports(count):
    sockets = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [s.getsockname()[1] for s in sockets]
    for s in sockets:
        s.close()
    return ports


class MailServer:
    def __init__(self, folder):
        self.dir = folder
        self.process = None
        self.starttls, self.tls = free_ports(2)
        # as root, exim does its work as a user of its own
        self.user = "Debian-exim" if os.getuid() == 0 else pwd.getpwuid(os.getuid()).pw_name
        for name in ("spool", "mail"):
            (folder / name).mkdir(parents=True)
        certlab.run(
            "openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1",
            "-nodes", "-keyout", folder / "server.key", "-out", folder / "server.pem",
            "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost", "-days", "30")
        (folder / "exim.conf").write_text(SHARED_CONFIG.format(
            dir=folder, starttls=self.starttls, tls=self.tls, user=self.user,
            name=USER, password=PASSWORD))
        if os.getuid() == 0:
            for name in ("spool", "mail", "server.key"):
                shutil.chown(folder / name, self.user, self.user)
            folder.chmod(0o711)

    def start(self):
        self.process = subprocess.Popen(
            [EXIM, "-C", self.dir / "exim.conf", "-bdf", "-oX", f"{self.starttls} : {self.tls}",
             "-oP", self.dir / "spool" / "pid"], stdout=subprocess.DEVNULL)
        end = time.monotonic() + 10
        while time.monotonic() < end:
            with contextlib.suppress(OSError), socket.create_connection(
                    ("127.0.0.1", self.starttls)) as s:
                if s.recv(3) == b"220":
                    return self
            time.sleep(0.02)
        raise RuntimeError(f"exim did not start: {list((self.dir / 'spool').glob('*log'))}")

    def stop(self):
        if self.process:
            self.process.send_signal(signal.SIGTERM)
            self.process.wait(timeout=10)
            self.process = None

    def mails(self):
        return [path for box in ("new", "cur") for path in (self.dir / "mail" / box).glob("*")]


class CuttingLine:
    """A line to a port that breaks after so many octets from the caller, as
    often as it is told to."""

    def __init__(self, port, cut_at, times):
        self.to, self.cut_at, self.left = port, cut_at, times
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self):
        with contextlib.suppress(OSError):
            while True:
                caller, _ = self.listener.accept()
                cut = self.left > 0
                self.left -= cut
                server = socket.create_connection(("127.0.0.1", self.to))
                threading.Thread(target=self._pass, args=(caller, server, cut), daemon=True).start()
                threading.Thread(target=self._pass, args=(server, caller, False), daemon=True).start()

    def _pass(self, source, sink, cut):
        seen = 0
        with contextlib.suppress(OSError):
            while data := source.recv(65536):
                seen += len(data)
                if cut and seen > self.cut_at:
                    break
                sink.sendall(data)
        for s in (source, sink):
            with contextlib.suppress(OSError):
                s.shutdown(socket.SHUT_RDWR)

    def close(self):
        self.listener.close()
