/* SPDX-License-Identifier: Apache-2.0 */
/* Fields in which a carrier is chosen, among those that are here. */
#include <stdio.h>
#include <string.h>

#include "assistant/carrier.h"
#include "assistant/screens/form_private.h"
#include "assistant/screens/next_step.h"
#include "assistant/screens/say.h"

#define CANDIDATES_MAX 64

/* One of those there are now. */
struct candidate {
	const char *value; /* of what the input keeps; borrowed */
	const struct carrier_row *row;
	enum err unfit; /* why it cannot be chosen */
	bool likely;	/* chosen by default, before others */
};
struct candidates {
	struct candidate rows[CANDIDATES_MAX];
	size_t count;
};

/* A choice by value, among what is plugged in. */
struct choice {
	enum field_kind kind;
	void (*list)(const struct form *f, struct candidates *out);
	size_t offset, size; /* of the value in the input */
};

static void
add(struct candidates *c, struct candidate one)
{
	if (c->count < CANDIDATES_MAX)
		c->rows[c->count++] = one;
}

static bool
has_pair(const struct desk_state *s, const char *carrier)
{
	for (size_t i = 0; s->pairs != NULL && i < s->pairs->count; i++)
		if (strcmp(s->pairs->rows[i].token_serial, carrier) == 0)
			return true;
	return false;
}

/* --- where the new pair goes --- */

static enum err
target_unfit(const struct carrier_row *c)
{
	if (c->err != ERR_OK)
		return c->err;
	if (c->info.blank)
		return ERR_TOKEN_BLANK;
	if (c->info.pin_tries == 0)
		return ERR_PIN_LOCKED;
	return carrier_check_room(&c->info);
}

/* The carrier of the old pair, where that is what it is about. */
static const char *
old_carrier(const struct form *f)
{
	const struct holder_pair *p = NULL;

	if (form_field_of(f, FIELD_PAIR) != NULL)
		p = form_pair(f);
	return p != NULL ? p->token_serial : "";
}

/* USB keys first, one without certificates before all; then the carrier that
 * the old pair is on; then a new token file. */
static void
list_targets(const struct form *f, struct candidates *out)
{
	const struct desk_state *s = form_state(f);
	const char *old = old_carrier(f);

	for (size_t i = 0; i < s->carrier_count; i++) {
		const struct carrier_row *c = &s->carriers[i];
		const char *serial = c->info.serial;
		bool same = c->err == ERR_OK && strcmp(serial, old) == 0;

		if (c->idle ||
		    (c->err == ERR_OK && c->info.kind != CARRIER_HARD && !same))
			continue;
		add(out, (struct candidate){c->err == ERR_OK ? serial : "", c,
			     target_unfit(c), same || !has_pair(s, serial)});
	}
	add(out, (struct candidate){FORM_SOFT, NULL, ERR_OK, true});
}

/* --- a carrier to be worked on --- */

static enum err
carrier_unfit(const struct carrier_row *c)
{
	if (c->err != ERR_OK)
		return c->err;
	if (c->info.blank)
		return ERR_TOKEN_BLANK;
	return c->info.pin_tries == 0 ? ERR_PIN_LOCKED : ERR_OK;
}

static void
list_carriers(const struct form *f, struct candidates *out)
{
	const struct desk_state *s = form_state(f);
	const struct holder_pair *p = desk_state_pair(s, f->wished);

	for (size_t i = 0; i < s->carrier_count; i++) {
		const struct carrier_row *c = &s->carriers[i];
		const char *serial = c->info.serial;

		if (c->idle)
			continue;
		add(out,
		    (struct candidate){c->err == ERR_OK ? serial : "", c,
			carrier_unfit(c),
			p != NULL && strcmp(p->token_serial, serial) == 0});
	}
}

/* --- a USB key on which an old CA's key is --- */

static void
list_sources(const struct form *f, struct candidates *out)
{
	const struct desk_state *s = form_state(f);

	for (size_t i = 0; i < s->carrier_count; i++) {
		const struct carrier_row *c = &s->carriers[i];

		if (!c->idle && c->err == ERR_OK &&
		    c->info.kind == CARRIER_HARD)
			add(out, (struct candidate){
				     c->device, c, ERR_OK, c->info.blank});
	}
}

/* --- a USB key to be set up --- */

/* One that has our application may have been cut off while it was set up: the
 * operation finds out. */
static enum err
blank_unfit(const struct desk_state *s, const struct carrier_row *c)
{
	return has_pair(s, c->info.serial) ? ERR_TOKEN_NOT_BLANK : ERR_OK;
}

static void
list_blank(const struct form *f, struct candidates *out)
{
	const struct desk_state *s = form_state(f);

	for (size_t i = 0; i < s->carrier_count; i++) {
		const struct carrier_row *c = &s->carriers[i];

		if (!c->idle && c->err == ERR_OK &&
		    c->info.kind == CARRIER_HARD)
			add(out, (struct candidate){c->info.serial, c,
				     blank_unfit(s, c), c->info.blank});
	}
}

