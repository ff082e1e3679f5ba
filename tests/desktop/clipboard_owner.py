#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Another program, from which the text that is its argument was copied."""

import os
import sys

os.environ.update(GSK_RENDERER="cairo", GDK_DEBUG="gl-disable")

import gi  # noqa: E402

gi.require_version("Gtk", "4.0")
from gi.repository import Gdk, GLib, Gtk  # noqa: E402

Gtk.init()
CLIPBOARD = Gdk.Display.get_default().get_clipboard()
CLIPBOARD.set(sys.argv[1])
assert CLIPBOARD.is_local()
GLib.MainLoop().run()
