/* SPDX-License-Identifier: Apache-2.0 */
/* Signatures: GB/T 32918.2. */
#include <stdlib.h>
#include <string.h>

#include "gm/sm2_der.h"
#include "gm/sm2_private.h"

#define ID_MAX 8191 /* octets: their number of bits fits 16 */

struct sm2_verifier {
	EVP_PKEY *pkey;
	EVP_PKEY_CTX *verify;
	uint8_t z[SM3_LEN]; /* with the default ID */
};

enum err
sm2_z(struct gm *gm, const struct sm2_public *p, struct bytes id,
    uint8_t ret_z[SM3_LEN])
{
	uint8_t bits[2] = {(uint8_t)(id.len >> 5), (uint8_t)(id.len << 3)};
	struct bytes parts[] = {
	    BYTES_ARRAY(bits),
	    id,
	    BYTES_ARRAY(gm->curve_octets),
	    BYTES_ARRAY(p->x),
	    BYTES_ARRAY(p->y),
	};

	if (id.len > ID_MAX)
		return ERR_TOO_LARGE;
	return sm3(gm, parts, COUNT(parts), ret_z);
}

static enum err
digest_with(struct gm *gm, const uint8_t z[SM3_LEN], struct bytes message,
    uint8_t ret_e[SM3_LEN])
{
	struct bytes parts[] = {BYTES(z, SM3_LEN), message};

	return sm3(gm, parts, COUNT(parts), ret_e);
}

enum err
sm2_digest(struct gm *gm, const struct sm2_public *p, struct bytes message,
    uint8_t ret_e[SM3_LEN])
{
	uint8_t z[SM3_LEN];

	TRY(sm2_z(gm, p, bytes_str(SM2_DEFAULT_ID), z));
	return digest_with(gm, z, message, ret_e);
}

static enum err
prepare_sign(struct sm2_key *key)
{
	EVP_PKEY_CTX *sign;

	if (key->sign != NULL)
		return ERR_OK;
	sign = EVP_PKEY_CTX_new_from_pkey(NULL, key->pkey, NULL);
	if (sign == NULL || EVP_PKEY_sign_init(sign) != 1) {
		EVP_PKEY_CTX_free(sign);
		return libcrypto(false);
	}
	key->sign = sign;
	return ERR_OK;
}

enum err
sm2_sign_digest(struct gm *gm, struct sm2_key *key, const uint8_t e[SM3_LEN],
    struct sm2_signature *ret_sig)
{
	uint8_t der[SM2_SIGNATURE_DER_MAX];
	size_t len = sizeof(der);

	(void)gm;
	TRY(prepare_sign(key));
	TRY(libcrypto(EVP_PKEY_sign(key->sign, der, &len, e, SM3_LEN) == 1));
	return sm2_signature_from_der(BYTES(der, len), ret_sig);
}

enum err
sm2_sign(struct gm *gm, struct sm2_key *key, struct bytes message,
    struct sm2_signature *ret_sig)
{
	uint8_t e[SM3_LEN];

	TRY(digest_with(gm, key->z, message, e));
	return sm2_sign_digest(gm, key, e, ret_sig);
}

/* Whatever stops libcrypto from saying that it is valid makes it invalid. */
static enum err
verify_with(EVP_PKEY_CTX *verify, const uint8_t e[SM3_LEN],
    const struct sm2_signature *sig)
{
	uint8_t der[SM2_SIGNATURE_DER_MAX];
	size_t len = sm2_signature_to_der(sig, der);

	if (libcrypto(EVP_PKEY_verify(verify, der, len, e, SM3_LEN) == 1) !=
	    ERR_OK)
		return ERR_SIGNATURE_INVALID;
	return ERR_OK;
}

enum err
sm2_verify_digest(struct gm *gm, const struct sm2_public *p,
    const uint8_t e[SM3_LEN], const struct sm2_signature *sig)
{
	if (sm2_peer_set(gm, p) != ERR_OK)
		return ERR_SIGNATURE_INVALID;
	return verify_with(gm->peer_verify, e, sig);
}

enum err
sm2_verify(struct gm *gm, const struct sm2_public *p, struct bytes message,
    const struct sm2_signature *sig)
{
	uint8_t e[SM3_LEN];

	TRY(sm2_digest(gm, p, message, e));
	return sm2_verify_digest(gm, p, e, sig);
}

enum err
sm2_verifier_new(
    struct gm *gm, const struct sm2_public *p, struct sm2_verifier **ret_v)
{
	AUTO(sm2_verifier) v = calloc(1, sizeof(*v));

	if (v == NULL)
		return ERR_NOMEM;
	if (sm2_pkey_new(gm, p, NULL, &v->pkey) != ERR_OK)
		return ERR_SIGNATURE_INVALID;
	v->verify = EVP_PKEY_CTX_new_from_pkey(NULL, v->pkey, NULL);
	TRY(libcrypto(
	    v->verify != NULL && EVP_PKEY_verify_init(v->verify) == 1));
	TRY(sm2_z(gm, p, bytes_str(SM2_DEFAULT_ID), v->z));
	*ret_v = TAKE(v);
	return ERR_OK;
}

enum err
sm2_verifier_verify(struct gm *gm, struct sm2_verifier *v, struct bytes message,
    const struct sm2_signature *sig)
{
	uint8_t e[SM3_LEN];

	TRY(digest_with(gm, v->z, message, e));
	return verify_with(v->verify, e, sig);
}

void
sm2_verifier_free(struct sm2_verifier *v)
{
	if (v == NULL)
		return;
	EVP_PKEY_CTX_free(v->verify);
	EVP_PKEY_free(v->pkey);
	free(v);
}
