/* SPDX-License-Identifier: Apache-2.0 */
#include <stdlib.h>
#include <string.h>

#include <openssl/core_names.h>
#include <openssl/param_build.h>

#include "gm/sm2_private.h"

#define POINT_UNCOMPRESSED 0x04
#define SEED_MIN 10 /* octets */
#define SEED_KDF_LEN \
	40 /* octets: 64 bits more than n, so that none is likelier */

bool
sm2_public_equal(const struct sm2_public *a, const struct sm2_public *b)
{
	return memcmp(a->x, b->x, SM2_LEN) == 0 &&
	       memcmp(a->y, b->y, SM2_LEN) == 0;
}

void
sm2_public_point(const struct sm2_public *p, uint8_t out[SM2_POINT_LEN])
{
	out[0] = POINT_UNCOMPRESSED;
	memcpy(out + 1, p->x, SM2_LEN);
	memcpy(out + 1 + SM2_LEN, p->y, SM2_LEN);
}

enum err
sm2_public_parse(struct bytes point, struct sm2_public *ret_p)
{
	if (point.len != SM2_POINT_LEN || point.p[0] != POINT_UNCOMPRESSED)
		return ERR_CERT_ALGORITHM;
	memcpy(ret_p->x, point.p + 1, SM2_LEN);
	memcpy(ret_p->y, point.p + 1 + SM2_LEN, SM2_LEN);
	return ERR_OK;
}

static bool
push_key(OSSL_PARAM_BLD *bld, const uint8_t *point, const BIGNUM *d)
{
	return OSSL_PARAM_BLD_push_utf8_string(
		   bld, OSSL_PKEY_PARAM_GROUP_NAME, "SM2", 0) == 1 &&
	       OSSL_PARAM_BLD_push_octet_string(
		   bld, OSSL_PKEY_PARAM_PUB_KEY, point, SM2_POINT_LEN) == 1 &&
	       (d == NULL || OSSL_PARAM_BLD_push_BN_pad(bld,
				 OSSL_PKEY_PARAM_PRIV_KEY, d, SM2_LEN) == 1);
}

enum err
sm2_pkey_new(struct gm *gm, const struct sm2_public *p, const BIGNUM *d,
    EVP_PKEY **ret_pkey)
{
	int what = d == NULL ? EVP_PKEY_PUBLIC_KEY : EVP_PKEY_KEYPAIR;
	uint8_t point[SM2_POINT_LEN];
	OSSL_PARAM_BLD *bld = OSSL_PARAM_BLD_new();
	OSSL_PARAM *params = NULL;
	EVP_PKEY *pkey = NULL;

	sm2_public_point(p, point);
	if (bld != NULL && push_key(bld, point, d))
		params = OSSL_PARAM_BLD_to_param(bld);
	if (params != NULL)
		(void)EVP_PKEY_fromdata(gm->import, &pkey, what, params);
	OSSL_PARAM_free(params);
	OSSL_PARAM_BLD_free(bld);
	TRY(libcrypto(pkey != NULL));
	*ret_pkey = pkey;
	return ERR_OK;
}

enum err
sm2_peer_set(struct gm *gm, const struct sm2_public *p)
{
	uint8_t point[SM2_POINT_LEN];

	sm2_public_point(p, point);
	return libcrypto(EVP_PKEY_set1_encoded_public_key(
			     gm->peer, point, sizeof(point)) == 1);
}

/* Take pkey, whose public point is p, into a new key; pkey is gone anyhow. */
static enum err
key_of(struct gm *gm, EVP_PKEY *pkey, const struct sm2_public *p,
    struct sm2_key **ret_key)
{
	AUTO(sm2_key) key = calloc(1, sizeof(*key));

	if (key == NULL) {
		EVP_PKEY_free(pkey);
		return ERR_NOMEM;
	}
	key->pkey = pkey;
	key->public = *p;
	TRY(sm2_z(gm, p, bytes_str(SM2_DEFAULT_ID), key->z));
	*ret_key = TAKE(key);
	return ERR_OK;
}

static enum err
pkey_public(const EVP_PKEY *pkey, struct sm2_public *ret_p)
{
	uint8_t point[SM2_POINT_LEN];
	size_t len = 0;

	TRY(libcrypto(EVP_PKEY_get_octet_string_param(pkey,
			  OSSL_PKEY_PARAM_ENCODED_PUBLIC_KEY, point,
			  sizeof(point), &len) == 1));
	return sm2_public_parse(BYTES(point, len), ret_p);
}

