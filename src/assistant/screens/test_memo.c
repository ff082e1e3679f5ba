/* SPDX-License-Identifier: Apache-2.0 */
#include "assistant/screens/memo.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static void
what_is_set_is_there_until_it_is_forgotten(void **state)
{
	AUTO(memo) m = memo_new();

	(void)state;
	assert_string_equal(memo_get(m, "user-name"), "");
	assert_int_equal(memo_set(m, "user-name", "gs0001"), ERR_OK);
	assert_int_equal(memo_set(m, "user-name", "gs0002"), ERR_OK);
	assert_string_equal(memo_get(m, "user-name"), "gs0002");
	assert_int_equal(memo_set(m, "user-name", ""), ERR_OK);
	assert_string_equal(memo_get(m, "user-name"), "");
}

static void
lines_that_are_not_ours_set_nothing(void **state)
{
	static const char *const lines[] = {
	    "",
	    "name",
	    "name =",
	    "[section]",
	    "n me = value",
	    "n\xc3\xa4me = value",
	    " = value",
	    "name = bell \a",
	    "name = \xff",
	    "# name = value",
	};
	AUTO(memo) m = memo_new();
	size_t at = 0;

	(void)state;
	for (size_t n = 0; n < COUNT(lines); n++)
		assert_int_equal(memo_parse(m, bytes_str(lines[n])), ERR_OK);
	assert_null(memo_next(m, "", &at));
}

static void
every_plain_text_comes_back_as_it_was(void **state)
{
	static const char *const values[] = {"two  spaces", "a = b ; c # d",
	    "\"quoted\"", "公司；财务 = 一", "[x]", "="};
	AUTO(memo) m = memo_new();
	AUTO(memo) again = memo_new();
	AUTO_DONE(buf) text = BUF(MEMO_FILE_MAX);
	char name[16];

	(void)state;
	for (size_t n = 0; n < COUNT(values); n++) {
		(void)snprintf(name, sizeof(name), "name.%zu", n);
		assert_int_equal(memo_set(m, name, values[n]), ERR_OK);
	}
	memo_encode(m, &text);
	assert_int_equal(memo_parse(again, buf_bytes(&text)), ERR_OK);
	for (size_t n = 0; n < COUNT(values); n++) {
		(void)snprintf(name, sizeof(name), "name.%zu", n);
		assert_string_equal(memo_get(again, name), values[n]);
	}
}

static void
names_and_values_have_a_longest(void **state)
{
	AUTO(memo) m = memo_new();
	char name[MEMO_NAME_SIZE + 1] = "", value[MEMO_VALUE_SIZE + 1] = "";

	(void)state;
	memset(name, 'n', MEMO_NAME_SIZE);
	memset(value, 'v', MEMO_VALUE_SIZE);
	assert_int_equal(memo_set(m, name, "x"), ERR_FIELD_INVALID);
	assert_int_equal(memo_set(m, "x", value), ERR_FIELD_INVALID);
	name[MEMO_NAME_SIZE - 1] = '\0';
	value[MEMO_VALUE_SIZE - 1] = '\0';
	assert_int_equal(memo_set(m, name, value), ERR_OK);
	assert_string_equal(memo_get(m, name), value);
}

/* The fullest memo also has room in its file. */
static void
when_it_is_full_what_was_set_longest_ago_goes(void **state)
{
	AUTO(memo) m = memo_new();
	AUTO_DONE(buf) text = BUF(MEMO_FILE_MAX);
	char name[MEMO_NAME_SIZE], value[MEMO_VALUE_SIZE] = "";

	(void)state;
	memset(value, 'v', sizeof(value) - 1);
	for (int n = 0; n < MEMO_ENTRIES_MAX; n++) {
		(void)snprintf(name, sizeof(name), "%063d", n);
		assert_int_equal(memo_set(m, name, value), ERR_OK);
	}
	memo_encode(m, &text);
	assert_int_equal(buf_status(&text), ERR_OK);
	(void)snprintf(name, sizeof(name), "%063d", 0);
	assert_int_equal(memo_set(m, name, "set again"), ERR_OK);
	assert_int_equal(memo_set(m, "one-more", "x"), ERR_OK);
	assert_string_equal(memo_get(m, name), "set again");
	(void)snprintf(name, sizeof(name), "%063d", 1);
	assert_string_equal(memo_get(m, name), "");
	(void)snprintf(name, sizeof(name), "%063d", 2);
	assert_string_equal(memo_get(m, name), value);
}

static void
names_are_found_by_how_they_begin(void **state)
{
	AUTO(memo) m = memo_new();
	size_t at = 0;

	(void)state;
	assert_int_equal(memo_set(m, "reminded.1", "x"), ERR_OK);
	assert_int_equal(memo_set(m, "nickname.1", "x"), ERR_OK);
	assert_int_equal(memo_set(m, "reminded.2", "x"), ERR_OK);
	assert_string_equal(memo_next(m, "reminded.", &at), "reminded.1");
	assert_string_equal(memo_next(m, "reminded.", &at), "reminded.2");
	assert_null(memo_next(m, "reminded.", &at));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(what_is_set_is_there_until_it_is_forgotten),
	    cmocka_unit_test(lines_that_are_not_ours_set_nothing),
	    cmocka_unit_test(every_plain_text_comes_back_as_it_was),
	    cmocka_unit_test(names_and_values_have_a_longest),
	    cmocka_unit_test(when_it_is_full_what_was_set_longest_ago_goes),
	    cmocka_unit_test(names_are_found_by_how_they_begin),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
