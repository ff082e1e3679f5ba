/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "assistant/screens/repair_private.h"
#include "assistant/screens/settings_pages.h"

#define NOTES_MAX 30	   /* findings told one by one */
#define SENTENCE_MAX 16384 /* octets */

const struct repair_help repair_helps[] = {
    {DOCTOR_OFFICE_UNSET, SCREEN_SETTINGS, SETTINGS_GENERAL,
	TEXT_REPAIR_HELP_OFFICE},
    {DOCTOR_PROXY_UNKNOWN, SCREEN_SETTINGS, SETTINGS_PROXY,
	TEXT_REPAIR_HELP_PROXY},
    {DOCTOR_PROXY_LOGIN, SCREEN_SETTINGS, SETTINGS_PROXY,
	TEXT_REPAIR_HELP_LOGIN},
    {DOCTOR_TOKEN_BLANK, SCREEN_CARRIERS, 0, TEXT_REPAIR_HELP_BLANK},
    {DOCTOR_TOKEN_INITIAL, SCREEN_PIN, 0, TEXT_REPAIR_HELP_PIN},
    {DOCTOR_TOKEN_LOCKED, SCREEN_UNLOCK, 0, TEXT_REPAIR_HELP_UNLOCK},
    {DOCTOR_CERTIFICATE_ENDS, SCREEN_UPDATE, 0, TEXT_REPAIR_HELP_UPDATE},
    {DOCTOR_JOURNAL_LEFT, SCREEN_RESUME, 0, TEXT_REPAIR_HELP_RESUME},
};
const size_t repair_help_count = COUNT(repair_helps);

static const struct {
	enum text text;
	enum tone tone;
} severities[] = {
    [DOCTOR_FINE] = {TEXT_DOCTOR_FINE, TONE_GOOD},
    [DOCTOR_NOTICE] = {TEXT_DOCTOR_NOTICE, TONE_CAUTION},
    [DOCTOR_PROBLEM] = {TEXT_REPAIR_PROBLEM, TONE_PROBLEM},
};

/* --- sentences --- */

typedef void put_fn(
    struct buf *b, const struct doctor_finding *f, enum lang lang);

static const char *
sentence(struct view *v, put_fn *put, const struct doctor_finding *f)
{
	AUTO_DONE(buf) b = BUF(SENTENCE_MAX);

	put(&b, f, v->lang);
	buf_u8(&b, 0);
	if (buf_status(&b) == ERR_OK)
		return view_copy(v, (const char *)b.p);
	v->err = b.err;
	return "";
}

/* What a repair will do; about says to what. */
static enum text
repair_text(enum doctor_repair r)
{
	switch (r) {
	case DOCTOR_REPAIR_DIRECT:
		return TEXT_REPAIR_DIRECT;
	case DOCTOR_REPAIR_UNLIST:
		return TEXT_REPAIR_UNLIST;
	case DOCTOR_REPAIR_CLOSE:
		return TEXT_REPAIR_CLOSE;
	case DOCTOR_REPAIR_SETTING:
		return TEXT_REPAIR_SETTING;
	case DOCTOR_REPAIR_RESUME:
		return TEXT_REPAIR_RESUME;
	case DOCTOR_REPAIR_AUTOSTART:
		return TEXT_REPAIR_AUTOSTART;
	case DOCTOR_REPAIR_PUT_ASIDE:
	case DOCTOR_REPAIR_NONE: /* which nobody asks about */
		break;
	}
	return TEXT_REPAIR_PUT_ASIDE;
}

/* --- counting --- */

static size_t
count_severity(
    const struct doctor_findings *all, int layer, enum doctor_severity severity)
{
	size_t n = 0;

	for (size_t i = 0; i < all->count; i++)
		n += (layer < 0 || (int)all->rows[i].layer == layer) &&
		     doctor_severity(all->rows[i].kind) == severity;
	return n;
}

static size_t
count_repairs(const struct doctor_findings *all)
{
	size_t n = 0;

	for (size_t i = 0; i < all->count; i++)
		n += all->rows[i].repair != DOCTOR_REPAIR_NONE;
	return n;
}

static enum doctor_severity
worst(const struct doctor_findings *all, int layer)
{
	if (count_severity(all, layer, DOCTOR_PROBLEM) > 0)
		return DOCTOR_PROBLEM;
	return count_severity(all, layer, DOCTOR_NOTICE) > 0 ? DOCTOR_NOTICE
							     : DOCTOR_FINE;
}

static struct table_cell
severity_cell(struct view *v, enum doctor_severity s)
{
	return (struct table_cell){
	    view_text(v, severities[s].text), severities[s].tone};
}

/* --- tables --- */

/* An empty table with those heads, the last of which takes the room; room for
 * rows is made. NULL: there is no memory for it. */
