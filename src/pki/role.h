/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The roles of the office's staff (GM/T 0034; GM/T 0037 8.3), and who may
 * appoint whom.
 */
#ifndef PKI_ROLE_H
#define PKI_ROLE_H

#include "pki/cert.h"

enum staff_role {
	ROLE_NONE = 0,
	ROLE_SUPER = 1,
	ROLE_AUDIT_ADMIN = 2,
	ROLE_BUSINESS_ADMIN = 3,
	ROLE_OPERATOR = 4,
	ROLE_AUDITOR = 5,
};
#define STAFF_ROLE_MAX ROLE_AUDITOR

/* "operator": for command lines and JSON; NULL for none. */
const char *staff_role_name(enum staff_role r);
enum staff_role staff_role_find(const char *name); /* ROLE_NONE: not one */

/* For cert_spec's eku; OID_COUNT for none. */
enum oid staff_role_oid(enum staff_role r);

/* The role that a staff certificate carries: ROLE_NONE if it is not one of
 * staff, or has none or several. */
enum staff_role staff_role_of(const struct cert *cert);

/* Which role may appoint which: super and audit administrators are made at
 * initialisation; super → business administrator → operator; audit
 * administrator → auditor. */
bool staff_role_appoints(enum staff_role by, enum staff_role whom);

#endif
