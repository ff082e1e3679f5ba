/* SPDX-License-Identifier: Apache-2.0 */
/* 环境修复: looks layer by layer as soon as it is open; repairs what can be
 * repaired, after listing it; and shows the report before it is saved. */
#include <stdlib.h>
#include <string.h>

#include "assistant/screens/repair_private.h"
#include "assistant/screens/save.h"

static struct repair_state *
state_of(const struct screen *s)
{
	return screen_state(s);
}

/* --- work --- */

/* Of the last work, and of what was done to the report. */
static void
forget_result(struct repair_state *r)
{
	r->err = ERR_OK;
	r->failure = (struct failure){.tries_left = -1};
	r->undone = SIZE_MAX;
	r->copied = r->saved = false;
}

/* The findings go with a job that needs them, and come back with it. */
static void
start(struct screen *s, enum repair_work work)
{
	struct repair_state *r = state_of(s);
	bool needs = work == WORK_REPAIR || work == WORK_REPORT;
	struct repair_job *j =
	    repair_job_new(work, needs ? TAKE(r->now) : NULL);

	forget_result(r);
	if (j == NULL) {
		r->err = ERR_NOMEM;
		r->stage = REPAIR_FOUND;
		return;
	}
	j->lang = desk_lang(screen_desk(s));
	r->stage = REPAIR_WORKING;
	r->work = work;
	r->job = &j->job;
	job_start(s, r->job);
}

static void
put(struct doctor_findings **to, struct doctor_findings *from)
{
	doctor_findings_free(*to);
	*to = from;
}

/* What a look found. Of a repair, what was before stays to be compared. */
static void
take_findings(struct repair_state *r, struct repair_job *j)
{
	struct doctor_findings *before = TAKE(j->given);

	if (j->found != NULL) {
		put(&r->now, TAKE(j->found));
		r->can_undo = j->can_undo;
	} else if (before != NULL) {
		put(&r->now, TAKE(before)); /* it is all that is known */
	}
	put(&r->before, before);
}

/* What needs a PIN is among the findings. */
static enum err
error_of(const struct repair_job *j)
{
	if (j->job.err != ERR_OK)
		return j->job.err;
	return j->repair == ERR_PIN_NEEDED ? ERR_OK : j->repair;
}

static void
looked(struct repair_state *r, struct repair_job *j)
{
	take_findings(r, j);
	r->err = error_of(j);
	r->failure = j->job.failure;
	r->layer = -1;
	r->stage = REPAIR_FOUND;
	if (r->work == WORK_UNDO && r->err == ERR_OK)
		r->undone = j->count;
}

static void
reported(struct repair_state *r, struct repair_job *j)
{
	put(&r->now, TAKE(j->given));
	r->err = j->job.err;
	r->failure = j->job.failure;
	free(TAKE(r->report));
	if (r->err == ERR_OK)
		r->err = buf_take_string(&j->report, &r->report);
	r->stage = r->err == ERR_OK ? REPAIR_REPORTING : REPAIR_FOUND;
}

static void
moved(struct screen *s, struct job *j)
{
	struct repair_state *r = state_of(s);

	if (!j->over)
		return;
	if (j->what == WORK_SAVE) {
		r->err = j->err;
		r->failure = j->failure;
		r->saved = j->err == ERR_OK;
		return;
	}
	r->job = NULL;
	if (j->what == WORK_REPORT)
		reported(r, (struct repair_job *)j);
	else
		looked(r, (struct repair_job *)j);
}

/* --- events --- */

static void
copy_report(struct screen *s)
{
	const struct desk_face *face = desk_face(screen_desk(s));

	face->copy(face->self, state_of(s)->report);
	state_of(s)->copied = true;
}

/* Exactly what is shown. */
static void
save_report(struct screen *s, const char *path)
{
	struct repair_state *r = state_of(s);
	AUTO_DONE(buf) b = BUF(strlen(r->report) + 1);

	forget_result(r);
	buf_str(&b, r->report);
	r->err = save_start(s, WORK_SAVE, path, &b);
}

static void
help(struct screen *s, size_t n)
{
	if (n < repair_help_count)
		(void)desk_open(screen_desk(s), repair_helps[n].screen,
		    &(struct wish){.page = repair_helps[n].page});
}

static void
press(struct screen *s, int id)
{
	struct repair_state *r = state_of(s);

	switch (id) {
	case REPAIR_CLOSE:
		screen_close(s);
		break;
	case REPAIR_LOOK_AGAIN:
		start(s, WORK_LOOK);
		break;
	case REPAIR_MAKE_REPORT:
		start(s, WORK_REPORT);
		break;
	case REPAIR_UNDO:
		start(s, WORK_UNDO);
		break;
	case REPAIR_PREPARE:
		r->stage = REPAIR_PLANNING;
		break;
	case REPAIR_DO:
		start(s, WORK_REPAIR);
		break;
	case REPAIR_BACK:
		forget_result(r);
		r->stage = REPAIR_FOUND;
		break;
	case REPAIR_COPY:
		copy_report(s);
		break;
	default:
		help(s, (size_t)(id - REPAIR_HELP));
		break;
	}
}

static void
event(struct screen *s, const struct event *e)
{
	struct repair_state *r = state_of(s);

	if (e->kind == EVENT_PRESS)
		press(s, e->id);
	else if (e->kind == EVENT_FILE)
		save_report(s, e->text);
	else if (e->kind == EVENT_ROW && e->id == REPAIR_LAYERS)
		r->layer = e->on ? e->row - 1 : -1;
	else if (e->kind == EVENT_OPEN_ROW && e->id == REPAIR_LAYERS)
		r->layer = e->row - 1;
}

static void
open(struct screen *s, const struct wish *w)
{
	(void)w;
	state_of(s)->layer = -1;
	start(s, WORK_LOOK);
}

static void
close(struct screen *s)
{
	struct repair_state *r = state_of(s);

	doctor_findings_free(r->now);
	doctor_findings_free(r->before);
	free(r->report);
}

const struct screen_class screen_repair = {
    .state_size = sizeof(struct repair_state),
    .open = open,
    .show = repair_show,
    .event = event,
    .moved = moved,
    .close = close,
};
