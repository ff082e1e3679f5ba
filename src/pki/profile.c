/* SPDX-License-Identifier: Apache-2.0 */
#include "pki/profile.h"

#define DAY_S ((int64_t)24 * 3600)
/* Years with their leap days; a day of slack to what may be. */
#define YEARS_S(n) ((int64_t)(n)*36525 / 100 * DAY_S)
#define LASTS(n) .validity_s = YEARS_S(n), .validity_max_s = YEARS_S(n) + DAY_S

#define SIGNS (CERT_KU_DIGITAL_SIGNATURE | CERT_KU_NON_REPUDIATION)
#define CIPHERS (CERT_KU_KEY_ENCIPHERMENT | CERT_KU_DATA_ENCIPHERMENT)
#define CERTIFIES (CERT_KU_CERT_SIGN | CERT_KU_CRL_SIGN)

static const struct profile table[PROFILE_COUNT] = {
    [PROFILE_ROOT] = {.name = "root",
	.self_signed = true,
	.ca = true,
	.path_len = -1,
	.key_usage = CERTIFIES,
	.eku = {OID_COUNT},
	.policy = OID_COUNT,
	.organisation = REQUIRED,
	.unit = OPTIONAL,
	.common_name = REQUIRED,
	LASTS(20)},
    [PROFILE_ISSUING_CA] = {.name = "issuing-ca",
	.ca = true,
	.path_len = 0,
	.key_usage = CERTIFIES,
	.eku = {OID_COUNT},
	.policy = OID_COUNT,
	.organisation = REQUIRED,
	.unit = OPTIONAL,
	.common_name = REQUIRED,
	.crl_url = OPTIONAL,
	.ocsp_url = OPTIONAL,
	LASTS(10)},
    [PROFILE_HOLDER_SIGN] = {.name = "holder-sign",
	.path_len = -1,
	.key_usage = SIGNS,
	.eku = {OID_CLIENT_AUTH, OID_COUNT},
	.eku_presence = OPTIONAL,
	.policy = OID_POLICY_HOLDER,
	.organisation = REQUIRED,
	.common_name = REQUIRED,
	.serial_number = REQUIRED,
	.credit_code = OPTIONAL,
	.crl_url = OPTIONAL,
	.ocsp_url = OPTIONAL,
	LASTS(5)},
    [PROFILE_HOLDER_ENCRYPT] = {.name = "holder-encrypt",
	.path_len = -1,
	.key_usage = CIPHERS | CERT_KU_KEY_AGREEMENT,
	.eku = {OID_COUNT},
	.policy = OID_POLICY_HOLDER,
	.organisation = REQUIRED,
	.common_name = REQUIRED,
	.serial_number = REQUIRED,
	.credit_code = OPTIONAL,
	.crl_url = OPTIONAL,
	.ocsp_url = OPTIONAL,
	LASTS(5)},
    [PROFILE_STAFF] = {.name = "staff",
	.path_len = -1,
	.key_usage = SIGNS,
	.eku = {OID_ROLE_SUPER, OID_ROLE_AUDIT_ADMIN, OID_ROLE_BUSINESS_ADMIN,
	    OID_ROLE_OPERATOR, OID_ROLE_AUDITOR, OID_COUNT},
	.eku_presence = REQUIRED,
	.policy = OID_POLICY_STAFF,
	.organisation = REQUIRED,
	.unit = REQUIRED,
	.common_name = REQUIRED,
	.serial_number = REQUIRED,
	.crl_url = OPTIONAL,
	.ocsp_url = OPTIONAL,
	LASTS(5)},
    [PROFILE_KEY_CENTRE] = {.name = "key-centre",
	.path_len = -1,
	.key_usage = CIPHERS,
	.eku = {OID_SERVICE_KEY_CENTRE, OID_COUNT},
	.eku_presence = REQUIRED,
	.policy = OID_COUNT,
	.organisation = REQUIRED,
	.unit = OPTIONAL,
	.common_name = REQUIRED,
	.crl_url = OPTIONAL,
	.ocsp_url = OPTIONAL,
	LASTS(10)},
    [PROFILE_AUDIT] = {.name = "audit",
	.path_len = -1,
	.key_usage = SIGNS,
	.eku = {OID_SERVICE_AUDIT, OID_COUNT},
	.eku_presence = REQUIRED,
	.policy = OID_COUNT,
	.organisation = REQUIRED,
	.unit = OPTIONAL,
	.common_name = REQUIRED,
	.crl_url = OPTIONAL,
	.ocsp_url = OPTIONAL,
	LASTS(10)},
    [PROFILE_OCSP] = {.name = "ocsp",
	.ocsp_nocheck = true,
	.path_len = -1,
	.key_usage = CERT_KU_DIGITAL_SIGNATURE,
	.eku = {OID_OCSP_SIGNING, OID_COUNT},
	.eku_presence = REQUIRED,
	.policy = OID_COUNT,
	.organisation = REQUIRED,
	.unit = OPTIONAL,
	.common_name = REQUIRED,
	LASTS(10)},
};

const struct profile *
profile_of(enum profile_id id)
{
	return &table[id];
}

void
profile_validity(const struct profile *p, const struct cert *issuer,
    int64_t now, int64_t *ret_not_before, int64_t *ret_not_after)
{
	int64_t from = now - PROFILE_BACKDATE_S, to;

	if (issuer != NULL && from < issuer->not_before)
		from = issuer->not_before;
	to = now + p->validity_s;
	if (issuer != NULL && to > issuer->not_after)
		to = issuer->not_after;
	*ret_not_before = from;
	*ret_not_after = to;
}
