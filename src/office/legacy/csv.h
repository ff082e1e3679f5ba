/* SPDX-License-Identifier: Apache-2.0 */
/*
 * CSV (RFC 4180) in UTF-8, with or without a byte order mark, lines ending in
 * CR LF or LF: fields between commas; one in quotes may hold commas, line
 * breaks, and quotes written twice. Empty lines are passed over. Bounded, and
 * strict in the rest: text outside the quotes of a field, or a quote inside a
 * field without them, is an error, not a guess.
 */
#ifndef OFFICE_CSV_H
#define OFFICE_CSV_H

#include "base/bytes.h"

#define CSV_FIELDS_MAX 16 /* in a row */
#define CSV_ROW_MAX 8192  /* octets of a row's texts, NULs included */

struct csv {
	struct bytes rest; /* borrowed */
	size_t line;	   /* where the row that was read last began; from 1 */
	size_t next_line;
};

struct csv_row {
	size_t count;
	const char *fields[CSV_FIELDS_MAX]; /* into text */
	char text[CSV_ROW_MAX];
};

struct csv csv_of(struct bytes file);

/*
 * The next row; *ret_more false at the end. BAD_TEXT for what is not CSV, not
 * UTF-8, or has a NUL; TOO_LARGE for more fields or octets than a row may
 * have; c->line tells where.
 */
MUST_USE enum err csv_next(
    struct csv *c, struct csv_row *ret_row, bool *ret_more);

#endif
