/* SPDX-License-Identifier: Apache-2.0 */
/* 设置 · 代理服务: filled in, tested, and kept only when 应用 is pressed. */
#include <stdlib.h>
#include <string.h>

#include "assistant/proxy.h"
#include "assistant/screens/settings_private.h"

enum {
	WAY = SETTINGS_PROXY * SETTINGS_IDS + 1,
	HOST,
	PORT,
	TEST,
	APPLY,
	DISCARD,
	JOB_TEST
};

/* In the order of enum proxy_way. */
static const struct {
	enum text label, hint;
} ways[] = {
    [PROXY_NONE] = {TEXT_PROXY_NONE, TEXT_PROXY_NONE_HINT},
    [PROXY_SYSTEM] = {TEXT_PROXY_SYSTEM, TEXT_PROXY_SYSTEM_HINT},
    [PROXY_HTTP] = {TEXT_PROXY_HTTP, TEXT_COUNT},
    [PROXY_SOCKS] = {TEXT_PROXY_SOCKS, TEXT_COUNT},
};

/* --- what was typed --- */

/* As the setting has it, unless something was changed here. */
static void
fill(struct screen *s)
{
	struct proxy_page *page = &settings_of(s)->proxy;

	if (!page->changed)
		proxy_form_parse(settings_value(s, SETTING_PROXY), &page->form);
}

static bool
is_right(const struct proxy_form *f)
{
	return proxy_form_wrong_host(f) == TEXT_COUNT &&
	       proxy_form_wrong_port(f) == TEXT_COUNT;
}

/* --- shown --- */

static void
show_way(const struct proxy_page *page, struct view *v)
{
	struct option *options = view_alloc(v, COUNT(ways), sizeof(*options));
	struct item *i;

	if (options == NULL)
		return;
	for (size_t n = 0; n < COUNT(ways); n++) {
		options[n].label = view_text(v, ways[n].label);
		if (ways[n].hint != TEXT_COUNT)
			options[n].hint = view_text(v, ways[n].hint);
	}
	i = view_add(v, ITEM_CHOICE, WAY, view_text(v, TEXT_PROXY_WAY));
	i->options = options;
	i->option_count = COUNT(ways);
	i->chosen = page->form.way;
	i->flags = ITEM_FOCUS;
}

/* The rule that is broken stands below the field; before anything was typed
 * it is no reproach. */
static void
add_field(struct view *v, struct item *i, const char *value, enum text wrong)
{
	i->value = view_copy(v, value);
	if (wrong == TEXT_COUNT)
		return;
	i->hint = view_text(v, wrong);
	i->tone = value[0] != '\0' ? TONE_PROBLEM : TONE_PLAIN;
}

static void
show_fields(const struct proxy_page *page, struct view *v)
{
	const struct proxy_form *f = &page->form;
	struct item *i;

	if (!proxy_way_is_manual(f->way))
		return;
	i = view_add(v, ITEM_ENTRY, HOST, view_text(v, TEXT_PROXY_HOST));
	i->max = PROXY_HOST_MAX;
	add_field(v, i, f->host, proxy_form_wrong_host(f));
	i = view_add(v, ITEM_ENTRY, PORT, view_text(v, TEXT_PROXY_PORT));
	i->max = 5;
	add_field(v, i, f->port, proxy_form_wrong_port(f));
}

static void
show_buttons(const struct screen *s, struct view *v)
{
	const struct proxy_page *page = &settings_of(s)->proxy;
	const char *wrong =
	    is_right(&page->form) ? NULL : view_text(v, TEXT_PROXY_FILL_IN);
	const char *same =
	    page->changed ? NULL : view_text(v, TEXT_PROXY_UNCHANGED);
	struct item *i = view_button(v, TEST, TEXT_PROXY_TEST, 0);

	i->why_not = wrong;
	if (page->test.job != NULL)
		i->why_not = v->busy = view_text(v, TEXT_GENERAL_TESTING);
	else if (settings_value(s, SETTING_OFFICE)[0] == '\0')
		i->why_not = view_text(v, TEXT_PROXY_NO_OFFICE);
	view_button(v, DISCARD, TEXT_PROXY_DISCARD, ITEM_FOOT)->why_not = same;
	i = view_button(v, APPLY, TEXT_PROXY_APPLY, ITEM_FOOT | ITEM_DEFAULT);
	i->why_not = wrong != NULL ? wrong : same;
}

