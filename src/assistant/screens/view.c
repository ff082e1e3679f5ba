/* SPDX-License-Identifier: Apache-2.0 */
#include "assistant/screens/view.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "assistant/assistant.h"
#include "base/lang.h"

#define BLOCK_SIZE (16 * 1024)
#define ALLOC_MAX (1024 * 1024)

/* Memory that goes all at once: blocks, the newest first. */
struct view_memory {
	struct view_memory *next;
	size_t used, size;
	_Alignas(max_align_t) uint8_t data[];
};

void
view_init(struct view *v, enum lang lang)
{
	*v = (struct view){.lang = lang, .title = ""};
}

void
view_done(struct view *v)
{
	while (v->memory != NULL) {
		struct view_memory *next = v->memory->next;

		free(v->memory);
		v->memory = next;
	}
	view_init(v, v->lang);
}

static struct view_memory *
more_memory(struct view *v, size_t size)
{
	size_t room = size > BLOCK_SIZE ? size : BLOCK_SIZE;
	struct view_memory *m = calloc(1, sizeof(*m) + room);

	if (m == NULL)
		return NULL;
	m->size = room;
	m->next = v->memory;
	v->memory = m;
	return m;
}

void *
view_alloc(struct view *v, size_t n, size_t size)
{
	const size_t unit = _Alignof(max_align_t);
	struct view_memory *m = v->memory;
	size_t len;
	void *p;

	if (n > ALLOC_MAX / (size > 0 ? size : 1)) {
		v->err = ERR_TOO_LARGE;
		return NULL;
	}
	len = (n * size + unit - 1) / unit * unit;
	if (m == NULL || m->size - m->used < len)
		m = more_memory(v, len);
	if (m == NULL) {
		v->err = ERR_NOMEM;
		return NULL;
	}
	p = m->data + m->used;
	m->used += len;
	return p;
}

const char *
view_copy(struct view *v, const char *s)
{
	char *copy;

	if (s == NULL)
		return NULL;
	copy = view_alloc(v, strlen(s) + 1, 1);
	if (copy == NULL)
		return "";
	memcpy(copy, s, strlen(s) + 1);
	return copy;
}

/* The formats are ours, from text.def and of callers that are checked. */
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
static const char *
format_text(struct view *v, const char *format, va_list args)
{
	va_list again;
	char *text = NULL;
	int len;

	va_copy(again, args);
	len = vsnprintf(NULL, 0, format, again);
	va_end(again);
	if (len >= 0)
		text = view_alloc(v, (size_t)len + 1, 1);
	if (text == NULL)
		return "";
	(void)vsnprintf(text, (size_t)len + 1, format, args);
	return text;
}
#pragma GCC diagnostic pop

const char *
view_text(struct view *v, enum text t, ...)
{
	const char *text = text_in(t, v->lang);
	va_list args;

	if (strchr(text, '%') == NULL)
		return text;
	va_start(args, t);
	text = format_text(v, text, args);
	va_end(args);
	return text;
}

const char *
view_printf(struct view *v, const char *format, ...)
{
	const char *text;
	va_list args;

	va_start(args, format);
	text = format_text(v, format, args);
	va_end(args);
	return text;
}

const char *
view_date(struct view *v, int64_t at)
{
	struct civil c = civil_local(at);

	return view_printf(v, "%04d-%02d-%02d", c.year, c.month, c.day);
}

const char *
view_time(struct view *v, int64_t at)
{
	struct civil c = civil_local(at);

	return view_printf(v, "%04d-%02d-%02d %02d:%02d", c.year, c.month,
	    c.day, c.hour, c.minute);
}

struct item *
view_add(struct view *v, enum item_kind kind, int id, const char *label)
{
	struct item *i = &v->spare;

	if (v->items == NULL)
		v->items = view_alloc(v, VIEW_ITEMS_MAX, sizeof(*v->items));
	if (v->items != NULL && v->count < VIEW_ITEMS_MAX)
		i = &v->items[v->count++];
	*i = (struct item){
	    .kind = kind, .id = id, .label = label, .chosen = SIZE_MAX};
	return i;
}

struct item *
view_fact(struct view *v, enum text label, const char *value)
{
	struct item *i = view_add(v, ITEM_FACT, 0, view_text(v, label));

	i->value = value;
	return i;
}

struct item *
view_button(struct view *v, int id, enum text label, unsigned flags)
{
	struct item *i = view_add(v, ITEM_BUTTON, id, view_text(v, label));

	i->flags = flags;
	return i;
}

/* "（label serial）", "（field）", or "" */
static const char *
what_exactly(struct view *v, enum err e, const struct failure *known)
{
	char carrier[FAILURE_CARRIER_SIZE];

	failure_carrier(e, known, carrier);
	if (carrier[0] != '\0')
		return view_text(v, TEXT_ASIDE, carrier);
	if (known->field[0] != '\0')
		return view_text(v, TEXT_ASIDE, known->field);
	return "";
}

static const char *
tries_told(struct view *v, const struct failure *known)
{
	if (known->tries_left < 0)
		return "";
	return view_printf(v, "%s%s%s%s", lang_gap(v->lang),
	    view_text(v, TEXT_TRIES_LEFT, known->tries_left),
	    known->tries_left == 1 ? lang_gap(v->lang) : "",
	    known->tries_left == 1 ? view_text(v, TEXT_LAST_TRY) : "");
}

struct item *
view_error(struct view *v, enum err e, const struct failure *known)
{
	const struct failure none = {.tries_left = -1};
	struct item *i = view_add(v, ITEM_NOTE, 0, NULL);

	if (known == NULL)
		known = &none;
	i->tone = e == ERR_CANCELLED ? TONE_CAUTION : TONE_PROBLEM;
	i->label = view_printf(v, "%s%s%s", err_text(e, v->lang),
	    tries_told(v, known), what_exactly(v, e, known));
	i->value =
	    view_printf(v, "%s [%s]", err_remedy(e, v->lang), err_name(e));
	return i;
}

bool
view_alike(const struct view *a, const struct view *b)
{
	if (a->count != b->count || a->page_count != b->page_count ||
	    a->page != b->page)
		return false;
	for (size_t n = 0; n < a->count; n++) {
		if (a->items[n].kind != b->items[n].kind ||
		    a->items[n].id != b->items[n].id)
			return false;
	}
	return true;
}

const struct item *
view_find(const struct view *v, int id)
{
	for (size_t n = 0; n < v->count; n++) {
		if (v->items[n].id == id)
			return &v->items[n];
	}
	return NULL;
}
