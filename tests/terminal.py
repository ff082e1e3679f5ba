# SPDX-License-Identifier: Apache-2.0
"""A person at a terminal: certctl on a pseudo-terminal of its own, whose
questions are waited for and answered."""

import os
import pty
import select
import termios
import time

import certlab


class Terminal:
    """certctl, in English, with this computer's home."""

    def __init__(self, computer, *words, env=None):
        args = [certlab.CERTCTL, "--lang", "en", "--home", computer.home, "--office", computer.url, *words]
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            os.execve(args[0], [str(a) for a in args],
                      {**os.environ, "LC_ALL": "C.UTF-8", **(env or {})})
        self.said = ""  # all of it
        self.read = 0  # what was waited for already

    def __enter__(self):
        return self

    def __exit__(self, *_):
        os.close(self.fd)
        if self.pid:
            os.waitpid(self.pid, 0)

    def _more(self, wait_s):
        ready, _, _ = select.select([self.fd], [], [], wait_s)
        if not ready:
            return False
        try:
            octets = os.read(self.fd, 4096)
        except OSError:  # the other side is closed
            return False
        self.said += octets.decode(errors="replace")
        return bool(octets)

    def expect(self, text, wait_s=60):
        """Until it says so."""
        end = time.monotonic() + wait_s
        while text not in self.said[self.read:]:
            assert time.monotonic() < end and self._more(1 + end - time.monotonic()), \
                f"no {text!r} in {self.said!r}"
        self.read = self.said.index(text, self.read) + len(text)

    def echoes(self):
        return bool(termios.tcgetattr(self.fd)[3] & termios.ECHO)

    def answer(self, question, line):
        """Wait for the question, and type a line."""
        self.expect(question)
        os.write(self.fd, f"{line}\n".encode())

    def answer_secret(self, question, secret):
        """The same for what nobody may see: nothing of it is on the screen."""
        self.expect(question)
        assert not self.echoes()
        before = len(self.said)
        os.write(self.fd, f"{secret}\n".encode())
        self.expect("\n")
        assert secret not in self.said[before:]

    def status(self):
        """Its exit status, when it is through."""
        while self._more(60):
            pass
        _, status = os.waitpid(self.pid, 0)
        self.pid = 0
        return os.waitstatus_to_exitcode(status)
