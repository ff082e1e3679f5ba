# SPDX-License-Identifier: Apache-2.0
"""docs/guide-first-steps.md is true: its commands are run as they stand there,
in order, and say what it says they say (numbers and times differ)."""
import os
import pathlib
import pty
import re
import subprocess

import certlab
import pytest

GUIDE = certlab.ROOT / "docs/guide-first-steps.md"
URL = "http://127.0.0.1:8443"
PIN = "First-hour-2026"
PROGRAM = re.compile(r"(cert-office|certctl|curl) ")
# What differs from run to run.
CHANGING = re.compile(r"\b(?:S[0-9a-f]{15}|[0-9a-f]{24,64}|\d+)\b")


def blocks(text):
    """Each block of code that begins with a command: ([commands], output).
    In a block, commands come first, then an empty line, then the output."""
    for block in re.findall(r"(?:^    .*\n|^\n(?=    ))+", text, re.M):
        head, _, output = re.sub(r"^    ", "", block.strip("\n"), flags=re.M).partition("\n\n")
        if PROGRAM.match(head):
            yield re.split(r"\n(?! )", head), output.strip()


def parts():
    """The Chinese and the English part."""
    zh, en = GUIDE.read_text().split("\n## English\n")
    return {"zh": (zh, "zhangsan"), "en": (en, "lilei")}


class Reader:
    """Somebody who does what the guide says."""

    def __init__(self, office, folder, user):
        self.office, self.user = office, user
        self.env = {
            **os.environ, "LC_ALL": "C.UTF-8", "D": str(office.dir), "XDG_DATA_HOME": str(folder),
            "PATH": f"{certlab.OFFICE.parent}:{certlab.CERTCTL.parent}:{os.environ['PATH']}"}

    def mailed(self, pattern):
        return self.office.mail(f"{self.user}@example.com", pattern)[1].group(0)

    def run(self, command):
        """Its output, as on a terminal."""
        command = command.replace(URL, self.office.url)
        if "token=…" in command:
            command = command.replace("token=…", self.mailed(r"token=[A-Za-z0-9_-]+"))
        if re.search(r"certctl .*issue$", command):
            return self.run_on_terminal(command, [self.mailed(certlab.CODE.pattern), PIN, PIN])
        if re.search(r"certctl .*login certificate --accept-terms$", command):
            return self.run_on_terminal(command, [PIN])
        return subprocess.run(["sh", "-c", command], env=self.env, text=True, timeout=60,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT).stdout

    def run_on_terminal(self, command, answers):
        """Type an answer whenever a question stands there."""
        pid, terminal = pty.fork()
        if pid == 0:
            os.execvpe("sh", ["sh", "-c", f"exec {command}"], self.env)
        said, unanswered = b"", b""
        while True:
            try:
                read = os.read(terminal, 4096)
            except OSError:  # the other end is closed
                read = b""
            if not read:
                break
            said, unanswered = said + read, unanswered + read
            if answers and unanswered.endswith((": ".encode(), "：".encode())):
                os.write(terminal, answers.pop(0).encode() + b"\n")
                unanswered = b""
        os.close(terminal)
        os.waitpid(pid, 0)
        return said.decode()


def lines(text):
    """Without what changes, and without how a terminal shows progress."""
    return [CHANGING.sub("#", re.sub(r".*\r\x1b\[K", "", line)).strip()
            for line in text.replace("\r\n", "\n").split("\n")]


def assert_says(said, promised):
    """All promised lines, in order."""
    rest = iter(lines(said))
    for line in lines(promised):
        assert any(line == other for other in rest), f"not said: {line}\n{said}"


@pytest.fixture(scope="module")
def office(tmp_path_factory):
    with certlab.Office(tmp_path_factory.mktemp("guide") / "practice") as running:
        yield running


@pytest.mark.parametrize("language, least", [("zh", 9), ("en", 7)])
def test_the_guide_says_what_happens(office, tmp_path, language, least):
    text, user = parts()[language]
    reader = Reader(office, tmp_path, user)
    promised = 0
    for commands, output in blocks(text):
        for command in commands:
            said = reader.run(command)
        assert_says(said, output)
        promised += bool(output)
        if "accounts -H" in commands[0]:
            reader.mailed(r"token=")
    assert promised >= least
    assert pathlib.Path(tmp_path, "cert-assistant/session").exists()
