/* SPDX-License-Identifier: Apache-2.0 */
#include "gm/test_sm2_points.h"

#include <openssl/bn.h>

/* GB/T 32918.5 annex B.2 */
#define A_D "81eb26e941bb5af16df116495f90695272ae2cd63d6c4ae1678418be48230029"
#define A_R "d4de15474db74d06491c440d305e012400990f3e390c7e87153c12db2ea60bb3"
#define B_D "785129917d45a9ea5437a59356b82338eaadda6ceb199088f14ae10defa229b5"
#define B_R "7e07124814b309489125eaed101113164ebf0f3458c5bd88335c1f9d596243d6"
#define AGREED "6c89347354de2484c60b4ab1fde4c6e5"

/* Each side's keys, as only the test has them all. */
struct sides {
	struct gm *gm;
	struct sm2_key *a, *a_temp, *b, *b_temp;
};

static int
setup(void **state)
{
	struct sides *s = calloc(1, sizeof(*s));

	if (s == NULL || gm_new(&s->gm) != ERR_OK)
		return -1;
	s->a = key_of_hex(s->gm, A_D);
	s->a_temp = key_of_hex(s->gm, A_R);
	s->b = key_of_hex(s->gm, B_D);
	s->b_temp = key_of_hex(s->gm, B_R);
	*state = s;
	return 0;
}

static int
teardown(void **state)
{
	struct sides *s = *state;

	sm2_key_free(s->a);
	sm2_key_free(s->a_temp);
	sm2_key_free(s->b);
	sm2_key_free(s->b_temp);
	gm_free(s->gm);
	free(s);
	return 0;
}

static struct sm2_agreement
as_a(const struct sides *s)
{
	return (struct sm2_agreement){
	    .initiator = true,
	    .own = s->a,
	    .own_temp = s->a_temp,
	    .peer = sm2_key_public(s->b),
	    .peer_temp = sm2_key_public(s->b_temp),
	    .own_id = bytes_str(SM2_DEFAULT_ID),
	    .peer_id = bytes_str(SM2_DEFAULT_ID),
	};
}

static struct sm2_agreement
as_b(const struct sides *s)
{
	return (struct sm2_agreement){
	    .initiator = false,
	    .own = s->b,
	    .own_temp = s->b_temp,
	    .peer = sm2_key_public(s->a),
	    .peer_temp = sm2_key_public(s->a_temp),
	    .own_id = bytes_str(SM2_DEFAULT_ID),
	    .peer_id = bytes_str(SM2_DEFAULT_ID),
	};
}

static void
both_sides_agree_on_the_key_of_the_standard(void **state)
{
	struct sides *s = *state;
	struct sm2_agreement a = as_a(s), b = as_b(s);
	uint8_t key[16];

	assert_int_equal(sm2_agree(s->gm, &a, key, sizeof(key)), ERR_OK);
	assert_hex(key, sizeof(key), AGREED);
	memset(key, 0, sizeof(key));
	assert_int_equal(sm2_agree(s->gm, &b, key, sizeof(key)), ERR_OK);
	assert_hex(key, sizeof(key), AGREED);
}

/* New keys, other IDs and another length; b differs in one thing at a time. */
static void
both_sides_agree_only_if_they_mean_the_same(void **state)
{
	struct sides *s = *state;
	struct sm2_agreement a = as_a(s), b;
	uint8_t key_a[100], key_b[100];

	a.own_id = bytes_str("alice");
	a.peer_id = bytes_str("bob");
	assert_int_equal(sm2_agree(s->gm, &a, key_a, sizeof(key_a)), ERR_OK);
	for (int change = 0; change <= 5; change++) {
		b = as_b(s);
		b.own_id = bytes_str(change == 1 ? "bo" : "bob");
		b.peer_id = bytes_str(change == 2 ? "alic" : "alice");
		if (change == 3)
			b.initiator = true;
		if (change == 4)
			b.peer = sm2_key_public(s->a_temp);
		if (change == 5)
			b.own_temp = s->b;
		assert_int_equal(
		    sm2_agree(s->gm, &b, key_b, sizeof(key_b)), ERR_OK);
		if (change == 0)
			assert_memory_equal(key_a, key_b, sizeof(key_a));
		else
			assert_memory_not_equal(key_a, key_b, sizeof(key_a));
	}
}

