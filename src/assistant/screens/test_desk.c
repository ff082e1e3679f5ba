/* SPDX-License-Identifier: Apache-2.0 */
#include "assistant/screens/desk.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/folder_testing.h"

/* A face that counts. */
struct counted {
	atomic_int wakes;
	int opened, raised, changed, closed, menus, quits;
	struct screen *last;
};

static void
wake(void *self)
{
	atomic_fetch_add(&((struct counted *)self)->wakes, 1);
}

static void
opened(void *self, struct screen *s)
{
	struct counted *c = self;

	c->opened++;
	c->last = s;
}

static void
raised(void *self, struct screen *s)
{
	struct counted *c = self;

	c->raised++;
	c->last = s;
}

static void
changed(void *self, struct screen *s)
{
	((struct counted *)self)->changed++;
	assert_non_null(screen_view(s)->title);
}

static void
closed(void *self, struct screen *s)
{
	struct counted *c = self;

	c->closed++;
	if (c->last == s)
		c->last = NULL;
}

static void
menu(void *self)
{
	((struct counted *)self)->menus++;
}

static void
quit(void *self)
{
	((struct counted *)self)->quits++;
}

struct fixture {
	struct counted counted;
	struct desk_face face;
	int64_t now;
	char *home; /* folder_testing.h's */
	struct desk *desk;
};

static void
start(struct fixture *f, const char *home, bool tray)
{
	const struct desk_options o = {.face = &f->face,
	    .tray = tray,
	    .assistant = {.home = home,
		.lang = LANG_ZH,
		.clock = clock_fixed(&f->now),
		.random = random_system()}};

	f->now = 1795334400; /* 2026-11-22T08:00:00Z */
	f->face = (struct desk_face){.self = &f->counted,
	    .wake = wake,
	    .open = opened,
	    .raise = raised,
	    .changed = changed,
	    .closed = closed,
	    .menu = menu,
	    .quit = quit};
	assert_int_equal(desk_new(&o, &f->desk), ERR_OK);
}

static int
set_up(void **state)
{
	struct fixture *f = calloc(1, sizeof(*f));
	void *home;

	if (folder_make(&home) != 0)
		return -1;
	f->home = home;
	start(f, f->home, true);
	*state = f;
	return 0;
}

static int
tear_down(void **state)
{
	struct fixture *f = *state;

	void *home = f->home;

	desk_free(f->desk);
	free(f);
	return folder_remove(&home);
}

static void
settle(struct fixture *f)
{
	assert_true(desk_settle(f->desk, 10000));
}

static void
loading_is_shown_until_all_was_looked_at(void **state)
{
	struct fixture *f = *state;

	assert_int_equal(desk_state(f->desk)->opened, ERR_CANCELLED);
	(void)desk_open(f->desk, SCREEN_START, NULL);
	assert_non_null(screen_view(f->counted.last)->busy);
	settle(f);
	assert_int_equal(desk_state(f->desk)->opened, ERR_OK);
	assert_int_equal(f->counted.closed, 1);
	assert_int_not_equal(screen_kind(f->counted.last), SCREEN_START);
	assert_true(f->counted.wakes > 0);
}

static void
what_cannot_be_opened_is_said(void **state)
{
	struct fixture *f = *state;

	desk_free(f->desk);
	start(f, "/dev/null/desk", true);
	(void)desk_open(f->desk, SCREEN_START, NULL);
	settle(f);
	assert_int_not_equal(desk_state(f->desk)->opened, ERR_OK);
	assert_int_equal(
	    screen_view(f->counted.last)->items[0].kind, ITEM_NOTE);
	assert_int_equal(desk_tray(f->desk).icon, TRAY_PROBLEM);
}

static void
a_window_that_is_open_comes_to_the_front(void **state)
{
	struct fixture *f = *state;

	settle(f);
	desk_come_forward(f->desk);
	desk_come_forward(f->desk);
	assert_int_equal(f->counted.opened, 1);
	assert_int_equal(f->counted.raised, 1);
}

static void
the_language_is_another_at_once_and_is_kept(void **state)
{
	struct fixture *f = *state;

	settle(f);
	(void)desk_open(f->desk, SCREEN_MAIN, NULL);
	assert_string_equal(screen_view(f->counted.last)->title, "证书助手");
	desk_set_lang(f->desk, "en");
	assert_string_equal(
	    screen_view(f->counted.last)->title, "Certificate Assistant");
	settle(f);
	desk_free(f->desk);
	start(f, f->home, true);
	settle(f);
	assert_int_equal(desk_lang(f->desk), LANG_EN);
}

static void
a_setting_that_breaks_its_rule_is_not_taken(void **state)
{
	struct fixture *f = *state;

	settle(f);
	desk_set(f->desk, "language", "klingon");
	settle(f);
	assert_true(desk_state(f->desk)->setting_wrong[SETTING_LANGUAGE]);
	assert_string_equal(
	    desk_state(f->desk)->settings[SETTING_LANGUAGE], "auto");
	desk_set(f->desk, "language", "zh");
	assert_false(desk_state(f->desk)->setting_wrong[SETTING_LANGUAGE]);
}

