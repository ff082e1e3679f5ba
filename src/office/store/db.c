/* SPDX-License-Identifier: Apache-2.0 */
/* The part of store.h that jobs use: straight on to the connection's driver. */
#include "office/store/store_driver.h"

enum err
db_run(
    struct db *db, const char *sql, const struct db_value *args, size_t count)
{
	const struct db_statement s = {sql, args, count};
	int64_t rows;

	return db->driver->run(db, &s, &rows);
}

enum err
db_run_counted(struct db *db, const char *sql, const struct db_value *args,
    size_t count, int64_t *ret_rows)
{
	const struct db_statement s = {sql, args, count};

	return db->driver->run(db, &s, ret_rows);
}

enum err
db_query(struct db *db, const char *sql, const struct db_value *args,
    size_t count, struct db_rows **ret_rows)
{
	const struct db_statement s = {sql, args, count};

	return db->driver->query(db, &s, ret_rows);
}

enum err
db_one(struct db *db, const char *sql, const struct db_value *args,
    size_t count, struct db_rows **ret_rows)
{
	AUTO(db_rows) rows = NULL;
	bool more;

	TRY(db_query(db, sql, args, count, &rows));
	TRY(db_next(rows, &more));
	if (!more)
		return ERR_NOT_FOUND;
	*ret_rows = TAKE(rows);
	return ERR_OK;
}

enum err
db_next(struct db_rows *r, bool *ret_more)
{
	return r->driver->next(r, ret_more);
}

void
db_rows_free(struct db_rows *r)
{
	if (r != NULL)
		r->driver->rows_free(r);
}

int64_t
db_int(const struct db_rows *r, int column)
{
	return r->driver->column_int(r, column);
}

const char *
db_text(const struct db_rows *r, int column)
{
	return r->driver->column_text(r, column);
}

struct bytes
db_blob(const struct db_rows *r, int column)
{
	return r->driver->column_blob(r, column);
}

bool
db_is_null(const struct db_rows *r, int column)
{
	return r->driver->column_is_null(r, column);
}
