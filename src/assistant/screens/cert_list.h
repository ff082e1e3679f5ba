/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The list of all certificates of all carriers, as an agency with hundreds of
 * them has it: searched, filtered, sorted. Plain data, without a window; rows
 * are copies, so that a list outlives the state it was made from.
 *
 * Sorting keeps the order of equal rows (that of the state: USB keys first),
 * takes numbers as numbers and names as the locale has them (strcoll: in zh_CN
 * by pinyin). Searching takes words that all must be in a row, in any of its
 * texts; case of Latin letters does not count.
 */
#ifndef ASSISTANT_SCREENS_CERT_LIST_H
#define ASSISTANT_SCREENS_CERT_LIST_H

#include "assistant/screens/standing.h"

#define NICKNAME_SIZE 97 /* octets, with NUL: 32 characters of Chinese */

enum cert_column {
	CERT_COLUMN_NICKNAME,
	CERT_COLUMN_HOLDER,
	CERT_COLUMN_USER,
	CERT_COLUMN_END,
	CERT_COLUMN_STATE,
	CERT_COLUMN_CARRIER,
	CERT_COLUMN_SERIAL,
	CERT_COLUMN_COUNT
};

enum cert_filter {
	CERT_FILTER_ALL,
	CERT_FILTER_USABLE,
	CERT_FILTER_ENDING,
	CERT_FILTER_PROBLEM, /* all that is neither usable nor being obtained */
	CERT_FILTER_COUNT
};

struct cert_row {
	int id;			 /* 1, 2, … in the order of the state */
	struct holder_pair pair; /* without its certificates */
	char nickname[NICKNAME_SIZE];
	enum standing standing;
	char *hay; /* all its texts, for searching */
};

struct cert_list {
	struct cert_row *rows;
	size_t count;
	/* What cert_list_arrange let through, in its order. */
	const struct cert_row **shown;
	size_t shown_count;
};

/* Where nicknames are kept. */
struct cert_names {
	/* Of that pair; "" if it has none. */
	void (*get)(
	    void *self, const struct holder_pair *p, char out[NICKNAME_SIZE]);
	void *self;
};

/* All pairs, shown as they come. lang is that of the state's words, for
 * searching; names->get may be NULL. NOMEM. */
MUST_USE enum err cert_list_new(const struct holder_pairs *pairs,
    const struct cert_names *names, enum lang lang, struct cert_list **ret_l);
void cert_list_free(struct cert_list *l);
DEFINE_AUTO(cert_list)

struct cert_order {
	enum cert_filter filter;
	enum cert_column by; /* CERT_COLUMN_COUNT: as they come */
	bool descending;
};
/* Choose and sort what is shown; search may be "". NOMEM, and then it is as it
 * was. */
MUST_USE enum err cert_list_arrange(
    struct cert_list *l, const struct cert_order *o, const char *search);

/* The row with that id, or of that signing certificate; or NULL. */
const struct cert_row *cert_list_row(const struct cert_list *l, int id);
const struct cert_row *cert_list_find(
    const struct cert_list *l, const char *sign_serial);

/* The last four digits of a serial number, borrowed from it. */
const char *cert_serial_end(const char *serial);

/* Compare by a column, ascending: as memcmp. */
int cert_row_compare(
    const struct cert_row *a, const struct cert_row *b, enum cert_column by);

#endif
