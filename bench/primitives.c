/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What src/gm costs over the library under it: bench-primitives [ROUNDS]
 *
 * Each row is a call of ours and the same work by libcrypto's EVP alone, with
 * every object of it made beforehand. The two take turns, so that whatever
 * else the computer does hits both; a figure is the median of all rounds, in
 * microseconds of CPU time.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/kdf.h>

#include "gm/sm2.h"
#include "gm/sm4.h"
#include "measure.h"

#define TBS_LEN 450 /* octets of a certificate's body */
#define Z_LEN 210   /* octets that Z is the digest of */
#define KEY_LEN 16
#define DER_MAX 256
#define SCRYPT_N 16384

struct ours {
	struct gm *gm;
	struct sm2_key *key;
	struct sm2_verifier *verifier;
	struct sm2_signature sig;
	struct sm2_cipher cipher;
};

struct bare {
	EVP_PKEY *key;
	EVP_PKEY_CTX *generate, *sign, *verify, *encrypt, *decrypt;
	EVP_MD_CTX *digest;
	EVP_MAC_CTX *hmac;
	EVP_CIPHER *sm4;
	EVP_CIPHER_CTX *cipher;
	EVP_KDF_CTX *scrypt;
	uint8_t sig[DER_MAX], sealed[DER_MAX];
	size_t sig_len, sealed_len;
};

struct bench {
	struct ours ours;
	struct bare bare;
	uint8_t digest[SM3_LEN], tbs[TBS_LEN], key[KEY_LEN];
};

/* The library alone. */

static void
bare_generate(struct bench *b)
{
	EVP_PKEY *pkey = NULL;

	require(EVP_PKEY_generate(b->bare.generate, &pkey) == 1, "generate");
	EVP_PKEY_free(pkey);
}

static void
bare_sign(struct bench *b)
{
	b->bare.sig_len = sizeof(b->bare.sig);
	require(EVP_PKEY_sign(b->bare.sign, b->bare.sig, &b->bare.sig_len,
		    b->digest, SM3_LEN) == 1,
	    "sign");
}

static void
bare_verify(struct bench *b)
{
	require(EVP_PKEY_verify(b->bare.verify, b->bare.sig, b->bare.sig_len,
		    b->digest, SM3_LEN) == 1,
	    "verify");
}

static void
bare_encrypt(struct bench *b)
{
	b->bare.sealed_len = sizeof(b->bare.sealed);
	require(EVP_PKEY_encrypt(b->bare.encrypt, b->bare.sealed,
		    &b->bare.sealed_len, b->key, KEY_LEN) == 1,
	    "encrypt");
}

static void
bare_decrypt(struct bench *b)
{
	uint8_t plain[DER_MAX];
	size_t len = sizeof(plain);

	require(EVP_PKEY_decrypt(b->bare.decrypt, plain, &len, b->bare.sealed,
		    b->bare.sealed_len) == 1,
	    "decrypt");
}

static void
bare_digest(struct bench *b, size_t len)
{
	uint8_t out[SM3_LEN];

	require(EVP_DigestInit_ex2(b->bare.digest, NULL, NULL) == 1 &&
		    EVP_DigestUpdate(b->bare.digest, b->tbs, len) == 1 &&
		    EVP_DigestFinal_ex(b->bare.digest, out, NULL) == 1,
	    "digest");
}

static void
bare_sm3(struct bench *b)
{
	bare_digest(b, TBS_LEN);
}

static void
bare_z(struct bench *b)
{
	bare_digest(b, Z_LEN);
}

static void
bare_hmac(struct bench *b)
{
	uint8_t out[SM3_LEN];
	size_t len = 0;

	require(EVP_MAC_init(b->bare.hmac, b->key, KEY_LEN, NULL) == 1 &&
		    EVP_MAC_update(b->bare.hmac, b->tbs, TBS_LEN) == 1 &&
		    EVP_MAC_final(b->bare.hmac, out, &len, sizeof(out)) == 1,
	    "hmac");
}