/* --- all of these --- */

static const struct choice choices[] = {
#define INPUT(member)                        \
	offsetof(struct form_input, member), \
	    sizeof(((struct form_input *)NULL)->member)
    {FIELD_TARGET, list_targets, INPUT(target)},
    {FIELD_CARRIER, list_carriers, INPUT(carrier)},
    {FIELD_SOURCE, list_sources, INPUT(source)},
    {FIELD_BLANK, list_blank, INPUT(carrier)},
#undef INPUT
};

static const struct choice *
choice_of(enum field_kind kind)
{
	size_t n = 0;

	while (choices[n].kind != kind)
		n++;
	return &choices[n];
}

static const char *
value_of(const struct form *f, const struct choice *c)
{
	return (const char *)&f->in + c->offset;
}

static void
set_value(struct form *f, const struct choice *c, const char *value)
{
	(void)snprintf((char *)&f->in + c->offset, c->size, "%s", value);
}

static size_t
find_default(const struct candidates *list)
{
	size_t first = SIZE_MAX;

	for (size_t i = 0; i < list->count; i++) {
		if (list->rows[i].unfit != ERR_OK)
			continue;
		if (list->rows[i].likely)
			return i;
		if (first == SIZE_MAX)
			first = i;
	}
	return first;
}

/* List what there is, and find what is chosen. SIZE_MAX: it is not there any
 * more, or nothing can be. */
static size_t
find_chosen(
    const struct form *f, const struct choice *c, struct candidates *list)
{
	const char *value = value_of(f, c);

	c->list(f, list);
	if (value[0] == '\0')
		return find_default(list);
	for (size_t i = 0; i < list->count; i++)
		if (strcmp(list->rows[i].value, value) == 0)
			return i;
	return SIZE_MAX;
}

/* What is chosen, or would be; *ret_row is its carrier, NULL for none. "": it
 * is not there. */
static const char *
chosen_value(const struct form *f, enum field_kind kind,
    const struct carrier_row **ret_row)
{
	const struct choice *c = choice_of(kind);
	struct candidates list = {.count = 0};
	size_t n = find_chosen(f, c, &list);

	*ret_row = n < list.count ? list.rows[n].row : NULL;
	return n < list.count ? list.rows[n].value : "";
}

const char *
form_target(const struct form *f)
{
	const struct carrier_row *row;

	return chosen_value(f, FIELD_TARGET, &row);
}

static const char *
holder_on(const struct form *f, const char *carrier)
{
	const struct holder_pairs *pairs = form_state(f)->pairs;

	for (size_t i = 0; pairs != NULL && i < pairs->count; i++)
		if (strcmp(pairs->rows[i].token_serial, carrier) == 0)
			return pairs->rows[i].subject;
	return NULL;
}

static const char *
label_of(const struct candidate *c, struct view *v)
{
	if (c->row == NULL)
		return view_text(v, TEXT_FORM_NEW_SOFT);
	if (c->row->err != ERR_OK)
		return view_copy(v, c->row->device);
	return say_carrier(
	    v, c->row->info.kind, c->row->info.label, c->row->info.serial);
}

static const char *
hint_of(const struct form *f, const struct candidate *c, struct view *v)
{
	if (c->row == NULL)
		return view_text(v, TEXT_FORM_NEW_SOFT_HINT);
	if (c->row->info.kind == CARRIER_HARD && c->row->info.pin_initial)
		return view_text(v, TEXT_STATE_INITIAL);
	return view_copy(v, holder_on(f, c->row->info.serial));
}

static void
show_options(const struct form *f, const struct candidates *list,
    struct item *i, struct view *v)
{
	struct option *options = view_alloc(v, list->count, sizeof(*options));

	if (options == NULL)
		return;
	for (size_t n = 0; n < list->count; n++) {
		const struct candidate *c = &list->rows[n];

		options[n] = (struct option){label_of(c, v), hint_of(f, c, v),
		    c->unfit != ERR_OK ? err_text(c->unfit, v->lang) : NULL};
	}
	i->options = options;
	i->option_count = list->count;
}

/* A key that could be chosen once it is set up; NULL: none is. */
static const struct carrier_row *
find_blank(const struct candidates *list)
{
	for (size_t i = 0; i < list->count; i++)
		if (list->rows[i].unfit == ERR_TOKEN_BLANK)
			return list->rows[i].row;
	return NULL;
}

static void
show_choice(const struct form *f, const struct form_field *r, struct view *v)
{
	const struct choice *c = choice_of(r->kind);
	struct candidates list = {.count = 0};
	const size_t chosen = find_chosen(f, c, &list);
	struct item *i;

	if (list.count == 0)
		return; /* its obstacle says it */
	i = field_item(f, r, v, ITEM_CHOICE);
	show_options(f, &list, i, v);
	i->chosen = chosen;
	field_tell(f, r, v, i);
	if (find_blank(&list) != NULL)
		(void)next_step_button(
		    v, field_id(f, r) + 1, ERR_TOKEN_BLANK, 0);
}

