/* SPDX-License-Identifier: Apache-2.0 */
#include "assistant/screens/desk.h"

#include <stdlib.h>
#include <string.h>

#include "assistant/screens/desk_idle.h"
#include "assistant/screens/desk_look.h"
#include "assistant/screens/desk_memo.h"
#include "assistant/screens/desk_private.h"
#include "assistant/screens/desk_remind.h"
#include "base/lang.h"

/* --- turns --- */

void
desk_enter(struct desk *d)
{
	d->depth++;
}

/* The jobs of a window that closes go on without it, or end. */
static void
leave_jobs(struct desk *d, const struct screen *s)
{
	for (struct job *j = d->jobs; j != NULL; j = j->sibling) {
		if (j->screen != s)
			continue;
		j->screen = NULL;
		if ((j->class->flags & JOB_LASTS) == 0)
			worker_cancel(d->worker, j);
	}
}

static void
remove_screen(struct desk *d, struct screen **link)
{
	struct screen *s = *link;

	*link = s->next;
	leave_jobs(d, s);
	d->face->closed(d->face->self, s);
	screen_free(s);
	d->closed_one = true;
}

static void
sweep(struct desk *d)
{
	for (struct screen **link = &d->screens; *link != NULL;) {
		if ((*link)->closing)
			remove_screen(d, link);
		else
			link = &(*link)->next;
	}
	for (struct screen *s = d->screens; s != NULL; s = s->next) {
		if (s->touched) {
			s->touched = false;
			d->face->changed(d->face->self, s);
		}
	}
}

/* Without a tray nobody could come back to a program that has no window. */
static void
end_if_alone(struct desk *d)
{
	if (d->closed_one && d->screens == NULL && !d->tray)
		desk_quit(d);
	d->closed_one = false;
}

void
desk_leave(struct desk *d)
{
	if (d->depth == 1) {
		sweep(d);
		desk_memo_save(d);
		end_if_alone(d);
		if (d->menu_touched) {
			d->menu_touched = false;
			d->face->menu(d->face->self);
		}
	}
	d->depth--;
}

void
desk_touch_menu(struct desk *d)
{
	d->menu_touched = true;
}

void
desk_changed(struct desk *d)
{
	for (struct screen *s = d->screens; s != NULL; s = s->next) {
		if (screen_class_of(s)->changed != NULL)
			screen_class_of(s)->changed(s);
		screen_touch(s);
	}
	desk_touch_menu(d);
	desk_remind(d);
}

/* --- jobs --- */

struct job *
job_new(const struct job_class *class, size_t size)
{
	struct job *j = calloc(1, size);

	if (j != NULL)
		j->class = class;
	return j;
}

void
job_start_unseen(struct desk *d, struct job *j)
{
	j->desk = d;
	j->sibling = d->jobs;
	d->jobs = j;
	worker_post(d->worker, j);
	desk_touch_menu(d);
}

void
job_start(struct screen *s, struct job *j)
{
	j->screen = s;
	job_start_unseen(s->desk, j);
}

void
job_cancel(struct job *j)
{
	worker_cancel(j->desk->worker, j);
}

struct job_progress
job_progress(const struct job *j)
{
	return worker_progress(j->desk->worker, j);
}

static void
unlink_job(struct desk *d, struct job *j)
{
	struct job **link = &d->jobs;

	while (*link != j)
		link = &(*link)->sibling;
	*link = j->sibling;
}

static void
tell_moved(struct job *j)
{
	struct screen *s = j->screen;

	if (s == NULL || s->closing)
		return;
	if (screen_class_of(s)->moved != NULL)
		screen_class_of(s)->moved(s, j);
	screen_touch(s);
}

static void
finish_job(struct desk *d, struct job *j)
{
	unlink_job(d, j);
	j->over = true;
	if (j->class->over != NULL)
		j->class->over(j, d);
	tell_moved(j);
	if ((j->class->flags & JOB_CHANGES) != 0)
		desk_refresh(d);
	j->class->free(j);
	desk_touch_menu(d);
}

/* --- ending --- */

static void
say_quit_later(struct desk *d)
{
	d->quit_told = true;
	desk_notify(d, &(struct desk_notice){.id = NOTICE_QUITTING,
			   .tone = TONE_BUSY,
			   .title = TEXT_QUIT_LATER,
			   .text = desk_tray(d).text,
			   .action = TEXT_COUNT});
}

static void
quit_if_done(struct desk *d)
{
	if (!d->quitting || d->over || desk_find_work(d) != NULL)
		return;
	d->over = true;
	if (d->quit_told)
		desk_withdraw(d, NOTICE_QUITTING);
	d->face->quit(d->face->self);
}

void
desk_quit(struct desk *d)
{
	d->quitting = true;
	quit_if_done(d);
	if (!d->over)
		say_quit_later(d);
}

/* --- time --- */

static void
call_those_due(struct desk *d)
{
	int64_t now = desk_now(d);

	for (struct screen *s = d->screens; s != NULL; s = s->next) {
		if (s->closing || s->call_at == 0 || s->call_at > now)
			continue;
		s->call_at = 0;
		if (screen_class_of(s)->changed != NULL)
			screen_class_of(s)->changed(s);
		screen_touch(s);
	}
}

void
desk_call_at(struct screen *s, int64_t at)
{
	s->call_at = at;
}

int64_t
desk_next_at(const struct desk *d)
{
	int64_t at = desk_time_at(d);

	if (d->remind_at < at)
		at = d->remind_at;

	for (const struct screen *s = d->screens; s != NULL; s = s->next) {
		if (s->call_at != 0 && s->call_at < at)
			at = s->call_at;
	}
	return at;
}

