/* SPDX-License-Identifier: Apache-2.0 */
/*
 * SM3 (GB/T 32905), HMAC with it (GB/T 15852.2), the key derivation function
 * of SM2 (GB/T 32918.3 5.4.3), and scrypt (RFC 7914) for PINs.
 */
#ifndef GM_SM3_H
#define GM_SM3_H

#include "gm/gm.h"

#define SM3_LEN 32   /* octets of a digest */
#define SM3_BLOCK 64 /* octets of a block */

/* The digest of the parts, one after the other. */
MUST_USE enum err sm3(struct gm *gm, const struct bytes parts[], size_t count,
    uint8_t ret_digest[SM3_LEN]);

/* The digest of one run of octets. */
MUST_USE enum err sm3_of(
    struct gm *gm, struct bytes data, uint8_t ret_digest[SM3_LEN]);

/* HMAC-SM3 of the parts. */
MUST_USE enum err sm3_hmac(struct gm *gm, struct bytes key,
    const struct bytes parts[], size_t count, uint8_t ret_mac[SM3_LEN]);

/* KDF(z, len): as many octets of key as wanted, 1 to 65536, else TOO_LARGE. */
MUST_USE enum err sm3_kdf(
    struct gm *gm, struct bytes z, uint8_t *out, size_t len);

/* A digest in steps, for what comes piece by piece. */
struct sm3_stream;
MUST_USE enum err sm3_stream_new(struct gm *gm, struct sm3_stream **ret_s);
MUST_USE enum err sm3_stream_add(struct sm3_stream *s, struct bytes data);
/* The digest; s starts afresh. */
MUST_USE enum err sm3_stream_end(
    struct sm3_stream *s, uint8_t ret_digest[SM3_LEN]);
MUST_USE enum err sm3_stream_copy(
    const struct sm3_stream *s, struct sm3_stream **ret_copy);
void sm3_stream_free(struct sm3_stream *s);
DEFINE_AUTO(sm3_stream)

/*
 * scrypt with HMAC-SHA-256 inside. n is a power of two from 2, r and p at least
 * 1, else BAD_NUMBER. So that no file can ask for the whole computer: n up to
 * 2^20, r up to 32, p up to 16 and 128 * r * n octets of memory up to 256 MiB,
 * else TOO_LARGE.
 */
struct scrypt_cost {
	uint64_t n;
	uint32_t r, p;
};
MUST_USE enum err scrypt(struct gm *gm, struct bytes pass, struct bytes salt,
    struct scrypt_cost cost, uint8_t *out, size_t len);

/*
 * What a new PIN or unlocking secret is to cost: usual, in a release always. In
 * a build with fault points (base/fault.h) that runs with CERT_CHEAP_SCRYPT in
 * its environment, next to nothing: for tests, which stretch thousands of them.
 */
#ifdef CERT_FAULT_POINTS
struct scrypt_cost scrypt_cost(struct scrypt_cost usual);
#else
static inline struct scrypt_cost
scrypt_cost(struct scrypt_cost usual)
{
	return usual;
}
#endif

#endif
