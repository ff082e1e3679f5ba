/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Is a body (TBSCertificate) what may be signed? It fits its profile, and it
 * says nothing but what the evidence grants.
 */
#ifndef OFFICE_CA_BODY_H
#define OFFICE_CA_BODY_H

#include "office/process/config.h"
#include "pki/evidence.h"

struct body_check {
	struct gm *gm;
	const struct cert *issuing;
	const struct office_config *config;
	int64_t now;
	const struct evidence_grant *grant;
};

/*
 * Check a body against a profile and the grant (subject, credit code, role),
 * and its addresses: the revocation list of its serial's partition, and OCSP.
 * *ret_body borrows from tbs. PROFILE_VIOLATION, with *reterr_why;
 * EVIDENCE_HOLDER, EVIDENCE_ROLE.
 */
MUST_USE enum err body_check(const struct body_check *c, enum profile_id id,
    struct bytes tbs, struct cert *ret_body, const char **reterr_why);

#endif
