/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "pki/der_edit.h"
#include "pki/name.h"

static const struct name full = {
    .country = "CN",
    .province = "北京",
    .locality = "西城",
    .organisation = "示范科技有限公司",
    .unit = "staff",
    .common_name = "张三, 先生",
    .serial_number = "user-1",
};

static void
expect_text(struct bytes der, const char *want)
{
	AUTO_DONE(buf) text = BUF(4096);

	name_text(&text, der);
	assert_int_equal(buf_status(&text), ERR_OK);
	assert_int_equal(text.len, strlen(want));
	assert_memory_equal(text.p, want, text.len);
}

static void
a_name_encodes_and_parses(void **state)
{
	AUTO_DONE(buf) der = BUF(NAME_DER_MAX);
	struct name back;

	(void)state;
	name_encode(&der, &full);
	assert_int_equal(buf_status(&der), ERR_OK);
	assert_int_equal(name_parse(buf_bytes(&der), &back), ERR_OK);
	assert_memory_equal(&back, &full, sizeof(full));
	expect_text(buf_bytes(&der),
	    "C=CN, ST=北京, L=西城, O=示范科技有限公司, OU=staff, "
	    "CN=张三\\, 先生, serialNumber=user-1");
}

static void
absent_parts_are_left_out(void **state)
{
	static const uint8_t want[] = {0x30, 0x0c, 0x31, 0x0a, 0x30, 0x08, 0x06,
	    0x03, 0x55, 0x04, 0x03, 0x0c, 0x01, 'x'};
	const struct name n = {.common_name = "x"};
	AUTO_DONE(buf) der = BUF(NAME_DER_MAX);

	(void)state;
	name_encode(&der, &n);
	assert_int_equal(der.len, sizeof(want));
	assert_memory_equal(der.p, want, sizeof(want));
}

static void
a_value_that_does_not_fit_fails_the_buffer(void **state)
{
	struct name cases[] = {
	    {.country = "C"},
	    {.country = "\xe4"},
	    {.common_name = "line\nbreak"},
	    {.common_name = "\xff\xff"},
	    {.serial_number = "user_1"}, /* not PrintableString */
	    {.serial_number = "a@b"},
	    {.organisation = ""},
	};

	(void)state;
	memset(cases[6].organisation, 'a', NAME_CHARS_MAX + 1);
	for (size_t i = 0; i < COUNT(cases); i++) {
		AUTO_DONE(buf) der = BUF(NAME_DER_MAX);

		name_encode(&der, &cases[i]);
		assert_int_equal(buf_status(&der), ERR_BAD_TEXT);
	}
	cases[6].organisation[NAME_CHARS_MAX] = '\0';
	AUTO_DONE(buf) fits = BUF(NAME_DER_MAX);
	name_encode(&fits, &cases[6]);
	assert_int_equal(buf_status(&fits), ERR_OK);
}

static void
names_of_others_are_read(void **state)
{
	static const char two[] =
	    "3020 311e 3012 060a0992268993f22c640101 0c0475736572"
	    " 3008 0603550403 0c0178";
	static const char twice[] =
	    "3018 310a3008 0603550403 0c0161 310a3008 0603550403 130162";
	AUTO_DONE(buf) a = BUF(NAME_DER_MAX);
	AUTO_DONE(buf) b = BUF(NAME_DER_MAX);
	struct name n;

	(void)state;
	der_edit_hex(&a, two);
	assert_int_equal(name_parse(buf_bytes(&a), &n), ERR_OK);
	assert_string_equal(n.common_name, "x");
	expect_text(buf_bytes(&a), "0.9.2342.19200300.100.1.1=user+CN=x");

	der_edit_hex(&b, twice);
	assert_int_equal(name_parse(buf_bytes(&b), &n), ERR_OK);
	assert_string_equal(n.common_name, "b"); /* the last counts */
}

static void
values_are_escaped_as_in_rfc_4514(void **state)
{
	static const struct {
		const char *value, *text;
	} cases[] = {
	    {"a,b", "CN=a\\,b"},
	    {"a+b\"c\\<>;", "CN=a\\+b\\\"c\\\\\\<\\>\\;"},
	    {"#a#", "CN=\\#a#"},
	    {" a b ", "CN=\\ a b\\ "},
	    {" ", "CN=\\ "},
	    {"a=b", "CN=a=b"},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		AUTO_DONE(buf) der = BUF(NAME_DER_MAX);
		struct name n = {.country = ""};

		snprintf(
		    n.common_name, sizeof(n.common_name), "%s", cases[i].value);
		name_encode(&der, &n);
		expect_text(buf_bytes(&der), cases[i].text);
	}
}

static const char *const malformed[] = {
    "", "3100",				     /* not a sequence */
    "300000",				     /* an octet after it */
    "3002 3000",			     /* not a set */
    "3002 3100",			     /* an empty set */
    "3004 3102 3000",			     /* an empty pair */
    "3009 3107 3005 0603550403",	     /* no value */
    "300e 310c 300a 0603550403 0c0161 0500", /* one more */
    "300c 310a 3008 0603550403 040161",	     /* not a string */
    "300c 310a 3008 0603550403 1e0161",	     /* BMPString */
    "300c 310a 3008 0603550403 0c01ff",	     /* not UTF-8 */
    "300e 310c 300a 0603550406 1303434e4e",  /* a long country */
};

static void
a_malformed_name_is_refused(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(malformed); i++) {
		AUTO_DONE(buf) der = BUF(NAME_DER_MAX);
		struct name n;

		der_edit_hex(&der, malformed[i]);
		assert_int_equal(
		    name_parse(buf_bytes(&der), &n), ERR_CERT_SYNTAX);
	}
	expect_text(BYTES("\x31\x00", 2), "?");
}

static void
a_name_over_the_limit_is_refused(void **state)
{
	AUTO_DONE(buf) der = BUF(2 * NAME_DER_MAX);
	size_t mark = der_open(&der, DER_SEQUENCE);
	struct name n;

	(void)state;
	while (der.len < NAME_DER_MAX)
		der_edit_hex(&der, "310a3008 0603550403 0c0161");
	der_close(&der, mark);
	assert_int_equal(name_parse(buf_bytes(&der), &n), ERR_CERT_SYNTAX);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_name_encodes_and_parses),
	    cmocka_unit_test(absent_parts_are_left_out),
	    cmocka_unit_test(a_value_that_does_not_fit_fails_the_buffer),
	    cmocka_unit_test(names_of_others_are_read),
	    cmocka_unit_test(values_are_escaped_as_in_rfc_4514),
	    cmocka_unit_test(a_malformed_name_is_refused),
	    cmocka_unit_test(a_name_over_the_limit_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
