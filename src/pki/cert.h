/* SPDX-License-Identifier: Apache-2.0 */
/*
 * X.509 certificates with SM2 (RFC 5280; GM/T 0015, GB/T 20518).
 *
 *	Certificate ::= SEQUENCE { tbsCertificate, signatureAlgorithm, signature
 *}
 *
 * signatureAlgorithm is 1.2.156.10197.1.501 without parameters (NULL is read
 * too); the key is id-ecPublicKey with the curve 1.2.156.10197.1.301. A parsed
 * certificate borrows the octets it was read from.
 */
#ifndef PKI_CERT_H
#define PKI_CERT_H

#include "asn1/oid.h"
#include "base/clock.h"
#include "pki/extension.h"
#include "pki/name.h"
#include "pki/pem.h"
#include "pki/serial.h"
#include "pki/signer.h"

#define CERT_DER_MAX 8192  /* octets of a certificate we read */
#define CERT_KEY_ID_LEN 20 /* octets: the first of SM3(public point) */
#define CERT_URL_SIZE EXTENSION_URL_SIZE
#define CERT_CREDIT_CODE_SIZE 19 /* 18 characters (GB 32100) and NUL */

enum cert_key_usage { /* bit numbers of RFC 5280 4.2.1.3 */
	CERT_KU_DIGITAL_SIGNATURE = 1 << 0,
	CERT_KU_NON_REPUDIATION = 1 << 1,
	CERT_KU_KEY_ENCIPHERMENT = 1 << 2,
	CERT_KU_DATA_ENCIPHERMENT = 1 << 3,
	CERT_KU_KEY_AGREEMENT = 1 << 4,
	CERT_KU_CERT_SIGN = 1 << 5,
	CERT_KU_CRL_SIGN = 1 << 6,
};

struct cert {
	struct bytes der, tbs; /* whole certificate; TBS with its tag */
	struct cert_serial serial;
	struct bytes issuer, subject; /* names, DER */
	int64_t not_before, not_after;
	struct sm2_public key;
	struct sm2_signature signature;
	/* extensions; absent ones are zero, empty or false */
	bool has_key_usage, has_basic_constraints, ca, ocsp_nocheck;
	int path_len; /* -1: no limit */
	uint16_t key_usage;
	enum oid eku[6]; /* known ones; eku_count of them */
	size_t eku_count;
	enum oid policy; /* the first known one, or OID_COUNT */
	struct bytes key_id, issuer_key_id;
	char credit_code[CERT_CREDIT_CODE_SIZE];
	char crl_url[CERT_URL_SIZE], ocsp_url[CERT_URL_SIZE];
};

/*
 * Read the whole of der. CERT_SYNTAX for what is not a certificate, has an
 * extension twice or a critical one that is not known; CERT_ALGORITHM for
 * other algorithms.
 */
MUST_USE enum err cert_parse(struct bytes der, struct cert *ret_cert);

/* The same of a body that is not signed yet: der is empty, signature zero. */
MUST_USE enum err cert_parse_tbs(struct bytes tbs, struct cert *ret_cert);

/* Could this be the issuer, by name and key id? CERT_UNTRUSTED. */
MUST_USE enum err cert_names_issuer(
    const struct cert *cert, const struct cert *issuer);

/* Its signature, by this issuer: name, key id and signature must fit.
 * CERT_UNTRUSTED, CERT_SIGNATURE. */
MUST_USE enum err cert_verify(
    struct gm *gm, const struct cert *cert, const struct cert *issuer);

/* The same with a key made ready before, for a CA that is asked for often. */
MUST_USE enum err cert_verify_with(struct gm *gm, const struct cert *cert,
    const struct cert *issuer, struct sm2_verifier *issuer_key);

/* At that time: CERT_NOT_YET_VALID, CERT_EXPIRED. */
MUST_USE enum err cert_valid_at(const struct cert *cert, int64_t at);

/*
 * A chain root → issuing → cert, with names, key ids, signatures, basic
 * constraints, key usage of the CAs and validity at a time. The root is
 * trusted because the caller says so: its own signature proves nothing.
 * Revocation is the caller's to ask. CERT_UNTRUSTED, CERT_SIGNATURE,
 * CERT_NOT_YET_VALID, CERT_EXPIRED.
 */
MUST_USE enum err cert_chain_verify(struct gm *gm, const struct cert *cert,
    const struct cert *issuing, const struct cert *root, int64_t at);

/* The upper half of it: issuing is a CA of root's, both valid then. The same
 * errors. */
MUST_USE enum err cert_issuing_verify(struct gm *gm, const struct cert *issuing,
    const struct cert *root, int64_t at);

/* Does it carry this extended key usage? */
bool cert_has_eku(const struct cert *cert, enum oid eku);

/* The key id of a public key, CERT_KEY_ID_LEN octets. */
MUST_USE enum err cert_key_id(struct gm *gm, const struct sm2_public *key,
    uint8_t ret_id[CERT_KEY_ID_LEN]);

/* What goes into a certificate; the profile says which extensions it has. */
struct profile;
struct cert_spec {
	const struct profile *profile;
	struct cert_serial serial;
	const struct cert *issuer; /* NULL: self-signed, subject is issuer */
	struct name subject;
	int64_t not_before, not_after;
	struct sm2_public key;
	enum oid eku; /* the one of the profile's list, or OID_COUNT */
	char credit_code[CERT_CREDIT_CODE_SIZE];
	char crl_url[CERT_URL_SIZE], ocsp_url[CERT_URL_SIZE];
};

/* Add the TBSCertificate. CRYPTO; buf_status of b. */
MUST_USE enum err cert_encode_tbs(
    struct gm *gm, const struct cert_spec *spec, struct buf *b);

/* Add the certificate made of a body and its signature. */
void cert_assemble(
    struct buf *b, struct bytes tbs, const struct sm2_signature *sig);

#endif
