# SPDX-License-Identifier: Apache-2.0
"""The assistant's windows without a toolkit: `cert-desk-script`, the face that
is a script, driven from tests. Items are named by what people read on them."""
import base64
import json
import os
import subprocess
import time

import certlab

SCRIPT = certlab.BUILD / "src" / "desktop" / "script" / "cert-desk-script"


class Refused(AssertionError):
    """What was to be sent cannot be sent now; says why."""


class Window:
    """An open window, by its screen's name."""

    def __init__(self, desk, name):
        self.desk, self.name = desk, name

    def view(self):
        return self.desk.ask("view", screen=self.name)

    def is_open(self):
        return self.name in self.desk.windows()

    def send(self, event, label=None, **more):
        if label is not None:
            more["label"] = label
        self.desk.ask("send", screen=self.name, event=event, **more)
        return self

    def press(self, label):
        return self.send("press", label)

    def text(self, label, value):
        return self.send("text", label, value=value)

    def secret(self, label, value):
        return self.send("secret", label, value=value)

    def switch(self, label, on=True):
        return self.send("switch", label, on=on)

    def page(self, label):
        return self.send("page", index=self.view()["pages"].index(label))

    def file(self, label, path):
        return self.send("file", label, value=str(path))

    def close(self):
        return self.send("close")

    def choose(self, label, option):
        """The option whose label begins so."""
        options = [o["label"] for o in self.item(label)["options"]]
        found = [n for n, text in enumerate(options) if text.startswith(option)]
        assert len(found) == 1, (option, options)
        return self.send("choose", label, index=found[0])

    def row(self, text, on=True, event="row", table=None):
        """Choose the row that has that text in a cell."""
        item = self.table(table)
        for row in item["table"]["rows"]:
            if any(text in cell for cell in row["cells"]):
                return self.send(event, id=item["id"], row=row["id"], on=on)
        raise AssertionError(f"no row with {text}: {item['table']}")

    def items(self, kind=None):
        return [i for i in self.view()["items"] if kind in (None, i["kind"])]

    def item(self, label):
        for i in self.items():
            if i.get("label") == label:
                return i
        raise AssertionError(f"no {label} in {self}")

    def table(self, label=None):
        return next(i for i in self.items("table") if label in (None, i.get("label")))

    def labels(self):
        return [i.get("label") for i in self.items()]

    def note(self):
        """What its notes say, in one text."""
        return " ".join(f"{i.get('label') or ''} {i.get('value') or ''}"
                        for i in self.items("note"))

    def fact(self, label):
        return self.item(label).get("value")

    def picture(self, label):
        """Its PNG file; empty: none is there."""
        return base64.b64decode(self.item(label)["png"])

    def says(self, text):
        return text in json.dumps(self.view(), ensure_ascii=False)

    def wait(self, text, seconds=30):
        """Until its view has that text."""
        self.desk.until(lambda: self.is_open() and self.says(text), seconds,
                        lambda: f"{text} is not said by {self}")
        return self

    def __str__(self):
        if not self.is_open():
            return f"{self.name} (closed)"
        return json.dumps(self.view(), ensure_ascii=False, indent=1)


class Desk:
    """A running desk with a home of its own."""

    def __init__(self, home, office=None, env=None, args=()):
        self.home = home
        command = [str(SCRIPT), "--home", str(home), *map(str, args)]
        if office is not None:
            command += ["--office", office]
        self.process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
            env={**os.environ, "LC_ALL": "C.UTF-8",
                 # what starts with the desktop is not this computer's
                 "XDG_CONFIG_HOME": f"{home}-config",
                 "CERT_SKF_SOFT": str(certlab.SKF_SOFT), **(env or {})})

    def ask(self, do, **more):
        self.process.stdin.write(json.dumps({"do": do, **more}) + "\n")
        self.process.stdin.flush()
        line = self.process.stdout.readline()
        if not line:
            raise RuntimeError(f"the desk ended: {self.process.wait()}")
        answer = json.loads(line)
        if isinstance(answer, dict) and "refused" in answer:
            raise Refused(answer["refused"])
        return answer

    def until(self, holds, seconds=30, why=lambda: "it did not come"):
        end = time.monotonic() + seconds
        while not holds():
            if time.monotonic() > end:
                raise AssertionError(why())
            self.ask("settle", ms=50)

    def settle(self, seconds=30):
        assert self.ask("settle", ms=int(seconds * 1000))["settled"], "it is still busy"
        return self

    def windows(self):
        return self.ask("windows")

    def open(self, screen, **wish):
        self.ask("open", screen=screen, **wish)
        return Window(self, screen)

    def window(self, screen, seconds=10):
        self.until(lambda: screen in self.windows(), seconds,
                   lambda: f"no window {screen}, but {self.windows()}")
        return Window(self, screen)

    def menu(self):
        """name → the entry"""
        return {e["name"]: e for e in self.ask("menu")}

    def press(self, name):
        """An entry of the menu, which must be possible now."""
        why = self.menu()[name].get("why_not")
        if why:
            raise Refused(why)
        self.ask("press", name=name)
        return self

    def tray(self):
        return self.ask("tray")

    def told(self):
        return self.ask("told")

    def notices(self):
        return [t for t in self.told() if "notice" in t]

    def consent(self, number, site, nonce, program="Firefox", seconds=60):
        """A page asks for a login; what comes of it is answers(number)."""
        self.ask("consent", id=number, site=site, program=program, nonce=nonce, seconds=seconds)
        return Window(self, "consent")

    def answers(self, number):
        return [t for t in self.told() if t.get("answered") == number]

    def clock(self, plus):
        self.ask("clock", plus=plus)
        return self

    def end(self):
        """Ends it; its exit status."""
        self.process.stdin.close()
        return self.process.wait(timeout=60)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.process.poll() is None:
            self.end()
        self.process.stdout.close()
