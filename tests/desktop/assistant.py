# SPDX-License-Identifier: Apache-2.0
"""cert-assistant on a desktop of desklab.py."""

import pathlib
import re
import subprocess

import certlab
import desklab
from windows import until


class Assistant(desklab.Program):
    """With a home of its own."""

    def __init__(self, desktop, home, *arguments, env=None):
        self.home = home
        super().__init__(desktop, [desklab.ASSISTANT, "--lang", "zh", "--home", home, *arguments],
                         env={"CERT_SKF_SOFT": str(certlab.SKF_SOFT), **(env or {})})

    def again(self, *arguments, env=None):
        """Start it once more; that one's result."""
        return subprocess.run(
            [desklab.ASSISTANT, "--lang", "zh", "--home", self.home, *arguments],
            env=env or self.desktop.env, capture_output=True, text=True, timeout=30)

    def first_window(self):
        """The title of the first one that opens."""
        return until(self.titles, 20, "a window").popitem()[0]

    def wakes(self):
        """How often each of its threads was given the processor."""
        return {path.parent.name: sum(int(number) for number in re.findall(
                    r"ctxt_switches:\s*(\d+)", path.read_text()))
                for path in pathlib.Path(f"/proc/{self.pid}/task").glob("*/status")}
