#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Add up test results: tally.py FILE...

A FILE is Meson's testlog.json, in which a program that uses cmocka counts by
its cases and any other as one, or a JUnit .xml of pytest. What failed or was
skipped is named; the last line is "N passed, N failed". The exit status is 0
only if every file could be read, something passed and nothing failed.
"""
import json
import re
import sys
import xml.etree.ElementTree as xml

PASSED = re.compile(r"^\[  PASSED  \] (\d+) test\(s\)", re.M)
FAILED = re.compile(r"^\[  FAILED  \] (\d+) test\(s\), listed below", re.M)
CASE_OK = re.compile(r"^\[       OK \] ", re.M)


def count_program(test):
    """(passed, failed, skipped) of one program in Meson's log."""
    if test["result"] == "SKIP":
        return 0, 0, 1
    text = test.get("stdout", "") + "\n" + test.get("stderr", "")
    passed = sum(map(int, PASSED.findall(text)))
    failed = sum(map(int, FAILED.findall(text)))
    if test["result"] == "OK" and failed == 0:
        return max(passed, 1), 0, 0
    # One that died half-way prints no sum, only the cases before.
    return passed or len(CASE_OK.findall(text)), max(failed, 1), 0


def count_meson(path):
    """Yield (name, passed, failed, skipped) for each program."""
    with open(path, encoding="utf-8") as log:
        for line in log:
            test = json.loads(line)
            yield (test["name"], *count_program(test))


def count_junit(path):
    """Yield the same for each test of pytest."""
    for case in xml.parse(path).iter("testcase"):
        name = f'{case.get("classname")}.{case.get("name")}'
        if case.find("skipped") is not None:
            yield name, 0, 0, 1
        elif case.find("failure") is not None or case.find("error") is not None:
            yield name, 0, 1, 0
        else:
            yield name, 1, 0, 0


def count(path):
    """All rows of a file; one that cannot be read is a failure."""
    try:
        rows = list((count_junit if path.endswith(".xml") else count_meson)(path))
    except (OSError, ValueError, KeyError, xml.ParseError) as error:
        return [(f"{path}: {error}", 0, 1, 0)]
    return rows or [(f"{path}: no tests in it", 0, 1, 0)]


def main(paths):
    total = [0, 0, 0]
    for path in paths:
        for name, *numbers in count(path):
            total = [a + b for a, b in zip(total, numbers)]
            if numbers[1]:
                print("failed: ", name)
            if numbers[2]:
                print("skipped:", name)
    print(f"{total[0]} passed, {total[1]} failed")
    return 0 if total[0] > 0 and total[1] == 0 else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
