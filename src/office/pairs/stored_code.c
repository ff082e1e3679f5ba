/* SPDX-License-Identifier: Apache-2.0 */
#include "office/pairs/stored_code.h"

#include <string.h>

#include "office/registry/ids.h"
#include "office/store/row.h"

static const char *const states[] = {
    [STORED_CODE_OPEN] = "open",
    [STORED_CODE_USED] = "used",
    [STORED_CODE_REPLACED] = "replaced",
    [STORED_CODE_LOCKED] = "locked",
};

void
stored_code_done(struct stored_code *c)
{
	buf_done(&c->grant_der);
	buf_done(&c->answer);
}

enum err
stored_code_insert(struct db *db, const struct stored_code_new *n)
{
	struct bytes der = buf_bytes(&n->made->grant);
	char id[STORED_CODE_ID_SIZE];
	struct code_grant g;

	TRY(code_grant_parse(der, &g));
	ids_hex(BYTES_ARRAY(g.id), id);
	TRY(db_run(db,
	    "UPDATE code SET state = 'replaced' WHERE account = $1"
	    " AND purpose = $2 AND state IN ('open', 'locked')",
	    DB_ARGS(
		DB_TEXT(n->account), DB_TEXT(code_purpose_name(g.purpose)))));
	return db_run(db,
	    "INSERT INTO code (id, account, purpose, subject, code_grant,"
	    " proof, not_after, tries_left, state, used_for, created_at)"
	    " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 'open', '', $9)",
	    DB_ARGS(DB_TEXT(id), DB_TEXT(n->account),
		DB_TEXT(code_purpose_name(g.purpose)), DB_TEXT(g.subject),
		DB_BLOB(der), DB_BLOB(BYTES_ARRAY(n->made->proof)),
		DB_INT(g.not_after), DB_INT(n->tries), DB_INT(n->now)));
}

#define SELECT                                                    \
	"SELECT id, state, tries_left, code_grant, proof, answer" \
	" FROM code WHERE account = $1"

static enum err
read_row(const struct db_rows *row, struct stored_code *ret_c)
{
	AUTO_DONE(stored_code)
	c = {.tries_left = db_int(row, 2),
	    .grant_der = BUF(CODE_GRANT_DER_MAX),
	    .answer = BUF(STORED_CODE_ANSWER_MAX)};
	struct bytes proof = db_blob(row, 4);
	int state;

	TRY(row_name(row, 1, states, COUNT(states), &state));
	c.state = (enum stored_code_state)state;
	ROW_TEXT(row, 0, c.id);
	TRY(row_blob(row, 3, &c.grant_der));
	TRY(row_blob(row, 5, &c.answer));
	if (proof.len != sizeof(c.proof) ||
	    code_grant_parse(buf_bytes(&c.grant_der), &c.grant) != ERR_OK)
		return ERR_STORE;
	memcpy(c.proof, proof.p, sizeof(c.proof));
	stored_code_done(ret_c);
	*ret_c = c;
	c = (struct stored_code){0};
	return ERR_OK;
}

enum err
stored_code_open(struct db *db, const struct stored_code_wanted *w,
    struct stored_code *ret_c)
{
	AUTO(db_rows) row = NULL;

	TRY(db_one(db,
	    SELECT " AND purpose = $2 AND subject = $3"
		   " AND state IN ('open', 'locked') LIMIT 1",
	    DB_ARGS(DB_TEXT(w->account), DB_TEXT(code_purpose_name(w->purpose)),
		DB_TEXT(w->subject)),
	    &row));
	return read_row(row, ret_c);
}

enum err
stored_code_of_use(struct db *db, const char *account, const char *used_for,
    struct stored_code *ret_c)
{
	AUTO(db_rows) row = NULL;

	TRY(db_one(db, SELECT " AND used_for = $2 AND state = 'used' LIMIT 1",
	    DB_ARGS(DB_TEXT(account), DB_TEXT(used_for)), &row));
	return read_row(row, ret_c);
}

enum err
stored_code_each_used(struct db *db, const struct stored_code_wanted *w,
    size_t limit, enum err (*each)(void *arg, const struct stored_code *c),
    void *arg)
{
	AUTO(db_rows) rows = NULL;

	TRY(db_query(db,
	    SELECT " AND purpose = $2 AND subject = $3 AND state = 'used'"
		   " ORDER BY created_at DESC, id LIMIT $4",
	    DB_ARGS(DB_TEXT(w->account), DB_TEXT(code_purpose_name(w->purpose)),
		DB_TEXT(w->subject), DB_INT(limit)),
	    &rows));
	for (;;) {
		AUTO_DONE(stored_code) c = {0};
		bool more;

		TRY(db_next(rows, &more));
		if (!more)
			return ERR_OK;
		TRY(read_row(rows, &c));
		TRY(each(arg, &c));
	}
}

static enum err
tries_left(struct db *db, const char *id, int64_t *ret_left)
{
	AUTO(db_rows) row = NULL;

	TRY(db_one(db, "SELECT tries_left FROM code WHERE id = $1",
	    DB_ARGS(DB_TEXT(id)), &row));
	*ret_left = db_int(row, 0);
	return ERR_OK;
}

enum err
stored_code_spend_try(struct db *db, const char *id, int64_t *ret_left)
{
	int64_t rows;

	TRY(db_run_counted(db,
	    "UPDATE code SET tries_left = tries_left - 1,"
	    " state = CASE WHEN tries_left > 1 THEN 'open' ELSE 'locked' END"
	    " WHERE id = $1 AND state = 'open'",
	    DB_ARGS(DB_TEXT(id)), &rows));
	if (rows != 1)
		return ERR_STORE_CONFLICT;
	return tries_left(db, id, ret_left);
}

enum err
stored_code_use(struct db *db, const char *id, const char *used_for)
{
	int64_t rows;

	TRY(db_run_counted(db,
	    "UPDATE code SET state = 'used', used_for = $1 WHERE id = $2"
	    " AND (state = 'open' OR (state = 'used' AND used_for = $3))",
	    DB_ARGS(DB_TEXT(used_for), DB_TEXT(id), DB_TEXT(used_for)), &rows));
	return rows == 1 ? ERR_OK : ERR_CODE_WRONG;
}

enum err
stored_code_answer(struct db *db, const char *id, struct bytes answer)
{
	int64_t rows;

	TRY(db_run_counted(db,
	    "UPDATE code SET answer = $1 WHERE id = $2 AND state = 'used'"
	    " AND answer IS NULL",
	    DB_ARGS(DB_BLOB(answer), DB_TEXT(id)), &rows));
	return rows == 1 ? ERR_OK : ERR_STORE_CONFLICT;
}
