/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The assistant's settings: HOME/settings.ini, "name = value" lines
 * (base/named_line.h), replaced atomically. Names, defaults and rules are one
 * table in settings.c. A value that breaks its rule in the file is taken as its
 * default and reported by environment repair; unknown names are kept.
 */
#ifndef ASSISTANT_SETTINGS_H
#define ASSISTANT_SETTINGS_H

#include "base/file.h"

#define SETTING_VALUE_SIZE 512

enum setting {
	SETTING_OFFICE,	   /* address, "https://…" */
	SETTING_ROOT,	   /* SM3 of the pinned root, hex; empty: not yet */
	SETTING_LANGUAGE,  /* auto, zh, en */
	SETTING_LIBRARIES, /* further SKF libraries: libraries.h */
	SETTING_PROXY,	   /* none, system, or http:// socks5h:// address */
	SETTING_AUTOSTART, /* on, off: begin with the desktop */
	SETTING_REMINDERS, /* on, off: of certificates that end */
	SETTING_QUIET,	   /* "22:00-08:00": none of them then; or none */
	SETTING_IDLE,	   /* minutes without use after which a login ends */
	SETTING_COUNT
};

struct settings {
	char path[FILE_PATH_MAX];
	char value[SETTING_COUNT][SETTING_VALUE_SIZE];
	bool invalid[SETTING_COUNT]; /* in the file: its default is taken */
	struct buf unknown;	     /* lines to keep */
};

/* Read them; a file that is not there gives the defaults. FILE_…,
 * TOO_LARGE past 64 KiB. */
MUST_USE enum err settings_read(const char *path, struct settings *ret_s);
void settings_done(struct settings *s);

/* The same from memory, for tests. */
MUST_USE enum err settings_parse(struct bytes text, struct settings *ret_s);

const char *setting_name(enum setting n);
/* SETTING_COUNT if there is none of that name. */
enum setting setting_find(const char *name);

/* The value of SETTING_QUIET as minutes of the day, by this computer's clock;
 * from may be past to: over midnight. False for "none", or what is neither. */
struct quiet_hours {
	int from, to; /* 0 to 1439, never the same */
};
bool settings_quiet(const char *value, struct quiet_hours *ret_quiet);

/* The value of SETTING_IDLE, 1 to SETTING_IDLE_MAX; false for anything else. */
#define SETTING_IDLE_MAX 480
bool settings_idle(const char *value, int *ret_minutes);

/* Does the value keep the setting's rule? */
bool settings_fits(enum setting n, const char *value);

/* Check, set, and write the file. FIELD_INVALID; FILE_…, DISK_FULL. */
MUST_USE enum err settings_set(
    struct settings *s, enum setting n, const char *value);

#endif
