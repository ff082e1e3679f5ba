/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What was used, and for what: a map in memory from one digest to another that
 * only grows. Digests are kept as 16 octets of a keyed hash of theirs, with a
 * key made for each map: nobody can look for two that collide. Each entry may
 * carry a number for its owner.
 */
#ifndef OFFICE_USED_H
#define OFFICE_USED_H

#include "gm/sm3.h"

struct used;

MUST_USE enum err used_new(struct gm *gm, struct used **ret_u);
void used_free(struct used *u); /* u may be NULL */
DEFINE_AUTO(used)

#define USED_NUMBER_MIN 1

/* May key be used for value? *ret_new is false if it is already.
 * EVIDENCE_REPLAYED if it is used for another. CRYPTO. */
MUST_USE enum err used_check(
    struct used *u, struct bytes key, struct bytes value, bool *ret_new);

/* The same; *ret_number is the one it was noted with, 0 if it is new. */
MUST_USE enum err used_number(
    struct used *u, struct bytes key, struct bytes value, uint32_t *ret_number);

/* Is key used, for whatever? CRYPTO. */
MUST_USE enum err used_has(struct used *u, struct bytes key, bool *ret_has);

/* Note that it is, with USED_NUMBER_MIN, or with a number of one's own, from
 * that on. The errors of used_check; NOMEM. */
MUST_USE enum err used_note(
    struct used *u, struct bytes key, struct bytes value);
MUST_USE enum err used_note_number(
    struct used *u, struct bytes key, struct bytes value, uint32_t number);

size_t used_count(const struct used *u);

#endif
