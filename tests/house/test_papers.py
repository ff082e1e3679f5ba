# SPDX-License-Identifier: Apache-2.0
"""The papers say what the code does: verbs, settings, functions, errors."""
import re
import shutil
import subprocess

import papers
import pytest
import tree

PAGES = sorted(path.name for path in (tree.ROOT / papers.MAN).iterdir())
LINK = re.compile(r"\]\(([^)#:]+)\)")
INI_LINE_MAX = 199  # octets that the reader of office.conf takes


@pytest.mark.parametrize("verbs, page, least", [
    (papers.certctl_verbs, "certctl.1", 13),
    (papers.office_verbs, "cert-office.8", 23)])
def test_each_verb_and_option_is_in_the_page_and_the_reverse(verbs, page, least):
    assert len(verbs()) >= least
    assert verbs() == papers.verbs_of_page(page)


@pytest.mark.parametrize("source, row", [
    ("src/certctl/main.c", r"^\tverb_\w+,|, verb_\w+,"),
    ("src/office/cli/verbs.c", r"\bverb_\w+,")])
def test_no_row_of_a_table_of_verbs_is_overlooked(source, row):
    read = {"src/certctl/main.c": papers.certctl_verbs,
            "src/office/cli/verbs.c": papers.office_verbs}[source]
    assert len(re.findall(row, tree.text(source), re.M)) == len(read())


def test_virtual_key_1_has_each_verb_and_option_and_the_reverse():
    verbs, options = papers.virtual_key_words()
    assert len(verbs) >= 6 and len(options) >= 8
    assert (verbs, options) == papers.virtual_key_words_of_page()


def test_card_0017r_has_a_row_for_each_command_and_the_reverse():
    assert len(papers.card_commands()) >= 50
    assert set(papers.card_commands()) == papers.card_commands_of_page()


def test_each_setting_is_in_office_conf_5_with_its_bounds_and_default():
    assert len(papers.settings()) >= 31
    assert papers.settings() == papers.settings_of_page()


def test_the_example_of_office_conf_gives_just_the_defaults():
    example = papers.settings_of_example()
    assert example.keys() == papers.settings().keys()
    assert {name: (example[name], default)
            for name, (_, default) in papers.settings().items()
            if default is not None and example[name] != default} == {}
    assert [line for line in tree.text("docs/office.conf").splitlines()
            if len(line.encode()) > INI_LINE_MAX] == []


def test_the_office_reads_that_example(build, tmp_path):
    program = build / "src/office/cert-office"
    if not program.exists():
        pytest.skip("cert-office is not built")
    good = tree.text("docs/office.conf")
    for text, complains in ((good, False), (good + "\nnonsense = 1\n", True)):
        (tmp_path / "office.conf").write_text(text)
        said = subprocess.run([program, "account", "list", tmp_path, "--lang", "en"],
                              capture_output=True, text=True).stderr
        assert ("(CONFIG)" in said) == complains, said


def test_each_setting_of_the_assistant_is_in_certctl_1_and_the_reverse():
    assert len(papers.assistant_settings()) >= 5
    assert papers.assistant_settings() == papers.assistant_settings_of_page()


@pytest.mark.parametrize("page", ["libskf-soft.3", "libskf-card.3"])
def test_each_exported_function_is_in_a_librarys_page_and_the_reverse(page):
    listed = papers.functions_of_page(page)
    assert sorted(listed) == sorted(papers.exported_functions())


@pytest.mark.parametrize("back_end, beside_rsa", [
    ("src/softtoken/back.c", "SKF_Transmit"), ("src/cardtoken/back_end.c", "SKF_ECCDecrypt")])
def test_what_a_librarys_page_calls_unsupported_is(back_end, beside_rsa):
    rsa = {name for name in papers.exported_functions() if "RSA" in name}
    assert papers.unsupported_functions(back_end) == rsa | {beside_rsa}


def test_performance_md_counts_the_calls_that_the_bench_counts():
    assert papers.primitives_of_bench() == papers.primitives_of_page()


def test_what_is_written_from_err_def_is_current():
    result = subprocess.run(["/usr/bin/python3", tree.ROOT / "docs/tools/errors.py", "--check"],
                            capture_output=True, text=True)
    assert result.stdout + result.stderr == ""
    assert result.returncode == 0


@pytest.mark.parametrize("page", PAGES)
def test_a_man_page_is_well_formed(page):
    path = tree.ROOT / papers.MAN / page
    name, section = page.rsplit(".", 1)
    assert f"\n.Dt {name.upper()} {section}\n" in path.read_text()
    assert f"'man/{page}'" in tree.text("docs/meson.build")
    if shutil.which("mandoc"):
        command = ["mandoc", "-T", "lint", "-W", "warning", path]
    elif shutil.which("groff"):
        command = ["groff", "-K", "utf8", "-mandoc", "-T", "utf8", "-ww", "-z", path]
    else:
        pytest.skip("neither mandoc nor groff is here")
    result = subprocess.run(command, capture_output=True, text=True)
    assert result.stdout + result.stderr == ""


def test_links_between_papers_lead_somewhere():
    broken = []
    for path in tree.files(".md"):
        for target in LINK.findall(tree.text(path)):
            if not (tree.ROOT / path.parent / target).exists():
                broken.append(f"{path}: {target}")
    assert broken == []


def test_the_readme_names_every_paper():
    readme = tree.text("README.md")
    papers_here = [path for path in tree.files(".md", ".conf", ".yaml", under="docs")
                   if path.parent.name != "decisions"]
    papers_here += tree.files("", under=papers.MAN)
    assert [str(path) for path in papers_here if f"({path})" not in readme] == []
