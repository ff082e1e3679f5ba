# SPDX-License-Identifier: Apache-2.0
"""A program's windows as a screen reader has them (AT-SPI over D-Bus), and
hands at the keyboard. What is not told to a screen reader cannot be used here:
that is half of the test."""

import time

from bus import PROPERTIES, Bus, Gone

A11Y = "org.a11y.atspi."
REGISTRY, ROOT = A11Y + "Registry", "/org/a11y/atspi/accessible/root"
KEYS = "/org/a11y/atspi/registry/deviceeventcontroller"
# AT-SPI's numbers (atspi-constants.h) for what our windows are made of.
ROLES = {
    2: "alert", 7: "check box", 10: "column header", 11: "combo box", 16: "dialog", 20: "filler",
    23: "window", 26: "icon", 27: "image", 29: "label", 31: "list", 32: "list item", 33: "menu",
    35: "menu item", 37: "page tab", 38: "page tab list", 39: "panel", 40: "password",
    42: "progress bar", 43: "button", 44: "radio button", 48: "scroll bar", 49: "scroll pane",
    50: "separator", 54: "status bar", 55: "table", 56: "table cell", 57: "column header",
    61: "text", 62: "toggle button", 63: "tool bar", 66: "tree table", 69: "window", 73: "paragraph",
    79: "text", 83: "heading", 85: "section", 88: "link", 90: "table row", 98: "list box",
    99: "grouping", 101: "notification", 111: "log", 129: "menu button"}
WORDS = ("label", "heading", "paragraph", "status bar")  # that are only read
STATES = {"active": 1, "busy": 3, "checked": 4, "editable": 7, "enabled": 8, "expanded": 10,
          "focusable": 11, "focused": 12, "modal": 16, "pressed": 20, "selectable": 22,
          "selected": 23, "sensitive": 24, "showing": 25, "visible": 30, "read only": 43}
KEYSYMS = {"Tab": 0xff09, "Return": 0xff0d, "Escape": 0xff1b, "space": 0x20, "Down": 0xff54,
           "Up": 0xff52, "Left": 0xff51, "Right": 0xff53, "Home": 0xff50, "End": 0xff57,
           "BackSpace": 0xff08, "Delete": 0xffff, "F6": 0xffc3, "F10": 0xffc7,
           "F4": 0xffc1, "a": 0x61, "v": 0x76}
STOPS_MOST = 40  # of Tab, in a window
PRESS, RELEASE, KEYSYM, STRING = 0, 1, 3, 4  # AtspiKeySynthType
MODIFIERS = {"Shift": 50, "Control": 37, "Alt": 64}  # keys of the usual keyboard


def until(look, wait_s=10, what="it"):
    """The first thing that look returns that counts as true; looked for again
    and again."""
    end = time.monotonic() + wait_s
    while True:
        try:
            found = look()
        except Gone:
            found = None
        if found:
            return found
        if time.monotonic() > end:
            raise AssertionError(f"{what}: not within {wait_s} s")
        time.sleep(0.03)


class Node:
    """A part of a window, as it was when it was read."""

    def __init__(self, bus, name, path):
        self.bus, self.place = bus, (name, path)
        self.role, self.name, self.description, self.text = "", "", "", None
        self.states, self.interfaces = frozenset(), ()
        self.children, self.parent = [], None

    def fill(self, item):
        """From a row of org.a11y.atspi.Cache.GetItems."""
        _, _, _, _, _, interfaces, self.name, role, self.description, (low, high) = item
        self.interfaces = [interface.rpartition(".")[2] for interface in interfaces]
        self.role = ROLES.get(role, f"role {role}")
        bits = low | high << 32
        self.states = frozenset(name for name, bit in STATES.items() if bits >> bit & 1)

    def __repr__(self):
        return f"<{self.role} {self.name!r} {'/'.join(sorted(self.states))}>"

    def __contains__(self, state):
        return state in self.states

    def walk(self):
        yield self
        for child in self.children:
            yield from child.walk()

    def call(self, interface, method, signature="", *values):
        return self.bus.call(*self.place, A11Y + interface, method, signature, *values)

    def act(self, number=0):
        """Do what a press on it does."""
        assert "sensitive" in self, f"{self} cannot be used now"
        self.call("Action", "DoAction", "i", number)

    def set(self, text):
        """Its whole content."""
        self.call("EditableText", "SetTextContents", "s", text)

    def extents(self):
        """x, y, width, height in its window."""
        return self.call("Component", "GetExtents", "u", 1)[0]

    def said(self):
        """All texts in it, in order."""
        return [node.text for node in self.walk() if node.role in WORDS and node.text]


