/* SPDX-License-Identifier: Apache-2.0 */
#include "office/store/sqlite_statement.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"

static enum err
io_error(struct sqlite_connection *c)
{
	int number = sqlite3_system_errno(c->sqlite);

	return number == ENOSPC || number == EDQUOT ? ERR_DISK_FULL : ERR_STORE;
}

static enum err
constraint_error(int code)
{
	switch (code) {
	case SQLITE_CONSTRAINT_PRIMARYKEY:
	case SQLITE_CONSTRAINT_UNIQUE:
	case SQLITE_CONSTRAINT_ROWID:
		return ERR_STORE_CONFLICT;
	default:
		return ERR_STORE;
	}
}

enum err
sqlite_error(struct sqlite_connection *c, int code)
{
	if (code == SQLITE_OK || code == SQLITE_ROW || code == SQLITE_DONE)
		return ERR_OK;
	log_line(LOG_DEBUG, "sqlite: %d: %s", code, sqlite3_errmsg(c->sqlite));

	switch (code & 0xff) {
	case SQLITE_FULL:
		return ERR_DISK_FULL;
	case SQLITE_IOERR:
	case SQLITE_CANTOPEN:
		return io_error(c);
	case SQLITE_BUSY:
	case SQLITE_LOCKED:
		return ERR_STORE_CONFLICT;
	case SQLITE_NOMEM:
		return ERR_NOMEM;
	case SQLITE_CONSTRAINT:
		return constraint_error(code);
	default:
		return ERR_STORE;
	}
}

/* Parameters are $1, $2 … in order of appearance, as the other engines count
 * them; SQLite numbers names by appearance only. */
static enum err
check_parameters(sqlite3_stmt *stmt)
{
	int count = sqlite3_bind_parameter_count(stmt);

	for (int i = 1; i <= count; i++) {
		const char *name = sqlite3_bind_parameter_name(stmt, i);
		char want[16];

		snprintf(want, sizeof(want), "$%d", i);
		if (name == NULL || strcmp(name, want) != 0)
			return ERR_INTERNAL;
	}
	return ERR_OK;
}

static void
statement_free(struct sqlite_statement *s)
{
	if (s == NULL)
		return;
	sqlite3_finalize(s->stmt);
	free(s);
}

static enum err
statement_new(struct sqlite_connection *c, const char *sql,
    struct sqlite_statement **ret_s)
{
	struct sqlite_statement *s = calloc(1, sizeof(*s));
	enum err err;

	if (s == NULL)
		return ERR_NOMEM;
	s->rows.driver = c->db.driver;
	s->connection = c;
	err = sqlite_error(c, sqlite3_prepare_v3(c->sqlite, sql, -1,
				  SQLITE_PREPARE_PERSISTENT, &s->stmt, NULL));
	if (err == ERR_OK)
		err = check_parameters(s->stmt);
	if (err != ERR_OK) {
		statement_free(s);
		return err;
	}
	*ret_s = s;
	return ERR_OK;
}

/* The place in the cache where this text is, or would go. */
static struct sqlite_statement **
cache_slot(struct sqlite_connection *c, const char *sql)
{
	size_t i =
	    (size_t)((uintptr_t)sql * UINT64_C(0x9e3779b97f4a7c15) >> 32);

	for (;; i++) {
		struct sqlite_statement **slot =
		    &c->cache[i & (SQLITE_CACHE_SIZE - 1)];

		if (*slot == NULL || (*slot)->key == sql)
			return slot;
	}
}

/* Keep room, so that a search always comes to an end. */
static bool
cache_has_room(const struct sqlite_connection *c)
{
	return c->cached < SQLITE_CACHE_SIZE * 3 / 4;
}

/*
 * A statement to use now: from the cache, or new. One that is not in the cache
 * (its text is in use already, or another text was once at its address) is
 * freed after use.
 */
static enum err
statement_take(struct sqlite_connection *c, const char *sql,
    struct sqlite_statement **ret_s)
{
	struct sqlite_statement **slot = cache_slot(c, sql), *s = *slot;

	if (s != NULL && !s->in_use && strcmp(sqlite3_sql(s->stmt), sql) == 0) {
		s->in_use = true;
		*ret_s = s;
		return ERR_OK;
	}
	TRY(statement_new(c, sql, &s));
	s->in_use = true;
	if (*slot == NULL && cache_has_room(c)) {
		s->key = sql;
		*slot = s;
		c->cached++;
	}
	*ret_s = s;
	return ERR_OK;
}

static void
statement_return(struct sqlite_statement *s)
{
	sqlite3_reset(s->stmt); /* repeats the last step's error */
	sqlite3_clear_bindings(s->stmt);
	s->in_use = false;
	if (s->key == NULL)
		statement_free(s);
}

