/* SPDX-License-Identifier: Apache-2.0 */
/* 批量更新: certificates are chosen, the PIN of each carrier is asked for, and
 * then one update follows another, each a job of its own. */
#include <stdlib.h>
#include <string.h>

#include "assistant/screens/batch_private.h"

static struct batch_state *
state_of(const struct screen *s)
{
	return screen_state(s);
}

/* --- an update --- */

struct update_job {
	struct job job;
	char serial[CERT_SERIAL_TEXT_SIZE], carrier[33];
	struct secret *pin;
	bool guess;	   /* see batch_pin_is_a_guess */
	int64_t not_after; /* of the new pair */
};

/* The tries are those of this moment: somebody else may have spent some. */
static enum err
check_guess(struct assistant *a, const struct update_job *u)
{
	struct pin_state pin;

	TRY(assistant_pin_state(a, u->carrier, &pin));
	return pin.left == TOKEN_TRIES_UNKNOWN || pin.left <= BATCH_TRIES_KEPT
		   ? ERR_PIN_NEEDED
		   : ERR_OK;
}

static enum err
work_update(struct job *j, struct assistant *a)
{
	struct update_job *u = (struct update_job *)j;
	AUTO_DONE(holder_pair) pair = {.sign = BUF(0)};

	if (u->guess)
		TRY(check_guess(a, u));
	TRY(assistant_update(a, u->serial, secret_bytes(u->pin), &pair));
	u->not_after = pair.not_after;
	return ERR_OK;
}

static void
free_update(struct job *j)
{
	secret_free(((struct update_job *)j)->pin);
	free(j);
}

/* Looking at everything after each of hundreds is left to the end: the
 * window's, or this one's when there is no window any more. */
static void
update_is_over(struct job *j, struct desk *d)
{
	if (j->screen == NULL)
		desk_refresh(d);
}

static const struct job_class update_class = {.work = work_update,
    .free = free_update,
    .flags = JOB_LASTS,
    .over = update_is_over};

static struct update_job *
new_update(const struct batch *b, const struct batch_row *r)
{
	struct job *j = job_new(&update_class, sizeof(struct update_job));
	struct update_job *u = (struct update_job *)j;

	if (j == NULL)
		return NULL;
	memcpy(u->serial, r->serial, sizeof(u->serial));
	memcpy(u->carrier, b->carriers[r->carrier].serial, sizeof(u->carrier));
	u->guess = batch_pin_is_a_guess(b, r);
	if (secret_copy(batch_pin(b, r), &u->pin) != ERR_OK) {
		free_update(j);
		return NULL;
	}
	return u;
}

/* --- from stage to stage --- */

static void
end(struct screen *s)
{
	struct batch_state *b = state_of(s);

	b->stage = BATCH_OVER;
	b->current = NULL;
	b->leaving = false; /* there is nothing left to be asked about */
	desk_refresh(screen_desk(s));
}

static void
update_next(struct screen *s)
{
	struct batch_state *b = state_of(s);
	struct update_job *u;

	b->stage = BATCH_RUNNING;
	b->current = b->stopping ? NULL : batch_next(b->batch);
	if (b->current == NULL) {
		end(s);
		return;
	}
	u = new_update(b->batch, b->current);
	if (u == NULL) {
		b->ended_by = ERR_NOMEM;
		batch_failed(b->batch, b->current, ERR_NOMEM, -1);
		end(s);
		return;
	}
	b->job = &u->job;
	job_start(s, b->job);
}

static void
start(struct screen *s)
{
	struct batch_state *b = state_of(s);

	b->stopping = b->leaving = false;
	b->ended_by = ERR_OK;
	b->ended_how = (struct failure){.tries_left = -1};
	update_next(s);
}

/* The carrier's tries as they were seen last. */
static void
look_at_carrier(struct screen *s)
{
	struct batch_state *b = state_of(s);
	const struct carrier_row *c = desk_state_carrier(
	    desk_state(screen_desk(s)), b->batch->carriers[b->carrier].serial);

	pin_field_carrier(&b->pin, c != NULL ? &c->info : NULL);
}

/* For the next carrier; when there is none, the updates begin. */
static void
ask_next(struct screen *s)
{
	struct batch_state *b = state_of(s);

	b->carrier = batch_next_pin(b->batch);
	b->for_all = false;
	if (b->carrier == b->batch->carrier_count) {
		start(s);
		return;
	}
	b->stage = BATCH_ASKING;
	look_at_carrier(s);
}

static void
take_pin(struct screen *s)
{
	struct batch_state *b = state_of(s);

	if (!pin_field_ready(&b->pin))
		return;
	batch_give_pin(
	    b->batch, b->carrier, pin_field_take(&b->pin), b->for_all);
	ask_next(s);
}

/* From the state; what was chosen stays chosen. */
static void
rebuild(struct screen *s)
{
	struct batch_state *b = state_of(s);
	struct batch *batch;

	if (batch_new(desk_state(screen_desk(s)), desk_now(screen_desk(s)),
		&batch) != ERR_OK)
		return; /* it stays as it was */
	if (b->batch != NULL && b->batch->count > 0)
		batch_choose_as(batch, b->batch);
	batch_free(b->batch);
	b->batch = batch;
}

/* Back to choosing: what was typed is forgotten, what is done stays done. */
static void
go_back(struct screen *s)
{
	struct batch_state *b = state_of(s);

	pin_field_done(&b->pin);
	if (batch_with_result(b->batch, BATCH_DONE) > 0) {
		b->stage = BATCH_OVER;
		return;
	}
	b->stage = BATCH_CHOOSING;
	rebuild(s);
}

