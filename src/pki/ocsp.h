/* SPDX-License-Identifier: Apache-2.0 */
/*
 * OCSP (RFC 6960, with nonces as RFC 8954 has them): what is asked about the
 * certificates of one issuer, and what a responder says of them. A responder
 * is the issuer itself, or has a certificate of the issuer's with the extended
 * key usage id-kp-OCSPSigning. Signatures are SM2 with SM3.
 */
#ifndef PKI_OCSP_H
#define PKI_OCSP_H

#include "gm/hash.h"
#include "pki/crl.h"

#define OCSP_REQUEST_MAX 8192	/* octets of a request we read */
#define OCSP_RESPONSE_MAX 65536 /* octets of a response we read */
#define OCSP_SERIALS_MAX 16	/* certificates in one of either */
#define OCSP_NONCE_MAX 32	/* octets; at least 1 */
#define OCSP_CERTS_MAX 4	/* that a response brings with it */

/* --- which certificate --- */

/* CertID (RFC 6960 4.1.1): borrowed. */
struct ocsp_cert_id {
	enum hash hash;
	struct bytes algorithm; /* AlgorithmIdentifier of hash, DER, as asked */
	struct bytes name_hash, key_hash; /* hash_len(hash) octets each */
	struct cert_serial serial;
};

/* An issuer as CertIDs name it; made once, it answers for good. */
struct ocsp_issuer {
	uint8_t name_hash[HASH_COUNT][HASH_LEN_MAX];
	uint8_t key_hash[HASH_COUNT][HASH_LEN_MAX];
};
MUST_USE enum err ocsp_issuer_init(
    struct gm *gm, const struct cert *issuer, struct ocsp_issuer *ret_i);

/* Does the id name this issuer? */
bool ocsp_names_issuer(
    const struct ocsp_cert_id *id, const struct ocsp_issuer *issuer);

/*
 * Which hash an AlgorithmIdentifier names: SHA-1, SHA-256 or SM3, with NULL
 * parameters or none. OCSP_SYNTAX for others.
 */
MUST_USE enum err ocsp_hash_parse(struct bytes algorithm, enum hash *ret_h);

/* --- asking --- */

/*
 * What is asked, borrowed from the request: 1 to OCSP_SERIALS_MAX
 * certificates, all of one issuer and named by one hash, none of them twice.
 */
struct ocsp_request {
	struct ocsp_cert_id ids[OCSP_SERIALS_MAX];
	size_t count;
	struct bytes nonce; /* empty: none */
};

/*
 * Read the whole of der. Who asks, and their signature if there is one, are
 * passed over unread, for everybody gets the same answers. OCSP_SYNTAX, also
 * for critical extensions other than the nonce and for CertIDs that go beyond
 * struct ocsp_request.
 */
MUST_USE enum err ocsp_request_parse(
    struct bytes der, struct ocsp_request *ret_request);

/* What to ask with. Adds an OCSPRequest; CRYPTO; buf_status of b. */
struct ocsp_question {
	const struct cert *issuer;
	enum hash hash;
	const struct cert_serial *serials;
	size_t count;	    /* 1 to OCSP_SERIALS_MAX */
	struct bytes nonce; /* up to OCSP_NONCE_MAX; empty: none */
};
MUST_USE enum err ocsp_request_make(
    struct gm *gm, const struct ocsp_question *q, struct buf *b);

/* --- answering --- */

enum ocsp_answer { /* OCSPResponseStatus: the field's own numbers */
	OCSP_SUCCESSFUL = 0,
	OCSP_MALFORMED_REQUEST = 1,
	OCSP_INTERNAL_ERROR = 2,
	OCSP_TRY_LATER = 3,
	OCSP_SIG_REQUIRED = 5,
	OCSP_UNAUTHORIZED = 6, /* not ours to answer (RFC 5019 2.2.3) */
};

enum ocsp_status { OCSP_GOOD, OCSP_REVOKED, OCSP_UNKNOWN };

/* What is said of one certificate. */
struct ocsp_single {
	struct cert_serial serial;
	enum ocsp_status status;
	int64_t revoked_at; /* OCSP_REVOKED: since when, and why */
	enum crl_reason reason;
	int64_t this_update, next_update;
};

struct ocsp_spec {
	const struct ocsp_issuer *issuer;
	struct bytes algorithm; /* of the CertIDs: as asked (ocsp_cert_id) */
	const struct ocsp_single *singles;
	size_t count;	    /* 1 to OCSP_SERIALS_MAX */
	struct bytes nonce; /* as asked; empty: none */
	int64_t produced_at;
	const struct cert *responder; /* goes with the answer */
};

/*
 * Add an OCSPResponse, signed by the responder's key, which names itself by
 * its key. OCSP_SYNTAX for an algorithm that ocsp_hash_parse refuses; what the
 * signer returns; CRYPTO; buf_status of b.
 */
MUST_USE enum err ocsp_response_make(struct gm *gm,
    const struct ocsp_spec *spec, const struct signer *signer, struct buf *b);

/* Add an OCSPResponse that says no more than what went wrong. */
void ocsp_error_encode(struct buf *b, enum ocsp_answer why);

/* --- reading answers --- */

/* A response, borrowed from its octets. Only `answer` is set if it is not
 * OCSP_SUCCESSFUL. */
struct ocsp_response {
	enum ocsp_answer answer;
	struct bytes tbs;	     /* ResponseData, DER */
	struct bytes responder_key;  /* SHA-1 of it, 20 octets; or empty, and */
	struct bytes responder_name; /* Name, DER */
	int64_t produced_at;
	struct ocsp_cert_id ids[OCSP_SERIALS_MAX];
	struct ocsp_single singles[OCSP_SERIALS_MAX]; /* one for each id */
	size_t count;
	struct bytes nonce; /* empty: none */
	struct sm2_signature signature;
	struct bytes certs[OCSP_CERTS_MAX]; /* DER */
	size_t cert_count;
};

/* Read the whole of der. OCSP_SYNTAX, CERT_ALGORITHM. */
MUST_USE enum err ocsp_response_parse(
    struct bytes der, struct ocsp_response *ret_response);

/*
 * Was it signed by the issuer, or by whom the issuer lets (id-kp-OCSPSigning,
 * digitalSignature, valid at that time)? Ask this of a successful one before
 * believing anything in it. CERT_UNTRUSTED, CERT_SIGNATURE,
 * CERT_NOT_YET_VALID, CERT_EXPIRED; CERT_SYNTAX, CERT_ALGORITHM of the
 * certificate it brings.
 */
MUST_USE enum err ocsp_response_verify(struct gm *gm,
    const struct ocsp_response *response, const struct cert *issuer,
    int64_t at);

/* What it says of that issuer's certificate, as of then. NOT_FOUND if nothing,
 * or nothing that holds at that time. */
MUST_USE enum err ocsp_response_find(const struct ocsp_response *response,
    const struct ocsp_issuer *issuer, const struct cert_serial *serial,
    int64_t at, struct ocsp_single *ret_single);

#endif
