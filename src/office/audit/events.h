/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Names of events in the audit record: what.happened, and what their details
 * hold. A name, once recorded, keeps its meaning. The first two are what
 * audit_verify looks for: a certificate without its record is found by it.
 */
#ifndef OFFICE_AUDIT_EVENTS_H
#define OFFICE_AUDIT_EVENTS_H

/* A pair was signed and delivered: about is the pair's id; details sign and
 * encrypt are the serials as in table certificate. */
#define AUDIT_PAIR_DELIVERED "pair.delivered"

/* One certificate that is not of a pair was signed (root, issuing CA, key
 * centre, audit, staff): about is its serial; details: profile. */
#define AUDIT_CERTIFICATE_SIGNED "certificate.signed"

#define AUDIT_PAIR_INTENDED "pair.intended"	      /* about: pair */
#define AUDIT_PAIR_CONFIRMED "pair.confirmed"	      /* about: pair */
#define AUDIT_ACCOUNT_REGISTERED "account.registered" /* about: account */
#define AUDIT_ACCOUNT_CONFIRMED "account.confirmed"   /* about: account */
/* A signed act of staff: about is the account, appointment or carrier; details:
 * verb, act (its id in table act). */
#define AUDIT_STAFF_ACT "staff.act"
/* A change of status (pairs/status_change.h): about is the serial number of its
 * first certificate; details: change (its id in table status_change), and of
 * the first serials, status, reason; of the second status; of the third
 * error. */
#define AUDIT_STATUS_INTENDED "status.intended"
#define AUDIT_STATUS_APPLIED "status.applied"
#define AUDIT_STATUS_REFUSED "status.refused"
/* A change request: about is its id. Details of submitted: kind, account; of
 * file: kind, digest; of confirmed: by, old or new; of done, a mail address:
 * the same, a revocation: serial. */
#define AUDIT_CHANGE_SUBMITTED "change.submitted"
#define AUDIT_CHANGE_FILE "change.file"
#define AUDIT_CHANGE_WITHDRAWN "change.withdrawn"
#define AUDIT_CHANGE_CONFIRMED "change.confirmed"
#define AUDIT_CHANGE_DONE "change.done"
#define AUDIT_LOGIN "login" /* about: account */
/* The terms of use were accepted: about is the account; details: terms (their
 * version), serial (of the certificate). */
#define AUDIT_ACCOUNT_ACTIVATED "account.activated"
/* Codes, by authorisation or of the key centre (table code): about is its id.
 * Made: details: purpose, subject. */
#define AUDIT_CODE_MADE "code.made"
#define AUDIT_CODE_WRONG "code.wrong"
#define AUDIT_CODE_LOCKED "code.locked"
/* A carrier's admin PIN, by the code in details: a new one deposited, those
 * before it released, the new one set. About is the carrier's serial. */
#define AUDIT_UNLOCK_DEPOSITED "unlock.deposited"
#define AUDIT_UNLOCK_RELEASED "unlock.released"
#define AUDIT_UNLOCK_CONFIRMED "unlock.confirmed"
/* A carrier was personalised: about is its serial; details: act (the
 * operator's, in table act), label, userPin. */
#define AUDIT_TOKEN_READY "token.ready"
#define AUDIT_CRL_SIGNED "crl.signed"	/* about: its number */
#define AUDIT_OFFICE_MADE "office.made" /* about: the office's name */
#define AUDIT_OFFICE_STARTED                             \
	"office.started" /* about: the program's version \
			  */

#endif
