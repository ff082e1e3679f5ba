/* SPDX-License-Identifier: Apache-2.0 */
/*
 * An authorisation: on approval a code is mailed to the holder, and the office
 * keeps only the public key that the code gives. Whoever signs with the private
 * key knows the code.
 *
 *	seed = "cert-authorisation-v1" ‖ 00 ‖ userName ‖ 00 ‖ code
 *
 * (mailed_code.h).
 */
#ifndef PKI_AUTHORISATION_H
#define PKI_AUTHORISATION_H

#include "gm/sm2.h"

#define AUTHORISATION_ID_LEN 16
#define AUTHORISATION_TTL_MAX_S ((int64_t)90 * 24 * 3600)

struct authorisation {
	uint8_t id[AUTHORISATION_ID_LEN]; /* random */
	struct sm2_public key;
	int64_t not_after;
};

/* The signing key that a code gives, typed as text_uncode reads it.
 * CODE_SYNTAX; FIELD_INVALID if the user name is empty or too long. */
MUST_USE enum err authorisation_key(struct gm *gm, const char *user_name,
    struct bytes typed_code, struct sm2_key **ret_key);

#endif
