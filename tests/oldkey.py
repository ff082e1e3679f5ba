# SPDX-License-Identifier: Apache-2.0
"""A holder's key of an old CA on a USB key, in an application of that CA's own:
put there by a tool that knows nothing but GM/T 0016 (cards/maker.py)."""

import pathlib
import sys

import cardlab
import certlab

MAKER = pathlib.Path(__file__).parent / "cards" / "maker.py"
APPLICATION, CONTAINER, PIN = "OLDCA", "{0a1b}", "old-pin-1"


def _maker(key, *words):
    return certlab.run(sys.executable, MAKER, cardlab.SKF_CARD, key.device, APPLICATION, PIN, CONTAINER,
                       *words, env={**key.service.env, **cardlab.PRELOAD}).stdout.strip()


def make(key):
    """The application and a key in it, without a certificate; its public key."""
    return _maker(key)


def certify(key, ca, public, serial):
    _maker(key, ca.certify(public, serial))


def put(key, ca, serial):
    """That CA's certificate and its key."""
    certify(key, ca, make(key), serial)


def held(key):
    """What is on it: applications and their containers."""
    return [(row["name"], [box["name"] for box in row["containers"]]) for row in key.show()["applications"]]
