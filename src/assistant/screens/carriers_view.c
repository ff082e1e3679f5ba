/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "assistant/screens/carriers_private.h"
#include "assistant/screens/next_step.h"
#include "assistant/screens/say.h"

static const struct carriers *
state_of(const struct screen *s)
{
	return screen_state(s);
}

static const struct desk_state *
known(const struct screen *s)
{
	return desk_state(screen_desk(s));
}

static struct table *
add_table(struct view *v, int id, enum text label, enum text empty)
{
	struct item *i = view_add(v, ITEM_TABLE, id, view_text(v, label));
	struct table *t = view_alloc(v, 1, sizeof(*t));

	if (t == NULL)
		return NULL;
	t->sorted_by = SIZE_MAX;
	t->empty = view_text(v, empty);
	i->table = t;
	return t;
}

/* Columns, the first of which is wide, and room for rows. */
static bool
make_room(struct view *v, struct table *t, const enum text *labels,
    size_t columns, size_t rows)
{
	struct table_column *c = view_alloc(v, columns, sizeof(*c));

	t->rows = view_alloc(v, rows, sizeof(*t->rows));
	if (c == NULL || t->rows == NULL)
		return false;
	for (size_t n = 0; n < columns; n++)
		c[n].label = view_text(v, labels[n]);
	c[0].wide = true;
	t->columns = c;
	t->column_count = columns;
	return true;
}

static struct table_cell *
add_row(struct view *v, struct table *t, int id)
{
	struct table_cell *cells =
	    view_alloc(v, t->column_count, sizeof(*cells));

	if (cells == NULL)
		return NULL;
	for (size_t n = 0; n < t->column_count; n++)
		cells[n].text = "";
	t->rows[t->row_count++] = (struct table_row){.id = id, .cells = cells};
	return cells;
}

/* --- all of them --- */

static const char *
tries(struct view *v, int left, int max)
{
	if (left == TOKEN_TRIES_UNKNOWN)
		return view_text(v, TEXT_NOT_TOLD);
	if (left == 0)
		return view_text(v, TEXT_TRIES_NONE);
	return max == TOKEN_TRIES_UNKNOWN
		   ? view_printf(v, "%d", left)
		   : view_printf(v, "%d / %d", left, max);
}

/* Readers with nothing in them, and what stands for them, are no trouble. */
static const char *
say_idle(struct view *v, const struct carrier_row *c)
{
	switch (c->err) {
	case ERR_CARD_SERVICE:
		return view_text(v, TEXT_READERS_OFF);
	case ERR_TOKEN_LIBRARY:
		return view_text(v, TEXT_READERS_BROKEN);
	default:
		return view_text(v, TEXT_CARRIERS_EMPTY_READER);
	}
}

static const char *
say_row_state(struct view *v, const struct carrier_row *c, enum tone *tone)
{
	*tone = TONE_PLAIN;
	if (c->idle)
		return say_idle(v, c);
	*tone = TONE_PROBLEM;
	if (c->err != ERR_OK)
		return err_text(c->err, v->lang);
	if (!c->info.blank && c->info.pin_tries == 0)
		return err_text(ERR_PIN_LOCKED, v->lang);
	*tone = TONE_CAUTION;
	if (c->info.blank)
		return view_text(v, TEXT_STATE_BLANK);
	if (c->info.kind == CARRIER_HARD && c->info.pin_initial)
		return view_text(v, TEXT_STATE_INITIAL);
	*tone = TONE_GOOD;
	return view_text(v, TEXT_CARRIERS_FINE);
}

enum {
	COLUMN_LABEL,
	COLUMN_KIND,
	COLUMN_SERIAL,
	COLUMN_TRIES,
	COLUMN_STATE,
	COLUMNS
};

static void
show_known(struct view *v, const struct token_info *i, struct table_cell *cells)
{
	cells[COLUMN_LABEL].text = view_copy(v, i->label);
	cells[COLUMN_KIND].text = view_text(
	    v, i->kind == CARRIER_HARD ? TEXT_CARRIER_HARD : TEXT_CARRIER_SOFT);
	cells[COLUMN_SERIAL].text = view_copy(v, i->serial);
	if (!i->blank)
		cells[COLUMN_TRIES].text =
		    tries(v, i->pin_tries, i->pin_tries_max);
}

static void
show_carrier(const struct screen *s, const struct carrier_row *c,
    struct table *t, struct view *v)
{
	const struct carriers *state = state_of(s);
	/* What stands for all readers has no device. */
	const int id = row_ids_of(&state->rows, c->device);
	struct table_cell *cells = add_row(v, t, id);
	struct table_row *row;

