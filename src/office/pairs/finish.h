/* SPDX-License-Identifier: Apache-2.0 */
/*
 * From an intent to a delivered pair: the ca process signs both bodies, the
 * key centre wraps the encryption key, and one transaction stores all of it.
 * May be asked again at any time and by several at once; the first answer that
 * is stored is everybody's.
 */
#ifndef OFFICE_FINISH_H
#define OFFICE_FINISH_H

#include "office/pairs/intent.h"

struct finish {
	const struct account *account;
	struct bytes escrow; /* sealed admin PIN, DER; empty: not known */
	const struct pool_key *key; /* the pair's; NULL: look it up */
	int64_t now;
};

/*
 * Deliver the intended pair p; it becomes what the store then has. When the ca
 * process refuses for good (EVIDENCE_…, PROFILE_…, CSR_…, CERT_…), the intent
 * is abandoned and that error returned.
 */
MUST_USE enum err finish_pair(
    struct office *o, struct gm *gm, const struct finish *f, struct pair *p);

/* Is it an answer of the ca process that stays the same however often one
 * asks? */
bool finish_is_final(enum err e);

#endif
