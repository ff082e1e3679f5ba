/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The list of what was done at a desk, to be printed, filed and signed: a CSV
 * file for spreadsheets, or a PDF, as the name of the file ends. No secret is
 * in it.
 */
#ifndef OFFICE_HANDLIST_H
#define OFFICE_HANDLIST_H

#include "office/tokens/batch.h"

struct handlist;

/* Keep a list in a file that is not there yet; it is made at once. Texts are
 * borrowed. FILE_…, DISK_FULL, FONT_MISSING. */
struct handlist_head {
	const char *path;
	const char *office, *operator; /* name; short name */
	enum lang lang;		       /* of results */
	int64_t at;
};
MUST_USE enum err handlist_new(
    const struct handlist_head *h, struct handlist **ret_l);
void handlist_free(struct handlist *l); /* l may be NULL */
DEFINE_AUTO(handlist)

/* Add a key, or put its result in place of an earlier one; the file has it
 * when this returns. FILE_…, DISK_FULL, NOMEM. */
MUST_USE enum err handlist_add(
    struct handlist *l, const struct batch_result *r);

#endif
