/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Tickets: what the office hands out and wants back once (captcha, login
 * nonce, link in a mail), without keeping it meanwhile. A ticket is an sm4_box
 * under the web process's ticket key, as Base64url text:
 *
 *	u64 expires_at, 16 random octets, the rest: payload
 *
 * with its purpose as the box's context, so that one kind never passes for
 * another. Nobody outside can read or make one. When it comes back it is
 * spent: its SM3 goes into table spent until it has expired.
 */
#ifndef OFFICE_WEB_TICKET_H
#define OFFICE_WEB_TICKET_H

#include "gm/sm3.h"
#include "office/store/store.h"

#define TICKET_KEY_LEN 32
#define TICKET_PAYLOAD_MAX 256 /* octets */
#define TICKET_TEXT_MAX 512    /* characters */

enum ticket_purpose {
	TICKET_CAPTCHA,
	TICKET_LOGIN,	      /* nonce of a login by certificate */
	TICKET_CONFIRM_EMAIL, /* payload: account id */
	TICKET_CHANGE_EMAIL,  /* changes/change_email.c */
};

/* What tickets are made with; a gm is one thread's. */
struct ticket_maker {
	struct gm *gm;
	struct bytes key; /* TICKET_KEY_LEN octets, borrowed */
};

struct ticket {
	enum ticket_purpose purpose;
	int64_t expires_at;
	struct bytes payload; /* of one to be made: borrowed */
};

/* Make one; its text (about 107 characters and 4/3 of the payload) is added
 * to text. TOO_LARGE, CRYPTO, NO_RANDOM. */
MUST_USE enum err ticket_make(
    const struct ticket_maker *m, const struct ticket *t, struct buf *text);

struct ticket_opened {
	uint8_t digest[SM3_LEN]; /* of its text: key in table spent */
	int64_t expires_at;
	size_t len;
	uint8_t payload[TICKET_PAYLOAD_MAX];
};

/* Open one of that purpose. CHALLENGE_EXPIRED if it has at now; CHALLENGE_USED
 * for one that is not ours, of another purpose, or changed: they all look
 * alike. */
MUST_USE enum err ticket_open(const struct ticket_maker *m,
    enum ticket_purpose purpose, struct bytes text, int64_t now,
    struct ticket_opened *ret_t);

/*
 * Spend it, inside a store_write job: CHALLENGE_USED if it was spent before.
 * A job that then fails undoes the spending with all else; one that wants the
 * ticket used up in any case returns OK and tells of the refusal in its arg.
 */
MUST_USE enum err ticket_spend(struct db *db, const struct ticket_opened *t);

#endif
