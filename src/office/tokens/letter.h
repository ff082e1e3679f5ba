/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The letter that brings somebody the PIN of their USB key, a sheet of A4.
 * Folded twice as a Z along the marks, what is for the carrier of the letter
 * is outside, and the PIN lies between two layers, a tint before it. The PIN
 * is in the letter and nowhere else.
 */
#ifndef OFFICE_LETTER_H
#define OFFICE_LETTER_H

#include "base/bytes.h"
#include "base/file.h"

struct letter {
	const char *office;	    /* name */
	const char *serial, *label; /* of the key; label may be "" */
	struct bytes pin;	    /* digits */
	int64_t at;
};

/* Add the PDF to pdf, which holds a secret then. FONT_MISSING, NOMEM,
 * INTERNAL. */
MUST_USE enum err letter_draw(const struct letter *l, struct buf *pdf);

/* FOLDER/SERIAL.pdf; characters that a name of a file should not have become
 * "_". TOO_LARGE. */
MUST_USE enum err letter_path(
    const char *folder, const char *serial, char out[FILE_PATH_MAX]);

/* Draw it into that file, mode 0600, in place of one that is there. Also what
 * file_replace returns. */
MUST_USE enum err letter_write(const struct letter *l, const char *path);

#endif
