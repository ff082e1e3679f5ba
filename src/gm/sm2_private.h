/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Private to src/gm: SM2 keys as libcrypto has them.
 */
#ifndef GM_SM2_PRIVATE_H
#define GM_SM2_PRIVATE_H

#include "gm/context.h"

struct sm2_key {
	EVP_PKEY *pkey;
	EVP_PKEY_CTX *sign, *decrypt; /* NULL until first wanted */
	struct sm2_public public;
	uint8_t z[SM3_LEN]; /* with the default ID */
};

/*
 * A key of libcrypto's: public if d is NULL, else with the private scalar d.
 * CRYPTO if p is not on the curve. That is all there is to check: the curve's
 * cofactor is 1, so that every point but infinity has the order n, and
 * infinity has no coordinates.
 */
MUST_USE enum err sm2_pkey_new(struct gm *gm, const struct sm2_public *p,
    const BIGNUM *d, EVP_PKEY **ret_pkey);

/* Let gm->peer be p. CRYPTO if p is not on the curve: then peer is not used. */
MUST_USE enum err sm2_peer_set(struct gm *gm, const struct sm2_public *p);

#endif
