/* SPDX-License-Identifier: Apache-2.0 */
/* What a carrier holds, of ours and of others. */
#include <stdlib.h>
#include <string.h>

#include "assistant/carrier.h"

void
token_details_done(struct token_details *d)
{
	holder_pairs_free(d->pairs);
	token_names_free(d->containers);
	token_names_free(d->applications);
}

/* Take the names out that are told elsewhere. */
static void
leave_out(struct token_names *names, const char *name)
{
	for (size_t i = 0; i < names->count; i++)
		if (strcmp(names->rows[i], name) == 0)
			memcpy(names->rows[i], names->rows[--names->count],
			    sizeof(names->rows[i]));
}

static enum err
add_name(struct token_names *names, const char *name)
{
	void *more =
	    realloc(names->rows, (names->count + 1) * sizeof(*names->rows));

	if (more == NULL)
		return ERR_NOMEM;
	names->rows = more;
	memcpy(names->rows[names->count++], name, strlen(name) + 1);
	return ERR_OK;
}

static bool
has_pair(const struct holder_pairs *pairs, const char *container)
{
	for (size_t i = 0; i < pairs->count; i++)
		if (strcmp(pairs->rows[i].container, container) == 0)
			return true;
	return false;
}

static enum err
list_containers(struct assistant *a, struct token *t, struct token_details *d)
{
	AUTO(token_names) all = NULL;
	AUTO(token_names) others = calloc(1, sizeof(*others));

	if (others == NULL)
		return ERR_NOMEM;
	if (!d->entry.info.blank) {
		TRY(holder_pairs_add(a, t, &d->entry.info, d->pairs));
		TRY(token_container_names(t, &all));
	}
	for (size_t i = 0; all != NULL && i < all->count; i++)
		if (!has_pair(d->pairs, all->rows[i]))
			TRY(add_name(others, all->rows[i]));
	d->containers = TAKE(others);
	return ERR_OK;
}

/* Not every device tells. */
static enum err
list_applications(struct token *t, struct token_details *d)
{
	enum err e = token_applications_list(t, &d->applications);

	if (e == ERR_NOT_SUPPORTED)
		return ERR_OK;
	TRY(e);
	leave_out(d->applications, TOKEN_APPLICATION);
	return ERR_OK;
}

static enum err
look_for_escrow(struct token *t, struct token_details *d)
{
	AUTO_DONE(buf) escrow = BUF(ESCROW_DER_MAX);

	if (!d->entry.info.blank)
		TRY(carrier_read_escrow(t, &escrow));
	d->escrow = escrow.len > 0;
	return ERR_OK;
}

static enum err
look_at(struct assistant *a, struct token *t, struct token_details *d)
{
	d->pairs = calloc(1, sizeof(*d->pairs));
	if (d->pairs == NULL)
		return ERR_NOMEM;
	TRY(look_for_escrow(t, d));
	TRY(list_applications(t, d));
	return list_containers(a, t, d);
}

enum err
assistant_token_info(
    struct assistant *a, const char *carrier, struct token_details *ret_details)
{
	AUTO(token) t = NULL;
	struct token_details d = {.escrow = false};
	enum err e;

	failure_clear(a);
	TRY(carrier_look_up(a, carrier, &d.entry, &t));
	e = look_at(a, t, &d);
	if (e != ERR_OK) {
		token_details_done(&d);
		return e;
	}
	*ret_details = d;
	return ERR_OK;
}
