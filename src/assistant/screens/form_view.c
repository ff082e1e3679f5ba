/* SPDX-License-Identifier: Apache-2.0 */
/* What a form shows, stage by stage. */
#include "assistant/screens/form_private.h"
#include "assistant/screens/next_step.h"
#include "assistant/screens/say.h"

#define LONG_S 3 /* from then on the time is shown that work takes */

/* --- what is wrong, and what helps --- */

/* One that was begun and not finished is finished first, whatever is done. */
static void
show_unfinished(const struct form *f, struct view *v)
{
	if (form_state(f)->unfinished.count > 0 &&
	    form_field_of(f, FIELD_UNFINISHED) == NULL &&
	    form_obtains(form_way(f)))
		view_add(v, ITEM_NOTE, 0, view_text(v, TEXT_FORM_PENDING))
		    ->tone = TONE_CAUTION;
}

/* Nothing has failed where something else is only to be done before. */
static enum tone
trouble_tone(const struct form *f)
{
	return form_state(f)->opened == ERR_OK &&
		       f->failed[TASK_WORK].err == ERR_OK &&
		       f->failed[TASK_LOOK].err == ERR_OK
		   ? TONE_CAUTION
		   : TONE_PROBLEM;
}

static void
show_trouble(const struct form *f, struct view *v)
{
	const struct form_failure *failed = &f->failed[TASK_WORK];
	const enum err e = form_trouble(f);
	struct failure known;
	struct item *i;

	if (form_is_loading(f)) {
		view_add(v, ITEM_NOTE, 0, view_text(v, TEXT_FORM_LOADING))
		    ->tone = TONE_BUSY;
		return;
	}
	if (e == ERR_OK)
		return;
	known = failed->err != ERR_OK
		    ? failed->known
		    : say_meant(form_state(f), form_obstacle_carrier(f));
	i = view_error(v, e, &known);
	if (trouble_tone(f) == TONE_CAUTION)
		i->tone = TONE_CAUTION;
	if (f->out.pin_changed)
		view_add(v, ITEM_NOTE, 0, view_text(v, TEXT_FORM_PIN_CHANGED))
		    ->tone = TONE_GOOD;
	(void)next_step_button(v, BUTTON_HELP, e, 0);
}

/* --- fields --- */

static void
show_fields(const struct form *f, struct view *v, bool first)
{
	for (size_t i = 0; i < f->op->field_count; i++) {
		const struct form_field *r = &f->op->fields[i];
		const struct field_class *c = field_class(r->kind);

		if (c->first == first && field_is_shown(f, r))
			c->show(f, r, v);
	}
}

/* What the question was answered with: whose PIN it is that is typed. */
static void
show_answers(const struct form *f, struct view *v)
{
	for (size_t i = 0; i < f->op->field_count; i++) {
		const struct form_field *r = &f->op->fields[i];
		const struct field_class *c = field_class(r->kind);

		if (c->first && c->facts != NULL && field_is_shown(f, r))
			c->facts(f, r, v);
	}
}

/* The keyboard goes to the first field in which there is something to do,
 * unless a mistake is elsewhere. */
static void
focus_first(struct view *v)
{
	static const unsigned typed = 1U << ITEM_ENTRY | 1U << ITEM_SECRET |
				      1U << ITEM_CHOICE | 1U << ITEM_TABLE;
	struct item *first = NULL;

	for (size_t i = 0; i < v->count; i++) {
		struct item *it = &v->items[i];

		if ((it->flags & ITEM_FOCUS) != 0)
			return;
		if (first == NULL && it->why_not == NULL &&
		    (typed >> it->kind & 1) != 0 &&
		    (it->kind != ITEM_CHOICE || it->option_count > 1))
			first = it;
	}
	if (first != NULL)
		first->flags |= ITEM_FOCUS;
}

/* 确认, unless something keeps it from being done. */
static void
show_confirm(const struct form *f, struct view *v, enum text label)
{
	struct item *i =
	    view_button(v, BUTTON_CONFIRM, label, ITEM_FOOT | ITEM_DEFAULT);
	const enum err e = form_obstacle(f);

	if (form_is_loading(f))
		i->why_not = view_text(v, TEXT_FORM_LOADING);
	else if (e != ERR_OK)
		i->why_not = err_text(e, v->lang);
}

/* --- the stages --- */

/* What was cut off is to be finished, and nothing was. */
static bool
has_nothing_left(const struct form *f)
{
	return form_field_of(f, FIELD_UNFINISHED) != NULL &&
	       !form_is_loading(f) && form_state(f)->opened == ERR_OK &&
	       form_state(f)->unfinished.count == 0;
}

static void
show_question(const struct form *f, struct view *v)
{
	if (has_nothing_left(f)) {
		show_fields(f, v, true);
		view_button(v, BUTTON_CANCEL, TEXT_CLOSE,
		    ITEM_FOOT | ITEM_DEFAULT | ITEM_CANCEL | ITEM_FOCUS);
		return;
	}
	view_add(v, ITEM_HEADING, 0,
	    view_text(v, TEXT_FORM_QUESTION, text_in(f->op->title, v->lang)));
	view_add(v, ITEM_TEXT, 0, view_text(v, form_way(f)->explain));
	show_trouble(f, v);
	show_unfinished(f, v);
	show_fields(f, v, true);
	if (f->op->facts != NULL && !form_is_loading(f))
		f->op->facts(f, v);
	if (f->op->beside_label != 0)
		view_button(v, BUTTON_BESIDE, f->op->beside_label, 0);
	view_button(v, BUTTON_CANCEL, TEXT_CANCEL, ITEM_FOOT | ITEM_CANCEL);
	show_confirm(f, v, TEXT_CONFIRM);
}

