/* SPDX-License-Identifier: Apache-2.0 */
/* Key agreement: GB/T 32918.3 6.1, without the optional confirmation. */
#include <string.h>

#include <openssl/core_names.h>

#include "gm/sm2_private.h"

/* x~ = 2^w + (x mod 2^w) with w = 127 for the 256 bits of n. */
#define X_BAR_LEN 16 /* octets, w + 1 bits */

static enum err
x_bar(const uint8_t x[SM2_LEN], BIGNUM **ret_n)
{
	uint8_t low[X_BAR_LEN];

	memcpy(low, x + SM2_LEN - X_BAR_LEN, X_BAR_LEN);
	low[0] |= 0x80;
	return bignum_of_secret(BYTES_ARRAY(low), ret_n);
}

static enum err
private_number(const struct sm2_key *key, BIGNUM **ret_d)
{
	TRY(libcrypto(EVP_PKEY_get_bn_param(
			  key->pkey, OSSL_PKEY_PARAM_PRIV_KEY, ret_d) == 1));
	BN_set_flags(*ret_d, BN_FLG_CONSTTIME);
	return ERR_OK;
}

/* t = (d + x~ · r) mod n */
static enum err
own_factor(struct gm *gm, const struct sm2_agreement *a, BIGNUM **ret_t)
{
	const BIGNUM *n = EC_GROUP_get0_order(gm->curve);
	AUTO_BIGNUM d = NULL;
	AUTO_BIGNUM r = NULL;
	AUTO_BIGNUM x = NULL;
	AUTO_BIGNUM t = BN_secure_new();

	TRY(private_number(a->own, &d));
	TRY(private_number(a->own_temp, &r));
	TRY(x_bar(a->own_temp->public.x, &x));
	TRY(libcrypto(t != NULL && BN_mod_mul(t, x, r, n, gm->bn) == 1 &&
		      BN_mod_add(t, t, d, n, gm->bn) == 1));
	BN_set_flags(t, BN_FLG_CONSTTIME);
	*ret_t = TAKE(t);
	return ERR_OK;
}

/* P + [x~] R; both points are checked to be on the curve. */
static enum err
peer_point(struct gm *gm, const struct sm2_agreement *a, EC_POINT **ret_point)
{
	AUTO_POINT p = NULL;
	AUTO_POINT r = NULL;
	AUTO_BIGNUM x = NULL;

	if (point_of(gm, a->peer, &p) != ERR_OK ||
	    point_of(gm, a->peer_temp, &r) != ERR_OK)
		return ERR_SIGNATURE_INVALID;
	TRY(x_bar(a->peer_temp->x, &x));
	TRY(libcrypto(EC_POINT_mul(gm->curve, r, NULL, r, x, gm->bn) == 1 &&
		      EC_POINT_add(gm->curve, p, p, r, gm->bn) == 1));
	*ret_point = TAKE(p);
	return ERR_OK;
}

/* U = [h · t] (P + [x~] R), where h is 1. Secret. */
static enum err
shared_point(
    struct gm *gm, const struct sm2_agreement *a, struct sm2_public *ret_u)
{
	AUTO_BIGNUM t = NULL;
	AUTO_POINT u = NULL;

	TRY(own_factor(gm, a, &t));
	TRY(peer_point(gm, a, &u));
	TRY(libcrypto(EC_POINT_mul(gm->curve, u, NULL, u, t, gm->bn) == 1));
	if (EC_POINT_is_at_infinity(gm->curve, u) == 1)
		return ERR_SIGNATURE_INVALID;
	return point_coordinates(gm, u, ret_u);
}

/* xU ‖ yU ‖ ZA ‖ ZB, A being the initiator. */
struct agreed {
	struct sm2_public u;
	uint8_t z_a[SM3_LEN], z_b[SM3_LEN];
};

static void
agreed_done(struct agreed *k)
{
	secret_wipe(k, sizeof(*k));
}
DEFINE_AUTO_DONE(agreed)

enum err
sm2_agree(
    struct gm *gm, const struct sm2_agreement *a, uint8_t *out, size_t len)
{
	AUTO_DONE(agreed) k = {0};
	uint8_t *own_z = a->initiator ? k.z_a : k.z_b;
	uint8_t *peer_z = a->initiator ? k.z_b : k.z_a;

	_Static_assert(sizeof(k) == 2 * SM2_LEN + 2 * SM3_LEN, "no padding");
	TRY(sm2_z(gm, &a->own->public, a->own_id, own_z));
	TRY(sm2_z(gm, a->peer, a->peer_id, peer_z));
	TRY(shared_point(gm, a, &k.u));
	return sm3_kdf(gm, BYTES(&k, sizeof(k)), out, len);
}
