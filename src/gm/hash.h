/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The hash functions by which others name things: OCSP clients name an issuer
 * by SHA-1 or SHA-256 of its name and key (RFC 6960 4.1.1). Nothing here is
 * ever signed over SHA-1.
 */
#ifndef GM_HASH_H
#define GM_HASH_H

#include "gm/gm.h"

enum hash { HASH_SHA1, HASH_SHA256, HASH_SM3, HASH_COUNT };
#define HASH_LEN_MAX 32 /* octets */

/* Octets of its digest. */
size_t hash_len(enum hash h);

/* hash_len octets into ret_digest. */
MUST_USE enum err hash_of(struct gm *gm, enum hash h, struct bytes data,
    uint8_t ret_digest[HASH_LEN_MAX]);

#endif
