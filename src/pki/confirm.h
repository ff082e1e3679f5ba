/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The holder's word that a new pair is installed and works; signed with the
 * new key (signer_sign over the whole of it), the signature beside it.
 *
 *	Confirm ::= SEQUENCE {
 *	  type        PrintableString "holder-confirm-v1",
 *	  pair        OCTET STRING (16),
 *	  certificate OCTET STRING (32), -- SM3 of the signing certificate
 *	  at          GeneralizedTime }
 */
#ifndef PKI_CONFIRM_H
#define PKI_CONFIRM_H

#include "asn1/der.h"
#include "gm/sm3.h"

#define PAIR_ID_LEN 16
#define CONFIRM_DER_MAX 128 /* octets */

struct confirm {
	uint8_t pair[PAIR_ID_LEN];
	uint8_t certificate[SM3_LEN];
	int64_t at;
};

void confirm_encode(struct buf *b, const struct confirm *c);

/* The whole of der. EVIDENCE_SYNTAX. */
MUST_USE enum err confirm_parse(struct bytes der, struct confirm *ret_c);

#endif
