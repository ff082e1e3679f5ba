/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Against what the openssl tool makes of the same. Here and below
 *
 *	PIN 123456, challenge R = 0102030405060708
 *	K:    printf 123456 | openssl dgst -sm3          (first 16 octets)
 *	ecb:  … | xxd -r -p | openssl enc -sm4-ecb -K K -nopad | xxd -p
 *	mac:  … | xxd -r -p | openssl enc -sm4-cbc -K K -iv IV -nopad |
 *	      tail -c 16 | xxd -p                        (first 4 octets)
 */
#include "card/secure.h"

#include "card/command.h"
#include "gm/test_hex.h"

#define KEY "207cf410532f92a47dee245ce9b11ff7"
/* printf '123456\0\0\0\0\0\0\0\0\0\0' | openssl dgst -sm3 */
#define KEY_PADDED "215069ec2ca312d5aea4137251663895"
/* ecb of 3132333435363738 0000000000000000 */
#define WRAPPED "83840526d7d28c9c81377cb124e66f8b"

static const uint8_t challenge[CARD_RANDOM_LEN] = {1, 2, 3, 4, 5, 6, 7, 8};

static void
the_key_of_a_pin_is_of_its_sm3(void **state)
{
	struct card_profile padded = card_0017r;
	AUTO(secret) key = NULL;
	AUTO(secret) other = NULL;

	padded.pin_key = CARD_PIN_KEY_SM3_PADDED;
	assert_int_equal(
	    card_pin_key(*state, &card_0017r, bytes_str("123456"), &key),
	    ERR_OK);
	assert_hex(secret_data(key), CARD_BLOCK, KEY);
	assert_int_equal(secret_bytes(key).len, CARD_BLOCK);
	assert_int_equal(
	    card_pin_key(*state, &padded, bytes_str("123456"), &other), ERR_OK);
	assert_hex(secret_data(other), CARD_BLOCK, KEY_PADDED);
}

static void
a_pin_of_full_length_needs_no_padding(void **state)
{
	const struct bytes pin = bytes_str("1234567890123456");
	struct card_profile padded = card_0017r;
	AUTO(secret) a = NULL;
	AUTO(secret) b = NULL;

	padded.pin_key = CARD_PIN_KEY_SM3_PADDED;
	assert_int_equal(card_pin_key(*state, &card_0017r, pin, &a), ERR_OK);
	assert_int_equal(card_pin_key(*state, &padded, pin, &b), ERR_OK);
	assert_true(secret_equal(secret_bytes(a), secret_bytes(b)));
}

static void
a_pin_has_6_to_16_octets(void **state)
{
	static const struct {
		const char *pin;
		enum err err;
	} rows[] = {
	    {"", ERR_PIN_LENGTH},
	    {"12345", ERR_PIN_LENGTH},
	    {"123456", ERR_OK},
	    {"1234567890123456", ERR_OK},
	    {"12345678901234567", ERR_PIN_LENGTH},
	};
	uint8_t key[CARD_BLOCK] = {0}, wrapped[CARD_BLOCK];

	for (size_t i = 0; i < COUNT(rows); i++) {
		const struct bytes pin = bytes_str(rows[i].pin);
		AUTO(secret) got = NULL;

		assert_int_equal(card_pin_check(&card_0017r, pin), rows[i].err);
		assert_int_equal(
		    card_pin_key(*state, &card_0017r, pin, &got), rows[i].err);
		assert_int_equal(card_pin_wrap(*state, &card_0017r,
				     BYTES_ARRAY(key), pin, wrapped),
		    rows[i].err);
	}
}

static void
the_cryptogram_is_the_challenge_encrypted(void **state)
{
	static const struct {
		enum card_challenge challenge;
		const char *want;
	} rows[] = {
	    /* ecb of 0102030405060708 0000000000000000 */
	    {CARD_CHALLENGE_ZEROS, "19f67aee080cb99ef124554044f7e2fa"},
	    /* ecb of 0800 0102030405060708 80 0000000000 */
	    {CARD_CHALLENGE_COUNTED, "28467fc29b87ad450bd2ea397a666535"},
	};
	uint8_t key[CARD_BLOCK], got[CARD_BLOCK];

	unhex(KEY, key, sizeof(key));
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct card_profile p = card_0017r;

		p.challenge = rows[i].challenge;
		assert_int_equal(card_cryptogram(*state, &p, BYTES_ARRAY(key),
				     challenge, got),
		    ERR_OK);
		assert_hex(got, sizeof(got), rows[i].want);
	}
}

static void
a_wrapped_pin_is_one_block_and_opens_again(void **state)
{
	uint8_t key[CARD_BLOCK], wrapped[CARD_BLOCK];
	AUTO(secret) pin = NULL;

	unhex(KEY, key, sizeof(key));
	assert_int_equal(card_pin_wrap(*state, &card_0017r, BYTES_ARRAY(key),
			     bytes_str("12345678"), wrapped),
	    ERR_OK);
	assert_hex(wrapped, sizeof(wrapped), WRAPPED);
	assert_int_equal(card_pin_unwrap(*state, &card_0017r, BYTES_ARRAY(key),
			     wrapped, &pin),
	    ERR_OK);
	assert_true(bytes_equal(secret_bytes(pin), bytes_str("12345678")));
}

