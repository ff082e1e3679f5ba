/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Issue of a pair: from a holder's signed ask to the GM/T 0092 answer, in the
 * order of docs/architecture.md, "Issue, step by step". Nothing is signed that
 * was not recorded first, and nothing that was signed is lost: the intent with
 * both bodies is stored, then signed, then stored again with the answer. Cut
 * anywhere, the same request goes on where it was; and whatever runs at the
 * same time, one approval makes one pair.
 */
#ifndef OFFICE_ISSUE_H
#define OFFICE_ISSUE_H

#include "office/pairs/pair.h"
#include "office/registry/account.h"
#include "office/registry/office.h"

/* What came with the request; borrowed. */
struct issue_request {
	const struct account *account; /* of the session */
	const char *key;	       /* Idempotency-Key: 32 hex digits */
	enum ask_verb verb;
	enum carrier_kind carrier;
	const char *carrier_serial;
	struct bytes csr, ask, escrow; /* DER */
};

struct issue_answer {
	char pair[PAIR_ID_SIZE];
	struct buf der;	    /* GM/T 0092 answer */
	int64_t tries_left; /* of the code, with CODE_WRONG */
};
void issue_answer_done(struct issue_answer *a);
DEFINE_AUTO_DONE(issue_answer)

/*
 * The answer, or the one that was given to the same request before. a is {0}.
 *
 * CSR_SYNTAX, CERT_ALGORITHM, EVIDENCE_SYNTAX, ENVELOPE_SYNTAX; EVIDENCE_HOLDER
 * if the ask is not about this request, account or carrier, or the carrier is
 * another account's; IDEMPOTENCY_CONFLICT; CLOCK_WRONG; CODE_WRONG (also when
 * no code is open), CODE_LOCKED; PAIR_EXISTS; POOL_EMPTY; STORE_CONFLICT if
 * another request was quicker; NOT_SUPPORTED for a verb other than issue; what
 * the ca process and the key centre answer.
 */
MUST_USE enum err issue_pair(struct office *o, struct gm *gm,
    const struct issue_request *r, struct issue_answer *ret_a);

#endif
