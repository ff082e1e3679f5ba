/* SPDX-License-Identifier: Apache-2.0 */
/* Argument: the program of testing_child.c. */
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/child.h"
#include "base/clock.h"

#define SOON_MS 10000 /* for what happens at once on an idle computer */

static const char *program;

static struct child_process *
start(const char *mode)
{
	const char *const arguments[] = {mode, NULL};
	static const char *const environment[] = {
	    "CERT_TEST_ABSENT", "CERT_TEST_KEPT", NULL};
	const struct child_options o = {program, arguments, environment};
	struct child_process *c = NULL;

	assert_int_equal(child_start(&o, &c), ERR_OK);
	return c;
}

static int64_t
soon(void)
{
	return clock_monotonic_ms() + SOON_MS;
}

static uint32_t
number(struct child_process *c)
{
	uint32_t v = 0;

	assert_int_equal(
	    channel_read(child_channel(c), &v, sizeof(v), soon()), ERR_OK);
	return v;
}

static void
what_a_child_prints_does_not_disturb_the_channel(void **state)
{
	static uint8_t sent[100000], got[sizeof(sent)];
	struct child_process *c = start("echo");

	(void)state;
	for (size_t i = 0; i < sizeof(sent); i++)
		sent[i] = (uint8_t)(i * 7);
	for (size_t at = 0; at < sizeof(sent); at += 1000) {
		assert_int_equal(channel_write(child_channel(c),
				     BYTES(sent + at, 1000), soon()),
		    ERR_OK);
		assert_int_equal(
		    channel_read(child_channel(c), got + at, 1000, soon()),
		    ERR_OK);
	}
	assert_memory_equal(sent, got, sizeof(sent));
	child_end(c, SOON_MS);
}

static void
a_child_gets_what_is_named_and_nothing_else(void **state)
{
	struct child_process *c;

	(void)state;
	assert_int_equal(setenv("CERT_TEST_KEPT", "yes", 1), 0);
	assert_int_equal(setenv("CERT_TEST_LEFT_OUT", "no", 1), 0);
	assert_true(dup(STDERR_FILENO) >= 0); /* not close-on-exec */
	c = start("tell");
	assert_int_equal(number(c), 4); /* the standard three, the channel */
	assert_int_equal(number(c), 1);
	assert_true(number(c));
	assert_true(number(c));
	assert_false(number(c));
	child_end(c, SOON_MS);
}

static void
waiting_for_a_child_ends_when_the_time_is_up(void **state)
{
	struct child_process *c = start("hang");
	uint8_t octet;

	(void)state;
	(void)number(c);
	assert_int_equal(channel_read(child_channel(c), &octet, 1,
			     clock_monotonic_ms() + 50),
	    ERR_PROCESS_LOST);
	child_end(c, 50);
}

static void
writing_to_a_child_that_does_not_read_ends_when_the_time_is_up(void **state)
{
	static const uint8_t much[4 * 1024 * 1024];
	struct child_process *c = start("hang");

	(void)state;
	assert_int_equal(channel_write(child_channel(c), BYTES_ARRAY(much),
			     clock_monotonic_ms() + 50),
	    ERR_PROCESS_LOST);
	child_end(c, 0);
}

static void
a_child_that_is_gone_is_lost(void **state)
{
	static const uint8_t octets[4096];
	struct child_process *c = start("leave");
	enum err e = ERR_OK;
	uint8_t octet;

	(void)state;
	assert_int_equal(channel_read(child_channel(c), &octet, 1, soon()),
	    ERR_PROCESS_LOST);
	for (int i = 0; i < 1000 && e == ERR_OK; i++)
		e = channel_write(
		    child_channel(c), BYTES_ARRAY(octets), soon());
	assert_int_equal(e, ERR_PROCESS_LOST);
	child_end(c, SOON_MS);
}

static void
a_child_that_floods_is_ended(void **state)
{
	struct child_process *c = start("flood");

	(void)state;
	assert_int_equal(number(c), 0xffffffff);
	child_end(c, 50);
}

static void
ending_a_child_ends_waiting_for_it(void **state)
{
	struct child_process *c = start("hang");
	uint8_t octet;

	(void)state;
	(void)number(c);
	child_kill(c);
	child_kill(c);
	assert_int_equal(channel_read(child_channel(c), &octet, 1, soon()),
	    ERR_PROCESS_LOST);
	child_end(c, 0);
}

/* A parent that starts a child that takes no notice, and dies. */
static pid_t
orphan(void)
{
	int ends[2];
	pid_t parent, child = 0;

	assert_int_equal(pipe(ends), 0);
	parent = fork();
	assert_true(parent >= 0);
	if (parent == 0) {
		uint32_t pid = number(start("hang"));

		_exit(write(ends[1], &pid, sizeof(pid)) == sizeof(pid) ? 0 : 1);
	}
	assert_int_equal(read(ends[0], &child, sizeof(child)), sizeof(child));
	assert_int_equal(waitpid(parent, NULL, 0), parent);
	close(ends[0]);
	close(ends[1]);
	return child;
}

static void
a_child_does_not_outlive_its_parent(void **state)
{
	int64_t deadline;
	pid_t child, ended = 0;

	(void)state;
	assert_int_equal(prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0), 0);
	child = orphan();
	deadline = soon();
	while (ended == 0 && clock_monotonic_ms() < deadline) {
		ended = waitpid(child, NULL, WNOHANG);
		clock_sleep_ms(5);
	}
	assert_int_equal(ended, child);
}

static void
a_program_that_is_not_there_is_not_started(void **state)
{
	static const char *const none[] = {NULL};
	const struct child_options absent = {"/nowhere/program", none, none};
	const struct child_options folder = {"/tmp", none, none};
	struct child_process *c = NULL;

	(void)state;
	assert_int_equal(child_start(&absent, &c), ERR_FILE_MISSING);
	assert_int_equal(child_start(&folder, &c), ERR_FILE_DENIED);
	assert_null(c);
}

static void
a_program_started_by_hand_finds_no_channel(void **state)
{
	struct channel *c = NULL;

	(void)state;
	assert_non_null(freopen("/dev/null", "r", stdin));
	assert_int_equal(channel_from_parent(&c), ERR_USAGE);
	assert_null(c);
}

int
main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(what_a_child_prints_does_not_disturb_the_channel),
	    cmocka_unit_test(a_child_gets_what_is_named_and_nothing_else),
	    cmocka_unit_test(waiting_for_a_child_ends_when_the_time_is_up),
	    cmocka_unit_test(
		writing_to_a_child_that_does_not_read_ends_when_the_time_is_up),
	    cmocka_unit_test(a_child_that_is_gone_is_lost),
	    cmocka_unit_test(a_child_that_floods_is_ended),
	    cmocka_unit_test(ending_a_child_ends_waiting_for_it),
	    cmocka_unit_test(a_child_does_not_outlive_its_parent),
	    cmocka_unit_test(a_program_that_is_not_there_is_not_started),
	    cmocka_unit_test(a_program_started_by_hand_finds_no_channel),
	};

	if (argc != 2)
		return 64;
	program = argv[1];
	return cmocka_run_group_tests(tests, NULL, NULL);
}
