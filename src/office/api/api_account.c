/* SPDX-License-Identifier: Apache-2.0 */
/* An account with its pairs of certificates. */
#include "office/api/api.h"
#include "office/api/view.h"
#include "office/pairs/prospect.h"

#define PAIRS_MAX 64 /* shown of one account, the newest */

struct listing {
	struct db *db;
	const struct account *account;
	const struct office *office;
	json_t *pairs;
	json_t *authorisation; /* or NULL */
	struct prospect prospect;
};

static enum err
add_certificate(void *arg, const struct certificate *c)
{
	return json_array_append_new(arg, view_certificate(c)) == 0 ? ERR_OK
								    : ERR_NOMEM;
}

static enum err
add_pair(void *arg, const struct pair *p)
{
	struct listing *l = arg;
	json_t *certificates = json_array();
	enum err e;

	if (p->state == PAIR_ABANDONED) {
		json_decref(certificates);
		return ERR_OK;
	}
	e = certificate_each_of_pair(
	    l->db, p->id, add_certificate, certificates);
	if (json_array_append_new(l->pairs, view_pair(p, certificates)) != 0)
		return ERR_NOMEM;
	return e;
}

static enum err
find_authorisation(struct db *db, struct listing *l)
{
	struct stored_authorisation a;
	enum err e = authorisation_of(db, l->account->id, &a);

	if (e == ERR_NOT_FOUND)
		return ERR_OK;
	TRY(e);
	if (a.state == AUTHORISATION_OPEN || a.state == AUTHORISATION_LOCKED)
		l->authorisation = view_authorisation(&a);
	return ERR_OK;
}

static enum err
look_up(struct db *db, void *arg)
{
	struct listing *l = arg;

	json_array_clear(l->pairs);
	json_decref(l->authorisation);
	l->authorisation = NULL;
	l->db = db;
	TRY(pair_each(db, l->account->id, PAIRS_MAX, add_pair, l));
	TRY(prospect_of(db, l->office->config, l->account,
	    clock_now(l->office->clock), &l->prospect));
	return find_authorisation(db, l);
}

static json_t *
view_update(const struct prospect *p)
{
	return json_pack("{s:s, s:o, s:s?}", "possible",
	    prospect_update_name(p->update), "opensAt",
	    p->opens_at == 0 ? json_null() : view_time(p->opens_at), "name",
	    p->update == PROSPECT_NAME ? p->name : NULL);
}

enum err
api_account(struct request *rq, struct reply *rp)
{
	const struct account *a = &rq->session.account;
	struct listing l = {
	    .account = a, .office = &rq->web->office, .pairs = json_array()};
	enum err e = store_read(rq->web->office.store, look_up, &l);

	if (e != ERR_OK) {
		json_decref(l.pairs);
		json_decref(l.authorisation);
		return e;
	}
	return reply_json(rp, 200,
	    json_pack("{s:o, s:o, s:o, s:o, s:b}", "account", view_account(a),
		"pairs", l.pairs, "authorisation",
		l.authorisation == NULL ? json_null() : l.authorisation,
		"update", view_update(&l.prospect), "reissue",
		l.prospect.reissue));
}
