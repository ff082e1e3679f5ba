/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Certificates whose signature was found good before: a signature does not
 * change, and the same few members of staff stand in every evidence. Only that
 * is remembered, by the SM3 digest of the whole certificate; when it is valid
 * and whether it was revoked is to be looked at each time.
 *
 * Of one issuer, whose key must not change while the memory lives. The oldest
 * makes room for the newest. One thread at a time.
 */
#ifndef PKI_VERIFIED_H
#define PKI_VERIFIED_H

#include "pki/cert.h"

#define VERIFIED_MAX 64 /* certificates */

/* All zero: empty. */
struct verified {
	uint8_t digests[VERIFIED_MAX][SM3_LEN];
	size_t count, next;
};

/*
 * cert_verify by this issuer, or with its key made ready if issuer_key is not
 * NULL; skipped for a certificate in v, which may be NULL, and noted there when
 * it is good. CERT_UNTRUSTED, CERT_SIGNATURE.
 */
struct verified_issuer {
	const struct cert *cert;
	struct sm2_verifier *key;
};
MUST_USE enum err verified_check(struct gm *gm, struct verified *v,
    const struct cert *cert, const struct verified_issuer *issuer);

#endif
