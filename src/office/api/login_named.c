/* SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>
#include <string.h>

#include "office/api/login.h"
#include "office/api/login_guard.h"
#include "office/audit/audit.h"
#include "office/pairs/live_pair.h"
#include "office/registry/ids.h"

struct work {
	const struct office *office;
	struct gm *gm;
	const struct login_named *request;
	struct login_guard guard;
	char digest[2 * SM3_LEN + 1]; /* of the certificate: what is counted */
	int64_t now;
	struct session_token token;
	enum err outcome; /* what the caller is told; the job goes through */
	struct session session;
};

/* One of ours, octet for octet, whose pair still counts. Of what cannot be a
 * certificate the serial number is "", which none has. */
static enum err
find(struct db *db, const char *serial, const struct work *w,
    struct live_pair *ret_p, bool *ret_found)
{
	bool stored;
	enum err e;

	TRY(certificate_is_stored(
	    db, serial, w->request->certificate, &stored));
	e = live_pair_by_certificate(db, serial, ret_p);
	if (e != ERR_OK && e != ERR_NOT_FOUND)
		return e;
	*ret_found = stored && e == ERR_OK &&
		     ret_p->state != CERTIFICATE_REVOKED &&
		     ret_p->not_after >= w->now;
	return ERR_OK;
}

static enum err
check_certificate(struct db *db, struct work *w, bool *ret_right)
{
	struct session *s = &w->session;
	struct live_pair pair;
	struct cert cert;

	s->serial[0] = '\0';
	if (cert_parse(w->request->certificate, &cert) == ERR_OK)
		cert_serial_text(&cert.serial, s->serial);
	TRY(find(db, s->serial, w, &pair, ret_right));
	return *ret_right ? account_by_id(db, pair.account, &s->account)
			  : ERR_OK;
}

static enum err
let_in(struct db *db, struct work *w)
{
	struct session *s = &w->session;
	char actor[80];

	s->kind = SESSION_NAMED;
	TRY(session_begin(db, w->office->config, &w->token, w->now, s));
	snprintf(actor, sizeof(actor), "holder:%s", s->account.user_name);
	return audit_add(w->gm, db,
	    &(struct audit_event){.at = w->now,
		.actor = actor,
		.event = AUDIT_LOGIN,
		.about = s->account.id,
		AUDIT_DETAILS({"by", "name"}, {"serial", s->serial})});
}

static enum err
write_login(struct db *db, void *arg)
{
	struct work *w = arg;
	bool right;

	TRY(login_guard_pass(db, &w->guard, &w->outcome));
	if (w->outcome == ERR_TOO_MANY_TRIES)
		return ERR_OK;
	TRY(check_certificate(db, w, &right));
	if (!right)
		w->outcome = ERR_LOGIN_REFUSED;
	return w->outcome == ERR_OK ? let_in(db, w) : ERR_OK;
}

static enum err
digest(struct work *w)
{
	uint8_t d[SM3_LEN];

	TRY(sm3_of(w->gm, w->request->certificate, d));
	ids_hex(BYTES_ARRAY(d), w->digest);
	return ERR_OK;
}

enum err
login_by_name(struct web *web, struct worker *worker,
    const struct login_named *l, struct session_token *ret_token,
    struct session *ret_session)
{
	struct office *o = &web->office;
	struct work w = {.office = o,
	    .gm = worker->gm,
	    .request = l,
	    .now = clock_now(o->clock)};

	TRY(digest(&w));
	w.guard = (struct login_guard){.office = o,
	    .address_kind = "named:address",
	    .who_kind = "named:certificate",
	    .address = l->address,
	    .who = w.digest,
	    .captcha_id = l->captcha_id,
	    .captcha_answer = l->captcha_answer,
	    .now = w.now};
	login_guard_open(worker, &w.guard);
	TRY(session_token_make(worker->gm, o->random, &w.token));
	TRY(store_write(o->store, write_login, &w));
	TRY(w.outcome);
	*ret_token = w.token;
	*ret_session = w.session;
	return ERR_OK;
}
