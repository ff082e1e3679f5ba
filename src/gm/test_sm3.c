/* SPDX-License-Identifier: Apache-2.0 */
#include "gm/sm3.h"

#include "gm/test_hex.h"

#define ABC "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"
#define ABCD_16 /* abcd, 16 times */ \
	"debe9ff92275b8a138604889c18e5a4d6fdb70e5387e5765293dcba39c0c5732"
/* `openssl dgst -sm3 /dev/null` */
#define NOTHING \
	"1ab21d8355cfa17f8e61194831e81a8f22bec8c728fefb747ed035eb5082aa2b"

static const char abcd_16[] =
    "abcdabcdabcdabcdabcdabcdabcdabcdabcdabcdabcdabcdabcdabcdabcdabcd";

/* GB/T 32905 annex A */
static void
the_digest_is_that_of_the_standard(void **state)
{
	uint8_t digest[SM3_LEN];

	assert_int_equal(sm3_of(*state, bytes_str("abc"), digest), ERR_OK);
	assert_hex(digest, SM3_LEN, ABC);
	assert_int_equal(sm3_of(*state, bytes_str(abcd_16), digest), ERR_OK);
	assert_hex(digest, SM3_LEN, ABCD_16);
	assert_int_equal(sm3_of(*state, BYTES_NONE, digest), ERR_OK);
	assert_hex(digest, SM3_LEN, NOTHING);
}

static void
parts_are_digested_one_after_the_other(void **state)
{
	struct bytes parts[] = {bytes_str("a"), BYTES_NONE, bytes_str("bc")};
	uint8_t digest[SM3_LEN];

	assert_int_equal(sm3(*state, parts, COUNT(parts), digest), ERR_OK);
	assert_hex(digest, SM3_LEN, ABC);
	assert_int_equal(sm3(*state, NULL, 0, digest), ERR_OK);
	assert_hex(digest, SM3_LEN, NOTHING);
}

/*
 * `openssl mac -digest SM3 -macopt hexkey:… HMAC`, for keys shorter than a
 * block, as long, and longer.
 */
static void
the_mac_is_that_of_openssl(void **state)
{
	static const struct {
		size_t key_len; /* octets 00, 01, … */
		const char *message, *mac;
	} cases[] = {
	    {1, "abc",
		"36525058ca466791502435c910517f1a7e86613d5f35ac1f18a94def0eaac8"
		"1f"},
	    {32, "",
		"fda7c78d15984d8771f59f20a69d195c6e237070d37ec962e167326e517433"
		"db"},
	    {64, "abc",
		"14ccadbee92a9be279c849b7359fafac65a9f04b156fa8723a72700e506927"
		"d5"},
	    {65, "abc",
		"d8e0da366fe29229d40388a3c8632b6e01c2aaa6695d3f8983dad620ac2762"
		"4d"},
	    {200, "abc",
		"47d7717736b2e8b24c52627030e79321d1a865b2b746c1a96a86cca66dff41"
		"c3"},
	};
	uint8_t key[200], mac[SM3_LEN];

	for (size_t i = 0; i < sizeof(key); i++)
		key[i] = (uint8_t)i;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct bytes message = bytes_str(cases[i].message);

		assert_int_equal(sm3_hmac(*state, BYTES(key, cases[i].key_len),
				     &message, 1, mac),
		    ERR_OK);
		assert_hex(mac, SM3_LEN, cases[i].mac);
	}
}

/* HMAC pads the key with zeros, so none at all is the same as one zero. */
static void
an_empty_key_is_a_key_and_not_the_last_one(void **state)
{
	struct bytes message = bytes_str("abc");
	uint8_t other[SM3_LEN], none[SM3_LEN], zero[SM3_LEN];

	assert_int_equal(
	    sm3_hmac(*state, bytes_str("key"), &message, 1, other), ERR_OK);
	assert_int_equal(
	    sm3_hmac(*state, BYTES_NONE, &message, 1, none), ERR_OK);
	assert_int_equal(
	    sm3_hmac(*state, BYTES("", 1), &message, 1, zero), ERR_OK);
	assert_memory_equal(none, zero, SM3_LEN);
	assert_memory_not_equal(none, other, SM3_LEN);
}

/* GB/T 32918.4 annex A.2: t, from x2 and y2 of the example over Fp-256. */
static void
the_key_derivation_is_that_of_the_standard(void **state)
{
	uint8_t z[64], t[19];

	unhex(
	    "64d20d27d0632957f8028c1e024f6b02edf23102a566c932ae8bd613a8e865fe"
	    "58d225eca784ae300a81a2d48281a828e1cedf11c4219099840265375077bf78",
	    z, sizeof(z));
	assert_int_equal(sm3_kdf(*state, BYTES_ARRAY(z), t, sizeof(t)), ERR_OK);
	assert_hex(t, sizeof(t), "006e30dae231b071dfad8aa379e90264491603");
}

