/* SPDX-License-Identifier: Apache-2.0 */
#include "pki/cert_extensions.h"

#include <string.h>

#include "pki/extension.h"

#define PURPOSES_MAX 16 /* in an extended key usage */
#define POLICIES_MAX 16 /* in certificate policies */

static enum err
read_key_id(struct der *d, uint8_t tag, struct bytes *ret_id)
{
	struct bytes id;

	TRY(der_read(d, tag, &id));
	if (id.len == 0 || id.len > EXTENSION_KEY_ID_MAX)
		return ERR_DER_SYNTAX;
	*ret_id = id;
	return ERR_OK;
}

static enum err
read_subject_key_id(struct der *d, struct cert *c)
{
	return read_key_id(d, DER_OCTET_STRING, &c->key_id);
}

/* SEQUENCE { keyIdentifier [0], authorityCertIssuer [1], serial [2] } */
static enum err
read_authority_key_id(struct der *d, struct cert *c)
{
	struct der inner;
	struct bytes passed_over;

	TRY(der_enter(d, DER_SEQUENCE, &inner));
	if (der_next_is(&inner, DER_CONTEXT(0)))
		TRY(read_key_id(&inner, DER_CONTEXT(0), &c->issuer_key_id));
	while (der_more(&inner))
		TRY(der_element(&inner, &passed_over));
	return ERR_OK;
}

static enum err
read_key_usage(struct der *d, struct cert *c)
{
	TRY(der_named_bits(d, &c->key_usage));
	if (c->key_usage == 0)
		return ERR_DER_SYNTAX;
	c->has_key_usage = true;
	return ERR_OK;
}

/* SEQUENCE { cA BOOLEAN DEFAULT FALSE, pathLenConstraint INTEGER OPTIONAL } */
static enum err
read_basic_constraints(struct der *d, struct cert *c)
{
	struct der inner;
	uint64_t path_len;

	TRY(der_enter(d, DER_SEQUENCE, &inner));
	c->has_basic_constraints = true;
	if (!der_more(&inner))
		return ERR_OK;
	TRY(der_bool(&inner, &c->ca));
	if (!c->ca) /* DER leaves a default out */
		return ERR_DER_SYNTAX;
	if (der_more(&inner)) {
		TRY(der_uint(&inner, 255, &path_len));
		c->path_len = (int)path_len;
	}
	return der_end(&inner);
}

static bool
is_purpose(enum oid o)
{
	switch (o) {
	case OID_CLIENT_AUTH:
	case OID_OCSP_SIGNING:
	case OID_ROLE_SUPER:
	case OID_ROLE_AUDIT_ADMIN:
	case OID_ROLE_BUSINESS_ADMIN:
	case OID_ROLE_OPERATOR:
	case OID_ROLE_AUDITOR:
	case OID_SERVICE_KEY_CENTRE:
	case OID_SERVICE_AUDIT:
		return true;
	default:
		return false;
	}
}

/* Keep a purpose that is known. Twice the same, or more than there is room
 * for, and the whole is refused: nothing may be lost silently. */
static enum err
add_purpose(struct cert *c, enum oid purpose)
{
	if (!is_purpose(purpose))
		return ERR_OK;
	if (cert_has_eku(c, purpose) || c->eku_count == COUNT(c->eku))
		return ERR_DER_SYNTAX;
	c->eku[c->eku_count++] = purpose;
	return ERR_OK;
}

static enum err
read_ext_key_usage(struct der *d, struct cert *c)
{
	struct der inner;
	struct bytes oid;
	size_t count = 0;

	TRY(der_enter(d, DER_SEQUENCE, &inner));
	do {
		if (count++ == PURPOSES_MAX)
			return ERR_DER_TOO_LARGE;
		TRY(der_oid(&inner, &oid));
		TRY(add_purpose(c, oid_find(oid)));
	} while (der_more(&inner));
	return ERR_OK;
}

/* PolicyInformation ::= SEQUENCE { policyIdentifier, qualifiers OPTIONAL } */
static enum err
read_policy(struct der *d, struct cert *c)
{
	struct der inner;
	struct bytes oid, qualifiers;
	enum oid policy;

	TRY(der_enter(d, DER_SEQUENCE, &inner));
	TRY(der_oid(&inner, &oid));
	if (der_more(&inner))
		TRY(der_element_of(&inner, DER_SEQUENCE, &qualifiers));
	TRY(der_end(&inner));
	policy = oid_find(oid);
	if (c->policy == OID_COUNT &&
	    (policy == OID_POLICY_HOLDER || policy == OID_POLICY_STAFF))
		c->policy = policy;
	return ERR_OK;
}

static enum err
read_policies(struct der *d, struct cert *c)
{
	struct der inner;
	size_t count = 0;

	TRY(der_enter(d, DER_SEQUENCE, &inner));
	do {
		if (count++ == POLICIES_MAX)
			return ERR_DER_TOO_LARGE;
		TRY(read_policy(&inner, c));
	} while (der_more(&inner));
	return ERR_OK;
}