static void
closing_the_last_window_ends_it_only_without_a_tray(void **state)
{
	struct fixture *f = *state;
	const struct event close_it = {.kind = EVENT_CLOSE};

	settle(f);
	(void)desk_open(f->desk, SCREEN_MAIN, NULL);
	screen_send(f->counted.last, &close_it);
	assert_int_equal(f->counted.quits, 0);
	desk_set_tray(f->desk, false);
	(void)desk_open(f->desk, SCREEN_MAIN, NULL);
	screen_send(f->counted.last, &close_it);
	assert_int_equal(f->counted.quits, 1);
	assert_int_equal(f->counted.closed, 2);
}

static void
what_is_not_shown_cannot_be_sent(void **state)
{
	struct fixture *f = *state;
	const struct event strange[] = {
	    {.kind = EVENT_PRESS, .id = 4711},
	    {.kind = EVENT_TEXT, .id = 0, .text = "x"},
	    {.kind = EVENT_PAGE, .index = 3},
	    {.kind = EVENT_SECRET, .id = 100 + MENU_QUIT},
	};

	settle(f);
	(void)desk_open(f->desk, SCREEN_MAIN, NULL);
	for (size_t n = 0; n < COUNT(strange); n++)
		screen_send(f->counted.last, &strange[n]);
	assert_int_equal(f->counted.quits, 0);
	assert_int_equal(f->counted.closed, 0);
}

static void
what_was_remembered_is_there_in_the_next_run(void **state)
{
	struct fixture *f = *state;

	desk_memo_set(f->desk, "size.login", "480x640"); /* before it is read */
	settle(f);
	desk_memo_set(f->desk, "user-name", "gs0001");
	desk_memo_set(f->desk, "user-name", "gs0002");
	desk_memo_set(f->desk, "bad name", "x");
	assert_string_equal(desk_memo_get(f->desk, "user-name"), "gs0002");
	desk_free(f->desk); /* without settling */
	start(f, f->home, true);
	desk_memo_set(f->desk, "size.main", "500x700");
	settle(f);
	assert_string_equal(desk_memo_get(f->desk, "size.login"), "480x640");
	assert_string_equal(desk_memo_get(f->desk, "user-name"), "gs0002");
	assert_string_equal(desk_memo_get(f->desk, "size.main"), "500x700");
	assert_string_equal(desk_memo_get(f->desk, "bad name"), "");
}

static void
a_setting_is_kept_though_the_desk_ends_at_once(void **state)
{
	struct fixture *f = *state;

	desk_set(f->desk, "idle-minutes", "17");
	desk_free(f->desk);
	start(f, f->home, true);
	settle(f);
	assert_string_equal(desk_state(f->desk)->settings[SETTING_IDLE], "17");
}

/* --- jobs --- */

struct slow {
	struct job job;
	atomic_int *worked, *freed;
};

static enum err
work(struct job *j, struct assistant *a)
{
	(void)a;
	atomic_fetch_add(((struct slow *)j)->worked, 1);
	return ERR_PIN_WRONG;
}

static void
free_slow(struct job *j)
{
	atomic_fetch_add(((struct slow *)j)->freed, 1);
	free(j);
}

static const struct job_class slow_class = {
    .work = work, .free = free_slow, .flags = JOB_CAN_CANCEL | JOB_CHANGES};

static void
a_window_that_closes_ends_its_jobs(void **state)
{
	struct fixture *f = *state;
	atomic_int worked = 0, freed = 0;
	const struct event close_it = {.kind = EVENT_CLOSE};

	(void)desk_open(f->desk, SCREEN_MAIN, NULL);
	/* The worker still opens the assistant: none of these has begun. */
	for (int n = 0; n < 3; n++) {
		struct slow *s =
		    (struct slow *)job_new(&slow_class, sizeof(*s));

		s->worked = &worked;
		s->freed = &freed;
		job_start(f->counted.last, &s->job);
		job_cancel(&s->job);
	}
	assert_int_equal(desk_tray(f->desk).icon, TRAY_BUSY);
	screen_send(f->counted.last, &close_it);
	settle(f);
	assert_int_equal(worked, 0);
	assert_int_equal(freed, 3);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
#define T(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)
	    T(loading_is_shown_until_all_was_looked_at),
	    T(what_cannot_be_opened_is_said),
	    T(a_window_that_is_open_comes_to_the_front),
	    T(the_language_is_another_at_once_and_is_kept),
	    T(a_setting_that_breaks_its_rule_is_not_taken),
	    T(closing_the_last_window_ends_it_only_without_a_tray),
	    T(what_is_not_shown_cannot_be_sent),
	    T(what_was_remembered_is_there_in_the_next_run),
	    T(a_setting_is_kept_though_the_desk_ends_at_once),
	    T(a_window_that_closes_ends_its_jobs),
#undef T
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