/* The counter is 32 bits from 1: the parts by hand. */
static void
derived_octets_are_digests_in_a_row(void **state)
{
	static const uint8_t counters[][4] = {{0, 0, 0, 1}, {0, 0, 0, 2}};
	uint8_t key[2 * SM3_LEN - 1], digest[SM3_LEN];

	assert_int_equal(
	    sm3_kdf(*state, bytes_str("seed"), key, sizeof(key)), ERR_OK);
	for (size_t i = 0; i < 2; i++) {
		struct bytes parts[] = {
		    bytes_str("seed"), BYTES_ARRAY(counters[i])};

		assert_int_equal(sm3(*state, parts, 2, digest), ERR_OK);
		assert_memory_equal(
		    key + i * SM3_LEN, digest, i == 0 ? SM3_LEN : SM3_LEN - 1);
	}
}

static void
derivation_keeps_to_its_limits(void **state)
{
	size_t max = 65536;
	uint8_t *out = calloc(1, max + 1);

	assert_non_null(out);
	assert_int_equal(
	    sm3_kdf(*state, bytes_str("z"), out, 0), ERR_TOO_LARGE);
	assert_int_equal(
	    sm3_kdf(*state, bytes_str("z"), out, max + 1), ERR_TOO_LARGE);
	assert_int_equal(sm3_kdf(*state, bytes_str("z"), out, max), ERR_OK);
	/* The last block has the counter 2048, in two octets. */
	{
		static const uint8_t last[4] = {0, 0, 8, 0};
		struct bytes parts[] = {bytes_str("z"), BYTES_ARRAY(last)};
		uint8_t digest[SM3_LEN];

		assert_int_equal(sm3(*state, parts, 2, digest), ERR_OK);
		assert_memory_equal(out + max - SM3_LEN, digest, SM3_LEN);
	}
	free(out);
}

static void
a_stream_digests_piece_by_piece_and_starts_afresh(void **state)
{
	AUTO(sm3_stream) s = NULL;
	uint8_t digest[SM3_LEN];

	assert_int_equal(sm3_stream_new(*state, &s), ERR_OK);
	for (int round = 0; round < 2; round++) {
		for (size_t i = 0; i < 64; i++)
			assert_int_equal(
			    sm3_stream_add(s, BYTES(abcd_16 + i, 1)), ERR_OK);
		assert_int_equal(sm3_stream_end(s, digest), ERR_OK);
		assert_hex(digest, SM3_LEN, ABCD_16);
	}
	assert_int_equal(sm3_stream_end(s, digest), ERR_OK);
	assert_hex(digest, SM3_LEN, NOTHING);
}

static void
a_copied_stream_goes_its_own_way(void **state)
{
	AUTO(sm3_stream) s = NULL;
	AUTO(sm3_stream) copy = NULL;
	uint8_t digest[SM3_LEN];

	assert_int_equal(sm3_stream_new(*state, &s), ERR_OK);
	assert_int_equal(sm3_stream_add(s, bytes_str("a")), ERR_OK);
	assert_int_equal(sm3_stream_copy(s, &copy), ERR_OK);
	assert_int_equal(sm3_stream_add(s, bytes_str("xx")), ERR_OK);
	assert_int_equal(sm3_stream_add(copy, bytes_str("bc")), ERR_OK);
	assert_int_equal(sm3_stream_end(copy, digest), ERR_OK);
	assert_hex(digest, SM3_LEN, ABC);
	assert_int_equal(sm3_stream_end(s, digest), ERR_OK);
	assert_memory_not_equal(digest, "\x66\xc7\xf0\xf4", 4);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(the_digest_is_that_of_the_standard),
	    cmocka_unit_test(parts_are_digested_one_after_the_other),
	    cmocka_unit_test(the_mac_is_that_of_openssl),
	    cmocka_unit_test(an_empty_key_is_a_key_and_not_the_last_one),
	    cmocka_unit_test(the_key_derivation_is_that_of_the_standard),
	    cmocka_unit_test(derived_octets_are_digests_in_a_row),
	    cmocka_unit_test(derivation_keeps_to_its_limits),
	    cmocka_unit_test(a_stream_digests_piece_by_piece_and_starts_afresh),
	    cmocka_unit_test(a_copied_stream_goes_its_own_way),
	};

	return cmocka_run_group_tests(tests, gm_setup, gm_teardown);
}
