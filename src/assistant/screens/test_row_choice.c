/* SPDX-License-Identifier: Apache-2.0 */
#include "assistant/screens/row_choice.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

/* Those rows, one letter each, are offered. */
static bool
offer(struct row_choice *c, const char *rows)
{
	static const char *const names[] = {"a", "b", "c"};

	row_choice_begin(c);
	for (; *rows != '\0'; rows++)
		row_choice_offer(c, names[*rows - 'a']);
	return row_choice_end(c);
}

static void
the_first_row_is_chosen_at_once(void **state)
{
	struct row_choice c = {.kept = false};

	(void)state;
	assert_false(offer(&c, ""));
	assert_false(row_choice_is(&c, ""));
	assert_true(offer(&c, "bca"));
	assert_true(row_choice_is(&c, "b"));
}

static void
a_choice_stays_as_long_as_its_row_is_there(void **state)
{
	struct row_choice c = {.kept = false};

	(void)state;
	(void)offer(&c, "bc");
	assert_false(offer(&c, "abc"));
	assert_true(row_choice_is(&c, "b"));
	row_choice_set(&c, "c");
	assert_false(offer(&c, "cab"));
	assert_true(row_choice_is(&c, "c"));
}

static void
another_takes_the_place_of_one_that_is_gone(void **state)
{
	struct row_choice c = {.kept = false};

	(void)state;
	(void)offer(&c, "b");
	assert_true(offer(&c, "ac"));
	assert_true(row_choice_is(&c, "a"));
	assert_true(offer(&c, ""));
	assert_string_equal(c.name, "");
	assert_true(offer(&c, "c"));
	assert_true(row_choice_is(&c, "c"));
}

static void
a_name_that_is_too_long_is_never_chosen(void **state)
{
	char longest[ROW_NAME_SIZE], longer[ROW_NAME_SIZE + 1];
	struct row_choice c = {.kept = false};

	(void)state;
	memset(longest, 'x', sizeof(longest) - 1);
	longest[sizeof(longest) - 1] = '\0';
	memset(longer, 'x', sizeof(longer) - 1);
	longer[sizeof(longer) - 1] = '\0';
	row_choice_begin(&c);
	row_choice_offer(&c, longer);
	row_choice_offer(&c, longest);
	assert_true(row_choice_end(&c));
	assert_true(row_choice_is(&c, longest));
	row_choice_set(&c, longer);
	assert_true(row_choice_is(&c, longest));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(the_first_row_is_chosen_at_once),
	    cmocka_unit_test(a_choice_stays_as_long_as_its_row_is_there),
	    cmocka_unit_test(another_takes_the_place_of_one_that_is_gone),
	    cmocka_unit_test(a_name_that_is_too_long_is_never_chosen),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
