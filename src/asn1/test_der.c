/* SPDX-License-Identifier: Apache-2.0 */
#include "asn1/der.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* A row's octets, whose first is a tag. */
/* clang-format off */
#define DER(literal) {(const uint8_t *)(literal), sizeof(literal) - 1}
/* clang-format on */

static void
assert_octets(struct bytes got, struct bytes want)
{
	assert_int_equal(got.len, want.len);
	if (want.len != 0)
		assert_memory_equal(got.p, want.p, want.len);
}

/* A call that failed leaves the cursor; one that succeeded moves it on. */
static void
assert_moved(const struct der *d, struct bytes from, enum err e)
{
	if (e == ERR_OK)
		assert_true(d->rest.len < from.len);
	else
		assert_ptr_equal(d->rest.p, from.p);
	if (e != ERR_OK)
		assert_int_equal(d->rest.len, from.len);
}

/* X.690 8.1.2, 8.1.3, 10.1, 10.2 */
static const struct {
	const char *what;
	struct bytes der;
	enum err want;
} elements[] = {
    {"nothing", DER(""), ERR_DER_SYNTAX},
    {"a tag alone", DER("\x04"), ERR_DER_SYNTAX},
    {"empty content", DER("\x04\x00"), ERR_OK},
    {"one octet", DER("\x04\x01\xff"), ERR_OK},
    {"one octet too few", DER("\x04\x02\xff"), ERR_DER_SYNTAX},
    {"indefinite length", DER("\x30\x80\x00\x00"), ERR_DER_SYNTAX},
    {"reserved length", DER("\x04\xff\x00"), ERR_DER_SYNTAX},
    {"long form for a short length", DER("\x04\x81\x01\xff"), ERR_DER_SYNTAX},
    {"long form for 127", DER("\x04\x81\x7f\xff"), ERR_DER_SYNTAX},
    {"leading zero in the length", DER("\x04\x82\x00\x80"), ERR_DER_SYNTAX},
    {"length cut off", DER("\x04\x82\x01"), ERR_DER_SYNTAX},
    {"length without octets", DER("\x04\x81"), ERR_DER_SYNTAX},
    {"4 GiB less one", DER("\x04\x84\xff\xff\xff\xff"), ERR_DER_SYNTAX},
    {"five octets of length", DER("\x04\x85\x01\x00\x00\x00\x00"),
	ERR_DER_SYNTAX},
    {"end of contents", DER("\x00\x00"), ERR_DER_SYNTAX},
    {"high tag number", DER("\x1f\x81\x01\x00"), ERR_DER_SYNTAX},
    {"high tag number, context", DER("\xbf\x1f\x00"), ERR_DER_SYNTAX},
    {"high tag number, application", DER("\x5f\x1f\x00"), ERR_DER_SYNTAX},
    {"largest low tag number", DER("\x9e\x00"), ERR_OK},
    {"constructed octet string", DER("\x24\x00"), ERR_DER_SYNTAX},
    {"constructed bit string", DER("\x23\x03\x03\x01\x00"), ERR_DER_SYNTAX},
    {"constructed UTF8String", DER("\x2c\x00"), ERR_DER_SYNTAX},
    {"primitive sequence", DER("\x10\x00"), ERR_DER_SYNTAX},
    {"primitive set", DER("\x11\x00"), ERR_DER_SYNTAX},
    {"sequence", DER("\x30\x00"), ERR_OK},
    {"set", DER("\x31\x00"), ERR_OK},
    {"[0] primitive", DER("\x80\x00"), ERR_OK},
    {"[0] constructed", DER("\xa0\x00"), ERR_OK},
    {"private class", DER("\xc1\x00"), ERR_OK},
};

static void
an_element_has_one_form(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(elements); i++) {
		struct der d = der_of(elements[i].der);
		struct bytes whole = BYTES_NONE;
		enum err e = der_element(&d, &whole);

		if (e != elements[i].want)
			fail_msg("%s: %d", elements[i].what, (int)e);
		assert_moved(&d, elements[i].der, e);
		if (e == ERR_OK)
			assert_octets(whole, elements[i].der);
		else
			assert_null(whole.p);
	}
}

