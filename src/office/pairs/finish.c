/* SPDX-License-Identifier: Apache-2.0 */
#include "office/pairs/finish.h"

#include <stdio.h>
#include <string.h>

#include "base/fault.h"
#include "office/audit/audit.h"
#include "office/ca/ca.h"
#include "office/mail/outbox.h"
#include "office/mail/templates.h"
#include "office/pairs/escrow.h"

struct work {
	struct office *office;
	struct gm *gm;
	const struct finish *finish;
	struct pair *pair; /* intended, then what the store has */
	struct pool_key key;
	struct ca_pair signed_pair;
	struct buf envelope, answer;
	struct outbox_entry *mail;
	bool delivered; /* by us; else by somebody who was quicker */
	char sign[CERT_SERIAL_TEXT_SIZE], encrypt[CERT_SERIAL_TEXT_SIZE];
};

static void
work_done(struct work *w)
{
	ca_pair_done(&w->signed_pair);
	buf_done(&w->envelope);
	buf_done(&w->answer);
	outbox_entry_free(w->mail);
}
DEFINE_AUTO_DONE(work)

static enum err
read_key(struct db *db, void *arg)
{
	struct work *w = arg;

	return pool_get(db, w->pair->pool_key, &w->key);
}

static enum err
ask_ca(struct work *w)
{
	const struct pair *p = w->pair;
	struct ca_pair_request r = {
	    .evidence = buf_bytes(&p->evidence),
	    .csr = buf_bytes(&p->csr),
	    .tbs_sign = buf_bytes(&p->tbs_sign),
	    .tbs_encrypt = buf_bytes(&p->tbs_encrypt),
	};

	memcpy(r.pool_mac, w->key.key.mac, sizeof(r.pool_mac));
	return ca_sign_pair(w->office->ca, &r, &w->signed_pair);
}

static enum err
ask_key_centre(struct work *w)
{
	struct keycentre_delivery d = {
	    .wrapped = BYTES(w->key.key.wrapped, w->key.key.wrapped_len),
	    .sign = buf_bytes(&w->signed_pair.sign),
	    .encrypt = buf_bytes(&w->signed_pair.encrypt),
	};

	memcpy(d.order, w->signed_pair.order, sizeof(d.order));
	buf_init(&w->envelope, ANSWER_DER_MAX);
	return keycentre_deliver(w->office->keycentre, &d, &w->envelope);
}

static enum err
encode_answer(struct work *w)
{
	struct answer a = {
	    .sign = buf_bytes(&w->signed_pair.sign),
	    .encrypt = buf_bytes(&w->signed_pair.encrypt),
	    .envelope = buf_bytes(&w->envelope),
	};

	buf_init(&w->answer, ANSWER_DER_MAX);
	answer_encode(&w->answer, &a);
	return buf_status(&w->answer);
}

static enum err
compose_mail(struct work *w)
{
	const struct account *a = w->finish->account;
	char from[CLOCK_TEXT_SIZE], to[CLOCK_TEXT_SIZE];
	struct cert sign, encrypt;

	TRY(cert_parse(buf_bytes(&w->signed_pair.sign), &sign));
	TRY(cert_parse(buf_bytes(&w->signed_pair.encrypt), &encrypt));
	cert_serial_text(&sign.serial, w->sign);
	cert_serial_text(&encrypt.serial, w->encrypt);
	if (w->pair->verb != ASK_ISSUE)
		return ERR_OK; /* told of when it is confirmed */
	clock_text(sign.not_before, from);
	clock_text(sign.not_after, to);
	return outbox_compose(w->gm,
	    &(struct outbox_mail){.recipient = a->email,
		.template = MAIL_ISSUED,
		.lang = a->lang,
		.now = w->finish->now,
		OUTBOX_PARAMS({"userName", a->user_name}, {"name", a->name},
		    {"signSerial", w->sign}, {"encryptSerial", w->encrypt},
		    {"notBefore", from}, {"notAfter", to},
		    {"carrier", carrier_name(w->pair->carrier)},
		    {"carrierSerial", w->pair->carrier_serial})},
	    &w->mail);
}

static enum err
write_certificates(struct db *db, const struct work *w)
{
	const char *id = w->pair->id;
	int64_t now = w->finish->now;

	TRY(certificate_insert(
	    db, PROFILE_HOLDER_SIGN, id, buf_bytes(&w->signed_pair.sign), now));
	return certificate_insert(db, PROFILE_HOLDER_ENCRYPT, id,
	    buf_bytes(&w->signed_pair.encrypt), now);
}

/* The pair is signed and stands, even if the carrier became another account's
 * since it was asked for. */
static enum err
write_escrow(struct db *db, const struct work *w)
{
	const struct pair *p = w->pair;
	const struct escrow_deposit d = {p->carrier_serial, p->account, p->id,
	    w->finish->escrow, w->finish->now};
	enum err e = d.sealed.len == 0 ? escrow_adopt(w->gm, db, &d)
				       : escrow_put(w->gm, db, &d);

	return e == ERR_TOKEN_OTHERS ? ERR_OK : e;
}

