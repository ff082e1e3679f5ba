# SPDX-License-Identifier: Apache-2.0
"""The README's map and reading list are true."""
import re

import tree

ROW = re.compile(r"^\| `([\w/]+)` \|", re.M)
READ = re.compile(r"^\d+\. (.*?) — ", re.M)
NOT_ON_THE_MAP = re.compile(r"^(src|.*\.\w+|src/.*/.*/.*)$")


def mapped():
    return {name.rstrip("/") for name in ROW.findall(tree.text("README.md"))}


def folders(top):
    """Folders with files of ours in them, two levels below src/."""
    return {str(parent) for path in tree.files("", under=top)
            for parent in path.parents
            if parent.parts and not NOT_ON_THE_MAP.match(str(parent))}


def test_every_folder_of_the_source_is_on_the_map():
    assert folders("src") - mapped() == set()
    top = {path.name for path in tree.ROOT.iterdir()
           if path.is_dir() and not tree.SKIPPED.match(path.name)}
    assert top - {"src"} - mapped() == set()


def test_every_folder_on_the_map_is_there():
    assert [name for name in mapped() if not (tree.ROOT / name).is_dir()] == []


def test_the_files_to_read_are_there():
    lines = READ.findall(tree.text("README.md"))
    named = [path for line in lines for path in re.findall(r"`([^`]+)`", line)]
    assert len(lines) == 10
    assert [path for path in named if not (tree.ROOT / path).is_file()] == []
