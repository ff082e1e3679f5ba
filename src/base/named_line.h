/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Files of "name = value" lines, as programs of ours write and people read
 * them. White space around name and value does not count; empty lines, and
 * those that begin with "#", ";" or "[", say nothing, nor does one without
 * "=". A value may have any other character, "=" and ";" too, and any length
 * (inih, which reads what administrators write, cuts lines after 199 octets).
 */
#ifndef BASE_NAMED_LINE_H
#define BASE_NAMED_LINE_H

#include "base/bytes.h"

struct named_line {
	struct bytes name, value; /* borrowed from the text */
};

/* The next line that says something, off the front of rest; false: none. */
bool named_line_next(struct bytes *rest, struct named_line *ret_line);

#endif
