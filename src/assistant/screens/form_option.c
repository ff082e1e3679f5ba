/* SPDX-License-Identifier: Apache-2.0 */
/* Fields in which one of a fixed number is chosen: a way, a reason. */
#include "assistant/screens/form_private.h"

static void
show_ways(const struct form *f, const struct form_field *r, struct view *v)
{
	struct item *i = field_item(f, r, v, ITEM_CHOICE);
	const size_t count = f->op->way_count;
	struct option *options = view_alloc(v, count, sizeof(*options));

	if (options == NULL)
		return;
	for (size_t n = 0; n < count; n++)
		options[n] = (struct option){view_text(v, f->op->ways[n].label),
		    view_text(v, f->op->ways[n].hint), NULL};
	i->options = options;
	i->option_count = count;
	i->chosen = f->in.way;
}

static void
show_way(const struct form *f, const struct form_field *r, struct view *v)
{
	view_fact(v, r->label, view_text(v, form_way(f)->label));
}

static void
choose_way(struct form *f, const struct form_field *r, const struct event *e)
{
	(void)r;
	f->in.way = e->index;
	f->way_chosen = true;
}

const struct field_class field_way = {
    .first = true, .show = show_ways, .facts = show_way, .event = choose_way};

const struct form_reason form_reasons[FORM_REASONS] = {
    {"unspecified", TEXT_REASON_UNSPECIFIED},
    {"key-compromise", TEXT_REASON_KEY_COMPROMISE},
    {"affiliation-changed", TEXT_REASON_AFFILIATION},
    {"superseded", TEXT_REASON_SUPERSEDED},
    {"cessation", TEXT_REASON_CESSATION},
};

static void
show_reasons(const struct form *f, const struct form_field *r, struct view *v)
{
	struct item *i = field_item(f, r, v, ITEM_CHOICE);
	struct option *options = view_alloc(v, FORM_REASONS, sizeof(*options));

	if (options == NULL)
		return;
	for (size_t n = 0; n < FORM_REASONS; n++)
		options[n].label = view_text(v, form_reasons[n].text);
	i->options = options;
	i->option_count = FORM_REASONS;
	i->chosen = f->in.reason;
}

static void
choose_reason(struct form *f, const struct form_field *r, const struct event *e)
{
	(void)r;
	f->in.reason = e->index;
}

const struct field_class field_reason = {
    .show = show_reasons, .event = choose_reason};
