/* SPDX-License-Identifier: Apache-2.0 */
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/obj_mac.h>
#include <openssl/params.h>
#include <openssl/rand.h>

#include "gm/context.h"
#include "gm/hash.h"
#include "gm/sm2_private.h"

enum err
libcrypto(bool worked)
{
	unsigned long last;

	if (worked)
		return ERR_OK;
	last = ERR_peek_last_error();
	ERR_clear_error();
	return ERR_GET_REASON(last) == ERR_R_MALLOC_FAILURE ? ERR_NOMEM
							    : ERR_CRYPTO;
}

static enum err
init_digests(struct gm *gm)
{
	char digest[] = "SM3";
	OSSL_PARAM params[] = {
	    OSSL_PARAM_utf8_string(OSSL_MAC_PARAM_DIGEST, digest, 3),
	    OSSL_PARAM_END,
	};
	EVP_MAC *hmac;

	gm->sm3 = EVP_MD_fetch(NULL, "SM3", NULL);
	gm->digest = EVP_MD_CTX_new();
	TRY(libcrypto(gm->sm3 != NULL && gm->digest != NULL &&
		      EVP_DigestInit_ex2(gm->digest, gm->sm3, NULL) == 1));

	gm->sha[HASH_SHA1] = EVP_MD_fetch(NULL, "SHA1", NULL);
	gm->sha[HASH_SHA256] = EVP_MD_fetch(NULL, "SHA2-256", NULL);
	TRY(libcrypto(
	    gm->sha[HASH_SHA1] != NULL && gm->sha[HASH_SHA256] != NULL));

	hmac = EVP_MAC_fetch(NULL, "HMAC", NULL);
	gm->hmac = hmac == NULL ? NULL : EVP_MAC_CTX_new(hmac);
	EVP_MAC_free(hmac);
	TRY(libcrypto(
	    gm->hmac != NULL && EVP_MAC_CTX_set_params(gm->hmac, params) == 1));

	gm->scrypt = EVP_KDF_fetch(NULL, "SCRYPT", NULL);
	return libcrypto(gm->scrypt != NULL);
}

static enum err
init_ciphers(struct gm *gm)
{
	static const char *const names[SM4_MODES] = {
	    [SM4_ECB] = "SM4-ECB",
	    [SM4_CBC] = "SM4-CBC",
	    [SM4_CFB] = "SM4-CFB",
	    [SM4_OFB] = "SM4-OFB",
	    [SM4_CTR] = "SM4-CTR",
	};

	for (size_t i = 0; i < SM4_MODES; i++) {
		gm->sm4[i] = EVP_CIPHER_fetch(NULL, names[i], NULL);
		TRY(libcrypto(gm->sm4[i] != NULL));
	}
	gm->cipher = EVP_CIPHER_CTX_new();
	return libcrypto(gm->cipher != NULL);
}

static enum err
init_rsa(struct gm *gm)
{
	static const char *const names[RSA_HASHES] = {
	    [RSA_SHA256] = "SHA2-256",
	    [RSA_SHA384] = "SHA2-384",
	    [RSA_SHA512] = "SHA2-512",
	};

	for (size_t i = 0; i < RSA_HASHES; i++) {
		gm->sha2[i] = EVP_MD_fetch(NULL, names[i], NULL);
		TRY(libcrypto(gm->sha2[i] != NULL));
	}
	gm->import_rsa = EVP_PKEY_CTX_new_from_name(NULL, "RSA", NULL);
	return libcrypto(gm->import_rsa != NULL &&
			 EVP_PKEY_fromdata_init(gm->import_rsa) == 1);
}

/* Write a ‖ b ‖ xG ‖ yG where Z takes them from. */
static enum err
init_curve_octets(struct gm *gm)
{
	uint8_t *out = gm->curve_octets;
	AUTO_BIGNUM a = BN_new();
	AUTO_BIGNUM b = BN_new();
	struct sm2_public g;

	TRY(libcrypto(a != NULL && b != NULL &&
		      EC_GROUP_get_curve(gm->curve, NULL, a, b, gm->bn) == 1 &&
		      BN_bn2binpad(a, out, SM2_LEN) == SM2_LEN &&
		      BN_bn2binpad(b, out + SM2_LEN, SM2_LEN) == SM2_LEN));
	TRY(point_coordinates(gm, EC_GROUP_get0_generator(gm->curve), &g));
	memcpy(out + 2 * SM2_LEN, g.x, SM2_LEN);
	memcpy(out + 3 * SM2_LEN, g.y, SM2_LEN);
	return ERR_OK;
}