/* Where a length needs another octet: 127|128, 255|256, 65535|65536. */
static void
lengths_are_read_on_both_sides_of_each_step(void **state)
{
	static const struct {
		size_t len;
		struct bytes head;
	} steps[] = {
	    {127, DER("\x04\x7f")},
	    {128, DER("\x04\x81\x80")},
	    {255, DER("\x04\x81\xff")},
	    {256, DER("\x04\x82\x01\x00")},
	    {65535, DER("\x04\x82\xff\xff")},
	    {65536, DER("\x04\x83\x01\x00\x00")},
	    {16777216, DER("\x04\x84\x01\x00\x00\x00")},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(steps); i++) {
		size_t head = steps[i].head.len, len = steps[i].len;
		uint8_t *p = calloc(1, head + len);
		struct der whole, less;
		struct bytes content;

		assert_non_null(p);
		memcpy(p, steps[i].head.p, head);
		whole = der_of(BYTES(p, head + len));
		less = der_of(BYTES(p, head + len - 1));
		assert_int_equal(der_octets(&less, &content), ERR_DER_SYNTAX);
		assert_int_equal(der_octets(&whole, &content), ERR_OK);
		assert_int_equal(content.len, len);
		assert_int_equal(der_end(&whole), ERR_OK);
		free(p);
	}
}

static void
another_tag_is_refused_and_the_cursor_stays(void **state)
{
	static const uint8_t octets[] = {0x04, 0x01, 0x41, 0x05, 0x00};
	struct der d = der_of(BYTES_ARRAY(octets)), inner = {BYTES_NONE};
	struct bytes b = BYTES_NONE;
	bool present = true;

	(void)state;
	assert_int_equal(der_read(&d, DER_INTEGER, &b), ERR_DER_SYNTAX);
	assert_int_equal(der_element_of(&d, DER_NULL, &b), ERR_DER_SYNTAX);
	assert_int_equal(der_enter(&d, DER_SEQUENCE, &inner), ERR_DER_SYNTAX);
	assert_null(b.p);
	assert_int_equal(d.rest.len, sizeof(octets));
	assert_int_equal(
	    der_enter_optional(&d, DER_CONTEXT(0), &present, &inner), ERR_OK);
	assert_false(present);
	assert_int_equal(d.rest.len, sizeof(octets));

	assert_int_equal(der_element_of(&d, DER_OCTET_STRING, &b), ERR_OK);
	assert_octets(b, BYTES(octets, 3));
	assert_int_equal(der_end(&d), ERR_DER_SYNTAX);
	assert_int_equal(der_null(&d), ERR_OK);
	assert_int_equal(der_end(&d), ERR_OK);
}

static void
what_is_inside_ends_where_its_element_ends(void **state)
{
	static const uint8_t octets[] = {0xa0, 0x03, 0x02, 0x01, 0x05, 0x05, 0};
	struct der d = der_of(BYTES_ARRAY(octets)), inner;
	uint64_t v = 0;
	bool present = false;

	(void)state;
	assert_int_equal(der_enter_optional(
			     &d, DER_CONTEXT_CONSTRUCTED(0), &present, &inner),
	    ERR_OK);
	assert_true(present);
	assert_int_equal(der_uint(&inner, 5, &v), ERR_OK);
	assert_int_equal(v, 5);
	assert_false(der_more(&inner));
	assert_int_equal(der_null(&inner), ERR_DER_SYNTAX);
	assert_true(der_next_is(&d, DER_NULL));
	assert_false(der_next_is(&inner, DER_NULL));
}

/* An optional element that is there but broken is an error, not an absence. */
static void
a_broken_optional_element_is_refused(void **state)
{
	static const uint8_t octets[] = {0xa0, 0x05, 0x02, 0x01, 0x05};
	struct der d = der_of(BYTES_ARRAY(octets)), inner;
	bool present = false;

	(void)state;
	assert_int_equal(der_enter_optional(
			     &d, DER_CONTEXT_CONSTRUCTED(0), &present, &inner),
	    ERR_DER_SYNTAX);
	assert_false(present);
}

/* X.690 8.2, 11.1 */
static void
a_boolean_is_00_or_ff(void **state)
{
	static const struct {
		struct bytes der;
		enum err want;
		bool v;
	} cases[] = {
	    {DER("\x01\x01\x00"), ERR_OK, false},
	    {DER("\x01\x01\xff"), ERR_OK, true},
	    {DER("\x01\x01\x01"), ERR_DER_SYNTAX, false},
	    {DER("\x01\x01\xfe"), ERR_DER_SYNTAX, false},
	    {DER("\x01\x00"), ERR_DER_SYNTAX, false},
	    {DER("\x01\x02\xff\xff"), ERR_DER_SYNTAX, false},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct der d = der_of(cases[i].der);
		bool v = !cases[i].v;
		enum err e = der_bool(&d, &v);

		assert_int_equal(e, cases[i].want);
		assert_moved(&d, cases[i].der, e);
		assert_int_equal(v, e == ERR_OK ? cases[i].v : !cases[i].v);
	}
}

