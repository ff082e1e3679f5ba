/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Hold and release of a pair's certificates, both at once: hold by the holder's
 * own key or a mailed code, release by a mailed code alone, since whoever took
 * the computer may have the key. The change of status itself, its order and
 * what is left of it after a cut are status_change.h's.
 */
#ifndef OFFICE_HOLD_H
#define OFFICE_HOLD_H

#include "office/pairs/code_mail.h"

struct hold_code_request {
	const struct account *account; /* of the session */
	const char *address;	       /* the peer's */
	enum code_purpose purpose;     /* CODE_HOLD or CODE_RELEASE */
	const char *serial;	       /* of the signing certificate */
};
/* Mail a code. NOT_FOUND if the account has no live pair with it; CERT_REVOKED;
 * CERT_ON_HOLD, CERT_NOT_ON_HOLD: there is nothing to do; TOO_MANY_TRIES;
 * PROCESS_LOST. */
MUST_USE enum err hold_send_code(struct office *o, struct gm *gm,
    const struct hold_code_request *r, int64_t *ret_expires_at);

struct hold_request {
	const struct account *account; /* of the session */
	bool by_code;		       /* else by the certificate's key */
	struct bytes instruction;      /* SignedInstruction, DER */
};
struct hold_answer {
	char serial[CERT_SERIAL_TEXT_SIZE]; /* of the signing certificate */
	enum certificate_state state;	    /* as it is now */
	int64_t tries_left;		    /* of the code, with CODE_WRONG */
};

/*
 * Do what the instruction says; the same again changes nothing. The holder is
 * told by mail, and sessions that were begun with the certificate end.
 *
 * EVIDENCE_SYNTAX; EVIDENCE_HOLDER if it is another user's, neither hold nor
 * release, or a release by key; NOT_FOUND; SIGNATURE_INVALID; CODE_WRONG,
 * CODE_LOCKED, CLOCK_WRONG; CERT_REVOKED, CERT_NOT_ON_HOLD; what the ca process
 * answers. After PROCESS_LOST the change stands and is finished by itself.
 */
MUST_USE enum err hold_do(struct office *o, struct gm *gm,
    const struct hold_request *r, struct hold_answer *ret_a);

#endif
