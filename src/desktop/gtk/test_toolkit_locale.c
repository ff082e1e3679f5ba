/* SPDX-License-Identifier: Apache-2.0 */
#include "toolkit_locale.h"

#include <locale.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/own.h"

static void
chinese_can_be_had_and_what_we_start_does_not_see_it(void **state)
{
	static const struct {
		const char *before,
		    *ours; /* of LANGUAGE; NULL: it is not set */
	} computers[] = {
	    {NULL, "zh_CN"},
	    {"", "zh_CN:"},
	    {"en_GB:en", "zh_CN:en_GB:en"},
	    {"zh_CN", "zh_CN:zh_CN"},
	};

	(void)state;
	for (size_t n = 0; n < COUNT(computers); n++) {
		g_autoptr(GAppLaunchContext) started =
		    g_app_launch_context_new();
		g_auto(GStrv) theirs = NULL;

		if (computers[n].before != NULL)
			g_setenv("LANGUAGE", computers[n].before, TRUE);
		else
			g_unsetenv("LANGUAGE");
		toolkit_locale_set();
		assert_string_equal(g_getenv("LANGUAGE"), computers[n].ours);
		toolkit_locale_not_for(started);
		theirs = g_app_launch_context_get_environment(started);
		assert_int_equal(g_strcmp0(g_environ_getenv(theirs, "LANGUAGE"),
				     computers[n].before),
		    0);
	}
}

static void
a_computer_without_a_language_has_one_that_can_be_translated(void **state)
{
	(void)state;
	g_setenv("LC_ALL", "C", TRUE);
	toolkit_locale_set();
	assert_string_equal(setlocale(LC_MESSAGES, NULL), "C.UTF-8");
	assert_string_equal(setlocale(LC_CTYPE, NULL), "C.UTF-8");
	assert_string_equal(setlocale(LC_NUMERIC, NULL), "C");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(
		chinese_can_be_had_and_what_we_start_does_not_see_it),
	    cmocka_unit_test(
		a_computer_without_a_language_has_one_that_can_be_translated),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
