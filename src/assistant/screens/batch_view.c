/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "assistant/screens/batch_private.h"
#include "assistant/screens/say.h"
#include "base/lang.h"

enum {
	COLUMN_HOLDER,
	COLUMN_USER,
	COLUMN_CARRIER,
	COLUMN_END,
	COLUMN_RESULT,
	COLUMN_COUNT
};

#define NAMES_SHOWN 3 /* holders of one carrier, before "…" */

/* --- the table --- */

/* What is wrong, the tries left where they are known, and what to do. */
static const char *
error_words(struct view *v, enum err e, int tries_left)
{
	const char *tries =
	    tries_left >= 0 ? view_text(v, TEXT_TRIES_LEFT, tries_left) : "";

	return view_printf(v, "%s%s%s%s%s", err_text(e, v->lang),
	    *tries == '\0' ? "" : lang_gap(v->lang), tries, lang_gap(v->lang),
	    err_remedy(e, v->lang));
}

static const char *
why_not(struct view *v, const struct batch_row *r)
{
	if (r->why_not == ERR_OK)
		return NULL;
	if (r->why_not == ERR_RENEWAL_EARLY)
		return view_text(
		    v, TEXT_BATCH_OPENS, view_date(v, r->opens_at));
	return error_words(v, r->why_not, -1);
}

static struct table_cell
result_cell(
    struct view *v, const struct batch_state *b, const struct batch_row *r)
{
	const char *why = why_not(v, r);

	if (b->stage == BATCH_CHOOSING)
		return why != NULL
			   ? (struct table_cell){why, TONE_PLAIN}
			   : (struct table_cell){
				 view_text(v, TEXT_BATCH_POSSIBLE), TONE_GOOD};
	switch (r->result) {
	case BATCH_WORKING:
		return (struct table_cell){
		    view_text(v, TEXT_BATCH_WORKING), TONE_BUSY};
	case BATCH_DONE:
		return (struct table_cell){
		    view_text(v, TEXT_BATCH_DONE, view_date(v, r->not_after)),
		    TONE_GOOD};
	case BATCH_FAILED:
		return (struct table_cell){
		    error_words(v, r->err, r->tries_left), TONE_PROBLEM};
	case BATCH_SKIPPED:
		return (struct table_cell){
		    view_text(v, TEXT_BATCH_SKIPPED), TONE_CAUTION};
	case BATCH_WAITING:
		break;
	}
	return (struct table_cell){
	    view_text(v, TEXT_BATCH_WAITING), TONE_PLAIN};
}

static void
fill_cells(struct view *v, const struct batch_state *b,
    const struct batch_row *r, struct table_cell *cells)
{
	const struct batch_carrier *c = &b->batch->carriers[r->carrier];

	cells[COLUMN_HOLDER].text = view_copy(v, r->subject);
	cells[COLUMN_USER].text = view_copy(v, r->user_name);
	cells[COLUMN_CARRIER].text =
	    say_carrier(v, c->kind, c->label, c->serial);
	cells[COLUMN_END].text = view_date(v, r->not_after);
	cells[COLUMN_RESULT] = result_cell(v, b, r);
}

/* Those that are chosen; while choosing, all. */
static bool
is_shown(const struct batch_state *b, const struct batch_row *r)
{
	return b->stage == BATCH_CHOOSING || r->chosen;
}

static void
fill_rows(const struct batch_state *b, struct view *v, struct table *t)
{
	size_t count = b->batch->count;
	struct table_row *rows = view_alloc(v, count, sizeof(*rows));
	struct table_cell *cells =
	    view_alloc(v, count * COLUMN_COUNT, sizeof(*cells));

	if (rows == NULL || cells == NULL)
		return;
	t->rows = rows;
	for (size_t n = 0; n < count; n++) {
		const struct batch_row *r = &b->batch->rows[n];

		if (!is_shown(b, r))
			continue;
		fill_cells(v, b, r, cells);
		rows[t->row_count++] = (struct table_row){.id = r->id,
		    .cells = cells,
		    .chosen = t->several && r->chosen,
		    .why_not = t->several ? why_not(v, r) : NULL};
		cells += COLUMN_COUNT;
	}
}

