/* SPDX-License-Identifier: Apache-2.0 */
/* A certificate that is not of a pair, as it goes into the store. */
#ifndef OFFICE_CERTIFICATE_ROW_H
#define OFFICE_CERTIFICATE_ROW_H

#include "office/store/store.h"
#include "pki/profile.h"

struct certificate_row {
	struct bytes der;
	enum profile_id profile;
	const char *actor; /* who had it signed, for the audit record */
	int64_t now;
};

/* Inside a job: a row of table certificate and its audit record
 * (certificate.signed). CERT_…; what audit_add and the store return. */
MUST_USE enum err certificate_row_insert(
    struct gm *gm, struct db *db, const struct certificate_row *r);

#endif
