# SPDX-License-Identifier: Apache-2.0
"""Chinese and English side by side: neither has the other's marks."""
import re

import pytest

import tree

LITERAL = re.compile(r'((?:"(?:[^"\\\n]|\\.)*"\s*)+)')
ROW = re.compile(r"^[A-Z]\((\w+),((?:[^()\"]|\((?=\w+\))|\"(?:[^\"\\\n]|\\.)*\")*)\)", re.M)
HAN = re.compile("[\u3400-\u9fff]")
# CJK punctuation and fullwidth forms.
MARK = re.compile("[\u3000-\u303f\uff00-\uffef]")
# How C chooses by language: lang == LANG_ZH ? …, WORD(Chinese, English).
BY_LANGUAGE = re.compile(r"LANG_ZH\b[^;]*\?|\bWORD\(")


def code(path):
    """A file without its comments, but with the addresses in its texts."""
    return re.sub(r"/\*.*?\*/", "", tree.text(path), flags=re.S)


# Rows of (Chinese, English) texts.
CATALOGUES = [path for path in tree.files(".def", under="src")
              if HAN.search("".join(LITERAL.findall(code(path))))]


def literals(text):
    """String literals, those that stand side by side as one: (place, text)."""
    return [(found.start(), "".join(re.findall(r'"((?:[^"\\\n]|\\.)*)"', found[1])))
            for found in LITERAL.finditer(text)]


def test_there_are_catalogues():
    names = {path.name for path in CATALOGUES}
    assert {"text.def", "words.def", "err.def", "findings.def", "describe.def"} <= names


@pytest.mark.parametrize("path", CATALOGUES, ids=str)
def test_english_has_no_chinese_marks(path):
    rows = ROW.findall(code(path))
    assert len(rows) == len(re.findall(r"^[A-Z]\(", code(path), re.M)) > 0
    wrong = []
    for name, rest in rows:
        texts = [text for _, text in literals(rest)]
        assert len(texts) % 2 == 0, f"{name}: a text is missing"
        wrong += [(name, en) for en in texts[1::2] if HAN.search(en) or MARK.search(en)]
    assert wrong == []


def test_marks_between_texts_are_of_their_language():
    """A format without words, as "%s（%s）", joins texts of both languages."""
    wrong = []
    programs = [p for p in tree.files(".c", under="src") if not p.name.startswith("test_")]
    for path in programs:
        text_of_file = code(path)
        for place, text in literals(text_of_file):
            statement = re.split(r"[;{}]", text_of_file[:place])[-1]
            if MARK.search(text) and not HAN.search(text) and not BY_LANGUAGE.search(statement):
                wrong.append((str(path), text))
    assert wrong == []


def test_what_windows_say_names_no_command_of_certctl():
    """certctl adds the command itself: certctl/commands.def."""
    wrong = [(str(path), text) for path in CATALOGUES if path.parts[1] != "certctl"
             for _, text in literals(code(path)) if "certctl" in text]
    assert wrong == []
