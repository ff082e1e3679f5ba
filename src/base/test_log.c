/* SPDX-License-Identifier: Apache-2.0 */
#include "base/log.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/clock.h"

#define PREFIX_LEN (CLOCK_TEXT_SIZE - 1) /* the time */

static FILE *captured;
static int real_stderr;

static int
capture(void **state)
{
	(void)state;
	captured = tmpfile();
	real_stderr = dup(STDERR_FILENO);
	if (captured == NULL || real_stderr < 0)
		return -1;
	return dup2(fileno(captured), STDERR_FILENO) < 0 ? -1 : 0;
}

static int
release(void **state)
{
	(void)state;
	dup2(real_stderr, STDERR_FILENO);
	close(real_stderr);
	fclose(captured);
	return 0;
}

/* All that was logged. */
static void
read_back(char *out, size_t size)
{
	size_t len;

	rewind(captured);
	len = fread(out, 1, size - 1, captured);
	out[len] = '\0';
}

static void
a_line_tells_time_level_and_program(void **state)
{
	char out[200], time[CLOCK_TEXT_SIZE] = "";
	int64_t at;

	(void)state;
	log_init("certctl", LOG_INFO);
	log_line(LOG_INFO, "token %s, %d certificates", "软证书", 2);
	read_back(out, sizeof(out));
	assert_string_equal(
	    out + PREFIX_LEN, " info certctl: token 软证书, 2 certificates\n");
	memcpy(time, out, PREFIX_LEN);
	assert_int_equal(clock_parse(time, &at), ERR_OK);
}

static void
levels_beyond_the_chosen_one_are_silent(void **state)
{
	char out[400];

	(void)state;
	log_init("p", LOG_WARNING);
	log_line(LOG_DEBUG, "debug");
	log_line(LOG_INFO, "info");
	read_back(out, sizeof(out));
	assert_string_equal(out, "");
	log_line(LOG_WARNING, "said");
	log_line(LOG_ERROR, "said");
	read_back(out, sizeof(out));
	assert_non_null(strstr(out, " warning p: said\n"));
	assert_non_null(strstr(out, " error p: said\n"));
}

static void
no_input_can_forge_a_line(void **state)
{
	char out[200];

	(void)state;
	log_init("p", LOG_INFO);
	log_line(LOG_INFO, "%s", "a\nb\rc\x1b[2J\xc2\x9b\xe2\x80\xa8\xff\xe4z");
	read_back(out, sizeof(out));
	assert_string_equal(out + PREFIX_LEN, " info p: a?b?c?[2J???"
					      "????"
					      "z\n");
}

static void
long_text_is_cut_and_says_so(void **state)
{
	static char text[LOG_TEXT_SIZE + 1], out[LOG_TEXT_SIZE + 200];

	(void)state;
	log_init("p", LOG_INFO);
	memset(text, 'x', LOG_TEXT_SIZE);
	text[LOG_TEXT_SIZE - 1] = '\0'; /* just fits */
	log_line(LOG_INFO, "%s", text);
	read_back(out, sizeof(out));
	assert_string_equal(out + strlen(out) - 3, "xx\n");
	text[LOG_TEXT_SIZE - 1] = 'x'; /* one more */
	rewind(captured);
	log_line(LOG_INFO, "%s", text);
	read_back(out, sizeof(out));
	assert_string_equal(out + strlen(out) - 5, "x...\n");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup_teardown(
		a_line_tells_time_level_and_program, capture, release),
	    cmocka_unit_test_setup_teardown(
		levels_beyond_the_chosen_one_are_silent, capture, release),
	    cmocka_unit_test_setup_teardown(
		no_input_can_forge_a_line, capture, release),
	    cmocka_unit_test_setup_teardown(
		long_text_is_cut_and_says_so, capture, release),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