/* X.690 8.3 */
static const struct {
	struct bytes der;
	uint64_t max;
	enum err want;
	uint64_t v;
} numbers[] = {
    {DER("\x02\x01\x00"), 0, ERR_OK, 0},
    {DER("\x02\x01\x01"), 0, ERR_DER_TOO_LARGE, 0},
    {DER("\x02\x01\x7f"), 127, ERR_OK, 127},
    {DER("\x02\x01\x7f"), 126, ERR_DER_TOO_LARGE, 0},
    {DER("\x02\x02\x00\x80"), 128, ERR_OK, 128},
    {DER("\x02\x02\x01\x00"), 256, ERR_OK, 256},
    {DER("\x02\x09\x00\xff\xff\xff\xff\xff\xff\xff\xff"), UINT64_MAX, ERR_OK,
	UINT64_MAX},
    {DER("\x02\x09\x01\x00\x00\x00\x00\x00\x00\x00\x00"), UINT64_MAX,
	ERR_DER_TOO_LARGE, 0},
    {DER("\x02\x00"), UINT64_MAX, ERR_DER_SYNTAX, 0},	      /* no octet */
    {DER("\x02\x01\x80"), UINT64_MAX, ERR_DER_SYNTAX, 0},     /* -128 */
    {DER("\x02\x01\xff"), UINT64_MAX, ERR_DER_SYNTAX, 0},     /* -1 */
    {DER("\x02\x02\xff\x7f"), UINT64_MAX, ERR_DER_SYNTAX, 0}, /* -129 */
    {DER("\x02\x02\x00\x00"), UINT64_MAX, ERR_DER_SYNTAX, 0}, /* padded 0 */
    {DER("\x02\x02\x00\x7f"), UINT64_MAX, ERR_DER_SYNTAX, 0}, /* padded */
    {DER("\x02\x03\x00\x00\x80"), UINT64_MAX, ERR_DER_SYNTAX, 0},
    {DER("\x0a\x01\x00"), UINT64_MAX, ERR_DER_SYNTAX, 0}, /* ENUMERATED */
};

static void
an_integer_is_minimal_positive_and_within_its_limit(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(numbers); i++) {
		struct der d = der_of(numbers[i].der);
		uint64_t v = 0;
		enum err e = der_uint(&d, numbers[i].max, &v);

		if (e != numbers[i].want)
			fail_msg("row %zu: %d", i, (int)e);
		assert_moved(&d, numbers[i].der, e);
		assert_int_equal(v, numbers[i].v);
	}
}

static void
an_integer_of_32_bits_is_read_like_any(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(numbers); i++) {
		struct der d = der_of(numbers[i].der);
		uint32_t v = 0;

		if (numbers[i].max > UINT32_MAX)
			continue;
		assert_int_equal(
		    der_u32(&d, (uint32_t)numbers[i].max, &v), numbers[i].want);
		assert_int_equal(v, numbers[i].v);
	}
}

static void
an_enumerated_is_read_like_an_integer(void **state)
{
	static const uint8_t octets[] = {0x0a, 0x01, 0x06, 0x0a, 0x01, 0x86};
	struct der d = der_of(BYTES_ARRAY(octets));
	uint64_t v = 0;

	(void)state;
	assert_int_equal(der_enumerated(&d, 5, &v), ERR_DER_TOO_LARGE);
	assert_int_equal(der_enumerated(&d, 6, &v), ERR_OK);
	assert_int_equal(v, 6);
	assert_int_equal(der_enumerated(&d, 255, &v), ERR_DER_SYNTAX);
}

static void
a_long_integer_loses_its_sign_octet(void **state)
{
	static const uint8_t octets[] = {
	    0x02, 0x03, 0x00, 0x80, 0x01, 0x02, 0x01, 0x00};
	struct der d = der_of(BYTES_ARRAY(octets));
	struct bytes b = BYTES_NONE;

	(void)state;
	assert_int_equal(der_unsigned(&d, 1, &b), ERR_DER_TOO_LARGE);
	assert_null(b.p);
	assert_int_equal(der_unsigned(&d, 2, &b), ERR_OK);
	assert_octets(b, BYTES("\x80\x01", 2));
	assert_int_equal(der_unsigned(&d, 1, &b), ERR_OK);
	assert_octets(b, BYTES("\x00", 1));
	assert_int_equal(der_end(&d), ERR_OK);
}

