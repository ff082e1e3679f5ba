/* SPDX-License-Identifier: Apache-2.0 */
#include "office/pairs/escrow.h"

#include <string.h>

#include "office/registry/ids.h"
#include "office/registry/token_row.h"

/* Note octets as seen. *ret_new unless they were before. */
static enum err
note_seen(struct gm *gm, struct db *db, const char *carrier_serial,
    struct bytes sealed, bool *ret_new)
{
	uint8_t digest[SM3_LEN];
	char text[2 * SM3_LEN + 1];
	int64_t rows;

	TRY(sm3_of(gm, sealed, digest));
	ids_hex(BYTES_ARRAY(digest), text);
	TRY(db_run_counted(db,
	    "INSERT INTO escrow_seen (carrier_serial, digest) VALUES ($1, $2)"
	    " ON CONFLICT (carrier_serial, digest) DO NOTHING",
	    DB_ARGS(DB_TEXT(carrier_serial), DB_TEXT(text)), &rows));
	*ret_new = rows == 1;
	return ERR_OK;
}

/* The carrier is the account's or nobody's. What is current may have been
 * deposited before this office noted what it saw. */
static enum err
look_at_current(struct gm *gm, struct db *db, const struct escrow_deposit *d)
{
	AUTO(db_rows) row = NULL;
	bool is_new;
	enum err e = db_one(db,
	    "SELECT account, sealed FROM escrow WHERE carrier_serial = $1",
	    DB_ARGS(DB_TEXT(d->carrier_serial)), &row);

	if (e == ERR_NOT_FOUND)
		return ERR_OK;
	TRY(e);
	if (strcmp(db_text(row, 0), d->account) != 0)
		return ERR_TOKEN_OTHERS;
	return note_seen(gm, db, d->carrier_serial, db_blob(row, 1), &is_new);
}

enum err
escrow_put(struct gm *gm, struct db *db, const struct escrow_deposit *d)
{
	bool is_new;

	TRY(look_at_current(gm, db, d));
	TRY(note_seen(gm, db, d->carrier_serial, d->sealed, &is_new));
	if (!is_new)
		return ERR_OK;
	return db_run(db,
	    "INSERT INTO escrow (carrier_serial, account, sealed, pair,"
	    " changed_at) VALUES ($1, $2, $3, $4, $5)"
	    " ON CONFLICT (carrier_serial) DO UPDATE SET"
	    " sealed = excluded.sealed, pair = excluded.pair,"
	    " changed_at = excluded.changed_at",
	    DB_ARGS(DB_TEXT(d->carrier_serial), DB_TEXT(d->account),
		DB_BLOB(d->sealed), DB_TEXT(d->pair), DB_INT(d->at)));
}

enum err
escrow_adopt(struct gm *gm, struct db *db, const struct escrow_deposit *d)
{
	AUTO_DONE(token_row) row = {0};
	struct escrow_deposit own = *d;
	enum err e = token_row_get(db, d->carrier_serial, &row);

	if (e == ERR_NOT_FOUND)
		return ERR_OK;
	TRY(e);
	if (row.state != TOKEN_ROW_READY)
		return ERR_OK;
	own.sealed = buf_bytes(&row.sealed_pin);
	return escrow_put(gm, db, &own);
}

enum err
escrow_forget(struct db *db, const char *carrier_serial)
{
	TRY(db_run(db, "DELETE FROM escrow_candidate WHERE carrier_serial = $1",
	    DB_ARGS(DB_TEXT(carrier_serial))));
	return db_run(db, "DELETE FROM escrow WHERE carrier_serial = $1",
	    DB_ARGS(DB_TEXT(carrier_serial)));
}

enum err
escrow_is_others(struct db *db, const char *carrier_serial, const char *account,
    bool *ret_others)
{
	AUTO(db_rows) rows = NULL;

	TRY(db_query(db,
	    "SELECT 1 FROM escrow WHERE carrier_serial = $1"
	    " AND account <> $2",
	    DB_ARGS(DB_TEXT(carrier_serial), DB_TEXT(account)), &rows));
	return db_next(rows, ret_others);
}

