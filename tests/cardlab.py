# SPDX-License-Identifier: Apache-2.0
"""What tests of USB keys and the play share: a PC/SC service of their own with
readers of vpcd, virtual keys in them, a foreign card, another program. The
service is the real pcscd; it has no part in the computer's own, and sees no
reader but its own."""

import contextlib
import json
import os
import pathlib
import random
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time

import certlab

VIRTUAL_KEY = certlab.BUILD / "src" / "virtualkey" / "virtual-key"
SKF_CARD = certlab.BUILD / "src" / "cardtoken" / "libskf-card.so"
# A library with a sanitizer in it wants to be loaded before Python is.
PRELOAD = {}
if "libasan" in subprocess.run(["ldd", str(SKF_CARD)], capture_output=True, text=True).stdout:
    PRELOAD = {"LD_PRELOAD": subprocess.run(
        ["gcc", "-print-file-name=libasan.so"], capture_output=True, text=True).stdout.strip(),
        "ASAN_OPTIONS": "detect_leaks=0"}
VPCD = "/usr/lib/pcsc/drivers/serial/libifdvpcd.so"

# Their names have no Latin vowels, so that pcscd can be told to leave alone
# every reader whose name has one: a real key in the computer is not touched.
READER = "虚拟读卡器"
REAL_READERS = ":".join("aeiouyAEIOUY")
PORTS = range(20000, 32000, 2)  # below those that systems give out themselves
PATH = os.environ["PATH"] + ":/usr/sbin"
PIN = "Card-2026"
SLOTS = 2  # readers that vpcd makes of a row


class Unavailable(Exception):
    """pcscd cannot be started here; the text says why."""


class Reader:
    """One of a service's readers: its name, and the port for a card."""

    def __init__(self, name, port):
        self.name, self.port = name, port


class Service:
    """A private pcscd with readers. `env` leads programs to it, and ours to its keys."""

    def __init__(self, readers=2):
        # As root pcscd runs as nobody, who must be able to read this.
        self.dir = pathlib.Path(tempfile.mkdtemp(prefix="cert-pcscd-"))
        self.dir.chmod(0o755)
        self.rows = (readers + SLOTS - 1) // SLOTS
        self.socket = self.dir / "pcscd.comm"
        # Programs keep each other off a reader by its name: those of another
        # service have the same.
        self.env = {"PCSCLITE_CSOCK_NAME": str(self.socket), "CERT_SKF_CARD": str(SKF_CARD),
                    "XDG_RUNTIME_DIR": str(self.dir)}
        self.process = None
        self.readers = []
        self.watcher = None  # a program that looks when cards come and go

    @staticmethod
    def _free(port):
        """May vpcd listen there?"""
        with contextlib.ExitStack() as stack:
            for number in range(port, port + SLOTS):
                one = stack.enter_context(socket.socket())
                one.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                try:
                    one.bind(("0.0.0.0", number))
                except OSError:
                    return False
        return True

    def _row(self, name, port):
        """For pcscd's configuration. vpcd has room for one row in a library."""
        library = shutil.copy(VPCD, self.dir / f"vpcd-{port}.so")
        return (f'FRIENDLYNAME "{name}"\nDEVICENAME /dev/null:{port:#x}\n'
                f"LIBPATH {library}\nCHANNELID {port:#x}\n\n")

    def _make_readers(self):
        """Other ports each time, should somebody have been faster."""
        ports = []
        while len(ports) < self.rows:
            port = random.choice(PORTS)
            if port not in ports and self._free(port):
                ports.append(port)
        names = [READER + (f" {row + 1}" if row else "") for row in range(self.rows)]
        (self.dir / "readers").mkdir(exist_ok=True)
        (self.dir / "readers" / "vpcd").write_text("".join(
            self._row(name, port) for name, port in zip(names, ports)))
        self.readers = [Reader(f"{name} 00 {slot:02}", port + slot)
                        for name, port in zip(names, ports) for slot in range(SLOTS)]

    def _spawn(self):
        """pcscd takes its socket as systemd would hand it over, and so needs
        neither rights nor a place of its own in /run."""
        self.socket.unlink(missing_ok=True)
        user = {}
        if os.geteuid() == 0:
            pathlib.Path("/run/pcscd").mkdir(exist_ok=True)  # pcscd wants it to be there
            user = {"user": "nobody", "group": "nogroup", "extra_groups": []}
        with socket.socket(socket.AF_UNIX) as door, open(self.dir / "log", "a") as log:
            door.bind(str(self.socket))
            self.socket.chmod(0o666)
            door.listen(64)
            command = 'exec 3<&0 0</dev/null; LISTEN_FDS=1 LISTEN_PID=$$ exec "$@"'
            self.process = subprocess.Popen(
                ["sh", "-c", command, "sh", "pcscd", "--foreground", "--info",
                 "--config", str(self.dir / "readers")],
                env={**os.environ, "PATH": PATH, "PCSCLITE_FILTER_IGNORE_READER_NAMES": REAL_READERS},
                stdin=door, stdout=log, stderr=subprocess.STDOUT, **user)

    def _comes_up(self, since):
        """Wait for it; whether it has all its readers."""
        end = time.monotonic() + 10
        while time.monotonic() < end:
            said = (self.dir / "log").read_text(errors="replace")[since:]
            if "daemon ready" in said:
                return "init failed" not in said
            if self.process.poll() is not None:
                break
            time.sleep(0.005)
        self.stop()
        raise Unavailable(f"pcscd: {said.strip()[-400:]}")

    def _spoken(self):
        log = self.dir / "log"
        return len(log.read_text(errors="replace")) if log.exists() else 0

    def start(self):
        """Serve with the same readers as before, if there were any."""
        if not shutil.which("pcscd", path=PATH):
            raise Unavailable("pcscd is not installed")
        if not os.path.exists(VPCD):
            raise Unavailable("vsmartcard-vpcd is not installed")
        for _ in range(10):
            if not self.readers:
                self._make_readers()
            since = self._spoken()
            self._spawn()
            if self._comes_up(since):
                return self
            self.stop()
            self.readers = []
        raise Unavailable("pcscd: no free ports for readers")

    def stop(self):
        if self.watcher:
            self.watcher.end()
        self.watcher = None
        if self.process:
            self.process.terminate()
            self.process.wait(timeout=10)
        self.process = None
        self.socket.unlink(missing_ok=True)

    def done(self):
        self.stop()
        shutil.rmtree(self.dir, ignore_errors=True)

    def program(self):
        return Program(self)

    def wait(self, reader, present):
        """Until the service has seen a card come or go; it looks every 0.4 s."""
        self.watcher = self.watcher or self.program()
        self.watcher.say("wait", "1" if present else "0", reader.name)


