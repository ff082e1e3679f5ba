/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ISO/IEC 7816-4 5.1: the four cases of a command, short and extended, at
 * their limits; and what was seen on the wire of a certified token.
 */
#include "card/apdu.h"
#include "card/command.h"
#include "gm/test_hex.h"

static uint8_t many[CARD_EXTENDED_DATA_MAX + 1];

static void
commands_are_as_a_certified_token_is_sent_them(void **state)
{
	static const struct {
		struct card_command c;
		const char *hex;
	} rows[] = {
	    {{0x80, CARD_LIST_APPLICATIONS, 0, 0, {NULL, 0}, CARD_EXPECT_ALL},
		"80220000000000"},
	    {{0x80, CARD_OPEN_APPLICATION, 0, 0,
		 {(const uint8_t *)"GM3000RSA", 9}, 10},
		"80260000000009474d33303030525341000a"},
	    {{0x80, CARD_GET_RANDOM, 0, 0, {NULL, 0}, 8}, "80500000000008"},
	    {{0x80, CARD_CLOSE_APPLICATION, 0, 0,
		 {(const uint8_t *)"\x10\x00", 2}, 0},
		"802800000000021000"},
	    {{0x80, CARD_DIGEST_FINISH, 0, 0, {NULL, 0}, 0}, "80ba0000"},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		AUTO_DONE(buf) b = BUF(100);
		struct card_command got;

		card_command_encode(&b, &rows[i].c);
		assert_int_equal(buf_status(&b), ERR_OK);
		assert_hex(b.p, b.len, rows[i].hex);
		assert_int_equal(
		    card_command_parse(buf_bytes(&b), &got), ERR_OK);
		assert_int_equal(got.ins, rows[i].c.ins);
		assert_int_equal(got.expect, rows[i].c.expect);
		assert_true(bytes_equal(got.data, rows[i].c.data));
	}
}

static void
the_longest_command_is_encoded_and_one_octet_more_is_not(void **state)
{
	static const struct {
		size_t len;
		uint32_t expect;
		enum err err;
	} rows[] = {
	    {CARD_EXTENDED_DATA_MAX, CARD_EXPECT_ALL, ERR_OK},
	    {CARD_EXTENDED_DATA_MAX + 1, 0, ERR_TOO_LARGE},
	    {0, CARD_EXPECT_ALL + 1, ERR_TOO_LARGE},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		AUTO_DONE(buf) b = BUF((size_t)1 << 20);
		const struct card_command c = {.cla = CARD_CLA,
		    .ins = CARD_DIGEST,
		    .data = BYTES(many, rows[i].len),
		    .expect = rows[i].expect};

		card_command_encode(&b, &c);
		assert_int_equal(buf_status(&b), rows[i].err);
	}
}

/* Header 80 50 00 00 and this. */
static void
both_forms_are_read_and_nothing_else(void **state)
{
	static const struct {
		const char *body;
		enum err err;
		size_t len;
		uint32_t expect;
	} rows[] = {
	    {"", ERR_OK, 0, 0}, {"08", ERR_OK, 0, 8}, {"ff", ERR_OK, 0, 255},
	    {"00", ERR_OK, 0, 256}, {"01aa", ERR_OK, 1, 0},
	    {"01aa00", ERR_OK, 1, 256}, {"02aabb10", ERR_OK, 2, 16},
	    {"000008", ERR_OK, 0, 8}, {"00ffff", ERR_OK, 0, 65535},
	    {"000000", ERR_OK, 0, 65536}, {"000001aa", ERR_OK, 1, 0},
	    {"000001aa0100", ERR_OK, 1, 256},
	    {"000001aa0000", ERR_OK, 1, 65536},
	    {"02aa", ERR_BAD_MESSAGE, 0, 0},	   /* data cut short */
	    {"01aa0000", ERR_BAD_MESSAGE, 0, 0},   /* Le of the other form */
	    {"0001", ERR_BAD_MESSAGE, 0, 0},	   /* Lc of neither */
	    {"000000aa", ERR_BAD_MESSAGE, 0, 0},   /* Lc of none */
	    {"00000000aa", ERR_BAD_MESSAGE, 0, 0}, /* the same */
	    {"000002aa", ERR_BAD_MESSAGE, 0, 0},
	    {"000001aa08", ERR_BAD_MESSAGE, 0, 0},
	    {"000001aa000000", ERR_BAD_MESSAGE, 0, 0}, /* trailing */
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		AUTO_DONE(buf) hex = BUF(100);
		struct card_command got = {.expect = 7};
		uint8_t octets[32];
		size_t len;

		buf_str(&hex, "80500000");
		buf_str(&hex, rows[i].body);
		assert_int_equal(
		    text_unhex(buf_bytes(&hex), octets, sizeof(octets), &len),
		    ERR_OK);
		assert_int_equal(
		    card_command_parse(BYTES(octets, len), &got), rows[i].err);
		if (rows[i].err != ERR_OK) {
			assert_int_equal(got.expect, 7);
			continue;
		}
		assert_int_equal(got.data.len, rows[i].len);
		assert_int_equal(got.expect, rows[i].expect);
	}
}

