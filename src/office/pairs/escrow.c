/* SPDX-License-Identifier: Apache-2.0 */
#include "office/pairs/escrow.h"

enum err
escrow_put(struct db *db, const struct escrow_deposit *d)
{
	int64_t rows;

	TRY(db_run_counted(db,
	    "INSERT INTO escrow (carrier_serial, account, sealed, pair,"
	    " changed_at) VALUES ($1, $2, $3, $4, $5)"
	    " ON CONFLICT (carrier_serial) DO UPDATE SET"
	    " sealed = excluded.sealed, pair = excluded.pair,"
	    " changed_at = excluded.changed_at"
	    " WHERE escrow.account = excluded.account",
	    DB_ARGS(DB_TEXT(d->carrier_serial), DB_TEXT(d->account),
		DB_BLOB(d->sealed), DB_TEXT(d->pair), DB_INT(d->at)),
	    &rows));
	return rows == 1 ? ERR_OK : ERR_EVIDENCE_HOLDER;
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
