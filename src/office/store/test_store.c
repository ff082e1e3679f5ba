/* SPDX-License-Identifier: Apache-2.0 */
#include "office/store/test_store.h"

#include <fcntl.h>
#include <pthread.h>
#include <sched.h>
#include <sqlite3.h>
#include <sys/stat.h>

#define SET                                                  \
	"INSERT INTO setting (name, value) VALUES ($1, $2) " \
	"ON CONFLICT (name) DO UPDATE SET value = excluded.value"
#define INSERT "INSERT INTO setting (name, value) VALUES ($1, $2)"

static struct store *
open_store(const struct place *p)
{
	struct store *s = NULL;

	assert_ok(store_open(p->db, &s));
	return s;
}

struct setting {
	const char *name, *value;
	enum err then; /* what the job returns after writing */
};

static enum err
set_job(struct db *db, void *arg)
{
	const struct setting *s = arg;

	TRY(db_run(db, SET, DB_ARGS(DB_TEXT(s->name), DB_TEXT(s->value))));
	return s->then;
}

static enum err
insert_job(struct db *db, void *arg)
{
	const struct setting *s = arg;

	return db_run(db, INSERT, DB_ARGS(DB_TEXT(s->name), DB_TEXT("")));
}

static enum err
count_job(struct db *db, void *arg)
{
	AUTO(db_rows) rows = NULL;

	TRY(db_one(db, "SELECT count(*) FROM setting", DB_NO_ARGS, &rows));
	*(int64_t *)arg = db_int(rows, 0);
	return ERR_OK;
}

static int64_t
count_settings(struct store *s)
{
	int64_t count = -1;

	assert_ok(store_read(s, count_job, &count));
	return count;
}

static enum err
values_job(struct db *db, void *arg)
{
	static const uint8_t blob[] = {0, 1, 0xff};
	AUTO(db_rows) rows = NULL;
	bool more;

	(void)arg;
	TRY(db_run(db, "INSERT INTO spent (ticket, expires_at) VALUES ($1, $2)",
	    DB_ARGS(DB_TEXT("t"), DB_INT(INT64_MIN))));
	TRY(db_query(db, "SELECT expires_at, $1, $2, $3, $4 FROM spent",
	    DB_ARGS(DB_TEXT("文字"), DB_BLOB(BYTES_ARRAY(blob)), DB_NULL,
		DB_BLOB(BYTES_NONE)),
	    &rows));
	assert_ok(db_next(rows, &more));
	assert_true(more);
	assert_true(db_int(rows, 0) == INT64_MIN);
	assert_string_equal(db_text(rows, 1), "文字");
	assert_true(bytes_equal(db_blob(rows, 2), BYTES_ARRAY(blob)));
	assert_true(db_is_null(rows, 3));
	assert_string_equal(db_text(rows, 3), "");
	assert_int_equal(db_blob(rows, 3).len, 0);
	assert_false(db_is_null(rows, 4));
	assert_int_equal(db_blob(rows, 4).len, 0);
	assert_ok(db_next(rows, &more));
	assert_false(more);
	return ERR_OK;
}

static void
values_come_back_as_they_went_in(void **state)
{
	AUTO(store) s = open_store(*state);

	assert_ok(store_write(s, values_job, NULL));
}

static enum err
nested_job(struct db *db, void *arg)
{
	static const char all[] = "SELECT name FROM setting ORDER BY name";
	AUTO(db_rows) outer = NULL;
	AUTO(db_rows) inner = NULL;
	bool more;

	(void)arg;
	TRY(db_query(db, all, DB_NO_ARGS, &outer));
	TRY(db_next(outer, &more));
	assert_string_equal(db_text(outer, 0), "a");
	TRY(db_query(db, all, DB_NO_ARGS, &inner));
	TRY(db_next(inner, &more));
	assert_string_equal(db_text(inner, 0), "a");
	TRY(db_next(outer, &more));
	assert_string_equal(db_text(outer, 0), "b");
	return ERR_OK;
}

static void
the_same_query_may_be_open_twice(void **state)
{
	AUTO(store) s = open_store(*state);

	assert_ok(store_write(s, set_job, &(struct setting){"a", "1"}));
	assert_ok(store_write(s, set_job, &(struct setting){"b", "1"}));
	assert_ok(store_read(s, nested_job, NULL));
	assert_ok(store_read(s, nested_job, NULL));
}

/* A text in a reused buffer is a mistake, but not a wrong answer. */
static enum err
reused_text_job(struct db *db, void *arg)
{
	char sql[64];

	for (int i = 1; i <= 3; i++) {
		AUTO(db_rows) rows = NULL;

		snprintf(sql, sizeof(sql), "SELECT %d", i);
		TRY(db_one(db, sql, DB_NO_ARGS, &rows));
		*(int64_t *)arg += db_int(rows, 0);
	}
	return ERR_OK;
}

