/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Obtaining a pair, first or later: from a holder's signed ask to the GM/T
 * 0092 answer, in the order of docs/architecture.md, "Issue, step by step".
 * Nothing is signed that was not recorded first, and nothing that was signed is
 * lost: the intent with both bodies is stored, then signed, then stored again
 * with the answer. Cut anywhere, the same request goes on where it was.
 *
 * By which right the holder may have it is in basis.h. Whatever runs at the
 * same time, one approval makes one pair, and an account has at most one pair
 * that is intended and one that is delivered and not confirmed:
 *
 *	Another request while one is intended goes on with that one first.
 *	While one is delivered, another is refused (OPERATION_PENDING) for
 *	OBTAIN_QUIET_S after the first was asked for: those were sent together.
 *	After that, or with a code that was mailed since, the carrier was lost
 *	in between: when the new pair is delivered the older one is replaced,
 *	and its certificates are revoked when the new one is confirmed.
 */
#ifndef OFFICE_OBTAIN_H
#define OFFICE_OBTAIN_H

#include "office/http/session.h"
#include "office/pairs/pair.h"
#include "office/registry/account.h"
#include "office/registry/office.h"

#define OBTAIN_QUIET_S 120

/* What came with the request; borrowed. */
struct obtain_request {
	const struct account *account; /* of the session */
	enum session_kind session;
	const char *session_serial; /* its certificate's, or "" */
	const char *key;	    /* Idempotency-Key: 32 hex digits */
	enum ask_verb verb;
	enum carrier_kind carrier;
	const char *carrier_serial;
	struct bytes csr, ask, escrow; /* DER */
};

struct obtain_answer {
	char pair[PAIR_ID_SIZE];
	struct buf der;	    /* GM/T 0092 answer */
	int64_t tries_left; /* of the code, with CODE_WRONG */
	int64_t opens_at;   /* with RENEWAL_EARLY: when it opens */
};
void obtain_answer_done(struct obtain_answer *a);
DEFINE_AUTO_DONE(obtain_answer)

/*
 * The answer, or the one that was given to the same request before. a is {0}.
 *
 * CSR_SYNTAX, CERT_ALGORITHM, EVIDENCE_SYNTAX, ENVELOPE_SYNTAX; EVIDENCE_HOLDER
 * if the ask is not about this request, account or carrier; TOKEN_OTHERS if the
 * carrier is another account's; IDEMPOTENCY_CONFLICT, also when the ca process
 * refused the same request for good; CLOCK_WRONG; what grounds_find says;
 * CODE_WRONG, or SIGNATURE_INVALID if the ask is not signed with the key of the
 * session's certificate; PAIR_EXISTS, OPERATION_PENDING; TOO_MANY_TRIES:
 * exchanges and updates of one account within a day; POOL_EMPTY; STORE_CONFLICT
 * if another request was quicker; what the ca process and the key centre
 * answer.
 */
MUST_USE enum err obtain_pair(struct office *o, struct gm *gm,
    const struct obtain_request *r, struct obtain_answer *ret_a);

#endif
