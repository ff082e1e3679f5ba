/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What certificates, requests and revocation lists have in common:
 *
 *	SIGNED ::= SEQUENCE { body SEQUENCE, signatureAlgorithm
 *	  AlgorithmIdentifier, signature BIT STRING }    -- RFC 5280 4.1.1
 *
 * with 1.2.156.10197.1.501 (SM2 with SM3) without parameters, and the public
 * key, id-ecPublicKey with the curve 1.2.156.10197.1.301 (GM/T 0015 5.2.3).
 */
#ifndef PKI_SIGNED_H
#define PKI_SIGNED_H

#include "pki/signer.h"

struct signed_body {
	struct bytes body;	/* with its tag; borrowed */
	struct bytes algorithm; /* AlgorithmIdentifier, DER; borrowed */
	struct sm2_signature signature;
};

/* Read the whole of der. DER_SYNTAX, CERT_ALGORITHM. */
MUST_USE enum err signed_parse(struct bytes der, struct signed_body *ret_s);

/* Add body (DER as it stands), algorithm and signature. */
void signed_encode(
    struct buf *b, struct bytes body, const struct sm2_signature *sig);

/* The AlgorithmIdentifier of SM2 with SM3: added; read whole, borrowed (NULL
 * parameters are read too). DER_SYNTAX, CERT_ALGORITHM. */
void signed_encode_algorithm(struct buf *b);
MUST_USE enum err signed_read_algorithm(
    struct der *d, struct bytes *ret_element);

#define SIGNED_VERSION_3 2

/* A certificate's version: 1 by absence, or 3; 2 was never of use. *ret_v3
 * tells which. DER_SYNTAX. */
MUST_USE enum err signed_read_version(struct der *d, bool *ret_v3);

/* SubjectPublicKeyInfo. DER_SYNTAX, CERT_ALGORITHM. */
void signed_encode_key(struct buf *b, const struct sm2_public *key);
MUST_USE enum err signed_read_key(struct der *d, struct sm2_public *ret_key);

#endif
