/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Each carrier that the office personalised against the act of the operator
 * who did: the order that they signed is made again from the row.
 */
#include <string.h>

#include <jansson.h>

#include "office/audit/events.h"
#include "office/audit/verify_private.h"
#include "pki/token_order.h"

/* A row of table token, and its act. */
struct row {
	const char *serial, *staff, *act;
	struct token_order order;
	bool ready;
	struct bytes signed_der; /* none: there is no such act */
};

static enum err
read_row(struct verify *v, const struct db_rows *rows, struct row *ret_r)
{
	struct row r = {.serial = db_text(rows, 0),
	    .staff = db_text(rows, 6),
	    .act = db_text(rows, 7),
	    .ready = strcmp(db_text(rows, 8), "ready") == 0,
	    .signed_der = db_blob(rows, 9)};

	r.order = (struct token_order){.kind = carrier_find(db_text(rows, 1)),
	    .serial = r.serial,
	    .label = db_text(rows, 2),
	    .user_pin = token_handover_find(db_text(rows, 3))};
	TRY(sm3_of(v->gm, db_blob(rows, 4), r.order.admin_pin));
	TRY(sm3_of(v->gm, db_blob(rows, 5), r.order.device_key));
	*ret_r = r;
	return ERR_OK;
}

/* Is it this very order that was signed? */
static enum err
check_order(struct verify *v, const struct row *r, const struct act *a)
{
	AUTO_DONE(buf) der = BUF(TOKEN_ORDER_DER_MAX);
	uint8_t digest[SM3_LEN];

	token_order_encode(&der, &r->order);
	TRY(buf_status(&der));
	TRY(sm3_of(v->gm, buf_bytes(&der), digest));
	return memcmp(digest, a->object, SM3_LEN) == 0 ? ERR_OK
						       : ERR_EVIDENCE_FORGED;
}

static enum err
check_act(struct verify *v, const struct row *r)
{
	struct verify_asking asking = {.v = v};
	struct evidence_trust trust;
	struct evidence_actor actor;
	struct signed_act a;
	enum err err;

	if (r->signed_der.len == 0)
		return ERR_EVIDENCE_MISSING;
	TRY(signed_act_parse(r->signed_der, &a));
	asking.at = a.act.at;
	trust = verify_trust(&asking);
	v->revoked_err = ERR_OK;
	err = evidence_actor_of(v->gm, &trust, &a, ACT_PERSONALISE, &actor);
	TRY(v->revoked_err);
	TRY(err);
	if (actor.role != ROLE_OPERATOR)
		return ERR_EVIDENCE_ROLE;
	if (strcmp(actor.name.serial_number, r->staff) != 0)
		return ERR_EVIDENCE_HOLDER;
	return check_order(v, r, &a.act);
}

/* *ret_found: the audit record of the carrier made ready by that act. */
static enum err
find_record(struct verify *v, const struct row *r, bool *ret_found)
{
	AUTO(db_rows) rows = NULL;
	bool more, found = false;

	TRY(db_query(v->db,
	    "SELECT details FROM audit WHERE about = $1 AND event = $2",
	    DB_ARGS(DB_TEXT(r->serial), DB_TEXT(AUDIT_TOKEN_READY)), &rows));
	TRY(db_next(rows, &more));
	while (more && !found) {
		json_t *details = json_loads(db_text(rows, 0), 0, NULL);
		const char *act =
		    json_string_value(json_object_get(details, "act"));

		found = act != NULL && strcmp(act, r->act) == 0;
		json_decref(details);
		TRY(db_next(rows, &more));
	}
	*ret_found = found;
	return ERR_OK;
}

static enum err
check_row(struct verify *v, const struct db_rows *rows)
{
	struct row r;
	bool found;
	enum err err;

	TRY(read_row(v, rows, &r));
	err = check_act(v, &r);
	if (err != ERR_OK)
		return verify_bad(
		    v, r.serial, "no operator's act bears the token", err);
	TRY(find_record(v, &r, &found));
	if (found != r.ready)
		return verify_bad(v, r.serial,
		    "the audit record tells otherwise of the token", ERR_OK);
	v->report->tokens++;
	return ERR_OK;
}

static enum err
check_rows(struct verify *v)
{
	AUTO(db_rows) rows = NULL;
	bool more;

	TRY(db_query(v->db,
	    "SELECT t.serial, t.kind, t.label, t.user_pin, t.sealed_pin,"
	    " t.sealed_key, t.staff, t.act, t.state, act.signed"
	    " FROM token t LEFT JOIN act ON act.id = t.act ORDER BY t.serial",
	    DB_NO_ARGS, &rows));
	TRY(db_next(rows, &more));
	while (more) {
		TRY(check_row(v, rows));
		TRY(db_next(rows, &more));
	}
	return ERR_OK;
}

/* One that was made ready, and of which nothing is left. */
static enum err
check_none_is_missing(struct verify *v)
{
	AUTO(db_rows) rows = NULL;
	enum err err = db_one(v->db,
	    "SELECT about FROM audit WHERE event = $1 AND NOT EXISTS"
	    " (SELECT 1 FROM token WHERE serial = about) LIMIT 1",
	    DB_ARGS(DB_TEXT(AUDIT_TOKEN_READY)), &rows);

	if (err == ERR_NOT_FOUND)
		return ERR_OK;
	TRY(err);
	return verify_bad(v, db_text(rows, 0),
	    "a token that was personalised is missing", ERR_OK);
}

enum err
verify_tokens(struct verify *v)
{
	TRY(check_rows(v));
	return check_none_is_missing(v);
}
