/* SPDX-License-Identifier: Apache-2.0 */
#include <stdlib.h>
#include <string.h>

#include "assistant/screens/desk.h"
#include "assistant/screens/screen_private.h"

static const struct {
	const char *name;
	const struct screen_class *class;
} kinds[SCREEN_COUNT] = {
#define S(NAME, name) [SCREEN_##NAME] = {#name, &screen_##name},
#include "assistant/screens/screens.def"
#undef S
};

enum screen_kind
screen_kind(const struct screen *s)
{
	return s->kind;
}

const char *
screen_name(enum screen_kind kind)
{
	return kinds[kind].name;
}

enum screen_kind
screen_named(const char *name)
{
	size_t n = 0;

	while (n < SCREEN_COUNT && strcmp(kinds[n].name, name) != 0)
		n++;
	return (enum screen_kind)n;
}

const struct screen_class *
screen_class_of(const struct screen *s)
{
	return kinds[s->kind].class;
}

void
screen_set_face(struct screen *s, void *window)
{
	s->face = window;
}

void *
screen_face(const struct screen *s)
{
	return s->face;
}

void *
screen_state(const struct screen *s)
{
	return s->state;
}

struct desk *
screen_desk(const struct screen *s)
{
	return s->desk;
}

struct screen *
screen_new(struct desk *d, enum screen_kind kind)
{
	struct screen *s = calloc(1, sizeof(*s));
	const size_t size = kinds[kind].class->state_size;

	if (s == NULL)
		return NULL;
	s->state = calloc(1, size > 0 ? size : 1);
	if (s->state == NULL) {
		free(s);
		return NULL;
	}
	s->kind = kind;
	s->desk = d;
	s->stale = true;
	view_init(&s->view, desk_lang(d));
	return s;
}

void
screen_free(struct screen *s)
{
	if (screen_class_of(s)->close != NULL)
		screen_class_of(s)->close(s);
	view_done(&s->view);
	free(s->state);
	free(s);
}

const struct view *
screen_view(struct screen *s)
{
	if (s->stale) {
		view_done(&s->view);
		view_init(&s->view, desk_lang(s->desk));
		screen_class_of(s)->show(s, &s->view);
		s->stale = false;
	}
	return &s->view;
}

void
screen_touch(struct screen *s)
{
	s->stale = true;
	s->touched = true;
}

void
screen_close(struct screen *s)
{
	desk_enter(s->desk);
	s->closing = true;
	desk_leave(s->desk);
}

/* --- events --- */

static const struct table_row *
find_row(const struct item *i, int id)
{
	for (size_t n = 0; i->table != NULL && n < i->table->row_count; n++) {
		if (i->table->rows[n].id == id)
			return &i->table->rows[n];
	}
	return NULL;
}

/* One that cannot be chosen can still be opened, to be read. */
static bool
has_row(const struct item *i, const struct event *e)
{
	const struct table_row *r = find_row(i, e->row);

	return r != NULL && (e->kind == EVENT_OPEN_ROW || r->why_not == NULL);
}

static bool
is_kind(const struct item *i, const struct event *e)
{
	static const unsigned from[] = {
	    [EVENT_PRESS] = 1U << ITEM_BUTTON | 1U << ITEM_PICTURE,
	    [EVENT_TEXT] = 1U << ITEM_ENTRY,
	    [EVENT_SECRET] = 1U << ITEM_SECRET,
	    [EVENT_CHOOSE] = 1U << ITEM_CHOICE,
	    [EVENT_SWITCH] = 1U << ITEM_SWITCH,
	    [EVENT_ROW] = 1U << ITEM_TABLE,
	    [EVENT_OPEN_ROW] = 1U << ITEM_TABLE,
	    [EVENT_SORT] = 1U << ITEM_TABLE,
	    [EVENT_FILE] = 1U << ITEM_BUTTON,
	};

	return (from[e->kind] >> i->kind & 1) != 0;
}

/* Can what is shown send that? */
static bool
is_possible(const struct view *v, const struct event *e)
{
	const struct item *i = view_find(v, e->id);

	if (e->kind == EVENT_PAGE)
		return e->index < v->page_count;
	if (e->id == 0 || i == NULL || i->why_not != NULL || !is_kind(i, e))
		return false;
	switch (e->kind) {
	case EVENT_CHOOSE:
		return e->index < i->option_count &&
		       i->options[e->index].why_not == NULL;
	case EVENT_ROW:
	case EVENT_OPEN_ROW:
		return has_row(i, e);
	case EVENT_SORT:
		return i->table != NULL && e->index < i->table->column_count &&
		       i->table->columns[e->index].sortable;
	default:
		return true;
	}
}

static void
ask_to_close(struct screen *s)
{
	const struct screen_class *class = screen_class_of(s);

	if (class->may_close == NULL || class->may_close(s))
		screen_close(s);
}

void
screen_send(struct screen *s, const struct event *e)
{
	const struct screen_class *class = screen_class_of(s);

	if (s->closing)
		return;
	desk_enter(s->desk);
	desk_note_activity(s->desk);
	if (e->kind == EVENT_CLOSE)
		ask_to_close(s);
	else if (class->event != NULL && is_possible(screen_view(s), e))
		class->event(s, e);
	screen_touch(s);
	desk_leave(s->desk);
}
