/* SPDX-License-Identifier: Apache-2.0 */
/* The stages of a form, and what people do in them. */
#include "assistant/screens/form.h"

#include <stdio.h>
#include <string.h>

#include "assistant/screens/form_private.h"
#include "assistant/screens/next_step.h"

#define TICK_S 1 /* while work is being done its time is shown */

static struct desk *
desk_of(const struct form *f)
{
	return screen_desk(f->screen);
}

/* --- from stage to stage --- */

static void
begin(struct form *f)
{
	f->stage = f->op->asks ? STAGE_QUESTION : STAGE_FIELDS;
	f->checked = false;
	f->focus = NULL;
	f->mailed_at = 0;
	f->pin_needed = false;
	form_put_code_by(f);
	memset(f->failed, 0, sizeof(f->failed));
	form_update(f);
	form_fetch(f);
}

static void
work(struct form *f)
{
	f->stopping = false;
	f->out.pin_changed = false;
	f->began_at = desk_now(desk_of(f));
	form_start(f, TASK_WORK);
	f->stage = f->tasks[TASK_WORK] != NULL ? STAGE_WORK : STAGE_FIELDS;
	if (f->stage == STAGE_WORK)
		desk_call_at(f->screen, f->began_at + TICK_S);
}

/* If not, it says what is wrong with it. */
static bool
is_ready(struct form *f, const struct form_field *r)
{
	const struct field_class *c = field_class(r->kind);

	if (r->kind == FIELD_PIN)
		return pin_field_ready(&f->pins[r->secret]);
	if (r->kind == FIELD_CAPTCHA)
		return captcha_field_ready(&f->captcha);
	return c->check == NULL || c->check(f, r) == ERR_OK;
}

static bool
asks_last(const struct form *f, const struct form_field *r)
{
	return r->kind == FIELD_PIN && pin_field_asks(&f->pins[r->secret]);
}

/* The question before a last try waits until there is nothing else to say. */
static void
check_fields(struct form *f, bool *ret_asks)
{
	f->focus = NULL;
	f->checked = true;
	*ret_asks = false;
	for (size_t i = 0; i < f->op->field_count; i++) {
		const struct form_field *r = &f->op->fields[i];

		if (!field_is_shown(f, r) || is_ready(f, r))
			continue;
		if (asks_last(f, r))
			*ret_asks = true;
		else if (f->focus == NULL)
			f->focus = r;
	}
	if (f->focus == NULL)
		return;
	for (size_t i = 0; i < SECRET_PINS; i++)
		f->pins[i].asks = false;
}

static void
leave_fields(struct form *f)
{
	bool asks;

	form_settle(f);
	form_update(f);
	check_fields(f, &asks);
	if (f->focus != NULL)
		return;
	if (asks)
		form_put_code_by(f);
	else
		work(f);
}

static void
leave_question(struct form *f)
{
	form_settle(f);
	f->stage = STAGE_FIELDS;
	form_update(f);
	if (!form_has_fields(f))
		work(f);
}

/* --- buttons --- */

static void
close_window(struct form *f)
{
	screen_close(f->screen);
}

static void
confirm(struct form *f)
{
	if (f->stage == STAGE_QUESTION)
		leave_question(f);
	else
		leave_fields(f);
}

static void
stop(struct form *f)
{
	f->stopping = true;
	job_cancel(f->tasks[TASK_WORK]);
}

static void
show_details(struct form *f)
{
	const struct wish w = {.serial = f->out.pair.sign_serial};

	(void)desk_open(desk_of(f), SCREEN_DETAILS, &w);
	screen_close(f->screen);
}

/* To what helps, for the certificate and carrier that are meant. */
static void
get_help(struct form *f)
{
	const struct holder_pair *p = form_pair(f);
	const struct wish w = {.serial = p != NULL ? p->sign_serial : NULL,
	    .carrier = f->in.target[0] != '\0' ? f->in.target : f->in.carrier};

	next_step_go(f->screen, form_trouble(f), &w);
}

static void
copy_request(struct form *f)
{
	const struct desk_face *face = desk_face(desk_of(f));

	face->copy(face->self, f->out.request);
}

/* What is left to be done, with a new question. */
static void
go_on(struct form *f)
{
	form_result_done(&f->out);
	begin(f);
}

