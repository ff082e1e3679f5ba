/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What mailed codes have in common: a code that somebody typed gives an SM2
 * key, so that who signs with it knows the code, and who keeps the public key
 * does not. What it is for stands in the seed's label: authorisation.h,
 * code_grant.h.
 *
 *	seed = label ‖ userName ‖ 00 ‖ code
 *	key  = sm2_key_from_seed(seed)
 *
 * where code is its 20 values of 5 bits, an octet each (text_uncode): 100 bits
 * of entropy, so that nobody finds the code from the public key.
 */
#ifndef PKI_MAILED_CODE_H
#define PKI_MAILED_CODE_H

#include "gm/sm2.h"

#define MAILED_CODE_LABEL_MAX 32 /* octets, with the one that ends it */

/* The key that a code gives, typed as text_uncode reads it. CODE_SYNTAX;
 * FIELD_INVALID if the user name is empty or longer than 64 octets. */
MUST_USE enum err mailed_code_key(struct gm *gm, struct bytes label,
    const char *user_name, struct bytes typed_code, struct sm2_key **ret_key);

#endif
