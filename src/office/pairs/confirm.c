/* SPDX-License-Identifier: Apache-2.0 */
#include "office/pairs/confirm.h"

#include <stdio.h>
#include <string.h>

#include "office/audit/audit.h"
#include "office/registry/ids.h"

#define OLDER_MAX 64 /* pairs of one account that may be replaced at once */

struct work {
	struct gm *gm;
	const struct pair_confirmation *request;
	int64_t now;
	struct pair pair;
};

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
	TRY(sm3_of(w->gm, answer.sign, digest));
	ids_hex(BYTES_ARRAY(c.pair), id);
	if (strcmp(id, w->pair.id) != 0 ||
	    memcmp(c.certificate, digest, SM3_LEN) != 0)
		return ERR_EVIDENCE_HOLDER;
	return sm2_verify(w->gm, &cert.key, w->request->confirm, &signature);
}

struct older {
	const char *but;
	size_t count;
	struct {
		char id[PAIR_ID_SIZE], pool_key[POOL_ID_SIZE];
		enum pair_state state;
	} pairs[OLDER_MAX];
};

static enum err
note_older(void *arg, const struct pair *p)
{
	struct older *o = arg;

	if (strcmp(p->id, o->but) == 0 ||
	    (p->state != PAIR_DELIVERED && p->state != PAIR_CONFIRMED))
		return ERR_OK;
	memcpy(o->pairs[o->count].id, p->id, sizeof(p->id));
	memcpy(o->pairs[o->count].pool_key, p->pool_key, sizeof(p->pool_key));
	o->pairs[o->count++].state = p->state;
	return ERR_OK;
}

static enum err
replace_older(struct db *db, const struct work *w)
{
	struct older o = {.but = w->pair.id};

	TRY(pair_each(db, w->pair.account, OLDER_MAX, note_older, &o));
	for (size_t i = 0; i < o.count; i++) {
		TRY(pair_move(db, o.pairs[i].id, o.pairs[i].state,
		    PAIR_REPLACED, w->now));
		TRY(certificate_revoke_pair(
		    db, o.pairs[i].id, CRL_SUPERSEDED, w->now));
		TRY(pool_retire(db, o.pairs[i].pool_key));
	}
	return ERR_OK;
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
	const struct work *w = arg;
	char actor[80];

	TRY(check_account(db, w));
	TRY(pair_move(db, w->pair.id, PAIR_DELIVERED, PAIR_CONFIRMED, w->now));
	TRY(replace_older(db, w));
	snprintf(
	    actor, sizeof(actor), "holder:%s", w->request->account->user_name);
	return audit_add(w->gm, db,
	    &(struct audit_event){.at = w->now,
		.actor = actor,
		.event = AUDIT_PAIR_CONFIRMED,
		.about = w->pair.id});
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
	e = store_write(o->store, write_confirmation, w);
	if (e != ERR_STORE_CONFLICT)
		return e;
	/* the same confirmation, a moment ago? */
	TRY(store_read(o->store, look_up, w));
	return w->pair.state == PAIR_CONFIRMED ? ERR_OK : e;
}

enum err
pair_confirm(struct office *o, struct gm *gm, const struct pair_confirmation *c)
{
	struct work w = {.gm = gm, .request = c, .now = clock_now(o->clock)};
	enum err e = confirm(o, &w);

	pair_done(&w.pair);
	return e;
}
