/* SPDX-License-Identifier: Apache-2.0 */
/*
 * An ask: what a holder wants, signed with the key of the mailed code (first
 * issue), of the holder's current certificate (exchange, update), or of an old
 * CA's certificate, RSA or SM2 (exchange; legacy_cert.h).
 *
 *	Ask ::= SEQUENCE {
 *	  type       PrintableString "holder-ask-v1",
 *	  verb       ENUMERATED,         -- enum ask_verb
 *	  userName   UTF8String,
 *	  request    OCTET STRING (32),  -- SM3 of the PKCS#10 request
 *	  carrier    ENUMERATED,         -- enum carrier_kind
 *	  serial     PrintableString,    -- the carrier's serial number
 *	  escrow     OCTET STRING (32),  -- SM3 of the sealed admin PIN
 *	  key        OCTET STRING (16),  -- idempotency key
 *	  at         GeneralizedTime }
 *	SignedAsk ::= SEQUENCE { ask Ask, signature OCTET STRING }
 */
#ifndef PKI_ASK_H
#define PKI_ASK_H

#include "gm/rsa.h"
#include "pki/record.h"

#define ASK_DER_MAX 512 /* octets */
#define SIGNED_ASK_DER_MAX (ASK_DER_MAX + 128)
#define OLD_ASK_DER_MAX (ASK_DER_MAX + RSA_LEN_MAX + 16)
#define ASK_KEY_LEN 16 /* octets of an idempotency key */
#define CARRIER_SERIAL_SIZE 33

enum ask_verb { ASK_ISSUE = 1, ASK_EXCHANGE = 2, ASK_UPDATE = 3 };
#define ASK_VERB_MAX ASK_UPDATE

enum carrier_kind { CARRIER_SOFT = 1, CARRIER_HARD = 2 };
#define CARRIER_KIND_MAX CARRIER_HARD

/* "issue", "soft": for command lines, JSON, journals and tables. */
const char *ask_verb_name(enum ask_verb v);
enum ask_verb ask_verb_find(const char *name); /* 0: not one */
const char *carrier_name(enum carrier_kind k);
enum carrier_kind carrier_find(const char *name); /* 0: not one */

struct ask {
	enum ask_verb verb;
	char user_name[USER_NAME_SIZE];
	uint8_t request[SM3_LEN];
	enum carrier_kind carrier;
	char carrier_serial[CARRIER_SERIAL_SIZE];
	uint8_t escrow[SM3_LEN];
	uint8_t key[ASK_KEY_LEN];
	int64_t at;
};

/* Add the ask; buf fails with BAD_TEXT on what it cannot hold. */
void ask_encode(struct buf *b, const struct ask *a);

/* The whole of der. EVIDENCE_SYNTAX. */
MUST_USE enum err ask_parse(struct bytes der, struct ask *ret_a);

/* Encode, sign, and add the SignedAsk. What the signer returns; buf_status
 * of b. */
MUST_USE enum err ask_sign(struct gm *gm, const struct ask *a,
    const struct signer *signer, struct buf *b);

/* Borrows the octets it was read from. */
struct signed_ask {
	struct bytes der, ask_der;
	struct ask ask;
	struct sm2_signature signature;
	struct bytes old_signature; /* of old_ask_parse */
};

/* The whole of der; nothing is verified. EVIDENCE_SYNTAX. */
MUST_USE enum err signed_ask_parse(struct bytes der, struct signed_ask *ret_a);

/* The same of one that an old CA's key signed, of which kind is not known yet:
 * the signature stays octets, and ret_a->signature is zero. EVIDENCE_SYNTAX. */
MUST_USE enum err old_ask_parse(struct bytes der, struct signed_ask *ret_a);

/* The signature, by this key. EVIDENCE_FORGED. */
MUST_USE enum err signed_ask_verify(
    struct gm *gm, const struct signed_ask *a, const struct sm2_public *key);

#endif
