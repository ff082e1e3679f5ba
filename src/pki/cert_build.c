/* SPDX-License-Identifier: Apache-2.0 */
/* The builder. What checks its work is profile_check.c; the two share nothing
 * but the DER writer and reader. */
#include "pki/extension.h"
#include "pki/profile.h"
#include "pki/signed.h"

static void
put_subject_key_id(struct buf *b, struct bytes id)
{
	struct extension_mark e = extension_open(b, OID_SUBJECT_KEY_ID, false);

	der_put_octets(b, id);
	extension_close(b, e);
}

static void
put_key_usage(struct buf *b, uint16_t bits)
{
	struct extension_mark e = extension_open(b, OID_KEY_USAGE, true);

	der_put_named_bits(b, bits);
	extension_close(b, e);
}

static void
put_basic_constraints(struct buf *b, int path_len)
{
	struct extension_mark e =
	    extension_open(b, OID_BASIC_CONSTRAINTS, true);
	size_t mark = der_open(b, DER_SEQUENCE);

	der_put_bool(b, true);
	if (path_len >= 0)
		der_put_uint(b, (uint64_t)path_len);
	der_close(b, mark);
	extension_close(b, e);
}

static void
put_ext_key_usage(struct buf *b, enum oid purpose)
{
	struct extension_mark e = extension_open(b, OID_EXT_KEY_USAGE, false);
	size_t mark = der_open(b, DER_SEQUENCE);

	der_put_oid(b, oid_octets(purpose));
	der_close(b, mark);
	extension_close(b, e);
}

static void
put_policy(struct buf *b, enum oid policy)
{
	struct extension_mark e = extension_open(b, OID_POLICIES, false);
	size_t all = der_open(b, DER_SEQUENCE);
	size_t one = der_open(b, DER_SEQUENCE);

	der_put_oid(b, oid_octets(policy));
	der_close(b, one);
	der_close(b, all);
	extension_close(b, e);
}

static void
put_crl_url(struct buf *b, const char *url)
{
	struct extension_mark e =
	    extension_open(b, OID_CRL_DISTRIBUTION_POINTS, false);

	extension_put_points(b, url);
	extension_close(b, e);
}

static void
put_ocsp_url(struct buf *b, const char *url)
{
	struct extension_mark e =
	    extension_open(b, OID_AUTHORITY_INFO_ACCESS, false);
	size_t all = der_open(b, DER_SEQUENCE);
	size_t one = der_open(b, DER_SEQUENCE);

	der_put_oid(b, oid_octets(OID_ACCESS_OCSP));
	der_put(b, GENERAL_NAME_URI, bytes_str(url));
	der_close(b, one);
	der_close(b, all);
	extension_close(b, e);
}

static void
put_ocsp_nocheck(struct buf *b)
{
	struct extension_mark e = extension_open(b, OID_OCSP_NOCHECK, false);

	der_put_null(b);
	extension_close(b, e);
}

static void
put_credit_code(struct buf *b, const char *code)
{
	struct extension_mark e = extension_open(b, OID_CREDIT_CODE, false);

	der_put_printable(b, code);
	extension_close(b, e);
}

/* What the profile orders, and what the spec fills in. */
static void
put_extensions(struct buf *b, const struct cert_spec *spec, struct bytes key_id)
{
	const struct profile *p = spec->profile;
	size_t explicit = der_open(b, DER_CONTEXT_CONSTRUCTED(3));
	size_t mark = der_open(b, DER_SEQUENCE);

	if (spec->issuer != NULL)
		extension_put_authority_key_id(b, spec->issuer->key_id);
	put_subject_key_id(b, key_id);
	put_key_usage(b, p->key_usage);
	if (p->ca)
		put_basic_constraints(b, p->path_len);
	if (spec->eku != OID_COUNT)
		put_ext_key_usage(b, spec->eku);
	if (p->policy != OID_COUNT)
		put_policy(b, p->policy);
	if (*spec->crl_url != '\0')
		put_crl_url(b, spec->crl_url);
	if (*spec->ocsp_url != '\0')
		put_ocsp_url(b, spec->ocsp_url);
	if (p->ocsp_nocheck)
		put_ocsp_nocheck(b);
	if (*spec->credit_code != '\0')
		put_credit_code(b, spec->credit_code);
	der_close(b, mark);
	der_close(b, explicit);
}

static void
put_version(struct buf *b)
{
	size_t mark = der_open(b, DER_CONTEXT_CONSTRUCTED(0));

	der_put_uint(b, SIGNED_VERSION_3);
	der_close(b, mark);
}

static void
put_validity(struct buf *b, int64_t not_before, int64_t not_after)
{
	size_t mark = der_open(b, DER_SEQUENCE);

	der_put_time(b, not_before);
	der_put_time(b, not_after);
	der_close(b, mark);
}

enum err
cert_encode_tbs(struct gm *gm, const struct cert_spec *spec, struct buf *b)
{
	uint8_t key_id[CERT_KEY_ID_LEN];
	size_t mark;

	TRY(cert_key_id(gm, &spec->key, key_id));
	mark = der_open(b, DER_SEQUENCE);
	put_version(b);
	cert_serial_encode(b, &spec->serial);
	signed_encode_algorithm(b);
	if (spec->issuer != NULL)
		der_put_raw(b, spec->issuer->subject);
	else
		name_encode(b, &spec->subject);
	put_validity(b, spec->not_before, spec->not_after);
	name_encode(b, &spec->subject);
	signed_encode_key(b, &spec->key);
	put_extensions(b, spec, BYTES_ARRAY(key_id));
	der_close(b, mark);
	return buf_status(b);
}

void
cert_assemble(struct buf *b, struct bytes tbs, const struct sm2_signature *sig)
{
	signed_encode(b, tbs, sig);
}
