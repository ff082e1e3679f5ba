# SPDX-License-Identifier: Apache-2.0
"""What desktops and software centres read of the assistant is well-formed."""
import re
import shutil
import subprocess
import xml.etree.ElementTree

import pytest
import tree

GTK = "src/desktop/gtk"
ID = re.search(r'INSTANCE_APPLICATION_ID "([\w.]+)"', tree.text(f"{GTK}/instance.h"))[1]
ENTRY, INFO = f"{GTK}/data/{ID}.desktop", f"{GTK}/data/{ID}.metainfo.xml"


@pytest.mark.parametrize("command, path", [
    (["desktop-file-validate"], ENTRY), (["appstreamcli", "validate", "--no-net"], INFO)])
def test_a_tool_is_content_with_it(command, path):
    if not shutil.which(command[0]):
        pytest.skip(f"{command[0]} is not installed")
    done = subprocess.run([*command, tree.ROOT / path], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_entry_starts_the_program_and_has_its_names():
    lines = dict(line.split("=", 1) for line in tree.text(ENTRY).splitlines() if "=" in line)
    assert lines["Exec"] == "cert-assistant" and lines["StartupWMClass"] == ID
    assert lines["Name[zh_CN]"] == "启动证书助手"
    assert {name for name in lines if name.endswith("[zh_CN]")} == {
        f"{name}[zh_CN]" for name in ("Name", "GenericName", "Comment", "Keywords")}


def test_each_icon_that_is_named_is_installed():
    names = set(re.findall(r'"(cert-assistant[\w-]*)"', "".join(
        tree.text(f"{GTK}/{name}") for name in ("tray_icon.c", "notices.c", "windows.c"))))
    names.add(re.search(r"^Icon=(.*)$", tree.text(ENTRY), re.M)[1])
    assert len(names) >= 6
    assert {f"{name}.svg" for name in names} == set(
        re.findall(r"'(cert-assistant[\w-]*\.svg)'", tree.text(f"{GTK}/icons/meson.build")))


def test_each_icon_is_a_drawing_that_stands_alone():
    for path in tree.files(".svg", under=f"{GTK}/icons"):
        drawing = xml.etree.ElementTree.parse(tree.ROOT / path).getroot()
        assert drawing.tag.endswith("svg") and "href" not in tree.text(path), path


def test_the_version_of_the_metainfo_is_the_programs():
    version = re.search(r"version: '([\d.]+)'", tree.text("meson.build"))[1]
    assert f'<release version="{version}"' in tree.text(INFO)
