/* SPDX-License-Identifier: Apache-2.0 */
#include "skf/sar.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "base/own.h"
#include "skf/skf.h"

static void
codes_and_errors_are_each_other(void **state)
{
	static const struct {
		uint32_t sar;
		enum err err;
	} pairs[] = {
	    {SAR_OK, ERR_OK},
	    {SAR_PIN_INCORRECT, ERR_PIN_WRONG},
	    {SAR_PIN_LOCKED, ERR_PIN_LOCKED},
	    {SAR_PIN_LEN_RANGE, ERR_PIN_LENGTH_TOKEN},
	    {SAR_CARD_FOREIGN, ERR_CARD_FOREIGN},
	    {SAR_CARD_ABSENT, ERR_CARD_ABSENT},
	    {SAR_CARD_SERVICE, ERR_CARD_SERVICE},
	    {SAR_LIBRARY_LOST, ERR_TOKEN_LIBRARY_LOST},
	    {SAR_USER_NOT_LOGGED_IN, ERR_PIN_NEEDED},
	    {SAR_DEVICE_REMOVED, ERR_TOKEN_REMOVED},
	    {SAR_NO_ROOM, ERR_TOKEN_FULL},
	    {SAR_KEYNOTFOUNTERR, ERR_KEY_MISSING},
	    {SAR_SOFT_DAMAGED, ERR_TOKEN_DAMAGED},
	    {SAR_SOFT_FOREIGN, ERR_TOKEN_FOREIGN},
	    {SAR_SOFT_VERSION, ERR_TOKEN_VERSION},
	    {SAR_SOFT_OTHER_COMPUTER, ERR_TOKEN_OTHER_COMPUTER},
	    {SAR_SOFT_DISK_FULL, ERR_DISK_FULL},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(pairs); i++) {
		assert_int_equal(sar_to_err(pairs[i].sar), pairs[i].err);
		assert_int_equal(sar_from_err(pairs[i].err), pairs[i].sar);
	}
}

static void
an_unknown_code_is_a_failure_of_the_token(void **state)
{
	(void)state;
	assert_int_equal(sar_to_err(0x0A0000FF), ERR_TOKEN_FAILED);
	assert_int_equal(sar_to_err(1), ERR_TOKEN_FAILED);
	assert_string_equal(sar_name(1), "SAR_?");
	assert_string_equal(sar_name(0x0A000024), "SAR_PIN_INCORRECT");
}

/* Nothing that went wrong may look right on the other side. */
static void
no_error_becomes_ok(void **state)
{
	(void)state;
	for (int e = 1; e < ERR_COUNT; e++)
		assert_int_not_equal(sar_from_err((enum err)e), SAR_OK);
	for (uint32_t n = 1; n < 0x100; n++)
		assert_int_not_equal(sar_to_err(0x0A000000 + n), ERR_OK);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(codes_and_errors_are_each_other),
	    cmocka_unit_test(an_unknown_code_is_a_failure_of_the_token),
	    cmocka_unit_test(no_error_becomes_ok),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
