/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Private to src/gm: what a struct gm holds, and the way libcrypto's answers
 * become errors. All of it is made in gm_new and used over and over, because
 * in OpenSSL 3 looking an algorithm up by name, making a context and building
 * the curve cost as much as the smaller operations themselves
 * (docs/decisions/0010-sm2-on-kept-contexts.md).
 */
#ifndef GM_CONTEXT_H
#define GM_CONTEXT_H

#include <openssl/bn.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/kdf.h>

#include "gm/rsa.h"
#include "gm/sm2.h"
#include "gm/sm4.h"

#define SM4_MODES (SM4_CTR + 1)

struct gm {
	EVP_MD *sm3, *sha[2]; /* HASH_SHA1, HASH_SHA256 */
	EVP_MD_CTX *digest;   /* of SM3; started anew for each digest */
	EVP_MAC_CTX *hmac;    /* with SM3, without a key: to be copied */
	EVP_KDF *scrypt;
	EVP_CIPHER *sm4[SM4_MODES];
	EVP_CIPHER_CTX *cipher; /* empty between calls */

	EC_GROUP *curve;
	BN_CTX *bn;
	BIGNUM *order_less_1, *order_less_2;
	uint8_t
	    curve_octets[4 * SM2_LEN]; /* a ‖ b ‖ xG ‖ yG, as Z takes them */

	EVP_MD *sha2[RSA_HASHES];
	EVP_PKEY_CTX *import_rsa;

	EVP_PKEY_CTX *generate, *import;
	EVP_PKEY *peer; /* whichever public key is used just now */
	EVP_PKEY_CTX *peer_verify, *peer_encrypt;
};

/*
 * OK if the call of libcrypto worked. If not, CRYPTO, or NOMEM where that was
 * why; and libcrypto's queue of errors is emptied, for it is shared with
 * everything else in the process that uses the library.
 */
MUST_USE enum err libcrypto(bool worked);

static inline void
bignum_auto(BIGNUM **p)
{
	BN_clear_free(*p);
}
#define AUTO_BIGNUM __attribute__((cleanup(bignum_auto))) BIGNUM *

static inline void
point_auto(EC_POINT **p)
{
	EC_POINT_clear_free(*p);
}
#define AUTO_POINT __attribute__((cleanup(point_auto))) EC_POINT *

/* A number from octets, most significant first, for use as a secret. */
MUST_USE enum err bignum_of_secret(struct bytes octets, BIGNUM **ret_n);

/* A point of the curve; CRYPTO if it is not on it. */
MUST_USE enum err point_of(
    struct gm *gm, const struct sm2_public *p, EC_POINT **ret_point);

/* The affine coordinates; CRYPTO for the point at infinity. */
MUST_USE enum err point_coordinates(
    struct gm *gm, const EC_POINT *point, struct sm2_public *ret_p);

#endif
