# SPDX-License-Identifier: Apache-2.0
"""Fixtures of the tests of screens: those of USB keys, and desks."""
import pathlib
import sys

import pytest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))
import desk  # noqa: E402
from cardfixtures import applicant, applicants, holder, key, keys, office, service  # noqa: E402, F401


@pytest.fixture
def desks():
    """Starts desks, which end with the test: desks(computer) on somebody's
    computer, desks(home=folder) on one without an office."""
    started = []

    def start(computer=None, home=None, **kw):
        if computer is not None:
            kw = {"office": computer.url, "env": computer.env, **kw}
            home = computer.home
        started.append(desk.Desk(home, **kw))
        return started[-1].settle()

    yield start
    for one in started:
        one.__exit__()


@pytest.fixture
def soft(applicant):
    """Somebody with a pair in a soft token, not yet active."""
    applicant.issue(applicant.code)
    return applicant
