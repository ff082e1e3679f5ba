/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A code grant: the key centre made a code, sealed it for the mail, and says
 * here what the code is good for. The code gives an SM2 key, as authorisation
 * codes do (authorisation.h, with the label below): who signs with it knows
 * the code. The key centre and the ca process prove grants to each other and
 * to themselves by HMAC-SM3 under their shared key (office/keycentre/proof.h),
 * so that a web process can neither make one nor widen it.
 *
 *	CodeGrant ::= SEQUENCE {
 *	  type       PrintableString "office-code-v1",
 *	  id         OCTET STRING (16),   -- random
 *	  purpose    ENUMERATED,          -- enum code_purpose
 *	  userName   UTF8String,
 *	  subject    PrintableString,     -- as in the instruction it allows
 *	  key        BIT STRING,          -- 04 ‖ X ‖ Y
 *	  notAfter   GeneralizedTime }
 *
 *	seed = "cert-code-v1" ‖ 00 ‖ purpose (octet) ‖ userName ‖ 00 ‖ code
 *	key  = sm2_key_from_seed(seed)
 */
#ifndef PKI_CODE_GRANT_H
#define PKI_CODE_GRANT_H

#include "pki/instruction.h"

#define CODE_GRANT_DER_MAX 512 /* octets */
#define CODE_GRANT_ID_LEN 16
#define CODE_GRANT_TTL_MAX_S ((int64_t)24 * 3600)

enum code_purpose {
	CODE_UNLOCK = 1,  /* allows INSTRUCTION_UNLOCK and _UNLOCKED */
	CODE_RELEASE = 2, /* allows INSTRUCTION_RELEASE */
	CODE_HOLD = 3,	  /* allows INSTRUCTION_HOLD */
};
#define CODE_PURPOSE_MAX CODE_HOLD

const char *code_purpose_name(enum code_purpose p);    /* "unlock" */
enum code_purpose code_purpose_find(const char *name); /* 0: not one */

struct code_grant {
	uint8_t id[CODE_GRANT_ID_LEN];
	enum code_purpose purpose;
	char user_name[USER_NAME_SIZE];
	char subject[INSTRUCTION_SUBJECT_SIZE];
	struct sm2_public key;
	int64_t not_after;
};

void code_grant_encode(struct buf *b, const struct code_grant *g);

/* The whole of der. EVIDENCE_SYNTAX. */
MUST_USE enum err code_grant_parse(struct bytes der, struct code_grant *ret_g);

/* The signing key that a code gives, typed as text_uncode reads it.
 * CODE_SYNTAX; FIELD_INVALID if the user name is empty or too long. */
MUST_USE enum err code_key(struct gm *gm, enum code_purpose purpose,
    const char *user_name, struct bytes typed_code, struct sm2_key **ret_key);

/*
 * Does the grant allow the instruction now: purpose and verb, user, subject,
 * time, and the signature by the grant's key? That the grant itself is the key
 * centre's, and that it was not used before, is the caller's to check.
 * EVIDENCE_EXPIRED, EVIDENCE_HOLDER; EVIDENCE_FORGED: the code was wrong, or
 * is for something else.
 */
MUST_USE enum err code_grant_allows(struct gm *gm, const struct code_grant *g,
    const struct signed_instruction *i, int64_t now);

#endif
