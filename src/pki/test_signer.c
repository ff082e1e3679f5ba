/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "pki/fixture.h"

static void
a_signature_verifies_with_the_signers_key(void **state)
{
	AUTO_DONE(fixture) f;
	AUTO_DONE(party) p;
	struct sm2_signature sig;
	struct bytes message = bytes_str("message");

	(void)state;
	fixture_init(&f);
	party_init(&f, &p);
	assert_int_equal(signer_sign(f.gm, &p.signer, message, &sig), ERR_OK);
	assert_int_equal(
	    sm2_verify(f.gm, &p.signer.key, message, &sig), ERR_OK);
	assert_int_equal(sm2_verify(f.gm, &f.root.signer.key, message, &sig),
	    ERR_SIGNATURE_INVALID);
}

static enum err
refuse(void *self, const uint8_t e[SM3_LEN], struct sm2_signature *ret_sig)
{
	(void)self;
	(void)e;
	(void)ret_sig;
	return ERR_TOKEN_REMOVED;
}

static void
a_carriers_own_error_comes_through(void **state)
{
	AUTO_DONE(fixture) f;
	struct sm2_signature sig;
	struct signer s;

	(void)state;
	fixture_init(&f);
	s = f.root.signer;
	s.sign_digest = refuse;
	assert_int_equal(
	    signer_sign(f.gm, &s, BYTES_NONE, &sig), ERR_TOKEN_REMOVED);
}

/* GB/T 35276 7.3; integers of all lengths there are. */
static const struct {
	const char *name;
	uint8_t first; /* of r, the rest is 0xab */
	size_t zeros;  /* before it */
	size_t len;    /* of the whole DER */
} shapes[] = {
    {"largest", 0xff, 0, 72},
    {"top bit clear", 0x7f, 0, 70},
    {"one octet short", 0x80, 1, 70},
    {"one octet", 0xab, 31, 10},
};

static void
signatures_of_all_lengths_encode_and_parse(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(shapes); i++) {
		AUTO_DONE(buf) b = BUF(SIGNATURE_DER_MAX);
		struct sm2_signature sig, back;

		memset(&sig, 0xab, sizeof(sig));
		memset(sig.r, 0, shapes[i].zeros);
		sig.r[shapes[i].zeros] = shapes[i].first;
		memcpy(sig.s, sig.r, sizeof(sig.s));
		signature_encode(&b, &sig);
		assert_int_equal(buf_status(&b), ERR_OK);
		assert_int_equal(b.len, shapes[i].len);
		assert_int_equal(signature_parse(buf_bytes(&b), &back), ERR_OK);
		assert_memory_equal(&sig, &back, sizeof(sig));
	}
}

static const struct {
	const char *why;
	size_t len;
	uint8_t der[48];
} malformed[] = {
    {"nothing", 0, {0}},
    {"not a sequence", 8, {0x31, 6, 2, 1, 1, 2, 1, 1}},
    {"one integer", 5, {0x30, 3, 2, 1, 1}},
    {"three integers", 11, {0x30, 9, 2, 1, 1, 2, 1, 1, 2, 1, 1}},
    {"an octet after it", 9, {0x30, 6, 2, 1, 1, 2, 1, 1, 0}},
    {"negative", 8, {0x30, 6, 2, 1, 0x80, 2, 1, 1}},
    {"a zero too many", 9, {0x30, 7, 2, 2, 0, 1, 2, 1, 1}},
    {"no octets", 7, {0x30, 5, 2, 0, 2, 1, 1}},
    {"33 octets", 40, {0x30, 38, 2, 33, 1, [37] = 2, 1, 1}},
};

static void
a_malformed_signature_is_refused(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(malformed); i++) {
		struct sm2_signature sig;

		assert_int_equal(
		    signature_parse(
			BYTES(malformed[i].der, malformed[i].len), &sig),
		    ERR_DER_SYNTAX);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_signature_verifies_with_the_signers_key),
	    cmocka_unit_test(a_carriers_own_error_comes_through),
	    cmocka_unit_test(signatures_of_all_lengths_encode_and_parse),
	    cmocka_unit_test(a_malformed_signature_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
