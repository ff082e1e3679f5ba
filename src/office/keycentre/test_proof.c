/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "office/keycentre/proof.h"
#include "office/process/child.h"

const struct child_program child_programs[CHILD_COUNT] = {0};

static const uint8_t shared[PROOF_KEY_LEN] = {1, 2, 3};
static const uint8_t other[PROOF_KEY_LEN] = {1, 2, 4};

static void
a_code_is_proved_for_one_grant_under_one_key(void **state)
{
	AUTO(gm) gm = NULL;
	const struct bytes grant = bytes_str("a grant");
	uint8_t digest[SM3_LEN], want[SM3_LEN], mac[SM3_LEN], differs[SM3_LEN];
	const struct bytes parts[] = {bytes_str("code"), BYTES_ARRAY(digest)};

	(void)state;
	assert_int_equal(gm_new(&gm), ERR_OK);
	assert_int_equal(sm3_of(gm, grant, digest), ERR_OK);
	assert_int_equal(
	    sm3_hmac(gm, BYTES_ARRAY(shared), parts, 2, want), ERR_OK);
	assert_int_equal(
	    proof_code(gm, BYTES_ARRAY(shared), grant, mac), ERR_OK);
	assert_memory_equal(mac, want, SM3_LEN);
	assert_int_equal(
	    proof_code(gm, BYTES_ARRAY(shared), bytes_str("a gran"), differs),
	    ERR_OK);
	assert_memory_not_equal(mac, differs, SM3_LEN);
	assert_int_equal(
	    proof_code(gm, BYTES_ARRAY(other), grant, differs), ERR_OK);
	assert_memory_not_equal(mac, differs, SM3_LEN);
}

/* What is proved of a pair is no proof of a code, though as long. */
static void
a_proof_is_for_one_purpose(void **state)
{
	AUTO(gm) gm = NULL;
	const struct bytes a = bytes_str("a"), b = bytes_str("b");
	uint8_t order[SM3_LEN], code[SM3_LEN];

	(void)state;
	assert_int_equal(gm_new(&gm), ERR_OK);
	assert_int_equal(
	    proof_order(gm, BYTES_ARRAY(shared), a, b, order), ERR_OK);
	assert_int_equal(proof_code(gm, BYTES_ARRAY(shared), a, code), ERR_OK);
	assert_memory_not_equal(order, code, SM3_LEN);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_code_is_proved_for_one_grant_under_one_key),
	    cmocka_unit_test(a_proof_is_for_one_purpose),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