static struct table *
add_table(struct view *v, int id, enum text label, const enum text heads[3],
    size_t room)
{
	struct table *t = view_alloc(v, 1, sizeof(*t));
	struct table_column *columns = view_alloc(v, 3, sizeof(*columns));
	struct table_row *rows = view_alloc(v, room, sizeof(*rows));

	if (t == NULL || columns == NULL || rows == NULL)
		return NULL;
	for (size_t n = 0; n < 3; n++)
		columns[n] = (struct table_column){
		    .label = view_text(v, heads[n]), .wide = n == 2};
	*t = (struct table){.columns = columns,
	    .column_count = 3,
	    .rows = rows,
	    .sorted_by = SIZE_MAX};
	view_add(v, ITEM_TABLE, id, view_text(v, label))->table = t;
	return t;
}

static struct table_row *
add_row(
    struct view *v, struct table *t, int id, const struct table_cell cells[3])
{
	struct table_cell *own = view_alloc(v, 3, sizeof(*own));
	struct table_row *row = &t->rows[t->row_count];

	if (own == NULL)
		return NULL;
	memcpy(own, cells, 3 * sizeof(*own));
	*row = (struct table_row){.id = id, .cells = own};
	t->row_count++;
	return row;
}

static struct table_cell
layer_cell(struct view *v, enum doctor_layer layer)
{
	return (struct table_cell){
	    doctor_layer_text(layer, v->lang), TONE_PLAIN};
}

/* "1 个问题，2 个提示", or nothing */
static const char *
layer_words(struct view *v, const struct doctor_findings *all, int layer)
{
	int problems = (int)count_severity(all, layer, DOCTOR_PROBLEM);
	int notices = (int)count_severity(all, layer, DOCTOR_NOTICE);

	if (problems + notices == 0)
		return "";
	return view_text(v, TEXT_REPAIR_COUNTS, problems, notices);
}

static void
show_layers(const struct repair_state *r, struct view *v)
{
	static const enum text heads[] = {
	    TEXT_REPAIR_LAYER, TEXT_REPAIR_RESULT, TEXT_REPAIR_SUMMARY};
	struct table *t = add_table(
	    v, REPAIR_LAYERS, TEXT_REPAIR_LAYERS, heads, DOCTOR_LAYER_COUNT);

	for (int n = 0; t != NULL && n < DOCTOR_LAYER_COUNT; n++) {
		const struct table_cell cells[] = {
		    layer_cell(v, (enum doctor_layer)n),
		    severity_cell(v, worst(r->now, n)),
		    {layer_words(v, r->now, n), TONE_PLAIN}};
		struct table_row *row = add_row(v, t, n + 1, cells);

		if (row != NULL)
			row->chosen = n == r->layer;
	}
}

/* All that was found in the layer that is chosen. */
static void
show_layer(const struct repair_state *r, struct view *v)
{
	static const enum text heads[] = {
	    TEXT_REPAIR_RESULT, TEXT_REPAIR_FINDING, TEXT_REPAIR_ADVICE};
	struct table *t;

	if (r->layer < 0)
		return;
	t = add_table(
	    v, REPAIR_FINDINGS, TEXT_REPAIR_FINDINGS, heads, r->now->count);
	for (size_t n = 0; t != NULL && n < r->now->count; n++) {
		const struct doctor_finding *f = &r->now->rows[n];
		const struct table_cell cells[] = {
		    severity_cell(v, doctor_severity(f->kind)),
		    {sentence(v, doctor_put_found, f), TONE_PLAIN},
		    {sentence(v, doctor_put_advice, f), TONE_PLAIN}};

		if ((int)f->layer == r->layer)
			(void)add_row(v, t, (int)n + 1, cells);
	}
}

/* --- before and after --- */

static bool
is_same(const struct doctor_finding *a, const struct doctor_finding *b)
{
	return a->kind == b->kind && strcmp(a->about, b->about) == 0;
}

static bool
is_still_there(
    const struct doctor_findings *now, const struct doctor_finding *f)
{
	for (size_t n = 0; n < now->count; n++)
		if (is_same(&now->rows[n], f))
			return true;
	return false;
}

/* What was to be repaired: what it was, and what became of it. */
static void
show_comparison(const struct repair_state *r, struct view *v)
{
	static const enum text heads[] = {
	    TEXT_REPAIR_LAYER, TEXT_REPAIR_AFTER, TEXT_REPAIR_BEFORE};
	struct table *t;

	if (r->before == NULL)
		return;
	t = add_table(v, REPAIR_COMPARISON, TEXT_REPAIR_COMPARISON, heads,
	    r->before->count);
	for (size_t n = 0; t != NULL && n < r->before->count; n++) {
		const struct doctor_finding *f = &r->before->rows[n];
		bool left = is_still_there(r->now, f);
		const struct table_cell cells[] = {layer_cell(v, f->layer),
		    {view_text(v, left ? TEXT_REPAIR_LEFT : TEXT_REPAIR_GONE),
			left ? TONE_CAUTION : TONE_GOOD},
		    {sentence(v, doctor_put_found, f), TONE_PLAIN}};

		if (f->repair != DOCTOR_REPAIR_NONE)
			(void)add_row(v, t, (int)n + 1, cells);
	}
}

