/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the key centre and the ca process prove to each other across a web
 * process that neither believes: HMAC-SM3 under their shared key.
 *
 *	pool   "pool"  ‖ 04 ‖ X ‖ Y                    this key is of the pool
 *	order  "order" ‖ SM3(signing certificate)
 *	               ‖ SM3(encryption certificate)   this pair was signed
 *	code   "code"  ‖ SM3(CodeGrant)                the key centre made the
 *	                                               code (pki/code_grant.h)
 */
#ifndef OFFICE_PROOF_H
#define OFFICE_PROOF_H

#include "gm/sm2.h"

#define PROOF_KEY_LEN 32 /* octets of the shared key */

MUST_USE enum err proof_pool(struct gm *gm, struct bytes shared,
    const struct sm2_public *key, uint8_t ret_mac[SM3_LEN]);

MUST_USE enum err proof_order(struct gm *gm, struct bytes shared,
    struct bytes sign, struct bytes encrypt, uint8_t ret_mac[SM3_LEN]);

/* grant is a CodeGrant, DER. */
MUST_USE enum err proof_code(struct gm *gm, struct bytes shared,
    struct bytes grant, uint8_t ret_mac[SM3_LEN]);

#endif
