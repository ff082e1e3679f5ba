/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The CA's answer with a holder's pair (GM/T 0092 clause 8):
 *
 *	CSRResponse ::= SEQUENCE {
 *	  signCertificate      CertificateSet,
 *	  encryptedPrivateKey  [0] SM2EnvelopedKey OPTIONAL,
 *	  encryptCertificate   [1] CertificateSet OPTIONAL }
 *	CertificateSet ::= SET OF Certificate
 *
 * Clause 8 leaves open whether the tags are explicit, and annex A differs from
 * it: [0] is written EXPLICIT and [1] IMPLICIT, as the other implementation
 * that is known does, and both are read either way (docs/decisions/0016).
 */
#ifndef PKI_ANSWER_H
#define PKI_ANSWER_H

#include "asn1/der.h"

#define ANSWER_DER_MAX 24576 /* octets */

struct answer {
	struct bytes sign, encrypt; /* certificates, DER; borrowed */
	struct bytes envelope;	    /* for envelope_parse; borrowed */
};

/* All three, or sign alone: then the others are empty. */
void answer_encode(struct buf *b, const struct answer *a);

/* The whole of der: one certificate in each set, and an envelope if and only
 * if there is an encryption certificate. ENVELOPE_SYNTAX. */
MUST_USE enum err answer_parse(struct bytes der, struct answer *ret_a);

#endif
