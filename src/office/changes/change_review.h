/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Review of change requests by staff, as review.h is of accounts: each act is
 * signed with the operator's own key. Entry and approval are by two people
 * (but a revocation, which one decides).
 *
 *	act      from                to        mail
 *	enter    submitted           entered   –
 *	approve  entered             approved  name: how to update
 *	                                       reissue: a code, how to exchange
 *	                             done      that it is done
 *	reject   submitted, entered  rejected  with the reason
 *	return   submitted, entered  returned  with the reason
 *	resend   approved (reissue)  approved  a new code; the old one is void
 *
 * The approval of a revocation is pairs/revocation.h's; who calls has it come
 * about by status_finish_all, or leaves it to the office that runs.
 *
 * With the approval the account is what was asked for. A certificate with the
 * name before stays valid until the holder updates it.
 */
#ifndef OFFICE_CHANGE_REVIEW_H
#define OFFICE_CHANGE_REVIEW_H

#include "office/registry/act.h"
#include "office/registry/change.h"
#include "office/registry/office.h"

struct change_review {
	const struct actor *actor;
	enum act_verb verb; /* ENTRY, APPROVE, REJECT, RETURN, RESEND */
	const char *id;
	const char
	    *note; /* the reason, wanted for REJECT and RETURN; or NULL */
};

/*
 * Let the actor do that; the request as it is then in ret_c, which is
 * CHANGE_EMPTY.
 *
 * NOT_FOUND; CHANGE_STATE, also for a kind that knows no such act, and for a
 * mail address that was not confirmed by its own link; STAFF_ROLE if the actor
 * is no operator; EVIDENCE_ONE_PERSON if the actor entered it; FILE_MISSING
 * for a name without its file; FIELD_INVALID for a reason that is missing or
 * too long; PAIR_EXISTS for a resend when the approval has served;
 * CERT_REVOKED; STORE_CONFLICT if request or account are not what was entered,
 * or changed meanwhile; what the signer returns.
 */
MUST_USE enum err change_review(struct office *o, struct gm *gm,
    const struct change_review *r, struct change *ret_c);

#endif
