/* SPDX-License-Identifier: Apache-2.0 */
/* Ids of a table's rows by what they are about: a name that was given one keeps
 * it as long as the window is open, whatever comes and goes meanwhile. */
#ifndef ASSISTANT_SCREENS_ROW_IDS_H
#define ASSISTANT_SCREENS_ROW_IDS_H

#include <stddef.h>

struct row_ids {
	char **names; /* of id 1, 2, … */
	size_t count;
};

/* One for that name, if it has none yet. Without memory it gets none. */
void row_ids_add(struct row_ids *r, const char *name);
/* 0: it has none. */
int row_ids_of(const struct row_ids *r, const char *name);
/* Borrowed; NULL: there is no such id. */
const char *row_ids_name(const struct row_ids *r, int id);
void row_ids_done(struct row_ids *r);

#endif
