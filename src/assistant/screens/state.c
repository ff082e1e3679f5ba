/* SPDX-License-Identifier: Apache-2.0 */
#include "assistant/screens/state.h"

#include <stdlib.h>
#include <string.h>

struct desk_state *
desk_state_new(void)
{
	struct desk_state *s = calloc(1, sizeof(*s));

	if (s != NULL) {
		s->opened = ERR_CANCELLED;
		s->office = ERR_CANCELLED;
	}
	return s;
}

void
desk_state_free(struct desk_state *s)
{
	if (s == NULL)
		return;
	holder_pairs_free(s->pairs);
	free(s->carriers);
	free(s);
}

static enum err
look_at_carriers(struct assistant *a, struct desk_state *s)
{
	AUTO(token_list) list = NULL;

	TRY(assistant_tokens(a, &list));
	s->carriers = calloc(list->count + 1, sizeof(*s->carriers));
	if (s->carriers == NULL)
		return ERR_NOMEM;
	for (size_t n = 0; n < list->count; n++) {
		const struct token_entry *e = &list->entries[n];
		struct carrier_row *row = &s->carriers[n];

		memcpy(row->device, e->device, sizeof(row->device));
		row->err = e->err;
		row->idle = token_entry_is_idle(e);
		row->info = e->info;
	}
	s->carrier_count = list->count;
	return ERR_OK;
}

static enum err
look_at_settings(struct assistant *a, struct desk_state *s)
{
	for (size_t n = 0; n < SETTING_COUNT; n++)
		TRY(assistant_setting_get(a, setting_name((enum setting)n),
		    s->settings[n], sizeof(s->settings[n])));
	return ERR_OK;
}

enum err
desk_state_look(struct assistant *a, struct desk_state **ret_state)
{
	AUTO(desk_state) s = desk_state_new();

	if (s == NULL)
		return ERR_NOMEM;
	s->opened = ERR_OK;
	TRY(look_at_settings(a, s));
	TRY(look_at_carriers(a, s));
	TRY(assistant_pairs(a, &s->pairs));
	TRY(assistant_unfinished(a, &s->unfinished));
	*ret_state = TAKE(s);
	return ERR_OK;
}

enum err
desk_state_ask(struct assistant *a, struct desk_state *s)
{
	TRY(assistant_status(a, &s->account));
	return account_state_is_open(&s->account)
		   ? assistant_pairs_check(a, s->pairs)
		   : ERR_OK;
}

static enum err
copy_pair(const struct holder_pair *from, struct holder_pair *to)
{
	*to = *from;
	buf_init(&to->sign, from->sign.max);
	buf_init(&to->encrypt, from->encrypt.max);
	buf_put(&to->sign, buf_bytes(&from->sign));
	buf_put(&to->encrypt, buf_bytes(&from->encrypt));
	TRY(buf_status(&to->sign));
	return buf_status(&to->encrypt);
}

enum err
holder_pairs_copy(const struct holder_pairs *from, struct holder_pairs **ret_p)
{
	AUTO(holder_pairs) p = calloc(1, sizeof(*p));

	if (p == NULL)
		return ERR_NOMEM;
	p->rows = calloc(from->count + 1, sizeof(*p->rows));
	if (p->rows == NULL)
		return ERR_NOMEM;
	for (size_t n = 0; n < from->count; n++) {
		p->count++;
		TRY(copy_pair(&from->rows[n], &p->rows[n]));
	}
	*ret_p = TAKE(p);
	return ERR_OK;
}

const struct holder_pair *
desk_state_pair(const struct desk_state *s, const char *serial)
{
	for (size_t n = 0; s->pairs != NULL && n < s->pairs->count; n++) {
		const struct holder_pair *p = &s->pairs->rows[n];

		if (strcmp(p->sign_serial, serial) == 0 ||
		    strcmp(p->encrypt_serial, serial) == 0)
			return p;
	}
	return NULL;
}

static bool
is_of_one_holder(const struct holder_pair *a, const struct holder_pair *b)
{
	if (a->user_name[0] != '\0' || b->user_name[0] != '\0')
		return strcmp(a->user_name, b->user_name) == 0;
	return strcmp(a->subject, b->subject) == 0;
}

bool
desk_state_replaced(const struct desk_state *s, const struct holder_pair *p)
{
	for (size_t n = 0; s->pairs != NULL && n < s->pairs->count; n++) {
		const struct holder_pair *q = &s->pairs->rows[n];

		if (q->state == ERR_OK && !q->unfinished &&
		    q->not_after > p->not_after && is_of_one_holder(p, q))
			return true;
	}
	return false;
}

const struct carrier_row *
desk_state_carrier(const struct desk_state *s, const char *serial)
{
	for (size_t n = 0; n < s->carrier_count; n++) {
		if (s->carriers[n].err == ERR_OK &&
		    strcmp(s->carriers[n].info.serial, serial) == 0)
			return &s->carriers[n];
	}
	return NULL;
}

const struct account_state *
desk_state_told(const struct desk_state *s, const struct holder_pair *p)
{
	const struct account_state *a = &s->account;

	return a->logged_in && a->update[0] != '\0' &&
		       strcmp(a->user_name, p->user_name) == 0
		   ? a
		   : NULL;
}

enum err
desk_state_update(const struct desk_state *s, const struct holder_pair *p,
    int64_t now, int64_t *ret_opens_at)
{
	const struct account_state *a = desk_state_told(s, p);

	if (a == NULL)
		return ERR_CANCELLED;
	TRY(account_state_trouble(a));
	if (strcmp(a->update, "none") != 0)
		return ERR_OK;
	if (a->update_opens_at == 0)
		return ERR_CANCELLED;
	if (now >= a->update_opens_at)
		return ERR_OK; /* it has come since the office was asked */
	*ret_opens_at = a->update_opens_at;
	return ERR_RENEWAL_EARLY;
}
