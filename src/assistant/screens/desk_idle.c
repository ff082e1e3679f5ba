/* SPDX-License-Identifier: Apache-2.0 */
#include "assistant/screens/desk_idle.h"

#include <stdlib.h>

#include "assistant/screens/desk_private.h"

/* A certificate may be revoked, a request granted: the office is asked so
 * often, without anybody pressing 刷新. */
#define LOOK_EVERY_S (4 * 3600)
/* The clock went ahead so much faster than the computer worked: it slept, or
 * the clock was set. */
#define JUMP_S 120

void
desk_note_activity(struct desk *d)
{
	d->active_at = desk_now(d);
}

static int64_t
idle_s(const struct desk *d)
{
	int minutes;

	return settings_idle(d->state->settings[SETTING_IDLE], &minutes)
		   ? (int64_t)minutes * 60
		   : INT64_MAX;
}

/* --- ending the login --- */

struct logout_job {
	struct job job;
	int minutes;
};

static enum err
log_out(struct job *j, struct assistant *a)
{
	(void)j;
	return assistant_logout(a);
}

static void
free_logout(struct job *j)
{
	free(j);
}

static void
logged_out(struct job *j, struct desk *d)
{
	AUTO_DONE(view) v = {0};

	d->logging_out = false;
	d->active_at = desk_now(d); /* one that failed is tried again later */
	if (j->err != ERR_OK)
		return;
	d->state->account = (struct account_state){0};
	view_init(&v, d->lang);
	desk_notify(d, &(struct desk_notice){.id = NOTICE_LOGGED_OUT,
			   .tone = TONE_PLAIN,
			   .title = TEXT_LOGGED_OUT,
			   .text = view_text(&v, TEXT_IDLE_ENDED,
			       ((struct logout_job *)j)->minutes),
			   .action = TEXT_GO_LOGIN,
			   .kind = SCREEN_LOGIN});
}

static const struct job_class logout_class = {.work = log_out,
    .free = free_logout,
    .over = logged_out,
    .flags = JOB_CHANGES | JOB_FINISHES};

static void
start_logout(struct desk *d)
{
	struct logout_job *l =
	    (struct logout_job *)job_new(&logout_class, sizeof(*l));

	if (l == NULL)
		return;
	l->minutes = (int)(idle_s(d) / 60);
	d->logging_out = true;
	job_start_unseen(d, &l->job);
}

/* Whoever waits for work that goes on is there, though nothing is pressed. */
static void
end_idle_login(struct desk *d, int64_t now)
{
	if (desk_find_work(d) != NULL || d->active_at > now)
		d->active_at = now;
	if (d->state->account.logged_in && !d->logging_out &&
	    now - d->active_at >= idle_s(d))
		start_logout(d);
}

/* --- looking again --- */

static bool
clock_jumped(struct desk *d, int64_t now)
{
	int64_t worked_ms = clock_monotonic_ms();
	int64_t went_s = now - d->turn_at;
	int64_t gone_s = (worked_ms - d->turn_ms) / 1000;
	bool first = d->turn_at == 0;

	d->turn_at = now;
	d->turn_ms = worked_ms;
	return !first && llabs(went_s - gone_s) > JUMP_S;
}

static bool
login_ended(const struct desk *d, int64_t now)
{
	const struct account_state *a = &d->state->account;

	return a->logged_in && a->expires_at > 0 && a->expires_at <= now;
}

void
desk_pass_time(struct desk *d)
{
	const int64_t now = desk_now(d);
	const bool jumped = clock_jumped(d, now);

	end_idle_login(d, now);
	if (d->state->opened != ERR_OK || d->looking)
		return;
	if (jumped || now >= d->state->looked_at + LOOK_EVERY_S ||
	    login_ended(d, now))
		desk_refresh(d);
}

int64_t
desk_time_at(const struct desk *d)
{
	const struct account_state *a = &d->state->account;
	int64_t at;

	if (d->state->opened != ERR_OK || d->looking)
		return INT64_MAX;
	at = d->state->looked_at + LOOK_EVERY_S;
	if (a->logged_in && !d->logging_out && idle_s(d) != INT64_MAX &&
	    d->active_at + idle_s(d) < at)
		at = d->active_at + idle_s(d);
	if (a->logged_in && a->expires_at > 0 && a->expires_at < at)
		at = a->expires_at;
	return at;
}
