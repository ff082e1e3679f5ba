/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The octets of a session key at work, wherever the key is: the host has it,
 * or the device keeps it. Either way a stream turns octets into as many.
 * Padding and what is left of a block are the callers'.
 */
#ifndef PROVIDER_STREAM_H
#define PROVIDER_STREAM_H

#include "provider/back_end.h"

/* A key, shared by its handle and the streams that use it. */
struct material;

/* The keys of from are taken, also on failure. SAR_INDATALENERR for one of the
 * host's that has not SM4_KEY_LEN octets, SAR_MEMORYERR. */
MUST_USE uint32_t material_new(
    struct entry *e, struct back_session_key *from, struct material **ret_m);
void material_unref(struct entry *e, struct material *m); /* m may be NULL */

struct stream;

/* m stays there as long as the stream. */
MUST_USE uint32_t stream_open(struct entry *e, struct material *m,
    const struct back_cipher *how, struct stream **ret_s);

/* Writes in.len octets to out, which does not overlap it; in ECB and CBC they
 * are whole blocks. */
MUST_USE uint32_t stream_update(
    struct entry *e, struct stream *s, struct bytes in, uint8_t *out);

void stream_close(struct entry *e, struct stream *s); /* s may be NULL */

#endif