static enum err
init_curve(struct gm *gm)
{
	gm->curve = EC_GROUP_new_by_curve_name(NID_sm2);
	gm->bn = BN_CTX_secure_new();
	TRY(libcrypto(gm->curve != NULL && gm->bn != NULL));
	gm->order_less_1 = BN_dup(EC_GROUP_get0_order(gm->curve));
	gm->order_less_2 = BN_dup(EC_GROUP_get0_order(gm->curve));
	TRY(libcrypto(gm->order_less_1 != NULL && gm->order_less_2 != NULL &&
		      BN_sub_word(gm->order_less_1, 1) == 1 &&
		      BN_sub_word(gm->order_less_2, 2) == 1));
	return init_curve_octets(gm);
}

/* The key that every public key takes its turn in starts as the generator. */
static enum err
init_keys(struct gm *gm)
{
	struct sm2_public g;

	gm->generate = EVP_PKEY_CTX_new_from_name(NULL, "SM2", NULL);
	gm->import = EVP_PKEY_CTX_new_from_name(NULL, "SM2", NULL);
	TRY(libcrypto(gm->generate != NULL && gm->import != NULL &&
		      EVP_PKEY_keygen_init(gm->generate) == 1 &&
		      EVP_PKEY_fromdata_init(gm->import) == 1));

	TRY(point_coordinates(gm, EC_GROUP_get0_generator(gm->curve), &g));
	TRY(sm2_pkey_new(gm, &g, NULL, &gm->peer));
	gm->peer_verify = EVP_PKEY_CTX_new_from_pkey(NULL, gm->peer, NULL);
	gm->peer_encrypt = EVP_PKEY_CTX_new_from_pkey(NULL, gm->peer, NULL);
	return libcrypto(gm->peer_verify != NULL && gm->peer_encrypt != NULL &&
			 EVP_PKEY_verify_init(gm->peer_verify) == 1 &&
			 EVP_PKEY_encrypt_init(gm->peer_encrypt) == 1);
}

enum err
gm_new(struct gm **ret_gm)
{
	AUTO(gm) gm = calloc(1, sizeof(*gm));

	if (gm == NULL)
		return ERR_NOMEM;
	TRY(init_digests(gm));
	TRY(init_ciphers(gm));
	TRY(init_rsa(gm));
	TRY(init_curve(gm));
	TRY(init_keys(gm));
	*ret_gm = TAKE(gm);
	return ERR_OK;
}

void
gm_free(struct gm *gm)
{
	if (gm == NULL)
		return;
	EVP_PKEY_CTX_free(gm->peer_encrypt);
	EVP_PKEY_CTX_free(gm->peer_verify);
	EVP_PKEY_free(gm->peer);
	EVP_PKEY_CTX_free(gm->import);
	EVP_PKEY_CTX_free(gm->import_rsa);
	for (size_t i = 0; i < RSA_HASHES; i++)
		EVP_MD_free(gm->sha2[i]);
	EVP_PKEY_CTX_free(gm->generate);
	BN_free(gm->order_less_2);
	BN_free(gm->order_less_1);
	BN_CTX_free(gm->bn);
	EC_GROUP_free(gm->curve);
	EVP_CIPHER_CTX_free(gm->cipher);
	for (size_t i = 0; i < SM4_MODES; i++)
		EVP_CIPHER_free(gm->sm4[i]);
	EVP_KDF_free(gm->scrypt);
	EVP_MAC_CTX_free(gm->hmac);
	EVP_MD_CTX_free(gm->digest);
	EVP_MD_free(gm->sha[HASH_SHA256]);
	EVP_MD_free(gm->sha[HASH_SHA1]);
	EVP_MD_free(gm->sm3);
	free(gm);
}

enum err
gm_random(struct gm *gm, void *out, size_t len)
{
	(void)gm;
	if (len > INT_MAX)
		return ERR_NO_RANDOM;
	if (libcrypto(RAND_priv_bytes(out, (int)len) == 1) != ERR_OK)
		return ERR_NO_RANDOM;
	return ERR_OK;
}

const char *
gm_library_version(void)
{
	return OpenSSL_version(OPENSSL_VERSION_STRING);
}
