# SPDX-License-Identifier: Apache-2.0
"""Fixtures of the tests with USB keys: a PC/SC service and an office for a
module, keys and computers of their own for each test. A folder's conftest
takes them over by import."""

import itertools
import os

import pytest

import cardlab
import certlab

COUNTER = itertools.count(1)


@pytest.fixture(scope="module")
def service():
    """A private pcscd with four readers. Where it cannot be started a test is
    skipped, but never as root, who can: there it fails."""
    with_readers = cardlab.Service(readers=4)
    try:
        with_readers.start()
    except cardlab.Unavailable as error:
        if os.geteuid() == 0:
            raise
        pytest.skip(str(error))
    yield with_readers
    with_readers.done()


@pytest.fixture
def keys(service, tmp_path):
    """Plugs keys in: keys(reader number, label=…); they go with the test."""
    plugged = []

    def plug_in(number=0, **options):
        name = f"key{next(COUNTER)}"
        options = {"serial": f"CARDLAB{next(COUNTER):04}", "label": name, **options}
        key = cardlab.Key(tmp_path / name, service, service.readers[number], **options)
        plugged.append(key)
        return key.start()

    yield plug_in
    for key in plugged:
        key.stop()
    for key in plugged:
        service.wait(key.reader, False)


@pytest.fixture(scope="module")
def office(tmp_path_factory):
    """A practice office that is open. Pairs can be updated from the first day."""
    folder = tmp_path_factory.mktemp("office") / "practice"
    config = {"tries_address": 100000, "tries_user": 100000,
              "exchanges_day": 1000, "renew_days": 1826}
    with certlab.Office(folder, config=config) as open_office:
        yield open_office


@pytest.fixture
def applicants(tmp_path, office, service):
    """Makes applicants: each a computer with the service's readers, logged in,
    of somebody who was approved: user, name and code."""
    def make():
        number = next(COUNTER)
        computer = cardlab.Client(tmp_path / f"computer{number}", office, service)
        computer.user, computer.name = f"user{number:03}", f"第{number}号测试企业有限公司"
        office.register(computer.user, computer.name)
        computer.code = office.approve(computer.user)
        computer.login(computer.user, computer.name)
        return computer
    return make


@pytest.fixture
def applicant(applicants):
    return applicants()


@pytest.fixture
def key(keys, applicant):
    """A key that is set up, and whose PIN the applicant knows."""
    return applicant.set_up(keys())


@pytest.fixture
def holder(applicant, key):
    """Somebody with a pair on that key, active."""
    applicant.issue_on(key)
    applicant.login_certificate(cardlab.PIN)
    return applicant
