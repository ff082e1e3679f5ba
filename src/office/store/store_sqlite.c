/* SPDX-License-Identifier: Apache-2.0 */
/*
 * SQLite: WAL, synchronous=FULL (each commit is synced), foreign keys on. A
 * connection is used by one thread at a time, so it has no mutex of its own.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "office/store/sqlite_statement.h"

#define APPLICATION_ID 0x43455254 /* "CERT": whose database it is */

static bool
serves(const char *where)
{
	return strstr(where, "://") == NULL;
}

static struct sqlite_connection *
connection_of(struct db *db)
{
	return (struct sqlite_connection *)db;
}

static void
disconnect(struct db *db)
{
	struct sqlite_connection *c = connection_of(db);

	if (c == NULL)
		return;
	sqlite_cache_clear(c);
	sqlite3_close(c->sqlite);
	free(c);
}

/* SQLite would make the file readable for all; what it makes beside it later
 * gets the same mode. Nobody can have it open yet. */
static enum err
make_file(const char *path)
{
	int fd = open(path, O_CREAT | O_EXCL | O_RDWR | O_CLOEXEC, 0600);

	if (fd >= 0) {
		close(fd);
		return ERR_OK;
	}
	switch (errno) {
	case EEXIST:
		return ERR_OK;
	case ENOSPC:
	case EDQUOT:
		return ERR_DISK_FULL;
	default:
		return ERR_STORE;
	}
}

static enum err
exec_sql(struct sqlite_connection *c, const char *sql)
{
	return sqlite_error(c, sqlite3_exec(c->sqlite, sql, NULL, NULL, NULL));
}

static enum err
set_up(struct sqlite_connection *c, enum db_access access)
{
	sqlite3_extended_result_codes(c->sqlite, 1);
	sqlite3_busy_timeout(c->sqlite, STORE_BUSY_MS);
	sqlite3_db_config(c->sqlite, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
	TRY(exec_sql(c, "PRAGMA journal_mode = WAL;"
			"PRAGMA synchronous = FULL;"
			"PRAGMA foreign_keys = ON;"
			"PRAGMA trusted_schema = OFF;"
			"PRAGMA temp_store = MEMORY;"
			"PRAGMA cache_size = -16000;"
			"PRAGMA wal_autocheckpoint = 4000"));
	if (access == DB_READER)
		return exec_sql(c, "PRAGMA query_only = ON");
	return ERR_OK;
}

static enum err
connect_to(const char *where, enum db_access access, struct db **ret_db)
{
	struct sqlite_connection *c;
	enum err err;

	TRY(make_file(where));
	c = calloc(1, sizeof(*c));
	if (c == NULL)
		return ERR_NOMEM;
	c->db.driver = &store_sqlite;
	err = sqlite_error(
	    c, sqlite3_open_v2(where, &c->sqlite,
		   SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL));
	if (err == ERR_OK)
		err = set_up(c, access);
	if (err != ERR_OK) {
		disconnect(&c->db);
		return err;
	}
	*ret_db = &c->db;
	return ERR_OK;
}

static enum err
script(struct db *db, const char *sql)
{
	return exec_sql(connection_of(db), sql);
}

static enum err
pragma_int(struct db *db, const char *sql, int64_t *ret_v)
{
	AUTO(db_rows) rows = NULL;

	TRY(db_one(db, sql, DB_NO_ARGS, &rows));
	*ret_v = db_int(rows, 0);
	return ERR_OK;
}

static enum err
version(struct db *db, int *ret_version)
{
	int64_t id, number, objects;

	TRY(pragma_int(db, "PRAGMA application_id", &id));
	TRY(pragma_int(db, "PRAGMA user_version", &number));
	TRY(pragma_int(db, "SELECT count(*) FROM sqlite_schema", &objects));
	if (id != APPLICATION_ID && (id != 0 || number != 0 || objects != 0))
		return ERR_STORE;
	*ret_version = (int)number;
	return ERR_OK;
}

static enum err
set_version(struct db *db, int number)
{
	char sql[96];

	snprintf(sql, sizeof(sql),
	    "PRAGMA application_id = %d; PRAGMA user_version = %d",
	    APPLICATION_ID, number);
	return script(db, sql);
}

static enum err
begin(struct db *db, const char *sql)
{
	struct sqlite_connection *c = connection_of(db);

	TRY(sqlite_do(c, sql));
	c->in_transaction = true;
	return ERR_OK;
}

static enum err
begin_read(struct db *db)
{
	return begin(db, "BEGIN");
}

static enum err
begin_write(struct db *db)
{
	return begin(db, "BEGIN IMMEDIATE");
}

static enum err
commit(struct db *db)
{
	TRY(sqlite_do(connection_of(db), "COMMIT"));
	connection_of(db)->in_transaction = false;
	return ERR_OK;
}

static void
rollback(struct db *db)
{
	struct sqlite_connection *c = connection_of(db);

	if (!sqlite3_get_autocommit(c->sqlite))
		(void)!exec_sql(c, "ROLLBACK");
	c->in_transaction = false;
}

static bool
in_transaction(struct db *db)
{
	return !sqlite3_get_autocommit(connection_of(db)->sqlite);
}

static enum err
save(struct db *db)
{
	return sqlite_do(connection_of(db), "SAVEPOINT job");
}

static enum err
keep(struct db *db)
{
	return sqlite_do(connection_of(db), "RELEASE job");
}

static enum err
undo(struct db *db)
{
	TRY(sqlite_do(connection_of(db), "ROLLBACK TO job"));
	return keep(db);
}

/* Copy all pages at once, within one read of the source. */
static enum err
copy_pages(struct sqlite_connection *from, struct sqlite_connection *to)
{
	sqlite3_backup *b =
	    sqlite3_backup_init(to->sqlite, "main", from->sqlite, "main");
	int code;

	if (b == NULL)
		return sqlite_error(to, sqlite3_errcode(to->sqlite));
	sqlite3_backup_step(b, -1);
	code = sqlite3_backup_finish(b);
	return sqlite_error(to, code);
}

static enum err
open_copy(const char *path, struct sqlite_connection *c)
{
	int code = sqlite3_open_v2(path, &c->sqlite,
	    SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL);

	TRY(sqlite_error(c, code));
	sqlite3_extended_result_codes(c->sqlite, 1);
	return exec_sql(c, "PRAGMA synchronous = FULL");
}

static enum err
backup(struct db *db, const char *path)
{
	struct sqlite_connection copy = {.db = {&store_sqlite}};
	enum err err;

	TRY(file_create(path, BYTES_NONE, 0600));
	err = open_copy(path, &copy);
	if (err == ERR_OK)
		err = copy_pages(connection_of(db), &copy);
	sqlite3_close(copy.sqlite);
	if (err != ERR_OK)
		(void)!file_remove(path);
	return err;
}

const struct store_driver store_sqlite = {
    .serves = serves,
    .connect = connect_to,
    .disconnect = disconnect,
    .script = script,
    .version = version,
    .set_version = set_version,
    .begin_read = begin_read,
    .begin_write = begin_write,
    .commit = commit,
    .rollback = rollback,
    .in_transaction = in_transaction,
    .save = save,
    .keep = keep,
    .undo = undo,
    .run = sqlite_run,
    .query = sqlite_query,
    .next = sqlite_next,
    .rows_free = sqlite_rows_free,
    .column_int = sqlite_column_int,
    .column_text = sqlite_column_text,
    .column_blob = sqlite_column_blob,
    .column_is_null = sqlite_column_is_null,
    .backup = backup,
};
