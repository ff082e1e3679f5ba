# SPDX-License-Identifier: Apache-2.0
"""A connection to a D-Bus daemon named by its address, so that one test can be
at several of them at once, whatever the environment says."""

import threading

from gi.repository import Gio, GLib

PROPERTIES = "org.freedesktop.DBus.Properties"
TIMEOUT_MS = 10000
FLAGS = (Gio.DBusConnectionFlags.AUTHENTICATION_CLIENT
         | Gio.DBusConnectionFlags.MESSAGE_BUS_CONNECTION)


class Gone(Exception):
    """Who was called is not there any more, or does not know what was asked."""


def variant(signature, values):
    return GLib.Variant(f"({signature})", tuple(values)) if signature else None


class Bus:
    def __init__(self, address):
        self.connection = Gio.DBusConnection.new_for_address_sync(address, FLAGS, None, None)

    def call(self, name, path, interface, method, signature="", *values):
        """One call; its results as a tuple."""
        try:
            return self.connection.call_sync(
                name, path, interface, method, variant(signature, values), None,
                Gio.DBusCallFlags.NONE, TIMEOUT_MS, None).unpack()
        except GLib.Error as error:
            raise Gone(f"{path} {method}: {error.message}") from error

    def many(self, calls):
        """Several calls at once, each as for call; None for one that failed."""
        context = GLib.MainContext()
        answers, open_calls = [None] * len(calls), [len(calls)]
        context.push_thread_default()
        try:
            for number, (name, path, interface, method, signature, *values) in enumerate(calls):
                self.connection.call(
                    name, path, interface, method, variant(signature, values), None,
                    Gio.DBusCallFlags.NONE, TIMEOUT_MS, None, self._answer,
                    (answers, number, open_calls))
            while open_calls[0]:
                context.iteration(True)
        finally:
            context.pop_thread_default()
        return answers

    @staticmethod
    def _answer(connection, result, place):
        answers, number, open_calls = place
        try:
            answers[number] = connection.call_finish(result).unpack()
        except GLib.Error:
            pass
        open_calls[0] -= 1

    def get(self, name, path, interface, member):
        return self.call(name, path, PROPERTIES, "Get", "ss", interface, member)[0]

    def close(self):
        if not self.connection.is_closed():  # by the end of the bus
            self.connection.close_sync(None)


class Server:
    """Objects on a bus, served by a thread of their own. A subclass has their
    interfaces as XML, a method for each call of D-Bus and, for properties, a
    dictionary."""

    XML, PATHS, NAMES = "", {}, []

    def __init__(self, address):
        self.properties = {}
        self.context = GLib.MainContext()
        self.loop = GLib.MainLoop(self.context)
        ready = threading.Event()
        self.thread = threading.Thread(target=self._serve, args=(address, ready), daemon=True)
        self.thread.start()
        if not ready.wait(10):
            raise RuntimeError("no answer from the bus")

    def _serve(self, address, ready):
        self.context.push_thread_default()
        self.bus = Bus(address)
        node = Gio.DBusNodeInfo.new_for_xml(self.XML)
        for interface in node.interfaces:
            self.bus.connection.register_object(
                self.PATHS[interface.name], interface, self._called, self._asked, None)
        for name in self.NAMES:
            self.bus.call("org.freedesktop.DBus", "/", "org.freedesktop.DBus", "RequestName",
                          "su", name, 4)
        ready.set()
        self.loop.run()

    def _called(self, _connection, sender, _path, _interface, method, values, invocation):
        answer = getattr(self, method)(sender, *values.unpack())
        invocation.return_value(answer)

    def _asked(self, _connection, _sender, _path, _interface, member):
        return self.properties[member]

    def emit(self, interface, signal, signature, *values):
        self.bus.connection.emit_signal(
            None, self.PATHS[interface], interface, signal, variant(signature, values))

    def close(self):
        self.context.invoke_full(GLib.PRIORITY_DEFAULT, self.loop.quit)
        self.thread.join(timeout=5)
        self.bus.close()
