#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""A small program with a window, for the test of the desktop itself."""

import os

os.environ.update(GSK_RENDERER="cairo", GDK_DEBUG="gl-disable")

import gi  # noqa: E402

gi.require_version("Gtk", "4.0")
from gi.repository import Gtk  # noqa: E402


def labelled(box, text, entry):
    label = Gtk.Label(label=text)
    label.set_mnemonic_widget(entry)
    box.append(label)
    box.append(entry)
    return entry


def activate(app):
    box = Gtk.Box(orientation=Gtk.Orientation.VERTICAL, spacing=8)
    name = labelled(box, "姓名", Gtk.Entry())
    place = labelled(box, "Place", Gtk.Entry())
    said = Gtk.Label(label="…")
    button = Gtk.Button(label="确认")
    button.connect("clicked", lambda _: said.set_label(f"{name.get_text()}, {place.get_text()}"))
    box.append(button)
    box.append(said)
    Gtk.ApplicationWindow(application=app, title="试验窗口", child=box).present()


APP = Gtk.Application()
APP.connect("activate", activate)
APP.run([])
