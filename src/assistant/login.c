/* SPDX-License-Identifier: Apache-2.0 */
/* Getting in: by account, by certificate, and out again. */
#include <string.h>

#include "assistant/carrier.h"
#include "assistant/journal.h"
#include "assistant/office.h"

enum err
assistant_captcha(struct assistant *a, struct captcha *ret_captcha)
{
	failure_clear(a);
	TRY(assistant_need_office(a));
	return a->captcha ? office_captcha(a, ret_captcha) : ERR_NOT_FOUND;
}

enum err
assistant_login_account(struct assistant *a, const char *user_name,
    const char *applicant, const char *captcha_id, const char *captcha_answer)
{
	const struct office_login l = {
	    user_name, applicant, captcha_id, captcha_answer};

	failure_clear(a);
	TRY(assistant_need_office(a));
	return office_login_account(a, &l);
}

static enum err
sign(struct assistant *a, struct token *t, const struct holder_pair *p,
    const uint8_t message[LOGIN_MESSAGE_LEN], struct sm2_signature *ret_sig)
{
	struct token_key key;
	struct signer signer;

	TRY(token_key_init(t, p->container, &key));
	signer = token_signer(&key);
	return signer_sign(
	    a->gm, &signer, BYTES(message, LOGIN_MESSAGE_LEN), ret_sig);
}

/* Sign a new challenge, and send it; accept: the terms' version, or NULL. */
static enum err
try_login(struct assistant *a, struct token *t, const struct holder_pair *p,
    const char *accept)
{
	char nonce[LOGIN_NONCE_MAX + 1];
	uint8_t message[LOGIN_MESSAGE_LEN];
	struct sm2_signature sig;
	const struct office_proof proof = {
	    nonce, buf_bytes(&p->sign), &sig, accept};

	TRY(office_challenge(a, nonce));
	TRY(login_message(a->gm, a->origin, nonce, message));
	TRY(sign(a, t, p, message, &sig));
	return office_login_certificate(a, &proof);
}

/* Is the pair being replaced by an operation that was cut off? */
static enum err
check_replaced(void *arg, struct journal *j)
{
	const struct holder_pair *p = arg;

	return strcmp(j->old_carrier, p->token_serial) == 0 &&
		       strcmp(j->old_container, p->container) == 0
		   ? ERR_OPERATION_PENDING
		   : ERR_OK;
}

enum err
login_pair(struct assistant *a, struct token *t, struct holder_pair *p,
    bool accept_terms)
{
	char terms[sizeof(a->failure.terms)];
	enum err e = try_login(a, t, p, NULL);

	if (e == ERR_ACCOUNT_NOT_ACTIVE && accept_terms) {
		memcpy(terms, a->failure.terms, sizeof(terms));
		failure_clear(a);
		e = try_login(a, t, p, terms);
	}
	if (e == ERR_CERT_REVOKED) /* perhaps the office was told already */
		TRY(journal_each(a, check_replaced, p));
	return e;
}

enum err
assistant_login_certificate(struct assistant *a, const char *serial,
    struct bytes pin, bool accept_terms)
{
	AUTO_DONE(holder_pair) p = {.sign = BUF(0)};
	AUTO(token) t = NULL;
	struct token_info info;

	TRY(assistant_pair(a, serial, &p));
	TRY(carrier_open(a, p.token_serial, &t));
	TRY(carrier_look(a, t, &info));
	TRY(carrier_check(a, &info, pin));
	TRY(assistant_need_office(a));
	TRY(carrier_enter(a, t, pin));
	return login_pair(a, t, &p, accept_terms);
}

void
site_proof_done(struct site_proof *p)
{
	buf_done(&p->certificate);
	buf_done(&p->signature);
}

static enum err
encode_proof(const struct holder_pair *p, const struct sm2_signature *sig,
    struct site_proof *ret_proof)
{
	AUTO_DONE(site_proof)
	proof = {BUF(CERT_DER_MAX), BUF(SIGNATURE_DER_MAX)};

	buf_put(&proof.certificate, buf_bytes(&p->sign));
	signature_encode(&proof.signature, sig);
	TRY(buf_status(&proof.certificate));
	TRY(buf_status(&proof.signature));
	*ret_proof = proof; /* moved */
	buf_init(&proof.certificate, 0);
	buf_init(&proof.signature, 0);
	return ERR_OK;
}

enum err
assistant_sign_login(struct assistant *a, const struct site_login *l,
    struct site_proof *ret_proof)
{
	AUTO_DONE(holder_pair) p = {.sign = BUF(0)};
	AUTO(token) t = NULL;
	uint8_t message[LOGIN_MESSAGE_LEN];
	struct sm2_signature sig;

	TRY(assistant_pair(a, l->serial, &p));
	TRY(login_message(a->gm, l->origin, l->nonce, message));
	TRY(p.state);
	if (p.unfinished)
		return ERR_OPERATION_PENDING;
	TRY(carrier_open(a, p.token_serial, &t));
	TRY(carrier_login(a, t, l->pin));
	TRY(sign(a, t, &p, message, &sig));
	return encode_proof(&p, &sig, ret_proof);
}

enum err
assistant_login_named(struct assistant *a, const char *serial,
    const char *captcha_id, const char *captcha_answer)
{
	AUTO_DONE(holder_pair) p = {.sign = BUF(0)};

	TRY(assistant_pair(a, serial, &p));
	TRY(assistant_need_office(a));
	return office_login_named(a, &(struct office_naming){buf_bytes(&p.sign),
					 captcha_id, captcha_answer});
}

enum err
assistant_account_pairs(struct assistant *a, struct account_pairs **ret_pairs)
{
	failure_clear(a);
	return office_account_pairs(a, ret_pairs);
}

enum err
assistant_logout(struct assistant *a)
{
	enum err e;

	failure_clear(a);
	e = office_session_end(a);
	TRY(session_forget(a));
	/* The session ends here whether or not the office can hear of it. */
	return e == ERR_SESSION_MISSING || e == ERR_OFFICE_UNREACHABLE ||
		       e == ERR_OFFICE_UNSET || e == ERR_PROXY_LOGIN ||
		       e == ERR_CANCELLED
		   ? ERR_OK
		   : e;
}

enum err
assistant_status(struct assistant *a, struct account_state *ret_s)
{
	struct account_state s = {.code_tries_left = -1};
	struct unfinished unfinished;
	char bearer[BEARER_SIZE];
	enum err e;

	failure_clear(a);
	e = session_read(a, bearer); /* without one the office is not asked */
	secret_wipe(bearer, sizeof(bearer));
	if (e == ERR_OK)
		e = office_account(a, &s);
	if (e != ERR_OK && e != ERR_SESSION_MISSING)
		return e;
	TRY(assistant_unfinished(a, &unfinished));
	s.unfinished = (int)unfinished.count;
	*ret_s = s;
	return ERR_OK;
}
