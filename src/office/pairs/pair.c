/* SPDX-License-Identifier: Apache-2.0 */
#include "office/pairs/pair.h"

#include <string.h>

#include "office/store/row.h"

static const char *const states[] = {
    [PAIR_INTENDED] = "intended",
    [PAIR_DELIVERED] = "delivered",
    [PAIR_CONFIRMED] = "confirmed",
    [PAIR_REPLACED] = "replaced",
    [PAIR_ABANDONED] = "abandoned",
};

const char *
pair_state_name(enum pair_state s)
{
	return states[s];
}

void
pair_done(struct pair *p)
{
	buf_done(&p->evidence);
	buf_done(&p->csr);
	buf_done(&p->tbs_sign);
	buf_done(&p->tbs_encrypt);
	buf_done(&p->answer);
}

enum err
pair_insert(struct db *db, const struct pair *p)
{
	return db_run(db,
	    "INSERT INTO pair (id, account, request_key, request_digest,"
	    " state, verb, carrier, carrier_serial, evidence, csr, tbs_sign,"
	    " tbs_encrypt, pool_key, created_at, changed_at)"
	    " VALUES ($1, $2, $3, $4, 'intended', $5, $6, $7, $8, $9, $10,"
	    " $11, $12, $13, $14)",
	    DB_ARGS(DB_TEXT(p->id), DB_TEXT(p->account),
		DB_TEXT(p->request_key), DB_TEXT(p->request_digest),
		DB_TEXT(ask_verb_name(p->verb)),
		DB_TEXT(carrier_name(p->carrier)), DB_TEXT(p->carrier_serial),
		DB_BLOB(buf_bytes(&p->evidence)), DB_BLOB(buf_bytes(&p->csr)),
		DB_BLOB(buf_bytes(&p->tbs_sign)),
		DB_BLOB(buf_bytes(&p->tbs_encrypt)), DB_TEXT(p->pool_key),
		DB_INT(p->created_at), DB_INT(p->changed_at)));
}

#define COLUMNS                                                            \
	"id, account, request_key, request_digest, state, verb, carrier,"  \
	" carrier_serial, evidence, csr, tbs_sign, tbs_encrypt, pool_key," \
	" answer, created_at, changed_at"

static enum err
read_row(const struct db_rows *row, struct pair *ret_p)
{
	AUTO_DONE(pair) p = PAIR_EMPTY;
	int state;

	TRY(row_name(row, 4, states, COUNT(states), &state));
	p.state = (enum pair_state)state;
	p.verb = ask_verb_find(db_text(row, 5));
	p.carrier = carrier_find(db_text(row, 6));
	if (p.verb == 0 || p.carrier == 0)
		return ERR_STORE;
	p.created_at = db_int(row, 14);
	p.changed_at = db_int(row, 15);
	ROW_TEXT(row, 0, p.id);
	ROW_TEXT(row, 1, p.account);
	ROW_TEXT(row, 2, p.request_key);
	ROW_TEXT(row, 3, p.request_digest);
	ROW_TEXT(row, 7, p.carrier_serial);
	ROW_TEXT(row, 12, p.pool_key);
	TRY(row_blob(row, 8, &p.evidence));
	TRY(row_blob(row, 9, &p.csr));
	TRY(row_blob(row, 10, &p.tbs_sign));
	TRY(row_blob(row, 11, &p.tbs_encrypt));
	TRY(row_blob(row, 13, &p.answer));
	pair_done(ret_p);
	*ret_p = p;
	p = (struct pair){0};
	return ERR_OK;
}

enum err
pair_by_id(struct db *db, const char *id, struct pair *ret_p)
{
	AUTO(db_rows) row = NULL;

	TRY(db_one(db, "SELECT " COLUMNS " FROM pair WHERE id = $1",
	    DB_ARGS(DB_TEXT(id)), &row));
	return read_row(row, ret_p);
}

