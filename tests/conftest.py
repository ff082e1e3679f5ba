# SPDX-License-Identifier: Apache-2.0
"""What every whole-system test may ask for."""
import os
import pathlib
import signal

import pytest

import certlab
import openapi

ROOT = pathlib.Path(__file__).resolve().parent.parent
PATIENCE_S = 600  # a test that takes longer hangs


def pytest_configure(config):
    # Every answer that any test sees is held against docs/api/openapi.yaml.
    certlab.Office.check = staticmethod(openapi.check)
    certlab.Office.copies = True
    # What there is of card services and keys on this computer is not of the
    # test: who wants libskf-card says so (tests/cardlab.py).
    os.environ.setdefault("CERT_SKF_CARD", "/nonexistent/libskf-card.so")
    # Most of a test's time would go into stretching PINs, otherwise
    # (tests/system/test_stretching.py sees that it does for people).
    os.environ["CERT_CHEAP_SCRYPT"] = "1"
    config.addinivalue_line(
        "markers", "slow: takes over ten seconds; left out by ./dev test --fast")
    config.addinivalue_line(
        "markers", "thorough: like others, at more places; run by ./dev test --all")


def pytest_collection_modifyitems(config, items):
    """Every place at which something is cut off is tried where there is time."""
    if certlab.THOROUGH:
        return
    left_out = [item for item in items if item.get_closest_marker("thorough")]
    config.hook.pytest_deselected(items=left_out)
    items[:] = [item for item in items if item not in left_out]


@pytest.fixture(autouse=True)
def patience():
    """A test that hangs fails, and the others go on."""
    def hangs(*_):
        raise TimeoutError(f"not over after {PATIENCE_S} s")
    before = signal.signal(signal.SIGALRM, hangs)
    signal.alarm(PATIENCE_S)
    yield
    signal.alarm(0)
    signal.signal(signal.SIGALRM, before)


@pytest.fixture(scope="session")
def root():
    """The top of the source tree."""
    return ROOT


@pytest.fixture(scope="session")
def build():
    """The folder of the build under test, which ./dev test names."""
    return pathlib.Path(os.environ.get("CERT_BUILD", ROOT / "build"))