static void
another_text_at_the_same_address_is_another_statement(void **state)
{
	AUTO(store) s = open_store(*state);
	int64_t sum = 0;

	assert_ok(store_read(s, reused_text_job, &sum));
	assert_int_equal(sum, 6);
}

static enum err
wrong_parameters_job(struct db *db, void *arg)
{
	(void)arg;
	assert_int_equal(
	    db_run(db, "DELETE FROM setting WHERE name = $1", DB_NO_ARGS),
	    ERR_INTERNAL);
	assert_int_equal(db_run(db, "DELETE FROM setting WHERE name = $2",
			     DB_ARGS(DB_TEXT("a"))),
	    ERR_INTERNAL);
	assert_int_equal(
	    db_run(db, "DELETE FROM nowhere", DB_NO_ARGS), ERR_STORE);
	return ERR_OK;
}

static void
a_statement_that_makes_no_sense_is_refused(void **state)
{
	AUTO(store) s = open_store(*state);

	assert_ok(store_write(s, wrong_parameters_job, NULL));
}

static void
a_job_that_fails_leaves_nothing(void **state)
{
	AUTO(store) s = open_store(*state);
	struct setting bad = {"a", "1", ERR_ACCOUNT_STATE};

	assert_int_equal(store_write(s, set_job, &bad), ERR_ACCOUNT_STATE);
	assert_int_equal(count_settings(s), 0);
	assert_ok(store_write(s, insert_job, &bad));
	assert_int_equal(store_write(s, insert_job, &bad), ERR_STORE_CONFLICT);
	assert_int_equal(count_settings(s), 1);
}

static enum err
carry_on_job(struct db *db, void *arg)
{
	struct setting *s = arg;

	assert_int_equal(insert_job(db, s), ERR_STORE_CONFLICT);
	return db_run(db, INSERT, DB_ARGS(DB_TEXT("after"), DB_TEXT("")));
}

static void
a_job_may_go_on_after_a_conflict(void **state)
{
	AUTO(store) s = open_store(*state);
	struct setting a = {"a", "1"};

	assert_ok(store_write(s, insert_job, &a));
	assert_ok(store_write(s, carry_on_job, &a));
	assert_int_equal(count_settings(s), 2);
}

static enum err
orphan_job(struct db *db, void *arg)
{
	(void)arg;
	return db_run(db,
	    "INSERT INTO session (token, kind, account, created_at, seen_at,"
	    " expires_at) VALUES ('t', 'account', 'nobody', 1, 1, 1)",
	    DB_NO_ARGS);
}

static void
a_reference_to_nothing_is_refused(void **state)
{
	AUTO(store) s = open_store(*state);

	assert_int_equal(store_write(s, orphan_job, NULL), ERR_STORE);
}

static void
a_reader_cannot_write(void **state)
{
	AUTO(store) s = open_store(*state);

	assert_int_equal(
	    store_read(s, set_job, &(struct setting){"a", "1"}), ERR_STORE);
}

/* Holds the writer inside a job until every other one is queued. */
struct gate {
	pthread_mutex_t lock;
	pthread_cond_t changed;
	bool entered, open;
};

static enum err
gate_job(struct db *db, void *arg)
{
	struct gate *g = arg;

	(void)db;
	pthread_mutex_lock(&g->lock);
	g->entered = true;
	pthread_cond_broadcast(&g->changed);
	while (!g->open)
		pthread_cond_wait(&g->changed, &g->lock);
	pthread_mutex_unlock(&g->lock);
	return ERR_OK;
}

#define CROWD 20
struct member {
	struct store *store;
	store_job job;
	void *arg;
	struct setting setting;
	char name[16];
	enum err err;
	pthread_t thread;
};

static void *
member_main(void *arg)
{
	struct member *m = arg;

	m->err = store_write(m->store, m->job, m->arg);
	return NULL;
}

static void
start(struct member *m, struct store *s, store_job job, void *arg)
{
	m->store = s;
	m->job = job;
	m->arg = arg;
	m->err = ERR_COUNT;
	assert_int_equal(pthread_create(&m->thread, NULL, member_main, m), 0);
}

