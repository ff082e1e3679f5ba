/* SPDX-License-Identifier: Apache-2.0 */
#include "base/lang.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/own.h"

static void
the_locale_chooses_the_language_and_chinese_is_first(void **state)
{
	static const struct {
		const char *all, *messages, *lang;
		enum lang want;
	} cases[] = {
	    {"", "", "", LANG_ZH},
	    {"", "", "C.UTF-8", LANG_ZH},
	    {"POSIX", "", "en_US.UTF-8", LANG_ZH},
	    {"zh_CN.UTF-8", "", "en_US.UTF-8", LANG_ZH},
	    {"", "en_GB.UTF-8", "zh_CN.UTF-8", LANG_EN},
	    {"", "", "de_DE.UTF-8", LANG_EN},
	    {"", "", "Cx", LANG_EN},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		setenv("LC_ALL", cases[i].all, 1);
		setenv("LC_MESSAGES", cases[i].messages, 1);
		setenv("LANG", cases[i].lang, 1);
		assert_int_equal(lang_of_environment(), cases[i].want);
	}
}

static void
a_language_has_one_name(void **state)
{
	enum lang l = LANG_ZH;

	(void)state;
	assert_int_equal(lang_find("en", &l), ERR_OK);
	assert_int_equal(l, LANG_EN);
	assert_string_equal(lang_name(l), "en");
	assert_string_equal(lang_gap(l), " ");
	assert_string_equal(lang_gap(LANG_ZH), "");
	assert_int_equal(lang_find("klingon", &l), ERR_NOT_SUPPORTED);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(
		the_locale_chooses_the_language_and_chinese_is_first),
	    cmocka_unit_test(a_language_has_one_name),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
