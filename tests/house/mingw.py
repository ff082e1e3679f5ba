#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Does it compile for Windows? mingw.py SCRATCH [FOLDER...]

Compiles every C file of the portable folders of src/, and alone the headers
that only Windows has, with mingw-w64 for the Windows 7 API, warnings as errors,
and links nothing. The headers of portable
libraries are copied from Debian's into SCRATCH, so that none of the system's
own are seen. Exit status 0 if all compile.
"""
import concurrent.futures
import os
import pathlib
import re
import shutil
import subprocess
import sys

import tree

COMPILER = "x86_64-w64-mingw32-gcc"
PORTABLE = ["base", "gm", "card", "asn1", "pki", "skf", "skfhost", "provider",
            "softtoken", "cardtoken", "assistant", "certctl"]
# Tests and fuzz targets run on the developer's system; the other files are
# those of another platform, by their names' ends.
LEFT_OUT = re.compile(r"^(test|fuzz|testing)_|_(posix|linux|pcsc)\.c$")
# What a file's own meson.build defines for it.
FILE_FLAGS = {
    "src/assistant/screens/settings_about.c": ['-DCERT_GUIDE_DIR="guide"'],
    "src/skf/abi.c": ["-DSKF_ABI=skf_abi_32_packed",
                      '-DSKF_ABI_NAME="ulong32-pack1"'],
}
LIBRARY_HEADERS = ["openssl", "curl", "jansson.h", "jansson_config.h", "ini.h"]
INCLUDE_ROOTS = [pathlib.Path("/usr/include"),
                 pathlib.Path("/usr/include/x86_64-linux-gnu")]
FLAGS = ["-std=c17", "-c", "-O1", "-Wall", "-Wextra", "-Wpedantic", "-Werror",
         "-Wno-missing-field-initializers", "-Wno-pedantic-ms-format",
         "-D_GNU_SOURCE", "-DCERT_FAULT_POINTS", "-DCERT_VERSION=\"0\"",
         "-D_WIN32_WINNT=0x0601", "-D__USE_MINGW_ANSI_STDIO=1"]


def copy_headers(scratch):
    """The libraries' headers, merged from where Debian keeps them."""
    for root in INCLUDE_ROOTS:
        for name in LIBRARY_HEADERS:
            if (root / name).is_dir():
                shutil.copytree(root / name, scratch / name, dirs_exist_ok=True)
            elif (root / name).is_file():
                shutil.copy(root / name, scratch / name)


def sources(folders):
    return [path for folder in folders
            for path in tree.files(".c", "_win32.h", under=f"src/{folder}")
            if not LEFT_OUT.search(path.name)]


def compile_one(path, headers):
    """What the compiler said, "" if it is content."""
    header = path.suffix == ".h"
    done = subprocess.run(
        [COMPILER, *FLAGS, *FILE_FLAGS.get(str(path), []), "-I", "src", "-isystem", str(headers), "-o", os.devnull,
         "-xc", "-" if header else str(path)],
        input=tree.including(path) if header else None,
        cwd=tree.ROOT, capture_output=True, text=True, check=False)
    return "" if done.returncode == 0 else f"{path}:\n{done.stderr}"


def complaints(scratch, folders=None):
    """What does not compile, one text a file."""
    headers = pathlib.Path(scratch).resolve() / "include"
    headers.mkdir(parents=True, exist_ok=True)
    copy_headers(headers)
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        said = pool.map(lambda path: compile_one(path, headers),
                        sources(folders or PORTABLE))
        return [text for text in said if text]


def main(scratch, *folders):
    found = complaints(scratch, folders)
    for text in found:
        print(text, file=sys.stderr)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