/* Run the members' jobs as one group: the writer is held until all wait. */
static void
run_as_group(struct store *s, struct member crowd[CROWD])
{
	struct gate gate = {
	    PTHREAD_MUTEX_INITIALIZER, PTHREAD_COND_INITIALIZER, false, false};
	struct member first;

	start(&first, s, gate_job, &gate);
	pthread_mutex_lock(&gate.lock);
	while (!gate.entered)
		pthread_cond_wait(&gate.changed, &gate.lock);
	pthread_mutex_unlock(&gate.lock);

	for (size_t i = 0; i < CROWD; i++)
		start(&crowd[i], s, crowd[i].job, crowd[i].arg);
	for (struct store_stats stats = {0}; stats.queued < CROWD;) {
		store_stats(s, &stats);
		sched_yield();
	}
	pthread_mutex_lock(&gate.lock);
	gate.open = true;
	pthread_cond_broadcast(&gate.changed);
	pthread_mutex_unlock(&gate.lock);

	pthread_join(first.thread, NULL);
	assert_int_equal(first.err, ERR_OK);
	for (size_t i = 0; i < CROWD; i++)
		pthread_join(crowd[i].thread, NULL);
}

static void
fill_crowd(struct member crowd[CROWD])
{
	for (size_t i = 0; i < CROWD; i++) {
		snprintf(crowd[i].name, sizeof(crowd[i].name), "m%zu", i);
		crowd[i].setting = (struct setting){crowd[i].name, "1", ERR_OK};
		crowd[i].job = set_job;
		crowd[i].arg = &crowd[i].setting;
	}
}

static void
jobs_that_wait_together_share_one_commit(void **state)
{
	AUTO(store) s = open_store(*state);
	struct member crowd[CROWD];
	struct store_stats stats;

	fill_crowd(crowd);
	run_as_group(s, crowd);
	for (size_t i = 0; i < CROWD; i++)
		assert_int_equal(crowd[i].err, ERR_OK);
	store_stats(s, &stats);
	assert_int_equal(stats.write_jobs, CROWD + 1);
	assert_int_equal(stats.commits, 2); /* the gate's, and the crowd's */
	assert_int_equal(count_settings(s), CROWD);
}

static void
one_job_of_a_group_is_undone_alone(void **state)
{
	AUTO(store) s = open_store(*state);
	struct member crowd[CROWD];

	fill_crowd(crowd);
	crowd[7].setting.then = ERR_CODE_WRONG;
	run_as_group(s, crowd);
	for (size_t i = 0; i < CROWD; i++)
		assert_int_equal(
		    crowd[i].err, i == 7 ? ERR_CODE_WRONG : ERR_OK);
	assert_int_equal(count_settings(s), CROWD - 1);
}

/* Makes the engine give up the whole transaction, as it does at will. */
static enum err
spoil_job(struct db *db, void *arg)
{
	TRY(set_job(db, arg));
	TRY(db_run(db, "ROLLBACK", DB_NO_ARGS));
	/* Nothing of the job gets past this, even if it goes on. */
	assert_int_equal(set_job(db, arg), ERR_STORE);
	return ERR_OK;
}

static void
jobs_undone_by_another_are_run_again(void **state)
{
	AUTO(store) s = open_store(*state);
	struct member crowd[CROWD];

	fill_crowd(crowd);
	crowd[7].job = spoil_job;
	crowd[12].job = spoil_job;
	run_as_group(s, crowd);
	for (size_t i = 0; i < CROWD; i++)
		assert_int_equal(
		    crowd[i].err, i == 7 || i == 12 ? ERR_STORE : ERR_OK);
	assert_int_equal(count_settings(s), CROWD - 2);
}

static enum err
limit_job(struct db *db, void *arg)
{
	char sql[64];

	snprintf(sql, sizeof(sql), "PRAGMA max_page_count = %d", *(int *)arg);
	return db_run(db, sql, DB_NO_ARGS);
}

static enum err
large_job(struct db *db, void *arg)
{
	static char large[1 << 20];

	memset(large, 'x', sizeof(large) - 1);
	return db_run(db, SET, DB_ARGS(DB_TEXT(arg), DB_TEXT(large)));
}

static void
a_full_database_fails_what_does_not_fit_and_goes_on(void **state)
{
	AUTO(store) s = open_store(*state);
	struct member crowd[CROWD];
	int few = 100, many = 100000;

	assert_ok(store_write(s, limit_job, &few));
	fill_crowd(crowd);
	crowd[3].job = large_job;
	crowd[3].arg = crowd[3].name;
	run_as_group(s, crowd);
	for (size_t i = 0; i < CROWD; i++)
		assert_int_equal(crowd[i].err, i == 3 ? ERR_DISK_FULL : ERR_OK);
	assert_int_equal(count_settings(s), CROWD - 1);

	assert_ok(store_write(s, limit_job, &many));
	assert_ok(store_write(s, large_job, crowd[3].name));
}

