# SPDX-License-Identifier: Apache-2.0
"""Fixtures of the tests at the windows: a desktop and an office for the tests
of a module, people with computers for each."""

import itertools
import os
import pathlib
import sys

import pytest

sys.path[:0] = [str(pathlib.Path(__file__).resolve().parent.parent),
                str(pathlib.Path(__file__).resolve().parent)]
import cardlab  # noqa: E402
import catalogue  # noqa: E402
import certlab  # noqa: E402
import desklab  # noqa: E402
from people import Person  # noqa: E402

COUNTER = itertools.count(1)


@pytest.fixture(scope="session")
def texts():
    """What the program says, in Chinese."""
    return catalogue.Texts("zh")


@pytest.fixture(scope="module")
def desktop():
    with desklab.Desktop() as made:
        yield made


@pytest.fixture(scope="module")
def office(tmp_path_factory):
    """A practice office that is open. Pairs can be updated from the first day."""
    folder = tmp_path_factory.mktemp("office") / "practice"
    config = {"tries_address": 100000, "tries_user": 100000, "exchanges_day": 1000, "renew_days": 1826}
    with certlab.Office(folder, config=config) as open_office:
        yield open_office


@pytest.fixture
def away(office):
    """The office goes away: away(); away(False) brings it back."""
    port = office.url.rpartition(":")[2]

    def go(gone=True, end=office.stop):
        if gone:
            end()
        else:
            office.start(listen=f"127.0.0.1:{port}")

    yield go
    if office.process is None:
        go(False)


@pytest.fixture(scope="module")
def readers():
    """A card service with two readers; without it where it cannot be started,
    but never as root, who can: there it fails."""
    service = cardlab.Service(readers=2)
    try:
        service.start()
    except cardlab.Unavailable as error:
        if os.geteuid() == 0:
            raise
        pytest.skip(str(error))
    yield service
    service.done()


@pytest.fixture
def keys(readers, tmp_path):
    """Plugs keys in: keys(reader number); they go with the test."""
    plugged = []

    def plug_in(number=0):
        serial = f"SHILI{next(COUNTER):04}"
        key = cardlab.Key(tmp_path / serial, readers, readers.readers[number], serial=serial, label="示例")
        plugged.append(key)
        return key.start()

    yield plug_in
    for key in plugged:
        key.remove()


@pytest.fixture(scope="module")
def people(tmp_path_factory, office):
    """Makes people who were approved: people(), with readers people(service)."""
    folder = tmp_path_factory.mktemp("people")
    return lambda service=None, **who: Person(folder, office, service=service, **who)


@pytest.fixture
def assistants(desktop, office):
    """Starts assistants on the desktop; they end with the test."""
    running = []

    def start(person=None, **options):
        """On somebody's computer; or home=folder, env=…"""
        if person is not None:
            options = {"home": person.home, "env": person.env, **options}
        started = desklab.Assistant(desktop, office_url=office.url, args=["--hidden"], **options)
        running.append(started)
        return started

    yield start
    for started in running:
        started.stop()
