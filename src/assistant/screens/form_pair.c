/* SPDX-License-Identifier: Apache-2.0 */
/* Fields that say which certificate is meant, or which operation. */
#include <string.h>

#include "assistant/screens/form_private.h"
#include "assistant/screens/say.h"

const struct holder_pair *
form_pair(const struct form *f)
{
	const struct desk_state *s = form_state(f);

	if (f->stage == STAGE_QUESTION && form_field_of(f, FIELD_PAIR) != NULL)
		return cert_choice_pair(&f->certs, s);
	return f->in.serial[0] != '\0' ? desk_state_pair(s, f->in.serial)
				       : NULL;
}

void
form_show_pair(
    const struct form *f, struct view *v, const struct holder_pair *p)
{
	enum tone tone;
	const char *state = say_state(v, form_state(f), p, &tone);

	view_fact(v, TEXT_SUBJECT, view_copy(v, p->subject));
	view_fact(v, TEXT_CARRIER,
	    say_carrier(v, p->carrier, p->token_label, p->token_serial));
	view_fact(v, TEXT_SIGN_SERIAL, view_copy(v, p->sign_serial));
	view_fact(v, TEXT_VALID_UNTIL, view_date(v, p->not_after));
	view_fact(v, TEXT_STATE, state)->tone = tone;
}

/* --- on this computer --- */

static void
show_pairs(const struct form *f, const struct form_field *r, struct view *v)
{
	const struct desk_state *s = form_state(f);

	(void)r;
	if (s->pairs == NULL || s->pairs->count == 0)
		return; /* its obstacle says it */
	if (s->pairs->count > 1)
		cert_choice_show(&f->certs, s, v);
	else
		form_show_pair(f, v, &s->pairs->rows[0]);
}

static void
show_chosen(const struct form *f, const struct form_field *r, struct view *v)
{
	const struct holder_pair *p = form_pair(f);

	if (p == NULL)
		return;
	view_fact(v, r->label,
	    view_text(v, TEXT_HOLDER_NAMED, p->subject, p->user_name));
	view_fact(v, TEXT_CARRIER,
	    say_carrier(v, p->carrier, p->token_label, p->token_serial));
}

static void
choose_pair(struct form *f, const struct form_field *r, const struct event *e)
{
	(void)r;
	(void)cert_choice_event(&f->certs, e);
}

/* Why none can be chosen: what keeps the only one from it, or the first. */
static enum err
why_none(const struct form *f, const struct form_field *r)
{
	const struct desk_state *s = form_state(f);

	if (f->stage != STAGE_QUESTION)
		return ERR_TOKEN_REMOVED;
	if (s->pairs->count == 0)
		return ERR_CERT_UNKNOWN;
	return r->unfit != NULL ? r->unfit(s, &s->pairs->rows[0])
				: ERR_CERT_UNKNOWN;
}

static enum err
pair_unfit(const struct form *f, const struct form_field *r)
{
	const struct holder_pair *p = form_pair(f);

	if (p == NULL)
		return why_none(f, r);
	return r->unfit != NULL ? r->unfit(form_state(f), p) : ERR_OK;
}

/* Of the one that is chosen, was chosen, or would be. */
static const char *
pair_carrier(const struct form *f, const struct form_field *r)
{
	const struct holder_pairs *all = form_state(f)->pairs;
	const struct holder_pair *p = form_pair(f);

	(void)r;
	if (p == NULL && f->stage == STAGE_QUESTION && all->count > 0)
		p = &all->rows[0];
	return p != NULL ? p->token_serial : f->in.carrier;
}

static void
settle_pair(struct form *f, const struct form_field *r)
{
	const struct holder_pair *p = form_pair(f);

	(void)r;
	if (p == NULL)
		return;
	memcpy(f->in.serial, p->sign_serial, sizeof(f->in.serial));
	memcpy(f->in.carrier, p->token_serial, sizeof(f->in.carrier));
}

const struct field_class field_pair = {.first = true,
    .show = show_pairs,
    .facts = show_chosen,
    .event = choose_pair,
    .unfit = pair_unfit,
    .carrier = pair_carrier,
    .settle = settle_pair};

/* --- of the account, wherever they are --- */

