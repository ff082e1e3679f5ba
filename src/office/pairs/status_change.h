/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Changes of the status of certificates, in the order in which nothing is
 * lost: the evidence is stored as intended in the same transaction as what it
 * follows from, then the ca process is asked, then what it answered is stored
 * and told of. Cut anywhere, the status job or the next request for the same
 * evidence goes on. Once it is intended, nobody may log in with the
 * certificates, whatever the ca process says later.
 *
 *	intended → applied
 *	intended → refused (the ca process refuses it for good)
 */
#ifndef OFFICE_STATUS_CHANGE_H
#define OFFICE_STATUS_CHANGE_H

#include "office/pairs/certificate.h"
#include "office/registry/office.h"
#include "pki/status_evidence.h"

#define STATUS_CHANGE_ID_SIZE 65 /* SM3 of the evidence: hex and NUL */

struct status_intent {
	const char *account; /* of the holder; "" of staff */
	const char *actor;   /* for the audit: "holder:u1", "staff:op1" */
	enum status status;
	enum crl_reason reason;
	struct bytes evidence;			 /* StatusEvidence, DER */
	const char *serials[STATUS_SERIALS_MAX]; /* in the evidence's order */
	size_t count;
	int64_t now;
};

/* Inside a transaction; again the same is fine. *ret_id names it.
 * STORE_CONFLICT if a serial is not in the store. */
MUST_USE enum err status_intend(struct gm *gm, struct db *db,
    const struct status_intent *i, char ret_id[STATUS_CHANGE_ID_SIZE]);

/*
 * Finish one, outside of any transaction: OK if it is applied, now or before.
 * What the ca process refuses it with; PROCESS_LOST and the store's errors
 * leave it for the job. NOT_FOUND.
 */
MUST_USE enum err status_finish(
    struct office *o, struct gm *gm, const char *id);

/* Finish all that are intended, oldest first: what the job does. */
MUST_USE enum err status_finish_all(struct office *o, struct gm *gm);

#endif
