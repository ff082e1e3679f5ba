/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "office/tokens/label.h"

#define OCTETS_31 "1234567890123456789012345678901"

static const struct {
	const char *pattern;
	uint64_t number;
	enum err want;
	const char *label;
} cases[] = {
    {"TM-####", 17, ERR_OK, "TM-0017"},
    {"TM-####", 9999, ERR_OK, "TM-9999"},
    {"TM-####", 10000, ERR_BAD_NUMBER, NULL},
    {"#", 9, ERR_OK, "9"},
    {"#", 10, ERR_BAD_NUMBER, NULL},
    {"#########", 999999999, ERR_OK, "999999999"},
    {"##########", 1, ERR_BAD_TEXT, NULL},
    {"商标###号", 8, ERR_OK, "商标008号"},
    {"all alike", 123456, ERR_OK, "all alike"},
    {"%d%s", 1, ERR_OK, "%d%s"},
    {"#-#", 1, ERR_BAD_TEXT, NULL},
    {"", 1, ERR_BAD_TEXT, NULL},
    {OCTETS_31, 1, ERR_OK, OCTETS_31},
    {OCTETS_31 "2", 1, ERR_BAD_TEXT, NULL},
    {"line\nline", 1, ERR_BAD_TEXT, NULL},
    {"\xff", 1, ERR_BAD_TEXT, NULL},
};

static void
a_run_of_marks_becomes_the_number(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		char label[TOKEN_LABEL_SIZE] = "untouched";
		enum err e =
		    label_make(cases[i].pattern, cases[i].number, label);

		if (e != cases[i].want)
			fail_msg("%s: %s", cases[i].pattern, err_name(e));
		assert_string_equal(
		    label, e == ERR_OK ? cases[i].label : "untouched");
	}
}

static void
a_pattern_is_checked_without_its_number(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++)
		assert_int_equal(label_check(cases[i].pattern),
		    cases[i].want == ERR_BAD_NUMBER ? ERR_OK : cases[i].want);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_run_of_marks_becomes_the_number),
	    cmocka_unit_test(a_pattern_is_checked_without_its_number),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
