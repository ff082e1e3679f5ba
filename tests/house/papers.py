# SPDX-License-Identifier: Apache-2.0
"""What the code's own tables say, and what the papers say of the same: for
test_papers.py. Each function returns plain data."""
import ast
import re

import tree

MAN = "docs/man"
OPTION = re.compile(r"--([a-z][a-z-]*)")

# A row of certctl's table: words, options, and (skipped) the rest.
CERTCTL_ROW = re.compile(
    r'^    \{\{((?:"[a-z]+"(?:, )?)+)\}, \d+,\s*(\{\{.*?\}\})\s*,\s*verb_', re.M | re.S)
# A row of cert-office's table: group, name, usage in pieces.
OFFICE_ROW = re.compile(
    r'^    \{(?:NULL|"([a-z]+)"), "([a-z]+)", verb_\w+,\s*(.*?),\n?\s*"[^"]*[^\x00-\x7f]', re.M | re.S)
SETTING = re.compile(
    r'\{"(\w+)", "(\w+)", (TEXT|NUMBER|CHOICE), AT\(\w+\),\s*(\d+),\s*(\w+),'
    r'\s*(?:"([^"]*)"|NULL),\s*\{([^}]*)\}')
ITEM = re.compile(r"^\.It Ic (.*)$", re.M)
FUNCTION = re.compile(r"^(SKF_\w+)\(", re.M)


# --- verbs: {"login account": {"user", "applicant", …}} ---

def certctl_verbs():
    source = tree.text("src/certctl/main.c")
    return {" ".join(re.findall(r'"(\w+)"', words)): set(OPTION.findall(options))
            for words, options in CERTCTL_ROW.findall(source)}


def office_verbs():
    source = tree.text("src/office/cli/verbs.c")
    who = re.search(r'^#define BY (".*")$', source, re.M)
    return {f"{group} {name}".strip(): set(OPTION.findall(
                usage.replace("BY", who[1] if who else "")))
            for group, name, usage in OFFICE_ROW.findall(source)}


def verbs_of_page(page):
    """The same of a page: .It Ic WORDS, then options as Fl -NAME."""
    found = {}
    for line in ITEM.findall(tree.text(f"{MAN}/{page}")):
        words = re.match(r"[a-z]+(?: [a-z]+)*", line)[0]
        found[words] = set(re.findall(r"\bFl -([\w-]+)", line))
    return found


def virtual_key_words():
    """(verbs, options) of virtual-key's own usage text."""
    usage = re.search(r"usage\[\] =\n(.*?);", tree.text("src/virtualkey/main.c"), re.S)[1]
    return set(re.findall(r"virtual-key ([a-z]+) DIR", usage)), set(OPTION.findall(usage))


def virtual_key_words_of_page():
    page = tree.text(f"{MAN}/virtual-key.1")
    return ({re.match(r"[a-z]+", line)[0] for line in ITEM.findall(page)},
            set(re.findall(r"^\.It F?.*\bFl -([\w-]+)", page, re.M)))


def card_commands():
    """{INS: name} of src/card/commands.def."""
    rows = re.findall(r"^C\((\w+), 0x(\w\w)\)", tree.text("src/card/commands.def"), re.M)
    return {int(ins, 16): name for name, ins in rows}


def card_commands_of_page():
    """The INS that docs/card-0017r.md has rows for; `A4`–`AA` is each other one."""
    rows = re.findall(r"^\| `(\w\w)`(?:–`(\w\w)`)? \|", tree.text("docs/card-0017r.md"), re.M)
    return {ins for first, last in rows
            for ins in range(int(first, 16), int(last or first, 16) + 1, 2)}


# --- settings: {"office.listen": (expected, default)} ---

def expected(kind, least, most, choices):
    if kind == "NUMBER":
        return f"a whole number from {least} to {most}"
    if kind == "TEXT":
        return f"{least} to {'255' if most == 'TEXT_MAX' else most} octets of text"
    *first, last = re.findall(r'"(\w+)"', choices)
    return f"{', '.join(first)} or {last}"


