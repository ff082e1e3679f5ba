# SPDX-License-Identifier: Apache-2.0
"""One practice office for a whole file of tests; each test has its own users."""
import itertools
import time

import pytest

import certlab

_numbers = itertools.count(1)


def wait_for_health(office, wait_s=20):
    """Until everything is as it should be: pool filled, first list signed."""
    end = time.monotonic() + wait_s
    while office.http("GET", "/api/v1/health")[0] != 200:
        assert time.monotonic() < end, office.http("GET", "/api/v1/health")
        time.sleep(0.05)


@pytest.fixture(scope="module")
def office(tmp_path_factory):
    with certlab.Office(tmp_path_factory.mktemp("office") / "office").start() as o:
        wait_for_health(o)
        yield o


@pytest.fixture
def user():
    """A user name that no other test has."""
    return f"user-{next(_numbers)}"


@pytest.fixture
def name():
    return "北京某某（集团）有限公司"
