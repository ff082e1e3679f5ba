/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a database engine provides to the store: a const table of functions
 * over one connection. A new engine is one more row in store_drivers.c.
 *
 * A connection is used by one thread at a time. Its type begins with struct
 * db, its rows begin with struct db_rows: so store.c finds the functions.
 * Errors of all functions, unless said: STORE, DISK_FULL, STORE_CONFLICT,
 * NOMEM.
 */
#ifndef OFFICE_STORE_DRIVER_H
#define OFFICE_STORE_DRIVER_H

#include "office/store/store.h"

struct store_driver;

struct db {
	const struct store_driver *driver;
};

struct db_rows {
	const struct store_driver *driver;
};

enum db_access { DB_READER, DB_WRITER };

/* The text of a statement and what goes into its $1, $2 … */
struct db_statement {
	const char *sql; /* a literal: its address is the cache's key */
	const struct db_value *args;
	size_t count;
};

struct store_driver {
	/* Is this the engine for such a place? */
	bool (*serves)(const char *where);

	/* A connection, and its end (waits for nothing; db may be NULL). */
	enum err (*connect)(
	    const char *where, enum db_access access, struct db **ret_db);
	void (*disconnect)(struct db *db);

	/* Several statements without parameters, for the schema. */
	enum err (*script)(struct db *db, const char *sql);
	/* The schema's version: 0 in an empty database. set is called inside
	 * a transaction. STORE if another program's data are there. */
	enum err (*version)(struct db *db, int *ret_version);
	enum err (*set_version)(struct db *db, int version);

	/* Transactions. begin_write excludes other writers from its start. */
	enum err (*begin_read)(struct db *db);
	enum err (*begin_write)(struct db *db);
	enum err (*commit)(struct db *db);
	void (*rollback)(struct db *db);
	/* False when the engine gave the transaction up by itself. */
	bool (*in_transaction)(struct db *db);
	/* A savepoint around one job: begun, then kept or undone. */
	enum err (*save)(struct db *db);
	enum err (*keep)(struct db *db);
	enum err (*undo)(struct db *db);

	enum err (*run)(
	    struct db *db, const struct db_statement *s, int64_t *ret_rows);
	enum err (*query)(struct db *db, const struct db_statement *s,
	    struct db_rows **ret_rows);
	enum err (*next)(struct db_rows *r, bool *ret_more);
	void (*rows_free)(struct db_rows *r);
	int64_t (*column_int)(const struct db_rows *r, int column);
	const char *(*column_text)(const struct db_rows *r, int column);
	struct bytes (*column_blob)(const struct db_rows *r, int column);
	bool (*column_is_null)(const struct db_rows *r, int column);

	/* FILE_EXISTS; FILE_DENIED, FILE_WRITE. */
	enum err (*backup)(struct db *db, const char *path);
};

extern const struct store_driver store_sqlite;

/* The driver for a place. NOT_SUPPORTED. */
MUST_USE enum err store_driver_find(
    const char *where, const struct store_driver **ret_driver);

#endif
