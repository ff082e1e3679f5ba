/* SPDX-License-Identifier: Apache-2.0 */
#include "mnemonic.h"

#include <glib.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void
each_letter_is_given_once(void **state)
{
	static const struct {
		const char *label;
		char letter;
		const char *marked;
	} labels[] = {
	    {"Cancel", 'C', "_Cancel"},
	    {"Change", 'h', "C_hange"},
	    {"New PIN", 'N', "_New PIN"},
	    {"New PIN again", 'P', "New _PIN again"},
	    {"Old_PIN", 'O', "_Old__PIN"},
	    {"A new name", 'A', "_A new name"},
	    {"ccc", '\0', "ccc"},
	    {"修改PIN码", 'I', "修改P_IN码"},
	    {"确认", '\0', "确认"},
	};
	struct mnemonics m = {0};

	(void)state;
	for (size_t n = 0; n < sizeof(labels) / sizeof(labels[0]); n++) {
		char letter = mnemonic_take(&m, labels[n].label);
		char *marked = mnemonic_mark(labels[n].label, letter);

		assert_int_equal(letter, labels[n].letter);
		assert_string_equal(marked, labels[n].marked);
		g_free(marked);
	}
	assert_int_equal(mnemonic_take(&m, NULL), '\0');
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(each_letter_is_given_once),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
