/* SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>
#include <string.h>

#include "office/api/login.h"
#include "office/audit/audit.h"
#include "office/legacy/legacy_row.h"
#include "office/pairs/certificate.h"
#include "pki/login.h"

struct work {
	const struct office *office;
	struct gm *gm;
	struct cert cert;
	struct bytes der;   /* the certificate as it came */
	const char *accept; /* version of the terms, or NULL */
	bool stored;	    /* the certificate, octet for octet */
	bool old_ca;	    /* an old CA whose holders move signed it */
	struct ticket_opened nonce;
	int64_t now;
	struct session_token token;
	enum err outcome;
	struct session session;
};

enum err
login_challenge(struct web *w, struct worker *worker, int64_t *ret_expires_at,
    struct buf *text)
{
	struct ticket t = {.purpose = TICKET_LOGIN,
	    .expires_at =
		clock_now(w->office.clock) + w->office.config->challenge_s};

	TRY(ticket_make(&worker->tickets, &t, text));
	*ret_expires_at = t.expires_at;
	return ERR_OK;
}

static enum err
look_up(struct db *db, void *arg)
{
	struct work *w = arg;
	char serial[CERT_SERIAL_TEXT_SIZE];

	cert_serial_text(&w->cert.serial, serial);
	return certificate_is_stored(db, serial, w->cert.der, &w->stored);
}

static enum err
look_up_old_ca(struct db *db, void *arg)
{
	struct work *w = arg;

	return legacy_issued(db, w->gm, w->der, &w->old_ca);
}

/* Why a certificate that is not ours is refused: a holder of an old CA is told
 * the way on. */
static enum err
explain_foreign(struct web *web, struct work *w, enum err refused)
{
	TRY(store_read(web->office.store, look_up_old_ca, w));
	return w->old_ca ? ERR_CERT_OLD_CA : refused;
}

/* Whoever can write to the store can write a session there as well, so its
 * word that we signed this is as good as the signature. Any other is verified,
 * if only to tell one of ours that the store lost from a stranger's. */
static enum err
check_issuer(struct web *web, struct worker *worker, struct work *w)
{
	const struct cert *issuing =
	    &web->office.authority->cert[AUTHORITY_ISSUING];
	enum err e;

	TRY(store_read(web->office.store, look_up, w));
	if (w->stored)
		return cert_names_issuer(&w->cert, issuing);
	e = cert_verify_with(worker->gm, &w->cert, issuing, worker->issuing);
	return e == ERR_CERT_SIGNATURE || e == ERR_CERT_UNTRUSTED
		   ? explain_foreign(web, w, ERR_CERT_UNTRUSTED)
		   : e;
}

/* Ours, and one to sign with. */
static enum err
check_certificate(struct web *web, struct worker *worker, struct work *w)
{
	const struct cert *cert = &w->cert;
	enum err e = cert_parse(w->der, &w->cert);

	if (e == ERR_CERT_ALGORITHM || e == ERR_CERT_SYNTAX)
		return explain_foreign(web, w, e);
	TRY(e);
	TRY(check_issuer(web, worker, w));
	if (cert->policy != OID_POLICY_HOLDER ||
	    (cert->key_usage & CERT_KU_DIGITAL_SIGNATURE) == 0)
		return ERR_CERT_USAGE;
	return ERR_OK;
}

static enum err
check_signature_for(struct gm *gm, const char *origin, const char *nonce,
    const struct sm2_public *key, const struct sm2_signature *sig)
{
	uint8_t message[LOGIN_MESSAGE_LEN];

	TRY(login_message(gm, origin, nonce, message));
	return sm2_verify(gm, key, BYTES_ARRAY(message), sig);
}

/* Made by its key, for us and this nonce; told apart from one for the origin
 * that it was made for by mistake. */