static void
show_choice_facts(
    const struct form *f, const struct form_field *r, struct view *v)
{
	struct candidate one = {.value = NULL};

	one.value = chosen_value(f, r->kind, &one.row);
	if (one.value[0] != '\0')
		view_fact(v, r->label, label_of(&one, v));
}

static void
set_up(struct form *f, const struct candidates *list)
{
	const struct carrier_row *blank = find_blank(list);

	if (blank != NULL)
		next_step_go(f->screen, ERR_TOKEN_BLANK,
		    &(struct wish){.carrier = blank->info.serial});
}

static void
choose(struct form *f, const struct form_field *r, const struct event *e)
{
	const struct choice *c = choice_of(r->kind);
	struct candidates list = {.count = 0};

	c->list(f, &list);
	if (e->kind == EVENT_PRESS)
		set_up(f, &list);
	else if (e->index < list.count)
		set_value(f, c, list.rows[e->index].value);
}

static void
settle_choice(struct form *f, const struct form_field *r)
{
	const struct carrier_row *row;
	const char *value = chosen_value(f, r->kind, &row);

	if (value[0] != '\0')
		set_value(f, choice_of(r->kind), value);
}

/* What was chosen was unplugged, or there is nothing that could be. */
static enum err
choice_unfit(const struct form *f, const struct form_field *r)
{
	const struct choice *c = choice_of(r->kind);
	struct candidates list = {.count = 0};
	size_t n = find_chosen(f, c, &list);

	if (n < list.count)
		return list.rows[n].unfit;
	if (value_of(f, c)[0] != '\0')
		return ERR_TOKEN_REMOVED;
	return list.count == 1 ? list.rows[0].unfit : ERR_TOKEN_MISSING;
}

/* One that cannot be used has only the name that it has in lists. */
static const char *
choice_carrier(const struct form *f, const struct form_field *r)
{
	const struct choice *c = choice_of(r->kind);
	struct candidates list = {.count = 0};
	size_t n = find_chosen(f, c, &list);

	if (n >= list.count && value_of(f, c)[0] == '\0' && list.count == 1)
		n = 0;
	if (n >= list.count)
		return value_of(f, c);
	return list.rows[n].value[0] != '\0' ? list.rows[n].value
					     : list.rows[n].row->device;
}

const struct field_class field_target = {.first = true,
    .show = show_choice,
    .facts = show_choice_facts,
    .event = choose,
    .unfit = choice_unfit,
    .carrier = choice_carrier,
    .settle = settle_choice};
const struct field_class field_carrier = {.show = show_choice,
    .event = choose,
    .unfit = choice_unfit,
    .carrier = choice_carrier,
    .settle = settle_choice};
const struct field_class field_source = {.show = show_choice,
    .event = choose,
    .unfit = choice_unfit,
    .carrier = choice_carrier,
    .settle = settle_choice};

const struct field_class field_blank = {.show = show_choice,
    .event = choose,
    .unfit = choice_unfit,
    .carrier = choice_carrier,
    .settle = settle_choice};

/* --- what hangs on them --- */

const struct carrier_row *
form_carrier_of(const struct form *f, enum form_secret which)
{
	const struct carrier_row *row;
	const struct holder_pair *p;

	if (which == SECRET_TARGET_PIN) {
		(void)chosen_value(f, FIELD_TARGET, &row);
		return row;
	}
	if (form_field_of(f, FIELD_CARRIER) != NULL) {
		(void)chosen_value(f, FIELD_CARRIER, &row);
		return row;
	}
	if (form_field_of(f, FIELD_BLANK) != NULL) {
		(void)chosen_value(f, FIELD_BLANK, &row);
		return row;
	}
	p = form_pair(f);
	return desk_state_carrier(
	    form_state(f), p != NULL ? p->token_serial : f->in.carrier);
}

bool
form_target_is_other_key(const struct form *f)
{
	const struct carrier_row *row;
	const char *target = chosen_value(f, FIELD_TARGET, &row);

	return row != NULL && strcmp(target, old_carrier(f)) != 0;
}

bool
form_target_needs_new_pin(const struct form *f)
{
	const struct carrier_row *row;
	const char *target = chosen_value(f, FIELD_TARGET, &row);

	if (strcmp(target, FORM_SOFT) == 0)
		return true;
	return row != NULL && row->info.kind == CARRIER_HARD &&
	       row->info.pin_initial;
}

enum carrier_kind
form_new_pin_kind(const struct form *f)
{
	const struct carrier_row *row;

	if (form_field_of(f, FIELD_TARGET) != NULL)
		(void)chosen_value(f, FIELD_TARGET, &row);
	else
		row = form_carrier_of(f, SECRET_PIN);
	return row != NULL ? row->info.kind : CARRIER_SOFT;
}
