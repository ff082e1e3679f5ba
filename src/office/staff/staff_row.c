/* SPDX-License-Identifier: Apache-2.0 */
#include "office/staff/staff_row.h"

#include <stdio.h>
#include <string.h>

static struct staff_row
read_row(const struct db_rows *r)
{
	struct staff_row s = {.role = staff_role_find(db_text(r, 2)),
	    .active = strcmp(db_text(r, 4), "active") == 0,
	    .created_at = db_int(r, 5)};

	snprintf(s.name, sizeof(s.name), "%s", db_text(r, 0));
	snprintf(s.person, sizeof(s.person), "%s", db_text(r, 1));
	snprintf(s.serial, sizeof(s.serial), "%s", db_text(r, 3));
	return s;
}

enum err
staff_row_get(struct db *db, const char *name, struct staff_row *ret_s)
{
	AUTO(db_rows) r = NULL;
	enum err err = db_one(db,
	    "SELECT name, person, role, serial, state, created_at FROM staff"
	    " WHERE name = $1",
	    DB_ARGS(DB_TEXT(name)), &r);

	if (err == ERR_NOT_FOUND)
		return ERR_STAFF_UNKNOWN;
	TRY(err);
	*ret_s = read_row(r);
	return ERR_OK;
}

enum err
staff_row_absent(struct db *db, const char *name)
{
	struct staff_row there;
	enum err err = staff_row_get(db, name, &there);

	if (err == ERR_OK)
		return ERR_ACCOUNT_EXISTS;
	return err == ERR_STAFF_UNKNOWN ? ERR_OK : err;
}

enum err
staff_row_insert(struct db *db, const struct staff_row *s,
    struct bytes evidence, struct bytes csr)
{
	TRY(staff_row_absent(db, s->name));
	return db_run(db,
	    "INSERT INTO staff (name, person, role, serial, state, evidence,"
	    " csr, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
	    DB_ARGS(DB_TEXT(s->name), DB_TEXT(s->person),
		DB_TEXT(staff_role_name(s->role)), DB_TEXT(s->serial),
		DB_TEXT(s->active ? "active" : "dismissed"), DB_BLOB(evidence),
		DB_BLOB(csr), DB_INT(s->created_at)));
}

enum err
staff_row_dismiss(struct db *db, const char *name)
{
	int64_t changed;

	TRY(db_run_counted(db,
	    "UPDATE staff SET state = 'dismissed'"
	    " WHERE name = $1 AND state = 'active'",
	    DB_ARGS(DB_TEXT(name)), &changed));
	return changed == 1 ? ERR_OK : ERR_CERT_REVOKED;
}

enum err
staff_row_each(struct db *db,
    enum err (*each)(void *arg, const struct staff_row *s), void *arg)
{
	AUTO(db_rows) r = NULL;
	bool more;

	TRY(db_query(db,
	    "SELECT name, person, role, serial, state, created_at FROM staff"
	    " ORDER BY name",
	    DB_NO_ARGS, &r));
	TRY(db_next(r, &more));
	while (more) {
		const struct staff_row s = read_row(r);

		TRY(each(arg, &s));
		TRY(db_next(r, &more));
	}
	return ERR_OK;
}
