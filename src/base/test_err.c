/* SPDX-License-Identifier: Apache-2.0 */
#include "base/err.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/text.h"

static void
every_row_speaks_both_languages(void **state)
{
	(void)state;
	for (int e = ERR_OK + 1; e < ERR_COUNT; e++) {
		for (int l = LANG_ZH; l <= LANG_EN; l++) {
			struct bytes text = bytes_str(err_text(e, l));
			struct bytes remedy = bytes_str(err_remedy(e, l));

			assert_true(text.len > 0 && text_is_plain(text));
			assert_true(remedy.len > 0 && text_is_plain(remedy));
		}
	}
}

static bool
is_ascii(const char *s)
{
	return strlen(s) == text_chars(bytes_str(s));
}

static void
no_row_has_its_languages_swapped(void **state)
{
	(void)state;
	for (int e = ERR_OK + 1; e < ERR_COUNT; e++) {
		assert_false(is_ascii(err_text(e, LANG_ZH)));
		assert_false(is_ascii(err_remedy(e, LANG_ZH)));
		assert_true(is_ascii(err_text(e, LANG_EN)));
		assert_true(is_ascii(err_remedy(e, LANG_EN)));
	}
}

static bool
ends_in(const char *s, const char *end)
{
	return strlen(s) > strlen(end) &&
	       strcmp(s + strlen(s) - strlen(end), end) == 0;
}

static void
every_text_is_a_sentence(void **state)
{
	(void)state;
	for (int e = ERR_OK + 1; e < ERR_COUNT; e++) {
		assert_true(ends_in(err_text(e, LANG_ZH), "。"));
		assert_true(ends_in(err_remedy(e, LANG_ZH), "。"));
		assert_true(ends_in(err_text(e, LANG_EN), "."));
		assert_true(ends_in(err_remedy(e, LANG_EN), "."));
	}
}

/* Most are read in windows. These come from command lines, and from the
 * office's own programs, which have no windows. */
static bool
is_of_command_lines(enum err e)
{
	return e == ERR_USAGE || e == ERR_OFFICE_MISSING;
}

static void
no_remedy_needs_a_command_line(void **state)
{
	static const char *const words[] = {"--", "certctl", "cert-office "};

	(void)state;
	for (int e = ERR_OK + 1; e < ERR_COUNT; e++)
		for (size_t w = 0; w < COUNT(words); w++) {
			const bool in_zh =
			    strstr(err_remedy(e, LANG_ZH), words[w]) != NULL;
			const bool in_en =
			    strstr(err_remedy(e, LANG_EN), words[w]) != NULL;

			assert_int_equal(in_zh, in_en);
			assert_true(!in_zh || is_of_command_lines(e));
		}
}

static void
every_status_is_a_failure(void **state)
{
	(void)state;
	for (int e = ERR_OK + 1; e < ERR_COUNT; e++) {
		assert_in_range(err_http(e), 400, 599);
		assert_in_range(err_exit(e), 64, 78); /* sysexits(3) */
	}
	assert_int_equal(err_http(ERR_OK), 200);
	assert_int_equal(err_exit(ERR_OK), 0);
}

/* Were two names the same, the later row would be found as the earlier. */
static void
every_name_leads_back_to_its_row(void **state)
{
	(void)state;
	for (int e = ERR_OK + 1; e < ERR_COUNT; e++)
		assert_int_equal(err_from_name(err_name(e)), e);
}

static void
an_unknown_name_is_a_senseless_answer(void **state)
{
	(void)state;
	assert_int_equal(err_from_name("NO_SUCH_THING"), ERR_OFFICE_ANSWER);
	assert_int_equal(err_from_name("pin_wrong"), ERR_OFFICE_ANSWER);
	assert_int_equal(err_from_name(""), ERR_OFFICE_ANSWER);
	assert_int_equal(err_from_name("OK"), ERR_OFFICE_ANSWER);
	assert_int_equal(err_from_name(NULL), ERR_OFFICE_ANSWER);
}

static void
a_value_outside_the_list_is_an_internal_error(void **state)
{
	volatile int outside = ERR_COUNT;

	(void)state;
	assert_string_equal(err_name((enum err)outside), "INTERNAL");
	outside = -1;
	assert_string_equal(err_name((enum err)outside), "INTERNAL");
}

static void
success_needs_no_remedy(void **state)
{
	(void)state;
	assert_string_equal(err_name(ERR_OK), "OK");
	assert_string_equal(err_remedy(ERR_OK, LANG_ZH), "");
	assert_string_equal(err_remedy(ERR_OK, LANG_EN), "");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(every_row_speaks_both_languages),
	    cmocka_unit_test(no_row_has_its_languages_swapped),
	    cmocka_unit_test(every_text_is_a_sentence),
	    cmocka_unit_test(no_remedy_needs_a_command_line),
	    cmocka_unit_test(every_status_is_a_failure),
	    cmocka_unit_test(every_name_leads_back_to_its_row),
	    cmocka_unit_test(an_unknown_name_is_a_senseless_answer),
	    cmocka_unit_test(a_value_outside_the_list_is_an_internal_error),
	    cmocka_unit_test(success_needs_no_remedy),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
