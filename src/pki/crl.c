/* SPDX-License-Identifier: Apache-2.0 */
/*
 *	TBSCertList ::= SEQUENCE {
 *	  version             INTEGER { v2(1) },
 *	  signature           AlgorithmIdentifier,
 *	  issuer              Name,
 *	  thisUpdate          Time,
 *	  nextUpdate          Time,
 *	  revokedCertificates SEQUENCE OF SEQUENCE {
 *	    userCertificate    INTEGER,
 *	    revocationDate     Time,
 *	    crlEntryExtensions Extensions OPTIONAL } OPTIONAL,
 *	  crlExtensions   [0] Extensions }             -- RFC 5280 5.1
 */
#include "pki/crl.h"

#include "pki/extension.h"
#include "pki/signed.h"
#include "pki/syntax.h"

#define VERSION_2 1

static enum err
take_entry_extension(void *arg, const struct extension *e)
{
	struct crl_entry *entry = arg;
	struct der value = der_of(e->value);
	uint64_t reason;

	if (!bytes_equal(e->oid, oid_octets(OID_CRL_REASON)))
		return e->critical ? ERR_DER_SYNTAX : ERR_OK;
	TRY(der_enumerated(&value, 10, &reason));
	/* 0 is written by absence, but old writers put it there. */
	if (reason == 7) /* not used */
		return ERR_DER_SYNTAX;
	entry->reason = (enum crl_reason)reason;
	return der_end(&value);
}

static enum err
read_entry(struct der *entries, struct crl_entry *ret_e)
{
	struct crl_entry e = {.reason = CRL_UNSPECIFIED};
	struct der d;

	TRY(der_enter(entries, DER_SEQUENCE, &d));
	TRY(cert_serial_read(&d, &e.serial));
	TRY(der_time(&d, &e.at));
	if (der_more(&d))
		TRY(extensions_read(&d, take_entry_extension, &e));
	TRY(der_end(&d));
	*ret_e = e;
	return ERR_OK;
}

/* *ret_removes: is there an entry that only a delta list may have? */
static enum err
read_entries(struct der *d, struct crl *crl, bool *ret_removes)
{
	struct der inner, entry;
	struct crl_entry e;

	TRY(der_enter(d, DER_SEQUENCE, &inner));
	crl->entries = inner.rest;
	entry = inner;
	do {
		TRY(read_entry(&entry, &e));
		*ret_removes |= e.reason == CRL_REMOVE;
	} while (der_more(&entry));
	return ERR_OK;
}

/* What was seen of those that a list must have, or may not have together. */
struct crl_extensions {
	struct crl *crl;
	bool key_id, number;
};

static enum err
take_key_id(struct crl_extensions *x, struct bytes value)
{
	x->key_id = true;
	return extension_read_authority_key_id(value, &x->crl->issuer_key_id);
}

static enum err
read_number(struct bytes value, uint64_t *ret_number)
{
	struct der d = der_of(value);

	TRY(der_uint(&d, UINT64_MAX, ret_number));
	return der_end(&d);
}

static enum err
take_number(struct crl_extensions *x, struct bytes value)
{
	x->number = true;
	return read_number(value, &x->crl->number);
}

static enum err
take_delta(struct crl_extensions *x, struct bytes value)
{
	x->crl->delta = true;
	return read_number(value, &x->crl->base);
}

/* IssuingDistributionPoint ::= SEQUENCE { distributionPoint [0], … }: what
 * could follow restricts the list by kind or reason, which none of ours is. */
static enum err
take_idp(struct crl_extensions *x, struct bytes value)
{
	struct der d = der_of(value), inner;

	TRY(der_enter(&d, DER_SEQUENCE, &inner));
	TRY(der_end(&d));
	TRY(extension_read_point(&inner, x->crl->idp_url));
	return der_end(&inner);
}

static enum err
take_freshest(struct crl_extensions *x, struct bytes value)
{
	return extension_read_points(value, x->crl->freshest_url);
}

/* Criticality as RFC 5280 5.2 has it. */
static const struct {
	enum oid oid;
	bool critical;
	enum err (*take)(struct crl_extensions *x, struct bytes value);
} known[] = {
    {OID_AUTHORITY_KEY_ID, false, take_key_id},
    {OID_CRL_NUMBER, false, take_number},
    {OID_DELTA_CRL, true, take_delta},
    {OID_ISSUING_DISTRIBUTION_POINT, true, take_idp},
    {OID_FRESHEST_CRL, false, take_freshest},
};

