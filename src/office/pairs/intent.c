/* SPDX-License-Identifier: Apache-2.0 */
#include "office/pairs/intent.h"

#include <stdio.h>
#include <string.h>

#include "office/audit/audit.h"
#include "office/ca/ca.h"
#include "office/pairs/partition.h"
#include "office/registry/ids.h"
#include "office/web/attempt.h"

#define TOP_UP 16 /* keys made at once when there is none left */

/* An intent while it is being stored. */
struct work {
	struct office *office;
	struct gm *gm;
	const struct intent *intent;
	struct pair pair; /* all but the pool's key and the bodies */
	struct cert_serial serials[2];
	struct pool_key key;
	bool stored;	     /* as it is here; else earlier is what counts */
	struct pair earlier; /* of the same request, by another thread */
};

static void
work_done(struct work *w)
{
	pair_done(&w->pair);
	pair_done(&w->earlier);
}
DEFINE_AUTO_DONE(work)

/* All of the pair that does not depend on the pool's key and the serials. */
static enum err
prepare(struct work *w)
{
	const struct intent *i = w->intent;
	struct pair *p = &w->pair;

	p->verb = i->request->verb;
	p->carrier = i->request->carrier;
	p->created_at = p->changed_at = i->now;
	snprintf(p->account, sizeof(p->account), "%s", i->request->account->id);
	snprintf(p->request_key, sizeof(p->request_key), "%s", i->request->key);
	snprintf(p->request_digest, sizeof(p->request_digest), "%s", i->digest);
	snprintf(p->carrier_serial, sizeof(p->carrier_serial), "%s",
	    i->request->carrier_serial);
	buf_put(&p->csr, i->request->csr);
	TRY(buf_status(&p->csr));
	i->grounds->basis->means->encode(i->grounds, &p->evidence);
	TRY(buf_status(&p->evidence));
	return ids_random(w->office->random, p->id);
}

/* From an hour ago for as long as office.conf says, within the issuer's life
 * and what the profile allows. */
static void
set_validity(struct work *w, struct cert_spec *spec)
{
	int64_t end = w->intent->now + w->office->config->holder_days * 86400;
	int64_t most;

	profile_validity(spec->profile, spec->issuer, w->intent->now,
	    &spec->not_before, &most);
	spec->not_after = end < most ? end : most;
}

static enum err
encode_body(struct work *w, enum profile_id profile,
    const struct cert_serial *serial, const struct sm2_public *key,
    struct buf *tbs)
{
	const struct grounds *g = w->intent->grounds;
	struct cert_spec spec = {
	    .profile = profile_of(profile),
	    .serial = *serial,
	    .issuer = &w->office->authority->cert[AUTHORITY_ISSUING],
	    .key = *key,
	    .eku = profile_of(profile)->eku[0],
	};

	TRY(g->basis->means->name_holder(g, &spec.subject, spec.credit_code));
	TRY(ca_crl_url(w->office->config,
	    (struct ca_list_name){.partition = cert_serial_partition(serial)},
	    spec.crl_url));
	TRY(ca_ocsp_url(w->office->config, spec.ocsp_url));
	set_validity(w, &spec);
	buf_truncate(tbs, 0);
	TRY(cert_encode_tbs(w->gm, &spec, tbs));
	return buf_status(tbs);
}

static enum err
encode_bodies(struct work *w, const struct sm2_public *encryption_key)
{
	TRY(encode_body(w, PROFILE_HOLDER_SIGN, &w->serials[0], &w->intent->key,
	    &w->pair.tbs_sign));
	return encode_body(w, PROFILE_HOLDER_ENCRYPT, &w->serials[1],
	    encryption_key, &w->pair.tbs_encrypt);
}

static enum err
abandon_older(struct db *db, const struct work *w)
{
	AUTO_DONE(pair) older = {0};
	enum err e = pair_by_id(db, w->intent->abandon, &older);

	if (e == ERR_NOT_FOUND || older.state != PAIR_INTENDED)
		return ERR_STORE_CONFLICT;
	TRY(e);
	TRY(pool_retire(db, older.pool_key));
	return pair_move(
	    db, older.id, PAIR_INTENDED, PAIR_ABANDONED, w->intent->now);
}