class Program:
    """Another program at the readers (pcsc.py)."""

    class Failed(Exception):
        """With the code of PC/SC, eight hex digits."""

    def __init__(self, service):
        self.process = subprocess.Popen(
            [sys.executable, str(pathlib.Path(__file__).parent / "pcsc.py")],
            env={**os.environ, **service.env}, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            text=True)
        self._answer()

    def _answer(self):
        line = self.process.stdout.readline().rstrip("\n")
        if line.startswith("failed"):
            raise self.Failed(line.partition(" ")[2])
        return line

    def say(self, verb, *words):
        self.process.stdin.write("\t".join([verb, *words]) + "\n")
        self.process.stdin.flush()
        return self._answer()

    def readers(self):
        return self.say("readers").split("\t")

    def connect(self, reader):
        self.say("connect", reader.name)
        return self

    def transmit(self, command):
        """Hex digits, and those of the answer with its status word."""
        return self.say("transmit", command)

    def begin(self):
        self.say("begin")

    def commit(self):
        self.say("end")

    def leave(self):
        self.say("leave")

    def reset(self):
        self.say("reset")

    def __enter__(self):
        return self

    def end(self):
        self.process.stdin.close()
        self.process.wait(timeout=10)
        self.process.stdout.close()

    def __exit__(self, *_):
        self.end()


class ForeignCard:
    """Somebody else's card: refuses everything, and keeps what it was sent."""

    ATR = bytes.fromhex("3b6500002063cb6800")  # of a bank's card

    def __init__(self, service, reader, answer=b"\x6a\x82"):
        self.service, self.reader, self.answer = service, reader, answer
        self.commands = []  # as they were sent
        self.link = socket.create_connection(("127.0.0.1", reader.port))
        self.thread = threading.Thread(target=self._serve, daemon=True)
        self.thread.start()
        service.wait(reader, True)

    def _take(self, size):
        octets = b""
        while len(octets) < size:
            # vpcd sends a length apart from what it is the length of
            self.link.setsockopt(socket.IPPROTO_TCP, socket.TCP_QUICKACK, 1)
            more = self.link.recv(size - len(octets))
            if not more:
                raise ConnectionError
            octets += more
        return octets

    def _serve(self):
        with contextlib.suppress(OSError):
            while True:
                message = self._take(int.from_bytes(self._take(2), "big"))
                if len(message) > 1:
                    self.commands.append(message)
                    self._give(self.answer)
                elif message == b"\x04":
                    self._give(self.ATR)

    def _give(self, octets):
        self.link.sendall(len(octets).to_bytes(2, "big") + octets)

    def remove(self):
        self.link.shutdown(socket.SHUT_RDWR)
        self.thread.join(timeout=10)
        self.link.close()


