/* SPDX-License-Identifier: Apache-2.0 */
#include "gm/test_sm2_points.h"

/* Made elsewhere: C1 = (x, y), C3 = hash, C2 = cipher. */
static const struct {
	const char *what, *d, *x, *y, *hash, *cipher, *plain;
} made_elsewhere[] = {
    {"GB/T 32918.5 annex C.2",
	"3945208f7b2144b13f36e38ac6d39f95889393692860b51a42fb81ef4df7c5b8",
	"04ebfc718e8d1798620432268e77feb6415e2ede0e073c0f4f640ecd2e149a73",
	"e858f9d81e5430a57b36daab8f950a3c64e6ee6a63094d99283aff767e124df0",
	"59983c18f809e262923c53aec295d30383b54e39d609d160afcb1908d0bd8766",
	"21886ca989ca9c7d58087307ca93092d651efa", "encryption standard"},
    {"openssl pkeyutl -encrypt", FOREIGN_D,
	"6faf3810377c6f2bb4a6f15aee9dc23b00551afdf52e679e5f8ece6c3d68f601",
	"ecadde43c8f2a4f2d5ea7cece476d5146b1dfc95cc6a63ff779bab04efde97e6",
	"4452ec65c37eada0ace850beb8465c60ea433a01d235221d629a7bfb256adbff",
	"e0b593e20364d039cab71f94225bf64f", "sixteen octets.."},
};

static struct sm2_cipher
cipher_of(size_t row)
{
	struct sm2_cipher c = {.len = strlen(made_elsewhere[row].plain)};

	unhex(made_elsewhere[row].x, c.x, sizeof(c.x));
	unhex(made_elsewhere[row].y, c.y, sizeof(c.y));
	unhex(made_elsewhere[row].hash, c.hash, sizeof(c.hash));
	unhex(made_elsewhere[row].cipher, c.cipher, c.len);
	return c;
}

static void
assert_no_plain(struct gm *gm, struct sm2_key *key, const struct sm2_cipher *c)
{
	AUTO(secret) plain = NULL;

	assert_int_equal(sm2_decrypt(gm, key, c, &plain), ERR_ENVELOPE_KEY);
	assert_null(plain);
}

static void
what_was_encrypted_elsewhere_decrypts(void **state)
{
	for (size_t i = 0; i < COUNT(made_elsewhere); i++) {
		AUTO(sm2_key) key = key_of_hex(*state, made_elsewhere[i].d);
		AUTO(secret) plain = NULL;
		struct sm2_cipher c = cipher_of(i);

		assert_int_equal(sm2_decrypt(*state, key, &c, &plain), ERR_OK);
		assert_true(bytes_equal(
		    secret_bytes(plain), bytes_str(made_elsewhere[i].plain)));
	}
}

static void
every_length_comes_back(void **state)
{
	static const size_t lens[] = {
	    1, 2, 16, 32, 33, 127, 128, 255, 256, SM2_PLAIN_MAX};
	AUTO(sm2_key) key = key_of_hex(*state, FOREIGN_D);
	uint8_t plain[SM2_PLAIN_MAX];

	assert_int_equal(gm_random(*state, plain, sizeof(plain)), ERR_OK);
	for (size_t i = 0; i < COUNT(lens); i++) {
		AUTO(secret) back = NULL;
		struct sm2_cipher c;

		assert_int_equal(sm2_encrypt(*state, sm2_key_public(key),
				     BYTES(plain, lens[i]), &c),
		    ERR_OK);
		assert_int_equal(c.len, lens[i]);
		assert_int_equal(sm2_decrypt(*state, key, &c, &back), ERR_OK);
		assert_true(
		    bytes_equal(secret_bytes(back), BYTES(plain, lens[i])));
	}
}

static void
a_length_out_of_range_is_refused(void **state)
{
	AUTO(sm2_key) key = key_of_hex(*state, FOREIGN_D);
	uint8_t plain[SM2_PLAIN_MAX + 1] = {0};
	struct sm2_cipher c = cipher_of(1);

	assert_int_equal(
	    sm2_encrypt(*state, sm2_key_public(key), BYTES_NONE, &c),
	    ERR_TOO_LARGE);
	assert_int_equal(
	    sm2_encrypt(*state, sm2_key_public(key), BYTES_ARRAY(plain), &c),
	    ERR_TOO_LARGE);
	assert_int_equal(c.len, 16);
	c.len = 0;
	assert_no_plain(*state, key, &c);
	c.len = SM2_PLAIN_MAX + 1;
	assert_no_plain(*state, key, &c);
	c.len = SIZE_MAX;
	assert_no_plain(*state, key, &c);
}

