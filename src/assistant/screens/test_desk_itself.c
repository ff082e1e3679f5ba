/* SPDX-License-Identifier: Apache-2.0 */
/* What the desk does by itself, over states that a real office would need
 * years for; tests/screens/test_desk.py has the rest at a real one. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "assistant/screens/desk_private.h"
#include "assistant/screens/desk_remind.h"
#include "base/folder_testing.h"

#define NOON 1795348800 /* 2026-11-22T12:00:00Z */
#define DAY_S 86400

/* A face that keeps the last notification. */
struct told {
	int count, id, withdrawn;
	char text[256], action[64];
	struct screen *opened;
};

struct fixture {
	struct told told;
	struct desk_face face;
	int64_t now;
	void *home;
	struct desk *desk;
};

static void
nothing(void *self)
{
	(void)self;
}

static void
nothing_of(void *self, struct screen *s)
{
	(void)self;
	(void)s;
}

static void
opened(void *self, struct screen *s)
{
	((struct told *)self)->opened = s;
}

static void
notify(void *self, const struct notice *n)
{
	struct told *t = self;

	t->count++;
	t->id = n->id;
	(void)snprintf(t->text, sizeof(t->text), "%s", n->text);
	(void)snprintf(t->action, sizeof(t->action), "%s",
	    n->action != NULL ? n->action : "");
}

static void
withdraw(void *self, int id)
{
	((struct told *)self)->withdrawn = id;
}

