/* SPDX-License-Identifier: Apache-2.0 */
#include "office/registry/authorisation.h"

#include "base/text.h"
#include "office/registry/ids.h"
#include "office/store/row.h"

static const char *const states[] = {
    [AUTHORISATION_OPEN] = "open",
    [AUTHORISATION_USED] = "used",
    [AUTHORISATION_REPLACED] = "replaced",
    [AUTHORISATION_LOCKED] = "locked",
};

enum err
authorisation_make(const struct office *o, struct gm *gm, const char *user_name,
    struct authorisation *ret_a, struct secret *code)
{
	uint8_t raw[TEXT_CODE_CHARS];
	char *text = (char *)secret_data(code);
	AUTO(sm2_key) key = NULL;
	struct authorisation a = {
	    .not_after = clock_now(o->clock) + o->config->code_days * 86400};
	enum err e = random_fill(o->random, raw, sizeof(raw));

	if (e == ERR_OK)
		text_code(raw, text);
	secret_wipe(raw, sizeof(raw));
	TRY(e);
	TRY(authorisation_key(gm, user_name, bytes_str(text), &key));
	TRY(random_fill(o->random, a.id, sizeof(a.id)));
	a.key = *sm2_key_public(key);
	*ret_a = a;
	return ERR_OK;
}

enum err
authorisation_void(struct db *db, const char *account)
{
	return db_run(db,
	    "UPDATE authorisation SET state = 'replaced'"
	    " WHERE account = $1 AND state IN ('open', 'locked')",
	    DB_ARGS(DB_TEXT(account)));
}

enum err
authorisation_insert(struct db *db, const char *account, const char *act,
    const struct authorisation *a, int64_t tries)
{
	uint8_t point[SM2_POINT_LEN];
	char id[AUTHORISATION_ID_SIZE];

	sm2_public_point(&a->key, point);
	ids_hex(BYTES_ARRAY(a->id), id);
	TRY(authorisation_void(db, account));
	return db_run(db,
	    "INSERT INTO authorisation (id, account, act, key, not_after,"
	    " tries_left, state) VALUES ($1, $2, $3, $4, $5, $6, 'open')",
	    DB_ARGS(DB_TEXT(id), DB_TEXT(account), DB_TEXT(act),
		DB_BLOB(BYTES_ARRAY(point)), DB_INT(a->not_after),
		DB_INT(tries)));
}

enum err
authorisation_of(
    struct db *db, const char *account, struct stored_authorisation *ret_a)
{
	AUTO(db_rows) row = NULL;
	struct stored_authorisation a;
	int state;

	TRY(db_one(db,
	    "SELECT id, act, key, not_after, tries_left, state"
	    " FROM authorisation"
	    " WHERE account = $1 AND state <> 'replaced'"
	    " ORDER BY CASE state WHEN 'open' THEN 0 WHEN 'locked' THEN 1"
	    " ELSE 2 END LIMIT 1",
	    DB_ARGS(DB_TEXT(account)), &row));
	TRY(row_name(row, 5, states, COUNT(states), &state));
	a.state = (enum authorisation_state)state;
	a.not_after = db_int(row, 3);
	a.tries_left = db_int(row, 4);
	ROW_TEXT(row, 0, a.id);
	ROW_TEXT(row, 1, a.act);
	if (sm2_public_parse(db_blob(row, 2), &a.key) != ERR_OK)
		return ERR_STORE;
	*ret_a = a;
	return ERR_OK;
}

static enum err
tries_left(struct db *db, const char *id, int64_t *ret_left)
{
	AUTO(db_rows) row = NULL;

	TRY(db_one(db, "SELECT tries_left FROM authorisation WHERE id = $1",
	    DB_ARGS(DB_TEXT(id)), &row));
	*ret_left = db_int(row, 0);
	return ERR_OK;
}

enum err
authorisation_spend_try(struct db *db, const char *id, int64_t *ret_left)
{
	int64_t rows;

	TRY(db_run_counted(db,
	    "UPDATE authorisation SET tries_left = tries_left - 1,"
	    " state = CASE WHEN tries_left > 1 THEN 'open' ELSE 'locked' END"
	    " WHERE id = $1 AND state = 'open'",
	    DB_ARGS(DB_TEXT(id)), &rows));
	if (rows != 1)
		return ERR_STORE_CONFLICT;
	return tries_left(db, id, ret_left);
}

enum err
authorisation_use(struct db *db, const char *account)
{
	return db_run(db,
	    "UPDATE authorisation SET state = 'used'"
	    " WHERE account = $1 AND state = 'open'",
	    DB_ARGS(DB_TEXT(account)));
}
