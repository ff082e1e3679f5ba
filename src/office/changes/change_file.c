/* SPDX-License-Identifier: Apache-2.0 */
#include "office/changes/change_file.h"

#include <stdio.h>
#include <string.h>

#include "office/audit/audit.h"
#include "office/changes/filekind.h"
#include "office/registry/ids.h"
#include "office/store/row.h"
#include "office/web/attempt.h"

#define DAY_S 86400

struct putting {
	struct gm *gm;
	const struct change_file_put *put;
	struct change_file file;
	int64_t now;
};

static enum err
write_row(struct db *db, const struct putting *p)
{
	return db_run(db,
	    "INSERT INTO change_file (change, kind, digest, content)"
	    " VALUES ($1, $2, $3, $4) ON CONFLICT (change) DO UPDATE SET"
	    " kind = excluded.kind, digest = excluded.digest,"
	    " content = excluded.content",
	    DB_ARGS(DB_TEXT(p->put->id), DB_TEXT(p->file.kind),
		DB_TEXT(p->file.digest), DB_BLOB(p->put->content)));
}

static enum err
write_audit(struct db *db, const struct putting *p)
{
	char actor[80];

	snprintf(actor, sizeof(actor), "holder:%s", p->put->account->user_name);
	return audit_add(p->gm, db,
	    &(struct audit_event){.at = p->now,
		.actor = actor,
		.event = AUDIT_CHANGE_FILE,
		.about = p->put->id,
		AUDIT_DETAILS(
		    {"kind", p->file.kind}, {"digest", p->file.digest})});
}

static enum err
write_file(struct db *db, void *arg)
{
	const struct putting *p = arg;
	AUTO_DONE(change) c = CHANGE_EMPTY;
	char subject[ATTEMPT_SUBJECT_SIZE];

	TRY(change_by_id(db, p->put->id, &c));
	if (strcmp(c.account, p->put->account->id) != 0)
		return ERR_NOT_FOUND;
	if (c.state != CHANGE_SUBMITTED && c.state != CHANGE_RETURNED)
		return ERR_CHANGE_STATE;
	TRY(attempt_subject(subject, "change:file", c.account));
	TRY(attempt_spend(db, subject, CHANGE_FILES_A_DAY, DAY_S, p->now));
	TRY(write_row(db, p));
	return write_audit(db, p);
}

enum err
change_file_put(struct office *o, struct gm *gm,
    const struct change_file_put *put, struct change_file *ret_f)
{
	struct putting p = {.gm = gm, .put = put, .now = clock_now(o->clock)};
	uint8_t digest[SM3_LEN];
	enum file_kind kind;

	if (put->content.len > CHANGE_FILE_MAX)
		return ERR_TOO_LARGE;
	TRY(file_kind_of(put->content, &kind));
	TRY(sm3_of(gm, put->content, digest));
	ids_hex(BYTES_ARRAY(digest), p.file.digest);
	snprintf(p.file.kind, sizeof(p.file.kind), "%s", file_kind_name(kind));
	TRY(store_write(o->store, write_file, &p));
	*ret_f = p.file;
	return ERR_OK;
}

enum err
change_file_of(struct db *db, const char *id, struct change_file *ret_f)
{
	AUTO(db_rows) row = NULL;
	struct change_file f = {0};
	enum err e =
	    db_one(db, "SELECT kind, digest FROM change_file WHERE change = $1",
		DB_ARGS(DB_TEXT(id)), &row);

	if (e == ERR_OK) {
		ROW_TEXT(row, 0, f.kind);
		ROW_TEXT(row, 1, f.digest);
	} else if (e != ERR_NOT_FOUND) {
		return e;
	}
	*ret_f = f;
	return ERR_OK;
}

enum err
change_file_read(struct db *db, const char *id, struct buf *content)
{
	AUTO(db_rows) row = NULL;

	TRY(db_one(db, "SELECT content FROM change_file WHERE change = $1",
	    DB_ARGS(DB_TEXT(id)), &row));
	return row_blob(row, 0, content);
}

enum err
change_file_remove(struct db *db, const char *id)
{
	return db_run(db, "DELETE FROM change_file WHERE change = $1",
	    DB_ARGS(DB_TEXT(id)));
}
