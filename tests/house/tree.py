# SPDX-License-Identifier: Apache-2.0
"""The files of the source tree, for the tests of the house."""
import pathlib
import re

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
SKIPPED = re.compile(r"^(\.|build|node_modules$|__pycache__$)")
INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]', re.M)


def files(*suffixes, under="."):
    """Paths relative to ROOT of the files that end in one of the suffixes;
    folders that are built, fetched or hidden are left out."""
    def walk(folder):
        for path in sorted(folder.iterdir()):
            if path.is_dir():
                if not SKIPPED.match(path.name):
                    yield from walk(path)
            elif path.name.endswith(suffixes):
                yield path.relative_to(ROOT)
    top = ROOT / under
    return list(walk(top)) if top.is_dir() else []


def text(path):
    return (ROOT / path).read_text(encoding="utf-8")


def code(path):
    """A C file without its comments."""
    return re.sub(r"/\*.*?\*/|//[^\n]*", "", text(path), flags=re.S)


def includes(path):
    """(system, header) for each #include of a C file."""
    return [(mark == "<", name) for mark, name in INCLUDE.findall(text(path))]


def including(path):
    """A C file that includes one header of src/, and is not empty."""
    return f'#include "{path.relative_to("src")}"\nextern int not_empty;\n'
