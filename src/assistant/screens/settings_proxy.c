/* SPDX-License-Identifier: Apache-2.0 */
/* 设置 · 代理服务: filled in, tested, and kept only when 应用 is pressed. */
#include <stdlib.h>
#include <string.h>

#include "assistant/proxy.h"
#include "assistant/screens/settings_private.h"
#include "base/text.h"

enum {
	WAY = SETTINGS_PROXY * SETTINGS_IDS + 1,
	HOST,
	PORT,
	USER,
	PASSWORD,
	TEST,
	APPLY,
	DISCARD,
	JOB_TEST,
	JOB_LOGIN,
	JOB_LOOK
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

static void
forget_password(struct proxy_page *page)
{
	secret_free(TAKE(page->password));
}

/* As the setting has it, unless something was changed here. */
static void
fill(struct screen *s)
{
	struct proxy_page *page = &settings_of(s)->proxy;

	if (page->changed)
		return;
	proxy_form_parse(settings_value(s, SETTING_PROXY), &page->form);
	memcpy(page->user, page->stored, sizeof(page->user));
	forget_password(page);
}

/* The stored login is for the proxy that is in the fields. */
static bool
is_stored(const struct screen *s)
{
	const struct proxy_page *page = &settings_of(s)->proxy;
	char value[SETTING_VALUE_SIZE];

	return page->stored[0] != '\0' &&
	       strcmp(page->stored, page->user) == 0 &&
	       proxy_form_value(&page->form, value) == ERR_OK &&
	       strcmp(value, settings_value(s, SETTING_PROXY)) == 0;
}

/* Which rule the login breaks; TEXT_COUNT: none. */
static enum text
wrong_user(const struct proxy_page *page)
{
	if (!proxy_way_is_manual(page->form.way))
		return TEXT_COUNT;
	if (page->user[0] == '\0' && page->password != NULL)
		return TEXT_PROXY_USER_EMPTY;
	return strchr(page->user, ':') == NULL &&
		       text_is_plain(bytes_str(page->user))
		   ? TEXT_COUNT
		   : TEXT_PROXY_USER_WRONG;
}

static enum text
wrong_password(const struct screen *s)
{
	const struct proxy_page *page = &settings_of(s)->proxy;

	return proxy_way_is_manual(page->form.way) && page->user[0] != '\0' &&
		       page->password == NULL && !is_stored(s)
		   ? TEXT_PROXY_PASSWORD_EMPTY
		   : TEXT_COUNT;
}

static bool
is_right(const struct screen *s)
{
	const struct proxy_page *page = &settings_of(s)->proxy;

	return proxy_form_wrong_host(&page->form) == TEXT_COUNT &&
	       proxy_form_wrong_port(&page->form) == TEXT_COUNT &&
	       wrong_user(page) == TEXT_COUNT &&
	       wrong_password(s) == TEXT_COUNT;
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
show_login(const struct screen *s, struct view *v)
{
	const struct proxy_page *page = &settings_of(s)->proxy;
	struct item *i =
	    view_add(v, ITEM_ENTRY, USER, view_text(v, TEXT_PROXY_USER));

	i->hint = view_text(v, TEXT_PROXY_USER_HINT);
	i->max = PROXY_USER_SIZE - 1;
	add_field(v, i, page->user, wrong_user(page));
	i = view_add(
	    v, ITEM_SECRET, PASSWORD, view_text(v, TEXT_PROXY_PASSWORD));
	i->max = PROXY_PASSWORD_MAX;
	if (page->password != NULL)
		i->length = text_chars(secret_bytes(page->password));
	else if (wrong_password(s) != TEXT_COUNT)
		i->hint = view_text(v, wrong_password(s));
	else if (is_stored(s))
		i->hint = view_text(v, TEXT_PROXY_PASSWORD_STORED);
}

static void
show_fields(const struct screen *s, struct view *v)
{
	const struct proxy_form *f = &settings_of(s)->proxy.form;
	struct item *i;

	if (!proxy_way_is_manual(f->way))
		return;
	i = view_add(v, ITEM_ENTRY, HOST, view_text(v, TEXT_PROXY_HOST));
	i->max = PROXY_HOST_MAX;
	add_field(v, i, f->host, proxy_form_wrong_host(f));
	i = view_add(v, ITEM_ENTRY, PORT, view_text(v, TEXT_PROXY_PORT));
	i->max = 5;
	add_field(v, i, f->port, proxy_form_wrong_port(f));
	show_login(s, v);
}

static void
show_buttons(const struct screen *s, struct view *v)
{
	const struct proxy_page *page = &settings_of(s)->proxy;
	const char *wrong =
	    is_right(s) ? NULL : view_text(v, TEXT_PROXY_FILL_IN);
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
	if (page->apply.told && page->apply.err != ERR_OK)
		view_error(v, page->apply.err, &page->apply.failure);
	else if (page->applied)
		view_add(v, ITEM_NOTE, 0, view_text(v, TEXT_SAVED))->tone =
		    TONE_GOOD;
}

static void
show(const struct screen *s, struct view *v)
{
	const struct proxy_page *page = &settings_of(s)->proxy;

	show_way(page, v);
	show_fields(s, v);
	show_result(page, v);
	show_buttons(s, v);
}

/* --- jobs --- */

struct proxy_job {
	struct job job;
	char proxy[SETTING_VALUE_SIZE], user[PROXY_USER_SIZE];
	struct secret *password;
	enum transport_trouble trouble;
};

/* Without a password typed it is the stored one, if there is one for it. */
static enum err
work_test(struct job *j, struct assistant *a)
{
	struct proxy_job *p = (struct proxy_job *)j;
	const struct proxy_trial trial = {.proxy = p->proxy,
	    .user = p->password != NULL ? p->user : NULL,
	    .password =
		p->password != NULL ? secret_bytes(p->password) : BYTES_NONE};

	return assistant_proxy_test(a, &trial, &p->trouble);
}

/* After the setting, which the login belongs to, was written. */
static enum err
work_login(struct job *j, struct assistant *a)
{
	const struct proxy_job *p = (const struct proxy_job *)j;
	bool had;

	return p->password != NULL ? assistant_proxy_set_login(
					 a, p->user, secret_bytes(p->password))
				   : assistant_proxy_forget(a, &had);
}

static enum err
work_look(struct job *j, struct assistant *a)
{
	struct proxy_job *p = (struct proxy_job *)j;
	enum err e = assistant_proxy_user(a, p->user);

	if (e != ERR_OK)
		p->user[0] = '\0';
	return e == ERR_NOT_FOUND ? ERR_OK : e;
}

static void
free_job(struct job *j)
{
	secret_free(((struct proxy_job *)j)->password);
	free(j);
}

static const struct job_class
    test_class = {.work = work_test, .free = free_job, .flags = JOB_CAN_CANCEL},
    login_class = {.work = work_login, .free = free_job, .flags = JOB_LASTS},
    look_class = {.work = work_look, .free = free_job};

/* With what was typed; NULL: NOMEM. */
static struct job *
new_job(const struct job_class *class, const struct proxy_page *page)
{
	struct job *j = job_new(class, sizeof(struct proxy_job));
	struct proxy_job *p = (struct proxy_job *)j;
	enum err e = ERR_OK;

	if (j == NULL)
		return NULL;
	memcpy(p->user, page->user, sizeof(p->user));
	if (page->password != NULL && proxy_way_is_manual(page->form.way))
		e = secret_copy(secret_bytes(page->password), &p->password);
	if (e == ERR_OK)
		e = proxy_form_value(&page->form, p->proxy);
	if (e == ERR_OK)
		return j;
	free_job(j);
	return NULL;
}

/* Whose login is stored for the proxy of the settings? */
static void
look(struct screen *s)
{
	struct proxy_page *page = &settings_of(s)->proxy;

	page->look = job_new(&look_class, sizeof(struct proxy_job));
	if (page->look == NULL)
		return; /* as if there were none */
	page->look->what = JOB_LOOK;
	job_start(s, page->look);
}

static void
looked(struct screen *s, const struct proxy_job *p)
{
	struct proxy_page *page = &settings_of(s)->proxy;

	page->look = NULL;
	if (p->job.err == ERR_OK)
		memcpy(page->stored, p->user, sizeof(page->stored));
	fill(s);
}

/* --- events --- */

static void
test(struct screen *s)
{
	struct proxy_page *page = &settings_of(s)->proxy;

	page->applied = false;
	settings_start(s, &page->test, new_job(&test_class, page), JOB_TEST);
}

/* The login that is stored goes when its user name was taken away. */
static void
apply(struct screen *s)
{
	struct proxy_page *page = &settings_of(s)->proxy;
	bool manual = proxy_way_is_manual(page->form.way);
	char value[SETTING_VALUE_SIZE];

	if (proxy_form_value(&page->form, value) != ERR_OK)
		return;
	desk_set(screen_desk(s), setting_name(SETTING_PROXY), value);
	page->apply = (struct settings_outcome){0};
	if (manual && (page->password != NULL ||
			  (page->user[0] == '\0' && page->stored[0] != '\0')))
		settings_start(
		    s, &page->apply, new_job(&login_class, page), JOB_LOGIN);
	forget_password(page);
	page->changed = false;
	page->applied = true;
	look(s);
}

static void
discard(struct screen *s)
{
	settings_of(s)->proxy.changed = false;
	settings_of(s)->proxy.test.told = false;
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
	page->test.told = page->apply.told = false;
}

static void
type_password(struct proxy_page *page, struct bytes typed)
{
	struct secret *password = NULL;

	if (typed.len > 0 && secret_copy(typed, &password) != ERR_OK)
		return;
	forget_password(page);
	page->password = password;
	touch(page);
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
	case USER:
		copy_text(page->user, sizeof(page->user), e->text);
		touch(page);
		break;
	case PASSWORD:
		type_password(page, e->secret);
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
	const struct proxy_job *p = (const struct proxy_job *)j;

	if (!j->over)
		return;
	if (j == page->look)
		looked(s, p);
	else if (settings_over(&page->test, j))
		page->trouble = p->trouble;
	else
		(void)settings_over(&page->apply, j);
}

static void
open(struct screen *s, const struct wish *w)
{
	(void)w;
	fill(s);
	look(s);
}

static void
close(struct screen *s)
{
	forget_password(&settings_of(s)->proxy);
}

const struct settings_page settings_proxy = {
    .title = TEXT_PROXY_TITLE,
    .open = open,
    .show = show,
    .event = event,
    .changed = fill,
    .moved = moved,
    .close = close,
};
