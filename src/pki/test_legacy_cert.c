/* SPDX-License-Identifier: Apache-2.0 */
/* Certificates that openssl made, and what is wrong with others. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "base/text.h"
#include "gm/pkcs12.h"
#include "pki/legacy_cert.h"
#include "pki/legacy_vectors.h"

#define NOW ((int64_t)1795305600) /* 2026-11-22T00:00:00Z */

static int
set_up(void **state)
{
	return gm_new((struct gm **)state) == ERR_OK ? 0 : -1;
}

static int
tear_down(void **state)
{
	gm_free(*state);
	return 0;
}

/* A certificate and the octets it was read from. */
struct read_cert {
	struct buf der;
	struct legacy_cert cert;
};

static void
read_cert_done(struct read_cert *r)
{
	buf_done(&r->der);
}
DEFINE_AUTO_DONE(read_cert)

static enum err
read_base64(const char *base64, struct read_cert *r)
{
	buf_init(&r->der, LEGACY_CERT_DER_MAX);
	assert_int_equal(text_unbase64(bytes_str(base64), &r->der), ERR_OK);
	return legacy_cert_parse(buf_bytes(&r->der), &r->cert);
}

static struct pkcs12 *
open_holder(struct gm *gm, const char *base64, struct read_cert *r)
{
	AUTO_DONE(buf) file = BUF(PKCS12_FILE_MAX);
	struct pkcs12 *k = NULL;

	assert_int_equal(text_unbase64(bytes_str(base64), &file), ERR_OK);
	assert_int_equal(
	    pkcs12_open(gm, buf_bytes(&file), bytes_str(LEGACY_PASSWORD), &k),
	    ERR_OK);
	buf_init(&r->der, LEGACY_CERT_DER_MAX);
	buf_put(&r->der, pkcs12_certificate(k));
	assert_int_equal(
	    legacy_cert_parse(buf_bytes(&r->der), &r->cert), ERR_OK);
	return k;
}

static void
assert_reads_ca(const char *base64, enum legacy_kind kind)
{
	AUTO_DONE(read_cert) r = {.der = BUF(0)};

	assert_int_equal(read_base64(base64, &r), ERR_OK);
	assert_int_equal(r.cert.key.kind, kind);
	assert_int_equal(r.cert.signed_by, kind);
	assert_true(r.cert.ca);
	assert_true(legacy_cert_is_ca(&r.cert));
	assert_false(legacy_cert_signs(&r.cert));
	assert_true(bytes_equal(r.cert.issuer, r.cert.subject));
	assert_int_equal(r.cert.key_id.len, 20);
	assert_int_equal(legacy_cert_valid_at(&r.cert, NOW), ERR_OK);
}

static void
a_cas_certificate_is_read(void **state)
{
	(void)state;
	assert_reads_ca(LEGACY_RSA_CA_A, LEGACY_RSA);
	assert_reads_ca(LEGACY_RSA_CA_B, LEGACY_RSA);
	assert_reads_ca(LEGACY_SM2_CA_A, LEGACY_SM2);
	assert_reads_ca(LEGACY_SM2_CA_B, LEGACY_SM2);
}

static void
assert_belongs(
    struct gm *gm, const char *holder, const char *own, const char *namesake)
{
	AUTO_DONE(read_cert) h = {.der = BUF(0)};
	AUTO_DONE(read_cert) ca = {.der = BUF(0)};
	AUTO_DONE(read_cert) twin = {.der = BUF(0)};
	AUTO(pkcs12) k = open_holder(gm, holder, &h);
	char serial[CERT_SERIAL_TEXT_SIZE];

	assert_non_null(k);
	assert_int_equal(read_base64(own, &ca), ERR_OK);
	assert_int_equal(read_base64(namesake, &twin), ERR_OK);
	cert_serial_text(&h.cert.serial, serial);
	assert_string_equal(serial, "1001");
	assert_true(legacy_cert_signs(&h.cert));
	assert_false(legacy_cert_is_ca(&h.cert));
	/* By name it could be either's. */
	assert_true(bytes_equal(h.cert.issuer, ca.cert.subject));
	assert_true(bytes_equal(h.cert.issuer, twin.cert.subject));
	assert_true(bytes_equal(h.cert.issuer_key_id, ca.cert.key_id));
	assert_int_equal(legacy_cert_verify(gm, &h.cert, &ca.cert.key), ERR_OK);
	assert_int_equal(legacy_cert_verify(gm, &h.cert, &twin.cert.key),
	    ERR_CERT_SIGNATURE);
}

