/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The part of the SQLite driver that is about statements: one connection's
 * cache of prepared ones, their parameters and rows.
 */
#ifndef OFFICE_SQLITE_STATEMENT_H
#define OFFICE_SQLITE_STATEMENT_H

#include <sqlite3.h>

#include "office/store/store_driver.h"

#define SQLITE_CACHE_SIZE 256 /* a power of two; past it none is kept */

/* A prepared statement is its own cursor. */
struct sqlite_statement {
	struct db_rows rows; /* first: it is given out as this */
	struct sqlite_connection *connection;
	sqlite3_stmt *stmt;
	const char *key; /* address of its text; NULL: not in the cache */
	bool in_use;
};

struct sqlite_connection {
	struct db db; /* first */
	sqlite3 *sqlite;
	bool in_transaction; /* ours; SQLite may have given it up */
	size_t cached;
	struct sqlite_statement *cache[SQLITE_CACHE_SIZE];
};

/* What a result code of SQLite's is here; its text goes to the debug log. */
enum err sqlite_error(struct sqlite_connection *c, int code);

/* Run to the end; *ret_rows gets how many rows were changed. */
MUST_USE enum err sqlite_run(
    struct db *db, const struct db_statement *s, int64_t *ret_rows);

/* The same for a literal without parameters. */
MUST_USE enum err sqlite_do(struct sqlite_connection *c, const char *sql);

MUST_USE enum err sqlite_query(
    struct db *db, const struct db_statement *s, struct db_rows **ret_rows);
MUST_USE enum err sqlite_next(struct db_rows *r, bool *ret_more);
void sqlite_rows_free(struct db_rows *r);
int64_t sqlite_column_int(const struct db_rows *r, int column);
const char *sqlite_column_text(const struct db_rows *r, int column);
struct bytes sqlite_column_blob(const struct db_rows *r, int column);
bool sqlite_column_is_null(const struct db_rows *r, int column);

/* Finalize all that are cached. */
void sqlite_cache_clear(struct sqlite_connection *c);

#endif
