/* SPDX-License-Identifier: Apache-2.0 */
#include "office/pairs/revocation_list.h"

#include "office/store/row.h"
#include "pki/crl.h"

#define LIFE_MAX_S (CA_CRL_TTL_MAX_S - 3600) /* clocks may differ */

void
revocation_list_done(struct revocation_list *l)
{
	buf_done(&l->der);
}

int64_t
revocation_list_life_s(const struct office_config *c)
{
	int64_t life = 2 * c->crl_hours * 3600;

	return life < LIFE_MAX_S ? life : LIFE_MAX_S;
}

enum { FULL = 1, DELTA = 2 };
static const char *const kinds[] = {[FULL] = "full", [DELTA] = "delta"};

static const char *
kind(struct ca_list_name name)
{
	return kinds[name.delta ? DELTA : FULL];
}

static struct revocation_list_row
read_row(const struct db_rows *row)
{
	return (struct revocation_list_row){
	    (uint64_t)db_int(row, 0), db_int(row, 1), db_int(row, 2)};
}

enum err
revocation_list_row(struct db *db, struct ca_list_name name,
    struct revocation_list_row *ret_row)
{
	AUTO(db_rows) row = NULL;
	enum err e = db_one(db,
	    "SELECT number, this_update, next_update FROM revocation_list"
	    " WHERE part = $1 AND kind = $2",
	    DB_ARGS(DB_INT(name.partition), DB_TEXT(kind(name))), &row);

	if (e != ERR_OK && e != ERR_NOT_FOUND)
		return e;
	*ret_row = e == ERR_OK ? read_row(row)
			       : (struct revocation_list_row){.number = 0};
	return ERR_OK;
}

enum err
revocation_list_get(
    struct db *db, struct ca_list_name name, struct revocation_list *ret_list)
{
	AUTO(db_rows) row = NULL;
	AUTO_DONE(revocation_list) list = {.der = BUF(CRL_DER_MAX)};

	TRY(db_one(db,
	    "SELECT number, this_update, next_update, der"
	    " FROM revocation_list WHERE part = $1 AND kind = $2",
	    DB_ARGS(DB_INT(name.partition), DB_TEXT(kind(name))), &row));
	list.name = name;
	list.row = read_row(row);
	TRY(row_blob(row, 3, &list.der));
	revocation_list_done(ret_list);
	*ret_list = list;
	list.der = (struct buf){0};
	return ERR_OK;
}

enum err
revocation_list_put(struct db *db, const struct revocation_list *list)
{
	return db_run(db,
	    "INSERT INTO revocation_list (part, kind, number, this_update,"
	    " next_update, der) VALUES ($1, $2, $3, $4, $5, $6)"
	    " ON CONFLICT (part, kind) DO UPDATE SET number = excluded.number,"
	    " this_update = excluded.this_update,"
	    " next_update = excluded.next_update, der = excluded.der",
	    DB_ARGS(DB_INT(list->name.partition), DB_TEXT(kind(list->name)),
		DB_INT(list->row.number), DB_INT(list->row.this_update),
		DB_INT(list->row.next_update), DB_BLOB(buf_bytes(&list->der))));
}

static enum err
read_list(const struct db_rows *row, struct revocation_list *list)
{
	int64_t partition = db_int(row, 3);
	int which;

	TRY(row_name(row, 4, kinds, COUNT(kinds), &which));
	if (partition < 0 || partition > CERT_PARTITION_MAX)
		return ERR_STORE;
	list->name = (struct ca_list_name){(uint32_t)partition, which == DELTA};
	list->row = read_row(row);
	buf_truncate(&list->der, 0);
	return row_blob(row, 5, &list->der);
}

enum err
revocation_list_each(struct db *db,
    enum err (*each)(void *arg, const struct revocation_list *list), void *arg)
{
	AUTO(db_rows) rows = NULL;
	AUTO_DONE(revocation_list) list = {.der = BUF(CRL_DER_MAX)};
	bool more;

	TRY(db_query(db,
	    "SELECT number, this_update, next_update, part, kind, der"
	    " FROM revocation_list ORDER BY part, kind",
	    DB_NO_ARGS, &rows));
	for (;;) {
		TRY(db_next(rows, &more));
		if (!more)
			return ERR_OK;
		TRY(read_list(rows, &list));
		TRY(each(arg, &list));
	}
}

enum err
revocation_list_health(
    struct db *db, const struct office_config *c, int64_t now, bool *ret_good)
{
	AUTO(db_rows) row = NULL;
	int64_t overlap = revocation_list_life_s(c) - c->crl_hours * 3600;

	TRY(db_one(db, "SELECT MIN(next_update) FROM revocation_list",
	    DB_NO_ARGS, &row)); /* 0 without any */
	*ret_good = db_int(row, 0) - now >= overlap / 2;
	return ERR_OK;
}
