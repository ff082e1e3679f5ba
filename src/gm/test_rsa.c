/* SPDX-License-Identifier: Apache-2.0 */
#include "gm/rsa.h"

#include "gm/test_hex.h"
#include "gm/test_rsa_vectors.h"

static const uint8_t exponent[] = {1, 0, 1};

static size_t
decode(const char *base64, uint8_t *out, size_t size)
{
	AUTO_DONE(buf) b = BUF(size);

	assert_int_equal(text_unbase64(bytes_str(base64), &b), ERR_OK);
	memcpy(out, b.p, b.len);
	return b.len;
}

static enum err
verify(struct gm *gm, enum rsa_hash hash, const char *message,
    const char *signature)
{
	uint8_t n[RSA_LEN_MAX], sig[RSA_LEN_MAX];
	struct rsa_public p = {
	    BYTES(n, decode(MODULUS, n, sizeof(n))), BYTES_ARRAY(exponent)};
	size_t len = decode(signature, sig, sizeof(sig));

	return rsa_verify(gm, &p, hash, bytes_str(message), BYTES(sig, len));
}

static void
signatures_of_openssl_hold(void **state)
{
	assert_int_equal(
	    verify(*state, RSA_SHA256, MESSAGE, SIGNED_SHA256), ERR_OK);
	assert_int_equal(
	    verify(*state, RSA_SHA384, MESSAGE, SIGNED_SHA384), ERR_OK);
	assert_int_equal(
	    verify(*state, RSA_SHA512, MESSAGE, SIGNED_SHA512), ERR_OK);
}

static void
other_messages_digests_and_paddings_are_refused(void **state)
{
	static const struct {
		enum rsa_hash hash;
		const char *message, *signature;
	} cases[] = {
	    {RSA_SHA256, "what another CA signed", SIGNED_SHA256},
	    {RSA_SHA256, "", SIGNED_SHA256},
	    {RSA_SHA256, MESSAGE, SIGNED_SHA512},
	    {RSA_SHA512, MESSAGE, SIGNED_SHA256},
	    {RSA_SHA256, MESSAGE, SIGNED_SHA1},
	    {RSA_SHA256, MESSAGE, SIGNED_PSS},
	    {RSA_SHA256, MESSAGE, "AA=="},
	    {RSA_SHA256, MESSAGE, ""},
	};

	for (size_t i = 0; i < COUNT(cases); i++)
		assert_int_equal(verify(*state, cases[i].hash, cases[i].message,
				     cases[i].signature),
		    ERR_SIGNATURE_INVALID);
}

static void
a_signature_with_any_octet_changed_is_refused(void **state)
{
	uint8_t n[RSA_LEN_MAX], sig[RSA_LEN_MAX];
	struct rsa_public p = {
	    BYTES(n, decode(MODULUS, n, sizeof(n))), BYTES_ARRAY(exponent)};
	size_t len = decode(SIGNED_SHA256, sig, sizeof(sig));

	for (size_t i = 0; i < len; i++) {
		sig[i] ^= 1;
		assert_int_equal(rsa_verify(*state, &p, RSA_SHA256,
				     bytes_str(MESSAGE), BYTES(sig, len)),
		    ERR_SIGNATURE_INVALID);
		sig[i] ^= 1;
	}
}

/* A number of so many bits whose lowest octet is as given. */
static struct bytes
number(uint8_t *out, unsigned bits, uint8_t lowest)
{
	size_t len = (bits + 7) / 8;

	memset(out, 0x5a, len);
	out[0] = (uint8_t)(1U << ((bits - 1) % 8));
	out[len - 1] = lowest;
	return BYTES(out, len);
}

static void
keys_out_of_bounds_are_refused(void **state)
{
	static const struct {
		unsigned bits;
		uint8_t n_lowest;
		const char *e; /* octets */
		size_t e_len;
		enum err want;
	} cases[] = {
	    {2048, 1, "\x03", 1, ERR_OK},
	    {2047, 1, "\x03", 1, ERR_CERT_ALGORITHM},
	    {2049, 1, "\x01\x00\x01", 3, ERR_OK},
	    {8192, 1, "\x01\x00\x01", 3, ERR_OK},
	    {8193, 1, "\x01\x00\x01", 3, ERR_CERT_ALGORITHM},
	    {2048, 2, "\x03", 1, ERR_CERT_ALGORITHM},
	    {2048, 1, "\x01", 1, ERR_CERT_ALGORITHM},
	    {2048, 1, "\x04", 1, ERR_CERT_ALGORITHM},
	    {2048, 1, "\x00\x03", 2, ERR_CERT_ALGORITHM},
	    {2048, 1, "", 0, ERR_CERT_ALGORITHM},
	    {2048, 1, "\x80\x00\x00\x00\x00\x00\x00\x01", 8, ERR_OK},
	    {2048, 1, "\x01\x00\x00\x00\x00\x00\x00\x00\x01", 9,
		ERR_CERT_ALGORITHM},
	};
	uint8_t octets[RSA_LEN_MAX + 1];

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct rsa_public p = {
		    number(octets, cases[i].bits, cases[i].n_lowest),
		    BYTES(cases[i].e, cases[i].e_len)};

		assert_int_equal(rsa_public_check(&p), cases[i].want);
		if (cases[i].want != ERR_OK)
			assert_int_equal(rsa_verify(*state, &p, RSA_SHA256,
					     BYTES_NONE, BYTES_NONE),
			    ERR_CERT_ALGORITHM);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(signatures_of_openssl_hold),
	    cmocka_unit_test(other_messages_digests_and_paddings_are_refused),
	    cmocka_unit_test(a_signature_with_any_octet_changed_is_refused),
	    cmocka_unit_test(keys_out_of_bounds_are_refused),
	};

	return cmocka_run_group_tests(tests, gm_setup, gm_teardown);
}
