/* SPDX-License-Identifier: Apache-2.0 */
#include "office/pairs/confirm.h"

#include <stdio.h>
#include <string.h>

#include "base/fault.h"
#include "office/audit/audit.h"
#include "office/mail/outbox.h"
#include "office/mail/templates.h"
#include "office/pairs/status_change.h"
#include "office/registry/change.h"
#include "office/registry/ids.h"

#define OLDER_MAX 64 /* pairs of one account that may be replaced at once */

struct work {
	struct gm *gm;
	const struct pair_confirmation *request;
	int64_t now;
	char actor[80];
	char serial[CERT_SERIAL_TEXT_SIZE]; /* of the new signing one */
	struct pair pair;
	struct buf evidence; /* StatusEvidence, for what it replaces */
	struct outbox_entry *mail;
	size_t change_count;
	char changes[OLDER_MAX][STATUS_CHANGE_ID_SIZE];
};

static void
work_done(struct work *w)
{
	pair_done(&w->pair);
	buf_done(&w->evidence);
	outbox_entry_free(w->mail);
}
DEFINE_AUTO_DONE(work)

static enum err
look_up(struct db *db, void *arg)
{
	struct work *w = arg;

	TRY(pair_by_id(db, w->request->pair, &w->pair));
	return strcmp(w->pair.account, w->request->account->id) == 0
		   ? ERR_OK
		   : ERR_NOT_FOUND;
}

/* It speaks of this pair, of the certificate that was delivered, and is signed
 * with its key. */
static enum err
check(struct work *w)
{
	struct confirm c;
	struct answer answer;
	struct cert cert;
	struct sm2_signature signature;
	uint8_t digest[SM3_LEN];
	char id[PAIR_ID_SIZE];

	TRY(confirm_parse(w->request->confirm, &c));
	TRY(signature_parse(w->request->signature, &signature));
	TRY(answer_parse(buf_bytes(&w->pair.answer), &answer));
	TRY(cert_parse(answer.sign, &cert));
	cert_serial_text(&cert.serial, w->serial);
	TRY(sm3_of(w->gm, answer.sign, digest));
	ids_hex(BYTES_ARRAY(c.pair), id);
	if (strcmp(id, w->pair.id) != 0 ||
	    memcmp(c.certificate, digest, SM3_LEN) != 0)
		return ERR_EVIDENCE_HOLDER;
	return sm2_verify(w->gm, &cert.key, w->request->confirm, &signature);
}

/* --- what it replaces --- */

/* The account's other pairs, which may have certificates that count. */
struct older {
	const char *but;
	size_t count;
	struct older_pair {
		char id[PAIR_ID_SIZE], pool_key[POOL_ID_SIZE];
		enum pair_state state;
	} pairs[OLDER_MAX];
};

static enum err
note_older(void *arg, const struct pair *p)
{
	struct older *o = arg;
	struct older_pair *one = &o->pairs[o->count];

	if (strcmp(p->id, o->but) == 0 || p->state == PAIR_INTENDED ||
	    p->state == PAIR_ABANDONED)
		return ERR_OK;
	memcpy(one->id, p->id, sizeof(p->id));
	memcpy(one->pool_key, p->pool_key, sizeof(p->pool_key));
	one->state = p->state;
	o->count++;
	return ERR_OK;
}

/* Certificates of one older pair. */
struct superseded {
	size_t count;
	bool any; /* one is not revoked, and has not ended */
	int64_t now;
	char serials[2][CERT_SERIAL_TEXT_SIZE];
};

static enum err
note_certificate(void *arg, const struct certificate *c)
{
	struct superseded *s = arg;

	if (s->count == COUNT(s->serials))
		return ERR_STORE;
	memcpy(s->serials[s->count++], c->serial, sizeof(c->serial));
	if (c->state != CERTIFICATE_REVOKED && c->not_after > s->now)
		s->any = true;
	return ERR_OK;
}

/* One pair, one change of status: its certificates hang together. */
static enum err
supersede(struct db *db, struct work *w, const char *pair)
{
	struct superseded s = {.now = w->now};
	struct status_intent i = {.account = w->pair.account,
	    .actor = w->actor,
	    .status = STATUS_REVOKED,
	    .reason = CRL_SUPERSEDED,
	    .evidence = buf_bytes(&w->evidence),
	    .now = w->now};

	TRY(certificate_each_of_pair(db, pair, note_certificate, &s));
	if (!s.any)
		return ERR_OK;
	for (i.count = 0; i.count < s.count; i.count++)
		i.serials[i.count] = s.serials[i.count];
	return status_intend(w->gm, db, &i, w->changes[w->change_count++]);
}

static enum err
replace_older(struct db *db, struct work *w)
{
	struct older o = {.but = w->pair.id};

	w->change_count = 0;
	TRY(pair_each(db, w->pair.account, OLDER_MAX, note_older, &o));
	for (size_t i = 0; i < o.count; i++) {
		const struct older_pair *p = &o.pairs[i];

		if (p->state != PAIR_REPLACED) {
			TRY(pair_move(
			    db, p->id, p->state, PAIR_REPLACED, w->now));
			TRY(pool_retire(db, p->pool_key));
		}
		TRY(supersede(db, w, p->id));
	}
	return ERR_OK;
}

/* The confirmation, as evidence that the older pairs were given up for it. */
static enum err
encode_evidence(struct work *w)
{
	struct answer answer;

	TRY(answer_parse(buf_bytes(&w->pair.answer), &answer));
	status_evidence_encode_replaced(&w->evidence, answer.sign,
	    w->request->confirm, w->request->signature);
	return buf_status(&w->evidence);
}

/* --- the confirmation --- */

