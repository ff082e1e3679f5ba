/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The states of a change request and what moves it from one to the next: one
 * table.
 *
 *	submitted → entered → approved → done
 *	submitted, entered → returned → submitted (corrected)
 *	submitted, entered → rejected
 *	submitted, entered, returned → withdrawn
 *
 * Approved are those after which the holder has something to do with their
 * certificate: they are done when the new pair is confirmed. Others are done
 * with their approval, or, a new mail address, when both links were followed.
 * Open is a request that is submitted, entered or returned.
 */
#ifndef OFFICE_CHANGE_STATE_H
#define OFFICE_CHANGE_STATE_H

#include "base/err.h"

enum change_state {
	CHANGE_SUBMITTED = 1,
	CHANGE_ENTERED,
	CHANGE_APPROVED,
	CHANGE_REJECTED,
	CHANGE_RETURNED,
	CHANGE_WITHDRAWN,
	CHANGE_DONE,
};

enum change_event {
	CHANGE_CORRECT = 1, /* sent in again after a return */
	CHANGE_ENTER,
	CHANGE_APPROVE, /* … and the holder goes on from there */
	CHANGE_APPLY,	/* approved, and with that done */
	CHANGE_DECIDE,	/* the same, of what needs no entry */
	CHANGE_CONFIRM, /* both links were followed */
	CHANGE_REJECT,
	CHANGE_RETURN,
	CHANGE_RESEND,	 /* a new authorisation code */
	CHANGE_SERVE,	 /* the pair that came of it was confirmed */
	CHANGE_WITHDRAW, /* by the holder */
};

/* "submitted": as it stands in the store, in JSON and on command lines. */
const char *change_state_name(enum change_state s);
enum change_state change_state_find(const char *name); /* 0: not one */

/* What to call it in front of people. */
const char *change_state_text(enum change_state s, enum lang l);

/* Where the event leads from that state. CHANGE_STATE: nowhere. */
MUST_USE enum err change_state_next(
    enum change_state from, enum change_event event, enum change_state *ret_to);

#endif
