# SPDX-License-Identifier: Apache-2.0
"""What windows, menu and notifications say (text.def), by name and language, so
that tests at windows and pictures speak both, and of no text twice."""

import pathlib
import re

SCREENS = pathlib.Path(__file__).resolve().parent.parent / "src" / "assistant" / "screens"
FILES = (SCREENS.parent / "words.def", SCREENS / "text.def")
ROW = re.compile(r'^T\((\w+),\s*((?:"(?:[^"\\]|\\.)*"\s*)+),\s*((?:"(?:[^"\\]|\\.)*"\s*)+)\)', re.M)
MENU_ROW = re.compile(r"^M\((\w+),.*?TEXT_(\w+)", re.M | re.S)
SCREEN_ROW = re.compile(r"^S\((\w+),\s*(\w+)\)", re.M)


def unquoted(literals):
    """Of C's adjacent string literals, what they say."""
    text = "".join(re.findall(r'"((?:[^"\\]|\\.)*)"', literals))
    return re.sub(r"\\(.)", lambda found: {"n": "\n"}.get(found[1], found[1]), text)


def rows():
    """name → (Chinese, English)."""
    return {name: (unquoted(zh), unquoted(en))
            for path in FILES for name, zh, en in ROW.findall(path.read_text(encoding="utf-8"))}


def menu():
    """The menu's entries in their order, by the names of their texts."""
    return [text for _, text in MENU_ROW.findall((SCREENS / "menu.def").read_text(encoding="utf-8"))]


def screens():
    """The names of all windows."""
    return [name for _, name in SCREEN_ROW.findall((SCREENS / "screens.def").read_text(encoding="utf-8"))]


class Texts:
    """texts.MENU_LOGIN, in one language; formats as texts.of("NAME", values…)."""

    def __init__(self, lang):
        self.lang = lang
        self._rows = {name: both[lang == "en"] for name, both in rows().items()}

    def __getattr__(self, name):
        try:
            return self._rows[name]
        except KeyError:
            raise AttributeError(f"text.def has no {name}") from None

    def of(self, name, *values):
        return getattr(self, name) % values
