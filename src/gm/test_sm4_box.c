/* SPDX-License-Identifier: Apache-2.0 */
#include "gm/sm3.h"
#include "gm/sm4.h"
#include "gm/test_hex.h"

#define LIMIT ((size_t)1 << 20)

static const uint8_t key[32] = {1, 2, 3};

static void
assert_opens(struct gm *gm, struct bytes box, struct bytes want)
{
	AUTO(secret) plain = NULL;

	assert_int_equal(
	    sm4_box_open(gm, BYTES_ARRAY(key), bytes_str("for"), box, &plain),
	    ERR_OK);
	assert_true(bytes_equal(secret_bytes(plain), want));
}

static void
a_box_opens_with_its_key_and_context(void **state)
{
	uint8_t plain[50] = {9, 8, 7};

	for (size_t len = 0; len <= sizeof(plain); len++) {
		AUTO_DONE(buf) box = BUF(LIMIT);

		assert_int_equal(sm4_box_seal(*state, BYTES_ARRAY(key),
				     bytes_str("for"), BYTES(plain, len), &box),
		    ERR_OK);
		assert_true(box.len <= len + SM4_BOX_OVERHEAD);
		assert_opens(*state, buf_bytes(&box), BYTES(plain, len));
	}
}

static void
a_box_is_added_to_what_is_there(void **state)
{
	AUTO_DONE(buf) box = BUF(LIMIT);

	buf_str(&box, "before");
	assert_int_equal(sm4_box_seal(*state, BYTES_ARRAY(key),
			     bytes_str("for"), bytes_str("x"), &box),
	    ERR_OK);
	assert_memory_equal(box.p, "before", 6);
	assert_opens(*state, BYTES(box.p + 6, box.len - 6), bytes_str("x"));
}

/* What the header says of the form, step by step. */
static void
a_box_is_made_as_described(void **state)
{
	static const uint8_t for_len[8] = {0, 0, 0, 0, 0, 0, 0, 3};
	AUTO_DONE(buf) box = BUF(LIMIT);
	uint8_t keys[48], mac[SM3_LEN], plain[SM4_BLOCK];

	assert_int_equal(sm4_box_seal(*state, BYTES_ARRAY(key),
			     bytes_str("for"), bytes_str("hello"), &box),
	    ERR_OK);
	assert_int_equal(box.len, 16 + 16 + 32);
	assert_int_equal(
	    sm3_kdf(*state, BYTES_ARRAY(key), keys, sizeof(keys)), ERR_OK);
	assert_int_equal(sm4(*state, SM4_CBC, false, keys, box.p,
			     BYTES(box.p + 16, 16), plain),
	    ERR_OK);
	assert_hex(plain, 16, "68656c6c6f0b0b0b0b0b0b0b0b0b0b0b");
	{
		struct bytes parts[] = {
		    BYTES_ARRAY(for_len), bytes_str("for"), BYTES(box.p, 32)};

		assert_int_equal(sm3_hmac(*state, BYTES(keys + 16, 32), parts,
				     COUNT(parts), mac),
		    ERR_OK);
	}
	assert_memory_equal(box.p + 32, mac, sizeof(mac));
}

static void
two_boxes_of_the_same_are_not_the_same(void **state)
{
	AUTO_DONE(buf) a = BUF(LIMIT);
	AUTO_DONE(buf) b = BUF(LIMIT);

	assert_int_equal(sm4_box_seal(*state, BYTES_ARRAY(key), BYTES_NONE,
			     bytes_str("x"), &a),
	    ERR_OK);
	assert_int_equal(sm4_box_seal(*state, BYTES_ARRAY(key), BYTES_NONE,
			     bytes_str("x"), &b),
	    ERR_OK);
	assert_memory_not_equal(a.p, b.p, SM4_BLOCK);
	assert_memory_not_equal(a.p + SM4_BLOCK, b.p + SM4_BLOCK, SM4_BLOCK);
}

static void
a_changed_box_does_not_open(void **state)
{
	AUTO_DONE(buf) box = BUF(LIMIT);
	AUTO(secret) plain = NULL;

	assert_int_equal(sm4_box_seal(*state, BYTES_ARRAY(key),
			     bytes_str("for"), bytes_str("hello"), &box),
	    ERR_OK);
	for (size_t i = 0; i < box.len; i++) {
		box.p[i] ^= 0x80;
		assert_int_equal(sm4_box_open(*state, BYTES_ARRAY(key),
				     bytes_str("for"), buf_bytes(&box), &plain),
		    ERR_SIGNATURE_INVALID);
		box.p[i] ^= 0x80;
	}
	for (size_t len = 0; len < box.len; len++)
		assert_int_equal(
		    sm4_box_open(*state, BYTES_ARRAY(key), bytes_str("for"),
			BYTES(box.p, len), &plain),
		    ERR_SIGNATURE_INVALID);
	assert_null(plain);
}

