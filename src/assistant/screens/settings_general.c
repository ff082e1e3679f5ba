/* SPDX-License-Identifier: Apache-2.0 */
/* 设置 · 通用设置: what is kept at once; the office's address when it is
 * tested. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "assistant/screens/settings_private.h"

enum {
	AUTOSTART = SETTINGS_GENERAL * SETTINGS_IDS + 1,
	REMINDERS,
	QUIET,
	QUIET_FROM,
	QUIET_TO,
	IDLE,
	LANGUAGE,
	OFFICE,
	OFFICE_TEST,
	JOB_TEST
};

/* As in settings.h; the same order as the options that are shown. */
static const char *const languages[] = {"auto", "zh", "en"};

/* --- what was typed --- */

static void
copy_text(char *out, size_t size, const char *text)
{
	if (strlen(text) < size)
		memcpy(out, text, strlen(text) + 1);
}

static bool
is_on(const struct screen *s, enum setting n)
{
	return strcmp(settings_value(s, n), "on") == 0;
}

static bool
is_quiet(const struct screen *s)
{
	return strcmp(settings_value(s, SETTING_QUIET), "none") != 0;
}

/* The fields as the setting has them. */
static void
fill_quiet(struct screen *s)
{
	struct general_page *page = &settings_of(s)->general;
	struct quiet_hours q;

	if (!settings_quiet(settings_value(s, SETTING_QUIET), &q))
		return;
	(void)snprintf(page->from, sizeof(page->from), "%02d:%02d",
	    q.from / 60 % 24, q.from % 60);
	(void)snprintf(
	    page->to, sizeof(page->to), "%02d:%02d", q.to / 60 % 24, q.to % 60);
}

static void
quiet_value(const struct general_page *page, char out[SETTING_VALUE_SIZE])
{
	(void)snprintf(out, SETTING_VALUE_SIZE, "%s-%s", page->from, page->to);
}

static bool
quiet_is_wrong(const struct general_page *page)
{
	char value[SETTING_VALUE_SIZE];

	quiet_value(page, value);
	return !settings_fits(SETTING_QUIET, value);
}

/* Once the settings are known. */
static void
fill(struct screen *s)
{
	struct general_page *page = &settings_of(s)->general;

	if (page->filled || desk_state(screen_desk(s))->opened != ERR_OK)
		return;
	page->filled = true;
	fill_quiet(s);
	copy_text(
	    page->idle, sizeof(page->idle), settings_value(s, SETTING_IDLE));
	copy_text(page->office, sizeof(page->office),
	    settings_value(s, SETTING_OFFICE));
}

/* --- shown --- */

/* A rule stands below its field always, and in its tone when it is broken. */
static void
add_rule(struct view *v, struct item *i, enum text rule, bool broken)
{
	i->hint = view_text(v, rule);
	i->tone = broken ? TONE_PROBLEM : TONE_PLAIN;
}

static struct item *
add_entry(struct view *v, int id, enum text label, const char *value)
{
	struct item *i = view_add(v, ITEM_ENTRY, id, view_text(v, label));

	i->value = view_copy(v, value);
	return i;
}

static void
show_quiet(const struct screen *s, struct view *v)
{
	const struct general_page *page = &settings_of(s)->general;
	bool broken = quiet_is_wrong(page);

	view_add(v, ITEM_SWITCH, QUIET, view_text(v, TEXT_GENERAL_QUIET))->on =
	    is_quiet(s);
	if (!is_quiet(s))
		return;
	add_entry(v, QUIET_FROM, TEXT_GENERAL_QUIET_FROM, page->from)->max = 5;
	add_rule(v, add_entry(v, QUIET_TO, TEXT_GENERAL_QUIET_TO, page->to),
	    TEXT_GENERAL_QUIET_RULE, broken);
}

static void
show_switches(const struct screen *s, struct view *v)
{
	struct item *i = view_add(
	    v, ITEM_SWITCH, AUTOSTART, view_text(v, TEXT_GENERAL_AUTOSTART));

	i->on = is_on(s, SETTING_AUTOSTART);
	i = view_add(
	    v, ITEM_SWITCH, REMINDERS, view_text(v, TEXT_GENERAL_REMINDERS));
	i->on = is_on(s, SETTING_REMINDERS);
	i->hint = view_text(v, TEXT_GENERAL_REMINDERS_HINT);
	if (i->on)
		show_quiet(s, v);
}

static void
show_idle(const struct screen *s, struct view *v)
{
	const struct general_page *page = &settings_of(s)->general;
	struct item *i = add_entry(v, IDLE, TEXT_GENERAL_IDLE, page->idle);

	i->max = 3;
	add_rule(v, i, TEXT_GENERAL_IDLE_RULE,
	    !settings_fits(SETTING_IDLE, page->idle));
}

static void
show_language(const struct screen *s, struct view *v)
{
	struct option *options =
	    view_alloc(v, COUNT(languages), sizeof(*options));
	struct item *i;

	if (options == NULL)
		return;
	/* Each language by its own name, for whoever reads no other. */
	options[0].label = view_text(v, TEXT_GENERAL_LANGUAGE_AUTO);
	options[1].label = "中文";
	options[2].label = "English";
	i = view_add(
	    v, ITEM_CHOICE, LANGUAGE, view_text(v, TEXT_GENERAL_LANGUAGE));
	i->options = options;
	i->option_count = COUNT(languages);
	for (size_t n = 0; n < COUNT(languages); n++)
		if (strcmp(languages[n], settings_value(s, SETTING_LANGUAGE)) ==
		    0)
			i->chosen = n;
}

