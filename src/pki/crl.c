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

#include "pki/signed.h"
#include "pki/syntax.h"

#define EXTENSIONS_MAX 8
#define KEY_ID_MAX 64 /* octets */
#define VERSION_2 1

/* Extensions of either kind: each says what to do with a known one. */
struct extension {
	struct bytes oid, value;
	bool critical;
};

static enum err
read_extension(struct der *d, struct extension *ret_e)
{
	struct extension e = {0};
	struct der inner;

	TRY(der_enter(d, DER_SEQUENCE, &inner));
	TRY(der_oid(&inner, &e.oid));
	if (der_next_is(&inner, DER_BOOLEAN)) {
		TRY(der_bool(&inner, &e.critical));
		if (!e.critical) /* DER leaves a default out */
			return ERR_DER_SYNTAX;
	}
	TRY(der_octets(&inner, &e.value));
	TRY(der_end(&inner));
	*ret_e = e;
	return ERR_OK;
}

/* Each extension to take, none of them twice. */
static enum err
read_extensions(struct der *d,
    enum err (*take)(void *arg, const struct extension *e), void *arg)
{
	struct extension all[EXTENSIONS_MAX];
	struct der inner;
	size_t count = 0;

	TRY(der_enter(d, DER_SEQUENCE, &inner));
	do {
		if (count == EXTENSIONS_MAX)
			return ERR_DER_TOO_LARGE;
		TRY(read_extension(&inner, &all[count]));
		for (size_t i = 0; i < count; i++)
			if (bytes_equal(all[i].oid, all[count].oid))
				return ERR_DER_SYNTAX;
		TRY(take(arg, &all[count]));
		count++;
	} while (der_more(&inner));
	return ERR_OK;
}

static enum err
take_entry_extension(void *arg, const struct extension *e)
{
	struct crl_entry *entry = arg;
	struct der value = der_of(e->value);
	uint64_t reason;

	if (!bytes_equal(e->oid, oid_octets(OID_CRL_REASON)))
		return e->critical ? ERR_DER_SYNTAX : ERR_OK;
	TRY(der_enumerated(&value, 10, &reason));
	/* 7 is not used, 8 belongs to delta lists; 0 is written by absence,
	 * but old writers put it there. */
	if (reason == 7 || reason == 8)
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
		TRY(read_extensions(&d, take_entry_extension, &e));
	TRY(der_end(&d));
	*ret_e = e;
	return ERR_OK;
}

static enum err
read_entries(struct der *d, struct crl *crl)
{
	struct der inner, entry;
	struct crl_entry e;

	TRY(der_enter(d, DER_SEQUENCE, &inner));
	crl->entries = inner.rest;
	entry = inner;
	do {
		TRY(read_entry(&entry, &e));
	} while (der_more(&entry));
	return ERR_OK;
}

static enum err
read_key_id(struct bytes value, struct bytes *ret_id)
{
	struct der d = der_of(value), inner;
	struct bytes id, passed_over;

	TRY(der_enter(&d, DER_SEQUENCE, &inner));
	TRY(der_end(&d));
	TRY(der_read(&inner, DER_CONTEXT(0), &id));
	while (der_more(&inner))
		TRY(der_element(&inner, &passed_over));
	if (id.len == 0 || id.len > KEY_ID_MAX)
		return ERR_DER_SYNTAX;
	*ret_id = id;
	return ERR_OK;
}

/* What was seen of the two that a list must have. */
struct crl_extensions {
	struct crl *crl;
	bool key_id, number;
};

static enum err
take_extension(void *arg, const struct extension *e)
{
	struct crl_extensions *x = arg;
	struct der value = der_of(e->value);

	if (bytes_equal(e->oid, oid_octets(OID_AUTHORITY_KEY_ID))) {
		x->key_id = true;
		return read_key_id(e->value, &x->crl->issuer_key_id);
	}
	if (bytes_equal(e->oid, oid_octets(OID_CRL_NUMBER))) {
		x->number = true;
		TRY(der_uint(&value, UINT64_MAX, &x->crl->number));
		return der_end(&value);
	}
	return e->critical ? ERR_DER_SYNTAX : ERR_OK;
}

static enum err
read_list_extensions(struct der *d, struct crl *crl)
{
	struct crl_extensions x = {.crl = crl};
	struct der inner;

	TRY(der_enter(d, DER_CONTEXT_CONSTRUCTED(0), &inner));
	TRY(read_extensions(&inner, take_extension, &x));
	TRY(der_end(&inner));
	return x.key_id && x.number ? ERR_OK : ERR_DER_SYNTAX;
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
		TRY(read_entries(&d, crl));
	TRY(read_list_extensions(&d, crl));
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
crl_parse_tbs(struct bytes tbs, struct crl *ret_crl)
{
	struct crl crl = {0};
	struct bytes algorithm;

	if (tbs.len > CRL_DER_MAX)
		return ERR_CRL_SYNTAX;
	TRY(syntax_as(read_tbs(tbs, &crl, &algorithm), ERR_CRL_SYNTAX));
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
