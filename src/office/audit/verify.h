/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The whole keeping checked again, offline, trusting nothing but the root:
 *
 *	records      seq without gaps, each hash
 *	checkpoints  signature of the audit certificate, hash as in the chain
 *	certificates every one signed by the issuing CA (or root), after its
 *	             profile, with its audit record; each of a pair with the
 *	             very body that was recorded before signing; and with
 *	             evidence, used once, that is checked again for the time of
 *	             issue: the holder's ask, the staff's acts, their
 *	             certificates ← issuing ← root
 *	staff        each appointed with evidence that is checked likewise;
 *super and audit administrators are made at initialisation
 *
 * states       each certificate is valid, on hold or revoked as the changes of
 *	             status have it, and the evidence of each change is checked
 *	             again for the time when it counted from; but for what the
 *	             key centre says of a mailed code, which only its own key
 *	             proves
 *
 * tokens	each carrier that was personalised, with the operator's act over
 *	             just its label and what is sealed for it, and with its
 *audit record
 *
 * What it cannot see is the end of the record cut off together with all that
 * it told of and the checkpoints: compare last_checkpoint_seq with the ca
 * process's ledger, or with a checkpoint that was kept elsewhere.
 */
#ifndef OFFICE_AUDIT_VERIFY_H
#define OFFICE_AUDIT_VERIFY_H

#include "office/store/store.h"
#include "pki/cert.h"

/* Parsed certificates of the office's public/ folder. Only root is believed;
 * that the others are its own is checked. */
struct audit_trust {
	const struct cert *root, *issuing, *audit;
	const char *office_name;
};

struct audit_report {
	uint64_t records, checkpoints, certificates, pairs, staff;
	uint64_t status_changes, tokens;
	uint64_t last_checkpoint_seq; /* later records have none yet */
	/* On failure: */
	uint64_t bad_seq;   /* first bad record or checkpoint; 0: neither */
	char bad_about[65]; /* serial, pair, staff, token or change of status
			       that is bad, or "" */
	const char *why; /* English, borrowed for good; NULL if all is well */
	enum err cause;	 /* what a check of evidence or chain said, or OK */
};

/*
 * Check everything, inside a store_read job (one snapshot). The report is
 * filled in either case. AUDIT_BROKEN at the first thing that is wrong;
 * CERT_UNTRUSTED and the like if trust itself does not hold together; the
 * store's errors.
 */
MUST_USE enum err audit_verify(struct gm *gm, struct db *db,
    const struct audit_trust *trust, struct audit_report *reterr_report);

#endif
