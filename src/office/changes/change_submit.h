/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A holder asks for a change, corrects what was returned, or withdraws.
 *
 * Of each kind an account has one open request at most, and it sends in so
 * many a day and no more. Sending in another of the same kind while one is
 * returned is its correction; its file stays unless another is put in its
 * place.
 */
#ifndef OFFICE_CHANGE_SUBMIT_H
#define OFFICE_CHANGE_SUBMIT_H

#include "office/registry/change.h"
#include "office/registry/office.h"
#include "office/web/ticket.h"

#define CHANGES_A_DAY 10 /* of one account */

/* Borrowed; a text that was not given is NULL. */
struct change_wanted {
	const char *account; /* id */
	enum change_kind kind;
	const char *name, *address, *contact, *phone, *email;
	const char *note;	     /* may be "", never NULL */
	const char *serial, *reason; /* revoke */
	struct bytes instruction;    /* revoke; may be empty */
};

/* What is not right, as form_check tells it; besides its reasons: unchanged. */
struct change_problems {
	size_t count;
	struct form_problem all[FORM_FIELDS];
};

/*
 * Submit it; the request in ret_c, which is CHANGE_EMPTY. All kinds are for
 * accounts that have a pair.
 *
 * FIELD_INVALID with *reterr_p; ACCOUNT_STATE; CHANGE_EXISTS; TOO_MANY_TRIES;
 * of a revocation what change_revoke_check returns; the errors of store,
 * outbox and ticket.
 */
MUST_USE enum err change_submit(struct office *o,
    const struct ticket_maker *tickets, const struct change_wanted *w,
    struct change *ret_c, struct change_problems *reterr_p);

/* NOT_FOUND if it is not the account's; CHANGE_STATE. */
MUST_USE enum err change_withdraw(
    struct office *o, struct gm *gm, const struct account *a, const char *id);

#endif
