/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Certificates of an old CA (RFC 5280), whose holders move to the office's
 * own: with RSA or SM2 keys, signed by RSA or SM2. Our profiles do not hold
 * for them: names are taken as they stand, extensions that the office does not
 * use are passed over. They are strict DER all the same, and bounded; RSA keys
 * and signatures are those of gm/rsa.h (no SHA-1: decision 0085).
 *
 * A parsed certificate borrows the octets it was read from.
 */
#ifndef PKI_LEGACY_CERT_H
#define PKI_LEGACY_CERT_H

#include "gm/rsa.h"
#include "pki/cert.h"

#define LEGACY_CERT_DER_MAX 8192 /* octets */
#define LEGACY_NAME_DER_MAX 2048 /* octets of an issuer or subject */
#define LEGACY_SPKI_DER_MAX 1200 /* octets: RSA of 8192 bits */
#define LEGACY_SIGNATURE_MAX RSA_LEN_MAX

enum legacy_kind { LEGACY_RSA, LEGACY_SM2 };

struct legacy_key {
	enum legacy_kind kind;
	struct rsa_public rsa; /* borrowed */
	struct sm2_public sm2;
};

/* The whole of a SubjectPublicKeyInfo. CERT_SYNTAX, CERT_ALGORITHM. */
MUST_USE enum err legacy_key_parse(
    struct bytes spki, struct legacy_key *ret_key);

/* What a holder signed: RSASSA-PKCS1-v1_5 with SHA-256, or a DER SM2Signature
 * with the default ID. SIGNATURE_INVALID. */
MUST_USE enum err legacy_key_verify(struct gm *gm, const struct legacy_key *key,
    struct bytes message, struct bytes signature);

struct legacy_cert {
	struct bytes der, tbs; /* whole certificate; TBS with its tag */
	struct cert_serial serial;
	struct bytes issuer, subject; /* names, DER */
	int64_t not_before, not_after;
	struct bytes spki; /* SubjectPublicKeyInfo, DER */
	struct legacy_key key;
	/* how it is signed */
	enum legacy_kind signed_by;
	enum rsa_hash hash; /* of RSA */
	struct bytes signature;
	/* extensions; absent ones are zero, empty or false */
	bool has_key_usage, has_basic_constraints, ca;
	uint16_t key_usage; /* enum cert_key_usage */
	struct bytes key_id, issuer_key_id;
};

/* Read the whole of der, version 1 or 3. CERT_SYNTAX, also for an extension
 * twice or a critical one that nobody here has heard of; CERT_ALGORITHM. */
MUST_USE enum err legacy_cert_parse(
    struct bytes der, struct legacy_cert *ret_cert);

/* Its signature, by this key and no other: names and key ids do not count.
 * CERT_SIGNATURE. */
MUST_USE enum err legacy_cert_verify(struct gm *gm,
    const struct legacy_cert *cert, const struct legacy_key *issuer);

/* At that time: CERT_NOT_YET_VALID, CERT_EXPIRED. */
MUST_USE enum err legacy_cert_valid_at(
    const struct legacy_cert *cert, int64_t at);

/* Is it a CA's: may it sign certificates, as far as it says? */
bool legacy_cert_is_ca(const struct legacy_cert *cert);

/* Is it a holder's that signs: no CA's, and for signatures if it says what it
 * is for? An encryption certificate is not. */
bool legacy_cert_signs(const struct legacy_cert *cert);

#endif
