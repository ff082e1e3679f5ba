/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Argument: libskf-soft. What it signs and encrypts, the openssl program
 * verifies and opens, and the reverse: neither was made by us alone.
 */
#include "asn1/der.h"
#include "asn1/oid.h"
#include "pki/cert.h"
#include "skf/token.h"
#include "softtoken/testing.h"

#define USER_PIN bytes_str("user-pin")
#define DISTID "-pkeyopt distid:1234567812345678 -rawin -digest sm3"
#define MESSAGE "a message that both sides know"

static const char *library_path;

struct world {
	struct folder *f;
	struct token_library *lib;
	struct token *t;
	struct sm2_public key;
};

static int
setup(void **state)
{
	static struct world w;
	struct token_library_options o = {
	    .path = library_path, .kind = CARRIER_SOFT};
	const struct token_setup s = {
	    .admin_pin = bytes_str("administrator"), .user_pin = USER_PIN};
	void *folder = NULL;

	if (folder_setup(&folder) != 0)
		return -1;
	w.f = folder;
	if (token_library_open(w.f->gm, &o, &w.lib) != ERR_OK ||
	    token_open(w.lib, TOKEN_SOFT_NEW, &w.t) != ERR_OK ||
	    token_set_up(w.t, &s) != ERR_OK ||
	    token_container_create(w.t, "c") != ERR_OK ||
	    token_generate(w.t, "c", &w.key) != ERR_OK)
		return -1;
	*state = &w;
	return 0;
}

static int
teardown(void **state)
{
	struct world *w = *state;
	void *folder = w->f;

	token_free(w->t);
	token_library_free(w->lib);
	return folder_teardown(&folder);
}

static void
path_of(struct world *w, const char *name, char out[FILE_PATH_MAX])
{
	assert_int_equal(file_path(out, w->f->dir, name), ERR_OK);
}

static void
write_file(struct world *w, const char *name, struct bytes data)
{
	char path[FILE_PATH_MAX];

	path_of(w, name, path);
	assert_int_equal(file_replace(path, data, 0600), ERR_OK);
}

static void
read_file(struct world *w, const char *name, struct buf *out)
{
	char path[FILE_PATH_MAX];

	path_of(w, name, path);
	assert_int_equal(file_read(path, out), ERR_OK);
}

/* Run openssl in the folder; whether it was content. */
static bool
openssl(struct world *w, const char *arguments)
{
	char command[2 * FILE_PATH_MAX];

	snprintf(command, sizeof(command), "cd '%.64s' && openssl %s >out 2>&1",
	    w->f->dir, arguments);
	return system(command) == 0;
}

/* SubjectPublicKeyInfo (RFC 5480) in PEM. */
static void
write_public(struct world *w, const char *name, const struct sm2_public *key)
{
	AUTO_DONE(buf) der = BUF(256);
	AUTO_DONE(buf) pem = BUF(1024);
	uint8_t point[SM2_POINT_LEN];
	size_t all = der_open(&der, DER_SEQUENCE);
	size_t algorithm = der_open(&der, DER_SEQUENCE);

	der_put_oid(&der, oid_octets(OID_EC_PUBLIC_KEY));
	der_put_oid(&der, oid_octets(OID_SM2_CURVE));
	der_close(&der, algorithm);
	sm2_public_point(key, point);
	der_put_bits(&der, BYTES_ARRAY(point));
	der_close(&der, all);
	assert_int_equal(buf_status(&der), ERR_OK);
	pem_encode(&pem, "PUBLIC KEY", buf_bytes(&der));
	assert_int_equal(buf_status(&pem), ERR_OK);
	write_file(w, name, buf_bytes(&pem));
}

static void
sign(struct world *w, struct sm2_signature *ret_sig)
{
	struct token_key k;
	struct signer signer;

	assert_int_equal(token_key_init(w->t, "c", &k), ERR_OK);
	signer = token_signer(&k);
	assert_int_equal(
	    signer_sign(w->f->gm, &signer, bytes_str(MESSAGE), ret_sig),
	    ERR_OK);
}

static void
openssl_verifies_our_signature(void **state)
{
	struct world *w = *state;
	AUTO_DONE(buf) der = BUF(SIGNATURE_DER_MAX);
	struct sm2_signature sig;

	sign(w, &sig);
	signature_encode(&der, &sig);
	write_public(w, "key.pem", &w->key);
	write_file(w, "message", bytes_str(MESSAGE));
	write_file(w, "signature", buf_bytes(&der));
	assert_true(openssl(w, "pkeyutl -verify -pubin -inkey key.pem " DISTID
			       " -in message -sigfile signature"));
	write_file(w, "message", bytes_str("another message"));
	assert_false(openssl(w, "pkeyutl -verify -pubin -inkey key.pem " DISTID
				" -in message -sigfile signature"));
}

