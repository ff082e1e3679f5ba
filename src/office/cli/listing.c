/* SPDX-License-Identifier: Apache-2.0 */
#include "office/cli/listing.h"

enum err
listing_json(struct listing *l, json_t *row)
{
	l->count++;
	return json_array_append_new(l->rows, row) == 0 ? ERR_OK : ERR_NOMEM;
}

void
listing_row(struct listing *l, const struct print_cell cells[])
{
	l->count++;
	print_row(l->call, cells);
}

enum err
listing_print(struct listing *l, const struct listing_read *read)
{
	AUTO_DONE(workspace) w = {0};
	enum err e;

	TRY(read_limit(l->call, read->limit, read->otherwise, &l->limit));
	TRY(workspace_open(l->call, &w));
	l->rows = json_array();
	e = store_read(w.store, read->job, read->arg);
	if (e == ERR_OK && l->call->json)
		return print_json(l->call, l->rows);
	json_decref(l->rows);
	if (e == ERR_OK && l->count == 0 && l->none != NULL)
		fprintf(l->call->out, "%s\n", l->none);
	return e;
}
