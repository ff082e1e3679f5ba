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
MUST_USE enum err office_login_certificate(struct assistant *a,
    const char *nonce, struct bytes certificate,
    const struct sm2_signature *sig);

MUST_USE enum err office_session_end(struct assistant *a);

/* SESSION_MISSING without a session. */
MUST_USE enum err office_account(
    struct assistant *a, struct account_state *ret_s);

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

/* The session token of HOME/session; SESSION_MISSING. */
MUST_USE enum err session_read(
    struct assistant *a, char ret_token[BEARER_SIZE]);
MUST_USE enum err session_forget(struct assistant *a);

#endif
