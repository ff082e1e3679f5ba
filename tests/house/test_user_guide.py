# SPDX-License-Identifier: Apache-2.0
"""The user's guide names what the program says, word by word, and all of it;
what was generated from it is not older than it."""

import re
import subprocess
import sys

import catalogue
import pytest
import tree

sys.path.insert(0, str(tree.ROOT / "docs/tools"))
import guide  # noqa: E402

LANGS = ["zh", "en"]
QUOTED = {"zh": re.compile(r"「([^」]+)」"), "en": re.compile(r"\*\*([^*]+)\*\*")}
ENTRY = "src/desktop/gtk/data/org.certassistant.CertAssistant.desktop"  # what lists of applications call it
NAME = {"zh": r"^Name\[zh_CN\]=(.*)$", "en": r"^Name=(.*)$"}


def quoted(lang):
    return set(QUOTED[lang].findall(tree.text(f"docs/guide/{lang}.md")))


def of_program(lang):
    texts = {row[lang == "en"] for row in catalogue.rows().values()}
    return texts | set(re.findall(NAME[lang], tree.text(ENTRY), re.M))


@pytest.mark.parametrize("lang", LANGS)
def test_what_the_guide_quotes_is_what_the_program_says(lang):
    assert len(quoted(lang)) >= 30
    assert sorted(quoted(lang) - of_program(lang)) == []


@pytest.mark.parametrize("lang", LANGS)
def test_each_entry_of_the_menu_and_each_title_is_in_the_guide(lang):
    texts, rows = catalogue.Texts(lang), catalogue.rows()
    names = catalogue.menu() + [name for name in rows if name.endswith("_TITLE")]
    assert len(names) >= 14
    assert sorted({getattr(texts, name) for name in names} - quoted(lang)) == []


@pytest.mark.parametrize("lang", LANGS)
def test_both_languages_have_the_same_chapters_and_pictures(lang):
    text, other = (tree.text(f"docs/guide/{name}.md") for name in (lang, LANGS[1 - LANGS.index(lang)]))
    for pattern in (r"\{#([\w-]+)\}", r"([\w-]+)\.png\)"):
        assert re.findall(pattern, text) == re.findall(pattern, other)
    assert set(re.findall(r"\]\(#([\w-]+)\)", text)) <= set(re.findall(r"\{#([\w-]+)\}", text))
    pictures = {path.stem for path in (tree.ROOT / "docs/guide/pictures" / lang).glob("*.png")}
    assert pictures == {name for _, name in guide.PICTURE.findall(text)}


@pytest.mark.parametrize("lang", LANGS)
def test_pages_and_pdf_are_made_from_the_guide_as_it_is(lang):
    mark = f"source {guide.source_mark(lang)}"
    assert mark in tree.text(f"docs/guide/{lang}/index.html"), "./dev guide"
    info = subprocess.run(["pdfinfo", tree.ROOT / f"docs/guide/{lang}/guide.pdf"],
                          capture_output=True, text=True, check=True).stdout
    assert mark in info, "./dev guide"
