/* SPDX-License-Identifier: Apache-2.0 */
#include "gm/test_sm2_points.h"

/* GB/T 32918.5 annex A.2 */
#define STANDARD_D \
	"3945208f7b2144b13f36e38ac6d39f95889393692860b51a42fb81ef4df7c5b8"
#define STANDARD_X \
	"09f9df311e5421a150dd7d161e4bc5c672179fad1833fc076bb08ff356f35020"
#define STANDARD_Y \
	"ccea490ce26775a52dc6ea718cc1aa600aed05fbf35e084a6632f6072da9ad13"
#define STANDARD_Z \
	"b2e14c5c79c6df5b85f4fe7ed8db7a262b9da7e07ccb0ea9f4747b8ccda8a4f3"
#define STANDARD_E \
	"f0b43e94ba45accaace692ed534382eb17e6ab5a19ce7b31f4486fdfc0d28640"
#define STANDARD_R \
	"f5a03b0648d2c4630eeac513e1bb81a15944da3827d5b74143ac7eaceee720b3"
#define STANDARD_S \
	"b1b6aa29df212fd8763182bc0d421ca1bb9038fd1f7f42d4840b69c485bbc1aa"
#define STANDARD_MESSAGE "message digest"

/*
 * `openssl pkeyutl -sign -rawin -digest sm3
 * -pkeyopt distid:1234567812345678` with the foreign key.
 */
#define FOREIGN_MESSAGE "a message from elsewhere"
#define FOREIGN_R \
	"252774507e58f7356e2bd0bec2fd83a55a921e816f00998b93ee75b1fc2a9afe"
#define FOREIGN_S \
	"0eeaad28bec1038a994b719eb78d046a34f02d439a96b92853fedf354058a5a2"

static struct sm2_signature
signature_of(const char *r, const char *s)
{
	struct sm2_signature sig = {{0}, {0}};

	unhex(r, sig.r, sizeof(sig.r));
	unhex(s, sig.s, sizeof(sig.s));
	return sig;
}

/* By sm2_verify, which must say the same as a verifier that is kept. */
static enum err
verify_both_ways(struct gm *gm, const struct sm2_public *p, const char *message,
    const struct sm2_signature *sig)
{
	AUTO(sm2_verifier) v = NULL;
	struct bytes m = bytes_str(message);
	enum err e = sm2_verify(gm, p, m, sig), kept;

	kept = sm2_verifier_new(gm, p, &v);
	if (kept == ERR_OK)
		kept = sm2_verifier_verify(gm, v, m, sig);
	assert_int_equal(kept, e);
	return e;
}

static void
z_and_e_are_those_of_the_standard(void **state)
{
	struct sm2_public p = public_of(STANDARD_X, STANDARD_Y);
	struct bytes m = bytes_str(STANDARD_MESSAGE);
	uint8_t digest[SM3_LEN];

	assert_int_equal(
	    sm2_z(*state, &p, bytes_str(SM2_DEFAULT_ID), digest), ERR_OK);
	assert_hex(digest, SM3_LEN, STANDARD_Z);
	assert_int_equal(sm2_digest(*state, &p, m, digest), ERR_OK);
	assert_hex(digest, SM3_LEN, STANDARD_E);
}

/* 8191 octets are 65528 bits, which 16 bits can say; 8192 are too many. */
static void
an_identity_is_at_most_8191_octets(void **state)
{
	struct sm2_public p = public_of(STANDARD_X, STANDARD_Y);
	struct gm *gm = *state;
	uint8_t id[8192] = {'x'}, z[SM3_LEN], want[SM3_LEN],
		bits[] = {0xff, 0xf8};
	uint8_t curve[128];
	struct bytes parts[] = {BYTES_ARRAY(bits), BYTES(id, 8191),
	    BYTES_ARRAY(curve), BYTES_ARRAY(p.x), BYTES_ARRAY(p.y)};

	unhex("fffffffeffffffffffffffffffffffffffffffff00000000fffffffffffffffc"
	      "28e9fa9e9d9f5e344d5a9e4bcf6509a7f39789f515ab8f92ddbcbd414d940e9"
	      "3" CURVE_GX CURVE_GY,
	    curve, sizeof(curve));
	assert_int_equal(sm2_z(gm, &p, BYTES(id, 8191), z), ERR_OK);
	assert_int_equal(sm3(gm, parts, COUNT(parts), want), ERR_OK);
	assert_memory_equal(z, want, SM3_LEN);
	assert_int_equal(sm2_z(gm, &p, BYTES(id, 8192), z), ERR_TOO_LARGE);
	assert_memory_equal(z, want, SM3_LEN);
}

