/* SPDX-License-Identifier: Apache-2.0 */
#include "assistant/screens/row_ids.h"

#include <stdlib.h>
#include <string.h>

void
row_ids_add(struct row_ids *r, const char *name)
{
	char **more, *copy;

	if (row_ids_of(r, name) != 0)
		return;
	more = realloc(r->names, (r->count + 1) * sizeof(*more));
	if (more == NULL)
		return;
	r->names = more;
	copy = strdup(name);
	if (copy != NULL)
		r->names[r->count++] = copy;
}

int
row_ids_of(const struct row_ids *r, const char *name)
{
	for (size_t n = 0; n < r->count; n++)
		if (strcmp(r->names[n], name) == 0)
			return (int)n + 1;
	return 0;
}

const char *
row_ids_name(const struct row_ids *r, int id)
{
	return id < 1 || (size_t)id > r->count ? NULL : r->names[id - 1];
}

void
row_ids_done(struct row_ids *r)
{
	for (size_t n = 0; n < r->count; n++)
		free(r->names[n]);
	free(r->names);
	*r = (struct row_ids){0};
}
