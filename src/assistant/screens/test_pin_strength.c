/* SPDX-License-Identifier: Apache-2.0 */
#include "assistant/screens/pin_strength.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static const struct {
	const char *pin;
	enum pin_strength strength;
	enum text better;
} pins[] = {
    {"", PIN_WEAK, TEXT_PIN_BETTER_LETTERS},
    {"123456", PIN_WEAK, TEXT_PIN_BETTER_PATTERN},
    {"98765432109876", PIN_WEAK, TEXT_PIN_BETTER_PATTERN},
    {"aaaaaaaaaaaaaaaa", PIN_WEAK, TEXT_PIN_BETTER_PATTERN},
    {"qwertyuiop", PIN_WEAK, TEXT_PIN_BETTER_PATTERN},
    {"Qwerty123", PIN_WEAK, TEXT_PIN_BETTER_PATTERN},
    {"19871224", PIN_WEAK, TEXT_PIN_BETTER_PATTERN},
    {"1987ab", PIN_WEAK, TEXT_PIN_BETTER_PATTERN},
    {"582904", PIN_WEAK, TEXT_PIN_BETTER_LETTERS},
    {"58290471", PIN_FAIR, TEXT_PIN_BETTER_LETTERS},
    {"k3m9w2", PIN_FAIR, TEXT_PIN_BETTER_LONGER},
    {"k3m9w2x5", PIN_FAIR, TEXT_PIN_BETTER_KINDS},
    {"K3m9w2x5", PIN_GOOD, TEXT_COUNT},
    {"k3m9w2x5h8t4", PIN_GOOD, TEXT_COUNT},
    /* of the user name, whatever its case */
    {"Zhang-2k", PIN_WEAK, TEXT_PIN_BETTER_NAME},
    {"K3m9w2x5-GSAN", PIN_GOOD, TEXT_PIN_BETTER_NAME},
    {"K3m9w2x5-SAN", PIN_GOOD, TEXT_COUNT},
};

static void
a_pin_is_as_strong_as_what_cannot_be_guessed_of_it(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(pins); i++) {
		const struct pin_advice a =
		    pin_strength(bytes_str(pins[i].pin), "zhangsan");

		if (a.strength != pins[i].strength ||
		    a.better != pins[i].better)
			fail_msg("%s: %d, %d", pins[i].pin, (int)a.strength,
			    (int)a.better);
	}
}

static void
without_a_user_name_there_is_nothing_to_take_from_it(void **state)
{
	const struct bytes pin = bytes_str("K3m9w2x5-GSAN");

	(void)state;
	assert_int_equal(pin_strength(pin, NULL).better, TEXT_COUNT);
	assert_int_equal(pin_strength(pin, "sa").better, TEXT_COUNT);
}

/* Syllables are in many names and words; a name that is one is a name. */
static void
a_name_is_more_than_a_syllable_that_both_have(void **state)
{
	static const struct {
		const char *pin, *name;
		bool told;
	} cases[] = {
	    {"Shiyi-2027", "shili", false},
	    {"Lishi-2k9w", "shili", false},
	    {"Shil-7k2w9", "shili", true},
	    {"k7-SHILI-w2", "shili", true},
	    {"Liu-7k2w9x", "liu", true},
	    {"Lu-7k2w9x4", "lu", false},
	    {"Li-7k2w9x4", "liu", false},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		const struct pin_advice a =
		    pin_strength(bytes_str(cases[i].pin), cases[i].name);

		if ((a.better == TEXT_PIN_BETTER_NAME) != cases[i].told)
			fail_msg("%s of %s", cases[i].pin, cases[i].name);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(
		a_pin_is_as_strong_as_what_cannot_be_guessed_of_it),
	    cmocka_unit_test(
		without_a_user_name_there_is_nothing_to_take_from_it),
	    cmocka_unit_test(a_name_is_more_than_a_syllable_that_both_have),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
