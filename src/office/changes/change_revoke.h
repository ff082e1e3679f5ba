/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Revocation on the holder's request: what is checked when it is asked for,
 * inside a transaction.
 */
#ifndef OFFICE_CHANGE_REVOKE_H
#define OFFICE_CHANGE_REVOKE_H

#include "office/pairs/certificate.h"
#include "office/registry/change.h"
#include "pki/status_order.h"

struct change_revoke_wanted {
	const struct account *account;
	const char *serial;	  /* of the signing certificate */
	const char *reason;	  /* crl_reason_name; not of a hold */
	struct bytes instruction; /* SignedInstruction, DER; may be empty */
	int64_t now;
};

/*
 * Take it over into the request. CERT_UNKNOWN if the account has no signing
 * certificate of that number, CERT_REVOKED; BAD_REQUEST for a reason that
 * there is not. With an instruction, that it is the key's holder's and says
 * the same: EVIDENCE_SYNTAX, EVIDENCE_HOLDER, EVIDENCE_EXPIRED,
 * EVIDENCE_FORGED.
 */
MUST_USE enum err change_revoke_check(struct gm *gm, struct db *db,
    const struct change_revoke_wanted *w, struct change *c);

#endif