enum err
sm2_key_generate(struct gm *gm, struct sm2_key **ret_key)
{
	EVP_PKEY *pkey = NULL;
	struct sm2_public p;
	enum err e;

	TRY(libcrypto(EVP_PKEY_generate(gm->generate, &pkey) == 1));
	e = pkey_public(pkey, &p);
	if (e != ERR_OK) {
		EVP_PKEY_free(pkey);
		return e;
	}
	return key_of(gm, pkey, &p, ret_key);
}

/* The key whose scalar is d, 1 to n-2. */
static enum err
key_of_number(struct gm *gm, const BIGNUM *d, struct sm2_key **ret_key)
{
	AUTO_POINT point = EC_POINT_new(gm->curve);
	struct sm2_public p;
	EVP_PKEY *pkey;

	TRY(libcrypto(point != NULL && EC_POINT_mul(gm->curve, point, d, NULL,
					   NULL, gm->bn) == 1));
	TRY(point_coordinates(gm, point, &p));
	TRY(sm2_pkey_new(gm, &p, d, &pkey));
	return key_of(gm, pkey, &p, ret_key);
}

/* The number of a scalar: GB/T 32918.1 6.1 has it in 1 to n-2. */
static enum err
scalar_number(struct gm *gm, struct bytes d, BIGNUM **ret_n)
{
	AUTO_BIGNUM n = NULL;

	if (d.len != SM2_LEN)
		return ERR_KEY_MISSING;
	TRY(bignum_of_secret(d, &n));
	if (BN_is_zero(n) || BN_cmp(n, gm->order_less_1) >= 0)
		return ERR_KEY_MISSING;
	*ret_n = TAKE(n);
	return ERR_OK;
}

enum err
sm2_key_from_scalar(struct gm *gm, struct bytes d, struct sm2_key **ret_key)
{
	AUTO_BIGNUM n = NULL;

	TRY(scalar_number(gm, d, &n));
	return key_of_number(gm, n, ret_key);
}

enum err
sm2_key_from_pair(struct gm *gm, struct bytes d, const struct sm2_public *p,
    struct sm2_key **ret_key)
{
	AUTO_BIGNUM n = NULL;
	EVP_PKEY *pkey;
	enum err e;

	TRY(scalar_number(gm, d, &n));
	e = sm2_pkey_new(gm, p, n, &pkey);
	if (e != ERR_OK)
		return e == ERR_NOMEM ? e : ERR_KEY_MISSING;
	return key_of(gm, pkey, p, ret_key);
}

enum err
sm2_key_from_seed(struct gm *gm, struct bytes seed, struct sm2_key **ret_key)
{
	uint8_t wide[SEED_KDF_LEN];
	AUTO_BIGNUM n = NULL;
	AUTO_BIGNUM d = BN_secure_new();
	enum err e;

	if (seed.len < SEED_MIN)
		return ERR_KEY_MISSING;
	TRY(sm3_kdf(gm, seed, wide, sizeof(wide)));
	e = bignum_of_secret(BYTES_ARRAY(wide), &n);
	secret_wipe(wide, sizeof(wide));
	TRY(e);
	TRY(libcrypto(d != NULL &&
		      BN_mod(d, n, gm->order_less_2, gm->bn) == 1 &&
		      BN_add_word(d, 1) == 1));
	BN_set_flags(d, BN_FLG_CONSTTIME);
	return key_of_number(gm, d, ret_key);
}

enum err
sm2_key_scalar(const struct sm2_key *key, struct secret **ret_d)
{
	AUTO_BIGNUM n = NULL;
	AUTO(secret) d = NULL;

	TRY(libcrypto(EVP_PKEY_get_bn_param(
			  key->pkey, OSSL_PKEY_PARAM_PRIV_KEY, &n) == 1));
	TRY(secret_new(SM2_LEN, &d));
	TRY(libcrypto(BN_bn2binpad(n, secret_data(d), SM2_LEN) == SM2_LEN));
	*ret_d = TAKE(d);
	return ERR_OK;
}

const struct sm2_public *
sm2_key_public(const struct sm2_key *key)
{
	return &key->public;
}

void
sm2_key_free(struct sm2_key *key)
{
	if (key == NULL)
		return;
	EVP_PKEY_CTX_free(key->sign);
	EVP_PKEY_CTX_free(key->decrypt);
	EVP_PKEY_free(key->pkey);
	free(key);
}
