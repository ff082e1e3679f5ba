/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Private keys of containers and symmetric keys of sessions: what the files of
 * GM/T 0016 7.6 share.
 */
#ifndef SOFTTOKEN_KEY_H
#define SOFTTOKEN_KEY_H

#include "gm/sm4.h"
#include "softtoken/device.h"
#include "softtoken/seal.h"

/* Open a private key for one use. place: KEY_SIGN or KEY_ENCRYPT.
 * SAR_USER_NOT_LOGGED_IN, SAR_KEYNOTFOUNTERR. */
MUST_USE uint32_t key_open(struct entry *e, const struct container_view *v,
    int place, struct sm2_key **ret_key);

/* Seal a private key into the container, in the model. */
MUST_USE uint32_t key_seal(struct entry *e, const struct container_view *v,
    int place, const struct sm2_key *key);

/*
 * A handle for a symmetric key of SM4_KEY_LEN octets; algorithm is one of
 * SGD_SM4_*. SAR_NOTSUPPORTYETERR for other ciphers, SAR_INDATALENERR.
 */
MUST_USE uint32_t session_key_add(
    struct entry *e, ULONG algorithm, struct bytes key, HANDLE *ret_h);

/* Is it a cipher we have? SAR_NOTSUPPORTYETERR. */
MUST_USE uint32_t session_algorithm_check(ULONG algorithm);

/* The octets of a session key, borrowed. */
MUST_USE uint32_t session_key_octets(
    struct entry *e, HANDLE h, struct bytes *ret_key);

#endif
