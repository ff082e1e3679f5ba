/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Changes of the status of certificates, in the order in which nothing is
 * lost: the evidence is stored as intended in the same transaction as what it
 * follows from, then the ca process is asked, then what it answered is stored
 * and told of. Cut anywhere, the status job or the next request for the same
 * evidence goes on.
 *
 *	intended → applied
 *	intended → refused (the ca process refuses it for good)
 *
 * Once a hold or revocation is intended, nobody may log in with the
 * certificates, whatever the ca process says later: the store has them on hold
 * or revoked from then on. A release comes about when the ca process says so,
 * and then reason and time are what it said. Changes of one account come to
 * the ca process in the order in which they were intended.
 */
#ifndef OFFICE_STATUS_CHANGE_H
#define OFFICE_STATUS_CHANGE_H

#include "office/pairs/certificate.h"
#include "office/registry/office.h"
#include "pki/status_evidence.h"

#define STATUS_CHANGE_ID_SIZE \
	65 /* SM3 of the evidence and the serials: hex and NUL */

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

/* What names it, for who asks status_finish whether it was intended before:
 * evidence and serials count. CRYPTO. */
MUST_USE enum err status_intent_id(struct gm *gm, const struct status_intent *i,
    char ret_id[STATUS_CHANGE_ID_SIZE]);

/* Inside a transaction; again the same is fine. *ret_id names it. Whoever ends
 * the transaction calls status_finish, and wakes JOB_CRL where there are jobs.
 * STORE_CONFLICT if a serial is not in the store. */
MUST_USE enum err status_intend(struct gm *gm, struct db *db,
    const struct status_intent *i, char ret_id[STATUS_CHANGE_ID_SIZE]);

/*
 * Finish one, and those of its account that were intended before it, outside
 * of any transaction: OK if it is applied, now or before. What the ca process
 * refused it with, now or before; PROCESS_LOST and the store's errors leave it
 * for the job. NOT_FOUND.
 */
MUST_USE enum err status_finish(
    struct office *o, struct gm *gm, const char *id);

/* Finish all that are intended, oldest first: what the job does. One that is
 * refused holds up no other. PROCESS_LOST, the store's errors. */
MUST_USE enum err status_finish_all(struct office *o, struct gm *gm);

#endif