static enum err
write_audit(struct db *db, const struct work *w)
{
	char actor[80];

	snprintf(
	    actor, sizeof(actor), "holder:%s", w->finish->account->user_name);
	return audit_add(w->gm, db,
	    &(struct audit_event){.at = w->finish->now,
		.actor = actor,
		.event = AUDIT_PAIR_DELIVERED,
		.about = w->pair->id,
		AUDIT_DETAILS({"sign", w->sign}, {"encrypt", w->encrypt})});
}

/* One that was delivered before and never confirmed: its carrier was lost. */
static enum err
replace_delivered(struct db *db, const struct work *w)
{
	AUTO_DONE(pair) older = {0};
	enum err e = pair_delivered_of(db, w->pair->account, &older);

	if (e == ERR_NOT_FOUND)
		return ERR_OK;
	TRY(e);
	TRY(pool_retire(db, older.pool_key));
	return pair_move(
	    db, older.id, PAIR_DELIVERED, PAIR_REPLACED, w->finish->now);
}

static enum err
write_delivery(struct db *db, void *arg)
{
	struct work *w = arg;
	AUTO_DONE(pair) stored = {0};

	TRY(pair_by_id(db, w->pair->id, &stored));
	if (stored.state != PAIR_INTENDED)
		return ERR_OK; /* somebody else was quicker */
	TRY(replace_delivered(db, w));
	TRY(pair_deliver(db, stored.id, buf_bytes(&w->answer), w->finish->now));
	TRY(write_certificates(db, w));
	TRY(pool_use(db, stored.pool_key));
	TRY(write_escrow(db, w));
	TRY(authorisation_use(db, stored.account));
	TRY(write_audit(db, w));
	return w->mail == NULL ? ERR_OK : outbox_add(db, w->mail);
}

static enum err
read_again(struct db *db, void *arg)
{
	struct work *w = arg;
	char id[PAIR_ID_SIZE];

	memcpy(id, w->pair->id, sizeof(id));
	return pair_by_id(db, id, w->pair);
}

static enum err
write_abandonment(struct db *db, void *arg)
{
	struct work *w = arg;

	TRY(pair_move(
	    db, w->pair->id, PAIR_INTENDED, PAIR_ABANDONED, w->finish->now));
	return pool_retire(db, w->pair->pool_key);
}

bool
finish_is_final(enum err e)
{
	return (e >= ERR_CERT_SYNTAX && e <= ERR_CSR_SIGNATURE) ||
	       (e >= ERR_EVIDENCE_SYNTAX && e <= ERR_EVIDENCE_EXPIRED);
}

static enum err
sign_and_wrap(struct work *w)
{
	enum err e = ask_ca(w);

	if (finish_is_final(e)) {
		enum err stored =
		    store_write(w->office->store, write_abandonment, w);

		return stored == ERR_STORE_CONFLICT ? e
		       : stored == ERR_OK	    ? e
						    : stored;
	}
	TRY(e);
	return ask_key_centre(w);
}

/* The pair as the store has it now. */
static enum err
update_pair(struct work *w)
{
	if (!w->delivered)
		return store_read(w->office->store, read_again, w);
	w->pair->state = PAIR_DELIVERED;
	w->pair->changed_at = w->finish->now;
	buf_done(&w->pair->answer);
	w->pair->answer = w->answer;
	w->answer = (struct buf){0};
	return ERR_OK;
}

static enum err
find_key(struct work *w)
{
	if (w->finish->key == NULL)
		return store_read(w->office->store, read_key, w);
	w->key = *w->finish->key;
	return ERR_OK;
}

/* Fault points have the operation's name, so that tests can cut an exchange
 * and let the issue before it pass. */
static void
die_intended(enum ask_verb verb)
{
	(void)verb;
	if (verb == ASK_ISSUE)
		FAULT_POINT("web.issue.intended");
	if (verb == ASK_EXCHANGE)
		FAULT_POINT("web.exchange.intended");
	if (verb == ASK_UPDATE)
		FAULT_POINT("web.update.intended");
}

static void
die_delivered(enum ask_verb verb)
{
	(void)verb;
	if (verb == ASK_ISSUE)
		FAULT_POINT("web.issue.delivered");
	if (verb == ASK_EXCHANGE)
		FAULT_POINT("web.exchange.delivered");
	if (verb == ASK_UPDATE)
		FAULT_POINT("web.update.delivered");
}

enum err
finish_pair(
    struct office *o, struct gm *gm, const struct finish *f, struct pair *p)
{
	AUTO_DONE(work) w = {.office = o, .gm = gm, .finish = f, .pair = p};

	die_intended(p->verb);
	TRY(find_key(&w));
	TRY(sign_and_wrap(&w));
	TRY(encode_answer(&w));
	TRY(compose_mail(&w));
	TRY(store_write(o->store, write_delivery, &w));
	die_delivered(p->verb);
	return update_pair(&w);
}
