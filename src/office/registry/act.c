/* SPDX-License-Identifier: Apache-2.0 */
#include "office/registry/act.h"

#include <stdio.h>
#include <string.h>

#include "office/audit/audit.h"
#include "office/registry/ids.h"
#include "office/store/row.h"

static const char *const names[] = {
    [ACT_ENTRY] = "enter",
    [ACT_APPROVE] = "approve",
    [ACT_REJECT] = "reject",
    [ACT_RETURN] = "return",
    [ACT_APPOINT] = "appoint",
    [ACT_DISMISS] = "dismiss",
    [ACT_RESEND] = "resend",
    [ACT_REVOKE] = "revoke",
    [ACT_ENDORSE] = "endorse",
    [ACT_PERSONALISE] = "personalise",
};

const char *
act_verb_name(enum act_verb v)
{
	return names[v];
}

void
stored_act_done(struct stored_act *a)
{
	buf_done(&a->record);
	buf_done(&a->signed_der);
}

enum err
act_insert(struct gm *gm, struct db *db, const struct act_entry *e,
    char ret_id[ACT_ID_SIZE])
{
	char id[ACT_ID_SIZE];
	uint8_t digest[SM3_LEN];

	TRY(sm3_of(gm, e->signed_der, digest));
	ids_hex(BYTES_ARRAY(digest), id);
	TRY(db_run(db,
	    "INSERT INTO act (id, about, verb, staff, record, signed, at, seq)"
	    " SELECT $1, $2, $3, $4, $5, $6, $7, COALESCE(MAX(seq), 0) + 1"
	    " FROM act WHERE about = $2",
	    DB_ARGS(DB_TEXT(id), DB_TEXT(e->about),
		DB_TEXT(act_verb_name(e->verb)), DB_TEXT(e->staff),
		DB_BLOB(e->record), DB_BLOB(e->signed_der), DB_INT(e->at))));
	memcpy(ret_id, id, sizeof(id));
	return ERR_OK;
}

enum err
act_add(struct gm *gm, struct db *db, const struct act_entry *e,
    char ret_id[ACT_ID_SIZE])
{
	char actor[80];

	TRY(act_insert(gm, db, e, ret_id));
	snprintf(actor, sizeof(actor), "staff:%s", e->staff);
	return audit_add(gm, db,
	    &(struct audit_event){.at = e->at,
		.actor = actor,
		.event = AUDIT_STAFF_ACT,
		.about = e->about,
		AUDIT_DETAILS(
		    {"verb", act_verb_name(e->verb)}, {"act", ret_id})});
}

#define COLUMNS "id, about, staff, record, signed"

static enum err
read_row(const struct db_rows *row, struct stored_act *ret_a)
{
	AUTO_DONE(stored_act)
	a = {
	    .record = BUF(RECORD_DER_MAX),
	    .signed_der = BUF(SIGNED_ACT_DER_MAX),
	};

	ROW_TEXT(row, 0, a.id);
	ROW_TEXT(row, 1, a.about);
	ROW_TEXT(row, 2, a.staff);
	TRY(row_blob(row, 3, &a.record));
	TRY(row_blob(row, 4, &a.signed_der));
	stored_act_done(ret_a);
	*ret_a = a;
	a = (struct stored_act){0};
	return ERR_OK;
}

enum err
act_latest(struct db *db, const char *about, enum act_verb verb,
    struct stored_act *ret_a)
{
	AUTO(db_rows) row = NULL;

	TRY(db_one(db,
	    "SELECT " COLUMNS " FROM act"
	    " WHERE about = $1 AND verb = $2"
	    " ORDER BY seq DESC, at DESC LIMIT 1",
	    DB_ARGS(DB_TEXT(about), DB_TEXT(act_verb_name(verb))), &row));
	return read_row(row, ret_a);
}

enum err
act_by_id(struct db *db, const char *id, struct stored_act *ret_a)
{
	AUTO(db_rows) row = NULL;

	TRY(db_one(db, "SELECT " COLUMNS " FROM act WHERE id = $1",
	    DB_ARGS(DB_TEXT(id)), &row));
	return read_row(row, ret_a);
}