static int
set_up(void **state)
{
	struct fixture *f = calloc(1, sizeof(*f));
	struct desk_options o = {.tray = true,
	    .assistant = {.lang = LANG_ZH, .random = random_system()}};

	if (f == NULL || folder_make(&f->home) != 0)
		return -1;
	f->now = NOON;
	f->face = (struct desk_face){.self = &f->told,
	    .wake = nothing,
	    .open = opened,
	    .raise = nothing_of,
	    .changed = nothing_of,
	    .closed = nothing_of,
	    .menu = nothing,
	    .notify = notify,
	    .withdraw = withdraw,
	    .quit = nothing};
	o.face = &f->face;
	o.assistant.home = f->home;
	o.assistant.clock = clock_fixed(&f->now);
	*state = f;
	if (desk_new(&o, &f->desk) != ERR_OK || !desk_settle(f->desk, 10000))
		return -1;
	desk_set(f->desk, "quiet", "none");
	return desk_settle(f->desk, 10000) ? 0 : -1;
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

struct row {
	const char *user, *serial;
	int days; /* until it ends */
	enum err state;
};

/* As if the last look had found these. */
static void
put_pairs(struct fixture *f, const struct row *rows, size_t count)
{
	struct holder_pairs *p = calloc(1, sizeof(*p));

	assert_non_null(p);
	p->rows = calloc(count + 1, sizeof(*p->rows)); /* there may be none */
	assert_non_null(p->rows);
	p->count = count;
	for (size_t n = 0; n < count; n++) {
		struct holder_pair *to = &p->rows[n];

		(void)snprintf(
		    to->subject, sizeof(to->subject), "%s", rows[n].user);
		(void)snprintf(
		    to->user_name, sizeof(to->user_name), "%s", rows[n].user);
		(void)snprintf(to->sign_serial, sizeof(to->sign_serial), "%s",
		    rows[n].serial);
		to->not_after = f->now + rows[n].days * (int64_t)DAY_S;
		to->days_left = rows[n].days;
		to->state = rows[n].state;
	}
	holder_pairs_free(f->desk->state->pairs);
	f->desk->state->pairs = p;
	desk_remind(f->desk);
}

static void
several_that_end_are_one_notification(void **state)
{
	struct fixture *f = *state;
	static const struct row rows[] = {
	    {"甲", "01", 20, ERR_OK},
	    {"乙", "02", 12, ERR_OK},
	    {"丙", "03", 200, ERR_OK},
	};

	put_pairs(f, rows, COUNT(rows));
	assert_int_equal(f->told.count, 1);
	assert_string_equal(f->told.text, "2 张证书即将到期，最早的还有 12 天");
	desk_remind(f->desk);
	assert_int_equal(f->told.count, 1);
	/* both at once again: 14 and 7 days before */
	f->now += 6 * DAY_S;
	desk_remind(f->desk);
	assert_int_equal(f->told.count, 2);
	assert_string_equal(f->told.text, "2 张证书即将到期，最早的还有 6 天");
	desk_follow(f->desk, f->told.id);
	assert_int_equal(screen_kind(f->told.opened), SCREEN_BATCH);
}

static void
a_certificate_that_was_replaced_takes_its_reminder_back(void **state)
{
	struct fixture *f = *state;
	static const struct row before[] = {{"甲", "01", 20, ERR_OK}};
	static const struct row after[] = {
	    {"甲", "01", 20, ERR_OK}, {"甲", "02", 1800, ERR_OK}};

	put_pairs(f, before, COUNT(before));
	assert_string_equal(f->told.text, "甲：证书还有 20 天到期");
	assert_string_equal(f->told.action, "证书更新");
	assert_int_equal(f->told.withdrawn, 0);
	put_pairs(f, after, COUNT(after));
	assert_int_equal(f->told.withdrawn, f->told.id);
	assert_int_equal(f->told.count, 1);
}

static void
who_cannot_update_is_not_reminded(void **state)
{
	struct fixture *f = *state;
	static const struct row rows[] = {
	    {"甲", "01", 20, ERR_CERT_ON_HOLD},
	    {"乙", "02", 5, ERR_CERT_REVOKED},
	};

	put_pairs(f, rows, COUNT(rows));
	assert_int_equal(f->told.count, 0);
}

static void
one_that_has_ended_is_told_once_with_what_to_do(void **state)
{
	struct fixture *f = *state;
	static const struct row rows[] = {{"甲", "01", -2, ERR_CERT_EXPIRED}};

	put_pairs(f, rows, COUNT(rows));
	assert_string_equal(f->told.text, "甲：证书已到期，请办理证书换发");
	assert_string_equal(f->told.action, "证书换发");
	desk_follow(f->desk, f->told.id);
	assert_int_equal(screen_kind(f->told.opened), SCREEN_EXCHANGE);
	f->now += DAY_S;
	desk_remind(f->desk);
	assert_int_equal(f->told.count, 1);
}

static void
a_key_that_is_pulled_out_takes_nothing_back(void **state)
{
	struct fixture *f = *state;
	static const struct row rows[] = {{"甲", "01", 20, ERR_OK}};

	put_pairs(f, rows, COUNT(rows));
	put_pairs(f, rows, 0);
	assert_int_equal(f->told.withdrawn, 0);
	put_pairs(f, rows, COUNT(rows));
	assert_int_equal(f->told.count, 1);
}

/* --- idle logins --- */

struct waiting {
	struct job job;
	atomic_bool *go_on;
};

static enum err
wait_to_go_on(struct job *j, struct assistant *a)
{
	(void)a;
	while (!atomic_load(((struct waiting *)j)->go_on))
		clock_sleep_ms(1);
	return ERR_OK;
}

static void
free_waiting(struct job *j)
{
	free(j);
}

static const struct job_class waiting_class = {
    .work = wait_to_go_on, .free = free_waiting, .flags = JOB_CHANGES};

/* As if the office had said so. */
static void
log_in(struct fixture *f)
{
	f->desk->state->account = (struct account_state){
	    .logged_in = true, .expires_at = f->now + 10 * DAY_S};
}

static void
work_that_goes_on_is_not_idle(void **state)
{
	struct fixture *f = *state;
	struct waiting *w =
	    (struct waiting *)job_new(&waiting_class, sizeof(*w));
	atomic_bool go_on = false;

	log_in(f);
	w->go_on = &go_on;
	job_start_unseen(f->desk, &w->job);
	f->now += 3600;
	desk_turn(f->desk);
	assert_false(f->desk->logging_out);
	assert_int_equal(f->desk->active_at, f->now);
	atomic_store(&go_on, true);
	assert_true(desk_settle(f->desk, 10000));
}

static void
a_login_ends_after_the_idle_time_and_not_before(void **state)
{
	struct fixture *f = *state;

	log_in(f);
	desk_note_activity(f->desk);
	assert_int_equal(desk_next_at(f->desk), f->now + 30 * 60);
	f->now += 30 * 60 - 1;
	f->desk->turn_at = f->now; /* as if the computer had worked */
	desk_turn(f->desk);
	assert_false(f->desk->logging_out);
	f->now += 1;
	desk_turn(f->desk);
	assert_true(f->desk->logging_out);
	assert_true(desk_settle(f->desk, 10000));
	assert_string_equal(f->told.text, "30 分钟没有操作，登录已结束。");
	assert_false(desk_state(f->desk)->account.logged_in);
}

/* A login cannot be kept for ever by a clock that is set back. */
static void
a_clock_that_is_set_back_begins_the_idle_time_anew(void **state)
{
	struct fixture *f = *state;

	log_in(f);
	desk_note_activity(f->desk);
	f->now -= DAY_S;
	desk_turn(f->desk);
	assert_int_equal(f->desk->active_at, f->now);
	assert_true(desk_settle(f->desk, 10000));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
#define T(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)
	    T(several_that_end_are_one_notification),
	    T(a_certificate_that_was_replaced_takes_its_reminder_back),
	    T(who_cannot_update_is_not_reminded),
	    T(one_that_has_ended_is_told_once_with_what_to_do),
	    T(a_key_that_is_pulled_out_takes_nothing_back),
	    T(work_that_goes_on_is_not_idle),
	    T(a_login_ends_after_the_idle_time_and_not_before),
	    T(a_clock_that_is_set_back_begins_the_idle_time_anew),
#undef T
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