enum err
escrow_is_kept(struct db *db, const char *pair, bool *ret_kept)
{
	AUTO(db_rows) rows = NULL;

	TRY(db_query(db, "SELECT 1 FROM escrow WHERE pair = $1",
	    DB_ARGS(DB_TEXT(pair)), &rows));
	return db_next(rows, ret_kept);
}

/* --- candidates --- */

static enum err
drop_unreleased(struct db *db, const struct escrow_candidate *c)
{
	TRY(db_run(db,
	    "UPDATE code SET state = 'replaced' WHERE id IN"
	    " (SELECT code FROM escrow_candidate WHERE carrier_serial = $1)"
	    " AND id <> $2 AND answer IS NULL",
	    DB_ARGS(DB_TEXT(c->carrier_serial), DB_TEXT(c->code))));
	return db_run(db,
	    "DELETE FROM escrow_candidate WHERE carrier_serial = $1"
	    " AND code IN (SELECT id FROM code WHERE state = 'replaced')",
	    DB_ARGS(DB_TEXT(c->carrier_serial)));
}

enum err
escrow_add_candidate(struct db *db, const struct escrow_candidate *c)
{
	TRY(drop_unreleased(db, c));
	return db_run(db,
	    "INSERT INTO escrow_candidate"
	    " (carrier_serial, sealed, code, created_at, position)"
	    " VALUES ($1, $2, $3, $4, 1 + COALESCE((SELECT MAX(position)"
	    " FROM escrow_candidate WHERE carrier_serial = $5), 0))"
	    " ON CONFLICT (carrier_serial, code) DO NOTHING",
	    DB_ARGS(DB_TEXT(c->carrier_serial), DB_BLOB(c->sealed),
		DB_TEXT(c->code), DB_INT(c->at), DB_TEXT(c->carrier_serial)));
}

static enum err
each_row(struct db_rows *rows, enum err (*each)(void *arg, struct bytes sealed),
    void *arg)
{
	for (;;) {
		bool more;

		TRY(db_next(rows, &more));
		if (!more)
			return ERR_OK;
		TRY(each(arg, db_blob(rows, 0)));
	}
}

enum err
escrow_each(struct db *db, const struct escrow_candidate *but,
    const char *account, enum err (*each)(void *arg, struct bytes sealed),
    void *arg)
{
	AUTO(db_rows) candidates = NULL;
	AUTO(db_rows) current = NULL;

	TRY(db_query(db,
	    "SELECT sealed FROM escrow_candidate JOIN code"
	    " ON code.id = escrow_candidate.code WHERE carrier_serial = $1"
	    " AND code <> $2 AND account = $3 AND answer IS NOT NULL"
	    " ORDER BY position DESC",
	    DB_ARGS(DB_TEXT(but->carrier_serial), DB_TEXT(but->code),
		DB_TEXT(account)),
	    &candidates));
	TRY(each_row(candidates, each, arg));
	TRY(db_query(db,
	    "SELECT sealed FROM escrow WHERE carrier_serial = $1"
	    " AND account = $2",
	    DB_ARGS(DB_TEXT(but->carrier_serial), DB_TEXT(account)), &current));
	return each_row(current, each, arg);
}

static enum err
put_candidate(struct gm *gm, struct db *db, const struct escrow_deposit *d,
    const struct db_rows *candidate)
{
	struct escrow_deposit set = *d;

	set.sealed = db_blob(candidate, 0);
	TRY(escrow_put(gm, db, &set));
	return db_run(db,
	    "DELETE FROM escrow_candidate WHERE carrier_serial = $1"
	    " AND position <= $2",
	    DB_ARGS(DB_TEXT(d->carrier_serial), DB_INT(db_int(candidate, 1))));
}

enum err
escrow_confirm(struct gm *gm, struct db *db, const struct escrow_deposit *d,
    const char *code, bool *ret_done)
{
	AUTO(db_rows) row = NULL;
	enum err e = db_one(db,
	    "SELECT sealed, position FROM escrow_candidate"
	    " WHERE carrier_serial = $1 AND code = $2",
	    DB_ARGS(DB_TEXT(d->carrier_serial), DB_TEXT(code)), &row);

	if (e == ERR_NOT_FOUND) {
		*ret_done = false;
		return ERR_OK;
	}
	TRY(e);
	TRY(put_candidate(gm, db, d, row));
	*ret_done = true;
	return ERR_OK;
}
