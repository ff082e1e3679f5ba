/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Revocation lists (RFC 5280 clause 5; GM/T 0015 table C.5), version 2, with
 * authority key id and CRL number: full lists, of all certificates or of one
 * partition of them (an issuing distribution point with the address of the
 * list), and what has changed since a full one (delta lists).
 *
 * The writer streams: it asks its source for the entries twice, first for
 * their sizes, then to give each on to the sink, and holds one piece of the
 * list at a time. A list of any length takes the same memory.
 */
#ifndef PKI_CRL_H
#define PKI_CRL_H

#include "pki/cert.h"

#define CRL_DER_MAX ((size_t)64 << 20) /* octets of a list we read or write */

enum crl_reason { /* RFC 5280 5.3.1; the field's own numbers */
	CRL_UNSPECIFIED = 0,
	CRL_KEY_COMPROMISE = 1,
	CRL_CA_COMPROMISE = 2,
	CRL_AFFILIATION_CHANGED = 3,
	CRL_SUPERSEDED = 4,
	CRL_CESSATION = 5,
	CRL_HOLD = 6,
	CRL_REMOVE = 8, /* in a delta list only: no longer on hold */
	CRL_PRIVILEGE_WITHDRAWN = 9,
	CRL_AA_COMPROMISE = 10,
};

struct crl_entry {
	struct cert_serial serial;
	int64_t at;
	enum crl_reason reason; /* CRL_UNSPECIFIED writes no extension */
};

/* Where entries come from: as often as rewind is called, the same ones in the
 * same order. Errors are the source's own. */
struct crl_source {
	enum err (*rewind)(void *self);
	/* The next, or *ret_more false at the end. */
	enum err (*next)(void *self, struct crl_entry *ret_e, bool *ret_more);
	void *self;
};

/* Where the list goes, piece by piece. Errors are the sink's own. */
struct crl_sink {
	enum err (*put)(void *self, struct bytes octets);
	void *self;
};

/* A sink that adds to b. */
struct crl_sink crl_sink_of_buf(struct buf *b);

struct crl_spec {
	const struct cert *issuer;
	uint64_t number;
	int64_t this_update, next_update;
	/* The address of the list, as its certificates have it; NULL: it speaks
	 * of all certificates of the issuer. */
	const char *idp_url;
	/* A full list: where its delta list is, or NULL. */
	const char *freshest_url;
	bool delta;
	uint64_t base; /* delta: number of the full list it starts from */
	struct crl_source source;
};

/*
 * Write a CertificateList, signed. A sink that got octets of a list that
 * failed must throw them away. TOO_LARGE past CRL_DER_MAX, before anything is
 * written; STORE_CONFLICT if the source gave other entries the second time;
 * BAD_TIME; BAD_TEXT for addresses that crl_parse would refuse; what source,
 * sink and signer return; CRYPTO, NOMEM.
 */
MUST_USE enum err crl_write(struct gm *gm, const struct crl_spec *spec,
    const struct signer *signer, const struct crl_sink *sink);

/*
 * A parsed list borrows the octets it was read from. One with an idp_url
 * speaks of just those certificates whose distribution point is that address:
 * of others it says nothing.
 */
struct crl {
	struct bytes der, tbs, issuer, entries; /* borrowed */
	struct bytes issuer_key_id;
	uint64_t number;
	int64_t this_update, next_update;
	struct sm2_signature signature;
	char idp_url[EXTENSION_URL_SIZE];      /* "": of all certificates */
	char freshest_url[EXTENSION_URL_SIZE]; /* "": none */
	bool delta;
	uint64_t base; /* of a delta list */
};

/*
 * Read the whole of der, its entries too: version 2, with authority key id,
 * CRL number and nextUpdate. Read of the rest are an issuing distribution
 * point that is one address, a delta indicator not above the number, and in
 * full lists a freshest list's one address. CRL_SYNTAX, also for a list that
 * is restricted in another way (critical extensions) and for CRL_REMOVE in a
 * full list; CERT_ALGORITHM.
 */
MUST_USE enum err crl_parse(struct bytes der, struct crl *ret_crl);

/* Issuer's name, key id, right to sign lists, signature. CERT_UNTRUSTED,
 * CERT_SIGNATURE. */
MUST_USE enum err crl_verify(
    struct gm *gm, const struct crl *crl, const struct cert *issuer);

/* Is the serial in it, and with what? Reads from the first entry on; *ret_e is
 * untouched if it is not. */
bool crl_find(const struct crl *crl, const struct cert_serial *serial,
    struct crl_entry *ret_e);

#endif
