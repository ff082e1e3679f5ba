/* SPDX-License-Identifier: Apache-2.0 */
/* 设置 · 关于: name, version, licence, and where things are. */
#include <stdlib.h>
#include <string.h>

#include "assistant/screens/settings_private.h"
#include "assistant/versions.h"
#include "base/lang.h"

enum { COPY = SETTINGS_ABOUT * SETTINGS_IDS + 1, GUIDE, JOB_LOOK };

/* --- where things are --- */

struct about_job {
	struct job job;
	enum lang lang;
	char home[FILE_PATH_MAX], guide[FILE_PATH_MAX];
};

static enum err
work_look(struct job *j, struct assistant *a)
{
	struct about_job *about = (struct about_job *)j;
	const char *home = assistant_home(a);

	memcpy(about->home, home, strlen(home) + 1);
	TRY(file_path(about->guide, CERT_GUIDE_DIR,
	    about->lang == LANG_ZH ? "zh/index.html" : "en/index.html"));
	if (!file_exists(about->guide))
		about->guide[0] = '\0';
	return ERR_OK;
}

static void
free_job(struct job *j)
{
	free(j);
}

static const struct job_class look_class = {
    .work = work_look, .free = free_job};

static void
look(struct screen *s)
{
	struct about_page *page = &settings_of(s)->about;
	struct about_job *about;

	if (page->look != NULL)
		return;
	page->look = job_new(&look_class, sizeof(*about));
	if (page->look == NULL)
		return; /* the page says the rest without it */
	about = (struct about_job *)page->look;
	page->lang = about->lang = desk_lang(screen_desk(s));
	page->look->what = JOB_LOOK;
	job_start(s, page->look);
}

static void
open(struct screen *s, const struct wish *w)
{
	(void)w;
	look(s);
}

/* The guide is another one in another language. */
static void
changed(struct screen *s)
{
	if (settings_of(s)->about.lang != desk_lang(screen_desk(s)))
		look(s);
}

static void
moved(struct screen *s, struct job *j)
{
	struct about_page *page = &settings_of(s)->about;
	const struct about_job *about = (const struct about_job *)j;

	if (j != page->look || !j->over)
		return;
	page->look = NULL;
	if (j->err != ERR_OK)
		return;
	memcpy(page->home, about->home, sizeof(page->home));
	memcpy(page->guide, about->guide, sizeof(page->guide));
}

/* --- shown --- */

static void
show(const struct screen *s, struct view *v)
{
	const struct about_page *page = &settings_of(s)->about;
	struct version libraries[VERSIONS_COUNT];
	struct item *i;

	view_add(v, ITEM_HEADING, 0, view_text(v, TEXT_PROGRAM));
	view_fact(v, TEXT_ABOUT_VERSION, CERT_VERSION);
	view_fact(v, TEXT_ABOUT_LICENCE, "Apache License 2.0");
	if (page->home[0] != '\0')
		view_fact(v, TEXT_ABOUT_HOME, view_copy(v, page->home));
	view_add(v, ITEM_HEADING, 0, view_text(v, TEXT_ABOUT_LIBRARIES));
	versions_of_libraries(libraries);
	for (size_t n = 0; n < VERSIONS_COUNT; n++)
		view_add(v, ITEM_FACT, 0, libraries[n].name)->value =
		    libraries[n].version;
	i = view_button(v, COPY, TEXT_ABOUT_COPY, 0);
	i->hint = page->copied ? view_text(v, TEXT_ABOUT_COPIED) : NULL;
	i = view_button(v, GUIDE, TEXT_ABOUT_GUIDE, 0);
	if (page->guide[0] == '\0')
		i->why_not = view_text(v, TEXT_ABOUT_NO_GUIDE);
}

/* --- events --- */

/* For a help desk: a path has the user's name in it, and stays here. */
static void
copy_versions(struct screen *s)
{
	const struct desk_face *face = desk_face(screen_desk(s));
	struct version libraries[VERSIONS_COUNT];
	AUTO_DONE(buf) b = BUF(4096);
	char *text;

	versions_of_libraries(libraries);
	buf_printf(&b, "%s %s\n",
	    text_in(TEXT_PROGRAM, desk_lang(screen_desk(s))), CERT_VERSION);
	for (size_t n = 0; n < VERSIONS_COUNT; n++)
		buf_printf(
		    &b, "%s %s\n", libraries[n].name, libraries[n].version);
	if (buf_take_string(&b, &text) != ERR_OK)
		return;
	face->copy(face->self, text);
	settings_of(s)->about.copied = true;
	free(text);
}

static void
visit_guide(struct screen *s)
{
	const struct desk_face *face = desk_face(screen_desk(s));
	AUTO_DONE(buf) b = BUF(FILE_PATH_MAX + 16);
	char *url;

	buf_printf(&b, "file://%s", settings_of(s)->about.guide);
	if (buf_take_string(&b, &url) != ERR_OK)
		return;
	face->visit(face->self, url);
	free(url);
}

static void
event(struct screen *s, const struct event *e)
{
	if (e->id == COPY)
		copy_versions(s);
	else if (e->id == GUIDE)
		visit_guide(s);
}

const struct settings_page settings_about = {
    .title = TEXT_ABOUT_TITLE,
    .open = open,
    .show = show,
    .event = event,
    .changed = changed,
    .moved = moved,
};
