/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Sending codes: how often is limited, the key centre makes them, and the mail
 * goes to the holder's registered address with the code already sealed. The
 * same words, without a code, tell the holder what was done with one.
 */
#ifndef OFFICE_CODE_MAIL_H
#define OFFICE_CODE_MAIL_H

#include "office/mail/outbox.h"
#include "office/pairs/live_pair.h"
#include "office/pairs/stored_code.h"
#include "office/registry/account.h"
#include "office/registry/office.h"

struct code_order {
	const struct account *account;
	const struct live_pair *pair; /* the account's */
	enum code_purpose purpose;
	const char *subject; /* of the grant: pki/code_grant.h */
	const char *address; /* the peer's */
};

/* Mail one; those before it of that purpose are void. TOO_MANY_TRIES; what the
 * key centre answers. */
MUST_USE enum err code_mail_send(struct office *o, struct gm *gm,
    const struct code_order *order, int64_t *ret_expires_at);

struct code_notice {
	const struct account *account;
	const struct live_pair *pair;
	const char *template; /* MAIL_UNLOCKED, MAIL_HELD, MAIL_RELEASED */
	int64_t now;
};
/* The mail that tells of it, for outbox_add. */
MUST_USE enum err code_mail_notice(struct gm *gm, const struct code_notice *n,
    struct outbox_entry **ret_entry);

#endif
