/* SPDX-License-Identifier: Apache-2.0 */
#include "base/bytes.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static void
runs_compare_by_content_then_length(void **state)
{
	static const struct {
		const char *a, *b;
		int order;
	} cases[] = {
	    {"", "", 0}, {"", "a", -1}, {"a", "ab", -1}, {"ab", "ab", 0},
	    {"b", "ab", 1}, {"\xff", "a", 1}, /* octets have no sign */
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct bytes a = bytes_str(cases[i].a);
		struct bytes b = bytes_str(cases[i].b);
		int order = bytes_compare(a, b), back = bytes_compare(b, a);

		assert_int_equal((order > 0) - (order < 0), cases[i].order);
		assert_int_equal((back > 0) - (back < 0), -cases[i].order);
		assert_int_equal(bytes_equal(a, b), cases[i].order == 0);
	}
}

static void
no_string_is_no_octets(void **state)
{
	(void)state;
	assert_true(bytes_equal(bytes_str(NULL), BYTES_NONE));
	assert_int_equal(bytes_str("abc").len, 3);
}

static void
numbers_are_big_endian(void **state)
{
	static const uint8_t wire[] = {0x01, 0x02, 0x03, 0x04, 0x05, 0x06, 0x07,
	    0x08, 0x09, 0x0a, 0x0b, 0x0c, 0x0d, 0x0e, 0xff};
	struct reader r = reader_of(BYTES_ARRAY(wire));
	AUTO_DONE(buf) b = BUF(sizeof(wire));
	uint8_t a;
	uint16_t c;
	uint32_t d;
	uint64_t e;

	(void)state;
	assert_int_equal(reader_u8(&r, &a), ERR_OK);
	assert_int_equal(reader_u16(&r, &c), ERR_OK);
	assert_int_equal(reader_u32(&r, &d), ERR_OK);
	assert_int_equal(reader_u64(&r, &e), ERR_OK);
	assert_int_equal(reader_end(&r), ERR_OK);
	assert_int_equal(a, 0x01);
	assert_int_equal(c, 0x0203);
	assert_int_equal(d, 0x04050607);
	assert_true(e == 0x08090a0b0c0d0eff);

	buf_u8(&b, a);
	buf_u16(&b, c);
	buf_u32(&b, d);
	buf_u64(&b, e);
	assert_int_equal(buf_status(&b), ERR_OK);
	assert_true(bytes_equal(buf_bytes(&b), BYTES_ARRAY(wire)));
}

static void
a_failed_read_moves_nothing(void **state)
{
	static const uint8_t wire[] = {0x00, 0x00, 0x00, 0x04, 'a', 'b', 'c'};
	struct reader r = reader_of(BYTES_ARRAY(wire));
	struct bytes b = BYTES_NONE;
	char text[8] = "before", copy[8] = "before";
	uint64_t v = 7;

	(void)state;
	assert_int_equal(reader_u64(&r, &v), ERR_BAD_MESSAGE);
	assert_int_equal(reader_take(&r, 8, &b), ERR_BAD_MESSAGE);
	assert_int_equal(reader_take(&r, SIZE_MAX, &b), ERR_BAD_MESSAGE);
	assert_int_equal(reader_copy(&r, copy, 8), ERR_BAD_MESSAGE);
	assert_int_equal(reader_block(&r, 100, &b), ERR_BAD_MESSAGE);
	assert_int_equal(reader_text(&r, text, sizeof(text)), ERR_BAD_MESSAGE);
	assert_int_equal(reader_end(&r), ERR_BAD_MESSAGE);
	assert_ptr_equal(r.rest.p, wire);
	assert_int_equal(r.rest.len, sizeof(wire));
	assert_null(b.p);
	assert_int_equal(v, 7);
	assert_string_equal(text, "before");
	assert_string_equal(copy, "before");
}

static void
each_number_needs_all_its_octets(void **state)
{
	static const uint8_t wire[7] = {0};
	uint8_t a;
	uint16_t c;
	uint32_t d;
	uint64_t e;
	struct reader r0 = reader_of(BYTES_NONE);
	struct reader r1 = reader_of(BYTES(wire, 1));
	struct reader r3 = reader_of(BYTES(wire, 3));
	struct reader r7 = reader_of(BYTES(wire, 7));

	(void)state;
	assert_int_equal(reader_u8(&r0, &a), ERR_BAD_MESSAGE);
	assert_int_equal(reader_u16(&r1, &c), ERR_BAD_MESSAGE);
	assert_int_equal(reader_u32(&r3, &d), ERR_BAD_MESSAGE);
	assert_int_equal(reader_u64(&r7, &e), ERR_BAD_MESSAGE);
}

