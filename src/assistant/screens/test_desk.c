/* SPDX-License-Identifier: Apache-2.0 */
#include "assistant/screens/desk.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/folder_testing.h"

/* A face that counts. */
struct counted {
	atomic_int wakes;
	int opened, raised, changed, closed, menus, quits;
	int told, withdrawn; /* their ids */
	char text[256];	     /* what was told */
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
notify(void *self, const struct notice *n)
{
	struct counted *c = self;

	c->told = n->id;
	(void)snprintf(c->text, sizeof(c->text), "%s", n->text);
}

static void
withdraw(void *self, int id)
{
	((struct counted *)self)->withdrawn = id;
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
	    .notify = notify,
	    .withdraw = withdraw,
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
a_home_that_another_desk_has_is_left_to_it(void **state)
{
	struct fixture *f = *state;
	struct desk *first = f->desk;

	settle(f);
	start(f, f->home, true);
	settle(f);
	assert_int_equal(desk_state(f->desk)->opened, ERR_DESK_RUNNING);
	desk_memo_set(f->desk, "x", "y"); /* and nothing is written */
	desk_free(first);
	desk_free(f->desk);
	start(f, f->home, true);
	settle(f);
	assert_int_equal(desk_state(f->desk)->opened, ERR_OK);
	assert_string_equal(desk_memo_get(f->desk, "x"), "");
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

/* --- an office that takes calls and never answers --- */

struct silent_office {
	int socket;
	char address[64];
};

static void
silent_office_start(struct silent_office *o)
{
	struct sockaddr_in a = {
	    .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	socklen_t size = sizeof(a);

	o->socket = socket(AF_INET, SOCK_STREAM, 0);
	assert_int_equal(bind(o->socket, (struct sockaddr *)&a, size), 0);
	assert_int_equal(listen(o->socket, 8), 0);
	assert_int_equal(
	    getsockname(o->socket, (struct sockaddr *)&a, &size), 0);
	(void)snprintf(o->address, sizeof(o->address), "http://127.0.0.1:%d",
	    ntohs(a.sin_port));
}

/* Until somebody calls. */
static void
silent_office_wait(const struct silent_office *o)
{
	struct pollfd p = {.fd = o->socket, .events = POLLIN};

	assert_int_equal(poll(&p, 1, 10000), 1);
}

static void
silent_office_stop(const struct silent_office *o)
{
	close(o->socket);
}

/* --- jobs --- */

/* What happened to jobs, and whether they may go on. */
struct course {
	atomic_int begun, worked, freed;
	atomic_bool go_on;
};

struct slow {
	struct job job;
	struct course *course;
};

static enum err
work(struct job *j, struct assistant *a)
{
	struct course *c = ((struct slow *)j)->course;

	(void)a;
	atomic_fetch_add(&c->begun, 1);
	while (!atomic_load(&c->go_on))
		clock_sleep_ms(1);
	atomic_fetch_add(&c->worked, 1);
	return ERR_PIN_WRONG;
}

static void
free_slow(struct job *j)
{
	atomic_fetch_add(&((struct slow *)j)->course->freed, 1);
	free(j);
}

static const struct job_class cancelled_class = {
    .work = work, .free = free_slow, .flags = JOB_CAN_CANCEL | JOB_CHANGES};
static const struct job_class lasting_class = {
    .work = work, .free = free_slow, .flags = JOB_CHANGES | JOB_LASTS};
static const struct job_class finished_class = {
    .work = work, .free = free_slow, .flags = JOB_FINISHES};

static struct job *
new_slow(const struct job_class *class, struct course *c)
{
	struct slow *s = (struct slow *)job_new(class, sizeof(*s));

	assert_non_null(s);
	s->course = c;
	return &s->job;
}

static void
wait_until_begun(const struct course *c, int count)
{
	while (atomic_load(&c->begun) < count)
		clock_sleep_ms(1);
}

static void
a_window_that_closes_ends_its_jobs(void **state)
{
	struct fixture *f = *state;
	struct course c = {.go_on = true};
	const struct event close_it = {.kind = EVENT_CLOSE};

	(void)desk_open(f->desk, SCREEN_MAIN, NULL);
	/* The worker still opens the assistant: none of these has begun. */
	for (int n = 0; n < 3; n++) {
		struct job *j = new_slow(&cancelled_class, &c);

		job_start(f->counted.last, j);
		job_cancel(j);
	}
	assert_int_equal(desk_tray(f->desk).icon, TRAY_BUSY);
	screen_send(f->counted.last, &close_it);
	settle(f);
	assert_int_equal(c.worked, 0);
	assert_int_equal(c.freed, 3);
}

static void
work_that_lasts_outlives_its_window(void **state)
{
	struct fixture *f = *state;
	struct course c = {.go_on = false};
	const struct event close_it = {.kind = EVENT_CLOSE};

	settle(f);
	(void)desk_open(f->desk, SCREEN_MAIN, NULL);
	job_start(f->counted.last, new_slow(&lasting_class, &c));
	wait_until_begun(&c, 1);
	screen_send(f->counted.last, &close_it);
	assert_int_equal(desk_tray(f->desk).icon, TRAY_BUSY);
	c.go_on = true;
	settle(f);
	assert_int_equal(c.worked, 1);
	assert_int_not_equal(desk_tray(f->desk).icon, TRAY_BUSY);
}

static void
quitting_waits_for_what_must_not_be_cut(void **state)
{
	struct fixture *f = *state;
	struct course c = {.go_on = false};

	settle(f);
	job_start_unseen(f->desk, new_slow(&lasting_class, &c));
	desk_press(f->desk, MENU_QUIT);
	assert_int_equal(f->counted.quits, 0);
	assert_true(f->counted.told != 0);
	assert_string_equal(f->counted.text, "正在办理");
	c.go_on = true;
	settle(f);
	assert_int_equal(c.worked, 1);
	assert_int_equal(f->counted.quits, 1);
	assert_int_equal(f->counted.withdrawn, f->counted.told);
}

static void
whoever_goes_on_does_not_want_to_quit(void **state)
{
	struct fixture *f = *state;
	struct course c = {.go_on = false};

	settle(f);
	job_start_unseen(f->desk, new_slow(&lasting_class, &c));
	desk_press(f->desk, MENU_QUIT);
	desk_press(f->desk, MENU_REFRESH);
	c.go_on = true;
	settle(f);
	assert_int_equal(f->counted.quits, 0);
}

static void
a_desk_can_end_in_the_middle_of_everything(void **state)
{
	struct fixture *f = *state;
	struct course running = {.go_on = true}, waiting = {.go_on = true},
		      finished = {.go_on = true}, unread = {.go_on = true};

	settle(f);
	(void)desk_open(f->desk, SCREEN_MAIN, NULL);
	(void)desk_open(f->desk, SCREEN_START, NULL);
	job_start(f->counted.last, new_slow(&lasting_class, &unread));
	wait_until_begun(&unread, 1);
	job_start(f->counted.last, new_slow(&cancelled_class, &running));
	job_start(f->counted.last, new_slow(&lasting_class, &waiting));
	job_start_unseen(f->desk, new_slow(&finished_class, &finished));
	desk_refresh(f->desk);
	desk_free(f->desk);
	assert_int_equal(unread.worked, 1);
	assert_int_equal(finished.worked, 1);
	assert_int_equal(
	    unread.freed + running.freed + waiting.freed + finished.freed, 4);
	assert_int_equal(f->counted.closed, 2);
	start(f, f->home, true);
}

/* An office that takes the call and never answers. */
static enum err
connect_office(struct job *j, struct assistant *a)
{
	bool pinned;

	atomic_fetch_add(&((struct slow *)j)->course->begun, 1);
	return assistant_connect(a, &pinned);
}

static void
note_error(struct job *j, struct desk *d)
{
	(void)d;
	atomic_store(&((struct slow *)j)->course->worked, (int)j->err);
}

static const struct job_class connect_class = {.work = connect_office,
    .free = free_slow,
    .over = note_error,
    .flags = JOB_CAN_CANCEL};

static void
work_is_cancelled_before_while_and_after(void **state)
{
	struct fixture *f = *state;
	struct course c = {.go_on = true};
	struct silent_office office;
	struct job *j;

	settle(f);
	silent_office_start(&office);
	desk_set(f->desk, "proxy", "none");
	desk_set(f->desk, "office", office.address);
	settle(f);
	j = new_slow(&connect_class, &c);
	job_start_unseen(f->desk, j);
	silent_office_wait(&office);
	job_cancel(j);
	job_cancel(j);
	settle(f);
	assert_int_equal(c.worked, ERR_CANCELLED);
	/* over, and not fetched yet */
	c = (struct course){.go_on = true};
	j = new_slow(&cancelled_class, &c);
	job_start_unseen(f->desk, j);
	while (c.worked == 0)
		clock_sleep_ms(1);
	job_cancel(j);
	settle(f);
	assert_int_equal(c.freed, 1);
	silent_office_stop(&office);
}

/* --- time --- */

static void
what_is_known_is_looked_at_again_after_hours_and_after_sleep(void **state)
{
	struct fixture *f = *state;
	int64_t first;

	settle(f);
	first = f->now;
	assert_int_equal(desk_state(f->desk)->looked_at, first);
	assert_int_equal(desk_next_at(f->desk), first + 4 * 3600);
	f->now += 100;
	settle(f);
	assert_int_equal(desk_state(f->desk)->looked_at, first);
	f->now += 130; /* which the computer did not work */
	settle(f);
	assert_int_equal(desk_state(f->desk)->looked_at, f->now);
	f->now -= 7200; /* set back */
	settle(f);
	assert_int_equal(desk_state(f->desk)->looked_at, f->now);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
#define T(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)
	    T(loading_is_shown_until_all_was_looked_at),
	    T(what_cannot_be_opened_is_said),
	    T(a_home_that_another_desk_has_is_left_to_it),
	    T(a_window_that_is_open_comes_to_the_front),
	    T(the_language_is_another_at_once_and_is_kept),
	    T(a_setting_that_breaks_its_rule_is_not_taken),
	    T(closing_the_last_window_ends_it_only_without_a_tray),
	    T(what_is_not_shown_cannot_be_sent),
	    T(what_was_remembered_is_there_in_the_next_run),
	    T(a_setting_is_kept_though_the_desk_ends_at_once),
	    T(a_window_that_closes_ends_its_jobs),
	    T(work_that_lasts_outlives_its_window),
	    T(quitting_waits_for_what_must_not_be_cut),
	    T(whoever_goes_on_does_not_want_to_quit),
	    T(a_desk_can_end_in_the_middle_of_everything),
	    T(work_is_cancelled_before_while_and_after),
	    T(what_is_known_is_looked_at_again_after_hours_and_after_sleep),
#undef T
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
