/* SPDX-License-Identifier: Apache-2.0 */
#include "base/named_line.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

static void
expect(struct bytes *rest, const char *name, const char *value)
{
	struct named_line line;

	assert_true(named_line_next(rest, &line));
	assert_true(bytes_equal(line.name, bytes_str(name)));
	assert_true(bytes_equal(line.value, bytes_str(value)));
}

static void
lines_are_names_and_values(void **state)
{
	struct bytes rest = bytes_str("a = 1\n"
				      "\n"
				      "# said = not\n"
				      " ; said = not\n"
				      "[section]\n"
				      "nothing\n"
				      "\tb=x = y ; z \r\n"
				      "empty =\n"
				      "= nameless\n"
				      "last = 名称");
	struct named_line line;

	(void)state;
	expect(&rest, "a", "1");
	expect(&rest, "b", "x = y ; z");
	expect(&rest, "empty", "");
	expect(&rest, "", "nameless");
	expect(&rest, "last", "名称");
	assert_false(named_line_next(&rest, &line));
}

static void
nothing_has_no_lines(void **state)
{
	struct bytes none = BYTES_NONE;
	struct named_line line;

	(void)state;
	assert_false(named_line_next(&none, &line));
}

static void
a_long_line_is_not_cut(void **state)
{
	char text[5000] = "name = ";
	struct bytes rest = BYTES(text, sizeof(text));
	struct named_line line;

	(void)state;
	memset(text + 7, 'v', sizeof(text) - 7);
	assert_true(named_line_next(&rest, &line));
	assert_int_equal(line.value.len, sizeof(text) - 7);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(lines_are_names_and_values),
	    cmocka_unit_test(nothing_has_no_lines),
	    cmocka_unit_test(a_long_line_is_not_cut),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