static void
show_table(const struct batch_state *b, struct view *v, const char *label)
{
	static const enum text labels[COLUMN_COUNT] = {TEXT_SUBJECT, TEXT_USER,
	    TEXT_CARRIER, TEXT_VALID_UNTIL, TEXT_BATCH_RESULT};
	struct table_column *heads =
	    view_alloc(v, COLUMN_COUNT, sizeof(*heads));
	struct table *t = view_alloc(v, 1, sizeof(*t));

	if (heads == NULL || t == NULL)
		return;
	for (size_t n = 0; n < COLUMN_COUNT; n++)
		heads[n].label = view_text(v, labels[n]);
	heads[COLUMN_RESULT].wide = true;
	*t = (struct table){.columns = heads,
	    .column_count = COLUMN_COUNT,
	    .sorted_by = SIZE_MAX,
	    .several = b->stage == BATCH_CHOOSING,
	    .empty = view_text(v, TEXT_NO_CERTIFICATES)};
	fill_rows(b, v, t);
	view_add(v, ITEM_TABLE, BATCH_TABLE, label)->table = t;
}

/* --- stages --- */

static size_t
possible(const struct batch *b)
{
	size_t n = 0;

	for (size_t i = 0; i < b->count; i++)
		n += b->rows[i].why_not == ERR_OK;
	return n;
}

static void
show_choosing(const struct batch_state *b, struct view *v)
{
	size_t chosen = batch_chosen(b->batch), all = possible(b->batch);
	struct item *i;

	view_add(v, ITEM_TEXT, 0, view_text(v, TEXT_BATCH_EXPLAIN));
	show_table(
	    b, v, view_text(v, TEXT_BATCH_CHOSEN, (int)all, (int)chosen));
	i = view_button(v, BATCH_ALL, TEXT_BATCH_ALL, 0);
	if (chosen == all)
		i->why_not = view_text(v, TEXT_BATCH_ALL_CHOSEN);
	i = view_button(v, BATCH_NONE, TEXT_BATCH_NONE, 0);
	if (chosen == 0)
		i->why_not = view_text(v, TEXT_BATCH_NONE_CHOSEN);
	view_button(v, BATCH_CLOSE, TEXT_BATCH_CLOSE, ITEM_FOOT | ITEM_CANCEL);
	i = view_button(v, BATCH_NEXT, TEXT_BATCH_NEXT,
	    ITEM_FOOT | ITEM_DEFAULT | ITEM_FOCUS);
	if (chosen == 0)
		i->why_not = view_text(v, TEXT_BATCH_NONE_CHOSEN);
}

/* The holders whose certificates the PIN is for. */
static const char *
holders(const struct batch_state *b, struct view *v)
{
	const char *names = "";
	size_t n = 0;

	for (size_t i = 0; i < b->batch->count; i++) {
		const struct batch_row *r = &b->batch->rows[i];

		if (!r->chosen || r->carrier != b->carrier ||
		    r->result != BATCH_WAITING)
			continue;
		if (++n <= NAMES_SHOWN)
			names = view_printf(
			    v, "%s%s%s", names, n > 1 ? " · " : "", r->subject);
	}
	return n > NAMES_SHOWN ? view_text(v, TEXT_BATCH_HOLDERS, names, (int)n)
			       : names;
}

static void
show_asking_buttons(const struct batch_state *b, struct view *v)
{
	struct item *i;

	if (b->pin.left == 0)
		view_button(v, BATCH_UNLOCK, TEXT_BATCH_UNLOCK, 0);
	view_button(v, BATCH_BACK, TEXT_BATCH_BACK, ITEM_FOOT | ITEM_CANCEL);
	view_button(v, BATCH_SKIP, TEXT_BATCH_SKIP, ITEM_FOOT);
	i = view_button(
	    v, BATCH_NEXT, TEXT_BATCH_NEXT, ITEM_FOOT | ITEM_DEFAULT);
	if (b->pin.left == 0)
		i->why_not = err_text(ERR_PIN_LOCKED, v->lang);
	else if (b->pin.carrier[0] == '\0')
		i->why_not = err_text(ERR_TOKEN_MISSING, v->lang);
}

