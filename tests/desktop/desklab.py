# SPDX-License-Identifier: Apache-2.0
"""A desktop in a throw-away folder: an X server without a screen, a session bus,
the service of screen readers, a window manager, the shell's services as this
test watches them (shell.py), or a real panel. On it the assistant runs as it
does for people, and windows.py reads and uses its windows.

Everything ends when whoever started it ends, whatever the reason."""

import json
import os
import pathlib
import re
import shutil
import subprocess
import tempfile

import catalogue
import certlab
from shell import Shell, Tray
from windows import Reader, until

ASSISTANT = certlab.BUILD / "src" / "desktop" / "gtk" / "cert-assistant"
ASKED = ASSISTANT.parent / "asked"
SERVICES = pathlib.Path("/usr/share/dbus-1/services")
SCREEN_READERS, SETTINGS = "org.a11y.Bus.service", "org.xfce.Xfconf.service"
BUS_CONFIG = """<busconfig><type>session</type><listen>unix:dir={folder}</listen>
<auth>EXTERNAL</auth><servicedir>{folder}/services</servicedir>
<policy context="default"><allow send_destination="*"/><allow eavesdrop="true"/>
<allow own="*"/></policy></busconfig>"""
WM_CONFIG = """<openbox_config xmlns="http://openbox.org/3.4/rc">
<focus><focusNew>yes</focusNew></focus><placement><policy>Smart</policy><center>yes</center></placement>
<keyboard><keybind key="A-F4"><action name="Close"/></keybind></keyboard>
<desktops><number>1</number></desktops></openbox_config>"""
PANEL_CONFIG = """<channel name="xfce4-panel" version="1.0">
<property name="configver" type="int" value="2"/>
<property name="panels" type="array"><value type="int" value="1"/>
<property name="panel-1" type="empty">
<property name="position" type="string" value="p=6;x=0;y=0"/>
<property name="length" type="uint" value="100"/>
<property name="position-locked" type="bool" value="true"/>
<property name="size" type="uint" value="28"/>
<property name="plugin-ids" type="array"><value type="int" value="1"/><value type="int" value="2"/>
<value type="int" value="3"/></property></property></property>
<property name="plugins" type="empty"><property name="plugin-1" type="string" value="separator">
<property name="expand" type="bool" value="true"/><property name="style" type="uint" value="0"/></property>
<property name="plugin-2" type="string" value="systray"/>
<property name="plugin-3" type="string" value="clock"/></property></channel>"""
# Seldom needed: at its end a sanitizer looks through all of a program's memory,
# for seven seconds on a busy computer.
END_WITHIN_S = 60
PIECES = ("Xvfb", "dbus-daemon", "openbox", "xdotool", "setpriv")
# Not of our test: what the person at this computer has set for programs.
NOT_OURS = re.compile(r"^(XDG_|GTK_|GDK_|GSK_|GIO_|GSETTINGS_|ADW_|DBUS_|LC_|LANG|DISPLAY|WAYLAND_|"
                      r"NO_AT_BRIDGE|AT_SPI|DESKTOP_|SESSION_|[a-z]+_proxy$)")


class Unavailable(Exception):
    """No desktop can be had here; the text says what is missing."""


