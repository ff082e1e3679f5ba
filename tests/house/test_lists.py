# SPDX-License-Identifier: Apache-2.0
"""Lists that must agree with the code: fault points, fuzz targets, tests."""
import ast
import re

import tree

POINT = re.compile(r'\bFAULT_POINT\("([^"]*)"\)')
POINT_NAME = re.compile(r"^[a-z]+(\.[a-z0-9-]+)+$")
CHOICE = re.compile(r"^[a-z]+(\.[a-z0-9-]+)+\.?$")
TRIED_IN = ("tests/system", "tests/office", "tests/cards")
CORPUS = tree.ROOT / "tests" / "corpus"
TARGET = re.compile(r"'(\w+)': *\{ *'source': *files\('([^']+)'\)")


def sources(prefix):
    """C files below src/ whose name begins with prefix."""
    return [p for p in tree.files(".c", under="src")
            if p.name.startswith(prefix)]


def listed_points():
    """The first word of each line that is not a comment."""
    lines = tree.text("tests/fault-points.txt").splitlines()
    return [line.split()[0] for line in lines if line and line[0] != "#"]


def test_fault_points_in_code_and_list_are_the_same():
    tests = set(sources("test_"))
    in_code = {name for path in tree.files(".c", under="src")
               if path not in tests for name in POINT.findall(tree.code(path))}
    assert sorted(listed_points()) == sorted(in_code)
    assert [n for n in in_code if not POINT_NAME.match(n)] == []


def selections():
    """Words of tests that may name a fault point, or begin those of an
    operation: program.operation and a dot."""
    return {node.value for folder in TRIED_IN for path in tree.files(".py", under=folder)
            for node in ast.walk(ast.parse(tree.text(path)))
            if isinstance(node, ast.Constant) and isinstance(node.value, str)
            and CHOICE.match(node.value)}


def test_every_fault_point_is_tried_with_the_real_programs():
    chosen = selections()
    assert [point for point in listed_points()
            if not any(point == word or (word.endswith(".") and point.startswith(word))
                       for word in chosen)] == []


def test_no_test_chooses_fault_points_that_are_not():
    points = listed_points()
    programs = {point.split(".")[0] for point in points}
    assert [word for word in selections()
            if word.endswith(".") and word.split(".")[0] in programs
            and not any(point.startswith(word) for point in points)] == []


def registered_targets():
    """{path of the source: name} from the rows in meson.build files."""
    return {path.parent / source: name
            for path in tree.files("meson.build", under="src")
            for name, source in TARGET.findall(tree.text(path))}


def test_every_fuzz_target_is_registered_and_has_seeds():
    targets = registered_targets()
    assert set(sources("fuzz_")) == set(targets)
    assert [name for name in targets.values()
            if not (CORPUS / name).is_dir()
            or not any((CORPUS / name).iterdir())] == []


def test_every_corpus_belongs_to_a_target():
    folders = [p.name for p in CORPUS.glob("*") if p.is_dir()]
    assert sorted(folders) == sorted(registered_targets().values())


def is_registered(path, builds):
    """By its whole name, or by what a foreach puts after test_; or in another
    folder's foreach, as 'room/name'."""
    name = path.stem.removeprefix("test_")
    if re.search(rf"\b(test_)?{name}\b", builds[path.parent / "meson.build"]):
        return True
    return any(f"'{path.parent.name}/{name}'" in text for text in builds.values())


def test_every_unit_test_is_registered():
    builds = {path: tree.text(path) for path in tree.files("meson.build", under="src")}
    assert [str(path) for path in sources("test_")
            if not is_registered(path, builds)] == []
