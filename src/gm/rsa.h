/* SPDX-License-Identifier: Apache-2.0 */
/*
 * RSA (RFC 8017), for one thing: to check what an old CA and its holders
 * signed. Nothing new is made with RSA here (decision 0022); an old holder's
 * private key is in pkcs12.h.
 *
 * Signatures are RSASSA-PKCS1-v1_5 with SHA-256, SHA-384 or SHA-512. SHA-1 is
 * refused, in certificates too (decision 0085).
 */
#ifndef GM_RSA_H
#define GM_RSA_H

#include "gm/gm.h"

#define RSA_BITS_MIN 2048
#define RSA_BITS_MAX 8192
#define RSA_LEN_MAX (RSA_BITS_MAX / 8) /* octets of n and of a signature */
#define RSA_EXPONENT_MAX 8	       /* octets of e: a check stays cheap */

enum rsa_hash { RSA_SHA256, RSA_SHA384, RSA_SHA512 };
#define RSA_HASHES (RSA_SHA512 + 1)

/* Most significant octet first, without leading zeros; borrowed. */
struct rsa_public {
	struct bytes n, e;
};

/* n is odd and of RSA_BITS_MIN to RSA_BITS_MAX bits, e is odd, at least 3 and
 * at most RSA_EXPONENT_MAX octets. CERT_ALGORITHM. */
MUST_USE enum err rsa_public_check(const struct rsa_public *p);

/* The signature over the message. SIGNATURE_INVALID; CERT_ALGORITHM for a key
 * that rsa_public_check refuses. */
MUST_USE enum err rsa_verify(struct gm *gm, const struct rsa_public *p,
    enum rsa_hash hash, struct bytes message, struct bytes signature);

#endif
