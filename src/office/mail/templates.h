/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The mails that the office writes: their names, parameters and words. Words
 * are in templates/NAME.LANG.txt (first line: the subject) and NAME.LANG.html,
 * built into the program.
 *
 * {{name}} stands for a parameter, {{office}} for the office's name, {{origin}}
 * for its address, {{id}} for the mail's number.
 *
 * A parameter has a kind, which the mail process checks before it shows it:
 * a time is RFC 3339 (clock_text) and is shown as Chinese date and time; a link
 * must begin with the office's origin; a carrier is "soft" or "hard"; a reason
 * for a revocation is one of pki/status_order.h; a verb is "exchange" or
 * "update", and is shown as what was done.
 */
#ifndef OFFICE_MAIL_TEMPLATES_H
#define OFFICE_MAIL_TEMPLATES_H

#include "office/mail/message.h"

/* All have userName and name (of the applicant), and: */
#define MAIL_CONFIRM_EMAIL "confirm-email" /* link, expiresAt */
#define MAIL_APPROVED "approved"	   /* expiresAt; secret: code */
#define MAIL_CODE_RESENT "code-resent"	   /* expiresAt; secret: code */
#define MAIL_RETURNED "returned"	   /* reason */
#define MAIL_REJECTED "rejected"	   /* reason */
#define MAIL_ISSUED                                                 \
	"issued" /* signSerial, encryptSerial, notBefore, notAfter, \
		  * carrier, carrierSerial */
/* verb, signSerial, encryptSerial, notAfter, carrier, carrierSerial */
#define MAIL_REPLACED "replaced"
#define MAIL_EXPIRING                                      \
	"expiring" /* days, signSerial, notAfter, carrier, \
		    * carrierSerial */
/* Of a pair: signSerial, carrier, carrierSerial; */
#define MAIL_UNLOCKED "unlocked"
#define MAIL_HELD "held"
#define MAIL_RELEASED "released"
#define MAIL_REVOKED                                               \
	"revoked" /* by the office: signSerial (all, with commas), \
		   * reason (crl_reason_name), note */
/* and, with a code that the key centre makes for the purpose in the name:
 * expiresAt; secret: code. */
#define MAIL_UNLOCK_CODE "unlock-code"
#define MAIL_HOLD_CODE "hold-code"
#define MAIL_RELEASE_CODE "release-code"
/* Of change requests, which "change" names in words: */
#define MAIL_CHANGE_EMAIL "change-email"     /* email, link, expiresAt */
#define MAIL_CHANGE_NAME "change-name"	     /* oldName; name is the new one */
#define MAIL_CHANGE_DONE "change-done"	     /* change */
#define MAIL_CHANGE_REISSUE "change-reissue" /* expiresAt; secret: code */
#define MAIL_CHANGE_RETURNED "change-returned" /* change, reason */
#define MAIL_CHANGE_REJECTED "change-rejected" /* change, reason */

enum mail_param_kind {
	MAIL_PARAM_TEXT,  /* one line */
	MAIL_PARAM_LINES, /* several lines: a reason */
	MAIL_PARAM_TIME,
	MAIL_PARAM_LINK,
	MAIL_PARAM_CARRIER,
	MAIL_PARAM_REASON, /* of a revocation: crl_reason_name */
	MAIL_PARAM_VERB,
	MAIL_PARAM_SECRET, /* one line, from the sealed part */
};

#define MAIL_TEMPLATE_PARAMS_MAX 9
struct mail_template {
	const char *name;
	struct {
		const char *name; /* NULL after the last */
		enum mail_param_kind kind;
	} params[MAIL_TEMPLATE_PARAMS_MAX];
};

/* Borrowed for good; NULL if there is none of that name. */
const struct mail_template *mail_template_find(const char *name);
/* All of them, NULL past the last. */
const struct mail_template *mail_template_at(size_t i);

/* Are these just the template's parameters, secret ones or the others?
 * BAD_MESSAGE. */
MUST_USE enum err mail_template_check(const struct mail_template *t,
    const struct mail_param params[], size_t count, bool secret);

/* The words of a template, "txt" or "html", or of the frame around all HTML
 * parts, "layout"; borrowed for good, BYTES_NONE if there are none. */
struct bytes mail_words(const char *name, enum lang l, const char *kind);

#endif