void
sqlite_cache_clear(struct sqlite_connection *c)
{
	for (size_t i = 0; i < SQLITE_CACHE_SIZE; i++) {
		statement_free(c->cache[i]);
		c->cache[i] = NULL;
	}
	c->cached = 0;
}

/* keep: SQLITE_STATIC if the value outlives the statement's use. */
static int
bind_value(sqlite3_stmt *stmt, int at, const struct db_value *v,
    sqlite3_destructor_type keep)
{
	/* A NULL pointer would bind NULL. */
	const void *p = v->b.p != NULL ? (const void *)v->b.p : "";

	switch (v->type) {
	case DB_INT_:
		return sqlite3_bind_int64(stmt, at, v->i);
	case DB_TEXT_:
		return sqlite3_bind_text64(
		    stmt, at, p, v->b.len, keep, SQLITE_UTF8);
	case DB_BLOB_:
		return sqlite3_bind_blob64(stmt, at, p, v->b.len, keep);
	default:
		return sqlite3_bind_null(stmt, at);
	}
}

static enum err
bind_all(struct sqlite_statement *s, const struct db_statement *from,
    sqlite3_destructor_type keep)
{
	if ((size_t)sqlite3_bind_parameter_count(s->stmt) != from->count)
		return ERR_INTERNAL;
	for (size_t i = 0; i < from->count; i++)
		TRY(sqlite_error(s->connection,
		    bind_value(s->stmt, (int)i + 1, &from->args[i], keep)));
	return ERR_OK;
}

/*
 * After SQLite gave a transaction up by itself, what follows would be
 * committed statement by statement: a job gets nothing done any more.
 */
static enum err
check_transaction(const struct sqlite_connection *c)
{
	if (c->in_transaction && sqlite3_get_autocommit(c->sqlite))
		return ERR_STORE;
	return ERR_OK;
}

enum err
sqlite_run(struct db *db, const struct db_statement *from, int64_t *ret_rows)
{
	struct sqlite_connection *c = (struct sqlite_connection *)db;
	struct sqlite_statement *s;
	enum err err;
	int code;

	TRY(check_transaction(c));
	TRY(statement_take(c, from->sql, &s));
	err = bind_all(s, from, SQLITE_STATIC);
	if (err == ERR_OK) {
		do
			code = sqlite3_step(s->stmt);
		while (code == SQLITE_ROW);
		err = sqlite_error(c, code);
	}
	if (err == ERR_OK)
		*ret_rows = sqlite3_changes64(c->sqlite);
	statement_return(s);
	return err;
}

enum err
sqlite_do(struct sqlite_connection *c, const char *sql)
{
	const struct db_statement s = {sql, NULL, 0};
	int64_t rows;

	return sqlite_run(&c->db, &s, &rows);
}

enum err
sqlite_query(
    struct db *db, const struct db_statement *from, struct db_rows **ret_rows)
{
	struct sqlite_connection *c = (struct sqlite_connection *)db;
	struct sqlite_statement *s;
	enum err err;

	TRY(check_transaction(c));
	TRY(statement_take(c, from->sql, &s));
	err = bind_all(s, from, SQLITE_TRANSIENT);
	if (err != ERR_OK) {
		statement_return(s);
		return err;
	}
	*ret_rows = &s->rows;
	return ERR_OK;
}

enum err
sqlite_next(struct db_rows *r, bool *ret_more)
{
	struct sqlite_statement *s = (struct sqlite_statement *)r;
	int code = sqlite3_step(s->stmt);

	TRY(sqlite_error(s->connection, code));
	*ret_more = code == SQLITE_ROW;
	return ERR_OK;
}

void
sqlite_rows_free(struct db_rows *r)
{
	statement_return((struct sqlite_statement *)r);
}

static sqlite3_stmt *
stmt_of(const struct db_rows *r)
{
	return ((const struct sqlite_statement *)r)->stmt;
}

int64_t
sqlite_column_int(const struct db_rows *r, int column)
{
	return sqlite3_column_int64(stmt_of(r), column);
}

const char *
sqlite_column_text(const struct db_rows *r, int column)
{
	const unsigned char *text = sqlite3_column_text(stmt_of(r), column);

	return text != NULL ? (const char *)text : "";
}

struct bytes
sqlite_column_blob(const struct db_rows *r, int column)
{
	const void *p = sqlite3_column_blob(stmt_of(r), column);
	int len = sqlite3_column_bytes(stmt_of(r), column);

	return BYTES(p, p == NULL ? 0 : (size_t)len);
}

bool
sqlite_column_is_null(const struct db_rows *r, int column)
{
	return sqlite3_column_type(stmt_of(r), column) == SQLITE_NULL;
}