static void
a_point_that_is_none_is_refused(void **state)
{
	struct sides *s = *state;
	struct sm2_public bad[6];
	size_t count = bad_points(bad);
	uint8_t key[16] = {0};

	for (size_t i = 0; i < count; i++) {
		struct sm2_agreement a = as_a(s);

		a.peer = &bad[i];
		assert_int_equal(sm2_agree(s->gm, &a, key, sizeof(key)),
		    ERR_SIGNATURE_INVALID);
		a = as_a(s);
		a.peer_temp = &bad[i];
		assert_int_equal(sm2_agree(s->gm, &a, key, sizeof(key)),
		    ERR_SIGNATURE_INVALID);
	}
	assert_hex(key, sizeof(key), "00000000000000000000000000000000");
}

/*
 * The scalar -x~·r mod n: with r for the temporary key it makes the sum of the
 * peer's points infinity, which would be a shared secret that everyone knows.
 */
static void
cancelling_scalar(
    const struct sm2_key *temp, const char *r_hex, uint8_t out[SM2_LEN])
{
	uint8_t x[16];
	BN_CTX *ctx = BN_CTX_new();
	BIGNUM *n = NULL, *r = NULL, *v;

	memcpy(x, sm2_key_public(temp)->x + 16, sizeof(x));
	x[0] |= 0x80;
	v = BN_bin2bn(x, sizeof(x), NULL);
	assert_int_equal(BN_hex2bn(&n, CURVE_N), 64);
	assert_int_equal(BN_hex2bn(&r, r_hex), 64);
	assert_true(BN_mod_mul(v, v, r, n, ctx));
	assert_true(BN_sub(v, n, v));
	assert_int_equal(BN_bn2binpad(v, out, SM2_LEN), SM2_LEN);
	BN_free(v);
	BN_free(r);
	BN_free(n);
	BN_CTX_free(ctx);
}

static void
the_point_at_infinity_is_refused(void **state)
{
	struct sides *s = *state;
	struct sm2_agreement a = as_a(s);
	AUTO(sm2_key) evil = NULL;
	uint8_t d[SM2_LEN], key[16];

	cancelling_scalar(s->b_temp, B_R, d);
	assert_int_equal(
	    sm2_key_from_scalar(s->gm, BYTES_ARRAY(d), &evil), ERR_OK);
	a.peer = sm2_key_public(evil);
	assert_int_equal(
	    sm2_agree(s->gm, &a, key, sizeof(key)), ERR_SIGNATURE_INVALID);

	/* Nor if it is this side that comes to nothing. */
	a = as_a(s);
	a.own = evil;
	a.own_temp = s->b_temp;
	a.peer_temp = sm2_key_public(s->a_temp);
	assert_int_equal(
	    sm2_agree(s->gm, &a, key, sizeof(key)), ERR_SIGNATURE_INVALID);
}

static void
lengths_out_of_range_are_refused(void **state)
{
	struct sides *s = *state;
	struct sm2_agreement a = as_a(s);
	uint8_t key[16], id[8192] = {'x'};

	assert_int_equal(sm2_agree(s->gm, &a, key, 0), ERR_TOO_LARGE);
	assert_int_equal(sm2_agree(s->gm, &a, key, 65537), ERR_TOO_LARGE);
	a.own_id = BYTES_ARRAY(id);
	assert_int_equal(sm2_agree(s->gm, &a, key, sizeof(key)), ERR_TOO_LARGE);
	a = as_a(s);
	a.peer_id = BYTES_ARRAY(id);
	assert_int_equal(sm2_agree(s->gm, &a, key, sizeof(key)), ERR_TOO_LARGE);
	a.peer_id = BYTES(id, 8191);
	assert_int_equal(sm2_agree(s->gm, &a, key, sizeof(key)), ERR_OK);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(both_sides_agree_on_the_key_of_the_standard),
	    cmocka_unit_test(both_sides_agree_only_if_they_mean_the_same),
	    cmocka_unit_test(a_point_that_is_none_is_refused),
	    cmocka_unit_test(the_point_at_infinity_is_refused),
	    cmocka_unit_test(lengths_out_of_range_are_refused),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
