/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Deposit of carriers' admin PINs, sealed to the key centre by the holder's
 * program. For each carrier one is current; while it is being unlocked there
 * are candidates too, each of which may be what is set on the carrier, until
 * the holder's program says which one is. Inside a transaction.
 *
 * A candidate can be set only by a program that had what was there before it
 * released. One whose release was never answered is dropped by the next, and
 * its code with it, so that it cannot be released later either.
 */
#ifndef OFFICE_ESCROW_H
#define OFFICE_ESCROW_H

#include "office/store/store.h"
#include "pki/escrow.h"

struct escrow_deposit {
	const char *carrier_serial, *account, *pair;
	struct bytes sealed; /* SM2Cipher, DER */
	int64_t at;
};

/*
 * Take a deposit: it becomes current, in place of what was kept for the
 * carrier. Octets that were taken for this carrier before change nothing, since
 * an unlock may have replaced that admin PIN: a USB key goes on carrying the
 * deposit that it was set up with. TOKEN_OTHERS if the carrier is another
 * account's.
 */
MUST_USE enum err escrow_put(
    struct gm *gm, struct db *db, const struct escrow_deposit *d);

/* The same for a carrier that the office personalised itself, whose holder
 * brings no deposit: the office's own (d but for sealed). Nothing happens if
 * the office did not. */
MUST_USE enum err escrow_adopt(
    struct gm *gm, struct db *db, const struct escrow_deposit *d);

/* The carrier was set up anew: what was kept for it opens nothing, and it is
 * nobody's. What was seen stays seen. */
MUST_USE enum err escrow_forget(struct db *db, const char *carrier_serial);

/* Is the carrier another account's? */
MUST_USE enum err escrow_is_others(struct db *db, const char *carrier_serial,
    const char *account, bool *ret_others);

/* Is one kept that came with this pair? */
MUST_USE enum err escrow_is_kept(
    struct db *db, const char *pair, bool *ret_kept);

struct escrow_candidate {
	const char *carrier_serial, *code; /* code: id of the one used for it */
	struct bytes sealed;
	int64_t at;
};
/* Keep one more, the newest; that of the same code again is fine. */
MUST_USE enum err escrow_add_candidate(
    struct db *db, const struct escrow_candidate *c);

/* All that may be set on the account's carrier besides what this code brings:
 * candidates, newest first, then the current one. Ends at each's first error;
 * sealed is borrowed for the call. */
MUST_USE enum err escrow_each(struct db *db, const struct escrow_candidate *but,
    const char *account, enum err (*each)(void *arg, struct bytes sealed),
    void *arg);

/* The code's candidate is set: it is current (d but for sealed), and those
 * before it are forgotten. *ret_done false if there is none any more. */
MUST_USE enum err escrow_confirm(struct gm *gm, struct db *db,
    const struct escrow_deposit *d, const char *code, bool *ret_done);

#endif
