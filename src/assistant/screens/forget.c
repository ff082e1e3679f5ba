/* SPDX-License-Identifier: Apache-2.0 */
/* 清除代理登录缓存: what is stored, whether it is to go, and that it is gone.
 */
#include <stdlib.h>
#include <string.h>

#include "assistant/permissions.h"
#include "assistant/proxy.h"
#include "assistant/screens/desk.h"
#include "assistant/screens/panel.h"

enum { ID_GO = 1, ID_CLOSE };
enum { JOB_LOOK, JOB_FORGET };

struct forget {
	struct panel panel;
	bool looked, done;
	char proxy[SETTING_VALUE_SIZE]; /* whose login is stored; "": none */
	size_t sites;
	struct forgotten forgotten; /* if done */
};

/* --- jobs --- */

struct forget_job {
	struct job job;
	bool login;
	size_t sites;
	struct forgotten forgotten;
};

static enum err
look(struct job *job, struct assistant *a)
{
	struct forget_job *j = (struct forget_job *)job;
	AUTO(permissions) p = NULL;
	char user[PROXY_USER_SIZE];
	const enum err e = assistant_proxy_user(a, user);

	if (e != ERR_OK && e != ERR_NOT_FOUND)
		return e;
	j->login = e == ERR_OK;
	TRY(assistant_permissions(a, &p));
	j->sites = p->count;
	return ERR_OK;
}

static enum err
forget(struct job *job, struct assistant *a)
{
	return assistant_forget(a, &((struct forget_job *)job)->forgotten);
}

static void
free_job(struct job *job)
{
	free(job);
}

static const struct job_class classes[] = {
    [JOB_LOOK] = {.work = look, .free = free_job, .flags = JOB_CAN_CANCEL},
    [JOB_FORGET] = {.work = forget, .free = free_job, .flags = JOB_LASTS},
};

static void
start(struct screen *s, int what)
{
	struct forget *f = screen_state(s);

	panel_start(&f->panel, s,
	    job_new(&classes[what], sizeof(struct forget_job)), what);
}

/* --- what is shown --- */

static void
show_stored(const struct screen *s, struct view *v)
{
	const struct forget *f = screen_state(s);

	view_add(v, ITEM_TEXT, 0, view_text(v, TEXT_FORGET_WHAT));
	view_fact(v, TEXT_FORGET_PROXY,
	    f->proxy[0] == '\0' ? view_text(v, TEXT_FORGET_NONE)
				: view_copy(v, f->proxy));
	view_fact(v, TEXT_FORGET_SITES,
	    view_text(v, TEXT_FORGET_COUNT, (int)f->sites));
	if (f->proxy[0] != '\0' || f->sites > 0)
		view_add(v, ITEM_TEXT, 0, view_text(v, TEXT_FORGET_QUESTION));
}

static void
show_done(const struct forget *f, struct view *v)
{
	struct item *i = view_add(v, ITEM_NOTE, 0,
	    view_text(v, TEXT_FORGET_DONE, (int)f->forgotten.permissions));

	i->tone = TONE_GOOD;
	i->value = f->forgotten.proxy_login
		       ? view_text(v, TEXT_FORGET_DONE_PROXY)
		       : NULL;
}

static void
show(const struct screen *s, struct view *v)
{
	const struct forget *f = screen_state(s);
	const bool any = f->looked && (f->proxy[0] != '\0' || f->sites > 0);
	struct item *i;

	v->title = view_text(v, TEXT_FORGET_TITLE);
	panel_show_busy(&f->panel, v, TEXT_FORGET_BUSY);
	panel_show_error(&f->panel, v);
	if (f->done)
		show_done(f, v);
	else if (f->looked)
		show_stored(s, v);
	view_button(v, ID_CLOSE, f->done ? TEXT_CLOSE : TEXT_CANCEL,
	    ITEM_FOOT | ITEM_CANCEL | ITEM_FOCUS |
		(f->done ? ITEM_DEFAULT : 0));
	if (f->done)
		return;
	i = view_button(v, ID_GO, TEXT_FORGET_GO, ITEM_FOOT | ITEM_DANGER);
	i->why_not = v->busy;
	if (v->busy == NULL && !any)
		i->why_not = view_text(v, TEXT_FORGET_NOTHING);
}

/* --- the desk's calls --- */

static void
opened(struct screen *s, const struct wish *w)
{
	struct forget *f = screen_state(s);

	(void)w;
	panel_forget_error(&f->panel);
	start(s, JOB_LOOK);
}

static void
is_looked(struct screen *s, const struct forget_job *j)
{
	struct forget *f = screen_state(s);
	const char *proxy = desk_state(screen_desk(s))->settings[SETTING_PROXY];

	f->looked = j->job.err == ERR_OK;
	f->sites = j->sites;
	if (j->login && strlen(proxy) < sizeof(f->proxy))
		memcpy(f->proxy, proxy, strlen(proxy) + 1);
}

static void
moved(struct screen *s, struct job *job)
{
	struct forget *f = screen_state(s);
	const struct forget_job *j = (const struct forget_job *)job;

	if (!panel_over(&f->panel, job))
		return;
	if (job->what == JOB_LOOK) {
		is_looked(s, j);
	} else if (job->err == ERR_OK) {
		f->forgotten = j->forgotten;
		f->done = true;
	}
}

static void
event(struct screen *s, const struct event *e)
{
	if (e->id == ID_CLOSE)
		screen_close(s);
	else
		start(s, JOB_FORGET);
}

const struct screen_class screen_forget = {.state_size = sizeof(struct forget),
    .open = opened,
    .show = show,
    .event = event,
    .moved = moved};