static void
what_was_written_is_there_after_opening_again(void **state)
{
	struct stat st;

	for (int64_t i = 0; i < 3; i++) {
		AUTO(store) s = open_store(*state);
		char name[] = {(char)('a' + i), '\0'};

		assert_int_equal(count_settings(s), i);
		assert_ok(
		    store_write(s, set_job, &(struct setting){name, "1"}));
	}
	assert_int_equal(stat(((struct place *)*state)->db, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
}

static enum err
version_job(struct db *db, void *arg)
{
	(void)arg;
	return db_run(db, "PRAGMA user_version = 99", DB_NO_ARGS);
}

static void
a_newer_database_is_left_alone(void **state)
{
	struct place *p = *state;
	struct store *none = NULL;
	AUTO(store) s = open_store(p);

	assert_ok(store_write(s, version_job, NULL));
	assert_int_equal(store_open(p->db, &none), ERR_STORE_VERSION);
	assert_null(none);
}

static void
another_programs_database_is_left_alone(void **state)
{
	struct place *p = *state;
	struct store *none = NULL;
	sqlite3 *foreign;

	assert_int_equal(sqlite3_open(p->db, &foreign), SQLITE_OK);
	assert_int_equal(
	    sqlite3_exec(foreign, "CREATE TABLE t (x)", NULL, NULL, NULL),
	    SQLITE_OK);
	sqlite3_close(foreign);
	assert_int_equal(store_open(p->db, &none), ERR_STORE);
}

static void
other_engines_are_not_in_this_build(void **state)
{
	struct store *none = NULL;

	(void)state;
	assert_int_equal(store_open("postgresql://localhost/office", &none),
	    ERR_NOT_SUPPORTED);
	assert_int_equal(
	    store_open("/nowhere/at/all/office.db", &none), ERR_STORE);
}

static void
overwrite(const char *path, off_t at, const char *with, size_t len)
{
	int fd = open(path, O_WRONLY);

	assert_true(fd >= 0);
	assert_int_equal(pwrite(fd, with, len, at), len);
	close(fd);
}

static enum err
scan_job(struct db *db, void *arg)
{
	AUTO(db_rows) rows = NULL;
	bool more = true;

	(void)arg;
	TRY(db_query(db, "SELECT name, value FROM setting", DB_NO_ARGS, &rows));
	while (more)
		TRY(db_next(rows, &more));
	return ERR_OK;
}

static void
a_damaged_database_is_an_error_not_a_crash(void **state)
{
	struct place *p = *state;
	char rubbish[8192];
	struct store *none = NULL;

	memset(rubbish, 0xa5, sizeof(rubbish));
	{
		AUTO(store) s = open_store(p);
		char name[] = "large";

		assert_ok(store_write(s, large_job, name));
	}
	for (off_t at = 4096; at < 65536; at += 4096)
		overwrite(p->db, at, rubbish, 4096);
	{
		AUTO(store) s = open_store(p);

		assert_int_equal(store_read(s, scan_job, NULL), ERR_STORE);
		assert_int_equal(
		    store_write(s, set_job, &(struct setting){"a", "1"}),
		    ERR_STORE);
	}
	overwrite(p->db, 0, rubbish, 100);
	assert_int_equal(store_open(p->db, &none), ERR_STORE);
}

static void
a_backup_opens_and_holds_the_same(void **state)
{
	struct place *p = *state;
	AUTO(store) s = open_store(p);
	struct stat st;

	assert_ok(store_write(s, set_job, &(struct setting){"a", "1"}));
	assert_ok(store_backup(s, p->other));
	assert_ok(store_write(s, set_job, &(struct setting){"b", "1"}));
	assert_int_equal(store_backup(s, p->other), ERR_FILE_EXISTS);
	assert_int_equal(stat(p->other, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
	{
		AUTO(store) copy = NULL;

		assert_ok(store_open(p->other, &copy));
		assert_int_equal(count_settings(copy), 1);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    place_test(values_come_back_as_they_went_in),
	    place_test(the_same_query_may_be_open_twice),
	    place_test(another_text_at_the_same_address_is_another_statement),
	    place_test(a_statement_that_makes_no_sense_is_refused),
	    place_test(a_job_that_fails_leaves_nothing),
	    place_test(a_job_may_go_on_after_a_conflict),
	    place_test(a_reference_to_nothing_is_refused),
	    place_test(a_reader_cannot_write),
	    place_test(jobs_that_wait_together_share_one_commit),
	    place_test(one_job_of_a_group_is_undone_alone),
	    place_test(jobs_undone_by_another_are_run_again),
	    place_test(a_full_database_fails_what_does_not_fit_and_goes_on),
	    place_test(what_was_written_is_there_after_opening_again),
	    place_test(a_newer_database_is_left_alone),
	    place_test(another_programs_database_is_left_alone),
	    place_test(other_engines_are_not_in_this_build),
	    place_test(a_damaged_database_is_an_error_not_a_crash),
	    place_test(a_backup_opens_and_holds_the_same),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