static void
an_integer_is_aligned_to_the_right(void **state)
{
	static const uint8_t octets[] = {0x02, 0x03, 0x00, 0x80, 0x01};
	struct der d = der_of(BYTES_ARRAY(octets));
	uint8_t out[4] = {9, 9, 9, 9}, little[1] = {9};

	(void)state;
	assert_int_equal(der_unsigned_fixed(&d, little, 1), ERR_DER_TOO_LARGE);
	assert_int_equal(little[0], 9);
	assert_int_equal(der_unsigned_fixed(&d, out, sizeof(out)), ERR_OK);
	assert_memory_equal(out, "\x00\x00\x80\x01", 4);
	d = der_of(BYTES_ARRAY(octets));
	assert_int_equal(der_unsigned_fixed(&d, out, 2), ERR_OK);
	assert_memory_equal(out, "\x80\x01", 2);
}

/* X.690 8.19 */
static void
an_object_identifier_has_complete_unpadded_numbers(void **state)
{
	static const struct {
		struct bytes der;
		enum err want;
	} cases[] = {
	    {DER("\x06\x03\x55\x04\x03"), ERR_OK},
	    {DER("\x06\x01\x00"), ERR_OK},
	    {DER("\x06\x02\x81\x00"), ERR_OK},
	    {DER("\x06\x00"), ERR_DER_SYNTAX},
	    {DER("\x06\x01\x80"), ERR_DER_SYNTAX},
	    {DER("\x06\x02\x80\x01"), ERR_DER_SYNTAX},
	    {DER("\x06\x04\x55\x04\x80\x03"), ERR_DER_SYNTAX},
	    {DER("\x06\x03\x55\x04\x83"), ERR_DER_SYNTAX},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct der d = der_of(cases[i].der), again = d;
		struct bytes oid = BYTES_NONE;
		struct bytes content =
		    BYTES(cases[i].der.p + 2, cases[i].der.len - 2);
		enum err e = der_oid(&d, &oid);

		if (e != cases[i].want)
			fail_msg("row %zu: %d", i, (int)e);
		assert_moved(&d, cases[i].der, e);
		assert_int_equal(der_expect_oid(&again, content), e);
	}
}

static void
another_object_identifier_is_refused(void **state)
{
	static const uint8_t octets[] = {0x06, 0x03, 0x55, 0x04, 0x03};
	struct der d = der_of(BYTES_ARRAY(octets));

	(void)state;
	assert_int_equal(
	    der_expect_oid(&d, BYTES("\x55\x04\x06", 3)), ERR_DER_SYNTAX);
	assert_int_equal(
	    der_expect_oid(&d, BYTES("\x55\x04", 2)), ERR_DER_SYNTAX);
	assert_int_equal(der_expect_oid(&d, BYTES("\x55\x04\x03", 3)), ERR_OK);
}

static void
octets_of_a_fixed_length_are_neither_more_nor_less(void **state)
{
	static const uint8_t octets[] = {0x04, 0x02, 0x01, 0x02};
	struct der d = der_of(BYTES_ARRAY(octets));
	uint8_t out[3] = {9, 9, 9};

	(void)state;
	assert_int_equal(der_octets_fixed(&d, out, 3), ERR_DER_SYNTAX);
	assert_int_equal(der_octets_fixed(&d, out, 1), ERR_DER_SYNTAX);
	assert_memory_equal(out, "\x09\x09\x09", 3);
	assert_int_equal(der_octets_fixed(&d, out, 2), ERR_OK);
	assert_memory_equal(out, "\x01\x02\x09", 3);
}

static void
a_bit_string_of_octets_has_no_unused_bits(void **state)
{
	static const struct {
		struct bytes der;
		enum err want;
		size_t len;
	} cases[] = {
	    {DER("\x03\x01\x00"), ERR_OK, 0},
	    {DER("\x03\x02\x00\xff"), ERR_OK, 1},
	    {DER("\x03\x00"), ERR_DER_SYNTAX, 0},
	    {DER("\x03\x02\x01\xfe"), ERR_DER_SYNTAX, 0},
	    {DER("\x03\x02\x08\x00"), ERR_DER_SYNTAX, 0},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct der d = der_of(cases[i].der);
		struct bytes b = BYTES_NONE;
		enum err e = der_bits(&d, &b);

		assert_int_equal(e, cases[i].want);
		assert_moved(&d, cases[i].der, e);
		assert_int_equal(b.len, cases[i].len);
	}
}

