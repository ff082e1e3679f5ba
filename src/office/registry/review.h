/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Review of accounts by staff. Entry and approval are by two operators; each
 * act is signed with the operator's own key over the record as it stands
 * (pki/evidence.h), and is what the ca process later asks for. The same two
 * rules are checked here, so that a mistake is told at once, and there, where
 * they count.
 *
 *	act      from               to         mail
 *	enter    submitted          entered    –
 *	approve  entered            approved   user name, code, guide
 *	reject   submitted, entered rejected   with the reason
 *	return   those, approved    returned   with the reason; codes are void
 *	resend   approved           approved   a new code; the old one is void
 */
#ifndef OFFICE_REVIEW_H
#define OFFICE_REVIEW_H

#include "office/registry/account.h"
#include "office/registry/act.h"
#include "office/registry/office.h"

#define REVIEW_NOTE_MAX 256 /* characters */

/*
 * Let the actor do that to the account with this user name; note is the
 * reason, wanted for reject and return, else it may be NULL.
 *
 * NOT_FOUND, ACCOUNT_STATE; STAFF_ROLE if the actor is no operator;
 * EVIDENCE_ONE_PERSON if the actor entered it; PAIR_EXISTS for a resend
 * when the approval has served; FIELD_INVALID for a reason that
 * is missing or too long; STORE_CONFLICT if the account is not what was
 * entered, or changed meanwhile; what the signer returns.
 */
struct review {
	const struct actor *actor;
	enum act_verb verb; /* one of the five above */
	const char *user_name, *note;
};
MUST_USE enum err review_do(struct office *o, struct gm *gm,
    const struct review *r, struct account *ret_a);

/* A reason: UTF-8, of REVIEW_NOTE_MAX characters at most; NULL or "" where none
 * is wanted. FIELD_INVALID. */
MUST_USE enum err review_check_note(const char *note, bool wanted);

#endif
