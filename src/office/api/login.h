/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Getting in, by account, by certificate, or by naming a certificate.
 *
 * By account: user name, applicant's name and captcha. Whatever is wrong, the
 * answer is LOGIN_REFUSED after the same work, so that a guesser learns
 * nothing; attempts are limited for each user name and each address, right
 * ones included.
 *
 * By certificate: a signature over our origin and a nonce that we made, which
 * is good once. Nothing is said about a certificate to whoever cannot sign
 * with it. There is nothing to guess, so nothing is counted.
 *
 * By an old CA's certificate: the same signature, by a key that a CA certified
 * whose holders were imported. It opens a session in which the holder can
 * exchange that certificate and nothing else (SESSION_EXCHANGE). Attempts are
 * limited for each address.
 *
 * By naming: whose PIN is locked cannot sign, so the certificate alone, which
 * is no secret, opens a session that can do nothing but unlock its carrier
 * (SESSION_NAMED). Refusals and limits are as by account, for each certificate
 * instead of each user name.
 */
#ifndef OFFICE_LOGIN_H
#define OFFICE_LOGIN_H

#include "office/http/session.h"
#include "office/http/web.h"

struct login_account {
	const char *user_name, *applicant;
	const char *captcha_id, *captcha_answer; /* NULL: none came */
	const char *address;			 /* the peer's */
};

/* LOGIN_REFUSED, TOO_MANY_TRIES. */
MUST_USE enum err login_by_account(struct web *w, struct worker *worker,
    const struct login_account *l, struct session_token *ret_token,
    struct session *ret_session);

struct login_named {
	struct bytes certificate;		 /* DER, a holder's to sign */
	const char *captcha_id, *captcha_answer; /* NULL: none came */
	const char *address;			 /* the peer's */
};

/* LOGIN_REFUSED, also for a certificate that is revoked, expired or of a pair
 * that was replaced; one on hold may be named. TOO_MANY_TRIES. */
MUST_USE enum err login_by_name(struct web *w, struct worker *worker,
    const struct login_named *l, struct session_token *ret_token,
    struct session *ret_session);

struct login_certificate {
	const char *nonce;
	struct bytes certificate, signature; /* DER */
	/* An origin that the signature may be for by mistake, or "". */
	const char *other_origin;
	/* The version of the terms of use that the holder accepts, or NULL. */
	const char *accept;
	const char *address; /* the peer's; by exchange */
};

/*
 * CHALLENGE_USED, CHALLENGE_EXPIRED; CERT_SYNTAX, CERT_ALGORITHM; CERT_OLD_CA
 * (of a CA whose holders move), CERT_UNTRUSTED (any other); CERT_USAGE;
 * SIGNATURE_INVALID; ORIGIN_WRONG if it was signed for other_origin; then, for
 * whoever has the key: CERT_NOT_YET_VALID, CERT_EXPIRED, CERT_UNKNOWN,
 * CERT_ON_HOLD, CERT_REVOKED (replaced by a newer pair, too),
 * OPERATION_PENDING if its pair was not confirmed yet; ACCOUNT_NOT_ACTIVE if
 * the account is approved and the terms of use in force were not accepted,
 * here or before; ACCOUNT_STATE.
 */
MUST_USE enum err login_by_certificate(struct web *w, struct worker *worker,
    const struct login_certificate *l, struct session_token *ret_token,
    struct session *ret_session);

/*
 * The same with an old CA's certificate, RSA or SM2 (legacy-login-v1):
 * CHALLENGE_USED, CHALLENGE_EXPIRED, TOO_MANY_TRIES; CERT_SYNTAX,
 * CERT_ALGORITHM; CERT_UNTRUSTED if none of the keys that were imported signed
 * it, whatever name it bears; CERT_UNKNOWN if one did, but its serial number
 * was not imported; CERT_USAGE; SIGNATURE_INVALID; ORIGIN_WRONG;
 * CERT_NOT_YET_VALID, CERT_EXPIRED; ACCOUNT_STATE.
 */
MUST_USE enum err login_by_exchange(struct web *w, struct worker *worker,
    const struct login_certificate *l, struct session_token *ret_token,
    struct session *ret_session);

/* A nonce for login by certificate, added to text. */
MUST_USE enum err login_challenge(struct web *w, struct worker *worker,
    int64_t *ret_expires_at, struct buf *text);

#endif
