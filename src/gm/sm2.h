/* SPDX-License-Identifier: Apache-2.0 */
/*
 * SM2 (GB/T 32918): keys, signatures, encryption and key agreement on the
 * curve sm2p256v1. The identity in Z is the default ID "1234567812345678"
 * (GB/T 35276 clause 10) unless it is given; it is always set explicitly.
 */
#ifndef GM_SM2_H
#define GM_SM2_H

#include "gm/sm3.h"

#define SM2_LEN 32	   /* octets of a coordinate, a scalar, r and s */
#define SM2_POINT_LEN 65   /* 04 ‖ X ‖ Y */
#define SM2_PLAIN_MAX 1024 /* octets that one SM2 encryption takes here */
#define SM2_DEFAULT_ID "1234567812345678"

struct sm2_public {
	uint8_t x[SM2_LEN], y[SM2_LEN];
};

struct sm2_signature {
	uint8_t r[SM2_LEN], s[SM2_LEN];
};

/* C1 = (x, y), C3 = hash, C2 = cipher, as GB/T 35276 7.2 orders them. */
struct sm2_cipher {
	uint8_t x[SM2_LEN], y[SM2_LEN], hash[SM3_LEN];
	size_t len; /* octets of cipher, 1 to SM2_PLAIN_MAX */
	uint8_t cipher[SM2_PLAIN_MAX];
};

bool sm2_public_equal(const struct sm2_public *a, const struct sm2_public *b);

/* 04 ‖ X ‖ Y. */
void sm2_public_point(const struct sm2_public *p, uint8_t out[SM2_POINT_LEN]);

/* From 04 ‖ X ‖ Y; checks the form, not the curve. CERT_ALGORITHM. */
MUST_USE enum err sm2_public_parse(
    struct bytes point, struct sm2_public *ret_p);

/* A private key. It stays in libcrypto's memory and is wiped when freed. */
struct sm2_key;
MUST_USE enum err sm2_key_generate(struct gm *gm, struct sm2_key **ret_key);

/* From the scalar d, SM2_LEN octets, 1 to n-2. KEY_MISSING if out of range. */
MUST_USE enum err sm2_key_from_scalar(
    struct gm *gm, struct bytes d, struct sm2_key **ret_key);

/*
 * The same where the point of d is known already, which spares a curve
 * multiplication. That they belong together is the caller's to know: both come
 * out of one authenticated box. KEY_MISSING if d is out of range or p is off
 * the curve.
 */
MUST_USE enum err sm2_key_from_pair(struct gm *gm, struct bytes d,
    const struct sm2_public *p, struct sm2_key **ret_key);

/*
 * A key that depends on the seed alone (at least 10 octets of entropy): d =
 * 1 + KDF(seed, 40 octets) mod (n-2). Whoever knows the seed has the key.
 * KEY_MISSING for a shorter seed.
 */
MUST_USE enum err sm2_key_from_seed(
    struct gm *gm, struct bytes seed, struct sm2_key **ret_key);

/* The scalar, for wrapping. */
MUST_USE enum err sm2_key_scalar(
    const struct sm2_key *key, struct secret **ret_d);

/* Borrowed. */
const struct sm2_public *sm2_key_public(const struct sm2_key *key);

void sm2_key_free(struct sm2_key *key);
DEFINE_AUTO(sm2_key)

/* Z of GB/T 32918.2 5.5; id up to 8191 octets, else TOO_LARGE. */
MUST_USE enum err sm2_z(struct gm *gm, const struct sm2_public *p,
    struct bytes id, uint8_t ret_z[SM3_LEN]);

/* e = SM3(Z ‖ message) with the default ID. */
MUST_USE enum err sm2_digest(struct gm *gm, const struct sm2_public *p,
    struct bytes message, uint8_t ret_e[SM3_LEN]);

/* Sign e, which is 32 octets made by sm2_digest or from sm2_z. */
MUST_USE enum err sm2_sign_digest(struct gm *gm, struct sm2_key *key,
    const uint8_t e[SM3_LEN], struct sm2_signature *ret_sig);

/* Sign a message with the default ID. */
MUST_USE enum err sm2_sign(struct gm *gm, struct sm2_key *key,
    struct bytes message, struct sm2_signature *ret_sig);

/* SIGNATURE_INVALID; also for a point off the curve. */
MUST_USE enum err sm2_verify_digest(struct gm *gm, const struct sm2_public *p,
    const uint8_t e[SM3_LEN], const struct sm2_signature *sig);
MUST_USE enum err sm2_verify(struct gm *gm, const struct sm2_public *p,
    struct bytes message, const struct sm2_signature *sig);

/*
 * A public key that is used often (a CA's): what libcrypto prepares for it is
 * kept, with its Z for the default ID. Same answers as sm2_verify; a point off
 * the curve is SIGNATURE_INVALID from the start.
 */
struct sm2_verifier;
MUST_USE enum err sm2_verifier_new(
    struct gm *gm, const struct sm2_public *p, struct sm2_verifier **ret_v);
MUST_USE enum err sm2_verifier_verify(struct gm *gm, struct sm2_verifier *v,
    struct bytes message, const struct sm2_signature *sig);
void sm2_verifier_free(struct sm2_verifier *v);
DEFINE_AUTO(sm2_verifier)

/*
 * plain: 1 to SM2_PLAIN_MAX octets, else TOO_LARGE. CERT_ALGORITHM if p is off
 * the curve.
 */
MUST_USE enum err sm2_encrypt(struct gm *gm, const struct sm2_public *p,
    struct bytes plain, struct sm2_cipher *ret_cipher);

/* ENVELOPE_KEY if it was not made for this key or was changed. */
MUST_USE enum err sm2_decrypt(struct gm *gm, struct sm2_key *key,
    const struct sm2_cipher *cipher, struct secret **ret_plain);

/*
 * Key agreement (GB/T 32918.3 6.1): both sides compute the same len octets.
 * own and own_temp are this side's keys, peer and peer_temp the other's;
 * initiator says which Z comes first. SIGNATURE_INVALID for a point off the
 * curve or the point at infinity, TOO_LARGE for a length out of range.
 */
struct sm2_agreement {
	bool initiator;
	struct sm2_key *own, *own_temp;
	const struct sm2_public *peer, *peer_temp;
	struct bytes own_id, peer_id; /* 1 to 8191 octets */
};
MUST_USE enum err sm2_agree(struct gm *gm, const struct sm2_agreement *a,
    uint8_t *out, size_t len); /* len 1 to 65536 */

#endif
