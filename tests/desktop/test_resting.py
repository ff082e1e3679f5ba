# SPDX-License-Identifier: Apache-2.0
"""The program after its windows: memory comes back, and windows do as well."""

import pathlib
import re

import pytest
from assistant import Assistant
from windows import until

TITLE = "设置"
ROUNDS = 2


@pytest.fixture
def hidden(desktop, tmp_path):
    """In the tray, without a window."""
    desktop.shell.items.clear()
    with Assistant(desktop, tmp_path / "home", "--hidden") as running:
        tray = desktop.tray()
        until(lambda: "没有证书" in tray.get("ToolTip")[3], what="the state")
        yield running


def of_files(pid):
    """kB of libraries, fonts and other files that it has in memory."""
    status = pathlib.Path(f"/proc/{pid}/status").read_text()
    return int(re.search(r"^RssFile:\s+(\d+) kB", status, re.M)[1])


def test_memory_comes_back_after_the_last_window_and_the_next_one_says_the_same(desktop, hidden):
    at_start, said = of_files(hidden.pid), []
    for _ in range(ROUNDS):
        desktop.tray().choose(TITLE)
        window = hidden.window(TITLE).settled()
        said.append(window.says())
        shown = of_files(hidden.pid)
        assert shown > at_start
        window.close()
        hidden.gone(TITLE)
        # Half of what the windows brought, at the least.
        until(lambda: of_files(hidden.pid) < (shown + at_start) / 2, 20, "memory")
    assert said[0] and said == said[:1] * ROUNDS
