/* SPDX-License-Identifier: Apache-2.0 */
#include "office/pairs/ocsp_answer.h"

#include "office/store/row.h"
#include "pki/ocsp.h"

struct bytes
ocsp_answer_algorithm(void)
{
	/* SEQUENCE { 1.3.14.3.2.26, NULL } */
	static const uint8_t sha1[] = {
	    0x30, 9, 6, 5, 0x2b, 0x0e, 3, 2, 0x1a, 5, 0};

	return BYTES_ARRAY(sha1);
}

int64_t
ocsp_answer_life_s(const struct office_config *c)
{
	return 2 * c->ocsp_hours * 3600;
}

void
ocsp_answer_done(struct ocsp_answer_row *a)
{
	buf_done(&a->der);
}

enum err
ocsp_answer_want(struct db *db, const char *serial)
{
	return db_run(db,
	    "INSERT INTO ocsp (serial, this_update, next_update, der)"
	    " VALUES ($1, 0, 0, $2)",
	    DB_ARGS(DB_TEXT(serial), DB_BLOB(BYTES_NONE)));
}

/* Each time another number, so that ocsp_answer_put sees that it was. */
enum err
ocsp_answer_forget(struct db *db, const char *serial)
{
	return db_run(db,
	    "UPDATE ocsp SET next_update = CASE WHEN next_update > 0"
	    " THEN -1 ELSE next_update - 1 END, der = $1 WHERE serial = $2",
	    DB_ARGS(DB_BLOB(BYTES_NONE), DB_TEXT(serial)));
}

enum err
ocsp_answer_get(struct db *db, const char *serial, int64_t now,
    struct ocsp_answer_row *ret_a)
{
	AUTO(db_rows) row = NULL;

	TRY(db_one(db,
	    "SELECT serial, this_update, next_update, der FROM ocsp"
	    " WHERE serial = $1 AND next_update > $2",
	    DB_ARGS(DB_TEXT(serial), DB_INT(now)), &row));
	ROW_TEXT(row, 0, ret_a->serial);
	ret_a->this_update = db_int(row, 1);
	ret_a->next_update = db_int(row, 2);
	buf_truncate(&ret_a->der, 0);
	return row_blob(row, 3, &ret_a->der);
}

enum err
ocsp_answer_find_due(struct db *db, int64_t at, struct ocsp_answer_due *ret_due)
{
	AUTO(db_rows) rows = NULL;
	struct ocsp_answer_due due = {.count = 0};
	bool more;

	TRY(db_query(db,
	    "SELECT ocsp.serial, ocsp.next_update, certificate.not_after"
	    " FROM ocsp JOIN certificate ON certificate.serial = ocsp.serial"
	    " WHERE ocsp.next_update <= $1 ORDER BY ocsp.next_update LIMIT $2",
	    DB_ARGS(DB_INT(at), DB_INT(OCSP_ANSWER_BATCH)), &rows));
	TRY(db_next(rows, &more));
	while (more) {
		ROW_TEXT(rows, 0, due.rows[due.count].serial);
		due.rows[due.count].next_update = db_int(rows, 1);
		due.rows[due.count++].not_after = db_int(rows, 2);
		TRY(db_next(rows, &more));
	}
	*ret_due = due;
	return ERR_OK;
}

enum err
ocsp_answer_put(struct db *db, const struct ocsp_answer_row *a, int64_t seen)
{
	return db_run(db,
	    "UPDATE ocsp SET this_update = $1, next_update = $2, der = $3"
	    " WHERE serial = $4 AND next_update = $5",
	    DB_ARGS(DB_INT(a->this_update), DB_INT(a->next_update),
		DB_BLOB(buf_bytes(&a->der)), DB_TEXT(a->serial), DB_INT(seen)));
}

enum err
ocsp_answer_drop(struct db *db, const char *serial)
{
	return db_run(
	    db, "DELETE FROM ocsp WHERE serial = $1", DB_ARGS(DB_TEXT(serial)));
}
