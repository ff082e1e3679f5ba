/* SPDX-License-Identifier: Apache-2.0 */
/* Logins and the session they begin. */
#include <stdio.h>
#include <string.h>

#include "office/api/api.h"
#include "office/api/captcha_body.h"
#include "office/api/login.h"
#include "office/api/view.h"
#include "pki/legacy_cert.h"
#include "pki/login.h"

struct login_account_body {
	const char *user_name, *applicant;
	struct captcha_body captcha;
};
static const struct schema_member account_members[] = {
    SCHEMA_TEXT(struct login_account_body, user_name, "userName", 128),
    SCHEMA_TEXT(struct login_account_body, applicant, "applicant", 128),
    SCHEMA_OBJECT(
	struct login_account_body, captcha, "captcha", &captcha_schema, true),
};
const struct schema api_login_account_body =
    SCHEMA("AccountLogin", account_members);

struct login_named_body {
	struct bytes certificate;
	struct captcha_body captcha;
};
static const struct schema_member named_members[] = {
    SCHEMA_BASE64(
	struct login_named_body, certificate, "certificate", CERT_DER_MAX),
    SCHEMA_OBJECT(
	struct login_named_body, captcha, "captcha", &captcha_schema, true),
};
const struct schema api_login_named_body = SCHEMA("NamedLogin", named_members);

const struct schema api_challenge_body = {"Empty", NULL, 0};

struct token_body {
	const char *format, *origin;
	struct bytes certificate, signature;
};
static const char *const formats[] = {LOGIN_FORMAT, NULL};
/* A holder of an old CA who tries it is told where to go, so their signatures
 * are read too. */
static const struct schema_member token_members[] = {
    SCHEMA_ENUM(struct token_body, format, "format", 16, formats),
    SCHEMA_BASE64(struct token_body, certificate, "certificate", CERT_DER_MAX),
    SCHEMA_BASE64(
	struct token_body, signature, "signature", LEGACY_SIGNATURE_MAX),
    SCHEMA_TEXT_OPTIONAL(struct token_body, origin, "origin", LOGIN_ORIGIN_MAX),
};
static const struct schema token_schema = SCHEMA("LoginToken", token_members);

struct login_certificate_body {
	const char *nonce, *accept;
	struct token_body token;
};
static const struct schema_member certificate_members[] = {
    SCHEMA_TEXT(struct login_certificate_body, nonce, "nonce", LOGIN_NONCE_MAX),
    SCHEMA_OBJECT(
	struct login_certificate_body, token, "token", &token_schema, false),
    SCHEMA_TEXT_OPTIONAL(struct login_certificate_body, accept, "accept", 32),
};
const struct schema api_login_certificate_body =
    SCHEMA("CertificateLogin", certificate_members);

static const char *const legacy_formats[] = {LOGIN_FORMAT_LEGACY, NULL};
static const struct schema_member legacy_token_members[] = {
    SCHEMA_ENUM(struct token_body, format, "format", 16, legacy_formats),
    SCHEMA_BASE64(
	struct token_body, certificate, "certificate", LEGACY_CERT_DER_MAX),
    SCHEMA_BASE64(
	struct token_body, signature, "signature", LEGACY_SIGNATURE_MAX),
    SCHEMA_TEXT_OPTIONAL(struct token_body, origin, "origin", LOGIN_ORIGIN_MAX),
};
static const struct schema legacy_token_schema =
    SCHEMA("LegacyLoginToken", legacy_token_members);

static const struct schema_member exchange_members[] = {
    SCHEMA_TEXT(struct login_certificate_body, nonce, "nonce", LOGIN_NONCE_MAX),
    SCHEMA_OBJECT(struct login_certificate_body, token, "token",
	&legacy_token_schema, false),
};
const struct schema api_login_exchange_body =
    SCHEMA("ExchangeLogin", exchange_members);

/* Who is in, and until when; token: what only the answer to a login has. */
static enum err
reply_session(struct request *rq, struct reply *rp, const struct session *s,
    const struct session_token *token)
{
	int64_t expires_at =
	    session_expires(s, rq->web->office.config, rq->now);
	json_t *account = view_account(&s->account);

	if (token == NULL)
		return reply_json(rp, 200,
		    json_pack("{s:s, s:o, s:o}", "kind",
			session_kind_name(s->kind), "expiresAt",
			view_time(expires_at), "account", account));
	return reply_json(rp, 201,
	    json_pack("{s:s, s:o, s:o}", "token", token->text, "expiresAt",
		view_time(expires_at), "account", account));
}

