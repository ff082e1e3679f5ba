# SPDX-License-Identifier: Apache-2.0
"""Fixtures of the tests at the windows: one desktop for the tests of a module."""

import pathlib
import sys

import pytest

sys.path[:0] = [str(pathlib.Path(__file__).resolve().parent.parent),
                str(pathlib.Path(__file__).resolve().parent)]
import desklab  # noqa: E402


@pytest.fixture(scope="module")
def desktop():
    with desklab.Desktop() as made:
        yield made
