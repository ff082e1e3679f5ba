/* SPDX-License-Identifier: Apache-2.0 */
#include "gm/gm.h"

#include <openssl/err.h>

#include "gm/test_sm2_points.h"

static void
random_octets_are_never_the_same(void **state)
{
	uint8_t a[16] = {0}, b[16] = {0};

	assert_int_equal(gm_random(*state, a, sizeof(a)), ERR_OK);
	assert_int_equal(gm_random(*state, b, sizeof(b)), ERR_OK);
	assert_memory_not_equal(a, b, sizeof(a));
	assert_int_equal(gm_random(*state, a, 0), ERR_OK);
}

static void
more_random_octets_than_libcrypto_counts_are_refused(void **state)
{
	uint8_t a[1];

	assert_int_equal(
	    gm_random(*state, a, (size_t)INT32_MAX + 1), ERR_NO_RANDOM);
}

/* The queue is the process's: others must not find our failures in it. */
static void
failures_leave_nothing_in_the_queue_of_libcrypto(void **state)
{
	struct sm2_public bad[6];
	struct sm2_signature sig = {{1}, {1}};
	struct sm2_cipher c = {.len = 1};
	AUTO(sm2_key) key = key_of_hex(*state, FOREIGN_D);
	AUTO(secret) plain = NULL;

	bad_points(bad);
	assert_int_equal(sm2_verify(*state, &bad[0], BYTES_NONE, &sig),
	    ERR_SIGNATURE_INVALID);
	assert_int_equal(ERR_peek_error(), 0);
	assert_int_equal(
	    sm2_verify(*state, sm2_key_public(key), BYTES_NONE, &sig),
	    ERR_SIGNATURE_INVALID);
	assert_int_equal(ERR_peek_error(), 0);
	assert_int_equal(
	    sm2_decrypt(*state, key, &c, &plain), ERR_ENVELOPE_KEY);
	assert_int_equal(ERR_peek_error(), 0);
	assert_int_equal(sm2_encrypt(*state, &bad[1], bytes_str("x"), &c),
	    ERR_CERT_ALGORITHM);
	assert_int_equal(ERR_peek_error(), 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(random_octets_are_never_the_same),
	    cmocka_unit_test(
		more_random_octets_than_libcrypto_counts_are_refused),
	    cmocka_unit_test(failures_leave_nothing_in_the_queue_of_libcrypto),
	};

	return cmocka_run_group_tests(tests, gm_setup, gm_teardown);
}