static void
bare_sm4(struct bench *b)
{
	uint8_t out[SM2_LEN];
	int len = 0;

	require(EVP_CipherInit_ex2(
		    b->bare.cipher, b->bare.sm4, b->key, NULL, 1, NULL) == 1 &&
		    EVP_CIPHER_CTX_set_padding(b->bare.cipher, 0) == 1 &&
		    EVP_CipherUpdate(
			b->bare.cipher, out, &len, b->digest, SM2_LEN) == 1,
	    "sm4");
}

static void
bare_scrypt(struct bench *b)
{
	uint8_t out[SM3_LEN];

	require(EVP_KDF_derive(b->bare.scrypt, out, sizeof(out), NULL) == 1,
	    "scrypt");
}

/* Ours. */

static void
our_generate(struct bench *b)
{
	AUTO(sm2_key) key = NULL;

	require(sm2_key_generate(b->ours.gm, &key) == ERR_OK, "key_generate");
}

static void
our_sign(struct bench *b)
{
	require(sm2_sign_digest(
		    b->ours.gm, b->ours.key, b->digest, &b->ours.sig) == ERR_OK,
	    "sign_digest");
}

static void
our_verify(struct bench *b)
{
	require(sm2_verify_digest(b->ours.gm, sm2_key_public(b->ours.key),
		    b->digest, &b->ours.sig) == ERR_OK,
	    "verify_digest");
}

static void
our_encrypt(struct bench *b)
{
	require(sm2_encrypt(b->ours.gm, sm2_key_public(b->ours.key),
		    BYTES_ARRAY(b->key), &b->ours.cipher) == ERR_OK,
	    "sm2_encrypt");
}

static void
our_decrypt(struct bench *b)
{
	AUTO(secret) plain = NULL;

	require(sm2_decrypt(b->ours.gm, b->ours.key, &b->ours.cipher, &plain) ==
		    ERR_OK,
	    "sm2_decrypt");
}

static void
our_sm3(struct bench *b)
{
	uint8_t out[SM3_LEN];

	require(sm3_of(b->ours.gm, BYTES_ARRAY(b->tbs), out) == ERR_OK, "sm3");
}

static void
our_z(struct bench *b)
{
	uint8_t out[SM3_LEN];

	require(sm2_z(b->ours.gm, sm2_key_public(b->ours.key),
		    bytes_str(SM2_DEFAULT_ID), out) == ERR_OK,
	    "z");
}

static void
our_hmac(struct bench *b)
{
	struct bytes part = BYTES_ARRAY(b->tbs);
	uint8_t out[SM3_LEN];

	require(
	    sm3_hmac(b->ours.gm, BYTES_ARRAY(b->key), &part, 1, out) == ERR_OK,
	    "sm3_hmac");
}

static void
our_sm4(struct bench *b)
{
	uint8_t out[SM2_LEN];

	require(sm4(b->ours.gm, SM4_ECB, true, b->key, NULL,
		    BYTES_ARRAY(b->digest), out) == ERR_OK,
	    "sm4_ecb");
}

static void
our_scrypt(struct bench *b)
{
	struct scrypt_cost cost = {SCRYPT_N, 8, 1};
	uint8_t out[SM3_LEN];

	require(scrypt(b->ours.gm, BYTES_ARRAY(b->key), BYTES_ARRAY(b->digest),
		    cost, out, sizeof(out)) == ERR_OK,
	    "scrypt_of");
}

/* What has no single call of the library to stand beside it. */

static void
our_verify_message(struct bench *b)
{
	struct sm2_signature sig = b->ours.sig;

	/* Not valid for this message; finding that out costs as much. */
	require(sm2_verify(b->ours.gm, sm2_key_public(b->ours.key),
		    BYTES_ARRAY(b->tbs), &sig) == ERR_SIGNATURE_INVALID,
	    "sm2_verify");
}