/* A key of openssl's making: its public half out of the SPKI's end. */
static void
openssl_key(struct world *w, struct sm2_public *ret_key)
{
	AUTO_DONE(buf) der = BUF(256);

	assert_true(openssl(w, "genpkey -algorithm SM2 -out theirs.pem"));
	assert_true(openssl(
	    w, "pkey -in theirs.pem -pubout -outform DER -out theirs.der"));
	read_file(w, "theirs.der", &der);
	assert_true(der.len > SM2_POINT_LEN);
	assert_int_equal(
	    sm2_public_parse(
		BYTES(der.p + der.len - SM2_POINT_LEN, SM2_POINT_LEN), ret_key),
	    ERR_OK);
}

static void
we_verify_openssl_s_signature(void **state)
{
	struct world *w = *state;
	AUTO_DONE(buf) der = BUF(SIGNATURE_DER_MAX);
	struct sm2_public key;
	struct sm2_signature sig;

	openssl_key(w, &key);
	write_file(w, "message", bytes_str(MESSAGE));
	assert_true(openssl(w, "pkeyutl -sign -inkey theirs.pem " DISTID
			       " -in message -out signature"));
	read_file(w, "signature", &der);
	assert_int_equal(signature_parse(buf_bytes(&der), &sig), ERR_OK);
	assert_int_equal(
	    sm2_verify(w->f->gm, &key, bytes_str(MESSAGE), &sig), ERR_OK);
}

/* The private key in DER (SEC 1) ends its scalar 39 octets in. */
static void
read_scalar(struct world *w, uint8_t out[SM2_LEN])
{
	AUTO_DONE(buf) der = BUF(512);
	struct bytes d;
	struct der all, in;
	uint64_t version;

	assert_true(openssl(w, "ec -in theirs.pem -outform DER -out sec1.der"));
	read_file(w, "sec1.der", &der);
	all = der_of(buf_bytes(&der));
	assert_int_equal(der_enter(&all, DER_SEQUENCE, &in), ERR_OK);
	assert_int_equal(der_uint(&in, 1, &version), ERR_OK);
	assert_int_equal(der_octets(&in, &d), ERR_OK);
	assert_int_equal(d.len, SM2_LEN);
	memcpy(out, d.p, SM2_LEN);
}

/*
 * An encryption key that openssl made, in an envelope of openssl's primitives:
 * SM4-ECB of the scalar, and the SM4 key encrypted to our signing key by
 * pkeyutl, whose output is a DER SM2Cipher.
 */
static void
a_key_in_an_envelope_of_openssl_s_is_imported(void **state)
{
	static const char key_hex[] = "000102030405060708090a0b0c0d0e0f";
	static const uint8_t key[16] = {
	    0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15};
	struct world *w = *state;
	AUTO_DONE(buf) wrapped = BUF(1024);
	AUTO_DONE(buf) private = BUF(64);
	uint8_t d[SM2_LEN];
	char command[256];
	struct envelope e;

	openssl_key(w, &e.public);
	read_scalar(w, d);
	write_file(w, "scalar", BYTES_ARRAY(d));
	write_file(w, "sm4key", BYTES_ARRAY(key));
	write_public(w, "key.pem", &w->key);
	snprintf(command, sizeof(command),
	    "enc -sm4-ecb -nopad -K %s -in scalar -out private", key_hex);
	assert_true(openssl(w, command));
	assert_true(openssl(w, "pkeyutl -encrypt -pubin -inkey key.pem "
			       "-in sm4key -out wrapped"));
	read_file(w, "wrapped", &wrapped);
	read_file(w, "private", &private);
	assert_int_equal(private.len, SM2_LEN);
	assert_int_equal(sm2_cipher_parse(buf_bytes(&wrapped), &e.key), ERR_OK);
	memcpy(e.private, private.p, SM2_LEN);
	e.private_len = SM2_LEN;
	assert_int_equal(token_import_envelope(w->t, "c", &e), ERR_OK);
	assert_int_equal(token_prove(w->t, "c"), ERR_OK);
}

int
main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(openssl_verifies_our_signature),
	    cmocka_unit_test(we_verify_openssl_s_signature),
	    cmocka_unit_test(a_key_in_an_envelope_of_openssl_s_is_imported),
	};

	if (argc != 2)
		return 64;
	if (system("openssl version >/dev/null 2>&1") != 0)
		return 77;
	library_path = argv[1];
	return cmocka_run_group_tests(tests, setup, teardown);
}
