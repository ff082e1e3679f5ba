/* SPDX-License-Identifier: Apache-2.0 */
#include "gm/sm3.h"
#include "gm/test_hex.h"

/* RFC 7914 clause 12, but for the one that needs 1 GiB. */
static void
the_vectors_of_the_rfc_hold(void **state)
{
	static const struct {
		const char *pass, *salt;
		struct scrypt_cost cost;
		const char *want;
	} cases[] = {
	    {"", "", {16, 1, 1},
		"77d6576238657b203b19ca42c18a0497f16b4844e3074ae8dfdffa3fede214"
		"42fcd0069ded0948f8326a753a0fc81f17e8d3e0fb2e0d3628cf35e20c38d1"
		"8906"},
	    {"password", "NaCl", {1024, 8, 16},
		"fdbabe1c9d3472007856e7190d01e9fe7c6ad7cbc8237830e77376634b3731"
		"622eaf30d92e22a3886ff109279d9830dac727afb94a83ee6d8360cbdfa2cc"
		"0640"},
	    {"pleaseletmein", "SodiumChloride", {16384, 8, 1},
		"7023bdcb3afd7348461c06cd81fd38ebfda8fbba904f8e3ea9b543f6545da1"
		"f2d5432955613f0fcf62d49705242a9af9e61e85dc0d651e40dfcf017b4557"
		"5887"},
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		uint8_t out[64];

		assert_int_equal(scrypt(*state, bytes_str(cases[i].pass),
				     bytes_str(cases[i].salt), cases[i].cost,
				     out, sizeof(out)),
		    ERR_OK);
		assert_hex(out, sizeof(out), cases[i].want);
	}
}

static void
a_cost_that_is_none_or_too_much_is_refused(void **state)
{
	static const struct {
		struct scrypt_cost cost;
		enum err want;
	} cases[] = {
	    {{0, 8, 1}, ERR_BAD_NUMBER},
	    {{1, 8, 1}, ERR_BAD_NUMBER},
	    {{1000, 8, 1}, ERR_BAD_NUMBER},
	    {{1024, 0, 1}, ERR_BAD_NUMBER},
	    {{1024, 8, 0}, ERR_BAD_NUMBER},
	    {{2, 1, 16}, ERR_OK},
	    {{2, 1, 17}, ERR_TOO_LARGE},
	    {{1 << 21, 1, 1}, ERR_TOO_LARGE},
	    {{(uint64_t)1 << 63, 1, 1}, ERR_TOO_LARGE},
	    {{1 << 18, 9, 1}, ERR_TOO_LARGE}, /* 288 MiB */
	    {{2, 32, 1}, ERR_OK},
	    {{2, 33, 1}, ERR_TOO_LARGE},
	    {{2, UINT32_MAX, 1}, ERR_TOO_LARGE},
	};
	uint8_t out[32];

	for (size_t i = 0; i < COUNT(cases); i++)
		assert_int_equal(scrypt(*state, bytes_str("p"), bytes_str("s"),
				     cases[i].cost, out, sizeof(out)),
		    cases[i].want);
}

static void
the_largest_memory_allowed_works(void **state)
{
	static const struct scrypt_cost costs[] = {
	    {1 << 20, 2, 1}, {2, 32, 16}};
	uint8_t out[32];

	for (size_t i = 0; i < COUNT(costs); i++)
		assert_int_equal(scrypt(*state, bytes_str("p"), bytes_str("s"),
				     costs[i], out, sizeof(out)),
		    ERR_OK);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(the_vectors_of_the_rfc_hold),
	    cmocka_unit_test(a_cost_that_is_none_or_too_much_is_refused),
	    cmocka_unit_test(the_largest_memory_allowed_works),
	};

	return cmocka_run_group_tests(tests, gm_setup, gm_teardown);
}
