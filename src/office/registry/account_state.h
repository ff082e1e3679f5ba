/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The states of an account and what moves it from one to the next: one table.
 *
 *	unconfirmed → submitted → entered → approved → active
 *	submitted, entered, approved → returned → submitted (corrected)
 *	submitted, entered → rejected
 *
 * An approval is good for one pair. When its holder lost the keys before they
 * were confirmed, the account is returned and reviewed anew.
 *
 * An account is confirmed by the link in its mail, entered by one operator,
 * approved by another, and active once its holder logged in with the first
 * certificate and accepted the terms of use.
 */
#ifndef OFFICE_ACCOUNT_STATE_H
#define OFFICE_ACCOUNT_STATE_H

#include "base/err.h"

enum account_state {
	ACCOUNT_UNCONFIRMED = 1,
	ACCOUNT_SUBMITTED,
	ACCOUNT_ENTERED,
	ACCOUNT_APPROVED,
	ACCOUNT_ACTIVE,
	ACCOUNT_REJECTED,
	ACCOUNT_RETURNED,
};

enum account_event {
	ACCOUNT_CONFIRM, /* the link in the mail was followed */
	ACCOUNT_CORRECT, /* sent in again after a return */
	ACCOUNT_ENTER,
	ACCOUNT_APPROVE,
	ACCOUNT_REJECT,
	ACCOUNT_RETURN,
	ACCOUNT_RESEND,	  /* a new authorisation code */
	ACCOUNT_ACTIVATE, /* logged in by certificate, accepting the terms */
};

/* "submitted": as it stands in the store, in JSON and on command lines. */
const char *account_state_name(enum account_state s);
enum account_state account_state_find(const char *name); /* 0: not one */

/* What to call it in front of people. */
const char *account_state_text(enum account_state s, enum lang l);

/* Where the event leads from that state. ACCOUNT_STATE: nowhere. */
MUST_USE enum err account_state_next(enum account_state from,
    enum account_event event, enum account_state *ret_to);

#endif
