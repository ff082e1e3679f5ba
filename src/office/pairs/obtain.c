/* SPDX-License-Identifier: Apache-2.0 */
#include "office/pairs/obtain.h"

#include <string.h>

#include "office/audit/audit.h"
#include "office/pairs/basis.h"
#include "office/pairs/escrow.h"
#include "office/pairs/finish.h"
#include "office/pairs/intent.h"
#include "office/registry/ids.h"
#include "pki/envelope.h"

/* One under way. */
struct work {
	struct office *office;
	struct gm *gm;
	const struct obtain_request *request;
	int64_t now;
	struct csr csr;
	struct signed_ask ask;
	char digest[2 * SM3_LEN + 1]; /* of the request */
	/* as the store had it */
	bool known; /* pair is this request's */
	bool other; /* pair is another request's, intended */
	bool escrow_kept, foreign_carrier;
	char open_code[AUTHORISATION_ID_SIZE]; /* the account's, or "" */
	enum err found; /* OK, or why the holder may not have one */
	struct pair pair;
	struct pool_key key; /* the pair's, if it was just intended here */
	bool has_key;
	struct grounds grounds;
};

static void
work_done(struct work *w)
{
	pair_done(&w->pair);
	grounds_done(&w->grounds);
}
DEFINE_AUTO_DONE(work)

void
obtain_answer_done(struct obtain_answer *a)
{
	buf_done(&a->der);
}

/* All that was asked, as one digest: the same key with another is refused. */
static enum err
digest_request(struct work *w)
{
	const struct obtain_request *r = w->request;
	uint8_t digest[SM3_LEN];
	AUTO_DONE(buf) b = BUF(16384);

	buf_u8(&b, (uint8_t)r->verb);
	buf_u8(&b, (uint8_t)r->carrier);
	buf_text(&b, r->carrier_serial);
	buf_block(&b, r->csr);
	buf_block(&b, r->ask);
	buf_block(&b, r->escrow);
	TRY(buf_status(&b));
	TRY(sm3_of(w->gm, buf_bytes(&b), digest));
	ids_hex(BYTES_ARRAY(digest), w->digest);
	return ERR_OK;
}

/* An old CA's key may have signed it, which may be RSA. */
static enum err
parse_ask(const struct obtain_request *r, struct signed_ask *ret_ask)
{
	return r->session == SESSION_EXCHANGE
		   ? old_ask_parse(r->ask, ret_ask)
		   : signed_ask_parse(r->ask, ret_ask);
}

/* The ask is about this very request: what it says is what was sent. */
static enum err
check_ask(struct work *w)
{
	const struct obtain_request *r = w->request;
	const struct ask *a = &w->ask.ask;
	uint8_t csr[SM3_LEN], escrow[SM3_LEN];
	char key[PAIR_KEY_SIZE];

	TRY(sm3_of(w->gm, r->csr, csr));
	TRY(sm3_of(w->gm, r->escrow, escrow));
	ids_hex(BYTES_ARRAY(a->key), key);
	if (a->verb != r->verb || a->carrier != r->carrier ||
	    strcmp(a->carrier_serial, r->carrier_serial) != 0 ||
	    strcmp(a->user_name, r->account->user_name) != 0 ||
	    memcmp(a->request, csr, SM3_LEN) != 0 ||
	    memcmp(a->escrow, escrow, SM3_LEN) != 0 || strcmp(key, r->key) != 0)
		return ERR_EVIDENCE_HOLDER;
	return ERR_OK;
}

/* Opaque to all but the key centre; only its form is seen here. */
static enum err
check_escrow(struct bytes escrow)
{
	struct sm2_cipher c;

	return escrow.len == 0 ? ERR_OK : sm2_cipher_parse(escrow, &c);
}

static enum err
check_ask_time(const struct work *w)
{
	int64_t at = w->ask.ask.at;

	return at > w->now + ASK_CLOCK_SLACK_S || at < w->now - ASK_TTL_S
		   ? ERR_CLOCK_WRONG
		   : ERR_OK;
}

