/* SPDX-License-Identifier: Apache-2.0 */
#include "base/fault.h"

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#define MARK "/tmp/test_fault.XXXXXX"

static char mark[sizeof(MARK)];

static int
make_mark(void **state)
{
	int fd;

	(void)state;
	memcpy(mark, MARK, sizeof(mark));
	fd = mkstemp(mark);
	if (fd < 0)
		return -1;
	close(fd);
	return unlink(mark); /* the name is what counts */
}

static int
remove_mark(void **state)
{
	(void)state;
	unlink(mark);
	return 0;
}

/* A process that passes the points a, b and b again, with that environment. */
struct run {
	const char *point, *once;
	int closed; /* can no longer open files when it gets there */
};

static void
pass_points(const struct run *r)
{
	static const struct rlimit none = {0, 0};

	if (r->point != NULL)
		setenv("CERT_FAULT", r->point, 1);
	if (r->once != NULL)
		setenv("CERT_FAULT_ONCE", r->once, 1);
	fault_init();
	if (r->closed)
		setrlimit(RLIMIT_NOFILE, &none);
	FAULT_POINT("test.points.a");
	FAULT_POINT("test.points.b");
	FAULT_POINT("test.points.b");
	_exit(0);
}

static int
was_killed(struct run r)
{
	pid_t child = fork();
	int status;

	if (child == 0)
		pass_points(&r);
	assert_int_equal(waitpid(child, &status, 0), child);
	if (WIFSIGNALED(status)) {
		assert_int_equal(WTERMSIG(status), SIGKILL);
		return 1;
	}
	assert_int_equal(status, 0);
	return 0;
}

static void
nothing_happens_unasked(void **state)
{
	(void)state;
	assert_false(was_killed((struct run){NULL, NULL, 0}));
	assert_false(was_killed((struct run){NULL, mark, 0}));
	assert_false(was_killed((struct run){"", NULL, 0}));
	assert_false(was_killed((struct run){"test.points", NULL, 0}));
	assert_false(was_killed((struct run){"test.points.ab", NULL, 0}));
	assert_int_not_equal(access(mark, F_OK), 0);
}

static void
the_named_point_kills_every_time(void **state)
{
	(void)state;
	assert_true(was_killed((struct run){"test.points.a", NULL, 0}));
	assert_true(was_killed((struct run){"test.points.b", NULL, 0}));
	assert_true(was_killed((struct run){"test.points.b", NULL, 0}));
}

static void
a_later_time_can_be_meant(void **state)
{
	(void)state;
	assert_true(was_killed((struct run){"test.points.b:1", NULL, 0}));
	assert_true(was_killed((struct run){"test.points.b:2", NULL, 0}));
	assert_false(was_killed((struct run){"test.points.b:3", NULL, 0}));
	assert_false(was_killed((struct run){"test.points.a:2", NULL, 0}));
	assert_false(was_killed((struct run){"test.points.b:0", NULL, 0}));
	assert_false(was_killed((struct run){"test.points.b:", NULL, 0}));
	assert_true(was_killed((struct run){"test.points.b:2", mark, 0}));
	assert_false(was_killed((struct run){"test.points.b:2", mark, 0}));
}

static void
once_is_once(void **state)
{
	struct stat st;

	(void)state;
	assert_false(was_killed((struct run){"test.points.c", mark, 0}));
	assert_int_equal(stat(mark, &st), 0);
	assert_int_equal(st.st_size, 0); /* there, but nothing happened */
	assert_true(was_killed((struct run){"test.points.b", mark, 0}));
	assert_int_equal(stat(mark, &st), 0);
	assert_int_not_equal(st.st_size, 0);
	assert_false(was_killed((struct run){"test.points.b", mark, 0}));
	assert_false(was_killed((struct run){"test.points.a", mark, 0}));
}

static void
a_process_that_can_open_nothing_gets_there_too(void **state)
{
	(void)state;
	assert_true(was_killed((struct run){"test.points.a", mark, 1}));
	assert_false(was_killed((struct run){"test.points.a", mark, 1}));
}

static void
a_mark_that_cannot_be_made_kills_nobody(void **state)
{
	(void)state;
	assert_false(
	    was_killed((struct run){"test.points.a", "/nowhere/mark", 0}));
}

/* Each has opened the mark before any gets to the point. */
static void
of_many_processes_one_is_killed(void **state)
{
	enum { MANY = 8 };
	int go[2], killed = 0, status;
	char octet;

	(void)state;
	assert_int_equal(pipe(go), 0);
	setenv("CERT_FAULT", "test.points.a", 1);
	setenv("CERT_FAULT_ONCE", mark, 1);
	for (int i = 0; i < MANY; i++) {
		if (fork() == 0) {
			fault_init();
			close(go[1]);
			if (read(go[0], &octet, 1) != 0)
				_exit(1);
			FAULT_POINT("test.points.a");
			_exit(0);
		}
	}
	close(go[0]);
	close(go[1]); /* now they all go on */
	for (int i = 0; i < MANY; i++) {
		assert_true(wait(&status) > 0);
		killed += WIFSIGNALED(status);
		assert_true(status == 0 || WIFSIGNALED(status));
	}
	unsetenv("CERT_FAULT");
	unsetenv("CERT_FAULT_ONCE");
	assert_int_equal(killed, 1);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup_teardown(
		nothing_happens_unasked, make_mark, remove_mark),
	    cmocka_unit_test(the_named_point_kills_every_time),
	    cmocka_unit_test_setup_teardown(
		a_later_time_can_be_meant, make_mark, remove_mark),
	    cmocka_unit_test_setup_teardown(
		once_is_once, make_mark, remove_mark),
	    cmocka_unit_test_setup_teardown(
		a_process_that_can_open_nothing_gets_there_too, make_mark,
		remove_mark),
	    cmocka_unit_test(a_mark_that_cannot_be_made_kills_nobody),
	    cmocka_unit_test_setup_teardown(
		of_many_processes_one_is_killed, make_mark, remove_mark),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