class Reader:
    """All windows of one program."""

    def __init__(self, session_address, pid):
        self.bus, self.pid, self.name = Bus(self.address(session_address)), pid, None

    @staticmethod
    def address(session_address):
        """Of the bus that screen readers listen to."""
        session = Bus(session_address)
        address = session.call("org.a11y.Bus", "/org/a11y/bus", "org.a11y.Bus", "GetAddress")[0]
        session.close()
        return address

    def close(self):
        self.bus.close()

    def _find_program(self):
        for name, _ in self.bus.call(REGISTRY, ROOT, A11Y + "Accessible", "GetChildren")[0]:
            pid = self.bus.call("org.freedesktop.DBus", "/", "org.freedesktop.DBus",
                                "GetConnectionUnixProcessID", "s", name)[0]
            if pid == self.pid:
                return name
        raise Gone(f"program {self.pid} has no windows")

    def _children(self, nodes):
        """Those of each of the nodes; toolkits make them when they are asked."""
        calls = [(*node.place, A11Y + "Accessible", "GetChildren", "") for node in nodes]
        for node, answer in zip(nodes, self.bus.many(calls)):
            for place in answer[0] if answer else ():
                child = Node(self.bus, *place)
                child.parent = node
                node.children.append(child)

    def _texts(self, nodes):
        """What stands in entries and labels. A label's name may be more: its own
        text and that of the label it belongs to."""
        nodes = [node for node in nodes if "Text" in node.interfaces]
        counts = self.bus.many([(*node.place, PROPERTIES, "Get", "ss", A11Y + "Text", "CharacterCount")
                                for node in nodes])
        calls = [(*node.place, A11Y + "Text", "GetText", "ii", 0, count[0] if count else 0)
                 for node, count in zip(nodes, counts)]
        for node, answer in zip(nodes, self.bus.many(calls)):
            node.text = answer[0] if answer else ""

    def read(self, place=None):
        """The program, or what is at that place, with all that is in it."""
        self.name = self.name or self._find_program()
        top = Node(self.bus, *(place or (self.name, ROOT)))
        level = [top]
        while level:
            self._children(level)
            level = [child for node in level for child in node.children]
        items = {item[0]: item for item in self.items()}
        nodes = [node for node in top.walk() if node.place in items]
        for node in nodes:
            node.fill(items[node.place])
        self._texts(nodes)
        return top

    def items(self):
        """A row for each part of each window that was read or used before."""
        return self.bus.call(self.name, "/org/a11y/atspi/cache", A11Y + "Cache", "GetItems")[0]

    def titles(self):
        try:
            self.name = self.name or self._find_program()
            places = self.bus.call(self.name, ROOT, A11Y + "Accessible", "GetChildren")[0]
            names = self.bus.many([(*place, PROPERTIES, "Get", "ss", A11Y + "Accessible", "Name")
                                   for place in places])
        except Gone:
            self.name = None
            return {}
        return {name[0]: place for name, place in zip(names, places) if name}

    def window(self, title, wait_s=10):
        """The window with that title, as soon as it is there."""
        place = until(lambda: self.titles().get(title), wait_s, f"window {title}")
        return Window(self, title, place)

    def gone(self, title, wait_s=10):
        until(lambda: title not in self.titles(), wait_s, f"{title} is to close")

    def front(self, title):
        """Let that window have the keyboard: the window manager's, see desklab."""
        raise NotImplementedError(title)

    # --- the keyboard, as the X server has it ---

    def _key(self, code, kind, text=""):
        self.bus.call(REGISTRY, KEYS, A11Y + "DeviceEventController", "GenerateKeyboardEvent",
                      "isu", code, text, kind)

    def key(self, names):
        """"Tab", "Shift+Tab", "Alt+F4"."""
        *held, last = names.split("+")
        for name in held:
            self._key(MODIFIERS[name], PRESS)
        self._key(KEYSYMS[last], KEYSYM)
        for name in reversed(held):
            self._key(MODIFIERS[name], RELEASE)

    def type(self, text):
        """Keys of the Latin keyboard."""
        assert text.isascii(), f"{text}: set it instead"
        self._key(0, STRING, text)


