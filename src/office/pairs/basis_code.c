/* SPDX-License-Identifier: Apache-2.0 */
/* By approval: two people looked at the record, and a code was mailed. */
#include <string.h>

#include "office/pairs/basis.h"
#include "office/pairs/pair.h"
#include "office/registry/ids.h"

/* The acts that the authorisation comes from: they are about the account, or
 * about the request for a reissue. */
static enum err
find_acts(struct db *db, struct grounds *g)
{
	AUTO_DONE(stored_act) act = {0};

	TRY(act_by_id(db, g->authorisation.act, &act));
	TRY(act_latest(db, act.about, ACT_ENTRY, &g->entry));
	TRY(act_latest(db, act.about, ACT_APPROVE, &g->decision));
	stored_act_done(&g->resend);
	g->resend = (struct stored_act){0};
	if (strcmp(act.id, g->decision.id) != 0) {
		g->resend = act;
		act = (struct stored_act){0};
	}
	return ERR_OK;
}

/* The account's code, if one is open or locked. NOT_FOUND. */
static enum err
find_open(struct db *db, struct grounds *g)
{
	struct stored_authorisation *a = &g->authorisation;

	TRY(authorisation_of(db, g->request->account->id, a));
	if (a->state == AUTHORISATION_LOCKED)
		return ERR_CODE_LOCKED;
	if (a->state != AUTHORISATION_OPEN)
		return ERR_NOT_FOUND;
	return a->not_after < g->now ? ERR_CODE_WRONG : find_acts(db, g);
}

enum err
basis_code_find_issue(struct db *db, struct grounds *g)
{
	enum err e = find_open(db, g);
	bool issued;

	if (e != ERR_NOT_FOUND)
		return e;
	TRY(pair_is_issued(db, g->request->account->id, &issued));
	return issued ? ERR_PAIR_EXISTS : ERR_CODE_WRONG;
}

/* A code that is open was approved after the last pair: what is delivered uses
 * up whatever is open. */
enum err
basis_code_find_reissue(struct db *db, struct grounds *g)
{
	return find_open(db, g);
}

enum err
basis_code_verify(struct gm *gm, const struct grounds *g)
{
	return signed_ask_verify(gm, g->ask, &g->authorisation.key);
}

enum err
basis_code_recheck(struct db *db, const struct grounds *g)
{
	const struct stored_authorisation *seen = &g->authorisation;
	struct stored_authorisation now;

	TRY(authorisation_of(db, g->request->account->id, &now));
	if (strcmp(now.id, seen->id) != 0 || now.state != AUTHORISATION_OPEN)
		return ERR_STORE_CONFLICT;
	return ERR_OK;
}

void
basis_code_id(const struct evidence *e, char ret_id[AUTHORISATION_ID_SIZE])
{
	const struct signed_act *act = e->has_resend ? &e->resend : &e->review;

	ids_hex(BYTES_ARRAY(act->act.authorisation.id), ret_id);
}

bool
basis_code_is_same(const struct grounds *g, const struct evidence *e)
{
	char id[AUTHORISATION_ID_SIZE];

	if (e->kind != EVIDENCE_APPROVAL)
		return false;
	basis_code_id(e, id);
	return strcmp(id, g->authorisation.id) == 0;
}

void
basis_code_encode(const struct grounds *g, struct buf *b)
{
	evidence_encode_approval_of(
	    b, &(struct evidence_approval){
		   .record = buf_bytes(&g->decision.record),
		   .entry = buf_bytes(&g->entry.signed_der),
		   .review = buf_bytes(&g->decision.signed_der),
		   .ask = g->request->ask,
		   .resend = buf_bytes(&g->resend.signed_der)});
}

enum err
basis_record_name(const struct grounds *g, struct name *ret_subject,
    char ret_code[CERT_CREDIT_CODE_SIZE])
{
	struct record r;

	TRY(record_parse(buf_bytes(&g->decision.record), &r));
	holder_subject(&r, ret_subject);
	memcpy(ret_code, r.credit_code, CERT_CREDIT_CODE_SIZE);
	return ERR_OK;
}