static void
signatures_made_elsewhere_are_valid(void **state)
{
	static const struct {
		const char *x, *y, *message, *r, *s;
	} cases[] = {
	    {STANDARD_X, STANDARD_Y, STANDARD_MESSAGE, STANDARD_R, STANDARD_S},
	    {FOREIGN_X, FOREIGN_Y, FOREIGN_MESSAGE, FOREIGN_R, FOREIGN_S},
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct sm2_public p = public_of(cases[i].x, cases[i].y);
		struct sm2_signature sig = signature_of(cases[i].r, cases[i].s);

		assert_int_equal(
		    verify_both_ways(*state, &p, cases[i].message, &sig),
		    ERR_OK);
	}
}

static void
our_signatures_are_valid_and_differ(void **state)
{
	AUTO(sm2_key) key = key_of_hex(*state, STANDARD_D);
	struct sm2_signature a, b;
	struct bytes m = bytes_str(STANDARD_MESSAGE);
	uint8_t e[SM3_LEN];

	assert_int_equal(sm2_sign(*state, key, m, &a), ERR_OK);
	unhex(STANDARD_E, e, sizeof(e));
	assert_int_equal(sm2_sign_digest(*state, key, e, &b), ERR_OK);
	assert_memory_not_equal(&a, &b, sizeof(a));
	assert_int_equal(
	    verify_both_ways(*state, sm2_key_public(key), STANDARD_MESSAGE, &a),
	    ERR_OK);
	assert_int_equal(
	    sm2_verify_digest(*state, sm2_key_public(key), e, &b), ERR_OK);
}

/* One in 256 values of r has a leading zero octet, which DER leaves out. */
static void
signatures_of_every_length_are_valid(void **state)
{
	AUTO(sm2_key) key = key_of_hex(*state, FOREIGN_D);
	int shorter = 0;

	for (int i = 0; i < 4000 && shorter < 3; i++) {
		struct sm2_signature sig;
		uint8_t e[SM3_LEN] = {(uint8_t)i};

		assert_int_equal(sm2_sign_digest(*state, key, e, &sig), ERR_OK);
		if (sig.r[0] != 0 && sig.s[0] != 0)
			continue;
		shorter++;
		assert_int_equal(
		    sm2_verify_digest(*state, sm2_key_public(key), e, &sig),
		    ERR_OK);
	}
	assert_int_equal(shorter, 3);
}

static void
another_message_or_identity_is_refused(void **state)
{
	struct sm2_public p = public_of(FOREIGN_X, FOREIGN_Y);
	struct sm2_signature sig = signature_of(FOREIGN_R, FOREIGN_S);
	struct bytes parts[2] = {BYTES_NONE, bytes_str(FOREIGN_MESSAGE)};
	uint8_t z[SM3_LEN], e[SM3_LEN];

	assert_int_equal(
	    verify_both_ways(*state, &p, FOREIGN_MESSAGE ".", &sig),
	    ERR_SIGNATURE_INVALID);
	assert_int_equal(
	    verify_both_ways(*state, &p, "", &sig), ERR_SIGNATURE_INVALID);
	assert_int_equal(sm2_z(*state, &p, bytes_str("another"), z), ERR_OK);
	parts[0] = BYTES_ARRAY(z);
	assert_int_equal(sm3(*state, parts, COUNT(parts), e), ERR_OK);
	assert_int_equal(
	    sm2_verify_digest(*state, &p, e, &sig), ERR_SIGNATURE_INVALID);
}

static void
any_changed_bit_is_refused(void **state)
{
	struct sm2_public p = public_of(FOREIGN_X, FOREIGN_Y);
	struct sm2_signature sig = signature_of(FOREIGN_R, FOREIGN_S);
	uint8_t *octets = (uint8_t *)&sig;

	for (size_t i = 0; i < sizeof(sig); i++) {
		octets[i] ^= (uint8_t)(1U << i % 8);
		assert_int_equal(
		    verify_both_ways(*state, &p, FOREIGN_MESSAGE, &sig),
		    ERR_SIGNATURE_INVALID);
		octets[i] ^= (uint8_t)(1U << i % 8);
	}
	assert_int_equal(
	    verify_both_ways(*state, &p, FOREIGN_MESSAGE, &sig), ERR_OK);
}

static void
another_key_is_refused(void **state)
{
	struct sm2_public p = public_of(STANDARD_X, STANDARD_Y);
	struct sm2_signature sig = signature_of(FOREIGN_R, FOREIGN_S);

	assert_int_equal(verify_both_ways(*state, &p, FOREIGN_MESSAGE, &sig),
	    ERR_SIGNATURE_INVALID);
}

