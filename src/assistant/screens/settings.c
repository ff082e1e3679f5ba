/* SPDX-License-Identifier: Apache-2.0 */
/* 设置: the window of five pages. */
#include "assistant/screens/settings_private.h"

static const struct settings_page *const pages[SETTINGS_PAGES] = {
    [SETTINGS_USER] = &settings_user,
    [SETTINGS_GENERAL] = &settings_general,
    [SETTINGS_ABOUT] = &settings_about,
    [SETTINGS_LIST] = &settings_list,
    [SETTINGS_PROXY] = &settings_proxy,
};

struct settings_state *
settings_of(const struct screen *s)
{
	return screen_state(s);
}

const char *
settings_value(const struct screen *s, enum setting n)
{
	return desk_state(screen_desk(s))->settings[n];
}

const struct holder_pairs *
settings_pairs(const struct screen *s)
{
	static const struct holder_pairs none = {0};
	const struct desk_state *d = desk_state(screen_desk(s));

	return d->pairs != NULL ? d->pairs : &none;
}

void
settings_start(
    struct screen *s, struct settings_outcome *o, struct job *j, int what)
{
	*o = (struct settings_outcome){.job = j, .failure = {.tries_left = -1}};
	if (j == NULL) {
		o->told = true;
		o->err = ERR_NOMEM;
		return;
	}
	j->what = what;
	job_start(s, j);
}

bool
settings_over(struct settings_outcome *o, const struct job *j)
{
	if (o->job != j || !j->over)
		return false;
	o->job = NULL;
	o->told = true;
	o->err = j->err;
	o->failure = j->failure;
	return true;
}

static void
turn_to(struct screen *s, int page)
{
	if (page >= 0 && page < SETTINGS_PAGES)
		settings_of(s)->page = (size_t)page;
}

static void
open(struct screen *s, const struct wish *w)
{
	turn_to(s, w->page);
	for (size_t i = 0; i < SETTINGS_PAGES; i++)
		if (pages[i]->open != NULL)
			pages[i]->open(s, w);
}

static void
again(struct screen *s, const struct wish *w)
{
	turn_to(s, w->page);
}

static void
show(const struct screen *s, struct view *v)
{
	const char **titles = view_alloc(v, SETTINGS_PAGES, sizeof(*titles));

	v->title = view_text(v, TEXT_SETTINGS);
	if (titles == NULL)
		return;
	for (size_t i = 0; i < SETTINGS_PAGES; i++)
		titles[i] = view_text(v, pages[i]->title);
	v->pages = titles;
	v->page_count = SETTINGS_PAGES;
	v->page = settings_of(s)->page;
	pages[v->page]->show(s, v);
}

static void
event(struct screen *s, const struct event *e)
{
	const struct settings_page *page = pages[settings_of(s)->page];

	if (e->kind == EVENT_PAGE)
		turn_to(s, (int)e->index);
	else if (page->event != NULL)
		page->event(s, e);
}

static void
changed(struct screen *s)
{
	for (size_t i = 0; i < SETTINGS_PAGES; i++)
		if (pages[i]->changed != NULL)
			pages[i]->changed(s);
}

static void
moved(struct screen *s, struct job *j)
{
	const struct settings_page *page = pages[j->what / SETTINGS_IDS];

	if (page->moved != NULL)
		page->moved(s, j);
}

static void
close(struct screen *s)
{
	for (size_t i = 0; i < SETTINGS_PAGES; i++)
		if (pages[i]->close != NULL)
			pages[i]->close(s);
}

const struct screen_class screen_settings = {
    .state_size = sizeof(struct settings_state),
    .open = open,
    .show = show,
    .event = event,
    .changed = changed,
    .moved = moved,
    .close = close,
    .again = again,
};