static void
less_than_a_header_is_no_command(void **state)
{
	const uint8_t octets[3] = {0x80, 0x50, 0};
	struct card_command c;

	(void)state;
	for (size_t len = 0; len <= sizeof(octets); len++)
		assert_int_equal(card_command_parse(BYTES(octets, len), &c),
		    ERR_BAD_MESSAGE);
}

static void
check_chain(size_t len, uint32_t expect, size_t pieces, const char *last)
{
	const struct card_command c = {.cla = CARD_CLA_SECURE,
	    .ins = CARD_IMPORT_CERTIFICATE,
	    .data = BYTES(many, len),
	    .expect = expect};
	size_t at = 0, count = 0;
	bool end = false;

	while (!end) {
		AUTO_DONE(buf) b = BUF(CARD_SHORT_DATA_MAX + 6);
		struct card_command got;

		card_command_encode_short(&b, &c, at, &end);
		assert_int_equal(buf_status(&b), ERR_OK);
		assert_int_equal(
		    card_command_parse(buf_bytes(&b), &got), ERR_OK);
		assert_int_equal(got.cla, end ? 0x84 : 0x94);
		at += got.data.len;
		count++;
		if (end)
			assert_hex(b.p + b.len - strlen(last) / 2,
			    strlen(last) / 2, last);
		else
			assert_int_equal(got.expect, 0);
	}
	assert_int_equal(at, len);
	assert_int_equal(count, pieces);
}

static void
a_chain_has_as_many_pieces_as_it_needs(void **state)
{
	(void)state;
	check_chain(0, 0, 1, "844c0000");
	check_chain(0, 8, 1, "844c000008");
	check_chain(1, 0, 1, "844c00000100");
	check_chain(255, 255, 1, "00ff");
	check_chain(255, 256, 1, "0000");
	check_chain(256, CARD_EXPECT_ALL, 2, "844c0000010000");
	check_chain(510, 0, 2, "00");
	check_chain(511, 10, 3, "844c000001000a");
	check_chain(CARD_EXTENDED_DATA_MAX, 0, 257, "00");
}

static void
an_answer_is_data_and_a_status_word(void **state)
{
	const uint8_t octets[] = {1, 2, 3, 0x63, 0xc2};
	struct bytes data;
	uint16_t status;

	(void)state;
	assert_int_equal(
	    card_answer_parse(BYTES_ARRAY(octets), &data, &status), ERR_OK);
	assert_int_equal(data.len, 3);
	assert_int_equal(status, 0x63c2);
	assert_true(CARD_SW_IS_PIN_WRONG(status));
	assert_int_equal(CARD_SW_TRIES(status), 2);
	assert_int_equal(
	    card_answer_parse(BYTES(octets, 2), &data, &status), ERR_OK);
	assert_int_equal(data.len, 0);
	assert_int_equal(card_answer_parse(BYTES(octets, 1), &data, &status),
	    ERR_BAD_MESSAGE);
	assert_int_equal(
	    card_answer_parse(BYTES_NONE, &data, &status), ERR_BAD_MESSAGE);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(commands_are_as_a_certified_token_is_sent_them),
	    cmocka_unit_test(
		the_longest_command_is_encoded_and_one_octet_more_is_not),
	    cmocka_unit_test(both_forms_are_read_and_nothing_else),
	    cmocka_unit_test(less_than_a_header_is_no_command),
	    cmocka_unit_test(a_chain_has_as_many_pieces_as_it_needs),
	    cmocka_unit_test(an_answer_is_data_and_a_status_word),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
