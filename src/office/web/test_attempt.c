/* SPDX-License-Identifier: Apache-2.0 */
/* Limits on attempts, and the sweeping of what is past. */
#include "office/store/test_store.h"

#include "office/web/attempt.h"
#include "office/web/housekeeping.h"

#define LIMIT 3
#define WINDOW_S 600

struct attempt {
	const char *subject;
	int64_t now;
};

static enum err
spend_job(struct db *db, void *arg)
{
	const struct attempt *a = arg;

	return attempt_spend(db, a->subject, LIMIT, WINDOW_S, a->now);
}

static enum err
clear_job(struct db *db, void *arg)
{
	return attempt_clear(db, arg);
}

static enum err
spend(struct store *s, const char *subject, int64_t now)
{
	return store_write(s, spend_job, &(struct attempt){subject, now});
}

static struct store *
open_store(void **state)
{
	struct store *s = NULL;

	assert_ok(store_open(((struct place *)*state)->db, &s));
	return s;
}

static void
a_subject_has_its_limit_and_no_more(void **state)
{
	AUTO(store) s = open_store(state);

	for (int i = 0; i < LIMIT; i++)
		assert_ok(spend(s, "login:user:a", 600 + i));
	assert_int_equal(spend(s, "login:user:a", 700), ERR_TOO_MANY_TRIES);
	assert_int_equal(spend(s, "login:user:a", 1199), ERR_TOO_MANY_TRIES);
	assert_ok(spend(s, "login:user:b", 1199));
}

static void
a_new_window_begins_at_nothing(void **state)
{
	AUTO(store) s = open_store(state);

	for (int i = 0; i < LIMIT; i++)
		assert_ok(spend(s, "a", 600));
	for (int i = 0; i < LIMIT; i++)
		assert_ok(spend(s, "a", 1200));
	assert_int_equal(spend(s, "a", 1200), ERR_TOO_MANY_TRIES);
}

static void
who_got_in_starts_again(void **state)
{
	AUTO(store) s = open_store(state);
	char subject[] = "a";

	for (int i = 0; i < LIMIT; i++)
		assert_ok(spend(s, subject, 600));
	assert_ok(store_write(s, clear_job, subject));
	assert_ok(spend(s, subject, 600));
	assert_ok(store_write(s, clear_job, subject));
	assert_ok(store_write(s, clear_job, subject));
}

static void
a_subject_is_kind_and_who_within_its_size(void **state)
{
	char out[ATTEMPT_SUBJECT_SIZE], who[ATTEMPT_SUBJECT_SIZE];

	(void)state;
	assert_ok(attempt_subject(out, "login:user", "u1"));
	assert_string_equal(out, "login:user:u1");
	memset(who, 'x', sizeof(who));
	who[ATTEMPT_SUBJECT_SIZE - 3] = '\0';
	assert_ok(attempt_subject(out, "k", who));
	assert_int_equal(strlen(out), ATTEMPT_SUBJECT_SIZE - 1);
	who[ATTEMPT_SUBJECT_SIZE - 3] = 'x';
	who[ATTEMPT_SUBJECT_SIZE - 2] = '\0';
	assert_int_equal(attempt_subject(out, "k", who), ERR_TOO_LARGE);
}

/* Many spent tickets, half of them long past, and one of each other kind. */
static enum err
fill_job(struct db *db, void *arg)
{
	(void)arg;
	for (int i = 0; i < 2 * (HOUSEKEEPING_BATCH + 1); i++) {
		char ticket[16];

		snprintf(ticket, sizeof(ticket), "t%d", i);
		TRY(db_run(db,
		    "INSERT INTO spent (ticket, expires_at) VALUES ($1, $2)",
		    DB_ARGS(DB_TEXT(ticket), DB_INT(i % 2 ? 100 : 99000))));
	}
	TRY(attempt_spend(db, "old", LIMIT, WINDOW_S, 1200));
	return attempt_spend(db, "new", LIMIT, WINDOW_S, 99600);
}

static enum err
sweep_job(struct db *db, void *arg)
{
	return housekeeping_sweep(db, 100000, arg);
}

struct counts {
	int64_t spent, attempts;
};

static enum err
count_job(struct db *db, void *arg)
{
	struct counts *c = arg;
	AUTO(db_rows) rows = NULL;

	TRY(db_one(db,
	    "SELECT (SELECT count(*) FROM spent),"
	    " (SELECT count(*) FROM attempt)",
	    DB_NO_ARGS, &rows));
	*c = (struct counts){db_int(rows, 0), db_int(rows, 1)};
	return ERR_OK;
}

static void
what_is_past_is_swept_out_bit_by_bit(void **state)
{
	AUTO(store) s = open_store(state);
	struct counts c;
	bool more;

	assert_ok(store_write(s, fill_job, NULL));
	assert_ok(store_write(s, sweep_job, &more));
	assert_true(more);
	assert_ok(store_read(s, count_job, &c));
	assert_int_equal(c.spent, HOUSEKEEPING_BATCH + 2);
	assert_int_equal(c.attempts, 1);
	assert_ok(store_write(s, sweep_job, &more));
	assert_false(more);
	assert_ok(store_read(s, count_job, &c));
	assert_int_equal(c.spent, HOUSEKEEPING_BATCH + 1);
	assert_int_equal(c.attempts, 1);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    place_test(a_subject_has_its_limit_and_no_more),
	    place_test(a_new_window_begins_at_nothing),
	    place_test(who_got_in_starts_again),
	    cmocka_unit_test(a_subject_is_kind_and_who_within_its_size),
	    place_test(what_is_past_is_swept_out_bit_by_bit),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