static void
a_certificate_belongs_to_the_key_that_signed_it_not_to_a_name(void **state)
{
	struct gm *gm = *state;

	assert_belongs(gm, LEGACY_RSA_HOLDER, LEGACY_RSA_CA_A, LEGACY_RSA_CA_B);
	assert_belongs(gm, LEGACY_RSA_TWIN, LEGACY_RSA_CA_B, LEGACY_RSA_CA_A);
	assert_belongs(gm, LEGACY_SM2_HOLDER, LEGACY_SM2_CA_A, LEGACY_SM2_CA_B);
	assert_belongs(gm, LEGACY_SM2_TWIN, LEGACY_SM2_CA_B, LEGACY_SM2_CA_A);
}

static void
another_kind_of_key_signed_nothing(void **state)
{
	AUTO_DONE(read_cert) rsa = {.der = BUF(0)};
	AUTO_DONE(read_cert) sm2 = {.der = BUF(0)};

	assert_int_equal(read_base64(LEGACY_RSA_CA_A, &rsa), ERR_OK);
	assert_int_equal(read_base64(LEGACY_SM2_CA_A, &sm2), ERR_OK);
	assert_int_equal(legacy_cert_verify(*state, &rsa.cert, &sm2.cert.key),
	    ERR_CERT_SIGNATURE);
	assert_int_equal(legacy_cert_verify(*state, &sm2.cert, &rsa.cert.key),
	    ERR_CERT_SIGNATURE);
}

static void
what_the_certificate_says_is_kept(void **state)
{
	static const struct {
		const char *file;
		bool signs;
		enum err valid;
	} cases[] = {
	    {LEGACY_SM2_HOLDER, true, ERR_OK},
	    {LEGACY_SM2_ENCRYPT, false, ERR_OK},
	    {LEGACY_SM2_EXPIRED, true, ERR_CERT_EXPIRED},
	    {LEGACY_SM2_EARLY, true, ERR_CERT_NOT_YET_VALID},
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		AUTO_DONE(read_cert) r = {.der = BUF(0)};
		AUTO(pkcs12) k = open_holder(*state, cases[i].file, &r);

		assert_non_null(k);
		assert_int_equal(legacy_cert_signs(&r.cert), cases[i].signs);
		assert_int_equal(
		    legacy_cert_valid_at(&r.cert, NOW), cases[i].valid);
	}
}

static void
an_old_version_and_a_strong_digest_are_read(void **state)
{
	AUTO_DONE(read_cert) r = {.der = BUF(0)};
	AUTO_DONE(read_cert) ca = {.der = BUF(0)};

	assert_int_equal(read_base64(LEGACY_V1, &r), ERR_OK);
	assert_int_equal(read_base64(LEGACY_RSA_CA_A, &ca), ERR_OK);
	assert_int_equal(r.cert.hash, RSA_SHA512);
	assert_false(r.cert.has_key_usage);
	assert_int_equal(
	    legacy_cert_verify(*state, &r.cert, &ca.cert.key), ERR_OK);
}

static void
what_is_too_weak_or_unknown_is_refused(void **state)
{
	static const struct {
		const char *certificate;
		enum err want;
	} cases[] = {
	    {LEGACY_SHA1, ERR_CERT_ALGORITHM},
	    {LEGACY_SHORT, ERR_CERT_ALGORITHM},
	    {LEGACY_P256, ERR_CERT_ALGORITHM},
	    {LEGACY_CRITICAL, ERR_CERT_SYNTAX},
	    {"", ERR_CERT_SYNTAX},
	    {"MAA=", ERR_CERT_SYNTAX},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		AUTO_DONE(read_cert) r = {.der = BUF(0)};

		assert_int_equal(
		    read_base64(cases[i].certificate, &r), cases[i].want);
	}
}