static void
our_verifier(struct bench *b)
{
	require(sm2_verifier_verify(b->ours.gm, b->ours.verifier,
		    BYTES_ARRAY(b->tbs), &b->ours.sig) == ERR_SIGNATURE_INVALID,
	    "verifier_verify");
}

static void
our_from_scalar(struct bench *b)
{
	AUTO(sm2_key) key = NULL;

	require(sm2_key_from_scalar(b->ours.gm, BYTES_ARRAY(b->digest), &key) ==
		    ERR_OK,
	    "key_from_scalar");
}

static void
our_from_pair(struct bench *b)
{
	AUTO(sm2_key) key = NULL;

	require(sm2_key_from_pair(b->ours.gm, BYTES_ARRAY(b->digest),
		    sm2_key_public(b->ours.key), &key) == ERR_OK,
	    "key_from_pair");
}

static void
our_agree(struct bench *b)
{
	const struct sm2_public *p = sm2_key_public(b->ours.key);
	struct sm2_agreement a = {true, b->ours.key, b->ours.key, p, p,
	    bytes_str(SM2_DEFAULT_ID), bytes_str(SM2_DEFAULT_ID)};
	uint8_t out[KEY_LEN];

	require(sm2_agree(b->ours.gm, &a, out, sizeof(out)) == ERR_OK, "agree");
}

static const struct bench_row rows[] = {
    {"SM2 key generation", our_generate, bare_generate, 4},
    {"SM2 sign a digest", our_sign, bare_sign, 4},
    {"SM2 verify a digest", our_verify, bare_verify, 4},
    {"SM2 encrypt 16 octets", our_encrypt, bare_encrypt, 4},
    {"SM2 decrypt 16 octets", our_decrypt, bare_decrypt, 4},
    {"SM3 of 450 octets", our_sm3, bare_sm3, 500},
    {"SM2 Z", our_z, bare_z, 500},
    {"HMAC-SM3 of 450 octets", our_hmac, bare_hmac, 500},
    {"SM4-ECB of 32 octets", our_sm4, bare_sm4, 500},
    {"scrypt 16384, 8, 1", our_scrypt, bare_scrypt, 1},
    {"SM2 verify a message", our_verify_message, NULL, 4},
    {"  with a kept verifier", our_verifier, NULL, 4},
    {"SM2 key from a scalar", our_from_scalar, NULL, 4},
    {"  and its known point", our_from_pair, NULL, 4},
    {"SM2 key agreement", our_agree, NULL, 4},
};

/* Setting up and measuring. */

static EVP_PKEY_CTX *
context_of(EVP_PKEY *key, int (*init)(EVP_PKEY_CTX *ctx))
{
	EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new_from_pkey(NULL, key, NULL);

	require(ctx != NULL && init(ctx) == 1, "EVP_PKEY_CTX");
	return ctx;
}

static void
set_up_keys(struct bare *bare)
{
	bare->key = EVP_PKEY_Q_keygen(NULL, NULL, "SM2");
	bare->generate = EVP_PKEY_CTX_new_from_name(NULL, "SM2", NULL);
	require(bare->key != NULL && bare->generate != NULL &&
		    EVP_PKEY_keygen_init(bare->generate) == 1,
	    "EVP_PKEY");
	bare->sign = context_of(bare->key, EVP_PKEY_sign_init);
	bare->verify = context_of(bare->key, EVP_PKEY_verify_init);
	bare->encrypt = context_of(bare->key, EVP_PKEY_encrypt_init);
	bare->decrypt = context_of(bare->key, EVP_PKEY_decrypt_init);
}