/* --- what was found --- */

static void
show_head(const struct repair_state *r, struct view *v)
{
	int problems = (int)count_severity(r->now, -1, DOCTOR_PROBLEM);
	int repairs = (int)count_repairs(r->now);
	struct item *i = view_add(v, ITEM_NOTE, 0,
	    problems > 0 ? view_text(v, TEXT_REPAIR_FOUND, problems)
			 : view_text(v, TEXT_REPAIR_NO_PROBLEM));

	i->tone = problems > 0 ? TONE_PROBLEM : TONE_GOOD;
	if (repairs > 0)
		i->value = view_text(v, TEXT_REPAIR_POSSIBLE, repairs);
	if (r->err != ERR_OK)
		view_error(v, r->err, &r->failure);
	if (r->undone != SIZE_MAX)
		view_add(v, ITEM_NOTE, 0,
		    view_text(v, TEXT_DOCTOR_UNDONE, (int)r->undone))
		    ->tone = TONE_GOOD;
}

/* Problems, or notices, one by one; how many more may still be. */
static size_t
show_notes(const struct repair_state *r, struct view *v,
    enum doctor_severity severity, size_t room)
{
	for (size_t n = 0; n < r->now->count && room > 0; n++) {
		const struct doctor_finding *f = &r->now->rows[n];
		struct item *i;

		if (doctor_severity(f->kind) != severity)
			continue;
		i = view_add(v, ITEM_NOTE, 0, sentence(v, doctor_put_found, f));
		i->value = sentence(v, doctor_put_advice, f);
		i->tone = severities[severity].tone;
		room--;
	}
	return room;
}

static bool
has_kind(const struct doctor_findings *all, enum doctor_kind kind)
{
	for (size_t n = 0; n < all->count; n++)
		if (all->rows[n].kind == kind)
			return true;
	return false;
}

static void
show_helps(const struct repair_state *r, struct view *v)
{
	for (size_t n = 0; n < repair_help_count; n++)
		if (has_kind(r->now, repair_helps[n].kind))
			view_button(
			    v, REPAIR_HELP + (int)n, repair_helps[n].label, 0);
}

static void
show_found(const struct repair_state *r, struct view *v)
{
	size_t room = NOTES_MAX, notable;
	struct item *i;

	show_head(r, v);
	show_comparison(r, v);
	notable = count_severity(r->now, -1, DOCTOR_PROBLEM) +
		  count_severity(r->now, -1, DOCTOR_NOTICE);
	room = show_notes(r, v, DOCTOR_PROBLEM, room);
	room = show_notes(r, v, DOCTOR_NOTICE, room);
	if (room == 0 && notable > NOTES_MAX)
		view_add(v, ITEM_TEXT, 0,
		    view_text(v, TEXT_REPAIR_MORE, (int)(notable - NOTES_MAX)));
	show_helps(r, v);
	show_layers(r, v);
	show_layer(r, v);
	view_button(
	    v, REPAIR_CLOSE, TEXT_REPAIR_CLOSE_WINDOW, ITEM_FOOT | ITEM_CANCEL);
	if (r->can_undo)
		view_button(v, REPAIR_UNDO, TEXT_REPAIR_UNDO, ITEM_FOOT);
	view_button(v, REPAIR_MAKE_REPORT, TEXT_REPAIR_REPORT, ITEM_FOOT);
	view_button(v, REPAIR_LOOK_AGAIN, TEXT_REPAIR_AGAIN, ITEM_FOOT);
	i = view_button(
	    v, REPAIR_PREPARE, TEXT_REPAIR_DO, ITEM_FOOT | ITEM_DEFAULT);
	if (count_repairs(r->now) == 0)
		i->why_not = view_text(v, TEXT_REPAIR_NOTHING);
}

/* --- the other stages --- */

