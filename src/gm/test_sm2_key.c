/* SPDX-License-Identifier: Apache-2.0 */
#include "gm/test_sm2_points.h"

#include <openssl/bn.h>

static void
a_scalar_has_its_point(void **state)
{
	static const struct {
		const char *d, *x, *y;
	} cases[] = {
	    {"00000000000000000000000000000000"
	     "00000000000000000000000000000001",
		CURVE_GX, CURVE_GY},
	    /* GB/T 32918.5 annex A.2 */
	    {"3945208f7b2144b13f36e38ac6d39f95889393692860b51a42fb81ef4df7c5b8",
		"09f9df311e5421a150dd7d161e4bc5c672179fad1833fc076bb08ff356f350"
		"20",
		"ccea490ce26775a52dc6ea718cc1aa600aed05fbf35e084a6632f6072da9ad"
		"13"},
	    {FOREIGN_D, FOREIGN_X, FOREIGN_Y},
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		AUTO(sm2_key) key = key_of_hex(*state, cases[i].d);
		AUTO(secret) d = NULL;

		assert_public(sm2_key_public(key), cases[i].x, cases[i].y);
		assert_int_equal(sm2_key_scalar(key, &d), ERR_OK);
		assert_hex(secret_bytes(d).p, secret_bytes(d).len, cases[i].d);
	}
}

/* GB/T 32918.1 6.1: d is in 1 to n-2. */
static void
a_scalar_out_of_range_is_no_key(void **state)
{
	static const struct {
		const char *d;
		enum err want;
	} cases[] = {
	    {"00000000000000000000000000000000"
	     "00000000000000000000000000000000",
		ERR_KEY_MISSING},
	    {"fffffffeffffffffffffffffffffffff7203df6b21c6052b53bbf40939d54121",
		ERR_OK}, /* n-2 */
	    {"fffffffeffffffffffffffffffffffff7203df6b21c6052b53bbf40939d54122",
		ERR_KEY_MISSING}, /* n-1 */
	    {CURVE_N, ERR_KEY_MISSING},
	    {"ffffffffffffffffffffffffffffffff"
	     "ffffffffffffffffffffffffffffffff",
		ERR_KEY_MISSING},
	};
	uint8_t d[SM2_LEN + 1] = {0};

	for (size_t i = 0; i < COUNT(cases); i++) {
		AUTO(sm2_key) key = NULL;

		unhex(cases[i].d, d, SM2_LEN);
		assert_int_equal(
		    sm2_key_from_scalar(*state, BYTES(d, SM2_LEN), &key),
		    cases[i].want);
		assert_true((key != NULL) == (cases[i].want == ERR_OK));
	}
}

static void
a_scalar_too_long_or_too_short_is_no_key(void **state)
{
	AUTO(sm2_key) key = NULL;
	uint8_t d[SM2_LEN + 1];

	memset(d, 1, sizeof(d));
	for (size_t len = 0; len <= sizeof(d); len++)
		if (len != SM2_LEN)
			assert_int_equal(
			    sm2_key_from_scalar(*state, BYTES(d, len), &key),
			    ERR_KEY_MISSING);
	assert_null(key);
}

static void
a_generated_key_is_whole_and_new(void **state)
{
	AUTO(sm2_key) a = NULL;
	AUTO(sm2_key) b = NULL;
	AUTO(sm2_key) again = NULL;
	AUTO(secret) d = NULL;

	assert_int_equal(sm2_key_generate(*state, &a), ERR_OK);
	assert_int_equal(sm2_key_generate(*state, &b), ERR_OK);
	assert_false(sm2_public_equal(sm2_key_public(a), sm2_key_public(b)));
	assert_int_equal(sm2_key_scalar(a, &d), ERR_OK);
	assert_int_equal(
	    sm2_key_from_scalar(*state, secret_bytes(d), &again), ERR_OK);
	assert_true(sm2_public_equal(sm2_key_public(a), sm2_key_public(again)));
}

static void
a_known_pair_makes_a_key_that_works(void **state)
{
	struct sm2_public p = public_of(FOREIGN_X, FOREIGN_Y), bad[6];
	size_t count = bad_points(bad);
	AUTO(sm2_key) key = NULL;
	AUTO(sm2_key) none = NULL;
	struct sm2_signature sig;
	uint8_t d[SM2_LEN], zero[SM2_LEN] = {0};

	unhex(FOREIGN_D, d, sizeof(d));
	assert_int_equal(
	    sm2_key_from_pair(*state, BYTES_ARRAY(d), &p, &key), ERR_OK);
	assert_public(sm2_key_public(key), FOREIGN_X, FOREIGN_Y);
	assert_int_equal(sm2_sign(*state, key, bytes_str("x"), &sig), ERR_OK);
	assert_int_equal(sm2_verify(*state, &p, bytes_str("x"), &sig), ERR_OK);

	assert_int_equal(
	    sm2_key_from_pair(*state, BYTES_ARRAY(zero), &p, &none),
	    ERR_KEY_MISSING);
	for (size_t i = 0; i < count; i++)
		assert_int_equal(
		    sm2_key_from_pair(*state, BYTES_ARRAY(d), &bad[i], &none),
		    ERR_KEY_MISSING);
	assert_null(none);
}

