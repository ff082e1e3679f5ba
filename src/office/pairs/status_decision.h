/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a member of staff decides about certificates, signed and written down:
 * an order (pki/status_order.h), their act over it, and the change of status
 * that it is the evidence for. For revocation.h and staff/dismissal.h, which
 * know who may do what.
 */
#ifndef OFFICE_STATUS_DECISION_H
#define OFFICE_STATUS_DECISION_H

#include "office/pairs/status_change.h"
#include "office/registry/act.h"

#define STATUS_NOTE_MAX 256 /* characters */

struct status_decision {
	const struct actor *actor;
	enum act_verb verb; /* ACT_REVOKE, ACT_DISMISS */
	enum crl_reason reason;
	const char *note;    /* why, in words; "": none */
	const char *about;   /* of the act: account id, or name of staff */
	const char *account; /* id, "" of staff */
	char serials[STATUS_SERIALS_MAX][CERT_SERIAL_TEXT_SIZE];
	size_t count;
	int64_t now;
};

struct status_decided {
	struct buf order, act, evidence; /* DER */
};
void status_decided_done(struct status_decided *s);
DEFINE_AUTO_DONE(status_decided)

/* Sign it; ret_s is {0}. FIELD_INVALID: a reason that is none, or hold, or a
 * note that is too long or not UTF-8; what the signer returns. */
MUST_USE enum err status_decision_sign(struct gm *gm,
    const struct status_decision *d, struct status_decided *ret_s);

/* Inside a transaction: the act, with its audit record, and the change of
 * status, intended; its id for status_finish. As status_intend. */
MUST_USE enum err status_decision_write(struct gm *gm, struct db *db,
    const struct status_decision *d, const struct status_decided *s,
    char ret_id[STATUS_CHANGE_ID_SIZE]);

#endif