static enum err
write_new(struct db *db, struct work *w)
{
	char actor[80];

	TRY(pool_take(db, w->pair.id, &w->key));
	memcpy(w->pair.pool_key, w->key.id, sizeof(w->pair.pool_key));
	TRY(partition_take(
	    db, w->office->config, w->office->random, w->serials, 2));
	TRY(encode_bodies(w, &w->key.key.key));
	TRY(pair_insert(db, &w->pair));
	snprintf(actor, sizeof(actor), "holder:%s",
	    w->intent->request->account->user_name);
	w->stored = true;
	return audit_add(w->gm, db,
	    &(struct audit_event){.at = w->intent->now,
		.actor = actor,
		.event = AUDIT_PAIR_INTENDED,
		.about = w->pair.id,
		AUDIT_DETAILS({"verb", ask_verb_name(w->pair.verb)},
		    {"carrier", carrier_name(w->pair.carrier)})});
}

/* The account and what it rests on are as they were looked at. */
static enum err
check_unchanged(struct db *db, const struct work *w)
{
	const struct grounds *g = w->intent->grounds;
	struct account a;

	TRY(account_by_id(db, w->pair.account, &a));
	if (a.state != g->basis->state)
		return ERR_ACCOUNT_STATE;
	return g->basis->means->recheck(db, g);
}

/* May this pair follow one that is delivered and not confirmed? (obtain.h) */
static enum err
check_open(struct db *db, const struct work *w)
{
	const struct grounds *g = w->intent->grounds;
	AUTO_DONE(pair) open = {0};
	struct evidence e;
	enum err err = pair_delivered_of(db, w->pair.account, &open);

	if (err == ERR_NOT_FOUND)
		return ERR_OK;
	TRY(err);
	if (evidence_parse(buf_bytes(&open.evidence), &e) == ERR_OK &&
	    g->basis->means->is_same(g, &e))
		return g->basis->means->again;
	return !g->basis->means->code &&
		       w->intent->now < open.created_at + OBTAIN_QUIET_S
		   ? ERR_OPERATION_PENDING
		   : ERR_OK;
}

/* New pairs cost keys, and entries in revocation lists. Approvals are limited
 * by who approves. */
static enum err
count_attempt(struct db *db, const struct work *w)
{
	char subject[ATTEMPT_SUBJECT_SIZE];

	if (w->intent->grounds->basis->means->code)
		return ERR_OK;
	TRY(attempt_subject(subject, "obtain:account", w->pair.account));
	return attempt_spend(db, subject, w->office->config->exchanges_day,
	    86400, w->intent->now);
}

static enum err
write_intent(struct db *db, void *arg)
{
	struct work *w = arg;
	AUTO_DONE(pair) other = {0};
	enum err e;

	w->stored = false;
	e = pair_by_key(db, w->pair.account, w->pair.request_key, &w->earlier);
	if (e == ERR_OK) /* the same request, a moment ago */
		return pool_get(db, w->earlier.pool_key, &w->key);
	if (e != ERR_NOT_FOUND)
		return e;
	TRY(check_unchanged(db, w));
	TRY(check_open(db, w));
	if (w->intent->abandon != NULL)
		TRY(abandon_older(db, w));
	e = pair_intended_of(db, w->pair.account, &other);
	if (e == ERR_OK)
		return ERR_STORE_CONFLICT;
	if (e != ERR_NOT_FOUND)
		return e;
	TRY(count_attempt(db, w));
	return write_new(db, w);
}

static enum err
write(struct work *w)
{
	const struct office *o = w->office;
	struct pool_top_up top_up = {
	    w->gm, o->store, o->keycentre, 1, TOP_UP, w->intent->now};
	int64_t made;
	enum err e = store_write(o->store, write_intent, w);

	if (e != ERR_POOL_EMPTY)
		return e;
	TRY(pool_top_up(&top_up, &made));
	return store_write(o->store, write_intent, w);
}

enum err
intent_store(struct office *o, struct gm *gm, const struct intent *i,
    struct pair *ret_pair, struct pool_key *ret_key)
{
	AUTO_DONE(work)
	w = {.office = o, .gm = gm, .intent = i, .pair = PAIR_EMPTY};
	struct pair *there;

	TRY(prepare(&w));
	TRY(write(&w));
	there = w.stored ? &w.pair : &w.earlier;
	there->state = w.stored ? PAIR_INTENDED : there->state;
	pair_done(ret_pair);
	*ret_pair = *there;
	*there = (struct pair){0};
	*ret_key = w.key;
	return ERR_OK;
}
