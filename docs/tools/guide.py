#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""The user's guide, docs/guide/zh.md and en.md, as pages for the screen and as
PDF, with the pictures of docs/guide/pictures:

    docs/tools/guide.py

writes docs/guide/{zh,en}/index.html and guide.pdf. What stands on the
screen word by word is in 「」 in Chinese and in **bold** in English:
tests/house/test_user_guide.py holds it to the program's own catalogue. Both results name the source they were
made from (source_mark), so that the same test sees when they are old."""

import hashlib
import html
import pathlib
import re

GUIDE = pathlib.Path(__file__).resolve().parent.parent / "guide"
LANGS = {"zh": ("zh-CN", "目录"), "en": ("en", "Contents")}
PICTURE = re.compile(r"!\[([^\]]+)\]\(pictures/\w+/([\w-]+)\.png\)")
CHAPTER = re.compile(r"^## (.+?) \{#([\w-]+)\}$", re.M)
PAGE = """<!DOCTYPE html>
<html lang="{lang}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="keywords" content="source {mark}">
<title>{title}</title>
<style>
{style}</style>
</head>
<body>
{body}
</body>
</html>
"""


def source_mark(lang):
    """Of all that the results are made from but pictures."""
    parts = [(GUIDE / name).read_bytes() for name in (f"{lang}.md", "style.css")]
    return hashlib.sha256(b"\0".join(parts)).hexdigest()[:16]


def picture(lang, caption, name):
    path = GUIDE / "pictures" / lang / f"{name}.png"
    if not path.exists():
        raise SystemExit(f"{path} is missing: ./dev pictures --guide")
    return (f'<figure markdown="0"><img src="../pictures/{lang}/{name}.png" alt="{html.escape(caption)}">'
            f"<figcaption>{html.escape(caption)}</figcaption></figure>")


def contents(lang, text):
    rows = "".join(f'<li><a href="#{name}">{title}</a></li>' for title, name in CHAPTER.findall(text))
    return f'<nav aria-label="{LANGS[lang][1]}"><ol>{rows}</ol></nav>\n\n'


def page(lang):
    import markdown  # what only this needs: ./dev guide installs it

    text = (GUIDE / f"{lang}.md").read_text(encoding="utf-8")
    title = re.match(r"# (.+)", text)[1]
    first = CHAPTER.search(text).start()
    text = text[:first] + contents(lang, text) + text[first:]
    text = PICTURE.sub(lambda found: picture(lang, *found.groups()), text)
    body = markdown.markdown(text, extensions=["tables", "attr_list", "sane_lists", "md_in_html"])
    body = re.sub(r"「[^」]+」", r'<span class="ui">\g<0></span>', body)
    return PAGE.format(lang=LANGS[lang][0], mark=source_mark(lang), title=title, body=body,
                       style=(GUIDE / "style.css").read_text(encoding="utf-8"))


def main():
    import weasyprint

    for lang in LANGS:
        folder = GUIDE / lang
        folder.mkdir(exist_ok=True)
        (folder / "index.html").write_text(page(lang), encoding="utf-8")
        weasyprint.HTML(folder / "index.html").write_pdf(folder / "guide.pdf", optimize_size=("fonts", "images"))
        print(folder / "index.html", folder / "guide.pdf")


if __name__ == "__main__":
    main()
