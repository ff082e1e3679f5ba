/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Programs that begin with this user's desktop: a desktop entry in
 * $XDG_CONFIG_HOME/autostart (else $HOME/.config/autostart), where Hidden=true
 * says no also to one that the system brings; on Windows a value of the
 * user's Run key.
 */
#ifndef BASE_AUTOSTART_H
#define BASE_AUTOSTART_H

#include "base/file.h"

struct autostart {
	bool on;
	char program[FILE_PATH_MAX]; /* "" if it names none */
};

/* What is registered under that name. FILE_MISSING if nothing is; BAD_TEXT for
 * what cannot be read; FILE_…. */
MUST_USE enum err autostart_get(const char *name, struct autostart *ret_a);

/* Register it, in place of what was; program is absolute, and gets --hidden.
 * FILE_…, DISK_FULL, BAD_TEXT. */
MUST_USE enum err autostart_set(const char *name, const struct autostart *a);

/* The file that it is registered by. NOT_SUPPORTED where it is none. */
MUST_USE enum err autostart_file(const char *name, char out[FILE_PATH_MAX]);

#endif
