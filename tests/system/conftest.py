# SPDX-License-Identifier: Apache-2.0
"""Fixtures of the whole-system tests: one office for a module, computers of
their own for each test."""

import itertools
import pathlib
import sys

import pytest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))
import certlab  # noqa: E402

COUNTER = itertools.count(1)


@pytest.fixture(scope="module")
def office(tmp_path_factory):
    """A practice office that is open."""
    # All computers of a test have one address: its limit is tried elsewhere.
    folder = tmp_path_factory.mktemp("office") / "practice"
    with certlab.Office(folder, config={"tries_address": 100000}) as open_office:
        yield open_office


@pytest.fixture
def applicant():
    """User name and applicant name that nobody had before."""
    number = next(COUNTER)
    return f"user{number:03}", f"第{number}号测试企业有限公司"


@pytest.fixture
def computer(tmp_path, office):
    """A person's computer that knows the office."""
    return certlab.Client(tmp_path / "computer", office.url)


@pytest.fixture
def approved(office, applicant, computer):
    """An approved applicant, logged in: (user, applicant name, code)."""
    user, name = applicant
    office.register(user, name)
    code = office.approve(user)
    computer.login(user, name)
    return user, name, code


@pytest.fixture
def holder(approved, computer):
    """A holder of a pair in a soft token: (user, applicant name)."""
    user, name, code = approved
    computer.issue(code)
    return user, name
