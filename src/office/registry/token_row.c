/* SPDX-License-Identifier: Apache-2.0 */
#include "office/registry/token_row.h"

#include "office/registry/ids.h"
#include "office/store/row.h"
#include "pki/escrow.h"

static const char *const states[] = {
    [TOKEN_ROW_INTENDED] = "intended", [TOKEN_ROW_READY] = "ready"};

const char *
token_row_state_name(enum token_row_state s)
{
	return states[s];
}

void
token_row_done(struct token_row *r)
{
	buf_done(&r->sealed_pin);
	buf_done(&r->sealed_key);
}

enum err
token_row_order(
    struct gm *gm, const struct token_row *r, struct token_order *ret_o)
{
	struct token_order o = {.kind = r->kind,
	    .serial = r->serial,
	    .label = r->label,
	    .user_pin = r->user_pin};

	TRY(sm3_of(gm, buf_bytes(&r->sealed_pin), o.admin_pin));
	TRY(sm3_of(gm, buf_bytes(&r->sealed_key), o.device_key));
	*ret_o = o;
	return ERR_OK;
}

enum err
token_row_old_key(struct gm *gm, const char *serial, struct bytes device_key,
    char ret_digest[2 * SM3_LEN + 1])
{
	AUTO_DONE(buf) b = BUF(CARRIER_SERIAL_SIZE + 64);
	uint8_t digest[SM3_LEN];

	buf_text(&b, serial);
	buf_block(&b, device_key);
	TRY(buf_status(&b));
	TRY(sm3_of(gm, buf_bytes(&b), digest));
	ids_hex(BYTES_ARRAY(digest), ret_digest);
	return ERR_OK;
}

enum err
token_row_put(struct db *db, const struct token_row *r)
{
	TRY(db_run(db, "DELETE FROM token WHERE serial = $1",
	    DB_ARGS(DB_TEXT(r->serial))));
	return db_run(db,
	    "INSERT INTO token (serial, kind, label, user_pin, sealed_pin,"
	    " sealed_key, act, staff, batch, state, created_at, changed_at,"
	    " old_key)"
	    " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)",
	    DB_ARGS(DB_TEXT(r->serial), DB_TEXT(carrier_name(r->kind)),
		DB_TEXT(r->label), DB_TEXT(token_handover_name(r->user_pin)),
		DB_BLOB(buf_bytes(&r->sealed_pin)),
		DB_BLOB(buf_bytes(&r->sealed_key)), DB_TEXT(r->act),
		DB_TEXT(r->staff), DB_TEXT(r->batch),
		DB_TEXT(token_row_state_name(r->state)), DB_INT(r->created_at),
		DB_INT(r->changed_at), DB_TEXT(r->old_key)));
}

enum err
token_row_ready(struct db *db, const char *serial, const char *act, int64_t at)
{
	int64_t changed;

	TRY(db_run_counted(db,
	    "UPDATE token SET state = 'ready', changed_at = $1"
	    " WHERE serial = $2 AND act = $3 AND state = 'intended'",
	    DB_ARGS(DB_INT(at), DB_TEXT(serial), DB_TEXT(act)), &changed));
	return changed == 1 ? ERR_OK : ERR_STORE_CONFLICT;
}

#define COLUMNS                                                       \
	"serial, kind, label, user_pin, sealed_pin, sealed_key, act," \
	" staff, batch, state, created_at, changed_at, old_key"

static enum err
read_row(const struct db_rows *row, struct token_row *ret_r)
{
	AUTO_DONE(token_row)
	r = {.sealed_pin = BUF(ESCROW_DER_MAX),
	    .sealed_key = BUF(ESCROW_DER_MAX),
	    .kind = carrier_find(db_text(row, 1)),
	    .user_pin = token_handover_find(db_text(row, 3)),
	    .created_at = db_int(row, 10),
	    .changed_at = db_int(row, 11)};
	int state;

	ROW_TEXT(row, 0, r.serial);
	ROW_TEXT(row, 2, r.label);
	TRY(row_blob(row, 4, &r.sealed_pin));
	TRY(row_blob(row, 5, &r.sealed_key));
	ROW_TEXT(row, 6, r.act);
	ROW_TEXT(row, 7, r.staff);
	ROW_TEXT(row, 8, r.batch);
	ROW_TEXT(row, 12, r.old_key);
	TRY(row_name(row, 9, states, COUNT(states), &state));
	r.state = (enum token_row_state)state;
	if (r.kind == 0 || r.user_pin == 0)
		return ERR_STORE;
	token_row_done(ret_r);
	*ret_r = r;
	r = (struct token_row){0};
	return ERR_OK;
}

enum err
token_row_get(struct db *db, const char *serial, struct token_row *ret_r)
{
	AUTO(db_rows) row = NULL;

	TRY(db_one(db, "SELECT " COLUMNS " FROM token WHERE serial = $1",
	    DB_ARGS(DB_TEXT(serial)), &row));
	return read_row(row, ret_r);
}

enum err
token_row_each(struct db *db, size_t limit,
    enum err (*each)(void *arg, const struct token_row *r), void *arg)
{
	AUTO_DONE(token_row) r = {0};
	AUTO(db_rows) rows = NULL;
	bool more;

	TRY(db_query(db,
	    "SELECT " COLUMNS
	    " FROM token ORDER BY created_at DESC, serial LIMIT $1",
	    DB_ARGS(DB_INT(limit)), &rows));
	TRY(db_next(rows, &more));
	while (more) {
		TRY(read_row(rows, &r));
		TRY(each(arg, &r));
		TRY(db_next(rows, &more));
	}
	return ERR_OK;
}