static enum err
look_up_pair(struct db *db, struct work *w)
{
	const char *account = w->request->account->id;
	enum err e = pair_by_key(db, account, w->request->key, &w->pair);

	w->known = e == ERR_OK;
	w->other = false;
	if (e != ERR_NOT_FOUND)
		return e;
	e = pair_intended_of(db, account, &w->pair);
	w->other = e == ERR_OK;
	return e == ERR_NOT_FOUND ? ERR_OK : e;
}

static enum err
look_up_code(struct db *db, struct work *w)
{
	struct stored_authorisation a;
	enum err e = authorisation_of(db, w->request->account->id, &a);

	w->open_code[0] = '\0';
	if (e == ERR_OK && a.state == AUTHORISATION_OPEN)
		memcpy(w->open_code, a.id, sizeof(a.id));
	return e == ERR_NOT_FOUND ? ERR_OK : e;
}

/* What the store itself fails with is no answer to the holder. */
static bool
is_of_store(enum err e)
{
	return e == ERR_STORE || e == ERR_NOMEM || e == ERR_DISK_FULL ||
	       e == ERR_CRYPTO;
}

static enum err
look_up(struct db *db, void *arg)
{
	struct work *w = arg;
	const char *account = w->request->account->id;

	TRY(look_up_pair(db, w));
	if (w->known)
		return escrow_is_kept(db, w->pair.id, &w->escrow_kept);
	TRY(escrow_is_others(
	    db, w->request->carrier_serial, account, &w->foreign_carrier));
	TRY(look_up_code(db, w));
	w->found = grounds_find(db, &w->grounds);
	return is_of_store(w->found) ? w->found : ERR_OK;
}

struct wrong_code {
	struct work *work;
	int64_t left;
};

static enum err
write_wrong_code(struct db *db, void *arg)
{
	struct wrong_code *c = arg;
	const struct stored_authorisation *a = &c->work->grounds.authorisation;

	TRY(authorisation_spend_try(db, a->id, &c->left));
	return audit_add(c->work->gm, db,
	    &(struct audit_event){.at = c->work->now,
		.actor = "system",
		.event = c->left > 0 ? AUDIT_CODE_WRONG : AUDIT_CODE_LOCKED,
		.about = a->id});
}

static enum err
spend_try(struct work *w, int64_t *reterr_left)
{
	struct wrong_code c = {.work = w};
	enum err e = store_write(w->office->store, write_wrong_code, &c);

	if (e == ERR_STORE_CONFLICT) /* used or locked meanwhile */
		return ERR_CODE_WRONG;
	TRY(e);
	*reterr_left = c.left;
	return c.left > 0 ? ERR_CODE_WRONG : ERR_CODE_LOCKED;
}

/* Whoever signed the ask knew the code, or has the certificate's key. A wrong
 * code costs a try. */
static enum err
check_signature(struct work *w, int64_t *reterr_left)
{
	const struct basis_means *b = w->grounds.basis->means;
	enum err e = b->verify(w->gm, &w->grounds);

	if (e != ERR_EVIDENCE_FORGED)
		return e;
	return b->code ? spend_try(w, reterr_left) : ERR_SIGNATURE_INVALID;
}

/* Go on with the intent in w->pair. */
static enum err
finish(struct work *w, struct bytes escrow)
{
	return finish_pair(w->office, w->gm,
	    &(struct finish){.account = w->request->account,
		.escrow = escrow,
		.key = w->has_key ? &w->key : NULL,
		.now = w->now},
	    &w->pair);
}

/* Was it made by a code that was replaced since? Its holder could not finish
 * it, which is why the code was sent again. */
static bool
is_void(const struct work *w, const struct evidence *e)
{
	char id[AUTHORISATION_ID_SIZE];

	if (e->kind != EVIDENCE_APPROVAL)
		return false;
	basis_code_id(e, id);
	return strcmp(id, w->open_code) != 0;
}

