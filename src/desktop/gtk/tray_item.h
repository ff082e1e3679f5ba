/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The assistant in the tray: org.kde.StatusNotifierItem on the session bus,
 * with its menu. It looks for the desktop's tray, a StatusNotifierWatcher that
 * has a host, for as long as it lives, and is there again when that comes back.
 *
 * Right click: the menu, which the
 * panel draws; panels that cannot ask for a window with the same entries.
 */
#ifndef DESKTOP_TRAY_ITEM_H
#define DESKTOP_TRAY_ITEM_H

#include <gio/gio.h>

#include "assistant/screens/desk.h"

struct tray_item;

struct tray_item_options {
	GDBusConnection *bus;
	struct desk *desk;
	/* Whether people see the item: told once it is known, and when it
	 * changes. */
	void (*seen)(void *self, bool seen);
	/* Left click. */
	void (*clicked)(void *self);
	/* A token for the next window to come to the front with, as Wayland
	 * wants it. */
	void (*token)(void *self, const char *token);
	void *self;
};

/* All of the options is borrowed. */
struct tray_item *tray_item_new(const struct tray_item_options *o);
void tray_item_free(struct tray_item *t);

/* Icon, text or menu are others. */
void tray_item_update(struct tray_item *t);

/* Said by the icon and its text, where there is no service for notifications,
 * until text is NULL. */
void tray_item_tell(struct tray_item *t, const char *text);

#endif
