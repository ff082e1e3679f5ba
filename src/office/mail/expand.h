/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Templates filled in: {{name}} becomes a value, everything else stays as it
 * is. A brace pair that is not closed, a name that is not one (letters only,
 * up to 31), or one without a value is an error, not an empty place.
 */
#ifndef OFFICE_MAIL_EXPAND_H
#define OFFICE_MAIL_EXPAND_H

#include "base/bytes.h"

enum expand_as {
	EXPAND_TEXT, /* values go in as they are */
	EXPAND_HTML, /* values are escaped; line breaks become <br> */
};

struct expand_value {
	const char *name;
	struct bytes value; /* UTF-8 */
	bool is_html;	    /* HTML already: not escaped again */
};

/* Add the filled-in text to out. BAD_MESSAGE; buf_status of out. */
MUST_USE enum err expand(struct bytes text, enum expand_as as,
    const struct expand_value values[], size_t count, struct buf *out);

#endif