static void
another_key_or_context_does_not_open_it(void **state)
{
	static const uint8_t other[32] = {1, 2, 4};
	AUTO_DONE(buf) box = BUF(LIMIT);
	AUTO(secret) plain = NULL;
	struct bytes b;

	assert_int_equal(sm4_box_seal(*state, BYTES_ARRAY(key),
			     bytes_str("for"), bytes_str("hello"), &box),
	    ERR_OK);
	b = buf_bytes(&box);
	assert_int_equal(sm4_box_open(*state, BYTES_ARRAY(other),
			     bytes_str("for"), b, &plain),
	    ERR_SIGNATURE_INVALID);
	assert_int_equal(
	    sm4_box_open(*state, BYTES_ARRAY(key), bytes_str("fo"), b, &plain),
	    ERR_SIGNATURE_INVALID);
	assert_int_equal(
	    sm4_box_open(*state, BYTES_ARRAY(key), BYTES_NONE, b, &plain),
	    ERR_SIGNATURE_INVALID);
	assert_null(plain);
}

/* Moving an octet from context to box must not go unnoticed. */
static void
context_and_box_do_not_run_into_each_other(void **state)
{
	AUTO_DONE(buf) box = BUF(LIMIT);
	AUTO(secret) plain = NULL;
	uint8_t context[16] = {'f', 'o', 'r'};

	assert_int_equal(
	    sm4_box_seal(*state, BYTES_ARRAY(key), bytes_str("for"),
		bytes_str("0123456789abcdef"), &box),
	    ERR_OK);
	/* The first 13 octets of the IV join the context. */
	memcpy(context + 3, box.p, 13);
	assert_int_equal(
	    sm4_box_open(*state, BYTES_ARRAY(key), BYTES_ARRAY(context),
		BYTES(box.p + 13, box.len - 13), &plain),
	    ERR_SIGNATURE_INVALID);
}

static void
limits_hold_on_both_sides(void **state)
{
	AUTO_DONE(buf) box = BUF(LIMIT);
	AUTO_DONE(buf) small = BUF(63);
	AUTO(secret) plain = NULL;
	uint8_t *large = calloc(1, SM4_BOX_PLAIN_MAX + 1);

	assert_non_null(large);
	assert_int_equal(sm4_box_seal(*state, BYTES_ARRAY(key), BYTES_NONE,
			     BYTES(large, SM4_BOX_PLAIN_MAX + 1), &box),
	    ERR_TOO_LARGE);
	assert_int_equal(box.len, 0);
	assert_int_equal(
	    sm4_box_seal(*state, BYTES_ARRAY(key), bytes_str("for"),
		BYTES(large, SM4_BOX_PLAIN_MAX), &box),
	    ERR_OK);
	assert_opens(*state, buf_bytes(&box), BYTES(large, SM4_BOX_PLAIN_MAX));
	free(large);

	assert_int_equal(sm4_box_seal(*state, BYTES_ARRAY(key), BYTES_NONE,
			     BYTES_NONE, &small),
	    ERR_TOO_LARGE);
	assert_int_equal(
	    sm4_box_seal(*state, BYTES(key, 15), BYTES_NONE, BYTES_NONE, &box),
	    ERR_CRYPTO);
	assert_int_equal(sm4_box_open(*state, BYTES(key, 15), bytes_str("for"),
			     buf_bytes(&box), &plain),
	    ERR_CRYPTO);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_box_opens_with_its_key_and_context),
	    cmocka_unit_test(a_box_is_added_to_what_is_there),
	    cmocka_unit_test(a_box_is_made_as_described),
	    cmocka_unit_test(two_boxes_of_the_same_are_not_the_same),
	    cmocka_unit_test(a_changed_box_does_not_open),
	    cmocka_unit_test(another_key_or_context_does_not_open_it),
	    cmocka_unit_test(context_and_box_do_not_run_into_each_other),
	    cmocka_unit_test(limits_hold_on_both_sides),
	};

	return cmocka_run_group_tests(tests, gm_setup, gm_teardown);
}
