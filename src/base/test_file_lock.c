/* SPDX-License-Identifier: Apache-2.0 */
#include "base/file.h"

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/folder_testing.h"
#include "base/text.h"

static void
a_lock_is_held_once(void **state)
{
	const char *path = folder_path(state, "lock");
	AUTO(file_lock) a = NULL;
	AUTO(file_lock) b = NULL;

	assert_int_equal(file_lock(path, 0, &a), ERR_OK);
	assert_int_equal(file_lock(path, 0, &b), ERR_FILE_BUSY);
	assert_int_equal(file_lock(path, 12, &b), ERR_FILE_BUSY);
	assert_null(b);
	file_lock_free(TAKE(a));
	assert_int_equal(file_lock(path, 0, &b), ERR_OK);
	assert_true(file_exists(path));
	assert_int_equal(
	    file_lock(folder_path(state, "no/lock"), 0, &a), ERR_FILE_MISSING);
	file_lock_free(NULL);
}

/* A child that has the lock, says so, and keeps it until the pipe closes. */
static pid_t
start_holder(const char *path, const int says[2], const int until[2])
{
	pid_t child = fork();
	struct file_lock *lock;
	char octet;

	if (child != 0)
		return child;
	close(until[1]);
	if (file_lock(path, 0, &lock) != ERR_OK || write(says[1], "x", 1) != 1)
		_exit(1);
	if (read(until[0], &octet, 1) != 0)
		_exit(2);
	_exit(0);
}

static void
a_lock_goes_with_its_holder(void **state)
{
	const char *path = folder_path(state, "lock");
	struct file_lock *lock = NULL;
	int says[2], until[2], status;
	char octet;
	pid_t holder;

	assert_int_equal(pipe(says), 0);
	assert_int_equal(pipe(until), 0);
	holder = start_holder(path, says, until);
	assert_int_equal(read(says[0], &octet, 1), 1);
	assert_int_equal(file_lock(path, 0, &lock), ERR_FILE_BUSY);
	assert_int_equal(kill(holder, SIGKILL), 0);
	assert_int_equal(waitpid(holder, &status, 0), holder);
	assert_int_equal(file_lock(path, 0, &lock), ERR_OK);
	file_lock_free(lock);
	for (int i = 0; i < 2; i++) {
		close(says[i]);
		close(until[i]);
	}
}

/* One asks without limit, one with a long one: both get it in the end. */
static void
waiting_for_a_lock_ends_when_it_is_free(void **state)
{
	static const int64_t timeouts_ms[] = {-1, 60000};
	const char *path = folder_path(state, "lock");

	for (size_t i = 0; i < COUNT(timeouts_ms); i++) {
		struct file_lock *lock = NULL;
		int says[2], until[2], status;
		char octet;
		pid_t holder, waiter;

		assert_int_equal(pipe(says), 0);
		assert_int_equal(pipe(until), 0);
		holder = start_holder(path, says, until);
		assert_int_equal(read(says[0], &octet, 1), 1);
		waiter = fork();
		if (waiter == 0) {
			close(until[1]);
			_exit(file_lock(path, timeouts_ms[i], &lock));
		}
		close(until[1]); /* lets the holder go */
		assert_int_equal(waitpid(holder, &status, 0), holder);
		assert_int_equal(status, 0);
		assert_int_equal(waitpid(waiter, &status, 0), waiter);
		assert_int_equal(status, ERR_OK);
		close(until[0]);
		close(says[0]);
		close(says[1]);
	}
}

/* Read a number, add one, write it: none may get lost. */
static void
count_up(const char *lock_path, const char *path, int times)
{
	for (int i = 0; i < times; i++) {
		AUTO(file_lock) lock = NULL;
		AUTO_DONE(buf) b = BUF(20);
		AUTO_DONE(buf) next = BUF(20);
		uint64_t v;
		char *s;

		if (file_lock(lock_path, -1, &lock) != ERR_OK ||
		    file_read(path, &b) != ERR_OK ||
		    buf_take_string(&b, &s) != ERR_OK ||
		    text_u64(s, 1000, &v) != ERR_OK)
			_exit(1);
		free(s);
		buf_printf(&next, "%d", (int)v + 1);
		if (file_replace(path, buf_bytes(&next), 0600) != ERR_OK)
			_exit(2);
	}
	_exit(0);
}

static void
processes_that_lock_lose_no_change(void **state)
{
	enum { MANY = 4, TIMES = 10 };
	const char *lock_path = folder_path(state, "lock"),
		   *path = folder_path(state, "n");
	int status;

	folder_write(path, "0");
	for (int i = 0; i < MANY; i++) {
		if (fork() == 0)
			count_up(lock_path, path, TIMES);
	}
	for (int i = 0; i < MANY; i++) {
		assert_true(wait(&status) > 0);
		assert_int_equal(status, 0);
	}
	folder_expect_content(path, "40");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    IN_FOLDER(a_lock_is_held_once),
	    IN_FOLDER(a_lock_goes_with_its_holder),
	    IN_FOLDER(waiting_for_a_lock_ends_when_it_is_free),
	    IN_FOLDER(processes_that_lock_lose_no_change),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
