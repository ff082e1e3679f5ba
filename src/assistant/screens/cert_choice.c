/* SPDX-License-Identifier: Apache-2.0 */
#include "assistant/screens/cert_choice.h"

#include <string.h>

#include "assistant/screens/say.h"

#define LAST_DIGITS 4	 /* of a serial number */
#define BROKEN_ID 100000 /* ids of carriers that cannot be looked into */

void
cert_choice_init(struct cert_choice *c, int id, cert_unfit *unfit)
{
	*c = (struct cert_choice){.id = id, .unfit = unfit};
}

void
cert_choice_done(struct cert_choice *c)
{
	row_ids_done(&c->rows);
}

const struct holder_pair *
cert_choice_pair(const struct cert_choice *c, const struct desk_state *s)
{
	return c->chosen.name[0] == '\0' ? NULL
					 : desk_state_pair(s, c->chosen.name);
}

static enum err
unfit(const struct cert_choice *c, const struct desk_state *s,
    const struct holder_pair *p)
{
	return c->unfit == NULL ? ERR_OK : c->unfit(s, p);
}

/* As assistant_pair chooses, among those that can be. */
static const struct holder_pair *
best(const struct cert_choice *c, const struct desk_state *s)
{
	const struct holder_pair *found = NULL;

	for (size_t n = 0; n < s->pairs->count; n++) {
		const struct holder_pair *p = &s->pairs->rows[n];

		if (unfit(c, s, p) == ERR_OK && holder_pair_is_better(p, found))
			found = p;
	}
	return found;
}

/* One that nobody chose makes room for a better one. */
static bool
may_stay(const struct cert_choice *c, const struct desk_state *s)
{
	const struct holder_pair *p = cert_choice_pair(c, s);

	return c->by_person && p != NULL && unfit(c, s, p) == ERR_OK;
}

void
cert_choice_update(
    struct cert_choice *c, const struct desk_state *s, const char *wished)
{
	const struct holder_pair *p;

	if (s->pairs == NULL)
		return;
	for (size_t n = 0; n < s->pairs->count; n++)
		row_ids_add(&c->rows, s->pairs->rows[n].sign_serial);
	p = wished == NULL ? NULL : desk_state_pair(s, wished);
	if (p != NULL) {
		row_choice_set(&c->chosen, p->sign_serial);
		c->by_person = true;
	}
	c->by_person = may_stay(c, s);
	p = c->by_person ? cert_choice_pair(c, s) : best(c, s);
	row_choice_begin(&c->chosen);
	if (p != NULL)
		row_choice_offer(&c->chosen, p->sign_serial);
	(void)row_choice_end(&c->chosen);
}

enum {
	COLUMN_HOLDER,
	COLUMN_ISSUER,
	COLUMN_UNTIL,
	COLUMN_CARRIER,
	COLUMN_STATE,
	COLUMN_SERIAL,
	COLUMNS
};

static const struct table_column *
show_columns(struct view *v)
{
	static const enum text labels[COLUMNS] = {TEXT_CERT_HOLDER, TEXT_ISSUER,
	    TEXT_CERT_UNTIL, TEXT_CARRIER, TEXT_STATE, TEXT_CERT_ENDING};
	struct table_column *columns = view_alloc(v, COLUMNS, sizeof(*columns));

	if (columns == NULL)
		return NULL;
	for (size_t n = 0; n < COLUMNS; n++)
		columns[n].label = view_text(v, labels[n]);
	columns[COLUMN_HOLDER].wide = true;
	return columns;
}

static struct table_cell *
new_row(struct view *v, struct table *t, int id)
{
	struct table_cell *cells = view_alloc(v, COLUMNS, sizeof(*cells));

	if (cells == NULL)
		return NULL;
	for (size_t n = 0; n < COLUMNS; n++)
		cells[n].text = "";
	t->rows[t->row_count++] = (struct table_row){.id = id, .cells = cells};
	return cells;
}

/* By which people tell two certificates of one holder apart. */
static const char *
last_digits(struct view *v, const char *serial)
{
	const size_t len = strlen(serial);

	return len <= LAST_DIGITS
		   ? view_copy(v, serial)
		   : view_printf(v, "…%s", serial + len - LAST_DIGITS);
}

static void
show_pair(const struct cert_choice *c, const struct desk_state *s,
    const struct holder_pair *p, struct table *t, struct view *v)
{
	const int id = row_ids_of(&c->rows, p->sign_serial);
	const enum err why_not = unfit(c, s, p);
	struct table_cell *cells = id == 0 ? NULL : new_row(v, t, id);

	if (cells == NULL)
		return;
	cells[COLUMN_HOLDER].text = view_copy(v, p->subject);
	cells[COLUMN_ISSUER].text = view_copy(v, p->issuer);
	cells[COLUMN_UNTIL].text = view_date(v, p->not_after);
	cells[COLUMN_CARRIER].text = say_carrier_briefly(v, p);
	cells[COLUMN_STATE].text =
	    say_state(v, s, p, &cells[COLUMN_STATE].tone);
	cells[COLUMN_SERIAL].text = last_digits(v, p->sign_serial);
	t->rows[t->row_count - 1].chosen =
	    row_choice_is(&c->chosen, p->sign_serial);
	if (why_not != ERR_OK)
		t->rows[t->row_count - 1].why_not = err_text(why_not, v->lang);
}

static void
show_broken(
    const struct carrier_row *carrier, int id, struct table *t, struct view *v)
{
	struct table_cell *cells = new_row(v, t, id);

	if (cells == NULL)
		return;
	cells[COLUMN_CARRIER].text = view_copy(v, carrier->device);
	cells[COLUMN_STATE].text = err_text(carrier->err, v->lang);
	cells[COLUMN_STATE].tone = TONE_PROBLEM;
	t->rows[t->row_count - 1].why_not = cells[COLUMN_STATE].text;
}

static void
show_rows(const struct cert_choice *c, const struct desk_state *s,
    struct table *t, struct view *v)
{
	for (size_t n = 0; s->pairs != NULL && n < s->pairs->count; n++)
		show_pair(c, s, &s->pairs->rows[n], t, v);
	for (size_t n = 0; n < s->carrier_count; n++)
		if (s->carriers[n].err != ERR_OK && !s->carriers[n].idle)
			show_broken(&s->carriers[n], BROKEN_ID + (int)n, t, v);
}

void
cert_choice_show(
    const struct cert_choice *c, const struct desk_state *s, struct view *v)
{
	const size_t most =
	    s->carrier_count + (s->pairs == NULL ? 0 : s->pairs->count);
	struct item *i =
	    view_add(v, ITEM_TABLE, c->id, view_text(v, TEXT_CERT_TABLE));
	struct table *t = view_alloc(v, 1, sizeof(*t));

	if (t == NULL)
		return;
	i->table = t;
	t->columns = show_columns(v);
	t->rows = view_alloc(v, most, sizeof(*t->rows));
	t->sorted_by = SIZE_MAX;
	t->empty = view_text(v, TEXT_NO_CERTIFICATES);
	if (t->columns == NULL || t->rows == NULL)
		return;
	t->column_count = COLUMNS;
	show_rows(c, s, t, v);
}

bool
cert_choice_event(struct cert_choice *c, const struct event *e)
{
	const char *serial;

	if ((e->kind != EVENT_ROW && e->kind != EVENT_OPEN_ROW) ||
	    e->id != c->id)
		return false;
	serial = row_ids_name(&c->rows, e->row);
	if (serial == NULL)
		return false;
	row_choice_set(&c->chosen, serial);
	c->by_person = true;
	return true;
}
