/* SPDX-License-Identifier: Apache-2.0 */
#include "gm/pkcs12.h"

#include "gm/rsa.h"
#include "gm/sm2_der.h"
#include "gm/test_hex.h"
#include "gm/test_rsa_vectors.h"

static void
decode(const char *base64, struct buf *b)
{
	assert_int_equal(text_unbase64(bytes_str(base64), b), ERR_OK);
}

static enum err
open_file(struct gm *gm, const char *base64, const char *password,
    struct pkcs12 **ret_k)
{
	AUTO_DONE(buf) file = BUF(PKCS12_FILE_MAX);

	decode(base64, &file);
	return pkcs12_open(gm, buf_bytes(&file), bytes_str(password), ret_k);
}

/* What openssl says of the same key and message. */
static void
rsa_keys_sign_as_openssl_does(void **state)
{
	static const char *const files[] = {RSA_FILE, RSA_FILE_OLD};
	AUTO_DONE(buf) want = BUF(PKCS12_SIGNATURE_MAX);

	decode(SIGNED_SHA256, &want);
	for (size_t i = 0; i < COUNT(files); i++) {
		AUTO(pkcs12) k = NULL;
		AUTO_DONE(buf) got = BUF(PKCS12_SIGNATURE_MAX);

		assert_int_equal(
		    open_file(*state, files[i], FILE_PASSWORD, &k), ERR_OK);
		assert_int_equal(
		    pkcs12_sign(*state, k, bytes_str(MESSAGE), &got), ERR_OK);
		assert_true(bytes_equal(buf_bytes(&got), buf_bytes(&want)));
		assert_int_equal(pkcs12_certificate(k).p[0], 0x30);
	}
}

/* The key's point, as it stands in the certificate: after 03 42 00 04. */
static void
find_point(struct bytes certificate, struct sm2_public *ret_p)
{
	static const uint8_t before[] = {0x03, 0x42, 0x00};

	for (size_t i = 0; i + 3 + SM2_POINT_LEN <= certificate.len; i++)
		if (memcmp(certificate.p + i, before, sizeof(before)) == 0) {
			assert_int_equal(
			    sm2_public_parse(
				BYTES(certificate.p + i + 3, SM2_POINT_LEN),
				ret_p),
			    ERR_OK);
			return;
		}
	fail();
}

static void
an_sm2_key_signs_as_its_certificate_says(void **state)
{
	AUTO(pkcs12) k = NULL;
	AUTO_DONE(buf) got = BUF(PKCS12_SIGNATURE_MAX);
	struct sm2_signature sig;
	struct sm2_public p;

	assert_int_equal(
	    open_file(*state, SM2_FILE, SM2_FILE_PASSWORD, &k), ERR_OK);
	assert_int_equal(
	    pkcs12_sign(*state, k, bytes_str(MESSAGE), &got), ERR_OK);
	assert_int_equal(sm2_signature_from_der(buf_bytes(&got), &sig), ERR_OK);
	find_point(pkcs12_certificate(k), &p);
	assert_int_equal(
	    sm2_verify(*state, &p, bytes_str(MESSAGE), &sig), ERR_OK);
}

static void
what_cannot_be_used_is_refused(void **state)
{
	static const struct {
		const char *file, *password;
		enum err want;
	} cases[] = {
	    {RSA_FILE, "Secret6", ERR_PIN_WRONG},
	    {RSA_FILE, "", ERR_PIN_WRONG},
	    {RSA_FILE_OLD, "secret", ERR_PIN_WRONG},
	    {SM2_FILE, FILE_PASSWORD, ERR_PIN_WRONG},
	    {SHORT_FILE, FILE_PASSWORD, ERR_CERT_ALGORITHM},
	    {P256_FILE, FILE_PASSWORD, ERR_CERT_ALGORITHM},
	    {BARE_FILE, FILE_PASSWORD, ERR_KEYFILE},
	    {"MAA=", FILE_PASSWORD, ERR_KEYFILE},
	    {"", FILE_PASSWORD, ERR_KEYFILE},
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		AUTO(pkcs12) k = NULL;

		assert_int_equal(
		    open_file(*state, cases[i].file, cases[i].password, &k),
		    cases[i].want);
		assert_null(k);
	}
}

static void
octets_after_the_file_or_too_many_are_refused(void **state)
{
	AUTO_DONE(buf) file = BUF(PKCS12_FILE_MAX + 1);
	AUTO(pkcs12) k = NULL;
	struct bytes password = bytes_str(FILE_PASSWORD);

	decode(RSA_FILE, &file);
	buf_u8(&file, 0);
	assert_int_equal(
	    pkcs12_open(*state, buf_bytes(&file), password, &k), ERR_KEYFILE);
	assert_non_null(buf_extend(&file, PKCS12_FILE_MAX + 1 - file.len));
	memset(file.p, 0, file.len);
	assert_int_equal(
	    pkcs12_open(*state, buf_bytes(&file), password, &k), ERR_KEYFILE);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(rsa_keys_sign_as_openssl_does),
	    cmocka_unit_test(an_sm2_key_signs_as_its_certificate_says),
	    cmocka_unit_test(what_cannot_be_used_is_refused),
	    cmocka_unit_test(octets_after_the_file_or_too_many_are_refused),
	};

	return cmocka_run_group_tests(tests, gm_setup, gm_teardown);
}