class Desktop:
    """env: what programs on it are started with."""

    def __init__(self, size="1600x1400", tray=True, panel=False, notes=True):
        """tray: icons are watched for by this test, or with panel by a real
        xfce4-panel; neither: a desktop without a tray. notes: notifications
        are shown."""
        missing = [name for name in PIECES if not shutil.which(name)]
        if missing:
            raise Unavailable(f"{', '.join(missing)}: not installed")
        self.dir = pathlib.Path(tempfile.mkdtemp(prefix="cert-desk-"))
        self.processes, self.shell = [], None
        self.env = {name: value for name, value in os.environ.items() if not NOT_OURS.match(name)}
        self.env.update(HOME=str(self.dir), XDG_RUNTIME_DIR=str(self.dir), LC_ALL="C.UTF-8",
                        GSETTINGS_BACKEND="memory", GIO_USE_VFS="local", GTK_USE_PORTAL="0",
                        XDG_CONFIG_DIRS="/etc/xdg", XDG_DATA_DIRS="/usr/local/share:/usr/share")
        try:
            self._start(size, tray, panel, notes)
        except BaseException:
            self.close()
            raise

    def _start(self, size, tray, panel, notes):
        self.env["DISPLAY"] = ":" + self._piped(
            ["Xvfb", "-displayfd", "{fd}", "-screen", "0", f"{size}x24", "-nolisten", "tcp", "-noreset", "-wr"])
        services = self.dir / "services"
        services.mkdir()
        for name in [SCREEN_READERS] + ([SETTINGS] if panel else []):
            shutil.copy(SERVICES / name, services)
        (self.dir / "bus.conf").write_text(BUS_CONFIG.format(folder=self.dir))
        self.env["DBUS_SESSION_BUS_ADDRESS"] = self._piped(
            ["dbus-daemon", f"--config-file={self.dir}/bus.conf", "--nofork", "--nopidfile",
             "--print-address={fd}"])
        self._manage_windows()
        self.watches = tray and not panel
        self.shell = Shell(self.env["DBUS_SESSION_BUS_ADDRESS"], tray=self.watches, notes=notes)
        if panel:
            self._start_panel()

    def _start_panel(self):
        """xfce4-panel at the upper edge: the tray and a clock."""
        channels = self.dir / ".config/xfce4/xfconf/xfce-perchannel-xml"
        channels.mkdir(parents=True)
        (channels / "xfce4-panel.xml").write_text(PANEL_CONFIG)
        toolkit = self.dir / ".config/gtk-3.0/settings.ini"
        toolkit.parent.mkdir()
        toolkit.write_text("[Settings]\ngtk-font-name = Noto Sans CJK SC 10\n")
        self.start(["xfce4-panel", "--disable-wm-check"])
        until(lambda: certlab.run("xdotool", "search", "--onlyvisible", "--class", "xfce4-panel",
                                  env=self.env, ok=(0, 1)).stdout, 20, "the panel")

    def _manage_windows(self):
        config = self.dir / "openbox.xml"
        config.write_text(WM_CONFIG)
        ready = self.dir / "managed"
        self.start(["openbox", "--config-file", str(config), "--startup", f"touch {ready}"])
        until(ready.exists, 10, "a window manager")

    def start(self, command, env=None, **kw):
        """Run a program on this desktop, for as long as we run."""
        log = open(self.dir / f"{pathlib.Path(command[0]).name}.log", "a")
        kw = {"stdin": subprocess.DEVNULL, **kw}
        process = subprocess.Popen(
            ["setpriv", "--pdeathsig", "KILL", *map(str, command)], env={**self.env, **(env or {})},
            stdout=log, stderr=log, **kw)
        self.processes.append(process)
        return process

    def _piped(self, command):
        """Start a program that writes a line to a descriptor once it is ready."""
        end, other = os.pipe()
        self.start([part.format(fd=other) for part in command], pass_fds=[other])
        os.close(other)
        with os.fdopen(end) as pipe:
            line = pipe.readline().strip()
        if not line:
            raise Unavailable(f"{command[0]}: {(self.dir / (command[0] + '.log')).read_text()[-400:]}")
        return line

    def tray(self, wait_s=10):
        """The icon that registered last."""
        item = until(lambda: self.shell.items, wait_s, "an icon in the tray")[-1]
        return Tray(self.env["DBUS_SESSION_BUS_ADDRESS"], item)

    def shot(self, path, window=None):
        """A picture of the screen, or of a window: an id of the X server."""
        certlab.run("import", "-silent", "-window", window or "root", path, env=self.env)
        return path

    def still(self, path):
        """The same, once it is still: two pictures in a row are alike."""
        seen = []

        def look():
            seen.append(self.shot(path).read_bytes())
            return len(seen) > 1 and seen[-1] == seen[-2]
        until(look, 20, "a picture that stays")
        return path

    def window_id(self, pid, title):
        """The X server's id of a window that can be seen, as soon as it can."""
        def look():
            return certlab.run(
                "xdotool", "search", "--all", "--onlyvisible", "--pid", pid,
                "--name", f"^{re.escape(title)}$", env=self.env, ok=(0, 1)).stdout.split()
        return until(look, 10, f"window {title}")[0]

    def front(self, pid, title):
        """Let that window have the keyboard."""
        certlab.run("xdotool", "windowactivate", "--sync", self.window_id(pid, title), env=self.env)

    def close(self):
        if self.shell:
            self.shell.close()
        for process in reversed(self.processes):
            process.terminate()
        for process in reversed(self.processes):
            try:
                process.wait(timeout=5)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        shutil.rmtree(self.dir, ignore_errors=True)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()


