/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The office as the assistant sees it: the HTTP API of docs/api/openapi.yaml,
 * one function for a call. Answers are foreign octets: every member is checked
 * for type and size, members that are not known are passed over so that an
 * older assistant works with a newer office. An answer that makes no sense is
 * OFFICE_ANSWER; an error of the office is returned as itself, and what it
 * knows (tries left, field) goes into assistant_failure.
 */
#ifndef ASSISTANT_OFFICE_H
#define ASSISTANT_OFFICE_H

#include "assistant/context.h"
#include "pki/instruction.h"
#include "pki/login.h"

struct office_info {
	char origin[CERT_URL_SIZE];
	int64_t time;
	bool captcha;
	struct buf root, issuing, key_centre; /* DER */
};
void office_info_done(struct office_info *i);
DEFINE_AUTO_DONE(office_info)
MUST_USE enum err office_info_get(
    struct assistant *a, struct office_info *ret_i);

MUST_USE enum err office_captcha(struct assistant *a, struct captcha *ret_c);

struct office_login {
	const char *user_name, *applicant, *captcha_id, *captcha_answer;
};
/* Both keep the session token in HOME/session. */
MUST_USE enum err office_login_account(
    struct assistant *a, const struct office_login *l);
MUST_USE enum err office_challenge(
    struct assistant *a, char ret_nonce[LOGIN_NONCE_MAX + 1]);
struct office_proof {
	const char *nonce;
	struct bytes certificate; /* DER */
	const struct sm2_signature *signature;
	const char *accept; /* version of the terms of use, or NULL */
};
MUST_USE enum err office_login_certificate(
    struct assistant *a, const struct office_proof *p);

/* With an old CA's certificate, to exchange it. */
struct office_old_proof {
	const char *nonce;
	struct bytes certificate, signature; /* DER; as the key made it */
};
MUST_USE enum err office_login_exchange(
    struct assistant *a, const struct office_old_proof *p);

MUST_USE enum err office_session_end(struct assistant *a);

/* With a certificate that was only named, no key proving it. */
struct office_naming {
	struct bytes certificate; /* DER */
	const char *captcha_id, *captcha_answer;
};
MUST_USE enum err office_login_named(
    struct assistant *a, const struct office_naming *n);

/* The session, and what it may know of its account. SESSION_MISSING. */
MUST_USE enum err office_account(
    struct assistant *a, struct account_state *ret_s);

/* The same of somebody who is really logged in: SESSION_SCOPE for who only
 * named a certificate. */
MUST_USE enum err office_holder(
    struct assistant *a, struct account_state *ret_s);

/* The pairs that the office knows the account by. */
MUST_USE enum err office_account_pairs(
    struct assistant *a, struct account_pairs **ret_pairs);

struct office_pair_request {
	const char *key;	       /* idempotency key, 32 hex digits */
	const char *verb;	       /* "issue" */
	struct bytes csr, ask, escrow; /* DER */
	enum carrier_kind carrier;
	const char *carrier_serial;
};
/* ret_id: 32 hex digits and NUL. The answer's DER is added to ret_answer. */
MUST_USE enum err office_pair_make(struct assistant *a,
    const struct office_pair_request *r, char ret_id[33],
    struct buf *ret_answer);
MUST_USE enum err office_pair_confirm(struct assistant *a, const char *id,
    struct bytes confirm, const struct sm2_signature *sig);

/* --- codes by mail, and what they are for --- */

MUST_USE enum err office_unlock_code(struct assistant *a,
    const char *carrier_serial, struct mailed_code *ret_code);

#define OFFICE_PINS_MAX 16
struct office_pins {
	struct buf rows[OFFICE_PINS_MAX]; /* SM2Cipher, DER; newest first */
	size_t count;
};
void office_pins_done(struct office_pins *p);
DEFINE_AUTO_DONE(office_pins)
MUST_USE enum err office_unlock(struct assistant *a, struct bytes instruction,
    struct bytes escrow, struct office_pins *ret_pins);
MUST_USE enum err office_unlock_confirm(
    struct assistant *a, struct bytes instruction);

/* verb: HOLD or RELEASE. */
MUST_USE enum err office_hold_code(struct assistant *a,
    enum instruction_verb verb, const char *serial,
    struct mailed_code *ret_code);
/* by: "key" or "code". */
MUST_USE enum err office_hold(
    struct assistant *a, const char *by, struct bytes instruction);

struct office_revocation {
	const char *serial, *reason, *note;
	struct bytes instruction; /* none: without the key */
};
/* ret_id names the request: 32 hex digits and NUL. */
MUST_USE enum err office_revoke(
    struct assistant *a, const struct office_revocation *r, char ret_id[33]);

/* The session token of HOME/session; SESSION_MISSING. */
MUST_USE enum err session_read(
    struct assistant *a, char ret_token[BEARER_SIZE]);
MUST_USE enum err session_forget(struct assistant *a);

#endif