/*
 * Another request of the account is under way. It comes first, so that it and
 * this one end in one pair if they are of the same evidence, or were sent
 * together; only when the ca process refuses it for good is the way free.
 */
static enum err
settle_other(struct work *w, const char **ret_abandon)
{
	const struct basis_means *b = w->grounds.basis->means;
	struct evidence e;
	bool same;
	enum err err;

	*ret_abandon = NULL;
	if (!w->other)
		return ERR_OK;
	if (evidence_parse(buf_bytes(&w->pair.evidence), &e) != ERR_OK ||
	    is_void(w, &e)) {
		*ret_abandon = w->pair.id;
		return ERR_OK;
	}
	same = b->is_same(&w->grounds, &e);
	err = finish(w, BYTES_NONE);
	if (err == ERR_OK)
		return same ? b->again : ERR_OK;
	return finish_is_final(err) ? ERR_OK : err;
}

static enum err
store_intent(struct work *w, const char *abandon)
{
	struct intent i = {
	    .request = w->request,
	    .digest = w->digest,
	    .key = w->csr.key,
	    .grounds = &w->grounds,
	    .abandon = abandon,
	    .now = w->now,
	};

	TRY(intent_store(w->office, w->gm, &i, &w->pair, &w->key));
	w->has_key = true;
	return ERR_OK;
}

static enum err
begin(struct work *w, int64_t *reterr_left)
{
	const char *abandon;

	TRY(check_ask(w));
	TRY(check_escrow(w->request->escrow));
	if (w->foreign_carrier)
		return ERR_TOKEN_OTHERS;
	TRY(check_ask_time(w));
	TRY(w->found);
	TRY(check_signature(w, reterr_left));
	TRY(settle_other(w, &abandon));
	return store_intent(w, abandon);
}

static enum err
write_escrow(struct db *db, void *arg)
{
	const struct work *w = arg;

	return escrow_put(w->gm, db,
	    &(struct escrow_deposit){w->pair.carrier_serial, w->pair.account,
		w->pair.id, w->request->escrow, w->now});
}

/* What the pair, which is this request's, has for an answer. */
static enum err
answer(struct work *w, struct obtain_answer *ret_a)
{
	struct obtain_answer a = {.der = BUF(ANSWER_DER_MAX)};

	if (strcmp(w->pair.request_digest, w->digest) != 0)
		return ERR_IDEMPOTENCY_CONFLICT;
	if (w->pair.state == PAIR_INTENDED) {
		TRY(finish(w, w->request->escrow));
	} else if (w->known && !w->escrow_kept && w->request->escrow.len > 0 &&
		   w->pair.state == PAIR_DELIVERED) {
		/* delivered on another request's way: settle_other */
		TRY(store_write(w->office->store, write_escrow, w));
	}
	if (w->pair.answer.len == 0) /* abandoned: nothing will come of it */
		return w->pair.verb == ASK_ISSUE ? ERR_CODE_WRONG
						 : ERR_IDEMPOTENCY_CONFLICT;
	memcpy(a.pair, w->pair.id, sizeof(a.pair));
	buf_put(&a.der, buf_bytes(&w->pair.answer));
	TRY(buf_status(&a.der));
	*ret_a = a;
	return ERR_OK;
}

enum err
obtain_pair(struct office *o, struct gm *gm, const struct obtain_request *r,
    struct obtain_answer *ret_a)
{
	AUTO_DONE(work)
	w = {.office = o, .gm = gm, .request = r, .now = clock_now(o->clock)};

	w.grounds = (struct grounds){
	    .request = r, .ask = &w.ask, .config = o->config, .now = w.now};
	TRY(csr_parse(r->csr, &w.csr));
	TRY(parse_ask(r, &w.ask));
	TRY(digest_request(&w));
	TRY(store_read(o->store, look_up, &w));
	if (!w.known && w.found == ERR_RENEWAL_EARLY)
		ret_a->opens_at = w.grounds.opens_at;
	if (!w.known)
		TRY(begin(&w, &ret_a->tries_left));
	return answer(&w, ret_a);
}
