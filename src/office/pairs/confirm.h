/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Confirmation: the holder's program has installed the new pair and proved it,
 * and says so with a signature by the new key. From then on the pair counts:
 * its signing certificate logs in, and an older pair of the holder is replaced,
 * its certificates revoked as superseded (status_change.h); an approved change
 * of the name and an approved reissue have served.
 */
#ifndef OFFICE_CONFIRM_H
#define OFFICE_CONFIRM_H

#include "office/pairs/pair.h"
#include "office/registry/account.h"
#include "office/registry/office.h"

struct pair_confirmation {
	const struct account *account;	 /* of the session */
	const char *pair;		 /* id */
	struct bytes confirm, signature; /* DER */
};

/*
 * Confirm a delivered pair; one that is confirmed already stays so. The ca
 * process is asked at once about what it replaces; what it cannot be asked now
 * the status job does. NOT_FOUND if the account has no such pair;
 * ACCOUNT_STATE if it cannot be confirmed any more; EVIDENCE_SYNTAX,
 * DER_SYNTAX; EVIDENCE_HOLDER if it speaks of another pair or certificate;
 * SIGNATURE_INVALID; CERT_ON_HOLD, CERT_REVOKED if the certificate that the
 * pair was asked for with has become so. ret_serial is that of the new signing
 * certificate, whose key was proved.
 */
MUST_USE enum err pair_confirm(struct office *o, struct gm *gm,
    const struct pair_confirmation *c, char ret_serial[CERT_SERIAL_TEXT_SIZE]);

#endif
