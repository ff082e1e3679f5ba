/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The desk's face on a Linux desktop: tray, windows, notifications, browser and
 * clipboard, on GLib's main loop.
 *
 * Where there is no tray, a person who starts the program gets the small main
 * window. One that started with the desktop (hidden) stays without a window,
 * and speaks by notifications: see decisions/0126.
 */
#ifndef DESKTOP_FACE_H
#define DESKTOP_FACE_H

#include <gio/gio.h>

#include "assistant/screens/desk.h"

struct face;

struct face_options {
	struct assistant_options assistant; /* home is set, and absolute */
	GDBusConnection *bus;		    /* borrowed; NULL: none */
	bool hidden;
	enum screen_kind open; /* what to begin with; SCREEN_COUNT: nothing */
};

/* Starts the desk. NOMEM. */
MUST_USE enum err face_new(const struct face_options *o, struct face **ret_f);

/* Until the program is to end. */
void face_run(struct face *f);

/* Takes windows and tray away, then waits for what must not be cut off. */
void face_free(struct face *f);
DEFINE_AUTO(face)

/* Borrowed: what other services of the program ask, such as consent.h. */
struct desk *face_desk(struct face *f);

/* What a later start asks for: instance.h. A screen that there is not counts as
 * "". */
void face_open(struct face *f, const char *screen, const char *token);
void face_quit(struct face *f);

#endif
