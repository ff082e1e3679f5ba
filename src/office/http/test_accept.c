/* SPDX-License-Identifier: Apache-2.0 */
#include "office/http/accept.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static const struct {
	const char *header;
	enum lang want;
} cases[] = {
    {NULL, LANG_ZH},
    {"", LANG_ZH},
    {"en", LANG_EN},
    {"EN-gb", LANG_EN},
    {"zh-CN,zh;q=0.9,en;q=0.8", LANG_ZH},
    {"en-US,en;q=0.9,zh;q=0.8", LANG_EN},
    {"zh;q=0.2, en;q=0.7", LANG_EN},
    {"de, fr;q=0.5", LANG_ZH},
    {"de, en;q=0.1", LANG_EN},
    {"en;q=0", LANG_ZH},
    {"en;q=", LANG_ZH},
    {"en;q=1,zh;q=1", LANG_ZH},
    {",,, ,", LANG_ZH},
};

static void
the_language_with_the_higher_weight_is_taken(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		assert_int_equal(
		    accept_language(cases[i].header), cases[i].want);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(the_language_with_the_higher_weight_is_taken),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