class Program(Reader):
    """A program that runs on a desktop, and its windows."""

    def __init__(self, desktop, command, env=None, **kw):
        self.desktop, self.env = desktop, desktop.env
        self.log = desktop.dir / f"{pathlib.Path(command[0]).name}.log"
        self.seen = self.log.stat().st_size if self.log.exists() else 0
        self.process = desktop.start(command, env, **kw)
        super().__init__(desktop.env["DBUS_SESSION_BUS_ADDRESS"], self.process.pid)

    def told(self):
        """Every line that it wrote so far."""
        with open(self.log, encoding="utf-8") as log:
            log.seek(self.seen)
            return log.read().splitlines()

    def ended(self):
        """Its exit status, as soon as it has ended by itself."""
        return self.process.wait(timeout=END_WITHIN_S)

    def shot(self, title, path):
        """A picture of one window."""
        return self.desktop.shot(path, self.desktop.window_id(self.pid, title))

    def front(self, title):
        self.desktop.front(self.pid, title)

    def stop(self):
        if self.process.poll() is None:
            self.process.terminate()
            self.ended()
        self.close()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop()


class Assistant(Program):
    """cert-assistant with a home folder of its own. A second one on the same
    desktop and home hands over to the first."""

    INPUT = subprocess.DEVNULL

    def __init__(self, desktop, home, office_url, lang="zh", args=(), env=None):
        self.home, self.texts = pathlib.Path(home), catalogue.Texts(lang)
        self.own_env = {"CERT_SKF_SOFT": str(certlab.SKF_SOFT), **(env or {})}
        before = len(desktop.shell.items)
        super().__init__(desktop, self.command(home, office_url, lang, args), self.own_env,
                         stdin=self.INPUT)
        until(lambda: len(desktop.shell.items) > before or not desktop.watches, 20, "an icon in the tray")
        self.tray = desktop.tray() if desktop.watches else None

    @staticmethod
    def command(home, office_url, lang, args):
        return [ASSISTANT, "--home", home, "--office", office_url, "--lang", lang, *args]

    def start_again(self, *args):
        """The program is started once more: what that one says."""
        return certlab.run(ASSISTANT, "--home", self.home, *args, env={**self.env, **self.own_env})

    def open(self, screen):
        self.start_again("--open", screen)

    def stop(self):
        if self.tray:
            self.tray.close()
        super().stop()


class Asked(Assistant):
    """The same, and pages that ask it for a login (testing_asked.c)."""

    INPUT = subprocess.PIPE

    @staticmethod
    def command(home, office_url, lang, args):
        return [ASKED, home, office_url, lang]

    def _say(self, *words):
        self.process.stdin.write((" ".join(map(str, words)) + "\n").encode())
        self.process.stdin.flush()

    def ask(self, number, site, nonce, seconds=60):
        """A page of that site asks; the window that asks a person."""
        self._say("ask", number, seconds, nonce, site)
        return self.window(self.texts.CONSENT_TITLE)

    def withdraw(self, number):
        self._say("withdraw", number)

    def answers(self):
        """What pages were answered so far."""
        return [json.loads(line) for line in self.told() if line.startswith('{"answered"')]

    def answer(self, number, wait_s=10):
        """The one that this request gets."""
        return until(lambda: [a for a in self.answers() if a["answered"] == number], wait_s,
                     f"an answer to request {number}")[0]
