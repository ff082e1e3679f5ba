/* SPDX-License-Identifier: Apache-2.0 */
/*
 * An act: what a member of staff did, signed with their certificate's key.
 *
 *	Act ::= SEQUENCE {
 *	  type       PrintableString "office-act-v1",
 *	  verb       ENUMERATED,         -- enum act_verb
 *	  object     OCTET STRING (32),  -- SM3 of the record or order acted on
 *	  at         GeneralizedTime,
 *	  note       UTF8String,         -- a reason; may be empty
 *	  authorisation [0] SEQUENCE {   -- with APPROVE and RESEND, never else
 *	    id       OCTET STRING (16),
 *	    key      BIT STRING,         -- public key made from the mailed code
 *	    notAfter GeneralizedTime } OPTIONAL,
 *	  request    [1] OCTET STRING (32) OPTIONAL } -- with APPOINT, never
 *	                                 -- else: SM3 of the PKCS#10 request
 *	SignedAct ::= SEQUENCE { act Act, certificate Certificate,
 *	  signature OCTET STRING }       -- DER SM2Signature over act
 *
 * Tags are IMPLICIT. The request is in the act so that an appointment is worth
 * nothing with another key than the one that the person who appointed saw.
 */
#ifndef PKI_ACT_H
#define PKI_ACT_H

#include "pki/authorisation.h"
#include "pki/cert.h"

#define ACT_DER_MAX 2048
#define SIGNED_ACT_DER_MAX (ACT_DER_MAX + CERT_DER_MAX + 128)

enum act_verb {
	ACT_ENTRY = 1,
	ACT_APPROVE = 2,
	ACT_REJECT = 3,
	ACT_RETURN = 4,
	ACT_APPOINT = 5,
	ACT_DISMISS = 6,
	ACT_RESEND = 7,	 /* a new authorisation code for the same approval */
	ACT_REVOKE = 8,	 /* of a StatusOrder: a holder's certificates */
	ACT_ENDORSE = 9, /* approves what needs no code: a record changed, a
			    migration order */
	ACT_PERSONALISE = 10, /* of a TokenOrder: a carrier is handed out */
};
#define ACT_VERB_MAX ACT_PERSONALISE

struct act {
	enum act_verb verb;
	uint8_t object[SM3_LEN];
	int64_t at;
	char note[1025];
	bool has_authorisation; /* APPROVE, RESEND */
	struct authorisation authorisation;
	bool has_request; /* APPOINT */
	uint8_t request[SM3_LEN];
};

/* Add the act as it stands; buf fails with BAD_TEXT on a bad note. */
void act_encode(struct buf *b, const struct act *a);

/* The whole of der. EVIDENCE_SYNTAX, also for an authorisation or request
 * where the verb has none, and for none where it must have one. */
MUST_USE enum err act_parse(struct bytes der, struct act *ret_a);

/* Encode, sign, and add the SignedAct. certificate (DER) is the actor's, of
 * the signer's key. What the signer returns; buf_status of b. */
MUST_USE enum err act_sign(struct gm *gm, const struct act *a,
    struct bytes certificate, const struct signer *signer, struct buf *b);

/* Borrows the octets it was read from. */
struct signed_act {
	struct bytes der, act_der;
	struct act act;
	struct cert certificate;
	struct sm2_signature signature;
};

/* The whole of der; nothing is verified. EVIDENCE_SYNTAX. */
MUST_USE enum err signed_act_parse(struct bytes der, struct signed_act *ret_a);

/* The signature, by the key in the certificate beside it; whether that counts
 * is another question. EVIDENCE_FORGED. */
MUST_USE enum err signed_act_verify(struct gm *gm, const struct signed_act *a);

#endif
