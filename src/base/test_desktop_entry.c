/* SPDX-License-Identifier: Apache-2.0 */
#include "base/desktop_entry.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define HEAD "[Desktop Entry]\n"

static void
a_program_is_found_as_the_specification_has_it(void **state)
{
	static const struct {
		const char *text;
		enum err want;
		const char *program;
		bool hidden;
	} cases[] = {
	    {HEAD "Exec=/usr/bin/a --hidden\n", ERR_OK, "/usr/bin/a", false},
	    {HEAD "Exec = /usr/bin/a\r\nHidden = true\r\n", ERR_OK,
		"/usr/bin/a", true},
	    {HEAD "Exec=\"/opt/a b/c\" x\n", ERR_OK, "/opt/a b/c", false},
	    {HEAD "Exec=\"/opt/\\\\$x/\\\\\\\\y\"", ERR_OK, "/opt/$x/\\y",
		false},
	    {HEAD "Exec=/opt/100%%/a %U\n", ERR_OK, "/opt/100%/a", false},
	    {HEAD "Exec=/opt/a\\sb\n", ERR_OK, "/opt/a", false},
	    {HEAD "Exec=a\nExec=b\n", ERR_OK, "a", false},
	    {HEAD "Hidden=true\nHidden=false\n", ERR_OK, "", true},
	    {HEAD "Name=x\n[Other]\nExec=a\n", ERR_OK, "", false},
	    {"# comment\n\n" HEAD "# Exec=a\nTryExec=b\nExecutive=c\n", ERR_OK,
		"", false},
	    {"Exec=a\n", ERR_BAD_TEXT, "", false},
	    {"[Other]\nExec=a\n", ERR_BAD_TEXT, "", false},
	    {"", ERR_BAD_TEXT, "", false},
	    {HEAD "Exec=\n", ERR_BAD_TEXT, "", false},
	    {HEAD "Exec=\"/opt/a\n", ERR_BAD_TEXT, "", false},
	    {HEAD "Exec=\"/opt/a\\", ERR_BAD_TEXT, "", false},
	    {HEAD "Exec=/opt/%f/a\n", ERR_BAD_TEXT, "", false},
	    {HEAD "Exec=/opt/a\\qb\n", ERR_BAD_TEXT, "", false},
	    {HEAD "Exec=/opt/\\ta\n", ERR_BAD_TEXT, "", false},
	    {HEAD "Exec=/opt/\xff\n", ERR_BAD_TEXT, "", false},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct desktop_entry e = {.program = ""};

		assert_int_equal(
		    desktop_entry_read(bytes_str(cases[i].text), &e),
		    cases[i].want);
		assert_string_equal(e.program, cases[i].program);
		assert_int_equal(e.hidden, cases[i].hidden);
	}
}

static void
what_is_written_is_read_again(void **state)
{
	static const char *const programs[] = {"/usr/bin/cert-assistant",
	    "/opt/证书 助手/cert-assistant", "/opt/\"q\"/`$HOME`/\\n/%U/a"};

	(void)state;
	for (size_t i = 0; i < 2 * COUNT(programs); i++) {
		AUTO_DONE(buf) text = BUF(DESKTOP_ENTRY_MAX);
		struct desktop_entry e = {.hidden = i % 2 == 1}, again;

		memcpy(e.program, programs[i / 2], strlen(programs[i / 2]) + 1);
		desktop_entry_write(&text, &e);
		assert_int_equal(
		    desktop_entry_read(buf_bytes(&text), &again), ERR_OK);
		assert_string_equal(again.program, e.program);
		assert_int_equal(again.hidden, e.hidden);
	}
}

static void
a_path_with_a_line_break_is_not_written(void **state)
{
	AUTO_DONE(buf) text = BUF(DESKTOP_ENTRY_MAX);
	const struct desktop_entry e = {.program = "/opt/a\nExec=b"};

	(void)state;
	desktop_entry_write(&text, &e);
	assert_int_equal(buf_status(&text), ERR_BAD_TEXT);
}

static void
a_path_that_is_too_long_is_refused(void **state)
{
	AUTO_DONE(buf) text = BUF(DESKTOP_ENTRY_MAX);
	struct desktop_entry e;

	(void)state;
	buf_str(&text, HEAD "Exec=/");
	for (size_t i = 0; i < FILE_PATH_MAX - 2; i++)
		buf_u8(&text, 'a');
	assert_int_equal(desktop_entry_read(buf_bytes(&text), &e), ERR_OK);
	assert_int_equal(strlen(e.program), FILE_PATH_MAX - 1);
	buf_u8(&text, 'a');
	assert_int_equal(
	    desktop_entry_read(buf_bytes(&text), &e), ERR_BAD_TEXT);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_program_is_found_as_the_specification_has_it),
	    cmocka_unit_test(what_is_written_is_read_again),
	    cmocka_unit_test(a_path_with_a_line_break_is_not_written),
	    cmocka_unit_test(a_path_that_is_too_long_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
