/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What was used, and for what: a map in memory from one digest to another that
 * only grows. Digests are kept as 16 octets of a keyed hash of theirs, with a
 * key made for each map: nobody can look for two that collide.
 */
#ifndef OFFICE_USED_H
#define OFFICE_USED_H

#include "gm/sm3.h"

struct used;

MUST_USE enum err used_new(struct gm *gm, struct used **ret_u);
void used_free(struct used *u); /* u may be NULL */
DEFINE_AUTO(used)

/* May key be used for value? *ret_new is false if it is already.
 * EVIDENCE_REPLAYED if it is used for another. CRYPTO. */
MUST_USE enum err used_check(
    struct used *u, struct bytes key, struct bytes value, bool *ret_new);

/* Note that it is. The same errors; NOMEM. */
MUST_USE enum err used_note(
    struct used *u, struct bytes key, struct bytes value);

size_t used_count(const struct used *u);

#endif