static bool
is_wanted(const struct form_field *r, const struct account_certificate *c)
{
	for (size_t i = 0; r->states[i] != NULL; i++)
		if (strcmp(r->states[i], c->state) == 0)
			return c->serial[0] != '\0';
	return false;
}

static bool
is_serial_of(const struct account_pair *p, const char *serial)
{
	return strcmp(p->sign.serial, serial) == 0 ||
	       strcmp(p->encrypt.serial, serial) == 0;
}

/* The one that is chosen, or the newest that will do; NULL: none will. */
static const struct account_pair *
chosen_of(const struct form *f, const struct form_field *r)
{
	const struct account_pairs *list = f->out.account_pairs;
	const struct account_pair *first = NULL;

	for (size_t i = 0; list != NULL && i < list->count; i++) {
		const struct account_pair *p = &list->rows[i];

		if (!is_wanted(r, &p->sign))
			continue;
		if (is_serial_of(p, f->in.serial))
			return p;
		if (first == NULL)
			first = p;
	}
	return first;
}

static const char *
where_it_is(const struct form *f, const struct account_pair *p, struct view *v)
{
	const struct holder_pair *here =
	    desk_state_pair(form_state(f), p->sign.serial);

	if (here == NULL)
		return view_text(v, TEXT_FORM_NOT_HERE);
	return say_carrier(
	    v, here->carrier, here->token_label, here->token_serial);
}

enum { COLUMN_SERIAL, COLUMN_CARRIER, COLUMN_UNTIL, COLUMNS };

static void
put_row(const struct form *f, const struct account_pair *p,
    struct table_row *row, struct view *v)
{
	struct table_cell *cells = view_alloc(v, COLUMNS, sizeof(*cells));

	if (cells == NULL)
		return;
	cells[COLUMN_SERIAL].text = view_copy(v, p->sign.serial);
	cells[COLUMN_CARRIER].text = where_it_is(f, p, v);
	cells[COLUMN_UNTIL].text = view_date(v, p->sign.not_after);
	row->cells = cells;
}

static void
fill_table(const struct form *f, const struct form_field *r, struct table *t,
    struct view *v)
{
	const struct account_pairs *list = f->out.account_pairs;
	const struct account_pair *chosen = chosen_of(f, r);

	for (size_t i = 0; i < list->count; i++) {
		struct table_row *row = &t->rows[t->row_count];

		if (!is_wanted(r, &list->rows[i].sign))
			continue;
		*row = (struct table_row){
		    .id = (int)i + 1, .chosen = &list->rows[i] == chosen};
		put_row(f, &list->rows[i], row, v);
		if (row->cells != NULL)
			t->row_count++;
	}
}

static void
show_account_pairs(
    const struct form *f, const struct form_field *r, struct view *v)
{
	static const enum text labels[COLUMNS] = {
	    TEXT_SIGN_SERIAL, TEXT_CARRIER, TEXT_VALID_UNTIL};
	struct table_column *columns;
	struct table *t;

	if (chosen_of(f, r) == NULL)
		return;
	t = view_alloc(v, 1, sizeof(*t));
	columns = view_alloc(v, COLUMNS, sizeof(*columns));
	if (t == NULL || columns == NULL)
		return;
	for (size_t i = 0; i < COLUMNS; i++)
		columns[i].label = view_text(v, labels[i]);
	columns[COLUMN_SERIAL].wide = true;
	*t = (struct table){.columns = columns,
	    .column_count = COLUMNS,
	    .rows =
		view_alloc(v, f->out.account_pairs->count, sizeof(*t->rows)),
	    .sorted_by = SIZE_MAX};
	if (t->rows != NULL)
		fill_table(f, r, t, v);
	field_item(f, r, v, ITEM_TABLE)->table = t;
}

static void
show_account_chosen(
    const struct form *f, const struct form_field *r, struct view *v)
{
	const struct account_pair *p = chosen_of(f, r);

	if (p == NULL)
		return;
	view_fact(v, TEXT_SIGN_SERIAL, view_copy(v, p->sign.serial));
	view_fact(v, TEXT_CARRIER, where_it_is(f, p, v));
}

