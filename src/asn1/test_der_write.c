/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "asn1/der.h"

#define LIMIT ((size_t)1 << 25)

static void
assert_written(struct buf *b, const char *octets, size_t len)
{
	assert_int_equal(buf_status(b), ERR_OK);
	assert_int_equal(b->len, len);
	assert_memory_equal(b->p, octets, len);
	buf_truncate(b, 0);
}

#define ASSERT_WRITTEN(b, literal) \
	assert_written((b), (literal), sizeof(literal) - 1)

static void
each_value_is_written_in_its_shortest_form(void **state)
{
	AUTO_DONE(buf) b = BUF(LIMIT);

	(void)state;
	der_put_bool(&b, true);
	ASSERT_WRITTEN(&b, "\x01\x01\xff");
	der_put_bool(&b, false);
	ASSERT_WRITTEN(&b, "\x01\x01\x00");
	der_put_null(&b);
	ASSERT_WRITTEN(&b, "\x05\x00");
	der_put_uint(&b, 0);
	ASSERT_WRITTEN(&b, "\x02\x01\x00");
	der_put_uint(&b, 127);
	ASSERT_WRITTEN(&b, "\x02\x01\x7f");
	der_put_uint(&b, 128);
	ASSERT_WRITTEN(&b, "\x02\x02\x00\x80");
	der_put_uint(&b, 256);
	ASSERT_WRITTEN(&b, "\x02\x02\x01\x00");
	der_put_uint(&b, UINT64_MAX);
	ASSERT_WRITTEN(&b, "\x02\x09\x00\xff\xff\xff\xff\xff\xff\xff\xff");
	der_put_enumerated(&b, 6);
	ASSERT_WRITTEN(&b, "\x0a\x01\x06");
	der_put_unsigned(&b, BYTES("\x00\x00\x80\x01", 4));
	ASSERT_WRITTEN(&b, "\x02\x03\x00\x80\x01");
	der_put_unsigned(&b, BYTES("\x00\x00", 2));
	ASSERT_WRITTEN(&b, "\x02\x01\x00");
	der_put_unsigned(&b, BYTES_NONE);
	ASSERT_WRITTEN(&b, "\x02\x01\x00");
	der_put_oid(&b, BYTES("\x55\x04\x03", 3));
	ASSERT_WRITTEN(&b, "\x06\x03\x55\x04\x03");
	der_put_octets(&b, BYTES_NONE);
	ASSERT_WRITTEN(&b, "\x04\x00");
	der_put_bits(&b, BYTES("\xff", 1));
	ASSERT_WRITTEN(&b, "\x03\x02\x00\xff");
	der_put_raw(&b, BYTES("\x05\x00", 2));
	ASSERT_WRITTEN(&b, "\x05\x00");
	der_put(&b, DER_CONTEXT(0), BYTES("ab", 2));
	ASSERT_WRITTEN(&b, "\x80\x02"
			   "ab");
}

static void
text_and_time_are_written_with_their_tags(void **state)
{
	AUTO_DONE(buf) b = BUF(LIMIT);

	(void)state;
	der_put_utf8(&b, "申请");
	ASSERT_WRITTEN(&b, "\x0c\x06\xe7\x94\xb3\xe8\xaf\xb7");
	der_put_printable(&b, "CN");
	ASSERT_WRITTEN(&b, "\x13\x02"
			   "CN");
	der_put_ia5(&b, "a@b");
	ASSERT_WRITTEN(&b, "\x16\x03"
			   "a@b");
	der_put_time(&b, 1795334399);
	ASSERT_WRITTEN(&b, "\x17\x0d"
			   "261122075959Z");
	der_put_time(&b, -631152000);
	ASSERT_WRITTEN(&b, "\x17\x0d"
			   "500101000000Z");
	der_put_time(&b, 2524607999);
	ASSERT_WRITTEN(&b, "\x17\x0d"
			   "491231235959Z");
	der_put_time(&b, 2524608000);
	ASSERT_WRITTEN(&b, "\x18\x0f"
			   "20500101000000Z");
	der_put_time(&b, 253402300799);
	ASSERT_WRITTEN(&b, "\x18\x0f"
			   "99991231235959Z");
	der_put_generalized_time(&b, 1795334399);
	ASSERT_WRITTEN(&b, "\x18\x0f"
			   "20261122075959Z");
}

static void
named_bits_of_every_value_come_back(void **state)
{
	AUTO_DONE(buf) b = BUF(LIMIT);

	(void)state;
	for (unsigned v = 0; v <= UINT16_MAX; v++) {
		struct der d;
		uint16_t bits = (uint16_t)~v;

		der_put_named_bits(&b, (uint16_t)v);
		d = der_of(buf_bytes(&b));
		assert_int_equal(der_named_bits(&d, &bits), ERR_OK);
		assert_int_equal(bits, v);
		assert_int_equal(der_end(&d), ERR_OK);
		buf_truncate(&b, 0);
	}
}