static void
show_working(const struct repair_state *r, struct view *v)
{
	static const enum text busy[] = {
	    [WORK_LOOK] = TEXT_REPAIR_LOOKING,
	    [WORK_REPAIR] = TEXT_REPAIR_REPAIRING,
	    [WORK_UNDO] = TEXT_REPAIR_UNDOING,
	    [WORK_REPORT] = TEXT_REPAIR_REPORTING_NOW,
	};
	struct step_line *steps =
	    view_alloc(v, DOCTOR_LAYER_COUNT, sizeof(*steps));
	struct job_progress p = {0};
	struct item *i;

	v->busy = view_text(v, busy[r->work]);
	view_button(
	    v, REPAIR_CLOSE, TEXT_REPAIR_CLOSE_WINDOW, ITEM_FOOT | ITEM_CANCEL);
	if (steps == NULL || r->work == WORK_REPORT)
		return;
	if (r->job != NULL)
		p = job_progress(r->job);
	if (p.step != STEP_LOOK)
		p.done = p.total = 0; /* it is repairing */
	for (int n = 0; n < DOCTOR_LAYER_COUNT; n++) {
		steps[n].label =
		    doctor_layer_text((enum doctor_layer)n, v->lang);
		steps[n].state = p.total == 0 || n > p.done ? STEP_WAITING
				 : n == p.done		    ? STEP_WORKING
							    : STEP_DONE;
	}
	i = view_add(v, ITEM_STEPS, 0, view_text(v, TEXT_REPAIR_LAYERS));
	i->steps = steps;
	i->step_count = DOCTOR_LAYER_COUNT;
}

static void
show_planning(const struct repair_state *r, struct view *v)
{
	static const enum text heads[] = {
	    TEXT_REPAIR_LAYER, TEXT_REPAIR_ACTION, TEXT_REPAIR_REASON};
	struct table *t;

	view_add(v, ITEM_TEXT, 0, view_text(v, TEXT_REPAIR_PLAN_EXPLAIN));
	t = add_table(v, REPAIR_PLAN, TEXT_REPAIR_PLAN, heads, r->now->count);
	for (size_t n = 0; t != NULL && n < r->now->count; n++) {
		const struct doctor_finding *f = &r->now->rows[n];
		const struct table_cell cells[] = {layer_cell(v, f->layer),
		    {view_text(v, repair_text(f->repair)), TONE_PLAIN},
		    {sentence(v, doctor_put_found, f), TONE_PLAIN}};

		if (f->repair != DOCTOR_REPAIR_NONE)
			(void)add_row(v, t, (int)n + 1, cells);
	}
	view_button(
	    v, REPAIR_BACK, TEXT_REPAIR_CANCEL, ITEM_FOOT | ITEM_CANCEL);
	view_button(v, REPAIR_DO, TEXT_REPAIR_START,
	    ITEM_FOOT | ITEM_DEFAULT | ITEM_FOCUS);
}

static void
show_report(
    const struct screen *s, const struct repair_state *r, struct view *v)
{
	struct item *i;

	view_add(v, ITEM_TEXT, 0, view_text(v, TEXT_REPAIR_REPORT_EXPLAIN));
	i = view_add(v, ITEM_DOCUMENT, REPAIR_DOCUMENT,
	    view_text(v, TEXT_REPAIR_REPORT_TITLE));
	i->value = view_copy(v, r->report);
	if (r->err != ERR_OK)
		view_error(v, r->err, &r->failure);
	if (r->copied || r->saved)
		view_add(v, ITEM_NOTE, 0,
		    view_text(v, r->saved ? TEXT_WRITTEN : TEXT_REPAIR_COPIED))
		    ->tone = TONE_GOOD;
	view_button(v, REPAIR_BACK, TEXT_REPAIR_BACK, ITEM_FOOT | ITEM_CANCEL);
	view_button(v, REPAIR_COPY, TEXT_REPAIR_COPY, ITEM_FOOT);
	i = view_button(v, REPAIR_SAVE, TEXT_REPAIR_SAVE,
	    ITEM_FOOT | ITEM_DEFAULT | ITEM_SAVE_FILE);
	i->value = view_text(
	    v, TEXT_REPAIR_FILE_NAME, view_date(v, desk_now(screen_desk(s))));
}

/* Nothing is known yet, or memory ran out. */
static void
show_nothing(const struct repair_state *r, struct view *v)
{
	view_error(v, r->err, &r->failure);
	view_button(
	    v, REPAIR_CLOSE, TEXT_REPAIR_CLOSE_WINDOW, ITEM_FOOT | ITEM_CANCEL);
	view_button(
	    v, REPAIR_LOOK_AGAIN, TEXT_REPAIR_AGAIN, ITEM_FOOT | ITEM_DEFAULT);
}

void
repair_show(const struct screen *s, struct view *v)
{
	const struct repair_state *r = screen_state(s);

	v->title = view_text(v, TEXT_REPAIR);
	if (r->stage == REPAIR_WORKING)
		show_working(r, v);
	else if (r->now == NULL)
		show_nothing(r, v);
	else if (r->stage == REPAIR_PLANNING)
		show_planning(r, v);
	else if (r->stage == REPAIR_REPORTING)
		show_report(s, r, v);
	else
		show_found(r, v);
}
