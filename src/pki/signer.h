/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Whoever can sign with SM2: a key in memory, a token, a card. What needs a
 * signature takes a signer and never sees a key.
 */
#ifndef PKI_SIGNER_H
#define PKI_SIGNER_H

#include "asn1/der.h"
#include "gm/sm2.h"

struct signer {
	struct sm2_public key;
	/* Sign e = SM3(Z ‖ message); errors are the carrier's own. */
	enum err (*sign_digest)(void *self, const uint8_t e[SM3_LEN],
	    struct sm2_signature *ret_sig);
	void *self;
};

/* A signer over a key in memory; gm and key are borrowed for its life. */
struct signer_key {
	struct gm *gm;
	struct sm2_key *key;
};
struct signer signer_of_key(struct signer_key *k);

/* Sign a message with the default ID. What the signer returns; CRYPTO. */
MUST_USE enum err signer_sign(struct gm *gm, const struct signer *s,
    struct bytes message, struct sm2_signature *ret_sig);

/* SM2Signature ::= SEQUENCE { r INTEGER, s INTEGER } (GB/T 35276 7.3). */
#define SIGNATURE_DER_MAX 72 /* octets */
void signature_encode(struct buf *b, const struct sm2_signature *sig);

/* The same into out; its length in octets. */
size_t signature_der(
    const struct sm2_signature *sig, uint8_t out[SIGNATURE_DER_MAX]);

/* The whole of der. DER_SYNTAX. */
MUST_USE enum err signature_parse(
    struct bytes der, struct sm2_signature *ret_sig);

#endif
