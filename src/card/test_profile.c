/* SPDX-License-Identifier: Apache-2.0 */
#include "card/profile.h"
#include "gm/test_hex.h"

static void
integers_have_the_order_of_the_profile(void **state)
{
	struct card_profile little = card_0017r;
	AUTO_DONE(buf) b = BUF(100);

	(void)state;
	little.big_endian = false;
	card_put_u16(&card_0017r, &b, 0x0102);
	card_put_u32(&card_0017r, &b, 256);
	card_put_u16(&little, &b, 0x0102);
	card_put_u32(&little, &b, 0x01020304);
	assert_int_equal(buf_status(&b), ERR_OK);
	assert_hex(b.p, b.len,
	    "0102"
	    "00000100"
	    "0201"
	    "04030201");
}

static void
integers_are_read_as_they_were_written(void **state)
{
	struct card_profile p = card_0017r;
	AUTO_DONE(buf) b = BUF(100);
	struct reader r;
	uint16_t v16;
	uint32_t v32;

	(void)state;
	for (int big = 0; big < 2; big++) {
		buf_truncate(&b, 0);
		p.big_endian = big;
		card_put_u16(&p, &b, 0xfedc);
		card_put_u32(&p, &b, 0xfedcba98);
		r = reader_of(buf_bytes(&b));
		assert_int_equal(card_get_u16(&p, &r, &v16), ERR_OK);
		assert_int_equal(card_get_u32(&p, &r, &v32), ERR_OK);
		assert_int_equal(v16, 0xfedc);
		assert_int_equal(v32, 0xfedcba98);
	}
}

static void
an_integer_cut_short_is_refused_and_stays(void **state)
{
	const uint8_t octets[3] = {1, 2, 3};
	struct reader r = reader_of(BYTES_ARRAY(octets));
	uint32_t v32 = 7;
	uint16_t v16 = 7;

	(void)state;
	assert_int_equal(card_get_u32(&card_0017r, &r, &v32), ERR_BAD_MESSAGE);
	assert_int_equal(r.rest.len, 3);
	r.rest.len = 1;
	assert_int_equal(card_get_u16(&card_0017r, &r, &v16), ERR_BAD_MESSAGE);
	assert_int_equal(r.rest.len, 1);
	assert_int_equal(v32, 7);
	assert_int_equal(v16, 7);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(integers_have_the_order_of_the_profile),
	    cmocka_unit_test(integers_are_read_as_they_were_written),
	    cmocka_unit_test(an_integer_cut_short_is_refused_and_stays),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