/* X.690 11.2 */
static const struct {
	struct bytes der;
	enum err want;
	uint16_t bits;
} named_bits[] = {
    {DER("\x03\x01\x00"), ERR_OK, 0},
    {DER("\x03\x02\x07\x80"), ERR_OK, 0x0001},
    {DER("\x03\x02\x06\xc0"), ERR_OK, 0x0003},
    {DER("\x03\x02\x00\x01"), ERR_OK, 0x0080},
    {DER("\x03\x02\x01\x06"), ERR_OK, 0x0060}, /* keyCertSign, cRLSign */
    {DER("\x03\x03\x07\x00\x80"), ERR_OK, 0x0100},
    {DER("\x03\x03\x00\x00\x01"), ERR_OK, 0x8000},	     /* the sixteenth */
    {DER("\x03\x04\x07\x00\x00\x80"), ERR_DER_TOO_LARGE, 0}, /* one more */
    {DER("\x03\x00"), ERR_DER_SYNTAX, 0},
    {DER("\x03\x01\x01"), ERR_DER_SYNTAX, 0},	  /* unused bits of nothing */
    {DER("\x03\x02\x00\x80"), ERR_DER_SYNTAX, 0}, /* trailing zero bits */
    {DER("\x03\x02\x06\x80"), ERR_DER_SYNTAX, 0},
    {DER("\x03\x02\x00\x00"), ERR_DER_SYNTAX, 0},
    {DER("\x03\x02\x07\x00"), ERR_DER_SYNTAX, 0},
    {DER("\x03\x03\x00\x80\x00"), ERR_DER_SYNTAX, 0},
    {DER("\x03\x02\x07\xc0"), ERR_DER_SYNTAX, 0}, /* an unused bit is set */
    {DER("\x03\x02\x08\x80"), ERR_DER_SYNTAX, 0},
    {DER("\x03\x02\xff\x80"), ERR_DER_SYNTAX, 0},
};

static void
named_bits_have_no_zeros_at_the_end(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(named_bits); i++) {
		struct der d = der_of(named_bits[i].der);
		uint16_t bits = 0;
		enum err e = der_named_bits(&d, &bits);

		if (e != named_bits[i].want)
			fail_msg("row %zu: %d", i, (int)e);
		assert_moved(&d, named_bits[i].der, e);
		assert_int_equal(bits, named_bits[i].bits);
	}
}

static void
null_is_empty(void **state)
{
	static const uint8_t octets[] = {0x05, 0x01, 0x00};
	struct der d = der_of(BYTES_ARRAY(octets));

	(void)state;
	assert_int_equal(der_null(&d), ERR_DER_SYNTAX);
	assert_int_equal(d.rest.len, sizeof(octets));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(an_element_has_one_form),
	    cmocka_unit_test(lengths_are_read_on_both_sides_of_each_step),
	    cmocka_unit_test(another_tag_is_refused_and_the_cursor_stays),
	    cmocka_unit_test(what_is_inside_ends_where_its_element_ends),
	    cmocka_unit_test(a_broken_optional_element_is_refused),
	    cmocka_unit_test(a_boolean_is_00_or_ff),
	    cmocka_unit_test(
		an_integer_is_minimal_positive_and_within_its_limit),
	    cmocka_unit_test(an_integer_of_32_bits_is_read_like_any),
	    cmocka_unit_test(an_enumerated_is_read_like_an_integer),
	    cmocka_unit_test(a_long_integer_loses_its_sign_octet),
	    cmocka_unit_test(an_integer_is_aligned_to_the_right),
	    cmocka_unit_test(
		an_object_identifier_has_complete_unpadded_numbers),
	    cmocka_unit_test(another_object_identifier_is_refused),
	    cmocka_unit_test(
		octets_of_a_fixed_length_are_neither_more_nor_less),
	    cmocka_unit_test(a_bit_string_of_octets_has_no_unused_bits),
	    cmocka_unit_test(named_bits_have_no_zeros_at_the_end),
	    cmocka_unit_test(null_is_empty),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
