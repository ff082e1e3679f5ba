/* SPDX-License-Identifier: Apache-2.0 */
/*
 *	TBSCertificate ::= SEQUENCE {
 *	  version          [0] INTEGER DEFAULT v1,
 *	  serialNumber         INTEGER,
 *	  signature            AlgorithmIdentifier,
 *	  issuer               Name,
 *	  validity             SEQUENCE { notBefore Time, notAfter Time },
 *	  subject              Name,
 *	  subjectPublicKeyInfo SubjectPublicKeyInfo,
 *	  extensions       [3] SEQUENCE OF Extension OPTIONAL } -- RFC 5280 4.1
 */
#include "pki/cert.h"

#include <string.h>

#include "pki/cert_extensions.h"
#include "pki/signed.h"
#include "pki/syntax.h"

static enum err
read_name(struct der *d, struct bytes *ret_name)
{
	TRY(der_element_of(d, DER_SEQUENCE, ret_name));
	return ret_name->len > NAME_DER_MAX ? ERR_DER_TOO_LARGE : ERR_OK;
}

static enum err
read_validity(struct der *d, struct cert *c)
{
	struct der inner;

	TRY(der_enter(d, DER_SEQUENCE, &inner));
	TRY(der_time(&inner, &c->not_before));
	TRY(der_time(&inner, &c->not_after));
	TRY(der_end(&inner));
	return c->not_after < c->not_before ? ERR_DER_SYNTAX : ERR_OK;
}

static enum err
read_extensions(struct der *d, struct cert *c)
{
	struct der inner;

	TRY(der_enter(d, DER_CONTEXT_CONSTRUCTED(3), &inner));
	return cert_extensions_read(inner.rest, c);
}

/* The body; *ret_algorithm is the algorithm it names. */
static enum err
read_tbs(struct bytes tbs, struct cert *c, struct bytes *ret_algorithm)
{
	struct der outer = der_of(tbs), d;
	bool v3;

	TRY(der_enter(&outer, DER_SEQUENCE, &d));
	TRY(der_end(&outer));
	TRY(signed_read_version(&d, &v3));
	TRY(cert_serial_read(&d, &c->serial));
	TRY(signed_read_algorithm(&d, ret_algorithm));
	TRY(read_name(&d, &c->issuer));
	TRY(read_validity(&d, c));
	TRY(read_name(&d, &c->subject));
	TRY(signed_read_key(&d, &c->key));
	if (v3 && der_more(&d))
		TRY(read_extensions(&d, c));
	return der_end(&d);
}

static struct cert
empty(struct bytes der)
{
	return (struct cert){.der = der, .path_len = -1, .policy = OID_COUNT};
}

static enum err
parse(struct bytes der, struct cert *c)
{
	struct signed_body s;
	struct bytes algorithm;

	TRY(signed_parse(der, &s));
	TRY(read_tbs(s.body, c, &algorithm));
	/* RFC 5280 4.1.1.2: the same inside and outside. */
	if (!bytes_equal(algorithm, s.algorithm))
		return ERR_DER_SYNTAX;
	c->tbs = s.body;
	c->signature = s.signature;
	return ERR_OK;
}

enum err
cert_parse(struct bytes der, struct cert *ret_cert)
{
	struct cert c = empty(der);

	if (der.len > CERT_DER_MAX)
		return ERR_CERT_SYNTAX;
	TRY(syntax_as(parse(der, &c), ERR_CERT_SYNTAX));
	*ret_cert = c;
	return ERR_OK;
}

enum err
cert_parse_tbs(struct bytes tbs, struct cert *ret_cert)
{
	struct cert c = empty(BYTES_NONE);
	struct bytes algorithm;

	if (tbs.len > CERT_DER_MAX)
		return ERR_CERT_SYNTAX;
	TRY(syntax_as(read_tbs(tbs, &c, &algorithm), ERR_CERT_SYNTAX));
	c.tbs = tbs;
	*ret_cert = c;
	return ERR_OK;
}

bool
cert_has_eku(const struct cert *cert, enum oid eku)
{
	for (size_t i = 0; i < cert->eku_count; i++)
		if (cert->eku[i] == eku)
			return true;
	return false;
}

enum err
cert_key_id(struct gm *gm, const struct sm2_public *key,
    uint8_t ret_id[CERT_KEY_ID_LEN])
{
	uint8_t point[SM2_POINT_LEN], digest[SM3_LEN];

	sm2_public_point(key, point);
	TRY(sm3_of(gm, BYTES_ARRAY(point), digest));
	memcpy(ret_id, digest, CERT_KEY_ID_LEN);
	return ERR_OK;
}