/* The question before a last try takes the whole window. */
static const struct pin_field *
asking_field(const struct form *f)
{
	for (size_t i = 0; i < SECRET_PINS; i++)
		if (pin_field_asks(&f->pins[i]))
			return &f->pins[i];
	return NULL;
}

static void
show_form(const struct form *f, struct view *v)
{
	const struct pin_field *asks = asking_field(f);
	const bool again = f->failed[TASK_WORK].err != ERR_OK;

	if (f->op->asks)
		show_answers(f, v);
	if (asks != NULL) {
		pin_field_question(asks, v);
		return;
	}
	if (!f->op->asks)
		view_add(v, ITEM_TEXT, 0, view_text(v, form_way(f)->explain));
	show_trouble(f, v);
	show_fields(f, v, false);
	focus_first(v);
	view_button(v, BUTTON_CANCEL, TEXT_CANCEL, ITEM_FOOT | ITEM_CANCEL);
	if (f->op->asks)
		view_button(v, BUTTON_BACK, TEXT_FORM_BACK, ITEM_FOOT);
	show_confirm(f, v, again ? TEXT_FORM_AGAIN : TEXT_CONFIRM);
}

/* Where the work is, of its steps; their count: nowhere yet. */
static size_t
place_among(const struct steps *s, const struct job_progress *p)
{
	return p->started ? steps_find(s, p->step) : s->count;
}

static void
show_steps(struct view *v, const struct steps *s, const struct job_progress *p)
{
	struct step_line *lines = view_alloc(v, s->count, sizeof(*lines));
	const size_t at = place_among(s, p);
	struct item *i;

	if (lines == NULL)
		return;
	for (size_t n = 0; n < s->count; n++) {
		lines[n].label = say_step(v, s->of[n]);
		lines[n].state = at == s->count ? STEP_WAITING
				 : n < at	? STEP_DONE
				 : n == at	? STEP_WORKING
						: STEP_WAITING;
	}
	i = view_add(v, ITEM_STEPS, 0, view_text(v, TEXT_FORM_STEPS));
	i->steps = lines;
	i->step_count = s->count;
}

static bool
is_settled(const struct steps *s, const struct job_progress *p)
{
	const size_t at = s != NULL ? place_among(s, p) : 0;

	return s != NULL && at < s->count && at >= steps_find(s, s->settled);
}

/* Until it is settled it can be left. */
static void
show_stop(const struct form *f, struct view *v, const struct job_progress *p)
{
	struct item *i =
	    view_button(v, BUTTON_STOP, TEXT_CANCEL, ITEM_FOOT | ITEM_CANCEL);

	if (f->stopping)
		i->why_not = view_text(v, TEXT_FORM_STOPPING);
	else if (is_settled(form_way(f)->steps, p))
		i->why_not = view_text(v, TEXT_FORM_NO_STOP);
}

static void
show_work(const struct form *f, struct view *v)
{
	const struct job_progress p = job_progress(f->tasks[TASK_WORK]);
	const int64_t taken = desk_now(screen_desk(f->screen)) - f->began_at;

	v->busy = view_text(v, TEXT_FORM_BUSY, text_in(f->op->title, v->lang));
	view_add(v, ITEM_HEADING, 0, v->busy);
	if (form_way(f)->steps != NULL)
		show_steps(v, form_way(f)->steps, &p);
	view_add(v, ITEM_TEXT, 0,
	    taken < LONG_S ? view_text(v, TEXT_FORM_WAIT)
			   : view_text(v, TEXT_FORM_TAKEN, (int)taken));
	view_add(v, ITEM_TEXT, 0, view_text(v, TEXT_FORM_MAY_CLOSE));
	show_stop(f, v, &p);
}

static void
show_left(const struct form *f, struct view *v)
{
	const size_t left = form_state(f)->unfinished.count;

	if (left == 0 || form_field_of(f, FIELD_UNFINISHED) == NULL)
		return;
	view_add(v, ITEM_NOTE, 0, view_text(v, TEXT_FORM_LEFT, (int)left))
	    ->tone = TONE_CAUTION;
	view_button(v, BUTTON_ONWARD, TEXT_FORM_ONWARD, ITEM_FOOT);
}

static void
show_done(const struct form *f, struct view *v)
{
	view_add(v, ITEM_NOTE, 0, view_text(v, f->op->success))->tone =
	    TONE_GOOD;
	if (f->out.has_pair)
		form_show_pair(f, v, &f->out.pair);
	if (f->out.request[0] != '\0') {
		view_fact(v, TEXT_REQUEST_ID, view_copy(v, f->out.request));
		view_button(v, BUTTON_COPY, TEXT_FORM_COPY, 0);
	}
	show_left(f, v);
	if (f->out.has_pair)
		view_button(v, BUTTON_DETAILS, TEXT_FORM_DETAILS, ITEM_FOOT);
	if (f->op->then_label != 0)
		view_button(v, BUTTON_THEN, f->op->then_label, ITEM_FOOT);
	view_button(v, BUTTON_CLOSE, TEXT_FORM_DONE,
	    ITEM_FOOT | ITEM_DEFAULT | ITEM_CANCEL | ITEM_FOCUS);
}

void
form_show(const struct screen *s, struct view *v)
{
	static void (*const shows[])(const struct form *f, struct view *v) = {
	    [STAGE_QUESTION] = show_question,
	    [STAGE_FIELDS] = show_form,
	    [STAGE_WORK] = show_work,
	    [STAGE_DONE] = show_done,
	};
	const struct form *f = screen_state(s);

	v->title = view_text(v, f->op->title);
	shows[f->stage](f, v);
}
