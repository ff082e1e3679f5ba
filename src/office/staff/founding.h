/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The first keys and certificates of an office: root → issuing → key centre,
 * audit, and the two first members of staff, whom nobody appointed. Every body
 * passes profile_check before it is signed. This is the one place besides the
 * ca process that signs with the issuing key, and the only one with the root's.
 */
#ifndef OFFICE_FOUNDING_H
#define OFFICE_FOUNDING_H

#include "office/process/config.h"
#include "office/process/public_cert.h"
#include "office/store/store.h"
#include "pki/evidence.h"

struct founding;

struct founding_setup {
	struct gm *gm;	 /* borrowed for its life */
	const char *dir; /* the folder; its parts are there */
	const struct office_config *config; /* borrowed for its life */
	struct bytes unlock;
	int64_t now;
};

/*
 * Make all keys and service certificates and write their files: sealed keys,
 * public/NAME.cer and .pem, public/mail.pub, and ca/ledger, which knows of all
 * that is signed with the issuing key. FILE_…, DISK_FULL,
 * PROFILE_VIOLATION.
 */
MUST_USE enum err founding_make(
    const struct founding_setup *s, struct founding **ret_f);
void founding_free(struct founding *f); /* f may be NULL */
DEFINE_AUTO(founding)

/* Put the certificates into the store, with the audit record's beginning. */
MUST_USE enum err founding_store(struct founding *f, struct store *store);

/*
 * Sign the certificate of one of the two first members of staff for a request,
 * and store both. ret_cert gets the DER. CSR_…, PROFILE_VIOLATION.
 */
struct founder {
	const char *name, *person;
	enum staff_role role;
	struct bytes csr;
};
MUST_USE enum err founding_sign_staff(struct founding *f, struct store *store,
    const struct founder *who, struct buf *ret_cert);

/* Borrowed. */
const struct cert *founding_issuing(const struct founding *f);

#endif
