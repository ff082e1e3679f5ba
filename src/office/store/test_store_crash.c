/* SPDX-License-Identifier: Apache-2.0 */
/* The store when processes die, compete, and the disk is full. */
#include "office/store/test_store.h"

#include <errno.h>
#include <signal.h>
#include <sys/mount.h>
#include <sys/wait.h>

#define ADD_ONE "UPDATE setting SET value = value + 1 WHERE name = 'counter'"

static enum err
start_job(struct db *db, void *arg)
{
	(void)arg;
	return db_run(db,
	    "INSERT INTO setting (name, value) VALUES ('counter', 0)",
	    DB_NO_ARGS);
}

static enum err
add_job(struct db *db, void *arg)
{
	AUTO(db_rows) rows = NULL;

	TRY(db_run(db, ADD_ONE, DB_NO_ARGS));
	TRY(db_one(db, "SELECT value FROM setting WHERE name = 'counter'",
	    DB_NO_ARGS, &rows));
	*(int64_t *)arg = db_int(rows, 0);
	return ERR_OK;
}

static enum err
get_job(struct db *db, void *arg)
{
	AUTO(db_rows) rows = NULL;

	TRY(db_one(db, "SELECT value FROM setting WHERE name = 'counter'",
	    DB_NO_ARGS, &rows));
	*(int64_t *)arg = db_int(rows, 0);
	return ERR_OK;
}

static int64_t
counter(const char *path)
{
	AUTO(store) s = NULL;
	int64_t v = -1;

	assert_ok(store_open(path, &s));
	assert_ok(store_read(s, get_job, &v));
	return v;
}

/* In a child: add until killed, telling each value once it is durable. */
static void
add_for_ever(const char *path, int to)
{
	struct store *s;
	int64_t v;

	if (store_open(path, &s) != ERR_OK)
		_exit(1);
	while (store_write(s, add_job, &v) == ERR_OK)
		if (write(to, &v, sizeof(v)) != sizeof(v))
			_exit(2);
	_exit(3);
}

/* The last value that the child told of, after it was killed mid-work. */
static int64_t
run_and_kill(const char *path, int64_t until)
{
	int ends[2];
	int64_t last = 0, v;
	pid_t pid;
	int status;

	assert_int_equal(pipe(ends), 0);
	pid = fork();
	assert_true(pid >= 0);
	if (pid == 0)
		add_for_ever(path, ends[1]);
	close(ends[1]);
	while (read(ends[0], &v, sizeof(v)) == sizeof(v)) {
		last = v;
		if (v == until)
			kill(pid, SIGKILL);
	}
	close(ends[0]);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFSIGNALED(status));
	return last;
}

static void
what_was_acknowledged_survives_kill_9(void **state)
{
	struct place *p = *state;
	struct store *s = NULL;

	assert_ok(store_open(p->db, &s));
	assert_ok(store_write(s, start_job, NULL));
	store_free(s);
	for (int64_t until = 10; until <= 100; until += 30) {
		int64_t told = run_and_kill(p->db, until);
		int64_t kept = counter(p->db);

		assert_true(told >= until);
		/* One more may have been committed and not told of. */
		assert_in_range(kept, told, told + 1);
		if (kept > until + 29)
			until = kept;
	}
}

static void
add_times(const char *path, int times)
{
	struct store *s;
	int64_t v;

	if (store_open(path, &s) != ERR_OK)
		_exit(1);
	for (int i = 0; i < times; i++)
		if (store_write(s, add_job, &v) != ERR_OK)
			_exit(2);
	store_free(s);
	_exit(0);
}

static void
two_processes_write_and_none_is_lost(void **state)
{
	enum { TIMES = 200 };
	struct place *p = *state;
	struct store *s = NULL;
	pid_t pids[2];
	int status;

	assert_ok(store_open(p->db, &s));
	assert_ok(store_write(s, start_job, NULL));
	store_free(s);
	for (size_t i = 0; i < 2; i++) {
		pids[i] = fork();
		assert_true(pids[i] >= 0);
		if (pids[i] == 0)
			add_times(p->db, TIMES);
	}
	for (size_t i = 0; i < 2; i++) {
		assert_int_equal(waitpid(pids[i], &status, 0), pids[i]);
		assert_true(WIFEXITED(status));
		assert_int_equal(WEXITSTATUS(status), 0);
	}
	assert_int_equal(counter(p->db), 2 * TIMES);
}

static enum err
grow_job(struct db *db, void *arg)
{
	static char large[100000];

	memset(large, 'x', sizeof(large) - 1);
	(*(int64_t *)arg)++;
	return db_run(db, "INSERT INTO setting (name, value) VALUES ($1, $2)",
	    DB_ARGS(DB_BLOB(BYTES(arg, sizeof(int64_t))), DB_TEXT(large)));
}

/* A real file system that is full: needs the right to mount one. */
static void
a_full_disk_is_told_and_nothing_written_is_lost(void **state)
{
	struct place *p = *state;
	struct store *s = NULL;
	int64_t kept = 0, tried = 0;
	enum err err = ERR_OK;

	if (mount("tmpfs", p->dir, "tmpfs", 0, "size=2m") != 0) {
		assert_true(errno == EPERM || errno == ENODEV);
		skip();
	}
	assert_ok(store_open(p->db, &s));
	assert_ok(store_write(s, start_job, NULL));
	while (tried < 100 && err == ERR_OK) {
		err = store_write(s, grow_job, &tried);
		if (err == ERR_OK)
			assert_ok(store_write(s, add_job, &kept));
	}
	assert_int_equal(err, ERR_DISK_FULL);
	store_free(s);
	assert_int_equal(counter(p->db), kept);
	assert_int_equal(umount(p->dir), 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    place_test(what_was_acknowledged_survives_kill_9),
	    place_test(two_processes_write_and_none_is_lost),
	    place_test(a_full_disk_is_told_and_nothing_written_is_lost),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
