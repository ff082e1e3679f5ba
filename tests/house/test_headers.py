# SPDX-License-Identifier: Apache-2.0
"""Every header compiles alone, with both compilers; those of Windows files are
seen by mingw.py."""
import re
import shutil
import subprocess

import pytest
import tree

LIBRARIES = ["libcrypto", "jansson", "libcurl", "libmicrohttpd", "sqlite3",
             "cairo", "inih", "libseccomp", "cmocka", "libadwaita-1",
             "dbusmenu-glib-0.4"]
FLAGS = ["-std=c17", "-D_GNU_SOURCE", "-DCERT_FAULT_POINTS", "-fsyntax-only",
         "-Wall", "-Wextra", "-Wpedantic", "-Werror", "-I", str(tree.ROOT / "src")]
GUARD = re.compile(r"^#ifndef (\w+)\n#define \1$", re.M)


@pytest.fixture(scope="module")
def library_flags():
    found = subprocess.run(["pkg-config", "--cflags", *LIBRARIES],
                           check=True, capture_output=True, text=True)
    return found.stdout.replace("-I", "-isystem").split()


def compiled_with_a_source():
    """Headers that some source includes before anything else: those compile
    alone, since it compiles."""
    found = set()
    for path in tree.files(".c", under="src"):
        include = tree.text(path).partition("#include ")[2].splitlines()[:1]
        found.update(name.strip('"') for name in include if name.startswith('"'))
    return found


@pytest.mark.parametrize("compiler", ["gcc", pytest.param("clang", marks=pytest.mark.thorough)])
def test_each_header_compiles_alone(compiler, library_flags):
    assert shutil.which(compiler), f"{compiler} is missing: ./dev setup --all"
    known = compiled_with_a_source() if compiler == "gcc" else set()
    headers = [path for path in tree.files(".h", under="src")
               if not path.name.endswith("_win32.h")
               and str(path.relative_to("src")) not in known]
    assert headers
    wrong = []
    for path in headers:
        done = subprocess.run(
            [compiler, *FLAGS, *library_flags, "-xc", "-"], check=False,
            input=tree.including(path), capture_output=True, text=True)
        if done.returncode != 0:
            wrong.append(f"{path}:\n{done.stderr}")
    assert wrong == []


def guard_names(path):
    """ROOM_NAME_H, or with the folders between when two would be the same."""
    parts = path.relative_to("src").parts
    return {re.sub(r"[^A-Z0-9]", "_", "_".join(names).upper())
            for names in ((parts[0], parts[-1]), parts)}


def test_each_guard_is_named_after_its_header():
    wrong, seen = [], {}
    for path in tree.files(".h", under="src"):
        found = GUARD.search(tree.text(path))
        guard = found.group(1) if found else "missing"
        if guard not in guard_names(path) or guard in seen:
            wrong.append(f"{path}: guard {guard}, {seen.get(guard)}")
        seen[guard] = path
    assert wrong == []