/* What a test through the proxy ran into. */
static const struct {
	enum text text;
	enum tone tone;
} troubles[] = {
    [TRANSPORT_FINE] = {TEXT_PROXY_FINE, TONE_GOOD},
    [TRANSPORT_NO_PROXY] = {TEXT_PROXY_NOT_FOUND, TONE_PROBLEM},
    [TRANSPORT_PROXY_LOGIN] = {TEXT_PROXY_WANTS_LOGIN, TONE_PROBLEM},
    [TRANSPORT_PROXY_REFUSES] = {TEXT_PROXY_REFUSES, TONE_PROBLEM},
    [TRANSPORT_NO_NAME] = {TEXT_PROXY_NO_NAME, TONE_PROBLEM},
    [TRANSPORT_REFUSED] = {TEXT_PROXY_REFUSED, TONE_PROBLEM},
    [TRANSPORT_SILENT] = {TEXT_PROXY_SILENT, TONE_PROBLEM},
    [TRANSPORT_UNTRUSTED] = {TEXT_PROXY_UNTRUSTED, TONE_PROBLEM},
    [TRANSPORT_ODD] = {TEXT_PROXY_ODD, TONE_PROBLEM},
};

static void
show_result(const struct proxy_page *page, struct view *v)
{
	struct item *i;

	if (page->test.told && page->test.err != ERR_OK) {
		view_error(v, page->test.err, &page->test.failure);
	} else if (page->test.told) {
		i = view_add(v, ITEM_NOTE, 0,
		    view_text(v, troubles[page->trouble].text));
		i->tone = troubles[page->trouble].tone;
	}
	if (page->applied)
		view_add(v, ITEM_NOTE, 0, view_text(v, TEXT_SAVED))->tone =
		    TONE_GOOD;
}

static void
show(const struct screen *s, struct view *v)
{
	const struct proxy_page *page = &settings_of(s)->proxy;

	show_way(page, v);
	show_fields(page, v);
	show_result(page, v);
	show_buttons(s, v);
}

/* --- events --- */

struct test_job {
	struct job job;
	char proxy[SETTING_VALUE_SIZE];
	enum transport_trouble trouble;
};

static enum err
work_test(struct job *j, struct assistant *a)
{
	struct test_job *test = (struct test_job *)j;

	return assistant_proxy_test(
	    a, &(struct proxy_trial){.proxy = test->proxy}, &test->trouble);
}

static void
free_job(struct job *j)
{
	free(j);
}

static const struct job_class test_class = {
    .work = work_test, .free = free_job, .flags = JOB_CAN_CANCEL};

static void
test(struct screen *s)
{
	struct proxy_page *page = &settings_of(s)->proxy;
	struct test_job *j =
	    (struct test_job *)job_new(&test_class, sizeof(*j));

	page->applied = false;
	if (j != NULL && proxy_form_value(&page->form, j->proxy) != ERR_OK) {
		free(j);
		return;
	}
	settings_start(s, &page->test, j == NULL ? NULL : &j->job, JOB_TEST);
}

static void
apply(struct screen *s)
{
	struct proxy_page *page = &settings_of(s)->proxy;
	char value[SETTING_VALUE_SIZE];

	if (proxy_form_value(&page->form, value) != ERR_OK)
		return;
	desk_set(screen_desk(s), setting_name(SETTING_PROXY), value);
	page->changed = false;
	page->applied = true;
}

static void
discard(struct screen *s)
{
	settings_of(s)->proxy.changed = false;
	fill(s);
}

static void
copy_text(char *out, size_t size, const char *text)
{
	if (strlen(text) < size)
		memcpy(out, text, strlen(text) + 1);
}

/* What was tested or kept is another thing now. */
static void
touch(struct proxy_page *page)
{
	page->changed = true;
	page->applied = false;
	page->test.told = false;
}

static void
event(struct screen *s, const struct event *e)
{
	struct proxy_page *page = &settings_of(s)->proxy;

	switch (e->id) {
	case WAY:
		page->form.way = (enum proxy_way)e->index;
		touch(page);
		break;
	case HOST:
		copy_text(page->form.host, sizeof(page->form.host), e->text);
		touch(page);
		break;
	case PORT:
		copy_text(page->form.port, sizeof(page->form.port), e->text);
		touch(page);
		break;
	case TEST:
		test(s);
		break;
	case APPLY:
		apply(s);
		break;
	case DISCARD:
		discard(s);
		break;
	default:
		break;
	}
}

static void
moved(struct screen *s, struct job *j)
{
	struct proxy_page *page = &settings_of(s)->proxy;

	if (settings_over(&page->test, j))
		page->trouble = ((const struct test_job *)j)->trouble;
}

static void
open(struct screen *s, const struct wish *w)
{
	(void)w;
	fill(s);
}

const struct settings_page settings_proxy = {
    .title = TEXT_PROXY_TITLE,
    .open = open,
    .show = show,
    .event = event,
    .changed = fill,
    .moved = moved,
};
