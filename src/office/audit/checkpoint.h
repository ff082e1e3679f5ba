/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Checkpoints: the ca process's signed word of how far the audit record
 * reached and with which hash, so that the chain cannot be written anew.
 *
 *	Checkpoint ::= SEQUENCE {
 *	  type PrintableString "office-checkpoint-v1",
 *	  seq  INTEGER,
 *	  hash OCTET STRING (32),
 *	  at   GeneralizedTime }
 *
 * signed with the audit key (DER SM2Signature, default ID). The web process
 * asks for one from time to time:
 *
 *	audit_checkpoint_due (in a read), checkpoint_encode,
 *	ca_sign_checkpoint, audit_checkpoint_store (in a write)
 */
#ifndef OFFICE_AUDIT_CHECKPOINT_H
#define OFFICE_AUDIT_CHECKPOINT_H

#include "office/store/store.h"
#include "pki/cert.h"

#define CHECKPOINT_DER_MAX 128 /* octets */

struct checkpoint {
	uint64_t seq;
	uint8_t hash[SM3_LEN];
	int64_t at;
};

/* Add its DER. */
void checkpoint_encode(struct buf *b, const struct checkpoint *c);

/* The whole of der; seq is at least 1. DER_SYNTAX, DER_TOO_LARGE. */
MUST_USE enum err checkpoint_parse(struct bytes der, struct checkpoint *ret_c);

/* Its signature, by the audit certificate's key. SIGNATURE_INVALID,
 * DER_SYNTAX. */
MUST_USE enum err checkpoint_verify(struct gm *gm, const struct cert *audit,
    struct bytes body, struct bytes signature);

/* When one is due: so many records since the last, or the oldest record
 * that none covers yet is so old. */
struct checkpoint_policy {
	uint64_t records;
	int64_t age_s;
};

/* *ret_due, and then *ret_c: what is to be signed now. A db job. */
MUST_USE enum err audit_checkpoint_due(struct db *db,
    const struct checkpoint_policy *policy, int64_t now, bool *ret_due,
    struct checkpoint *ret_c);

/* Keep a signed one. One that is there already stays. DER_SYNTAX. A db job. */
MUST_USE enum err audit_checkpoint_store(
    struct db *db, struct bytes body, struct bytes signature);

#endif
