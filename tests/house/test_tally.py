# SPDX-License-Identifier: Apache-2.0
"""What ./dev test counts, and that nothing broken counts as success."""
import json
import subprocess
import sys

import pytest
import tree

TALLY = tree.ROOT / "tests" / "tally.py"
ALL_PASS = "[==========] Running 2 test(s).\n[  PASSED  ] 2 test(s).\n"
ONE_FAILS = ("[  PASSED  ] 2 test(s).\n"
             "[  FAILED  ] 1 test(s), listed below:\n[  FAILED  ] one\n")
DIES = "[       OK ] one\n[ RUN      ] two\n"
JUNIT = ('<testsuites><testsuite><testcase classname="a" name="b"/>'
         '<testcase classname="a" name="c">{}</testcase></testsuite></testsuites>')


def tally(*paths):
    done = subprocess.run([sys.executable, TALLY, *paths], check=False,
                          capture_output=True, text=True)
    return done.stdout.splitlines()[-1], done.returncode


@pytest.mark.parametrize("result, output, line, status", [
    ("OK", ALL_PASS, "2 passed, 0 failed", 0),
    ("OK", ALL_PASS + ALL_PASS, "4 passed, 0 failed", 0),  # two groups
    ("OK", "no cmocka", "1 passed, 0 failed", 0),
    ("FAIL", ONE_FAILS, "2 passed, 1 failed", 1),
    ("FAIL", DIES, "1 passed, 1 failed", 1),
    ("TIMEOUT", "", "0 passed, 1 failed", 1),
    ("FAIL", ALL_PASS, "2 passed, 1 failed", 1),  # a leak found at exit
    ("SKIP", "", "0 passed, 0 failed", 1),
])
def test_a_program_counts_by_its_cases(tmp_path, result, output, line, status):
    log = tmp_path / "testlog.json"
    log.write_text(json.dumps(
        {"name": "t", "result": result, "stdout": output, "stderr": ""}) + "\n")
    assert tally(log) == (line, status)


@pytest.mark.parametrize("inner, line, status", [
    ("", "2 passed, 0 failed", 0),
    ("<skipped/>", "1 passed, 0 failed", 0),
    ("<failure/>", "1 passed, 1 failed", 1),
    ("<error/>", "1 passed, 1 failed", 1),
])
def test_a_whole_system_test_counts_as_one(tmp_path, inner, line, status):
    log = tmp_path / "pytest.xml"
    log.write_text(JUNIT.format(inner))
    assert tally(log) == (line, status)


@pytest.mark.parametrize("content", [None, "", "{", '{"name": "t"}'])
def test_results_that_are_missing_or_broken_are_a_failure(tmp_path, content):
    log = tmp_path / "testlog.json"
    if content is not None:
        log.write_text(content)
    assert tally(log) == ("0 passed, 1 failed", 1)
