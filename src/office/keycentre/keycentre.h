/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The key centre process, as the others ask it. It makes encryption key pairs
 * ahead, wraps them with its own wrapping key, and hands one out only wrapped
 * to the signing key of a pair that the ca process has signed (order).
 */
#ifndef OFFICE_KEYCENTRE_H
#define OFFICE_KEYCENTRE_H

#include "gm/sm2.h"
#include "office/process/ipc.h"

#define KEYCENTRE_WRAPPED_MAX 256 /* octets */
#define KEYCENTRE_BATCH_MAX 64

struct keycentre_key {
	struct sm2_public key;
	uint8_t mac[SM3_LEN]; /* for the ca process: made here */
	size_t wrapped_len;
	uint8_t wrapped[KEYCENTRE_WRAPPED_MAX];
};

/* Make count new keys, 1 to KEYCENTRE_BATCH_MAX. */
MUST_USE enum err keycentre_make(
    struct ipc_client *kc, size_t count, struct keycentre_key ret_keys[]);

struct keycentre_delivery {
	struct bytes wrapped;
	struct bytes sign, encrypt; /* the pair's certificates, DER */
	uint8_t order[SM3_LEN];	    /* of ca_sign_pair */
};

/* The SM2EnvelopedKey, DER. EVIDENCE_MISSING if the order is not the ca
 * process's for this pair; KEY_MISSING if wrapped is not ours. */
MUST_USE enum err keycentre_deliver(struct ipc_client *kc,
    const struct keycentre_delivery *d, struct buf *ret_envelope);

#endif
