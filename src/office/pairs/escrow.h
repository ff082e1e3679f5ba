/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Deposit of carriers' admin PINs, sealed to the key centre by the holder's
 * program: one for each carrier, the latest. Inside a transaction.
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

/* Keep it in place of what was kept for the carrier. EVIDENCE_HOLDER if that
 * carrier is another account's. */
MUST_USE enum err escrow_put(struct db *db, const struct escrow_deposit *d);

/* Is the carrier another account's? */
MUST_USE enum err escrow_is_others(struct db *db, const char *carrier_serial,
    const char *account, bool *ret_others);

/* Is one kept that came with this pair? */
MUST_USE enum err escrow_is_kept(
    struct db *db, const char *pair, bool *ret_kept);

#endif
