/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A statement: a structure of our own and the signature over it.
 *
 *	Statement ::= SEQUENCE {
 *	  body      SEQUENCE,        -- begins with a type of its own
 *	  signature OCTET STRING }   -- DER SM2Signature over body
 *
 * What holders sign has this form (ask.h, instruction.h); an act of staff has
 * their certificate in between (act.h).
 */
#ifndef PKI_STATEMENT_H
#define PKI_STATEMENT_H

#include "pki/signer.h"

/* Sign body (DER) and add the Statement. What the signer returns; buf_status
 * of b. */
MUST_USE enum err statement_sign(struct gm *gm, struct bytes body,
    const struct signer *signer, struct buf *b);

/* Add one whose signature, whatever key made it, is there already. */
void statement_encode(struct buf *b, struct bytes body, struct bytes signature);

/* The whole of der, borrowed; neither body nor signature is looked into.
 * DER_SYNTAX. */
MUST_USE enum err statement_split(
    struct bytes der, struct bytes *ret_body, struct bytes *ret_signature);

/* The whole of der; the body is borrowed, and not looked into. DER_SYNTAX. */
MUST_USE enum err statement_parse(struct bytes der, struct bytes *ret_body,
    struct sm2_signature *ret_signature);

/* The signature over body, by this key. EVIDENCE_FORGED. */
MUST_USE enum err statement_verify(struct gm *gm, struct bytes body,
    const struct sm2_signature *signature, const struct sm2_public *key);

#endif
