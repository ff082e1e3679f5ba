/* SPDX-License-Identifier: Apache-2.0 */
#include "pki/role.h"

#include <string.h>

static const struct {
	const char *name;
	enum oid oid;
	enum staff_role appointed_by; /* ROLE_NONE: initialisation alone */
} roles[] = {
    [ROLE_NONE] = {NULL, OID_COUNT, ROLE_NONE},
    [ROLE_SUPER] = {"super", OID_ROLE_SUPER, ROLE_NONE},
    [ROLE_AUDIT_ADMIN] = {"audit-admin", OID_ROLE_AUDIT_ADMIN, ROLE_NONE},
    [ROLE_BUSINESS_ADMIN] = {"business-admin", OID_ROLE_BUSINESS_ADMIN,
	ROLE_SUPER},
    [ROLE_OPERATOR] = {"operator", OID_ROLE_OPERATOR, ROLE_BUSINESS_ADMIN},
    [ROLE_AUDITOR] = {"auditor", OID_ROLE_AUDITOR, ROLE_AUDIT_ADMIN},
};

const char *
staff_role_name(enum staff_role r)
{
	return roles[r].name;
}

enum staff_role
staff_role_find(const char *name)
{
	for (enum staff_role r = ROLE_SUPER; r <= STAFF_ROLE_MAX; r++)
		if (strcmp(roles[r].name, name) == 0)
			return r;
	return ROLE_NONE;
}

enum oid
staff_role_oid(enum staff_role r)
{
	return roles[r].oid;
}

enum staff_role
staff_role_of(const struct cert *cert)
{
	enum staff_role found = ROLE_NONE;

	if (cert->policy != OID_POLICY_STAFF)
		return ROLE_NONE;
	for (enum staff_role r = ROLE_SUPER; r <= STAFF_ROLE_MAX; r++) {
		if (!cert_has_eku(cert, roles[r].oid))
			continue;
		if (found != ROLE_NONE)
			return ROLE_NONE;
		found = r;
	}
	return found;
}

bool
staff_role_appoints(enum staff_role by, enum staff_role whom)
{
	return by != ROLE_NONE && roles[whom].appointed_by == by;
}
