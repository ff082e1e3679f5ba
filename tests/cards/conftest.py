# SPDX-License-Identifier: Apache-2.0
"""Fixtures of the tests of USB keys: a PC/SC service for a module."""

import os
import pathlib
import sys

import pytest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))
import cardlab  # noqa: E402


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