	if (cells == NULL)
		return;
	row = &t->rows[t->row_count - 1];
	row->chosen = row_choice_is(&state->chosen, c->device);
	if (c->err == ERR_OK)
		show_known(v, &c->info, cells);
	else
		cells[COLUMN_LABEL].text = c->device[0] != '\0'
					       ? view_copy(v, c->device)
					       : view_text(v, TEXT_READER);
	cells[COLUMN_STATE].text =
	    say_row_state(v, c, &cells[COLUMN_STATE].tone);
	if (c->idle)
		row->why_not = cells[COLUMN_STATE].text;
}

static void
show_all(const struct screen *s, struct view *v)
{
	static const enum text labels[COLUMNS] = {
	    TEXT_LABEL, TEXT_KIND, TEXT_SERIAL, TEXT_PIN_TRIES, TEXT_STATE};
	const struct carriers *state = state_of(s);
	struct table *t =
	    add_table(v, CARRIERS_TABLE, TEXT_CARRIERS_TABLE, TEXT_NO_TOKENS);
	struct item *i;

	if (t != NULL &&
	    make_room(v, t, labels, COLUMNS, known(s)->carrier_count))
		for (size_t n = 0; n < known(s)->carrier_count; n++)
			show_carrier(s, &known(s)->carriers[n], t, v);
	view_button(v, CARRIERS_CLOSE, TEXT_CLOSE, ITEM_FOOT | ITEM_CANCEL);
	i = view_button(
	    v, CARRIERS_OPEN, TEXT_CARRIERS_OPEN, ITEM_FOOT | ITEM_DEFAULT);
	if (state->chosen.name[0] == '\0')
		i->why_not = view_text(v, TEXT_CARRIERS_CHOOSE);
}

/* --- one --- */

static void
show_info(const struct token_info *i, struct view *v)
{
	view_fact(v, TEXT_KIND,
	    view_text(v, i->kind == CARRIER_HARD ? TEXT_CARRIER_HARD
						 : TEXT_CARRIER_SOFT));
	view_fact(v, TEXT_SERIAL, view_copy(v, i->serial));
	view_fact(v, TEXT_MAKER, view_copy(v, i->manufacturer));
	if (i->kind == CARRIER_HARD)
		view_fact(v, TEXT_FREE_SPACE,
		    view_printf(v, "%s / %s", say_octets(v, i->free_space),
			say_octets(v, i->total_space)));
	if (i->blank)
		return;
	view_fact(v, TEXT_PIN_TRIES, tries(v, i->pin_tries, i->pin_tries_max))
	    ->tone = i->pin_tries == 0 ? TONE_PROBLEM : TONE_PLAIN;
	view_fact(
	    v, TEXT_ADMIN_TRIES, tries(v, i->admin_tries, i->admin_tries_max))
	    ->tone = i->admin_tries == 0 ? TONE_PROBLEM : TONE_PLAIN;
}

static const char *
join(struct view *v, const struct token_names *names)
{
	const char *all = "";

	for (size_t n = 0; n < names->count; n++)
		all = view_printf(
		    v, "%s%s%s", all, n == 0 ? "" : ", ", names->rows[n]);
	return all;
}

enum { CERT_HOLDER, CERT_SERIAL, CERT_UNTIL, CERT_STATE, CERT_COLUMNS };

static void
show_cert(const struct screen *s, const struct holder_pair *p, struct table *t,
    struct view *v)
{
	/* The desk's own row has the office's word. */
	const struct holder_pair *told =
	    desk_state_pair(known(s), p->sign_serial);
	struct table_cell *cells =
	    add_row(v, t, row_ids_of(&state_of(s)->certs, p->sign_serial));

	if (cells == NULL)
		return;
	cells[CERT_HOLDER].text = view_copy(v, p->subject);
	cells[CERT_SERIAL].text = view_copy(v, p->sign_serial);
	cells[CERT_UNTIL].text = view_date(v, p->not_after);
	cells[CERT_STATE].text = say_state(
	    v, known(s), told == NULL ? p : told, &cells[CERT_STATE].tone);
}

