/* SPDX-License-Identifier: Apache-2.0 */
/* What the parts of audit_verify share. */
#ifndef OFFICE_AUDIT_VERIFY_PRIVATE_H
#define OFFICE_AUDIT_VERIFY_PRIVATE_H

#include "office/audit/verify.h"
#include "pki/evidence_actor.h"

struct verify {
	struct gm *gm;
	struct db *db;
	const struct audit_trust *trust;
	struct sm2_verifier *issuing_key;
	struct audit_report *report;
	struct buf evidence_ids; /* of all pairs, EVIDENCE_ID_LEN each */
	enum err revoked_err;	 /* of the store, while asking for revocation */
};

/* Note what is bad, and AUDIT_BROKEN; but NOMEM, CRYPTO and the store's own
 * errors say nothing about the record and pass through. */
MUST_USE enum err verify_bad(
    struct verify *v, const char *about, const char *why, enum err cause);

/* Records and checkpoints. */
MUST_USE enum err verify_chain(struct verify *v);

/* Certificates, each with its audit record; pairs; staff. */
MUST_USE enum err verify_certificates(struct verify *v);

/* One of a pair, or of staff, against why it was issued. */
MUST_USE enum err verify_pair_certificate(
    struct verify *v, const struct cert *cert, const char *pair, bool sign);
MUST_USE enum err verify_staff_certificate(
    struct verify *v, const struct cert *cert);

/* Whom evidence of that time may believe. asking is borrowed by the trust; an
 * error of the store, while it asks for revocation, is in revoked_err. */
struct verify_asking {
	struct verify *v;
	int64_t at;
};
struct evidence_trust verify_trust(struct verify_asking *asking);

/* The state of each certificate. */
MUST_USE enum err verify_statuses(struct verify *v);

/* No pair is without its certificates, no evidence was used twice. */
MUST_USE enum err verify_pairs_whole(struct verify *v);

/* Each carrier that was personalised, against the operator's act. */
MUST_USE enum err verify_tokens(struct verify *v);

#endif
