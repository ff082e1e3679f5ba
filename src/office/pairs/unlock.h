/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Unlock: for a mailed code the key centre releases a carrier's admin PIN to
 * the holder's program, which puts another in its place. docs/architecture.md,
 * "Unlock": the new admin PIN is deposited before the old one leaves, and what
 * may be set is forgotten only when the holder's program said what is. Cut
 * anywhere, the office holds the admin PIN that is set.
 */
#ifndef OFFICE_UNLOCK_H
#define OFFICE_UNLOCK_H

#include "office/pairs/code_mail.h"

/* More that may be set than this, and it is refused: an admin PIN has tries,
 * too, and trying them all would lock it. */
#define UNLOCK_PINS_MAX 16

/* Whose carriers can be unlocked, in a session. */
struct unlock_session {
	const struct account *account;
	/* Serial of the certificate that was only named: its pair's carrier
	 * alone. NULL: any of the account's. */
	const char *named;
	const char *address; /* the peer's */
};

/* Mail a code to unlock the carrier. NOT_FOUND if it has no live pair of the
 * session's; ESCROW_MISSING; TOO_MANY_TRIES; PROCESS_LOST. */
MUST_USE enum err unlock_send_code(struct office *o, struct gm *gm,
    const struct unlock_session *s, const char *carrier_serial,
    int64_t *ret_expires_at);

/* What came with a request; borrowed. */
struct unlock_request {
	struct bytes instruction; /* SignedInstruction, DER */
	struct bytes escrow; /* the new admin PIN, sealed to the key centre */
};
struct unlock_answer {
	struct buf pins;    /* a block for each: SM2Cipher, DER; newest first */
	int64_t tries_left; /* of the code, with CODE_WRONG */
};
void unlock_answer_done(struct unlock_answer *a);
DEFINE_AUTO_DONE(unlock_answer)

/*
 * The admin PINs that may be set on the carrier, sealed to the instruction's
 * key; the same octets again for the same instruction. a is {0}.
 *
 * EVIDENCE_SYNTAX; EVIDENCE_HOLDER if the instruction is another user's, no
 * UNLOCK, or about another deposit; NOT_FOUND; CODE_WRONG, CODE_LOCKED,
 * CLOCK_WRONG; ENVELOPE_SYNTAX, ENVELOPE_KEY for a deposit that the key centre
 * cannot open; ESCROW_MISSING; TOO_MANY_TRIES beyond UNLOCK_PINS_MAX;
 * PROCESS_LOST.
 */
MUST_USE enum err unlock_release(struct office *o, struct gm *gm,
    const struct unlock_session *s, const struct unlock_request *r,
    struct unlock_answer *ret_a);

/*
 * The new admin PIN is set, says an instruction by the same code: what may
 * have been set before is forgotten. Again is fine. EVIDENCE_SYNTAX,
 * EVIDENCE_HOLDER, NOT_FOUND; CODE_WRONG if no code that was used for the
 * carrier signed it.
 */
MUST_USE enum err unlock_confirm(struct office *o, struct gm *gm,
    const struct unlock_session *s, struct bytes instruction);

#endif