static void
show_contents(const struct screen *s, struct view *v)
{
	static const enum text labels[CERT_COLUMNS] = {
	    TEXT_CERT_HOLDER, TEXT_SIGN_SERIAL, TEXT_CERT_UNTIL, TEXT_STATE};
	const struct token_details *d = &state_of(s)->details;
	struct table *t = add_table(
	    v, CARRIERS_CERTS, TEXT_CARRIERS_CERTS, TEXT_CARRIERS_NO_CERTS);

	if (t != NULL && make_room(v, t, labels, CERT_COLUMNS, d->pairs->count))
		for (size_t n = 0; n < d->pairs->count; n++)
			show_cert(s, &d->pairs->rows[n], t, v);
	if (d->entry.info.kind == CARRIER_HARD && !d->entry.info.blank)
		view_fact(v, TEXT_TOKEN_ESCROWED,
		    view_text(v, d->escrow ? TEXT_TOKEN_ESCROWED_YES
					   : TEXT_TOKEN_ESCROWED_NO));
	if (d->containers->count > 0)
		view_fact(v, TEXT_OTHER_CONTAINERS, join(v, d->containers));
	if (d->applications != NULL && d->applications->count > 0)
		view_fact(v, TEXT_OTHER_APPLICATIONS, join(v, d->applications));
}

static void
show_label(const struct screen *s, struct view *v)
{
	const struct carriers *c = state_of(s);
	struct item *i =
	    view_add(v, ITEM_ENTRY, CARRIERS_LABEL, view_text(v, TEXT_LABEL));

	i->value = view_copy(v, c->label);
	i->max = sizeof(c->label) - 1;
	i->hint = view_text(v, TEXT_CARRIERS_LABEL_RULE);
	i = view_button(v, CARRIERS_RENAME, TEXT_CARRIERS_RENAME, 0);
	if (!c->typed)
		i->why_not = view_text(v, TEXT_CARRIERS_SAME_LABEL);
}

static void
show_actions(const struct token_info *i, struct view *v)
{
	if (i->blank) {
		view_button(v, CARRIERS_INIT, TEXT_GO_TOKEN_INIT, 0);
		return;
	}
	view_button(v, CARRIERS_PIN, TEXT_GO_PIN, 0)->why_not =
	    i->pin_tries == 0 ? err_text(ERR_PIN_LOCKED, v->lang) : NULL;
	view_button(v, CARRIERS_UNLOCK, TEXT_GO_UNLOCK, 0)->why_not =
	    i->admin_tries == 0 ? err_text(ERR_ADMIN_PIN_LOCKED, v->lang)
				: NULL;
}

static void
show_news(const struct carriers *c, struct view *v)
{
	struct item *i;

	panel_show_error(&c->panel, v);
	panel_show_error(&c->look, v);
	if (!c->renamed)
		return;
	i = view_add(v, ITEM_NOTE, 0, view_text(v, TEXT_TOKEN_LABELLED));
	i->tone = TONE_GOOD;
}

static void
show_notes(const struct token_info *i, struct view *v)
{
	struct item *note;

	if (!i->blank && i->kind == CARRIER_HARD && i->pin_initial) {
		note = view_add(
		    v, ITEM_NOTE, 0, view_text(v, TEXT_PIN_IS_INITIAL));
		note->tone = TONE_CAUTION;
	}
	if (i->blank) {
		note =
		    view_add(v, ITEM_NOTE, 0, view_text(v, TEXT_STATE_BLANK));
		note->value = view_text(v, TEXT_CARRIERS_BLANK_ADVICE);
		note->tone = TONE_CAUTION;
	}
}

static void
show_usable(const struct screen *s, const struct token_info *i, struct view *v)
{
	const struct carriers *c = state_of(s);

	show_news(c, v);
	show_notes(i, v);
	show_label(s, v);
	show_info(i, v);
	if (c->looked)
		show_contents(s, v);
	show_actions(i, v);
}

static void
show_one(const struct screen *s, struct view *v)
{
	const struct carriers *c = state_of(s);
	const struct carrier_row *row = carriers_find(s, c->device);
	const enum err e = row == NULL ? ERR_TOKEN_MISSING : row->err;

	if (e == ERR_OK) {
		show_usable(s, &row->info, v);
	} else {
		view_error(v, e, NULL);
		view_fact(v, TEXT_READER, view_copy(v, c->device));
	}
	view_button(v, CARRIERS_BACK, TEXT_CARRIERS_BACK,
	    ITEM_FOOT | ITEM_CANCEL | ITEM_FOCUS);
	if (e != ERR_OK)
		next_step_button(v, CARRIERS_HELP, e, ITEM_FOOT);
}

void
carriers_show(const struct screen *s, struct view *v)
{
	const struct carriers *c = state_of(s);

	v->title = view_text(v, TEXT_CARRIERS_TITLE);
	panel_show_busy(&c->look, v, TEXT_CARRIERS_LOOKING);
	panel_show_busy(&c->panel, v, TEXT_CARRIERS_RENAMING);
	if (c->device[0] == '\0')
		show_all(s, v);
	else
		show_one(s, v);
}