static void
show_test(const struct general_page *page, struct view *v)
{
	if (!page->test.told)
		return;
	if (page->test.err != ERR_OK) {
		view_error(v, page->test.err, &page->test.failure);
		return;
	}
	view_add(v, ITEM_NOTE, 0,
	    view_text(v, page->pinned ? TEXT_GENERAL_OFFICE_NEW
				      : TEXT_GENERAL_OFFICE_FINE))
	    ->tone = TONE_GOOD;
}

static void
show_office(const struct screen *s, struct view *v)
{
	const struct general_page *page = &settings_of(s)->general;
	bool fits = settings_fits(SETTING_OFFICE, page->office);
	struct item *i;

	view_add(v, ITEM_HEADING, 0, view_text(v, TEXT_GENERAL_OFFICE_HEADING));
	i = add_entry(v, OFFICE, TEXT_GENERAL_OFFICE, page->office);
	add_rule(v, i, TEXT_GENERAL_OFFICE_RULE, !fits);
	i = view_button(v, OFFICE_TEST, TEXT_GENERAL_OFFICE_TEST, 0);
	if (!fits || page->office[0] == '\0')
		i->why_not = view_text(v, TEXT_GENERAL_OFFICE_RULE);
	else if (page->test.job != NULL)
		i->why_not = view_text(v, TEXT_GENERAL_TESTING);
	if (page->test.job != NULL)
		v->busy = view_text(v, TEXT_GENERAL_TESTING);
	show_test(page, v);
}

static void
show(const struct screen *s, struct view *v)
{
	show_switches(s, v);
	show_idle(s, v);
	show_language(s, v);
	show_office(s, v);
}

/* --- events --- */

struct test_job {
	struct job job;
	bool pinned;
};

static enum err
work_test(struct job *j, struct assistant *a)
{
	return assistant_connect(a, &((struct test_job *)j)->pinned);
}

static void
free_job(struct job *j)
{
	free(j);
}

static const struct job_class test_class = {
    .work = work_test, .free = free_job, .flags = JOB_CHANGES};

/* The address is kept first: what is tested is what counts from now on. */
static void
test_office(struct screen *s)
{
	struct general_page *page = &settings_of(s)->general;

	desk_set(screen_desk(s), setting_name(SETTING_OFFICE), page->office);
	settings_start(s, &page->test,
	    job_new(&test_class, sizeof(struct test_job)), JOB_TEST);
}

static void
keep(struct screen *s, enum setting n, const char *value)
{
	if (settings_fits(n, value))
		desk_set(screen_desk(s), setting_name(n), value);
}

static void
keep_quiet(struct screen *s)
{
	char value[SETTING_VALUE_SIZE];

	quiet_value(&settings_of(s)->general, value);
	keep(s, SETTING_QUIET, value);
}

static void
type(struct screen *s, int id, const char *text)
{
	struct general_page *page = &settings_of(s)->general;

	switch (id) {
	case QUIET_FROM:
		copy_text(page->from, sizeof(page->from), text);
		keep_quiet(s);
		break;
	case QUIET_TO:
		copy_text(page->to, sizeof(page->to), text);
		keep_quiet(s);
		break;
	case IDLE:
		copy_text(page->idle, sizeof(page->idle), text);
		keep(s, SETTING_IDLE, page->idle);
		break;
	case OFFICE:
		copy_text(page->office, sizeof(page->office), text);
		page->test.told = false;
		break;
	default:
		break;
	}
}

static void
turn(struct screen *s, int id, bool on)
{
	const char *value = on ? "on" : "off";

	if (id == AUTOSTART)
		keep(s, SETTING_AUTOSTART, value);
	else if (id == REMINDERS)
		keep(s, SETTING_REMINDERS, value);
	else if (id == QUIET && on)
		keep_quiet(s);
	else if (id == QUIET)
		keep(s, SETTING_QUIET, "none");
}

static void
event(struct screen *s, const struct event *e)
{
	if (e->kind == EVENT_TEXT)
		type(s, e->id, e->text);
	else if (e->kind == EVENT_SWITCH)
		turn(s, e->id, e->on);
	else if (e->kind == EVENT_CHOOSE && e->id == LANGUAGE)
		desk_set_lang(screen_desk(s), languages[e->index]);
	else if (e->kind == EVENT_PRESS && e->id == OFFICE_TEST)
		test_office(s);
}

static void
moved(struct screen *s, struct job *j)
{
	struct general_page *page = &settings_of(s)->general;

	if (settings_over(&page->test, j))
		page->pinned = ((struct test_job *)j)->pinned;
}

/* Quiet hours that are turned on without ever having been set. */
static void
open(struct screen *s, const struct wish *w)
{
	struct general_page *page = &settings_of(s)->general;

	(void)w;
	copy_text(page->from, sizeof(page->from), "22:00");
	copy_text(page->to, sizeof(page->to), "08:00");
	fill(s);
}

const struct settings_page settings_general = {
    .title = TEXT_GENERAL_TITLE,
    .open = open,
    .show = show,
    .event = event,
    .changed = fill,
    .moved = moved,
};