static enum err
take_extension(void *arg, const struct extension *e)
{
	for (size_t i = 0; i < COUNT(known); i++) {
		if (!bytes_equal(e->oid, oid_octets(known[i].oid)))
			continue;
		if (e->critical != known[i].critical)
			return ERR_DER_SYNTAX;
		return known[i].take(arg, e->value);
	}
	return e->critical ? ERR_DER_SYNTAX : ERR_OK;
}

static enum err
read_list_extensions(struct der *d, struct crl *crl)
{
	struct crl_extensions x = {.crl = crl};
	struct der inner;

	TRY(der_enter(d, DER_CONTEXT_CONSTRUCTED(0), &inner));
	TRY(extensions_read(&inner, take_extension, &x));
	TRY(der_end(&inner));
	return x.key_id && x.number ? ERR_OK : ERR_DER_SYNTAX;
}

/* What belongs to full lists alone, or to delta lists. */
static enum err
check_kind(const struct crl *crl, bool removes)
{
	bool holds =
	    crl->delta ? crl->base <= crl->number && *crl->freshest_url == '\0'
		       : !removes;

	return holds ? ERR_OK : ERR_DER_SYNTAX;
}

static enum err
read_times(struct der *d, struct crl *crl)
{
	TRY(der_time(d, &crl->this_update));
	TRY(der_time(d, &crl->next_update));
	return crl->next_update < crl->this_update ? ERR_DER_SYNTAX : ERR_OK;
}

static enum err
read_tbs(struct bytes tbs, struct crl *crl, struct bytes *ret_algorithm)
{
	struct der outer = der_of(tbs), d;
	bool removes = false;
	uint64_t version;

	TRY(der_enter(&outer, DER_SEQUENCE, &d));
	TRY(der_end(&outer));
	TRY(der_uint(&d, VERSION_2, &version));
	if (version != VERSION_2)
		return ERR_DER_SYNTAX;
	TRY(signed_read_algorithm(&d, ret_algorithm));
	TRY(der_element_of(&d, DER_SEQUENCE, &crl->issuer));
	TRY(read_times(&d, crl));
	if (der_next_is(&d, DER_SEQUENCE))
		TRY(read_entries(&d, crl, &removes));
	TRY(read_list_extensions(&d, crl));
	TRY(check_kind(crl, removes));
	crl->tbs = tbs;
	return der_end(&d);
}

static enum err
parse(struct bytes der, struct crl *crl)
{
	struct signed_body s;
	struct bytes algorithm;

	TRY(signed_parse(der, &s));
	TRY(read_tbs(s.body, crl, &algorithm));
	if (!bytes_equal(algorithm, s.algorithm))
		return ERR_DER_SYNTAX;
	crl->signature = s.signature;
	return ERR_OK;
}

enum err
crl_parse(struct bytes der, struct crl *ret_crl)
{
	struct crl crl = {.der = der};

	if (der.len > CRL_DER_MAX)
		return ERR_CRL_SYNTAX;
	TRY(syntax_as(parse(der, &crl), ERR_CRL_SYNTAX));
	*ret_crl = crl;
	return ERR_OK;
}

enum err
crl_verify(struct gm *gm, const struct crl *crl, const struct cert *issuer)
{
	enum err e;

	if (!bytes_equal(crl->issuer, issuer->subject) ||
	    !bytes_equal(crl->issuer_key_id, issuer->key_id) ||
	    (issuer->key_usage & CERT_KU_CRL_SIGN) == 0)
		return ERR_CERT_UNTRUSTED;
	e = sm2_verify(gm, &issuer->key, crl->tbs, &crl->signature);
	return e == ERR_SIGNATURE_INVALID ? ERR_CERT_SIGNATURE : e;
}

bool
crl_find(const struct crl *crl, const struct cert_serial *serial,
    struct crl_entry *ret_e)
{
	struct der entries = der_of(crl->entries);
	struct crl_entry e;

	while (der_more(&entries)) {
		if (read_entry(&entries, &e) != ERR_OK)
			return false; /* crl_parse has read them all */
		if (cert_serial_equal(&e.serial, serial)) {
			*ret_e = e;
			return true;
		}
	}
	return false;
}