static enum err
check_signature(struct web *web, struct gm *gm,
    const struct login_certificate *l, const struct sm2_public *key)
{
	const char *own = web->office.config->origin;
	struct sm2_signature sig;
	enum err e;

	if (signature_parse(l->signature, &sig) != ERR_OK)
		return ERR_SIGNATURE_INVALID;
	e = check_signature_for(gm, own, l->nonce, key, &sig);
	if (e != ERR_SIGNATURE_INVALID)
		return e == ERR_FIELD_INVALID ? ERR_CHALLENGE_USED : e;
	if (strcmp(own, l->other_origin) != 0 &&
	    check_signature_for(gm, l->other_origin, l->nonce, key, &sig) ==
		ERR_OK)
		return ERR_ORIGIN_WRONG;
	return ERR_SIGNATURE_INVALID;
}

/* Active, or made so by accepting the terms. */
static enum err
check_account(const struct work *w)
{
	const struct account *a = &w->session.account;

	if (a->state == ACCOUNT_ACTIVE)
		return ERR_OK;
	if (a->state != ACCOUNT_APPROVED)
		return ERR_ACCOUNT_STATE;
	return w->accept != NULL &&
		       strcmp(w->accept, w->office->config->terms) == 0
		   ? ERR_OK
		   : ERR_ACCOUNT_NOT_ACTIVE;
}

/* What the store says of certificate and account. */
static enum err
check_standing(struct db *db, struct work *w)
{
	struct certificate_status status;
	struct session *s = &w->session;
	enum err e;

	cert_serial_text(&w->cert.serial, s->serial);
	e = certificate_status(db, s->serial, &status);
	if (e == ERR_NOT_FOUND || (e == ERR_OK && status.account[0] == '\0'))
		return ERR_CERT_UNKNOWN;
	TRY(e);
	TRY(certificate_status_check(&status));
	TRY(account_by_id(db, status.account, &s->account));
	return check_account(w);
}

static enum err
activate(struct db *db, struct work *w, const char *actor)
{
	TRY(account_move(db, &w->session.account, ACCOUNT_ACTIVATE, w->now));
	return audit_add(w->gm, db,
	    &(struct audit_event){.at = w->now,
		.actor = actor,
		.event = AUDIT_ACCOUNT_ACTIVATED,
		.about = w->session.account.id,
		AUDIT_DETAILS(
		    {"terms", w->accept}, {"serial", w->session.serial})});
}

static enum err
let_in(struct db *db, struct work *w)
{
	char actor[80];

	snprintf(
	    actor, sizeof(actor), "holder:%s", w->session.account.user_name);
	if (w->session.account.state != ACCOUNT_ACTIVE)
		TRY(activate(db, w, actor));
	w->session.kind = SESSION_CERTIFICATE;
	TRY(session_begin(
	    db, w->office->config, &w->token, w->now, &w->session));
	return audit_add(w->gm, db,
	    &(struct audit_event){.at = w->now,
		.actor = actor,
		.event = AUDIT_LOGIN,
		.about = w->session.account.id,
		AUDIT_DETAILS(
		    {"by", "certificate"}, {"serial", w->session.serial})});
}

/* A standing that is refused is an outcome: the nonce stays spent. */
static enum err
write_login(struct db *db, void *arg)
{
	struct work *w = arg;
	enum err e;

	TRY(ticket_spend(db, &w->nonce));
	e = check_standing(db, w);
	if (e == ERR_STORE || e == ERR_NOMEM || e == ERR_DISK_FULL)
		return e;
	w->outcome = e;
	return e == ERR_OK ? let_in(db, w) : ERR_OK;
}

enum err
login_by_certificate(struct web *web, struct worker *worker,
    const struct login_certificate *l, struct session_token *ret_token,
    struct session *ret_session)
{
	struct office *o = &web->office;
	struct work w = {.office = o,
	    .gm = worker->gm,
	    .der = l->certificate,
	    .accept = l->accept,
	    .now = clock_now(o->clock)};

	TRY(ticket_open(&worker->tickets, TICKET_LOGIN, bytes_str(l->nonce),
	    w.now, &w.nonce));
	TRY(check_certificate(web, worker, &w));
	TRY(check_signature(web, worker->gm, l, &w.cert.key));
	TRY(cert_valid_at(&w.cert, w.now));
	TRY(session_token_make(worker->gm, o->random, &w.token));
	TRY(store_write(o->store, write_login, &w));
	TRY(w.outcome);
	*ret_token = w.token;
	*ret_session = w.session;
	return ERR_OK;
}
