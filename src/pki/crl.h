/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Revocation lists (RFC 5280 clause 5; GM/T 0015 table C.5), version 2, with
 * authority key id and CRL number. The writer streams: entries are added one
 * by one and nothing is held but the buffer.
 */
#ifndef PKI_CRL_H
#define PKI_CRL_H

#include "pki/cert.h"

#define CRL_DER_MAX ((size_t)64 << 20) /* octets of a list we read */

enum crl_reason { /* RFC 5280 5.3.1; the field's own numbers */
	CRL_UNSPECIFIED = 0,
	CRL_KEY_COMPROMISE = 1,
	CRL_CA_COMPROMISE = 2,
	CRL_AFFILIATION_CHANGED = 3,
	CRL_SUPERSEDED = 4,
	CRL_CESSATION = 5,
	CRL_HOLD = 6,
	CRL_PRIVILEGE_WITHDRAWN = 9,
	CRL_AA_COMPROMISE = 10,
};

struct crl_entry {
	struct cert_serial serial;
	int64_t at;
	enum crl_reason reason; /* CRL_UNSPECIFIED writes no extension */
};

struct crl_spec {
	const struct cert *issuer;
	uint64_t number;
	int64_t this_update, next_update;
	/* The entries one after the other: *ret_more false at the end. */
	enum err (*next)(void *self, struct crl_entry *ret_e, bool *ret_more);
	void *self;
};

/* Add the TBSCertList. What next returns; buf_status of b. */
MUST_USE enum err crl_encode_tbs(const struct crl_spec *spec, struct buf *b);

/* Add the CertificateList made of a body and its signature. */
void crl_assemble(
    struct buf *b, struct bytes tbs, const struct sm2_signature *sig);

/* A parsed list borrows the octets it was read from. */
struct crl {
	struct bytes der, tbs, issuer, entries; /* borrowed */
	struct bytes issuer_key_id;
	uint64_t number;
	int64_t this_update, next_update;
	struct sm2_signature signature;
};

/*
 * Read the whole of der, its entries too: version 2, with authority key id,
 * CRL number and nextUpdate. CRL_SYNTAX, also for a list that speaks of only
 * some certificates or of changes only (critical extensions); CERT_ALGORITHM.
 */
MUST_USE enum err crl_parse(struct bytes der, struct crl *ret_crl);

/* The same of a body that is not signed yet: der is empty, signature zero. */
MUST_USE enum err crl_parse_tbs(struct bytes tbs, struct crl *ret_crl);

/* Issuer's name, key id, right to sign lists, signature. CERT_UNTRUSTED,
 * CERT_SIGNATURE. */
MUST_USE enum err crl_verify(
    struct gm *gm, const struct crl *crl, const struct cert *issuer);

/* Is the serial in it, and with what? Reads from the first entry on; *ret_e is
 * untouched if it is not. */
bool crl_find(const struct crl *crl, const struct cert_serial *serial,
    struct crl_entry *ret_e);

#endif