static void
a_block_that_is_no_pin_is_refused(void **state)
{
	static const char *const plain[] = {
	    "00000000000000000000000000000000", /* nothing */
	    "31323334350000000000000000000000", /* too short */
	    "31323300343536000000000000000000", /* something after the end */
	};
	uint8_t key[CARD_BLOCK], block[CARD_BLOCK], wrapped[CARD_BLOCK];
	AUTO(secret) pin = NULL;

	unhex(KEY, key, sizeof(key));
	for (size_t i = 0; i < COUNT(plain); i++) {
		unhex(plain[i], block, sizeof(block));
		assert_int_equal(
		    card_pin_wrap(*state, &card_0017r, BYTES_ARRAY(key),
			BYTES_ARRAY(block), wrapped),
		    ERR_OK);
		assert_int_equal(card_pin_unwrap(*state, &card_0017r,
				     BYTES_ARRAY(key), wrapped, &pin),
		    ERR_PIN_LENGTH);
		assert_null(pin);
	}
}

static void
a_wrapped_key_keeps_its_zeros(void **state)
{
	const uint8_t device_key[CARD_BLOCK] = {0, 1};
	uint8_t key[CARD_BLOCK], wrapped[CARD_BLOCK];
	AUTO(secret) got = NULL;

	unhex(KEY, key, sizeof(key));
	assert_int_equal(card_pin_wrap(*state, &card_0017r, BYTES_ARRAY(key),
			     BYTES_ARRAY(device_key), wrapped),
	    ERR_OK);
	assert_int_equal(
	    card_key_unwrap(*state, BYTES_ARRAY(key), wrapped, &got), ERR_OK);
	assert_true(bytes_equal(secret_bytes(got), BYTES_ARRAY(device_key)));
}

static const struct mac_row {
	enum card_challenge challenge;
	enum card_mac_length length;
	const char *data, *want;
} mac_rows[] = {
    /* IV 0102030405060708 00…, over 84160001 000016 1000WRAPPED 80 00… */
    {CARD_CHALLENGE_ZEROS, CARD_MAC_LENGTH_SENT, "1000" WRAPPED, "b4370844"},
    /* the same IV, over 84160001 00120000 1000WRAPPED 80 00… */
    {CARD_CHALLENGE_ZEROS, CARD_MAC_LENGTH_OF_DATA, "1000" WRAPPED, "5b5e054c"},
    /* IV 0800 0102030405060708 80 00…, over what the first is over */
    {CARD_CHALLENGE_COUNTED, CARD_MAC_LENGTH_SENT, "1000" WRAPPED, "ec744468"},
    /* whole blocks: 84160001 00000d 010203040506070809, then 80 00… */
    {CARD_CHALLENGE_ZEROS, CARD_MAC_LENGTH_SENT, "010203040506070809",
	"1055cdcc"},
};

static void
the_mac_is_over_header_length_and_data(void **state)
{
	uint8_t key[CARD_BLOCK], mac[CARD_MAC_LEN], data[32];

	unhex(KEY, key, sizeof(key));
	for (size_t i = 0; i < COUNT(mac_rows); i++) {
		const struct mac_row *row = &mac_rows[i];
		struct card_profile p = card_0017r;
		struct card_command c = {.cla = CARD_CLA_SECURE,
		    .ins = CARD_CHANGE_PIN,
		    .p2 = CARD_PIN_USER};

		p.challenge = row->challenge;
		p.mac_length = row->length;
		c.data = BYTES(data, strlen(row->data) / 2);
		unhex(row->data, data, c.data.len);
		assert_int_equal(
		    card_mac(*state, &p, BYTES_ARRAY(key), challenge, &c, mac),
		    ERR_OK);
		assert_hex(mac, sizeof(mac), row->want);
	}
}

static void
a_mac_is_made_up_to_the_longest_command(void **state)
{
	static const uint8_t data[CARD_EXTENDED_DATA_MAX];
	const uint8_t key[CARD_BLOCK] = {1};
	struct card_command c = {.cla = CARD_CLA_SECURE};
	uint8_t mac[CARD_MAC_LEN];

	c.data = BYTES(data, sizeof(data) - CARD_MAC_LEN);
	assert_int_equal(
	    card_mac(*state, &card_0017r, BYTES_ARRAY(key), challenge, &c, mac),
	    ERR_OK);
	c.data.len++;
	assert_int_equal(
	    card_mac(*state, &card_0017r, BYTES_ARRAY(key), challenge, &c, mac),
	    ERR_TOO_LARGE);
}

static void
a_key_of_another_length_is_refused(void **state)
{
	const uint8_t key[CARD_BLOCK + 1] = {1};
	const struct card_command c = {.cla = CARD_CLA_SECURE};
	uint8_t out[CARD_BLOCK];

	for (size_t len = CARD_BLOCK - 1; len <= CARD_BLOCK + 1; len += 2) {
		assert_int_equal(card_cryptogram(*state, &card_0017r,
				     BYTES(key, len), challenge, out),
		    ERR_BAD_MESSAGE);
		assert_int_equal(card_mac(*state, &card_0017r, BYTES(key, len),
				     challenge, &c, out),
		    ERR_BAD_MESSAGE);
		assert_int_equal(card_pin_wrap(*state, &card_0017r,
				     BYTES(key, len), bytes_str("123456"), out),
		    ERR_BAD_MESSAGE);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(the_key_of_a_pin_is_of_its_sm3),
	    cmocka_unit_test(a_pin_of_full_length_needs_no_padding),
	    cmocka_unit_test(a_pin_has_6_to_16_octets),
	    cmocka_unit_test(the_cryptogram_is_the_challenge_encrypted),
	    cmocka_unit_test(a_wrapped_pin_is_one_block_and_opens_again),
	    cmocka_unit_test(a_block_that_is_no_pin_is_refused),
	    cmocka_unit_test(a_wrapped_key_keeps_its_zeros),
	    cmocka_unit_test(the_mac_is_over_header_length_and_data),
	    cmocka_unit_test(a_mac_is_made_up_to_the_longest_command),
	    cmocka_unit_test(a_key_of_another_length_is_refused),
	};

	return cmocka_run_group_tests(tests, gm_setup, gm_teardown);
}
