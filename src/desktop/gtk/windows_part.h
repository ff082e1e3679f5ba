/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What GTK is needed for, in a module of its own, libcert-windows.so: windows.c
 * loads it for the first window, and with it GTK and all that GTK loads
 * (decisions/0125). What it calls of the program is listed in windows.exports.
 */
#ifndef DESKTOP_WINDOWS_PART_H
#define DESKTOP_WINDOWS_PART_H

#include "assistant/screens/desk.h"

#define WINDOWS_PART windows_part
#define WINDOWS_PART_NAME "windows_part"

/* self is what begin returned; tokens may be NULL. */
struct windows_part {
	/* GTK begins. d is borrowed. NULL: no display can be opened. */
	void *(*begin)(struct desk *d);
	void (*end)(void *self);
	/* A window, kept as the screen's face. */
	void (*open)(void *self, struct screen *s, const char *token);
	/* Of screens that have one. */
	void (*raise)(struct screen *s, const char *token);
	void (*update)(struct screen *s);
	void (*close)(struct screen *s);
	void (*copy)(const char *text);
};

/* The module's only symbol. */
extern const struct windows_part WINDOWS_PART;

#endif