static void
octets_after_it_or_too_few_are_refused(void **state)
{
	AUTO_DONE(read_cert) r = {.der = BUF(0)};
	struct legacy_cert c;

	(void)state;
	assert_int_equal(read_base64(LEGACY_RSA_CA_A, &r), ERR_OK);
	for (size_t len = 0; len < r.der.len; len++)
		assert_int_equal(legacy_cert_parse(BYTES(r.der.p, len), &c),
		    ERR_CERT_SYNTAX);
	buf_u8(&r.der, 0);
	assert_int_equal(
	    legacy_cert_parse(buf_bytes(&r.der), &c), ERR_CERT_SYNTAX);
	assert_non_null(buf_extend(&r.der, LEGACY_CERT_DER_MAX - r.der.len));
	assert_int_equal(
	    legacy_cert_parse(BYTES(r.der.p, LEGACY_CERT_DER_MAX + 1), &c),
	    ERR_CERT_SYNTAX);
}

static void
a_changed_octet_of_the_body_breaks_the_signature(void **state)
{
	AUTO_DONE(read_cert) r = {.der = BUF(0)};
	AUTO_DONE(read_cert) ca = {.der = BUF(0)};
	struct legacy_cert c;
	size_t at;

	assert_int_equal(read_base64(LEGACY_V1, &r), ERR_OK);
	assert_int_equal(read_base64(LEGACY_RSA_CA_A, &ca), ERR_OK);
	at = (size_t)(r.cert.tbs.p - r.der.p);
	for (size_t i = at; i < at + r.cert.tbs.len; i++) {
		r.der.p[i] ^= 1;
		if (legacy_cert_parse(buf_bytes(&r.der), &c) == ERR_OK)
			assert_int_equal(
			    legacy_cert_verify(*state, &c, &ca.cert.key),
			    ERR_CERT_SIGNATURE);
		r.der.p[i] ^= 1;
	}
}

static void
a_holders_signature_holds_for_its_message_alone(void **state)
{
	static const char *const files[] = {
	    LEGACY_RSA_HOLDER, LEGACY_SM2_HOLDER};
	struct gm *gm = *state;

	for (size_t i = 0; i < COUNT(files); i++) {
		AUTO_DONE(read_cert) r = {.der = BUF(0)};
		AUTO(pkcs12) k = open_holder(gm, files[i], &r);
		AUTO_DONE(buf) sig = BUF(PKCS12_SIGNATURE_MAX);
		const struct legacy_key *key = &r.cert.key;

		assert_int_equal(
		    pkcs12_sign(gm, k, bytes_str("move"), &sig), ERR_OK);
		assert_int_equal(legacy_key_verify(gm, key, bytes_str("move"),
				     buf_bytes(&sig)),
		    ERR_OK);
		assert_int_equal(legacy_key_verify(gm, key, bytes_str("stay"),
				     buf_bytes(&sig)),
		    ERR_SIGNATURE_INVALID);
		assert_int_equal(
		    legacy_key_verify(gm, key, bytes_str("move"), BYTES_NONE),
		    ERR_SIGNATURE_INVALID);
	}
}

static void
a_key_is_read_whole_or_not_at_all(void **state)
{
	AUTO_DONE(read_cert) r = {.der = BUF(0)};
	AUTO_DONE(buf) longer = BUF(LEGACY_SPKI_DER_MAX + 1);
	struct legacy_key k;

	(void)state;
	assert_int_equal(read_base64(LEGACY_RSA_CA_A, &r), ERR_OK);
	assert_int_equal(legacy_key_parse(r.cert.spki, &k), ERR_OK);
	for (size_t len = 0; len < r.cert.spki.len; len++)
		assert_int_not_equal(
		    legacy_key_parse(BYTES(r.cert.spki.p, len), &k), ERR_OK);
	buf_put(&longer, r.cert.spki);
	buf_u8(&longer, 0);
	assert_int_equal(
	    legacy_key_parse(buf_bytes(&longer), &k), ERR_CERT_SYNTAX);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_cas_certificate_is_read),
	    cmocka_unit_test(
		a_certificate_belongs_to_the_key_that_signed_it_not_to_a_name),
	    cmocka_unit_test(another_kind_of_key_signed_nothing),
	    cmocka_unit_test(what_the_certificate_says_is_kept),
	    cmocka_unit_test(an_old_version_and_a_strong_digest_are_read),
	    cmocka_unit_test(what_is_too_weak_or_unknown_is_refused),
	    cmocka_unit_test(octets_after_it_or_too_few_are_refused),
	    cmocka_unit_test(a_changed_octet_of_the_body_breaks_the_signature),
	    cmocka_unit_test(a_holders_signature_holds_for_its_message_alone),
	    cmocka_unit_test(a_key_is_read_whole_or_not_at_all),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
