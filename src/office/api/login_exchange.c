/* SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>
#include <string.h>

#include "office/api/login.h"
#include "office/audit/audit.h"
#include "office/legacy/legacy_row.h"
#include "office/web/attempt.h"
#include "pki/login.h"

struct work {
	const struct office *office;
	struct gm *gm;
	const struct login_certificate *login;
	int64_t now;
	struct ticket_opened nonce;
	struct legacy_cert cert;
	struct legacy_holder holder;
	struct session_token token;
	enum err outcome; /* what the caller is told; the job goes through */
	struct session session;
};

static void
work_done(struct work *w)
{
	legacy_holder_done(&w->holder);
}
DEFINE_AUTO_DONE(work)

/* Trying many keys costs more than most requests: each address has so many
 * attempts, right ones included. */
static enum err
count_attempt(struct db *db, void *arg)
{
	struct work *w = arg;
	const struct office_config *c = w->office->config;
	char subject[ATTEMPT_SUBJECT_SIZE];
	enum err e;

	TRY(attempt_subject(subject, "exchange:address", w->login->address));
	e = attempt_spend(
	    db, subject, c->tries_address, c->tries_window_s, w->now);
	w->outcome = e;
	return e == ERR_TOO_MANY_TRIES ? ERR_OK : e;
}

static enum err
look_up(struct db *db, void *arg)
{
	struct work *w = arg;

	return legacy_holder_find(db, w->gm, &w->cert, &w->holder);
}

/* A certificate to sign with, of a CA whose holders move, and of one of
 * those. */
static enum err
check_certificate(struct work *w)
{
	TRY(legacy_cert_parse(w->login->certificate, &w->cert));
	TRY(store_read(w->office->store, look_up, w));
	return legacy_cert_signs(&w->cert) ? ERR_OK : ERR_CERT_USAGE;
}

static enum err
check_signature_for(struct work *w, const char *origin)
{
	uint8_t message[LOGIN_MESSAGE_LEN];

	TRY(login_message(w->gm, origin, w->login->nonce, message));
	return legacy_key_verify(
	    w->gm, &w->cert.key, BYTES_ARRAY(message), w->login->signature);
}

/* As for a certificate of ours: login_certificate.c. */
static enum err
check_signature(struct work *w)
{
	const char *own = w->office->config->origin;
	const char *other = w->login->other_origin;
	enum err e = check_signature_for(w, own);

	if (e != ERR_SIGNATURE_INVALID)
		return e == ERR_FIELD_INVALID ? ERR_CHALLENGE_USED : e;
	return strcmp(own, other) != 0 &&
		       check_signature_for(w, other) == ERR_OK
		   ? ERR_ORIGIN_WRONG
		   : ERR_SIGNATURE_INVALID;
}

/* Approved by the order, or moved and active since. */
static enum err
check_account(struct db *db, struct work *w)
{
	struct account *a = &w->session.account;

	TRY(account_by_id(db, w->holder.account, a));
	return a->state == ACCOUNT_APPROVED || a->state == ACCOUNT_ACTIVE
		   ? ERR_OK
		   : ERR_ACCOUNT_STATE;
}

static enum err
let_in(struct db *db, struct work *w)
{
	struct session *s = &w->session;
	char actor[80], serial[CERT_SERIAL_TEXT_SIZE];

	TRY(legacy_holder_shown(db, &w->holder, w->cert.der));
	s->kind = SESSION_EXCHANGE;
	TRY(session_begin(db, w->office->config, &w->token, w->now, s));
	cert_serial_text(&w->cert.serial, serial);
	snprintf(actor, sizeof(actor), "holder:%s", s->account.user_name);
	return audit_add(w->gm, db,
	    &(struct audit_event){.at = w->now,
		.actor = actor,
		.event = AUDIT_LOGIN,
		.about = s->account.id,
		AUDIT_DETAILS({"by", "exchange"}, {"order", w->holder.order},
		    {"oldSerial", serial})});
}

/* An account that may not is an outcome: the nonce stays spent. */
static enum err
write_login(struct db *db, void *arg)
{
	struct work *w = arg;

	TRY(ticket_spend(db, &w->nonce));
	w->outcome = check_account(db, w);
	if (w->outcome == ERR_ACCOUNT_STATE)
		return ERR_OK;
	TRY(w->outcome);
	return let_in(db, w);
}

enum err
login_by_exchange(struct web *web, struct worker *worker,
    const struct login_certificate *l, struct session_token *ret_token,
    struct session *ret_session)
{
	struct office *o = &web->office;
	AUTO_DONE(work)
	w = {.office = o,
	    .gm = worker->gm,
	    .login = l,
	    .now = clock_now(o->clock)};

	legacy_holder_init(&w.holder);
	TRY(ticket_open(&worker->tickets, TICKET_LOGIN, bytes_str(l->nonce),
	    w.now, &w.nonce));
	TRY(store_write(o->store, count_attempt, &w));
	TRY(w.outcome);
	TRY(check_certificate(&w));
	TRY(check_signature(&w));
	TRY(legacy_cert_valid_at(&w.cert, w.now));
	TRY(session_token_make(worker->gm, o->random, &w.token));
	TRY(store_write(o->store, write_login, &w));
	TRY(w.outcome);
	*ret_token = w.token;
	*ret_session = w.session;
	return ERR_OK;
}