/* --- events --- */

static void
choose_all(struct batch *b, bool on)
{
	for (size_t i = 0; i < b->count; i++)
		b->rows[i].chosen = on && b->rows[i].why_not == ERR_OK;
}

static void
unlock(struct screen *s)
{
	struct batch_state *b = state_of(s);
	const struct wish w = {
	    .carrier = b->batch->carriers[b->carrier].serial};

	(void)desk_open(screen_desk(s), SCREEN_UNLOCK, &w);
}

static void
press_choosing(struct screen *s, int id)
{
	struct batch_state *b = state_of(s);

	if (id == BATCH_ALL || id == BATCH_NONE)
		choose_all(b->batch, id == BATCH_ALL);
	else if (id == BATCH_NEXT)
		ask_next(s);
	else if (id == BATCH_CLOSE)
		screen_close(s);
}

static void
press_asking(struct screen *s, int id)
{
	struct batch_state *b = state_of(s);

	if (id == BATCH_NEXT) {
		take_pin(s);
	} else if (id == BATCH_SKIP) {
		pin_field_done(&b->pin);
		batch_give_pin(b->batch, b->carrier, NULL, false);
		ask_next(s);
	} else if (id == BATCH_BACK) {
		go_back(s);
	} else if (id == BATCH_UNLOCK) {
		unlock(s);
	}
}

static void
press_running(struct screen *s, int id)
{
	struct batch_state *b = state_of(s);

	if (id == BATCH_STOP)
		b->stopping = true;
	else if (id == BATCH_KEEP_ON)
		b->leaving = false;
	else if (id == BATCH_STOP_AND_CLOSE)
		screen_close(s);
}

static void
press_over(struct screen *s, int id)
{
	if (id == BATCH_CLOSE) {
		screen_close(s);
	} else if (id == BATCH_AGAIN) {
		(void)batch_again(state_of(s)->batch);
		ask_next(s);
	} else if (id == BATCH_GO_ON) {
		ask_next(s);
	}
}

static void
press(struct screen *s, int id)
{
	static void (*const stages[])(struct screen * s, int id) = {
	    [BATCH_CHOOSING] = press_choosing,
	    [BATCH_ASKING] = press_asking,
	    [BATCH_RUNNING] = press_running,
	    [BATCH_OVER] = press_over,
	};

	stages[state_of(s)->stage](s, id);
}

static void
choose(struct screen *s, const struct event *e)
{
	struct batch_state *b = state_of(s);
	struct batch_row *r = batch_row(b->batch, e->row);

	if (b->stage == BATCH_CHOOSING && r != NULL)
		r->chosen = e->on && r->why_not == ERR_OK;
}

static void
open_row(struct screen *s, int id)
{
	const struct batch_row *r = batch_row(state_of(s)->batch, id);

	if (r != NULL)
		(void)desk_open(screen_desk(s), SCREEN_DETAILS,
		    &(struct wish){.serial = r->serial});
}

static void
event(struct screen *s, const struct event *e)
{
	struct batch_state *b = state_of(s);

	switch (b->stage == BATCH_ASKING ? pin_field_event(&b->pin, e)
					 : PIN_FIELD_OTHER) {
	case PIN_FIELD_TAKEN:
		return;
	case PIN_FIELD_CONFIRMED:
		take_pin(s);
		return;
	case PIN_FIELD_OTHER:
		break;
	}
	if (e->kind == EVENT_ROW)
		choose(s, e);
	else if (e->kind == EVENT_OPEN_ROW)
		open_row(s, e->row);
	else if (e->kind == EVENT_SWITCH)
		b->for_all = e->on;
	else if (e->kind == EVENT_PRESS)
		press(s, e->id);
}

static void
moved(struct screen *s, struct job *j)
{
	struct batch_state *b = state_of(s);

	if (!j->over || j != b->job)
		return;
	b->job = NULL;
	if (j->err == ERR_OK)
		batch_succeeded(b->batch, b->current,
		    ((const struct update_job *)j)->not_after);
	else
		batch_failed(
		    b->batch, b->current, j->err, j->failure.tries_left);
	if (batch_ends_all(j->err)) {
		b->ended_by = j->err;
		b->ended_how = j->failure;
		b->stopping = true;
	}
	update_next(s);
}

static void
changed(struct screen *s)
{
	struct batch_state *b = state_of(s);

	if (b->stage == BATCH_CHOOSING)
		rebuild(s);
	else if (b->stage == BATCH_ASKING)
		look_at_carrier(s);
}

/* In the middle of an update there is a question first; a second wish to close
 * is an answer. */
static bool
may_close(struct screen *s)
{
	struct batch_state *b = state_of(s);

	if (b->stage != BATCH_RUNNING || b->leaving)
		return true;
	b->leaving = true;
	return false;
}

static void
open(struct screen *s, const struct wish *w)
{
	(void)w;
	pin_field_init(&state_of(s)->pin, BATCH_PIN);
	rebuild(s);
}

static void
close(struct screen *s)
{
	pin_field_done(&state_of(s)->pin);
	batch_free(state_of(s)->batch);
}

const struct screen_class screen_batch = {
    .state_size = sizeof(struct batch_state),
    .open = open,
    .show = batch_show,
    .event = event,
    .changed = changed,
    .moved = moved,
    .may_close = may_close,
    .close = close,
};