/* Where success leads, with what it was about. */
static void
go_then(struct form *f)
{
	const struct wish w = {
	    .carrier = f->in.carrier,
	    .serial = f->out.has_pair ? f->out.pair.sign_serial : NULL,
	};

	(void)desk_open(desk_of(f), f->op->then, &w);
	screen_close(f->screen);
}

/* To the operation that may have been meant. */
static void
go_beside(struct form *f)
{
	const struct holder_pair *p = form_pair(f);

	(void)desk_open(desk_of(f), f->op->beside,
	    &(struct wish){.serial = p != NULL ? p->sign_serial : NULL});
	screen_close(f->screen);
}

static const struct {
	int id;
	void (*press)(struct form *f);
} buttons[] = {
    {BUTTON_CANCEL, close_window},
    {BUTTON_BACK, begin},
    {BUTTON_CONFIRM, confirm},
    {BUTTON_HELP, get_help},
    {BUTTON_STOP, stop},
    {BUTTON_DETAILS, show_details},
    {BUTTON_COPY, copy_request},
    {BUTTON_ONWARD, go_on},
    {BUTTON_THEN, go_then},
    {BUTTON_BESIDE, go_beside},
    {BUTTON_CLOSE, close_window},
};

static void
press(struct form *f, int id)
{
	for (size_t i = 0; i < COUNT(buttons); i++)
		if (buttons[i].id == id)
			buttons[i].press(f);
}

/* --- what the desk calls --- */

static void
wish_for(struct form *f, const struct wish *w)
{
	if (w->serial != NULL) {
		(void)snprintf(f->wished, sizeof(f->wished), "%s", w->serial);
		(void)snprintf(
		    f->in.serial, sizeof(f->in.serial), "%s", w->serial);
	}
	if (w->carrier != NULL)
		(void)snprintf(
		    f->in.carrier, sizeof(f->in.carrier), "%s", w->carrier);
}

static void
init_fields(struct form *f)
{
	for (size_t i = 0; i < f->op->field_count; i++) {
		const struct form_field *r = &f->op->fields[i];
		const int id = field_id(f, r);

		if (r->kind == FIELD_PIN)
			pin_field_init(&f->pins[r->secret], id);
		else if (r->kind == FIELD_CAPTCHA)
			captcha_field_init(&f->captcha, id, TASK_CAPTCHA);
		else if (r->kind == FIELD_PAIR)
			cert_choice_init(&f->certs, id, r->unfit);
	}
}

void
form_open(struct screen *s, const struct wish *w, const struct operation *op)
{
	struct form *f = screen_state(s);

	f->screen = s;
	f->op = op;
	f->out.last_try = SECRET_PINS;
	init_fields(f);
	wish_for(f, w);
	begin(f);
}

void
form_again(struct screen *s, const struct wish *w)
{
	struct form *f = screen_state(s);

	if (f->stage == STAGE_DONE)
		go_on(f);
	if (f->stage == STAGE_QUESTION) {
		wish_for(f, w);
		form_update(f);
	}
}

/* A last try that people agreed to goes on as if 确认 had been pressed. */
static void
answer_last(struct form *f, const struct form_field *r, const struct event *e)
{
	if (pin_field_event(&f->pins[r->secret], e) == PIN_FIELD_CONFIRMED)
		leave_fields(f);
}

static void
tell_field(struct form *f, const struct event *e)
{
	const struct form_field *r =
	    &f->op->fields[(e->id - FIELD_ID(0)) / FIELD_IDS];

	if (asks_last(f, r)) {
		answer_last(f, r, e);
		return;
	}
	if (e->kind == EVENT_TEXT || e->kind == EVENT_SECRET)
		form_settle(f);
	field_class(r->kind)->event(f, r, e);
}

void
form_event(struct screen *s, const struct event *e)
{
	struct form *f = screen_state(s);

	if (e->id < FIELD_ID(0))
		press(f, e->id);
	else
		tell_field(f, e);
	form_update(f);
	form_fetch(f);
}

void
form_changed(struct screen *s)
{
	struct form *f = screen_state(s);

	if (f->stage == STAGE_WORK)
		desk_call_at(s, desk_now(desk_of(f)) + TICK_S);
	form_update(f);
	form_fetch(f);
}

void
form_close(struct screen *s)
{
	struct form *f = screen_state(s);

	form_input_done(&f->in);
	form_result_done(&f->out);
	for (size_t i = 0; i < SECRET_PINS; i++)
		pin_field_done(&f->pins[i]);
	captcha_field_done(&f->captcha);
	cert_choice_done(&f->certs);
}
