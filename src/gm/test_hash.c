/* SPDX-License-Identifier: Apache-2.0 */
#include "gm/hash.h"

#include "gm/test_hex.h"

/* Of "abc": FIPS 180-2 A.1 (SHA-1) and B.1 (SHA-256), GB/T 32905 A.1. */
static const struct {
	enum hash hash;
	size_t len;
	const char *digest;
} cases[] = {
    {HASH_SHA1, 20, "a9993e364706816aba3e25717850c26c9cd0d89d"},
    {HASH_SHA256, 32,
	"ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"},
    {HASH_SM3, 32,
	"66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"},
};

static void
each_hash_is_the_standards(void **state)
{
	for (size_t i = 0; i < COUNT(cases); i++) {
		uint8_t digest[HASH_LEN_MAX];

		assert_int_equal(hash_len(cases[i].hash), cases[i].len);
		assert_int_equal(
		    hash_of(*state, cases[i].hash, bytes_str("abc"), digest),
		    ERR_OK);
		assert_hex(digest, cases[i].len, cases[i].digest);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(each_hash_is_the_standards),
	};

	return cmocka_run_group_tests(tests, gm_setup, gm_teardown);
}
