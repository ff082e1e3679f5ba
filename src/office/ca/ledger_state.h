/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the records of a ledger amount to, in memory, and how each record is
 * written and read (ledger.h has their formats). Reading them all from the
 * first one on makes the same state again.
 *
 * The ledger's own part; others use ledger.h.
 */
#ifndef OFFICE_CA_LEDGER_STATE_H
#define OFFICE_CA_LEDGER_STATE_H

#include "office/ca/ledger.h"
#include "office/ca/used.h"

struct ledger_state {
	struct used *evidence, *serials;   /* what certificates were signed */
	struct used *changes;		   /* of status; numbers in standings */
	struct ledger_standing *standings; /* what each change came to */
	size_t standing_count, standing_room;
	struct standing *standing;
	struct ledger_part *parts; /* by number; there is always the first */
	size_t part_count, part_room;
	size_t uses;
	uint64_t list_number; /* the highest */
	uint32_t lists;	      /* how many there were */
	uint64_t checkpoint_seq;
	uint8_t checkpoint_hash[SM3_LEN];
};

/* s is zero, or was filled in by a failed call. */
MUST_USE enum err ledger_state_init(struct gm *gm, struct ledger_state *s);
void ledger_state_done(struct ledger_state *s);

/*
 * Take in what ledger.h calls noting, and add its record to b, unless it is
 * there already. After other errors than ledger.h names, what is in s may be
 * half of it.
 */
MUST_USE enum err ledger_state_use(
    struct ledger_state *s, const struct ledger_use *u, struct buf *b);
MUST_USE enum err ledger_state_change(struct ledger_state *s,
    const struct ledger_change *c, struct ledger_standing *ret_s,
    struct buf *b);
MUST_USE enum err ledger_state_list(
    struct ledger_state *s, const struct ledger_list *list, struct buf *b);
MUST_USE enum err ledger_state_checkpoint(struct ledger_state *s, uint64_t seq,
    const uint8_t hash[SM3_LEN], struct buf *b);

/* Take in the records of a group. LEDGER_DAMAGED for what makes no sense,
 * authentic as it is. */
MUST_USE enum err ledger_state_read(
    struct ledger_state *s, struct bytes records);

/* Fill b up, with records that say nothing. */
#define LEDGER_ALIGNMENT 4
void ledger_state_fill(struct buf *b);

/* Was the change noted? *ret_number is its place in standings, from 1, or 0.
 * EVIDENCE_REPLAYED. */
MUST_USE enum err ledger_state_find_change(struct ledger_state *s,
    const struct ledger_change *c, uint32_t *ret_number);

#endif
