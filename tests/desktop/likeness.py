# SPDX-License-Identifier: Apache-2.0
"""Does a window show its view, and nothing else? The view is what the scripted
face has of the same screen (tests/desk.py); the window is what a screen reader
is told."""

from windows import WORDS

FIELDS = {"entry": "text", "secret": "password|text", "picture": "button", "button": "button"}
# What a toolkit itself shows inside of controls.
OWN = ("combo box", "menu", "scroll bar")


def _named(nodes, name, roles=None):
    return [node for node in nodes if node.name == name
            and (roles is None or node.role in roles.split("|"))]


def _texts_of(item):
    """What of an item is to be read on the screen."""
    yield item.get("hint")
    if item["kind"] in ("heading", "text", "note", "fact"):
        yield item.get("label")
        yield item.get("value")
    for option in item.get("options", ()):
        yield from (option["label"], option.get("why_not") or option.get("hint"))
    for label, _ in item.get("steps", ()):
        yield label
    table = item.get("table")
    if table:
        yield from table["columns"]
        for row in table["rows"]:
            yield from row["cells"]
        if not table["rows"]:
            yield table["empty"]


def _lacks_control(nodes, item):
    """Of an item that is used: whether it can be, just as the view says."""
    found = _named(nodes, item["label"], FIELDS[item["kind"]])
    if not found:
        return f"{item['kind']} {item['label']!r} is not there"
    usable = "why_not" not in item
    if any("sensitive" in node for node in found) != usable:
        return f"{item['label']!r} can{'not' if usable else ''} be used"
    if item["kind"] == "entry" and found[0].text != (item.get("value") or ""):
        return f"in {item['label']!r} stands {found[0].text!r} and not {item.get('value')!r}"
    return None


def lacking(view, window):
    """What of the view the window lacks, a sentence for each."""
    nodes = [node for node in window.walk() if "visible" in node]
    said = {text for node in nodes for text in (node.name, node.description, node.text)}
    missing = [f"{page!r} is not said" for page in view["pages"] if page not in said]
    for item in view["items"]:
        missing += [f"{text!r} of {item['kind']} is not said" for text in _texts_of(item)
                    if text and text not in said]
        if item["kind"] in FIELDS:
            missing.append(_lacks_control(nodes, item))
        if item["kind"] == "switch" and not _named(nodes, item["label"]):
            missing.append(f"switch {item['label']!r} is not there")
    return [sentence for sentence in missing if sentence]


def _all_texts(value):
    if isinstance(value, dict):
        value = value.values()
    if isinstance(value, str):
        yield value
    elif not isinstance(value, (int, float, type(None))):
        for part in value:
            yield from _all_texts(part)


def _read(node):
    """Texts to be read in a window, without what a toolkit shows in controls."""
    if node.role in WORDS and node.text:
        yield node.text
    if node.role not in OWN:
        for child in node.children:
            yield from _read(child)


def added(view, window, by_face):
    """What the window says that is not in the view, nor among the face's own
    few words."""
    known = {*_all_texts(view), *by_face}
    return [text for text in _read(window) if text not in known]