static void
nested_elements_get_their_lengths(void **state)
{
	AUTO_DONE(buf) b = BUF(LIMIT);
	size_t outer, inner;

	(void)state;
	outer = der_open(&b, DER_SEQUENCE);
	der_put_uint(&b, 1);
	inner = der_open(&b, DER_CONTEXT_CONSTRUCTED(0));
	der_put_null(&b);
	der_close(&b, inner);
	inner = der_open(&b, DER_SET);
	der_close(&b, inner);
	der_close(&b, outer);
	ASSERT_WRITTEN(&b, "\x30\x09\x02\x01\x01\xa0\x02\x05\x00\x31\x00");
}

/* Each length step, written both ways: known before, and filled in after. */
static void
long_lengths_come_back(void **state)
{
	static const size_t lens[] = {
	    0, 1, 127, 128, 255, 256, 65535, 65536, 16777215, 16777216};

	(void)state;
	for (size_t i = 0; i < COUNT(lens); i++) {
		AUTO_DONE(buf) put = BUF(LIMIT);
		AUTO_DONE(buf) filled = BUF(LIMIT);
		uint8_t *p = calloc(1, lens[i] + 1);
		struct der d;
		struct bytes content;
		size_t mark;

		assert_non_null(p);
		der_put_octets(&put, BYTES(p, lens[i]));
		mark = der_open(&filled, DER_OCTET_STRING);
		buf_put(&filled, BYTES(p, lens[i]));
		der_close(&filled, mark);
		free(p);

		assert_int_equal(buf_status(&filled), ERR_OK);
		assert_true(bytes_equal(buf_bytes(&put), buf_bytes(&filled)));
		d = der_of(buf_bytes(&put));
		assert_int_equal(der_octets(&d, &content), ERR_OK);
		assert_int_equal(content.len, lens[i]);
		assert_int_equal(der_end(&d), ERR_OK);
	}
}

static void
write_star(struct buf *b)
{
	der_put_printable(b, "a*b");
}

static void
write_umlaut(struct buf *b)
{
	der_put_ia5(b, "\xc3\xa4");
}

static void
write_half_a_character(struct buf *b)
{
	der_put_utf8(b, "\xe7\x94");
}

static void
write_1949(struct buf *b)
{
	der_put_time(b, -631152001);
}

static void
write_10000(struct buf *b)
{
	der_put_time(b, 253402300800);
}

static void
write_year_0(struct buf *b)
{
	der_put_generalized_time(b, -62135596801);
}

static void
what_cannot_be_written_fails_the_buffer_for_good(void **state)
{
	static const struct {
		void (*write)(struct buf *b);
		enum err want;
	} cases[] = {
	    {write_star, ERR_BAD_TEXT},
	    {write_umlaut, ERR_BAD_TEXT},
	    {write_half_a_character, ERR_BAD_TEXT},
	    {write_1949, ERR_BAD_TIME},
	    {write_10000, ERR_BAD_TIME},
	    {write_year_0, ERR_BAD_TIME},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		AUTO_DONE(buf) b = BUF(LIMIT);
		size_t mark = der_open(&b, DER_SEQUENCE);

		cases[i].write(&b);
		assert_int_equal(buf_status(&b), cases[i].want);
		der_put_null(&b);
		der_close(&b, mark);
		assert_int_equal(buf_status(&b), cases[i].want);
	}
}

/* At the limit it fits; one past it the buffer fails, wherever that is. */
static void
a_buffer_that_is_too_small_fails_at_any_point(void **state)
{
	size_t whole =
	    2 + 2 + 130 + 2; /* the outer length takes an octet more */

	(void)state;
	for (size_t max = 0; max <= whole; max++) {
		AUTO_DONE(buf) b = BUF(max);
		static const uint8_t octets[128];
		size_t mark = der_open(&b, DER_SEQUENCE);

		der_put_octets(&b, BYTES_ARRAY(octets));
		der_put_null(&b);
		der_close(&b, mark);
		assert_int_equal(
		    buf_status(&b), max < whole ? ERR_TOO_LARGE : ERR_OK);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(each_value_is_written_in_its_shortest_form),
	    cmocka_unit_test(text_and_time_are_written_with_their_tags),
	    cmocka_unit_test(named_bits_of_every_value_come_back),
	    cmocka_unit_test(nested_elements_get_their_lengths),
	    cmocka_unit_test(long_lengths_come_back),
	    cmocka_unit_test(what_cannot_be_written_fails_the_buffer_for_good),
	    cmocka_unit_test(a_buffer_that_is_too_small_fails_at_any_point),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