enum err
pair_state_of(struct db *db, const char *id, enum pair_state *ret_state)
{
	AUTO(db_rows) row = NULL;
	int state;

	TRY(db_one(db, "SELECT state FROM pair WHERE id = $1",
	    DB_ARGS(DB_TEXT(id)), &row));
	TRY(row_name(row, 0, states, COUNT(states), &state));
	*ret_state = (enum pair_state)state;
	return ERR_OK;
}

enum err
pair_by_key(struct db *db, const char *account, const char *request_key,
    struct pair *ret_p)
{
	AUTO(db_rows) row = NULL;

	TRY(db_one(db,
	    "SELECT " COLUMNS " FROM pair"
	    " WHERE account = $1 AND request_key = $2",
	    DB_ARGS(DB_TEXT(account), DB_TEXT(request_key)), &row));
	return read_row(row, ret_p);
}

enum err
pair_intended_of(struct db *db, const char *account, struct pair *ret_p)
{
	AUTO(db_rows) row = NULL;

	TRY(db_one(db,
	    "SELECT " COLUMNS " FROM pair"
	    " WHERE account = $1 AND state = 'intended' LIMIT 1",
	    DB_ARGS(DB_TEXT(account)), &row));
	return read_row(row, ret_p);
}

enum err
pair_delivered_of(struct db *db, const char *account, struct pair *ret_p)
{
	AUTO(db_rows) row = NULL;

	TRY(db_one(db,
	    "SELECT " COLUMNS " FROM pair"
	    " WHERE account = $1 AND state = 'delivered'"
	    " ORDER BY created_at DESC, id LIMIT 1",
	    DB_ARGS(DB_TEXT(account)), &row));
	return read_row(row, ret_p);
}

enum err
pair_is_issued(struct db *db, const char *account, bool *ret_yes)
{
	AUTO(db_rows) rows = NULL;

	TRY(db_query(db,
	    "SELECT 1 FROM pair WHERE account = $1"
	    " AND state IN ('delivered', 'confirmed') LIMIT 1",
	    DB_ARGS(DB_TEXT(account)), &rows));
	return db_next(rows, ret_yes);
}

enum err
pair_move(struct db *db, const char *id, enum pair_state from,
    enum pair_state to, int64_t now)
{
	int64_t rows;

	TRY(db_run_counted(db,
	    "UPDATE pair SET state = $1, changed_at = $2"
	    " WHERE id = $3 AND state = $4",
	    DB_ARGS(DB_TEXT(pair_state_name(to)), DB_INT(now), DB_TEXT(id),
		DB_TEXT(pair_state_name(from))),
	    &rows));
	return rows == 1 ? ERR_OK : ERR_STORE_CONFLICT;
}

enum err
pair_deliver(struct db *db, const char *id, struct bytes answer, int64_t now)
{
	int64_t rows;

	TRY(db_run_counted(db,
	    "UPDATE pair SET state = 'delivered', answer = $1,"
	    " changed_at = $2 WHERE id = $3 AND state = 'intended'",
	    DB_ARGS(DB_BLOB(answer), DB_INT(now), DB_TEXT(id)), &rows));
	return rows == 1 ? ERR_OK : ERR_STORE_CONFLICT;
}

enum err
pair_each(struct db *db, const char *account, size_t limit,
    enum err (*each)(void *arg, const struct pair *p), void *arg)
{
	AUTO(db_rows) rows = NULL;

	TRY(db_query(db,
	    "SELECT " COLUMNS " FROM pair WHERE account = $1"
	    " ORDER BY created_at DESC, id LIMIT $2",
	    DB_ARGS(DB_TEXT(account), DB_INT(limit)), &rows));
	for (;;) {
		AUTO_DONE(pair) p = {0};
		bool more;

		TRY(db_next(rows, &more));
		if (!more)
			return ERR_OK;
		TRY(read_row(rows, &p));
		TRY(each(arg, &p));
	}
}