static void
any_changed_part_is_refused(void **state)
{
	AUTO(sm2_key) key = key_of_hex(*state, FOREIGN_D);
	struct sm2_cipher c = cipher_of(1);
	uint8_t *const parts[] = {c.x, c.y, c.hash, c.cipher};
	static const size_t lens[] = {SM2_LEN, SM2_LEN, SM3_LEN, 16};

	for (size_t i = 0; i < COUNT(parts); i++) {
		for (size_t j = 0; j < lens[i]; j++) {
			parts[i][j] ^= (uint8_t)(1U << j % 8);
			assert_no_plain(*state, key, &c);
			parts[i][j] ^= (uint8_t)(1U << j % 8);
		}
	}
	c.len = 15;
	assert_no_plain(*state, key, &c);
	c.len = 17;
	assert_no_plain(*state, key, &c);
}

static void
another_key_does_not_decrypt(void **state)
{
	AUTO(sm2_key) key = NULL;
	struct sm2_cipher c = cipher_of(1);

	assert_int_equal(sm2_key_generate(*state, &key), ERR_OK);
	assert_no_plain(*state, key, &c);
}

static void
a_point_that_is_none_is_refused_both_ways(void **state)
{
	AUTO(sm2_key) key = key_of_hex(*state, FOREIGN_D);
	struct sm2_public bad[6];
	size_t count = bad_points(bad);

	for (size_t i = 0; i < count; i++) {
		struct sm2_cipher c = cipher_of(1);

		assert_int_equal(
		    sm2_encrypt(*state, &bad[i], bytes_str("x"), &c),
		    ERR_CERT_ALGORITHM);
		memcpy(c.x, bad[i].x, SM2_LEN);
		memcpy(c.y, bad[i].y, SM2_LEN);
		assert_no_plain(*state, key, &c);
	}
}

/* Encrypting is to the key named, whichever was used just before. */
static void
each_is_encrypted_to_its_own_key(void **state)
{
	AUTO(sm2_key) a = NULL;
	AUTO(sm2_key) b = NULL;
	AUTO(secret) plain = NULL;
	struct sm2_cipher to_a, to_b;

	assert_int_equal(sm2_key_generate(*state, &a), ERR_OK);
	assert_int_equal(sm2_key_generate(*state, &b), ERR_OK);
	assert_int_equal(
	    sm2_encrypt(*state, sm2_key_public(a), bytes_str("for a"), &to_a),
	    ERR_OK);
	assert_int_equal(
	    sm2_encrypt(*state, sm2_key_public(b), bytes_str("for b"), &to_b),
	    ERR_OK);
	assert_no_plain(*state, b, &to_a);
	assert_no_plain(*state, a, &to_b);
	assert_int_equal(sm2_decrypt(*state, a, &to_a, &plain), ERR_OK);
	assert_true(bytes_equal(secret_bytes(plain), bytes_str("for a")));
}

/*
 * GB/T 32918.4 6.1 A5: a mask of zeros is not used. One octet has such a mask
 * once in 256 times, so that it would show here.
 */
static void
a_short_message_never_stands_in_clear(void **state)
{
	struct sm2_public p = public_of(FOREIGN_X, FOREIGN_Y);

	for (int i = 0; i < 1000; i++) {
		struct sm2_cipher c;

		assert_int_equal(
		    sm2_encrypt(*state, &p, bytes_str("x"), &c), ERR_OK);
		assert_int_not_equal(c.cipher[0], 'x');
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(what_was_encrypted_elsewhere_decrypts),
	    cmocka_unit_test(every_length_comes_back),
	    cmocka_unit_test(a_length_out_of_range_is_refused),
	    cmocka_unit_test(any_changed_part_is_refused),
	    cmocka_unit_test(another_key_does_not_decrypt),
	    cmocka_unit_test(a_point_that_is_none_is_refused_both_ways),
	    cmocka_unit_test(each_is_encrypted_to_its_own_key),
	    cmocka_unit_test(a_short_message_never_stands_in_clear),
	};

	return cmocka_run_group_tests(tests, gm_setup, gm_teardown);
}
