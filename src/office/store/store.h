/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The office's store: one interface, a driver for each engine (store_driver.h).
 *
 * Work is a function that gets a struct db inside a transaction:
 *
 *	store_read(store, look_up, &arg)    any number at once
 *	store_write(store, change, &arg)    grouped: jobs waiting at the same
 *	                                    time share one commit, each in a
 *	                                    savepoint of its own
 *
 * store_write returns when its job is durable (synced), or was rolled back
 * because the job returned an error, which is then what store_write returns.
 * A job may be run again from its start after a conflict, so it has no effects
 * but those in the database and in its arg. Jobs do not call the store.
 *
 * SQL is one text for all engines wherever they agree: parameters $1 … $9 in
 * order of appearance ($10 and on are fine too), INTEGER, TEXT, BLOB columns (a
 * driver maps BLOB), times as seconds, no engine's own functions. A statement
 * is prepared once for each connection, keyed by its text's address: texts are
 * string literals.
 *
 * All functions: STORE, DISK_FULL, NOMEM, and STORE_CONFLICT: a value that
 * must be unique is there already, or other writers did not let us in within
 * STORE_BUSY_MS. A statement that failed so has changed nothing; the job may
 * go on.
 */
#ifndef OFFICE_STORE_H
#define OFFICE_STORE_H

#include "base/bytes.h"

#define STORE_BUSY_MS 10000

struct store;
struct db;

/*
 * Open, making the schema or migrating it forward (schema.h). where is a
 * path for SQLite (WAL, synchronous=FULL) or "postgresql://…".
 * STORE_VERSION if a newer program made it; NOT_SUPPORTED for an engine that
 * this build does not have.
 */
MUST_USE enum err store_open(const char *where, struct store **ret_store);
void store_free(struct store *s); /* waits for jobs; s may be NULL */
DEFINE_AUTO(store)

typedef enum err (*store_job)(struct db *db, void *arg);
MUST_USE enum err store_read(struct store *s, store_job job, void *arg);
MUST_USE enum err store_write(struct store *s, store_job job, void *arg);

/* Copy the whole database, consistent, to a new file while it is in use.
 * FILE_EXISTS, FILE_DENIED, FILE_WRITE. */
MUST_USE enum err store_backup(struct store *s, const char *path);

/* Since it was opened: jobs of store_write that were run, and the commits that
 * they shared; and the jobs that wait at this moment. */
struct store_stats {
	uint64_t write_jobs, commits, queued;
};
void store_stats(struct store *s, struct store_stats *ret_stats);

enum db_type { DB_NULL_, DB_INT_, DB_TEXT_, DB_BLOB_ };
struct db_value {
	enum db_type type;
	int64_t i;
	struct bytes b;
};
#define DB_NULL ((struct db_value){DB_NULL_, 0, {NULL, 0}})
#define DB_INT(v) ((struct db_value){DB_INT_, (int64_t)(v), {NULL, 0}})
#define DB_TEXT(s) ((struct db_value){DB_TEXT_, 0, bytes_str(s)})
#define DB_BLOB(bytes) ((struct db_value){DB_BLOB_, 0, (bytes)})
#define DB_ARGS(...)                                          \
	((const struct db_value[]){__VA_ARGS__}),             \
	    (sizeof((const struct db_value[]){__VA_ARGS__}) / \
		sizeof(struct db_value))
#define DB_NO_ARGS NULL, 0

/* A statement whose rows, if any, do not matter:
 * db_run(db, "…", DB_ARGS(DB_INT(1))). */
MUST_USE enum err db_run(
    struct db *db, const char *sql, const struct db_value *args, size_t count);

/* The same; *ret_rows is how many rows were changed. */
MUST_USE enum err db_run_counted(struct db *db, const char *sql,
    const struct db_value *args, size_t count, int64_t *ret_rows);

/* A query. Several may be open at once; each is closed before its job ends. */
struct db_rows;
MUST_USE enum err db_query(struct db *db, const char *sql,
    const struct db_value *args, size_t count, struct db_rows **ret_rows);
/* On to the next (first) row; *ret_more false when there is none. */
MUST_USE enum err db_next(struct db_rows *r, bool *ret_more);
void db_rows_free(struct db_rows *r);
DEFINE_AUTO(db_rows)

/* The one row of a query that finds at most one: NOT_FOUND if none. */
MUST_USE enum err db_one(struct db *db, const char *sql,
    const struct db_value *args, size_t count, struct db_rows **ret_rows);

/* Columns from 0; borrowed until the next db_next. NULL is 0, "" or none. */
int64_t db_int(const struct db_rows *r, int column);
const char *db_text(const struct db_rows *r, int column);
struct bytes db_blob(const struct db_rows *r, int column);
bool db_is_null(const struct db_rows *r, int column);

#endif