static void
a_block_keeps_its_limit(void **state)
{
	static const uint8_t wire[] = {0, 0, 0, 3, 'a', 'b', 'c', 0, 0, 0, 0};
	struct reader r = reader_of(BYTES_ARRAY(wire));
	struct bytes b;

	(void)state;
	assert_int_equal(reader_block(&r, 2, &b), ERR_BAD_MESSAGE);
	assert_int_equal(reader_block(&r, 3, &b), ERR_OK);
	assert_true(bytes_equal(b, bytes_str("abc")));
	assert_int_equal(reader_block(&r, 0, &b), ERR_OK);
	assert_int_equal(b.len, 0);
	assert_int_equal(reader_end(&r), ERR_OK);
}

static void
octets_are_borrowed_or_copied(void **state)
{
	static const uint8_t wire[] = {'a', 'b', 'c'};
	struct reader r = reader_of(BYTES_ARRAY(wire));
	struct bytes b;
	char copy[3] = "..";

	(void)state;
	assert_int_equal(reader_copy(&r, copy, 2), ERR_OK);
	assert_memory_equal(copy, "ab", 3); /* and not past it */
	assert_int_equal(reader_take(&r, 1, &b), ERR_OK);
	assert_ptr_equal(b.p, wire + 2);
	assert_int_equal(reader_copy(&r, copy, 0), ERR_OK);
	assert_int_equal(reader_take(&r, 0, &b), ERR_OK);
	assert_int_equal(b.len, 0);
	assert_int_equal(reader_end(&r), ERR_OK);
}

static void
text_needs_room_for_its_nul(void **state)
{
	static const uint8_t wire[] = {0, 0, 0, 3, 'a', 'b', 'c'};
	struct reader r = reader_of(BYTES_ARRAY(wire));
	char out[4];

	(void)state;
	assert_int_equal(reader_text(&r, out, 0), ERR_BAD_MESSAGE);
	assert_int_equal(reader_text(&r, out, 3), ERR_BAD_MESSAGE);
	assert_int_equal(reader_text(&r, out, 4), ERR_OK);
	assert_string_equal(out, "abc");
}

static void
text_with_a_nul_or_broken_utf8_is_refused(void **state)
{
	static const uint8_t nul[] = {0, 0, 0, 2, 'a', 0};
	static const uint8_t broken[] = {0, 0, 0, 2, 'a', 0xe4};
	struct reader r = reader_of(BYTES_ARRAY(nul));
	char out[8];

	(void)state;
	assert_int_equal(reader_text(&r, out, sizeof(out)), ERR_BAD_MESSAGE);
	r = reader_of(BYTES_ARRAY(broken));
	assert_int_equal(reader_text(&r, out, sizeof(out)), ERR_BAD_MESSAGE);
}

static void
blocks_and_text_read_back(void **state)
{
	AUTO_DONE(buf) b = BUF(100);
	struct reader r;
	struct bytes block;
	char text[16];

	(void)state;
	buf_block(&b, BYTES("\0\1", 2));
	buf_text(&b, "证书");
	buf_text(&b, NULL);
	assert_int_equal(buf_status(&b), ERR_OK);
	assert_int_equal(b.len, 4 + 2 + 4 + 6 + 4);
	r = reader_of(buf_bytes(&b));
	assert_int_equal(reader_block(&r, 2, &block), ERR_OK);
	assert_true(bytes_equal(block, BYTES("\0\1", 2)));
	assert_int_equal(reader_text(&r, text, 7), ERR_OK);
	assert_string_equal(text, "证书");
	assert_int_equal(reader_text(&r, text, 1), ERR_OK);
	assert_string_equal(text, "");
	assert_int_equal(reader_end(&r), ERR_OK);
}

static void
a_buffer_holds_its_maximum_and_no_more(void **state)
{
	static const size_t maxima[] = {0, 1, 63, 64, 65, 128, 1000};

	(void)state;
	for (size_t i = 0; i < COUNT(maxima); i++) {
		AUTO_DONE(buf) b = BUF(maxima[i]);

		for (size_t n = 0; n < maxima[i]; n++)
			buf_u8(&b, (uint8_t)n);
		assert_int_equal(buf_status(&b), ERR_OK);
		assert_int_equal(b.len, maxima[i]);
		assert_true(b.cap <= b.max);
		buf_u8(&b, 0);
		assert_int_equal(buf_status(&b), ERR_TOO_LARGE);
		assert_int_equal(b.len, maxima[i]);
		for (size_t n = 0; n < maxima[i]; n++)
			assert_int_equal(b.p[n], (uint8_t)n);
	}
}

