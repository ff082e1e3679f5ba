# SPDX-License-Identifier: Apache-2.0
"""What holds for every file: its licence, its length, what it never calls."""
import re

import tree

SPDX = "SPDX-License-Identifier: Apache-2.0"
LICENSED = (".c", ".h", ".def", ".py", ".sh", ".sql", ".yaml", ".css", ".ts",
            ".vue", ".js", "meson.build", "meson_options.txt")
SCRIPTS = ["dev", ".ci/run", "tests/play/run", "tests/play/serve"]
LINES_MAX = 800
# Without a bound, without an error, on the stack, or through a shell.
BANNED = re.compile(r"\b(strcpy|strcat|sprintf|vsprintf|gets|atoi|atol|strtok|"
                    r"alloca|system|popen) ?\(")


def has_licence(text):
    """In the first line, or the second after a #! line."""
    lines = (text + "\n\n").split("\n", 2)
    return SPDX in lines[1 if lines[0].startswith("#!") else 0]


def test_every_file_names_its_licence_on_top():
    paths = tree.files(*LICENSED) + SCRIPTS
    assert [str(p) for p in paths if not has_licence(tree.text(p))] == []


def test_no_file_is_over_800_lines():
    def length(path):
        return tree.text(path).count("\n")
    paths = tree.files(".c", ".h", ".py", ".ts", ".vue")
    assert [f"{p}: {length(p)}" for p in paths if length(p) > LINES_MAX] == []


def test_no_program_calls_what_cannot_be_called_safely():
    wrong = [f"{path}: {call}" for path in tree.files(".c", ".h", under="src")
             for call in BANNED.findall(tree.code(path))
             if not re.match(r"test_|testing", path.name)]
    assert wrong == []


def test_no_two_test_files_have_one_name(root):
    """pytest takes the second for the first, and runs none of its tests."""
    names = sorted(path.name for path in (root / "tests").rglob("test_*.py"))
    assert [name for name, next_one in zip(names, names[1:]) if name == next_one] == []
