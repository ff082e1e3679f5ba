# SPDX-License-Identifier: Apache-2.0
"""Notifications: those of reminders, by the desktop's service and without it. The
program's clock is so far ahead that its certificates end soon."""

import itertools
import os

import certlab
import desklab
import pytest
from assistant import Assistant
from shell import Shell
from windows import until

COUNTER = itertools.count(1)
FOUR_WEEKS_BEFORE = 5 * 365 - 27  # days after the issue


def later(days):
    # AddressSanitizer wants to be loaded first, but can do without.
    return {"ASAN_OPTIONS": os.environ.get("ASAN_OPTIONS", "") + ":verify_asan_link_order=0",
            "LD_PRELOAD": "libfaketime.so.1", "FAKETIME": f"+{days}d",
            "LD_LIBRARY_PATH": "/usr/lib/x86_64-linux-gnu/faketime"}


@pytest.fixture(scope="module")
def office(tmp_path_factory):
    folder = tmp_path_factory.mktemp("office") / "practice"
    with certlab.Office(folder, config={"tries_address": 100000}) as open_office:
        yield open_office


@pytest.fixture
def home(office, tmp_path):
    """Of somebody who has a pair in a soft token."""
    user, name = f"user{next(COUNTER):03}", "到期提醒测试有限公司"
    computer = certlab.Client(tmp_path / "home", office.url)
    office.register(user, name)
    code = office.approve(user)
    computer.login(user, name)
    computer.issue(code)
    return computer.home


def reminder(shell):
    return until(lambda: [note for note in shell.notes if note["actions"]], 20, "a reminder")[0]


def test_a_reminder_leads_to_the_update_and_is_shown_once(desktop, home):
    with Assistant(desktop, home, "--hidden", env=later(FOUR_WEEKS_BEFORE)) as running:
        note = reminder(desktop.shell)
        assert "到期提醒测试有限公司" in note["text"]
        assert note["app"] == "证书助手" and note["title"]
        assert note["hints"]["desktop-entry"] == "org.certassistant.CertAssistant"
        assert note["hints"]["urgency"] == 1
        assert set(note["actions"]) == {"default", "follow"}
        assert running.titles() == {}
        desktop.shell.click(note)
        running.window("证书更新")
        until(lambda: not desktop.shell.notes, what="the notification is to go")
    desktop.shell.items.clear()
    with Assistant(desktop, home, "--hidden", env=later(FOUR_WEEKS_BEFORE)):
        tray = desktop.tray()
        until(lambda: tray.get("Status") == "NeedsAttention", what="the state")
        assert desktop.shell.notes == []


def test_what_others_do_to_notifications_is_not_ours(desktop, home):
    with Assistant(desktop, home, "--hidden", env=later(FOUR_WEEKS_BEFORE)) as running:
        note = reminder(desktop.shell)
        desktop.shell.click({"id": note["id"] + 100})
        desktop.shell.CloseNotification(None, note["id"])
        desktop.shell.click(note)  # of one that is closed
        assert desktop.tray().get("Status") == "NeedsAttention"
        assert running.titles() == {}


def test_without_a_service_the_icon_says_it_and_a_click_follows(home):
    with desklab.Desktop(notes=False) as desktop:
        with Assistant(desktop, home, "--hidden", env=later(FOUR_WEEKS_BEFORE)) as running:
            tray = desktop.tray()
            said = until(lambda: [text for text in [tray.get("ToolTip")[3]] if "\n" in text],
                         20, "what was to be said")[0]
            assert "到期提醒测试有限公司" in said and tray.get("Status") == "NeedsAttention"
            tray.activate()
            running.window("证书更新")
            until(lambda: "\n" not in tray.get("ToolTip")[3], what="it was followed")


def test_a_service_that_comes_later_gets_the_next_one(home):
    with desklab.Desktop(notes=False) as desktop:
        with Assistant(desktop, home, "--hidden", env=later(FOUR_WEEKS_BEFORE)):
            tray = desktop.tray()
            until(lambda: "\n" in tray.get("ToolTip")[3], 20, "what was to be said")
        service = Shell(desktop.env["DBUS_SESSION_BUS_ADDRESS"], tray=False)
        try:
            with Assistant(desktop, home, "--hidden", env=later(FOUR_WEEKS_BEFORE + 20)):
                reminder(service)
        finally:
            service.close()
