/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "office/audit/audit.h"
#include "office/audit/checkpoint.h"
#include "office/audit/verify_private.h"

static enum err
bad_at(struct verify *v, uint64_t seq, const char *why, enum err cause)
{
	v->report->bad_seq = seq;
	return verify_bad(v, "", why, cause);
}

/* One record, the row that rows stands at; hash goes from the last to it. */
static enum err
check_record(
    struct verify *v, const struct db_rows *rows, uint8_t hash[SM3_LEN])
{
	const struct audit_record r = {
	    .seq = (uint64_t)db_int(rows, 0),
	    .at = db_int(rows, 1),
	    .actor = db_text(rows, 2),
	    .event = db_text(rows, 3),
	    .about = db_text(rows, 4),
	    .details = db_text(rows, 5),
	};
	uint64_t want = v->report->records + 1;

	if (r.seq != want)
		return bad_at(v, want, "a record is missing", ERR_OK);
	if (audit_hash(v->gm, hash, &r, hash) != ERR_OK ||
	    !bytes_equal(db_blob(rows, 6), BYTES(hash, SM3_LEN)))
		return bad_at(v, want, "the record was changed", ERR_OK);
	v->report->records = want;
	return ERR_OK;
}

static enum err
check_records(struct verify *v)
{
	AUTO(db_rows) rows = NULL;
	uint8_t hash[SM3_LEN] = {0};
	bool more;

	TRY(db_query(v->db,
	    "SELECT seq, at, actor, event, about, details, hash FROM audit"
	    " ORDER BY seq",
	    DB_NO_ARGS, &rows));
	TRY(db_next(rows, &more));
	while (more) {
		TRY(check_record(v, rows, hash));
		TRY(db_next(rows, &more));
	}
	return ERR_OK;
}

/* The hash of a record that was found good. */
static enum err
hash_at(struct verify *v, uint64_t seq, uint8_t ret_hash[SM3_LEN])
{
	AUTO(db_rows) rows = NULL;
	struct bytes hash;

	TRY(db_one(v->db, "SELECT hash FROM audit WHERE seq = $1",
	    DB_ARGS(DB_INT(seq)), &rows));
	hash = db_blob(rows, 0);
	if (hash.len != SM3_LEN)
		return ERR_AUDIT_BROKEN;
	memcpy(ret_hash, hash.p, SM3_LEN);
	return ERR_OK;
}

static enum err
check_checkpoint(
    struct verify *v, uint64_t seq, struct bytes body, struct bytes signature)
{
	struct checkpoint c;
	uint8_t hash[SM3_LEN];
	enum err err = checkpoint_parse(body, &c);

	if (err == ERR_OK && c.seq != seq)
		err = ERR_DER_SYNTAX;
	if (err == ERR_OK)
		err =
		    checkpoint_verify(v->gm, v->trust->audit, body, signature);
	if (err != ERR_OK)
		return bad_at(v, seq, "the checkpoint is not signed", err);
	if (c.seq > v->report->records)
		return bad_at(v, v->report->records + 1,
		    "records that a checkpoint covers are missing", ERR_OK);
	TRY(hash_at(v, seq, hash));
	if (memcmp(hash, c.hash, SM3_LEN) != 0)
		return bad_at(
		    v, seq, "the chain is not the one that was signed", ERR_OK);
	v->report->checkpoints++;
	v->report->last_checkpoint_seq = seq;
	return ERR_OK;
}

static enum err
check_checkpoints(struct verify *v)
{
	AUTO(db_rows) rows = NULL;
	bool more;

	TRY(db_query(v->db,
	    "SELECT seq, body, signature FROM checkpoint ORDER BY seq",
	    DB_NO_ARGS, &rows));
	TRY(db_next(rows, &more));
	while (more) {
		TRY(check_checkpoint(v, (uint64_t)db_int(rows, 0),
		    db_blob(rows, 1), db_blob(rows, 2)));
		TRY(db_next(rows, &more));
	}
	return ERR_OK;
}

enum err
verify_chain(struct verify *v)
{
	TRY(check_records(v));
	return check_checkpoints(v);
}
