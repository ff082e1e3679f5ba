# SPDX-License-Identifier: Apache-2.0
"""People with computers, for tests and pictures of windows: who they are to the
office, and how far they have come before a window opens."""

import itertools
import shutil

import cardlab
import certlab

PIN = "Qingzhu-2026"  # of soft tokens; keys have cardlab.PIN
NAMES = ["示例科技有限公司", "示例茶业有限公司", "示例文化传播有限公司", "示例知识产权代理有限公司"]


class Person:
    """Registered and approved. home: the folder of their assistant."""

    _count = itertools.count(1)

    def __init__(self, folder, office, name=None, user=None, service=None):
        number = next(self._count)
        self.office, self.service = office, service
        self.user = user or f"shili{number:02}"
        self.name = name or NAMES[number % len(NAMES)]
        office.register(self.user, self.name)
        self.code = office.approve(self.user)
        self.home = folder / self.user
        # certctl at the same home: what happened before the windows opened
        self.client = (cardlab.Client(self.home, office, service) if service
                       else certlab.Client(self.home, office.url))
        self.env = service.env if service else {}

    def log_in(self):
        self.client.login(self.user, self.name)
        return self

    def issued(self, pin=PIN):
        """Has a pair in a soft token, and is active."""
        self.log_in()
        self.client.issue(self.code, pin)
        self.client.login_certificate(pin)
        return self

    def issued_on(self, key):
        """Has a pair on that key, and is active."""
        self.client.set_up(key)
        self.log_in()
        self.client.code = self.code
        self.client.issue_on(key)
        self.client.login_certificate(cardlab.PIN)
        return self

    def waste(self, tries):
        """Log in with a wrong PIN, again and again; the tenth locks it."""
        for number in range(1, tries + 1):
            wrong = self.client.file(f"wrong-{number}")
            error = self.client.error("login", "certificate", "--pin-file", wrong)
            assert error["name"] == "PIN_LOCKED" if number == 10 else "PIN_WRONG"

    def copy_home(self, to):
        """The same computer once more: one assistant runs in each home."""
        shutil.copytree(self.home, to)
        return to

    def mailed(self, ask):
        """The code that comes by mail when ask() asked for it."""
        before = self.office.codes(self.user)
        ask()
        return self.office.new_code(self.user, before)