static enum err
reply_login(struct request *rq, struct reply *rp, const struct session *s,
    struct session_token *token)
{
	enum err e = reply_session(rq, rp, s, token);

	secret_wipe(token, sizeof(*token));
	return e;
}

enum err
api_login_account(struct request *rq, struct reply *rp)
{
	const struct login_account_body *b =
	    REQUEST_BODY(rq, struct login_account_body);
	struct login_account l = {
	    .user_name = b->user_name,
	    .applicant = b->applicant,
	    .captcha_id = b->captcha.id,
	    .captcha_answer = b->captcha.answer,
	    .address = rq->in->address,
	};
	struct session_token token;
	struct session s;

	TRY(login_by_account(rq->web, rq->worker, &l, &token, &s));
	return reply_login(rq, rp, &s, &token);
}

enum err
api_login_named(struct request *rq, struct reply *rp)
{
	const struct login_named_body *b =
	    REQUEST_BODY(rq, struct login_named_body);
	struct login_named l = {
	    .certificate = b->certificate,
	    .captcha_id = b->captcha.id,
	    .captcha_answer = b->captcha.answer,
	    .address = rq->in->address,
	};
	struct session_token token;
	struct session s;

	TRY(login_by_name(rq->web, rq->worker, &l, &token, &s));
	return reply_login(rq, rp, &s, &token);
}

enum err
api_challenge(struct request *rq, struct reply *rp)
{
	AUTO_DONE(buf) nonce = BUF(LOGIN_NONCE_MAX);
	int64_t expires_at;

	TRY(login_challenge(rq->web, rq->worker, &expires_at, &nonce));
	return reply_json(rp, 200,
	    json_pack("{s:s%, s:o}", "nonce", (const char *)nonce.p, nonce.len,
		"expiresAt", view_time(expires_at)));
}

/* What a signature may be for by mistake: the origin that the token says it is
 * for, which is believed for nothing else; or the address by which the request
 * came, when the assistant was given another one than our origin. */
static void
other_origin(const struct request *rq, const char *said, char *out, size_t size)
{
	const char *host = request_header(rq, "Host");
	int len = said != NULL ? snprintf(out, size, "%s", said)
			       : snprintf(out, size, "http://%s",
				     host == NULL ? "" : host);

	if (len < 0 || (size_t)len >= size || login_origin_check(out) != ERR_OK)
		out[0] = '\0';
}

/* Which terms to accept, and where they stand. */
static void
tell_terms(struct request *rq)
{
	const struct office_config *c = rq->web->office.config;
	char url[CONFIG_TEXT_SIZE + 8];

	(void)snprintf(url, sizeof(url), "%s/terms", c->origin);
	request_details(
	    rq, json_pack("{s:s, s:s}", "terms", c->terms, "url", url));
}

enum err
api_login_certificate(struct request *rq, struct reply *rp)
{
	const struct login_certificate_body *b =
	    REQUEST_BODY(rq, struct login_certificate_body);
	char other[LOGIN_ORIGIN_MAX + 1];
	struct login_certificate l = {
	    .nonce = b->nonce,
	    .certificate = b->token.certificate,
	    .signature = b->token.signature,
	    .other_origin = other,
	    .accept = b->accept,
	};
	struct session_token token;
	struct session s;
	enum err e;

	other_origin(rq, b->token.origin, other, sizeof(other));
	e = login_by_certificate(rq->web, rq->worker, &l, &token, &s);
	if (e == ERR_ACCOUNT_NOT_ACTIVE)
		tell_terms(rq);
	TRY(e);
	return reply_login(rq, rp, &s, &token);
}

enum err
api_login_exchange(struct request *rq, struct reply *rp)
{
	const struct login_certificate_body *b =
	    REQUEST_BODY(rq, struct login_certificate_body);
	char other[LOGIN_ORIGIN_MAX + 1];
	struct login_certificate l = {
	    .nonce = b->nonce,
	    .certificate = b->token.certificate,
	    .signature = b->token.signature,
	    .other_origin = other,
	    .address = rq->in->address,
	};
	struct session_token token;
	struct session s;

	other_origin(rq, b->token.origin, other, sizeof(other));
	TRY(login_by_exchange(rq->web, rq->worker, &l, &token, &s));
	return reply_login(rq, rp, &s, &token);
}

enum err
api_session(struct request *rq, struct reply *rp)
{
	return reply_session(rq, rp, &rq->session, NULL);
}

enum err
api_logout(struct request *rq, struct reply *rp)
{
	TRY(session_end(&rq->web->office, &rq->session));
	rp->status = 204;
	return ERR_OK;
}
