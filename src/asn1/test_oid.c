/* SPDX-License-Identifier: Apache-2.0 */
#include "asn1/oid.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* clang-format off */
#define OID(literal) {(const uint8_t *)(literal), sizeof(literal) - 1}
/* clang-format on */

static void
dotted_text_and_octets_agree(void **state)
{
	(void)state;
	for (int o = 0; o < OID_COUNT; o++) {
		char text[OID_TEXT_SIZE];

		oid_text(oid_octets((enum oid)o), text);
		assert_string_equal(text, oid_dotted((enum oid)o));
	}
}

static void
no_identifier_is_listed_twice(void **state)
{
	(void)state;
	for (int o = 0; o < OID_COUNT; o++)
		assert_int_equal(oid_find(oid_octets((enum oid)o)), o);
}

static void
an_unknown_identifier_is_not_found(void **state)
{
	(void)state;
	assert_int_equal(oid_find(BYTES("\x55\x04", 2)), OID_COUNT);
	assert_int_equal(oid_find(BYTES("\x55\x04\x03\x01", 4)), OID_COUNT);
	assert_int_equal(oid_find(BYTES_NONE), OID_COUNT);
}

/* Octets made with `openssl asn1parse -genstr OID:…`. */
static void
any_identifier_has_its_text(void **state)
{
	static const struct {
		struct bytes octets;
		const char *text;
	} cases[] = {
	    {OID("\x00"), "0.0"},
	    {OID("\x27"), "0.39"},
	    {OID("\x28"), "1.0"},
	    {OID("\x4f"), "1.39"},
	    {OID("\x50"), "2.0"},
	    {OID("\x7f"), "2.47"},
	    {OID("\x81\x00"), "2.48"},
	    {OID("\x88\x37"), "2.999"},
	    {OID("\x88\x37\x03"), "2.999.3"},
	    {OID("\x8f\x50"), "2.1920"},
	    {OID("\x2a\x86\x48\x86\xf7\x0d\x01\x01\x0b"),
		"1.2.840.113549.1.1.11"},
	    /* 2^128 - 1, the largest UUID */
	    {OID("\x69\x83\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff"
		 "\xff\xff\xff\xff\x7f"),
		"2.25.340282366920938463463374607431768211455"},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		char text[OID_TEXT_SIZE];

		oid_text(cases[i].octets, text);
		assert_string_equal(text, cases[i].text);
	}
}

static void
what_is_not_an_identifier_has_no_text(void **state)
{
	static const struct bytes cases[] = {
	    OID(""),
	    OID("\x80\x01"),
	    OID("\x55\x80\x01"),
	    OID("\x55\x84"),
	    /* a number of 40 digits */
	    OID("\x69\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff"
		"\xff\xff\xff\xff\x7f"),
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		char text[OID_TEXT_SIZE];

		oid_text(cases[i], text);
		assert_string_equal(text, "?");
	}
}

/* "0.0" and 62 times ".0" are 127 characters; ".10" at the end is one more. */
static void
text_ends_at_its_limit(void **state)
{
	uint8_t octets[63] = {0};
	char text[OID_TEXT_SIZE];

	(void)state;
	oid_text(BYTES_ARRAY(octets), text);
	assert_int_equal(strlen(text), OID_TEXT_SIZE - 1);
	octets[62] = 10;
	oid_text(BYTES_ARRAY(octets), text);
	assert_string_equal(text, "?");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(dotted_text_and_octets_agree),
	    cmocka_unit_test(no_identifier_is_listed_twice),
	    cmocka_unit_test(an_unknown_identifier_is_not_found),
	    cmocka_unit_test(any_identifier_has_its_text),
	    cmocka_unit_test(what_is_not_an_identifier_has_no_text),
	    cmocka_unit_test(text_ends_at_its_limit),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
