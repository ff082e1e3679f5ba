#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""What src/base/err.def says, for people: docs/errors.md as a whole, and the
EXIT STATUS and DIAGNOSTICS of the man pages, between their marks.

    docs/tools/errors.py [--check]

Writes them; with --check writes nothing, names what is not as it would be
written, and ends with 1 if there is any."""

import dataclasses
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
SOURCE = ROOT / "src/base/err.def"
BLOCK = re.compile(r'(?P<begin>\.\\" (?P<what>[a-z ]+): begin\n).*?(?P<end>\.\\" (?P=what): end\n)', re.S)

TOKEN = re.compile(r'/\*\s*(?P<head>.*?)\s*\*/|E\((?P<row>.*?)\)\s*(?=E\(|/\*|\Z)', re.S)
FIELDS = re.compile(r'(\w+), *(\d+), *(\d+),\s*' + r',\s*'.join([r'"([^"]*)"'] * 4))

GROUPS = {
    "The computer and its files": "计算机与文件",
    "What was given": "输入的内容",
    "DER, certificates and requests": "编码、证书与请求",
    "Evidence: why a certificate may be signed": "签发依据",
    "Tokens": "证书设备",
    "PINs and codes": "PIN 码与代码",
    "Accounts and logins": "账号与登录",
    "Between the programs": "程序之间",
    "The office's own keeping": "机构自身",
}

# Exit statuses, in the manner of sysexits(3).
STATUSES = {
    64: "The command was not used correctly.",
    65: "What was given is not right, or does not fit.",
    66: "Something named is not there.",
    69: "A service or library cannot be used.",
    70: "The program itself failed.",
    71: "The operating system refused something.",
    73: "It is there already, or there is no room for it.",
    74: "Reading or writing failed.",
    75: "Not now: trying again may help.",
    76: "The other side's answer makes no sense.",
    77: "It is not permitted.",
    78: "A setting, or the computer's clock, is not right.",
}


@dataclasses.dataclass
class Error:
    name: str
    http: int
    exit: int
    zh: str
    en: str
    todo_zh: str
    todo_en: str


def read():
    """{heading of a group: its errors}, in the order of err.def."""
    text = re.sub(r"\A(/\*.*?\*/\s*){2}", "", SOURCE.read_text(), flags=re.S)
    groups, here = {}, None
    for token in TOKEN.finditer(text):
        if token["head"]:
            here = groups.setdefault(token["head"], [])
            continue
        name, http, status, *texts = FIELDS.fullmatch(token["row"].strip()).groups()
        here.append(Error(name, int(http), int(status), *texts))
    return groups


def all_of(groups):
    return [error for errors in groups.values() for error in errors]


def markdown(groups):
    lines = [
        "# 错误一览 · Every error",
        "",
        "<!-- Written by docs/tools/errors.py from src/base/err.def; change that. -->",
        "",
        "每个失败都有一个不变的名称。命令以“退出”一栏的状态结束；机构以 HTTP 状态应答。程序先说发生了什么，再说怎么办。",
        "",
        "Every failure has a name that does not change. Commands end with the status under exit; the office answers with the HTTP",
        "status. Programs say what happened, then what to do.",
    ]
    for heading, errors in groups.items():
        lines += ["", f"## {GROUPS[heading]} · {heading}", "",
                  "| 名称 name | HTTP | 退出 exit | 发生了什么 what happened | 怎么办 what to do |",
                  "|---|---|---|---|---|"]
        lines += [f"| `{e.name}` | {e.http} | {e.exit} | {e.zh}<br>{e.en} | {e.todo_zh}<br>{e.todo_en} |"
                  for e in errors]
    return "\n".join(lines) + "\n"


def exit_status(groups):
    """The section of a man page in mdoc(7): which errors end with what."""
    by_status = {}
    for error in all_of(groups):
        by_status.setdefault(error.exit, []).append(error)
    lines = [".Sh EXIT STATUS", ".Bl -tag -width Ds", ".It 0", "All went well."]
    for status, errors in sorted(by_status.items()):
        names = [f".Er {e.name} ," for e in errors]
        names[-1] = names[-1].removesuffix(" ,") + " ."
        lines += [f".It {status}", STATUSES[status], *names]
    return lines + [".El"]


def diagnostics(groups):
    """The section on what is said for each error."""
    lines = [".Sh DIAGNOSTICS",
             "An error is told as a sentence about what happened, one about what to do,",
             "and its name, which does not change from one version to the next.",
             ".Bl -tag -width Ds"]
    for error in all_of(groups):
        lines += [f".It Er {error.name}", error.en, error.todo_en]
    return lines + [".El"]


SECTIONS = {"exit status": exit_status, "diagnostics": diagnostics}


def fill(page, groups):
    """A page with what stands between its marks written anew."""
    def block(found):
        lines = SECTIONS[found["what"]](groups)
        return found["begin"] + "\n".join(lines) + "\n" + found["end"]
    return BLOCK.sub(block, page)


def wanted():
    """{path: what it should say}."""
    groups = read()
    texts = {ROOT / "docs/errors.md": markdown(groups)}
    for path in sorted((ROOT / "docs/man").iterdir()):
        texts[path] = fill(path.read_text(), groups)
    return texts


def main():
    stale = [path for path, text in wanted().items()
             if not path.exists() or path.read_text() != text]
    if sys.argv[1:] == ["--check"]:
        for path in stale:
            print(f"{path.relative_to(ROOT)} is not current: run docs/tools/errors.py, or ./dev format")
        sys.exit(bool(stale))
    if sys.argv[1:]:
        sys.exit(__doc__)
    for path, text in wanted().items():
        path.write_text(text)


if __name__ == "__main__":
    main()