/* Keep a web address, if it is one, fits, and none is kept yet. */
static void
keep_url(struct bytes url, char out[CERT_URL_SIZE])
{
	if (*out != '\0' || url.len >= CERT_URL_SIZE || url.len < 7 ||
	    (memcmp(url.p, "http://", 7) != 0 &&
		memcmp(url.p, "https:/", 7) != 0))
		return;
	for (size_t i = 0; i < url.len; i++)
		if (url.p[i] <= ' ' || url.p[i] > '~')
			return;
	memcpy(out, url.p, url.len);
}

/* GeneralNames: the addresses in it, whatever else there is. */
static enum err
read_general_names(struct der *d, char url[CERT_URL_SIZE])
{
	struct bytes name;

	while (der_more(d)) {
		if (der_next_is(d, GENERAL_NAME_URI)) {
			TRY(der_read(d, GENERAL_NAME_URI, &name));
			keep_url(name, url);
		} else {
			TRY(der_element(d, &name));
		}
	}
	return ERR_OK;
}

/* SEQUENCE { distributionPoint [0] { fullName [0] }, reasons, cRLIssuer } */
static enum err
read_distribution_point(struct der *d, struct cert *c)
{
	struct der inner, point, names;
	struct bytes passed_over;
	bool present;

	TRY(der_enter(d, DER_SEQUENCE, &inner));
	TRY(der_enter_optional(
	    &inner, DER_CONTEXT_CONSTRUCTED(0), &present, &point));
	if (present) {
		TRY(der_enter_optional(
		    &point, DER_CONTEXT_CONSTRUCTED(0), &present, &names));
		if (present)
			TRY(read_general_names(&names, c->crl_url));
	}
	while (der_more(&inner))
		TRY(der_element(&inner, &passed_over));
	return ERR_OK;
}

static enum err
read_crl_distribution_points(struct der *d, struct cert *c)
{
	struct der inner;

	TRY(der_enter(d, DER_SEQUENCE, &inner));
	do {
		TRY(read_distribution_point(&inner, c));
	} while (der_more(&inner));
	return ERR_OK;
}

/* AccessDescription ::= SEQUENCE { accessMethod, accessLocation } */
static enum err
read_authority_info_access(struct der *d, struct cert *c)
{
	struct der inner, description;
	struct bytes method;
	char other[CERT_URL_SIZE];

	TRY(der_enter(d, DER_SEQUENCE, &inner));
	do {
		bool ocsp;

		*other = '\0';
		TRY(der_enter(&inner, DER_SEQUENCE, &description));
		TRY(der_oid(&description, &method));
		ocsp = bytes_equal(method, oid_octets(OID_ACCESS_OCSP));
		TRY(read_general_names(
		    &description, ocsp ? c->ocsp_url : other));
	} while (der_more(&inner));
	return ERR_OK;
}

static enum err
read_ocsp_nocheck(struct der *d, struct cert *c)
{
	c->ocsp_nocheck = true;
	return der_null(d);
}

static enum err
read_credit_code(struct der *d, struct cert *c)
{
	return der_text(d, c->credit_code, sizeof(c->credit_code));
}

static const struct known {
	enum oid oid;
	enum err (*read)(struct der *d, struct cert *c);
} table[] = {
    {OID_AUTHORITY_KEY_ID, read_authority_key_id},
    {OID_SUBJECT_KEY_ID, read_subject_key_id},
    {OID_KEY_USAGE, read_key_usage},
    {OID_BASIC_CONSTRAINTS, read_basic_constraints},
    {OID_EXT_KEY_USAGE, read_ext_key_usage},
    {OID_POLICIES, read_policies},
    {OID_CRL_DISTRIBUTION_POINTS, read_crl_distribution_points},
    {OID_AUTHORITY_INFO_ACCESS, read_authority_info_access},
    {OID_OCSP_NOCHECK, read_ocsp_nocheck},
    {OID_CREDIT_CODE, read_credit_code},
};

static const struct known *
find_known(struct bytes oid)
{
	for (size_t i = 0; i < COUNT(table); i++)
		if (bytes_equal(oid, oid_octets(table[i].oid)))
			return &table[i];
	return NULL;
}

static enum err
take(void *arg, const struct extension *e)
{
	const struct known *known = find_known(e->oid);
	struct der value = der_of(e->value);

	if (known == NULL)
		return e->critical ? ERR_DER_SYNTAX : ERR_OK;
	TRY(known->read(&value, arg));
	return der_end(&value);
}

enum err
cert_extensions_read(struct bytes extensions, struct cert *c)
{
	struct der d = der_of(extensions);

	TRY(extensions_read(&d, take, c));
	return der_end(&d);
}
