/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The part of a desktop entry that starting with the desktop needs (Desktop
 * Entry Specification 1.5, Desktop Application Autostart Specification 0.5):
 * which program, and whether at all.
 */
#ifndef BASE_DESKTOP_ENTRY_H
#define BASE_DESKTOP_ENTRY_H

#include "base/file.h"

#define DESKTOP_ENTRY_MAX 65536 /* octets of a file */

struct desktop_entry {
	char program[FILE_PATH_MAX]; /* "" if there is none */
	bool hidden;		     /* as if the file were not there */
};

/* Add the entry of the assistant: program, absolute, with --hidden. buf fails
 * with BAD_TEXT on a path with control characters. */
void desktop_entry_write(struct buf *b, const struct desktop_entry *e);

/* Read whoever's: lines of the group "Desktop Entry", of which the first of
 * each name counts; the first word of Exec, unquoted. BAD_TEXT for what is not
 * UTF-8, has no such group, or an Exec that cannot be. */
MUST_USE enum err desktop_entry_read(
    struct bytes text, struct desktop_entry *ret_e);

#endif
