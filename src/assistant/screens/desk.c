/* SPDX-License-Identifier: Apache-2.0 */
#include "assistant/screens/desk.h"

#include <stdlib.h>
#include <string.h>

#include "assistant/screens/desk_look.h"
#include "assistant/screens/desk_memo.h"
#include "assistant/screens/desk_private.h"
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
	if (d->closed_one && d->screens == NULL && !d->tray && !d->over) {
		d->over = true;
		d->face->quit(d->face->self);
	}
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
desk_note_activity(struct desk *d)
{
	(void)d;
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
	int64_t at = INT64_MAX;

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
	while ((j = worker_fetch(d->worker)) != NULL)
		finish_job(d, j);
	j = worker_moved(d->worker);
	if (j != NULL)
		tell_moved(j);
	call_those_due(d);
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

static enum err
start(struct desk *d)
{
	const struct worker_options w = {
	    .assistant = d->options.assistant,
	    .wake = d->face->wake,
	    .self = d->face->self,
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

static struct screen *
find_screen(struct desk *d, enum screen_kind kind)
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
	struct screen *s = find_screen(d, kind);

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

/* Does the main window have something to say that goes before a login? */
static bool
has_trouble(struct desk *d)
{
	return desk_tray(d).icon == TRAY_PROBLEM;
}

void
desk_come_forward(struct desk *d)
{
	const struct account_state *account = &d->state->account;
	struct screen *s = d->screens;

	while (s != NULL && s->closing)
		s = s->next;
	if (s != NULL)
		d->face->raise(d->face->self, s);
	else if (account->logged_in || has_trouble(d))
		(void)desk_open(d, SCREEN_MAIN, NULL);
	else
		(void)desk_open(d, SCREEN_LOGIN, NULL);
}

/* --- notifications --- */

static struct kept_notice *
kept(struct desk *d, int id)
{
	for (size_t n = 0; n < COUNT(d->notices); n++) {
		if (d->notices[n].id == id)
			return &d->notices[n];
	}
	return NULL;
}

void
desk_notify(struct desk *d, const struct desk_notice *n)
{
	const struct notice told = {
	    .id = n->id,
	    .tone = n->tone,
	    .title = text_in(n->title, d->lang),
	    .text = n->text,
	    .action =
		n->action == TEXT_COUNT ? NULL : text_in(n->action, d->lang),
	};
	struct kept_notice *k = kept(d, n->id);

	if (k == NULL)
		k = kept(d, 0);
	if (k != NULL && told.action != NULL) {
		*k = (struct kept_notice){.id = n->id, .kind = n->kind};
		if (n->serial != NULL && strlen(n->serial) < sizeof(k->serial))
			memcpy(k->serial, n->serial, strlen(n->serial) + 1);
	}
	d->face->notify(d->face->self, &told);
}

void
desk_withdraw(struct desk *d, int id)
{
	struct kept_notice *k = kept(d, id);

	if (id != 0 && k != NULL)
		*k = (struct kept_notice){0};
	d->face->withdraw(d->face->self, id);
}

void
desk_follow(struct desk *d, int notice_id)
{
	const struct kept_notice *k = kept(d, notice_id);
	struct kept_notice copy;

	if (notice_id == 0 || k == NULL)
		return;
	copy = *k;
	desk_withdraw(d, notice_id);
	(void)desk_open(d, copy.kind,
	    &(struct wish){
		.serial = copy.serial[0] != '\0' ? copy.serial : NULL});
}