static void
choose_account_pair(
    struct form *f, const struct form_field *r, const struct event *e)
{
	const struct account_pairs *list = f->out.account_pairs;

	(void)r;
	if (e->kind == EVENT_ROW && e->row >= 1 &&
	    (size_t)e->row <= list->count)
		memcpy(f->in.serial, list->rows[e->row - 1].sign.serial,
		    sizeof(f->in.serial));
}

static enum err
account_pair_unfit(const struct form *f, const struct form_field *r)
{
	const struct account_pairs *all = f->out.account_pairs;

	if (chosen_of(f, r) != NULL)
		return ERR_OK;
	return all != NULL && all->count > 0 ? r->none : ERR_CERT_UNKNOWN;
}

/* Its PIN, if one is asked for, is that of where it is here. */
static void
settle_account_pair(struct form *f, const struct form_field *r)
{
	const struct account_pair *p = chosen_of(f, r);
	const struct holder_pair *here;

	if (p == NULL)
		return;
	memcpy(f->in.serial, p->sign.serial, sizeof(f->in.serial));
	here = desk_state_pair(form_state(f), p->sign.serial);
	if (here != NULL)
		memcpy(
		    f->in.carrier, here->token_serial, sizeof(f->in.carrier));
}

const struct field_class field_account_pair = {.first = true,
    .show = show_account_pairs,
    .facts = show_account_chosen,
    .event = choose_account_pair,
    .unfit = account_pair_unfit,
    .settle = settle_account_pair};

/* --- operations that were cut off --- */

/* The carrier that the next of them needs: one that is there, else the first;
 * "" if it needs none. */
static const char *
next_carrier(const struct form *f)
{
	const struct unfinished *u = &form_state(f)->unfinished;

	for (size_t i = 0; i < u->count && i < UNFINISHED_MAX; i++)
		if (desk_state_carrier(form_state(f), u->carriers[i]) != NULL)
			return u->carriers[i];
	return u->count > 0 ? u->carriers[0] : "";
}

static void
show_unfinished(
    const struct form *f, const struct form_field *r, struct view *v)
{
	const struct unfinished *u = &form_state(f)->unfinished;

	if (u->count == 0)
		view_add(
		    v, ITEM_TEXT, 0, view_text(v, TEXT_NOTHING_UNFINISHED));
	else
		view_fact(v, r->label, view_printf(v, "%d", (int)u->count));
	for (size_t i = 0; i < u->count && i < UNFINISHED_MAX; i++) {
		const struct carrier_row *c =
		    desk_state_carrier(form_state(f), u->carriers[i]);

		if (c != NULL)
			view_fact(v, TEXT_CARRIER,
			    say_carrier(v, c->info.kind, c->info.label,
				c->info.serial));
		else if (u->carriers[i][0] != '\0')
			view_fact(v, TEXT_CARRIER,
			    view_text(v, TEXT_FORM_PLUG_IN, u->carriers[i]));
	}
}

static void
show_next(const struct form *f, const struct form_field *r, struct view *v)
{
	const struct carrier_row *c =
	    desk_state_carrier(form_state(f), f->in.carrier);

	(void)r;
	if (c != NULL)
		view_fact(v, TEXT_CARRIER,
		    say_carrier(
			v, c->info.kind, c->info.label, c->info.serial));
}

static enum err
unfinished_unfit(const struct form *f, const struct form_field *r)
{
	(void)r;
	return f->stage == STAGE_FIELDS && f->in.carrier[0] != '\0' &&
		       desk_state_carrier(form_state(f), f->in.carrier) == NULL
		   ? ERR_TOKEN_MISSING
		   : ERR_OK;
}

static const char *
unfinished_carrier(const struct form *f, const struct form_field *r)
{
	(void)r;
	return f->in.carrier;
}

static void
settle_unfinished(struct form *f, const struct form_field *r)
{
	const char *carrier = next_carrier(f);

	(void)r;
	if (f->stage == STAGE_QUESTION)
		memcpy(f->in.carrier, carrier, strlen(carrier) + 1);
}

const struct field_class field_unfinished = {.first = true,
    .show = show_unfinished,
    .facts = show_next,
    .unfit = unfinished_unfit,
    .carrier = unfinished_carrier,
    .settle = settle_unfinished};
