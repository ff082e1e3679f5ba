/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "pki/der_edit.h"
#include "pki/token_order.h"

#define DER_MAX 1024
#define LABEL_31 "1234567890123456789012345678901"

static const struct token_order order = {
    .kind = CARRIER_HARD,
    .serial = "00AB",
    .label = "商标1",
    .user_pin = HANDOVER_LETTER,
    .admin_pin = {0x11},
    .device_key = {0x22},
};

/* As docs/formats.md has it, written by hand. */
static void
an_order_is_written_as_the_format_says(void **state)
{
	static const char zeros_31[] = "00000000000000000000000000000000"
				       "000000000000000000000000000000";
	AUTO_DONE(buf) der = BUF(DER_MAX);
	AUTO_DONE(buf) want = BUF(DER_MAX);
	char hex[512];

	(void)state;
	token_order_encode(&der, &order);
	snprintf(hex, sizeof(hex),
	    "3070 1315 6f66666963652d746f6b656e2d6f726465722d7631"
	    "0a0102 1304 30304142 0c07 e59586e6a08731 0a0102"
	    "0420 11%s 0420 22%s",
	    zeros_31, zeros_31);
	der_edit_hex(&want, hex);
	assert_int_equal(buf_status(&der), ERR_OK);
	assert_true(bytes_equal(buf_bytes(&der), buf_bytes(&want)));
}

static void
the_longest_order_fits(void **state)
{
	AUTO_DONE(buf) der = BUF(TOKEN_ORDER_DER_MAX);
	struct token_order o = order;

	(void)state;
	o.serial = LABEL_31 "2";
	o.label = LABEL_31;
	token_order_encode(&der, &o);
	assert_int_equal(buf_status(&der), ERR_OK);
}

static void
text_that_is_none_is_refused(void **state)
{
	static const struct {
		const char *serial, *label;
	} cases[] = {{"A_1", "label"}, {"键", "label"}, {"A1", "\xff"}};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		AUTO_DONE(buf) der = BUF(DER_MAX);
		struct token_order o = order;

		o.serial = cases[i].serial;
		o.label = cases[i].label;
		token_order_encode(&der, &o);
		assert_int_equal(buf_status(&der), ERR_BAD_TEXT);
	}
}

static void
handovers_have_names(void **state)
{
	(void)state;
	for (int i = 1; i <= HANDOVER_MAX; i++)
		assert_int_equal(token_handover_find(token_handover_name(
				     (enum token_handover)i)),
		    i);
	assert_int_equal(token_handover_find("sealed"), 0);
	assert_int_equal(token_handover_find(""), 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(an_order_is_written_as_the_format_says),
	    cmocka_unit_test(the_longest_order_fits),
	    cmocka_unit_test(text_that_is_none_is_refused),
	    cmocka_unit_test(handovers_have_names),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