/* d = 1 + KDF(seed, 40) mod (n-2), computed here the plain way. */
static void
assert_scalar_of_seed(struct gm *gm, struct sm2_key *key, struct bytes seed)
{
	AUTO(secret) d = NULL;
	uint8_t wide[40], want[SM2_LEN];
	BN_CTX *ctx = BN_CTX_new();
	BIGNUM *n = NULL, *v = BN_new();

	assert_int_equal(sm3_kdf(gm, seed, wide, sizeof(wide)), ERR_OK);
	assert_int_equal(BN_hex2bn(&n, CURVE_N), 2 * SM2_LEN);
	assert_true(BN_sub_word(n, 2));
	assert_true(BN_bin2bn(wide, sizeof(wide), v) != NULL);
	assert_true(BN_mod(v, v, n, ctx));
	assert_true(BN_add_word(v, 1));
	assert_int_equal(BN_bn2binpad(v, want, SM2_LEN), SM2_LEN);
	BN_free(v);
	BN_free(n);
	BN_CTX_free(ctx);

	assert_int_equal(sm2_key_scalar(key, &d), ERR_OK);
	assert_true(bytes_equal(secret_bytes(d), BYTES_ARRAY(want)));
}

static void
a_seed_gives_its_key_and_no_other(void **state)
{
	static const char *const seeds[] = {
	    "0123456789", "0123456788", "a code of one hundred bits"};

	for (size_t i = 0; i < COUNT(seeds); i++) {
		AUTO(sm2_key) key = NULL;
		AUTO(sm2_key) again = NULL;
		struct bytes seed = bytes_str(seeds[i]);

		assert_int_equal(sm2_key_from_seed(*state, seed, &key), ERR_OK);
		assert_int_equal(
		    sm2_key_from_seed(*state, seed, &again), ERR_OK);
		assert_true(sm2_public_equal(
		    sm2_key_public(key), sm2_key_public(again)));
		assert_scalar_of_seed(*state, key, seed);
	}
}

static void
a_short_seed_gives_no_key(void **state)
{
	AUTO(sm2_key) key = NULL;

	assert_int_equal(
	    sm2_key_from_seed(*state, bytes_str("012345678"), &key),
	    ERR_KEY_MISSING);
	assert_int_equal(
	    sm2_key_from_seed(*state, BYTES_NONE, &key), ERR_KEY_MISSING);
	assert_null(key);
}

static void
a_point_is_read_in_its_one_form(void **state)
{
	struct sm2_public p = public_of(FOREIGN_X, FOREIGN_Y),
			  back = {{0}, {0}};
	uint8_t octets[SM2_POINT_LEN + 1] = {0};

	(void)state;
	sm2_public_point(&p, octets);
	assert_int_equal(octets[0], 0x04);
	assert_int_equal(
	    sm2_public_parse(BYTES(octets, SM2_POINT_LEN), &back), ERR_OK);
	assert_true(sm2_public_equal(&p, &back));

	memset(&back, 0, sizeof(back));
	assert_int_equal(
	    sm2_public_parse(BYTES(octets, SM2_POINT_LEN - 1), &back),
	    ERR_CERT_ALGORITHM);
	assert_int_equal(
	    sm2_public_parse(BYTES(octets, SM2_POINT_LEN + 1), &back),
	    ERR_CERT_ALGORITHM);
	assert_int_equal(
	    sm2_public_parse(BYTES_NONE, &back), ERR_CERT_ALGORITHM);
	assert_int_equal(
	    sm2_public_parse(BYTES("\x00", 1), &back), ERR_CERT_ALGORITHM);
	for (int form = 0; form <= 7; form++) {
		octets[0] = (uint8_t)form; /* 02, 03, 06, 07 are forms, too */
		assert_int_equal(
		    sm2_public_parse(BYTES(octets, SM2_POINT_LEN), &back),
		    form == 4 ? ERR_OK : ERR_CERT_ALGORITHM);
	}
}

static void
points_are_equal_if_both_halves_are(void **state)
{
	struct sm2_public a = public_of(CURVE_GX, CURVE_GY), b = a;

	(void)state;
	assert_true(sm2_public_equal(&a, &b));
	b.x[31] ^= 1;
	assert_false(sm2_public_equal(&a, &b));
	b = a;
	b.y[0] ^= 1;
	assert_false(sm2_public_equal(&a, &b));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_scalar_has_its_point),
	    cmocka_unit_test(a_scalar_out_of_range_is_no_key),
	    cmocka_unit_test(a_scalar_too_long_or_too_short_is_no_key),
	    cmocka_unit_test(a_generated_key_is_whole_and_new),
	    cmocka_unit_test(a_known_pair_makes_a_key_that_works),
	    cmocka_unit_test(a_seed_gives_its_key_and_no_other),
	    cmocka_unit_test(a_short_seed_gives_no_key),
	    cmocka_unit_test(a_point_is_read_in_its_one_form),
	    cmocka_unit_test(points_are_equal_if_both_halves_are),
	};

	return cmocka_run_group_tests(tests, gm_setup, gm_teardown);
}
