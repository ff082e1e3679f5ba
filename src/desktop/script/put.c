/* SPDX-License-Identifier: Apache-2.0 */
/* Views as JSON. */
#include "base/text.h"
#include "desktop/script/script.h"

static const char *const tones[] = {
    [TONE_PLAIN] = "plain",
    [TONE_GOOD] = "good",
    [TONE_CAUTION] = "caution",
    [TONE_PROBLEM] = "problem",
    [TONE_BUSY] = "busy",
};

static const char *const kinds[] = {
    [ITEM_HEADING] = "heading",
    [ITEM_TEXT] = "text",
    [ITEM_NOTE] = "note",
    [ITEM_FACT] = "fact",
    [ITEM_ENTRY] = "entry",
    [ITEM_SECRET] = "secret",
    [ITEM_CHOICE] = "choice",
    [ITEM_SWITCH] = "switch",
    [ITEM_TABLE] = "table",
    [ITEM_PICTURE] = "picture",
    [ITEM_STEPS] = "steps",
    [ITEM_DOCUMENT] = "document",
    [ITEM_BUTTON] = "button",
};

static const char *const step_states[] = {
    [STEP_WAITING] = "waiting",
    [STEP_WORKING] = "working",
    [STEP_DONE] = "done",
    [STEP_FAILED] = "failed",
};

static void
put(json_t *o, const char *name, const char *text)
{
	if (text != NULL)
		json_object_set_new(o, name, json_string(text));
}

static json_t *
options_json(const struct item *i)
{
	json_t *list = json_array();

	for (size_t n = 0; n < i->option_count; n++) {
		json_t *o = json_object();

		put(o, "label", i->options[n].label);
		put(o, "hint", i->options[n].hint);
		put(o, "why_not", i->options[n].why_not);
		json_array_append_new(list, o);
	}
	return list;
}

static json_t *
row_json(const struct table *t, const struct table_row *r)
{
	json_t *row = json_object(), *cells = json_array();

	for (size_t n = 0; n < t->column_count; n++)
		json_array_append_new(cells, json_string(r->cells[n].text));
	json_object_set_new(row, "cells", cells);
	json_object_set_new(row, "id", json_integer(r->id));
	json_object_set_new(row, "chosen", json_boolean(r->chosen));
	put(row, "why_not", r->why_not);
	return row;
}

static json_t *
table_json(const struct table *t)
{
	json_t *columns = json_array(), *rows = json_array();

	for (size_t n = 0; n < t->column_count; n++)
		json_array_append_new(
		    columns, json_string(t->columns[n].label));
	for (size_t n = 0; n < t->row_count; n++)
		json_array_append_new(rows, row_json(t, &t->rows[n]));
	return json_pack("{s:o, s:o, s:s?}", "columns", columns, "rows", rows,
	    "empty", t->empty);
}

static json_t *
steps_json(const struct item *i)
{
	json_t *list = json_array();

	for (size_t n = 0; n < i->step_count; n++)
		json_array_append_new(
		    list, json_pack("[s, s]", i->steps[n].label,
			      step_states[i->steps[n].state]));
	return list;
}

void
script_put_base64(json_t *o, const char *name, struct bytes octets)
{
	AUTO_DONE(buf) text = BUF(4 * (octets.len / 3 + 1));

	text_base64(&text, octets);
	json_object_set_new(
	    o, name, json_stringn((const char *)text.p, text.len));
}

static void
put_parts(json_t *o, const struct item *i)
{
	if (i->kind == ITEM_SECRET)
		json_object_set_new(
		    o, "length", json_integer((json_int_t)i->length));
	if (i->kind == ITEM_SWITCH)
		json_object_set_new(o, "on", json_boolean(i->on));
	if (i->kind == ITEM_PICTURE)
		script_put_base64(o, "png", i->png);
	if (i->kind == ITEM_STEPS)
		json_object_set_new(o, "steps", steps_json(i));
	if (i->kind == ITEM_CHOICE) {
		json_object_set_new(o, "options", options_json(i));
		if (i->chosen < i->option_count)
			put(o, "chosen", i->options[i->chosen].label);
	}
	if (i->table != NULL)
		json_object_set_new(o, "table", table_json(i->table));
}

static json_t *
item_json(const struct item *i)
{
	json_t *o = json_pack("{s:s, s:i, s:s, s:i}", "kind", kinds[i->kind],
	    "id", i->id, "tone", tones[i->tone], "flags", (int)i->flags);

	put(o, "label", i->label);
	put(o, "value", i->value);
	put(o, "hint", i->hint);
	put(o, "why_not", i->why_not);
	put_parts(o, i);
	return o;
}

json_t *
script_view(const struct view *v)
{
	json_t *items = json_array(), *pages = json_array();

	for (size_t n = 0; n < v->count; n++)
		json_array_append_new(items, item_json(&v->items[n]));
	for (size_t n = 0; n < v->page_count; n++)
		json_array_append_new(pages, json_string(v->pages[n]));
	return json_pack("{s:s, s:s?, s:o, s:i, s:o}", "title", v->title,
	    "busy", v->busy, "pages", pages, "page", (int)v->page, "items",
	    items);
}
