# SPDX-License-Identifier: Apache-2.0
"""Arrows point downwards only: who may include whom."""
import pathlib
import re

import tree

# Each room, and the rooms right below it; what is below those is allowed too.
# A room within a room is named by its path; the longest path counts.
BELOW = {
    "base": [],
    "gm": ["base"],
    "asn1": ["gm"],
    "pki": ["asn1"],
    "skf": ["pki"],
    "provider": ["skf"],
    "softtoken": ["provider"],
    "card": ["gm"],
    "cardtoken": ["provider", "card"],
    "virtualkey": ["card", "asn1"],
    "skfhost": ["skf"],
    "assistant": ["skf"],
    "assistant/screens": ["assistant"],
    "bridge": ["assistant"],
    "desktop": ["assistant/screens"],
    "desktop/gtk": ["desktop"],
    "certctl": ["assistant"],
    "office": ["pki"],
    "office/staff": ["office", "skf"],
    "office/tokens": ["office", "skf"],
}
# A room within a room that the outer one may use, though not what is below it.
INNER = {"office": ["office/staff", "office/tokens"]}
# What only the tests of a room may use besides: its other side.
TESTS = {"cardtoken": ["virtualkey"]}
TEST_FILE = re.compile("(test|testing|fuzz)_")
OPENSSL_ROOM = "gm"
TOOLKIT_ROOM = "desktop/gtk"
TOOLKIT = ("gtk/", "gdk/", "gsk/", "gio/", "glib", "gobject/", "pango/",
           "adwaita.h", "libdbusmenu")


def room_of(path):
    """The room of a path below src/, or None for one that is in no room."""
    parts = pathlib.PurePosixPath(path).parts
    for n in range(len(parts) - 1, 0, -1):
        if "/".join(parts[:n]) in BELOW:
            return "/".join(parts[:n])
    return None


def allowed(room):
    """The room itself, every room below it, and those within it."""
    found, ahead = set(), [room]
    while ahead:
        here = ahead.pop()
        if here not in found:
            found.add(here)
            ahead += BELOW[here]
    return found | set(INNER.get(room, []))


def target_of(path, header):
    """The room of an included header, which is named from src/ or beside."""
    if (tree.ROOT / "src" / header).exists():
        return room_of(header)
    return room_of(path.parent.relative_to("src") / header)


def wrong_arrows(path):
    """What is wrong with the includes of a file below src/."""
    room = room_of(path.relative_to("src"))
    if room is None:
        return [f"{path}: in no room"]
    wrong, rooms = [], allowed(room)
    if TEST_FILE.match(path.name):
        rooms |= set(TESTS.get(room, []))
    for system, header in tree.includes(path):
        if system:
            if header.startswith("openssl/") and room != OPENSSL_ROOM:
                wrong.append(f"{path}: <{header}> outside {OPENSSL_ROOM}")
            if header.startswith(TOOLKIT) and room != TOOLKIT_ROOM:
                wrong.append(f"{path}: <{header}> outside {TOOLKIT_ROOM}")
        elif target_of(path, header) not in rooms:
            wrong.append(f"{path}: {room} may not include {header}")
    return wrong


def test_every_include_follows_an_arrow():
    paths = tree.files(".c", ".h", ".def", under="src")
    assert paths
    assert [w for path in paths for w in wrong_arrows(path)] == []


def test_the_table_knows_upwards_from_downwards():
    assert "base" in allowed("pki") and "pki" not in allowed("base")
    assert "skf" in allowed("office/staff") and "skf" not in allowed("office")
    assert "office" not in allowed("assistant")
    assert "assistant" not in allowed("office")
    assert room_of("office/staff/sign.c") == "office/staff"
    assert room_of("office/web/route.c") == "office"
    assert room_of("loose.c") is None
    assert "virtualkey" not in allowed("cardtoken")
