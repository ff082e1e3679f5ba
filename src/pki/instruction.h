/* SPDX-License-Identifier: Apache-2.0 */
/*
 * An instruction: what a holder wants done with what they have, signed with
 * the key of their certificate, or with the key that a mailed code gives
 * (code_grant.h).
 *
 *	Instruction ::= SEQUENCE {
 *	  type       PrintableString "holder-instruction-v1",
 *	  verb       ENUMERATED,          -- enum instruction_verb
 *	  userName   UTF8String,
 *	  subject    PrintableString,     -- hold, release, revoke: the signing
 *	                                  -- certificate's serial number, lower-
 *	                                  -- case hex; unlock, unlocked: the
 *	                                  -- carrier's serial number
 *	  reason     ENUMERATED,          -- revoke: enum crl_reason, else 0
 *	  at         GeneralizedTime,
 *	  escrow [0] OCTET STRING (32) OPTIONAL,
 *	  key    [1] BIT STRING OPTIONAL } -- 04 ‖ X ‖ Y
 *	SignedInstruction ::= SEQUENCE { instruction Instruction,
 *	  signature OCTET STRING }        -- statement.h
 *
 * Tags are IMPLICIT. To unlock, and never else, come escrow, the SM3 of the
 * sealed admin PIN that is to be, and key, which the present one is released
 * to.
 */
#ifndef PKI_INSTRUCTION_H
#define PKI_INSTRUCTION_H

#include "pki/crl.h"
#include "pki/record.h"

#define INSTRUCTION_DER_MAX 512 /* octets */
#define SIGNED_INSTRUCTION_DER_MAX (INSTRUCTION_DER_MAX + 128)
#define INSTRUCTION_SUBJECT_SIZE 65
#define INSTRUCTION_TTL_S 3600 /* it is for now, not for later */

enum instruction_verb {
	INSTRUCTION_HOLD = 1,	 /* by the certificate's key, or by a code */
	INSTRUCTION_RELEASE = 2, /* by a code */
	INSTRUCTION_REVOKE = 3,	 /* by the certificate's key: asks for review */
	INSTRUCTION_UNLOCK = 4,	 /* by a code: release the admin PIN */
	INSTRUCTION_UNLOCKED = 5, /* by that code: the new admin PIN is set */
};
#define INSTRUCTION_VERB_MAX INSTRUCTION_UNLOCKED

const char *instruction_verb_name(enum instruction_verb v);    /* "hold" */
enum instruction_verb instruction_verb_find(const char *name); /* 0: none */

struct instruction {
	enum instruction_verb verb;
	char user_name[USER_NAME_SIZE];
	char subject[INSTRUCTION_SUBJECT_SIZE];
	enum crl_reason reason;
	int64_t at;
	uint8_t escrow[SM3_LEN]; /* unlock */
	struct sm2_public key;	 /* unlock */
};

/* Add it; buf fails with BAD_TEXT on what it cannot hold. */
void instruction_encode(struct buf *b, const struct instruction *i);

/* The whole of der. EVIDENCE_SYNTAX, also for members that the verb has not,
 * or that it must have; for a reason that is none, or hold; and for a serial
 * number that cert_serial_text would write otherwise. */
MUST_USE enum err instruction_parse(
    struct bytes der, struct instruction *ret_i);

/* Encode, sign, and add the SignedInstruction. What the signer returns;
 * buf_status of b. */
MUST_USE enum err instruction_sign(struct gm *gm, const struct instruction *i,
    const struct signer *signer, struct buf *b);

/* Borrows the octets it was read from. */
struct signed_instruction {
	struct bytes der, instruction_der;
	struct instruction instruction;
	struct sm2_signature signature;
};

/* The whole of der; nothing is verified. EVIDENCE_SYNTAX. */
MUST_USE enum err signed_instruction_parse(
    struct bytes der, struct signed_instruction *ret_i);

/* The signature, by this key. EVIDENCE_FORGED. */
MUST_USE enum err signed_instruction_verify(struct gm *gm,
    const struct signed_instruction *i, const struct sm2_public *key);

/* Is it of now? EVIDENCE_EXPIRED if older than INSTRUCTION_TTL_S, or ahead by
 * more than ASK_CLOCK_SLACK_S. */
MUST_USE enum err instruction_check_time(
    const struct instruction *i, int64_t now);

#endif
