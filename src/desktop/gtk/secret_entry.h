/* SPDX-License-Identifier: Apache-2.0 */
/*
 * An entry for a PIN or a code. What is typed goes into a struct secret; GTK
 * and whoever reads the screen through it (accessibility tools, clipboard,
 * drag and drop) see as many bullets instead. Nothing can be copied out, there
 * is no undoing and no completing by an input method. Text can be pasted in.
 *
 * What is left: the events of single keys, and what the windowing system moved
 * for a paste, pass through memory of GTK, GLib and Xlib that nobody wipes
 * (docs/decisions/0120-pins-in-windows.md has what was measured).
 */
#ifndef DESKTOP_SECRET_ENTRY_H
#define DESKTOP_SECRET_ENTRY_H

#include <gtk/gtk.h>

#include "base/bytes.h"

/* What a secret entry takes at most, in characters. */
#define SECRET_ENTRY_MAX 256

/* A GtkPasswordEntry; "changed" is as of every GtkEditable. */
GtkWidget *secret_entry_new(void);

/* What was typed, UTF-8, borrowed until it changes. */
struct bytes secret_entry_bytes(GtkWidget *entry);
/* In characters. */
size_t secret_entry_length(GtkWidget *entry);
void secret_entry_clear(GtkWidget *entry);
/* At most so many characters; 0: SECRET_ENTRY_MAX. */
void secret_entry_limit(GtkWidget *entry, size_t max);

#endif
