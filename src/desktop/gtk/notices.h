/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Notifications: org.freedesktop.Notifications on the session bus. A click
 * leads to where the desk says, desk_follow. Where there is no such service,
 * the tray's icon and text say it instead, and a click on the icon follows.
 */
#ifndef DESKTOP_NOTICES_H
#define DESKTOP_NOTICES_H

#include <gio/gio.h>

#include "assistant/screens/desk.h"

struct notices;

struct notices_options {
	GDBusConnection *bus; /* NULL: there is no service */
	struct desk *desk;
	/* What is to be said in another way: the text of the one that came
	 * last, NULL when there is none any more. */
	void (*tell)(void *self, const char *text);
	/* As in tray_item.h. */
	void (*token)(void *self, const char *token);
	void *self;
};

/* All of the options is borrowed. */
struct notices *notices_new(const struct notices_options *o);
/* Those that are shown stay: they say what happened. */
void notices_free(struct notices *all);

void notices_show(struct notices *all, const struct notice *n);
void notices_withdraw(struct notices *all, int id);

/* Follow what was told in another way; false: there is nothing. */
bool notices_follow_told(struct notices *all);

#endif