def settings():
    """Default None: the setting must be given."""
    return {f"{section}.{name}": (expected(kind, least, most, choices),
                                  default or ("" if least == "0" else None))
            for section, name, kind, least, most, default, choices
            in SETTING.findall(tree.text("src/office/process/config.c"))}


def settings_of_page():
    found = {}
    for part in tree.text(f"{MAN}/office.conf.5").split(".Ss [")[1:]:
        section = part[:part.index("]")]
        for item in re.split(r"^\.It Cm ", part, flags=re.M)[1:]:
            value = re.search(r"^Value:\n(.*)\.\nDefault: (.*)\.$", item, re.M)
            default = {"none, it must be given": None, "empty": ""}.get(value[2], value[2])
            found[f"{section}.{item.split(chr(10))[0]}"] = (value[1], default)
    return found


def settings_of_example():
    """docs/office.conf: {"office.listen": "127.0.0.1:8443"}."""
    found, section = {}, None
    for line in tree.text("docs/office.conf").splitlines():
        if line.startswith("["):
            section = line[1:line.index("]")]
        elif line and line[0] != ";":
            name, value = line.split("=", 1)
            found[f"{section}.{name.strip()}"] = value.strip()
    return found


# --- what the assistant remembers: {"office", "proxy", …} ---

def assistant_settings():
    return set(re.findall(r'^    \[SETTING_\w+\] = \{"(\w+)"',
                          tree.text("src/assistant/settings.c"), re.M))


def assistant_settings_of_page():
    text = tree.text(f"{MAN}/certctl.1")
    return set(re.findall(r"^\.It Cm (\w+)$", text, re.M))


# --- functions ---

FRONT = "src/provider"


def exported_functions():
    """Our libraries export SKF_* (skf.map): every such function of the front."""
    assert "global: SKF_*;" in tree.text(f"{FRONT}/skf.map")
    return {name for path in tree.files(".c", under=FRONT)
            for name in FUNCTION.findall(tree.text(path))}


def functions_of_page(page):
    text = tree.text(f"{MAN}/{page}")
    section = text[text.index(".Sh FUNCTIONS"):text.index(".Sh ALGORITHMS")]
    return re.findall(r"^\.Fn (SKF_\w+)", section, re.M)


def missing_families(table):
    """What a library's table of back_end leaves out and the front asks about:
    the first word of its members' names (back_end.h, "or NULL")."""
    asked = set(re.findall(r"back_end\.(\w+) == NULL\)\n\t\treturn SAR_NOTSUPPORTYETERR",
                           "".join(tree.text(path) for path in tree.files(".c", under=FRONT))))
    there = set(re.findall(r"^    \.(\w+) = ", tree.text(table), re.M))
    assert asked and there
    return {member.split("_")[0] for member in asked - there}


def unsupported_functions(table):
    """Those that do nothing but answer NOTSUPPORTYETERR in the library of a
    table: that have no other body, or need what its back end leaves out."""
    bodies = {name: body for path in tree.files(".c", under=FRONT)
              for name, body in re.findall(r"^(SKF_\w+)\([^{]*\)\n\{\n(.*?)^\}",
                                           tree.text(path), re.M | re.S)}
    nothing = re.compile(r"(?:\t+\(void\)[^;]*;\n)+\treturn SAR_NOTSUPPORTYETERR;\n")
    needs = [re.compile(rf"back_end\.{family}(_\w+)?\(") for family in missing_families(table)]
    return {name for name, body in bodies.items()
            if nothing.fullmatch(body) or any(need.search(body) for need in needs)}


# --- what one issue costs: {"SM2 sign a digest": 2} ---

def primitives_of_bench():
    for node in ast.parse(tree.text("bench/office_load.py")).body:
        if isinstance(node, ast.Assign) and node.targets[0].id == "PRIMITIVES":
            return ast.literal_eval(node.value)["issue"]
    raise LookupError("PRIMITIVES")


def primitives_of_page():
    text = tree.text("docs/performance.md")
    return {call: int(count) for call, count
            in re.findall(r"^\| (SM2 [\w ]+) \| (\d+) \|", text, re.M)}
