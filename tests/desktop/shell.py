# SPDX-License-Identifier: Apache-2.0
"""What of a desktop a program in the tray talks to, small and watched: the
watcher of tray icons, the service of notifications, and a hand that uses the
icon and its menu as a panel would."""

import time

from gi.repository import GLib

from bus import Bus, Gone, Server

WATCHER, ITEM = "org.kde.StatusNotifierWatcher", "org.kde.StatusNotifierItem"
NOTES, MENU = "org.freedesktop.Notifications", "com.canonical.dbusmenu"
NOTES_PATH = "/org/freedesktop/Notifications"


class Shell(Server):
    """Both services. items: the icons that registered, as (bus name, path);
    notes: what was notified, oldest first, each a dictionary."""

    XML = f"""<node>
      <interface name="{WATCHER}">
        <method name="RegisterStatusNotifierItem"><arg direction="in" type="s"/></method>
        <method name="RegisterStatusNotifierHost"><arg direction="in" type="s"/></method>
        <property name="RegisteredStatusNotifierItems" type="as" access="read"/>
        <property name="IsStatusNotifierHostRegistered" type="b" access="read"/>
        <property name="ProtocolVersion" type="i" access="read"/>
        <signal name="StatusNotifierItemRegistered"><arg type="s"/></signal>
        <signal name="StatusNotifierItemUnregistered"><arg type="s"/></signal>
        <signal name="StatusNotifierHostRegistered"/>
      </interface>
      <interface name="{NOTES}">
        <method name="Notify">
          <arg direction="in" type="s"/><arg direction="in" type="u"/>
          <arg direction="in" type="s"/><arg direction="in" type="s"/>
          <arg direction="in" type="s"/><arg direction="in" type="as"/>
          <arg direction="in" type="a{{sv}}"/><arg direction="in" type="i"/>
          <arg direction="out" type="u"/></method>
        <method name="CloseNotification"><arg direction="in" type="u"/></method>
        <method name="GetCapabilities"><arg direction="out" type="as"/></method>
        <method name="GetServerInformation">
          <arg direction="out" type="s"/><arg direction="out" type="s"/>
          <arg direction="out" type="s"/><arg direction="out" type="s"/></method>
        <signal name="NotificationClosed"><arg type="u"/><arg type="u"/></signal>
        <signal name="ActionInvoked"><arg type="u"/><arg type="s"/></signal>
      </interface></node>"""
    PATHS = {WATCHER: "/StatusNotifierWatcher", NOTES: NOTES_PATH}

    def __init__(self, address, tray=True, notes=True):
        """tray: watch for icons; without it, this desktop has none. notes: show
        notifications; without it, nobody does."""
        self.NAMES = [NOTES] * notes + [WATCHER] * tray
        self.items, self.notes = [], []
        super().__init__(address)
        self._tell()

    def _tell(self):
        self.properties.update(
            RegisteredStatusNotifierItems=GLib.Variant("as", ["".join(item) for item in self.items]),
            IsStatusNotifierHostRegistered=GLib.Variant("b", True),
            ProtocolVersion=GLib.Variant("i", 0))

    # --- the tray's watcher ---

    def RegisterStatusNotifierItem(self, sender, service):
        # A service is a bus name, or a path at whoever calls.
        item = (sender, service) if service.startswith("/") else (service, "/StatusNotifierItem")
        self.items.append(item)
        self._tell()
        self.emit(WATCHER, "StatusNotifierItemRegistered", "s", "".join(item))

    def RegisterStatusNotifierHost(self, _sender, _service):
        self.emit(WATCHER, "StatusNotifierHostRegistered", "")

    # --- notifications ---

    def Notify(self, sender, app, replaces, icon, title, text, actions, hints, _timeout):
        number = replaces or 1 + max((note["id"] for note in self.notes), default=0)
        self.notes = [note for note in self.notes if note["id"] != number]
        self.notes.append({"id": number, "sender": sender, "app": app, "icon": icon, "title": title,
                           "text": text, "actions": dict(zip(actions[::2], actions[1::2])),
                           "hints": hints})
        return GLib.Variant("(u)", (number,))

    def CloseNotification(self, _sender, number):
        self.notes = [note for note in self.notes if note["id"] != number]
        self.emit(NOTES, "NotificationClosed", "uu", number, 3)

    def GetCapabilities(self, _sender):
        return GLib.Variant("(as)", (["body", "actions", "persistence"],))

    def GetServerInformation(self, _sender):
        return GLib.Variant("(ssss)", ("desklab", "tests", "1", "1.2"))

    def click(self, note, action="default"):
        """A person clicks the notification, or one of its buttons."""
        self.emit(NOTES, "ActionInvoked", "us", note["id"], action)


class Tray:
    """An icon in the tray, in a person's hand."""

    def __init__(self, address, item):
        self.bus = Bus(address)
        self.name, self.path = item

    def get(self, member):
        return self.bus.get(self.name, self.path, ITEM, member)

    def activate(self):
        """A click on the icon."""
        self.bus.call(self.name, self.path, ITEM, "Activate", "ii", 0, 0)

    def entries(self):
        """The menu as it is now: (id, label, properties) of each entry in it."""
        path = self.get("Menu")
        self.bus.call(self.name, path, MENU, "AboutToShow", "i", 0)
        _, (_, _, children) = self.bus.call(self.name, path, MENU, "GetLayout", "iias", 0, -1, [])
        return [(number, properties["label"].replace("_", ""), properties)
                for number, properties, _ in children if "label" in properties]

    def labels(self):
        return [label for _, label, _ in self.entries()]

    def usable(self):
        """The labels of what can be chosen now."""
        return [label for _, label, properties in self.entries() if properties.get("enabled", True)]

    def choose(self, label, wait_s=10):
        """Choose an entry, once it can be chosen."""
        end = time.monotonic() + wait_s
        while True:
            for number, found, properties in self.entries():
                if found == label and properties.get("enabled", True):
                    self.bus.call(self.name, self.get("Menu"), MENU, "Event", "isvu", number,
                                  "clicked", GLib.Variant("s", ""), 0)
                    return
            if time.monotonic() > end:
                raise Gone(f"{label} cannot be chosen: {self.usable()}")
            time.sleep(0.03)

    def close(self):
        self.bus.close()