class Window:
    def __init__(self, reader, title, place):
        self.reader, self.title, self.place = reader, title, place

    def tree(self):
        return self.reader.read(self.place)

    def all(self, role=None, name=None):
        """What is in it with that role and name, as it is now."""
        return [node for node in self.tree().walk()
                if (role is None or node.role in role.split("|"))
                and (name is None or node.name == name)]

    def control(self, role, name, wait_s=10):
        """The first such thing, as soon as there is one."""
        return until(lambda: self.all(role, name), wait_s,
                     f"{role} {name} in {self.title}, which says {self.says()}")[0]

    def says(self):
        """Every text that is to be read in it, in order."""
        return self.tree().said()

    def wait(self, text, wait_s=10):
        """Until some text in it holds that one; the whole text."""
        def look():
            return [said for said in self.says() if text in said]
        try:
            return until(look, wait_s, text)[0]
        except AssertionError:
            raise AssertionError(f"{self.title} does not say {text!r}, but {self.says()}") from None

    def until_one_of(self, *names):
        """The first of these that is the name of something to be used in it."""
        def look():
            there = {node.name for node in self.tree().walk() if "focusable" in node}
            return [name for name in names if name in there]
        return until(look, 10, f"{names} in {self.title}")[0]

    def settled(self, wait_s=10):
        """Until it says the same for a moment and nothing in it is at work."""
        last = []

        def look():
            last.append((self.says(), [node.states for node in self.tree().walk()]))
            return len(last) > 2 and last[-1] == last[-2] == last[-3]
        until(look, wait_s, f"{self.title} to settle")
        return self

    # --- hands ---

    def press(self, name, wait_s=10):
        """A button, once it can be pressed."""
        self.usable(name, wait_s).act()

    def set(self, name, text):
        """An entry's whole content."""
        self.control("text", name).set(text)

    def focused(self):
        """What has the keyboard, or None. Without what is in it: soon read."""
        items = {item[0]: item for item in self.reader.items()}
        for place, item in items.items():
            node = Node(self.reader.bus, *place)
            node.fill(item)
            if "focused" in node and node.role != "window" and self._holds(items, place):
                return node
        return None

    def _holds(self, items, place):
        while place in items and place != self.place:
            place = items[place][2]
        return place == self.place

    def front(self):
        """Let it have the keyboard."""
        self.reader.front(self.title)
        return self

    def go_to(self, name, role=None, key="Tab"):
        """Press Tab until that control has the keyboard."""
        seen = []
        here = self.focused() or self.step(key)
        while here and here.place not in seen:
            if here.name == name and (role is None or here.role == role):
                return here
            seen.append(here.place)
            here = self.step(key)
        raise AssertionError(f"{key} does not reach {name} in {self.title}")

    def step(self, key="Tab", wait_s=5):
        """Press a key that moves the keyboard on; what has it then."""
        before = self.focused()
        self.reader.key(key)
        end = time.monotonic() + wait_s
        while time.monotonic() < end:
            here = self.focused()
            if here and (before is None or here.place != before.place):
                return here
            time.sleep(0.01)
        return before

    def type(self, name, text):
        """Go to an entry by Tab, once it is there, and type."""
        self.control("text|password", name)
        self.go_to(name)
        self.reader.type(text)

    def usable(self, name, wait_s=10):
        """Wait until that button can be pressed."""
        def look():
            return [node for node in self.all("button|toggle button", name) if "sensitive" in node]
        return until(look, wait_s, f"button {name} in {self.title}, which says {self.says()}")[0]

    def enter(self, name, wait_s=10):
        """Press Enter, once the button that it presses can be used."""
        self.usable(name, wait_s)
        self.reader.key("Return")

    def page(self, name):
        """Another of its pages: a tab, or a row of the list beside."""
        node = self.control("page tab|list item|toggle button", name)
        if node.role == "list item":
            self.go_to_row(node)
        else:
            node.act()
        return self.settled()

    def go_to_row(self, node):
        """By Tab to the list, which is one stop, and then by arrows; once more if
        the window itself moved the keyboard meanwhile."""
        until(lambda: self._try_row(node), 20, f"the keyboard on {node} in {self.title}")

    def _try_row(self, node):
        wanted = self.control(node.role, node.name)  # whose place may be new
        rows = [row.place for row in wanted.parent.children]
        here = self.focused()
        for _ in range(STOPS_MOST):
            if here and here.place in rows:
                break
            here = self.step()
        else:
            return False
        way = rows.index(wanted.place) - rows.index(here.place)
        for _ in range(abs(way)):
            self.step("Down" if way > 0 else "Up")
        here = self.focused()
        return here and (here.role, here.name) == (node.role, node.name)

    def close(self):
        """As the window's own cross does."""
        self.front()
        self.reader.key("Alt+F4")
