/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What verbs that list have in common: one read of the store, and what it
 * finds as lines of a table for people or as a JSON array for programs.
 *
 *	struct fruits {
 *		struct listing listing;
 *		enum colour colour;
 *	};
 *
 *	static enum err
 *	list_one(void *arg, const struct fruit *f)
 *	{
 *		struct listing *l = arg;
 *
 *		if (l->call->json)
 *			return listing_json(l, fruit_json(f));
 *		listing_row(l, (const struct print_cell[]){…, {NULL, 0}});
 *		return ERR_OK;
 *	}
 */
#ifndef OFFICE_CLI_LISTING_H
#define OFFICE_CLI_LISTING_H

#include "office/cli/workspace.h"

struct listing {
	struct verb_call *call;
	const char *none; /* said when there is nothing; NULL: nothing is */
	size_t limit;	  /* rows at most */
	size_t count;	  /* rows so far */
	json_t *rows;	  /* with --json */
};

/*
 * Open the office and list what job, called with arg as store_read does, adds:
 * at most limit rows, or otherwise if that is NULL (--limit as it was given).
 * USAGE; what workspace_open and job return.
 */
struct listing_read {
	store_job job;
	void *arg;
	const char *limit;
	size_t otherwise;
};
MUST_USE enum err listing_print(
    struct listing *l, const struct listing_read *read);

/* One more, with --json; takes row, which may be NULL: NOMEM. */
MUST_USE enum err listing_json(struct listing *l, json_t *row);

/* One more, for people: print_row. */
void listing_row(struct listing *l, const struct print_cell cells[]);

#endif