/* Whoever asked for the pair with a certificate's key may have been a thief:
 * the holder put that certificate on hold, or had it revoked, since. */
static enum err
check_asked_with(struct db *db, const struct work *w)
{
	struct certificate_status s;
	char serial[CERT_SERIAL_TEXT_SIZE];
	struct evidence e;

	TRY(evidence_parse(buf_bytes(&w->pair.evidence), &e));
	if (e.kind != EVIDENCE_CONTINUITY && e.kind != EVIDENCE_CHANGE)
		return ERR_OK;
	cert_serial_text(&e.certificate.serial, serial);
	TRY(certificate_status(db, serial, &s));
	return s.state == CERTIFICATE_ON_HOLD	? ERR_CERT_ON_HOLD
	       : s.state == CERTIFICATE_REVOKED ? ERR_CERT_REVOKED
						: ERR_OK;
}

/* What was approved for this pair is done; one by approval carries the record
 * as it was looked at last, so a change of the name is in it too. */
static enum err
serve_changes(struct db *db, const struct work *w)
{
	struct evidence e;

	TRY(evidence_parse(buf_bytes(&w->pair.evidence), &e));
	if (e.kind == EVIDENCE_CONTINUITY || e.kind == EVIDENCE_MIGRATION)
		return ERR_OK;
	TRY(change_serve(db, w->pair.account, CHANGE_NAME, w->now));
	return e.kind == EVIDENCE_APPROVAL
		   ? change_serve(db, w->pair.account, CHANGE_REISSUE, w->now)
		   : ERR_OK;
}

/* Of an account that was returned since, nothing counts. */
static enum err
check_account(struct db *db, const struct work *w)
{
	struct account a;

	TRY(account_by_id(db, w->pair.account, &a));
	return a.state == ACCOUNT_APPROVED || a.state == ACCOUNT_ACTIVE
		   ? ERR_OK
		   : ERR_ACCOUNT_STATE;
}

static enum err
write_confirmation(struct db *db, void *arg)
{
	struct work *w = arg;

	TRY(check_account(db, w));
	TRY(check_asked_with(db, w));
	TRY(pair_move(db, w->pair.id, PAIR_DELIVERED, PAIR_CONFIRMED, w->now));
	TRY(replace_older(db, w));
	TRY(serve_changes(db, w));
	TRY(audit_add(w->gm, db,
	    &(struct audit_event){.at = w->now,
		.actor = w->actor,
		.event = AUDIT_PAIR_CONFIRMED,
		.about = w->pair.id}));
	return w->mail == NULL ? ERR_OK : outbox_add(db, w->mail);
}

/* The first pair was told of when it was delivered. */
static enum err
compose_mail(struct work *w)
{
	const struct account *a = w->request->account;
	const struct pair *p = &w->pair;
	char encrypt[CERT_SERIAL_TEXT_SIZE];
	char to[CLOCK_TEXT_SIZE];
	struct answer answer;
	struct cert cert;

	if (p->verb == ASK_ISSUE)
		return ERR_OK;
	TRY(answer_parse(buf_bytes(&p->answer), &answer));
	TRY(cert_parse(answer.encrypt, &cert));
	cert_serial_text(&cert.serial, encrypt);
	TRY(cert_parse(answer.sign, &cert));
	clock_text(cert.not_after, to);
	return outbox_compose(w->gm,
	    &(struct outbox_mail){.recipient = a->email,
		.template = MAIL_REPLACED,
		.lang = a->lang,
		.now = w->now,
		OUTBOX_PARAMS({"userName", a->user_name}, {"name", a->name},
		    {"verb", ask_verb_name(p->verb)}, {"signSerial", w->serial},
		    {"encryptSerial", encrypt}, {"notAfter", to},
		    {"carrier", carrier_name(p->carrier)},
		    {"carrierSerial", p->carrier_serial})},
	    &w->mail);
}

static enum err
prepare(struct work *w)
{
	snprintf(w->actor, sizeof(w->actor), "holder:%s",
	    w->request->account->user_name);
	TRY(encode_evidence(w));
	return compose_mail(w);
}

/* The pair counts whatever becomes of this: what is left is the job's. */
static void
finish_changes(struct office *o, const struct work *w)
{
	FAULT_POINT("web.confirm.replaced");
	for (size_t i = 0; i < w->change_count; i++)
		err_ignore(status_finish(o, w->gm, w->changes[i]));
}

static enum err
confirm(struct office *o, struct work *w)
{
	enum err e;

	TRY(store_read(o->store, look_up, w));
	if (w->pair.state != PAIR_DELIVERED && w->pair.state != PAIR_CONFIRMED)
		return ERR_ACCOUNT_STATE;
	TRY(check(w));
	if (w->pair.state == PAIR_CONFIRMED)
		return ERR_OK;
	TRY(prepare(w));
	e = store_write(o->store, write_confirmation, w);
	if (e == ERR_OK)
		finish_changes(o, w);
	if (e != ERR_STORE_CONFLICT)
		return e;
	/* the same confirmation, a moment ago? */
	TRY(store_read(o->store, look_up, w));
	return w->pair.state == PAIR_CONFIRMED ? ERR_OK : e;
}

enum err
pair_confirm(struct office *o, struct gm *gm, const struct pair_confirmation *c,
    char ret_serial[CERT_SERIAL_TEXT_SIZE])
{
	AUTO_DONE(work)
	w = {.gm = gm,
	    .request = c,
	    .now = clock_now(o->clock),
	    .evidence = BUF(STATUS_EVIDENCE_DER_MAX)};

	TRY(confirm(o, &w));
	memcpy(ret_serial, w.serial, sizeof(w.serial));
	return ERR_OK;
}