static void
set_up_symmetric(struct bare *bare)
{
	char name[] = "SM3";
	OSSL_PARAM params[] = {
	    OSSL_PARAM_utf8_string(OSSL_MAC_PARAM_DIGEST, name, 3),
	    OSSL_PARAM_END,
	};
	EVP_MD *sm3_md = EVP_MD_fetch(NULL, "SM3", NULL);
	EVP_MAC *hmac = EVP_MAC_fetch(NULL, "HMAC", NULL);

	bare->digest = EVP_MD_CTX_new();
	bare->hmac = EVP_MAC_CTX_new(hmac);
	bare->sm4 = EVP_CIPHER_fetch(NULL, "SM4-ECB", NULL);
	bare->cipher = EVP_CIPHER_CTX_new();
	require(EVP_DigestInit_ex2(bare->digest, sm3_md, NULL) == 1 &&
		    EVP_MAC_CTX_set_params(bare->hmac, params) == 1 &&
		    bare->sm4 != NULL && bare->cipher != NULL,
	    "fetching");
	EVP_MAC_free(hmac);
	EVP_MD_free(sm3_md);
}

static void
set_up_scrypt(struct bench *b)
{
	uint64_t n = SCRYPT_N;
	uint32_t r = 8, p = 1;
	OSSL_PARAM params[] = {
	    OSSL_PARAM_octet_string(OSSL_KDF_PARAM_PASSWORD, b->key, KEY_LEN),
	    OSSL_PARAM_octet_string(OSSL_KDF_PARAM_SALT, b->digest, SM3_LEN),
	    OSSL_PARAM_uint64(OSSL_KDF_PARAM_SCRYPT_N, &n),
	    OSSL_PARAM_uint32(OSSL_KDF_PARAM_SCRYPT_R, &r),
	    OSSL_PARAM_uint32(OSSL_KDF_PARAM_SCRYPT_P, &p),
	    OSSL_PARAM_END,
	};
	EVP_KDF *kdf = EVP_KDF_fetch(NULL, "SCRYPT", NULL);

	b->bare.scrypt = EVP_KDF_CTX_new(kdf);
	EVP_KDF_free(kdf);
	require(b->bare.scrypt != NULL &&
		    EVP_KDF_CTX_set_params(b->bare.scrypt, params) == 1,
	    "SCRYPT");
}

static void
set_up(struct bench *b)
{
	struct ours *ours = &b->ours;

	require(gm_new(&ours->gm) == ERR_OK, "gm_new");
	require(sm2_key_generate(ours->gm, &ours->key) == ERR_OK, "key");
	require(sm2_verifier_new(ours->gm, sm2_key_public(ours->key),
		    &ours->verifier) == ERR_OK,
	    "verifier");
	require(gm_random(ours->gm, b->tbs, TBS_LEN) == ERR_OK, "random");
	memcpy(b->digest, b->tbs, SM3_LEN);
	b->digest[0] = 1; /* so that it does for a scalar, too */
	memcpy(b->key, b->tbs, KEY_LEN);
	set_up_keys(&b->bare);
	set_up_symmetric(&b->bare);
	set_up_scrypt(b);
}

static void
tear_down(struct bench *b)
{
	sm2_verifier_free(b->ours.verifier);
	sm2_key_free(b->ours.key);
	gm_free(b->ours.gm);
	EVP_KDF_CTX_free(b->bare.scrypt);
	EVP_CIPHER_CTX_free(b->bare.cipher);
	EVP_CIPHER_free(b->bare.sm4);
	EVP_MAC_CTX_free(b->bare.hmac);
	EVP_MD_CTX_free(b->bare.digest);
	EVP_PKEY_CTX_free(b->bare.decrypt);
	EVP_PKEY_CTX_free(b->bare.encrypt);
	EVP_PKEY_CTX_free(b->bare.verify);
	EVP_PKEY_CTX_free(b->bare.sign);
	EVP_PKEY_CTX_free(b->bare.generate);
	EVP_PKEY_free(b->bare.key);
}

int
main(int argc, char **argv)
{
	static struct bench b;
	size_t rounds = bench_rounds(argc, argv);

	set_up(&b);
	bench_compare(&b, rounds,
	    &(struct bench_table){"CPU time of a call", rows, COUNT(rows)});
	tear_down(&b);
	return 0;
}