static void
a_buffer_remembers_its_first_failure(void **state)
{
	AUTO_DONE(buf) b = BUF(4);
	char *s = NULL;

	(void)state;
	buf_str(&b, "ab");
	buf_str(&b, "cde");
	assert_int_equal(buf_status(&b), ERR_TOO_LARGE);
	buf_str(&b, "c"); /* would fit, but comes after a gap */
	buf_printf(&b, "%d", 1);
	buf_u8(&b, 1);
	assert_null(buf_extend(&b, 0));
	assert_null(buf_insert(&b, 0, 0));
	assert_null(buf_insert(&b, 100, 0));
	assert_int_equal(buf_take_string(&b, &s), ERR_TOO_LARGE);
	assert_null(s);
	assert_int_equal(buf_status(&b), ERR_TOO_LARGE);
	assert_true(bytes_equal(buf_bytes(&b), bytes_str("ab")));
}

static void
an_impossible_size_is_refused(void **state)
{
	AUTO_DONE(buf) b = BUF(SIZE_MAX);

	(void)state;
	assert_null(buf_extend(&b, SIZE_MAX));
	assert_int_equal(buf_status(&b), ERR_NOMEM);
	buf_init(&b, SIZE_MAX);
	buf_u8(&b, 0);
	assert_null(buf_extend(&b, SIZE_MAX)); /* the sum would wrap */
	assert_int_equal(buf_status(&b), ERR_TOO_LARGE);
}

static void
inserting_moves_what_follows(void **state)
{
	AUTO_DONE(buf) b = BUF(6);
	uint8_t *p;

	(void)state;
	buf_str(&b, "adef");
	p = buf_insert(&b, 1, 2);
	assert_non_null(p);
	memcpy(p, "bc", 2);
	assert_true(bytes_equal(buf_bytes(&b), bytes_str("abcdef")));
	assert_non_null(buf_insert(&b, 6, 0));
	assert_null(buf_insert(&b, 7, 0));
	assert_int_equal(buf_status(&b), ERR_INTERNAL);
}

static void
truncating_wipes_what_goes(void **state)
{
	AUTO_DONE(buf) b = BUF(10);

	(void)state;
	buf_str(&b, "secret");
	buf_truncate(&b, 7); /* no longer than it is: nothing happens */
	assert_int_equal(b.len, 6);
	buf_truncate(&b, 2);
	assert_true(bytes_equal(buf_bytes(&b), bytes_str("se")));
	assert_memory_equal(b.p + 2, "\0\0\0\0", 4);
}

static void
formatted_text_fits_exactly(void **state)
{
	AUTO_DONE(buf) b = BUF(5);

	(void)state;
	buf_printf(&b, "%s-%d", "ab", 42);
	assert_int_equal(buf_status(&b), ERR_OK);
	assert_true(bytes_equal(buf_bytes(&b), bytes_str("ab-42")));
	buf_printf(&b, "%s", "");
	assert_int_equal(buf_status(&b), ERR_OK);
	buf_printf(&b, "x");
	assert_int_equal(buf_status(&b), ERR_TOO_LARGE);
	assert_int_equal(b.len, 5);
}

static void
a_string_is_taken_with_its_memory(void **state)
{
	AUTO_DONE(buf) b = BUF(3);
	char *s = NULL;

	(void)state;
	buf_str(&b, "abc");
	assert_int_equal(buf_take_string(&b, &s), ERR_OK);
	assert_string_equal(s, "abc");
	free(s);
	assert_int_equal(b.len, 0);
	assert_int_equal(b.max, 3);
	assert_int_equal(buf_take_string(&b, &s), ERR_OK); /* empty now */
	assert_string_equal(s, "");
	free(s);
}

static void
a_string_with_a_nul_inside_is_refused(void **state)
{
	AUTO_DONE(buf) b = BUF(3);
	char *s = NULL;

	(void)state;
	buf_put(&b, BYTES("a\0b", 3));
	assert_int_equal(buf_take_string(&b, &s), ERR_BAD_TEXT);
	assert_null(s);
	assert_int_equal(b.len, 3);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(runs_compare_by_content_then_length),
	    cmocka_unit_test(no_string_is_no_octets),
	    cmocka_unit_test(numbers_are_big_endian),
	    cmocka_unit_test(a_failed_read_moves_nothing),
	    cmocka_unit_test(each_number_needs_all_its_octets),
	    cmocka_unit_test(a_block_keeps_its_limit),
	    cmocka_unit_test(octets_are_borrowed_or_copied),
	    cmocka_unit_test(text_needs_room_for_its_nul),
	    cmocka_unit_test(text_with_a_nul_or_broken_utf8_is_refused),
	    cmocka_unit_test(blocks_and_text_read_back),
	    cmocka_unit_test(a_buffer_holds_its_maximum_and_no_more),
	    cmocka_unit_test(a_buffer_remembers_its_first_failure),
	    cmocka_unit_test(an_impossible_size_is_refused),
	    cmocka_unit_test(inserting_moves_what_follows),
	    cmocka_unit_test(truncating_wipes_what_goes),
	    cmocka_unit_test(formatted_text_fits_exactly),
	    cmocka_unit_test(a_string_is_taken_with_its_memory),
	    cmocka_unit_test(a_string_with_a_nul_inside_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