void
desk_turn(struct desk *d)
{
	struct job *j;

	desk_enter(d);
	if (atomic_exchange(&d->plugged, false))
		desk_refresh(d);
	while ((j = worker_fetch(d->worker)) != NULL)
		finish_job(d, j);
	j = worker_moved(d->worker);
	if (j != NULL)
		tell_moved(j);
	call_those_due(d);
	if (desk_now(d) >= d->remind_at)
		desk_remind(d);
	desk_pass_time(d);
	quit_if_done(d);
	desk_leave(d);
}

bool
desk_settle(struct desk *d, int64_t ms)
{
	int64_t until = clock_monotonic_ms() + ms;

	for (;;) {
		int64_t left;

		desk_turn(d);
		if (d->jobs == NULL)
			return true;
		left = until - clock_monotonic_ms();
		if (left <= 0)
			return false;
		worker_wait(d->worker, left);
	}
}

/* --- the desk --- */

/* On the worker's thread. */
static void
wake(void *self)
{
	struct desk *d = self;

	d->face->wake(d->face->self);
}

/* On any: one that is plugged in moves several times, and is looked at once. */
static void
plugged(void *self)
{
	struct desk *d = self;

	if (!atomic_exchange(&d->plugged, true))
		wake(d);
}

static enum err
start(struct desk *d)
{
	const struct worker_options w = {
	    .assistant = d->options.assistant,
	    .wake = wake,
	    .plugged = plugged,
	    .self = d,
	};

	d->state = desk_state_new();
	d->memo = memo_new();
	if (d->state == NULL || d->memo == NULL)
		return ERR_NOMEM;
	TRY(worker_new(&w, &d->worker));
	desk_memo_load(d);
	desk_refresh(d);
	return ERR_OK;
}

enum err
desk_new(const struct desk_options *o, struct desk **ret_desk)
{
	AUTO(desk) d = calloc(1, sizeof(*d));

	if (d == NULL)
		return ERR_NOMEM;
	d->options = *o;
	d->face = o->face;
	d->tray = o->tray;
	d->lang = o->assistant.lang;
	d->active_at = desk_now(d);
	d->remind_at = INT64_MAX;
	view_init(&d->menu_texts, d->lang);
	view_init(&d->tray_texts, d->lang);
	TRY(start(d));
	*ret_desk = TAKE(d);
	return ERR_OK;
}

void
desk_free(struct desk *d)
{
	if (d == NULL)
		return;
	d->over = true;
	while (d->screens != NULL)
		remove_screen(d, &d->screens);
	desk_memo_save_last(d);
	worker_free(d->worker);
	memo_free(d->memo);
	desk_state_free(d->state);
	view_done(&d->menu_texts);
	view_done(&d->tray_texts);
	free(d);
}

enum lang
desk_lang(const struct desk *d)
{
	return d->lang;
}

int64_t
desk_now(const struct desk *d)
{
	return clock_now(d->options.assistant.clock);
}

const struct desk_state *
desk_state(const struct desk *d)
{
	return d->state;
}

const struct desk_face *
desk_face(const struct desk *d)
{
	return d->face;
}

void
desk_set_tray(struct desk *d, bool tray)
{
	d->tray = tray;
	desk_touch_menu(d);
}

/* --- windows --- */

struct screen *
desk_find(struct desk *d, enum screen_kind kind)
{
	struct screen *s = d->screens;

	while (s != NULL && (s->kind != kind || s->closing))
		s = s->next;
	return s;
}

static void
open_again(struct desk *d, struct screen *s, const struct wish *w)
{
	if (screen_class_of(s)->again != NULL)
		screen_class_of(s)->again(s, w);
	screen_touch(s);
	d->face->raise(d->face->self, s);
}

static struct screen *
open_new(struct desk *d, enum screen_kind kind, const struct wish *w)
{
	struct screen *s = screen_new(d, kind);

	if (s == NULL)
		return NULL;
	s->next = d->screens;
	d->screens = s;
	if (screen_class_of(s)->open != NULL)
		screen_class_of(s)->open(s, w);
	d->face->open(d->face->self, s);
	return s;
}

struct screen *
desk_open(struct desk *d, enum screen_kind kind, const struct wish *w)
{
	const struct wish none = {0};
	struct screen *s = desk_find(d, kind);

	if (w == NULL)
		w = &none;
	desk_enter(d);
	if (s != NULL && !screen_class_of(s)->several) {
		open_again(d, s, w);
		s = NULL;
	} else {
		s = open_new(d, kind, w);
	}
	desk_leave(d);
	return s;
}

/* What somebody expects to see who sees nothing. */
static enum screen_kind
first_window(struct desk *d)
{
	const struct desk_state *s = d->state;

	if (s->opened == ERR_CANCELLED ||
	    (s->opened == ERR_OK && s->office == ERR_CANCELLED))
		return SCREEN_START;
	return s->account.logged_in || desk_tray(d).icon == TRAY_PROBLEM
		   ? SCREEN_MAIN
		   : SCREEN_LOGIN;
}

/* Those opened last come last, and are in front. */
static bool
raise_from(struct desk *d, struct screen *s)
{
	bool raised;

	if (s == NULL)
		return false;
	raised = raise_from(d, s->next);
	if (s->closing)
		return raised;
	d->face->raise(d->face->self, s);
	return true;
}

void
desk_come_forward(struct desk *d)
{
	if (!raise_from(d, d->screens))
		(void)desk_open(d, first_window(d), NULL);
}