static void
show_asking(const struct batch_state *b, struct view *v)
{
	const struct batch_carrier *c = &b->batch->carriers[b->carrier];
	size_t asked, all;
	struct item *i;

	if (pin_field_asks(&b->pin)) {
		pin_field_question(&b->pin, v);
		return;
	}
	batch_pins(b->batch, &asked, &all);
	view_add(v, ITEM_HEADING, 0,
	    view_text(v, TEXT_BATCH_PIN_OF, (int)asked + 1, (int)all));
	view_fact(
	    v, TEXT_CARRIER, say_carrier(v, c->kind, c->label, c->serial));
	view_fact(v, TEXT_SUBJECT, holders(b, v));
	pin_field_show(&b->pin, v, TEXT_BATCH_PIN)->flags |= ITEM_FOCUS;
	if (batch_can_share(b->batch, b->carrier)) {
		i = view_add(v, ITEM_SWITCH, BATCH_FOR_ALL,
		    view_text(v, TEXT_BATCH_FOR_ALL));
		i->on = b->for_all;
		i->hint = view_text(v, TEXT_BATCH_FOR_ALL_HINT);
	}
	if (b->pin.carrier[0] == '\0')
		view_error(v, ERR_TOKEN_MISSING, NULL);
	show_asking_buttons(b, v);
}

/* 正在更新第 2 张，共 5 张：生成签名密钥 */
static const char *
busy_words(const struct batch_state *b, struct view *v)
{
	size_t all = batch_chosen(b->batch);
	size_t left = batch_with_result(b->batch, BATCH_WAITING);
	struct job_progress p = {0};

	if (b->job != NULL)
		p = job_progress(b->job);
	return view_text(v, TEXT_BATCH_BUSY, (int)(all - left), (int)all,
	    say_step(v, p.step));
}

static void
show_running(const struct batch_state *b, struct view *v)
{
	struct item *i;

	v->busy = busy_words(b, v);
	if (b->leaving) {
		i = view_add(v, ITEM_NOTE, 0, view_text(v, TEXT_BATCH_LEAVING));
		i->value = view_text(v, TEXT_BATCH_LEAVING_HINT);
		i->tone = TONE_CAUTION;
	}
	show_table(b, v, view_text(v, TEXT_BATCH_RESULTS));
	if (b->leaving) {
		view_button(v, BATCH_STOP_AND_CLOSE, TEXT_BATCH_STOP_AND_CLOSE,
		    ITEM_FOOT);
		view_button(v, BATCH_KEEP_ON, TEXT_BATCH_KEEP_ON,
		    ITEM_FOOT | ITEM_DEFAULT | ITEM_CANCEL);
		return;
	}
	i = view_button(
	    v, BATCH_STOP, TEXT_BATCH_STOP, ITEM_FOOT | ITEM_CANCEL);
	if (b->stopping)
		i->why_not = view_text(v, TEXT_BATCH_STOPPING);
}

static void
show_over(const struct batch_state *b, struct view *v)
{
	size_t good = batch_with_result(b->batch, BATCH_DONE);
	size_t bad = batch_with_result(b->batch, BATCH_FAILED);
	size_t skipped = batch_with_result(b->batch, BATCH_SKIPPED);
	size_t left = batch_with_result(b->batch, BATCH_WAITING);
	struct item *i = view_add(v, ITEM_NOTE, 0,
	    view_text(v, TEXT_BATCH_SUMMARY, (int)good, (int)bad,
		(int)(skipped + left)));

	i->tone = bad + skipped + left == 0 ? TONE_GOOD : TONE_CAUTION;
	i->value = view_text(v, TEXT_BATCH_LOGIN_AGAIN);
	if (b->ended_by != ERR_OK)
		view_error(v, b->ended_by, &b->ended_how);
	show_table(b, v, view_text(v, TEXT_BATCH_RESULTS));
	if (bad + skipped > 0)
		view_button(v, BATCH_AGAIN, TEXT_BATCH_AGAIN, ITEM_FOOT);
	if (left > 0)
		view_button(v, BATCH_GO_ON, TEXT_BATCH_GO_ON, ITEM_FOOT);
	view_button(v, BATCH_CLOSE, TEXT_BATCH_CLOSE,
	    ITEM_FOOT | ITEM_CANCEL | ITEM_DEFAULT | ITEM_FOCUS);
}

void
batch_show(const struct screen *s, struct view *v)
{
	const struct batch_state *b = screen_state(s);

	v->title = view_text(v, TEXT_BATCH);
	if (b->batch == NULL) {
		view_error(v, ERR_NOMEM, NULL);
		return;
	}
	switch (b->stage) {
	case BATCH_CHOOSING:
		show_choosing(b, v);
		break;
	case BATCH_ASKING:
		show_asking(b, v);
		break;
	case BATCH_RUNNING:
		show_running(b, v);
		break;
	case BATCH_OVER:
		show_over(b, v);
		break;
	}
}