/* GB/T 32918.2 7.1, steps B1, B2 and B5 */
static void
r_and_s_out_of_range_are_refused(void **state)
{
#define ZERO "0000000000000000000000000000000000000000000000000000000000000000"
	static const struct {
		const char *r, *s;
	} cases[] = {
	    {ZERO, STANDARD_S},
	    {STANDARD_R, ZERO},
	    {ZERO, ZERO},
	    {CURVE_N, STANDARD_S},
	    {STANDARD_R, CURVE_N},
	    {CURVE_P, STANDARD_S},
	    {STANDARD_R, CURVE_P},
	    /* n - r: r + s = n, so that t = 0 */
	    {STANDARD_R,
		"0a5fc4f8b72d3b9cf1153aec1e447e5e18bf0532f9f04dea100f755c4aee20"
		"70"},
	};
	struct sm2_public p = public_of(STANDARD_X, STANDARD_Y);

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct sm2_signature sig = signature_of(cases[i].r, cases[i].s);

		assert_int_equal(
		    verify_both_ways(*state, &p, STANDARD_MESSAGE, &sig),
		    ERR_SIGNATURE_INVALID);
	}
#undef ZERO
}

/* A bad key must not be taken for the one that was used before it. */
static void
a_point_that_is_none_is_refused(void **state)
{
	struct sm2_public good = public_of(FOREIGN_X, FOREIGN_Y), bad[6];
	struct sm2_signature sig = signature_of(FOREIGN_R, FOREIGN_S);
	size_t count = bad_points(bad);

	for (size_t i = 0; i < count; i++) {
		AUTO(sm2_verifier) v = NULL;

		assert_int_equal(
		    verify_both_ways(*state, &bad[i], FOREIGN_MESSAGE, &sig),
		    ERR_SIGNATURE_INVALID);
		assert_int_equal(sm2_verifier_new(*state, &bad[i], &v),
		    ERR_SIGNATURE_INVALID);
		assert_null(v);
		assert_int_equal(
		    verify_both_ways(*state, &good, FOREIGN_MESSAGE, &sig),
		    ERR_OK);
	}
}

/* A verifier is not disturbed by other keys that are used meanwhile. */
static void
a_kept_verifier_keeps_its_key(void **state)
{
	struct sm2_public a = public_of(FOREIGN_X, FOREIGN_Y);
	struct sm2_public b = public_of(STANDARD_X, STANDARD_Y);
	struct sm2_signature sig_a = signature_of(FOREIGN_R, FOREIGN_S);
	struct sm2_signature sig_b = signature_of(STANDARD_R, STANDARD_S);
	AUTO(sm2_verifier) v = NULL;

	assert_int_equal(sm2_verifier_new(*state, &a, &v), ERR_OK);
	for (int i = 0; i < 3; i++) {
		assert_int_equal(
		    sm2_verify(*state, &b, bytes_str(STANDARD_MESSAGE), &sig_b),
		    ERR_OK);
		assert_int_equal(sm2_verifier_verify(*state, v,
				     bytes_str(FOREIGN_MESSAGE), &sig_a),
		    ERR_OK);
		assert_int_equal(sm2_verifier_verify(*state, v,
				     bytes_str(STANDARD_MESSAGE), &sig_b),
		    ERR_SIGNATURE_INVALID);
	}
}

static void
a_key_outlives_its_gm(void **state)
{
	AUTO(sm2_key) key = NULL;
	AUTO(gm) first = NULL;
	struct sm2_signature sig;

	assert_int_equal(gm_new(&first), ERR_OK);
	assert_int_equal(sm2_key_generate(first, &key), ERR_OK);
	gm_free(TAKE(first));
	assert_int_equal(
	    sm2_sign(*state, key, bytes_str("later"), &sig), ERR_OK);
	assert_int_equal(
	    sm2_verify(*state, sm2_key_public(key), bytes_str("later"), &sig),
	    ERR_OK);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(z_and_e_are_those_of_the_standard),
	    cmocka_unit_test(an_identity_is_at_most_8191_octets),
	    cmocka_unit_test(signatures_made_elsewhere_are_valid),
	    cmocka_unit_test(our_signatures_are_valid_and_differ),
	    cmocka_unit_test(signatures_of_every_length_are_valid),
	    cmocka_unit_test(another_message_or_identity_is_refused),
	    cmocka_unit_test(any_changed_bit_is_refused),
	    cmocka_unit_test(another_key_is_refused),
	    cmocka_unit_test(r_and_s_out_of_range_are_refused),
	    cmocka_unit_test(a_point_that_is_none_is_refused),
	    cmocka_unit_test(a_kept_verifier_keeps_its_key),
	    cmocka_unit_test(a_key_outlives_its_gm),
	};

	return cmocka_run_group_tests(tests, gm_setup, gm_teardown);
}