class Key:
    """A virtual USB key (virtual-key), whose state is in a folder."""

    def __init__(self, folder, service, reader, **options):
        """options: serial, label, space; extended=False for short lengths."""
        self.dir, self.service, self.reader = pathlib.Path(folder), service, reader
        self.options = options
        self.process = None

    def _arguments(self):
        rest = []
        for name, value in self.options.items():
            if name != "extended":
                rest += [f"--{name}", str(value)]
        return rest + ([] if self.options.get("extended", True) else ["--no-extended"])

    def start(self):
        """Run it, plugged in; returns when the service has seen it."""
        self.log = open(self.dir.parent / f"{self.dir.name}.log", "a")
        self.process = subprocess.Popen(
            [str(VIRTUAL_KEY), str(self.dir), "--vpcd", f"127.0.0.1:{self.reader.port}",
             *self._arguments()], stdout=subprocess.PIPE, stderr=self.log, text=True)
        line = self.process.stdout.readline()
        if line.strip() != "ready":
            raise RuntimeError(f"virtual-key did not start: {pathlib.Path(self.log.name).read_text()}")
        self.service.wait(self.reader, True)
        return self

    def stop(self):
        if self.process:
            self.process.terminate()
            self.process.wait(timeout=10)
            self.process.stdout.close()
            self.log.close()
        self.process = None

    def remove(self):
        """For good; its reader is free."""
        self.stop()
        self.service.wait(self.reader, False)

    def _tell(self, verb, *words):
        return certlab.run(VIRTUAL_KEY, verb, self.dir, *words).stdout

    def unplug(self):
        self._tell("unplug")
        self.service.wait(self.reader, False)

    def plug(self):
        self._tell("plug")
        self.service.wait(self.reader, True)

    def replug(self):
        """Also after a fault unplugged it."""
        self.unplug()
        self.plug()

    def fault(self, script):
        self._tell("fault", script)

    @contextlib.contextmanager
    def traced(self):
        """What it is asked meanwhile: a list of commands, filled at the end."""
        path = self.dir.parent / f"{self.dir.name}.trace"
        path.unlink(missing_ok=True)
        self._tell("trace", path)
        commands = []
        yield commands
        commands += [line.split() for line in path.read_text().splitlines()]

    def show(self):
        return json.loads(certlab.run(VIRTUAL_KEY, "show", self.dir, "--json").stdout)

    @property
    def serial(self):
        return self.options["serial"]

    @property
    def device(self):
        """Its name in SKF: that of its reader."""
        return self.reader.name

    def _application(self):
        """Our application, as the key itself has it, without asking any program."""
        return next(row for row in self.show()["applications"] if row["name"] == "CERT")

    def by_skf(self, **asked):
        """What somebody else's program (skf.py) makes of it."""
        said = certlab.run(sys.executable, pathlib.Path(__file__).parent / "skf.py", SKF_CARD,
                           self.device, input=json.dumps(asked), env={**self.service.env, **PRELOAD})
        return json.loads(said.stdout)

    def containers(self):
        return sorted(row["name"] for row in self._application()["containers"])

    def tries(self, pin="user"):
        return self._application()["pins"][pin]["left"]


def error_of(result):
    """The name of the error that a command with --json ended with."""
    return json.loads(result.stdout)["error"]["name"]


class Client(certlab.Client):
    """A person's computer with the readers of a service."""

    def __init__(self, home, office, service):
        super().__init__(home, office.url)
        self.office, self.service = office, service
        self.env = service.env

    def call(self, *args, env=None, **kw):
        return super().call(*args, env={**self.env, **(env or {})}, **kw)

    def account(self):
        """What the office knows of whoever is logged in."""
        session = (self.home / "session").read_text().strip()
        status, answer = self.office.http("GET", "/api/v1/account", session=session)
        assert status == 200, answer
        return answer

    def token(self, serial):
        """What `certctl tokens` says of one."""
        return next(row for row in self.json("tokens")["tokens"] if row.get("serial") == serial)

    def set_up(self, key, pin=PIN):
        """`certctl token init`: the key can take certificates."""
        self.json("token", "init", "--carrier", key.serial, "--new-pin-file", self.file(pin))
        return key

    def issue_on(self, key, pin=PIN, **kw):
        return self.call("--json", "issue", "--carrier", key.serial, "--code-file", self.file(self.code),
                         "--pin-file", self.file(pin), **kw)
