/* SPDX-License-Identifier: Apache-2.0 */
#include "office/audit/checkpoint.h"

#include <string.h>

#include "pki/syntax.h"

#define TYPE "office-checkpoint-v1"

void
checkpoint_encode(struct buf *b, const struct checkpoint *c)
{
	size_t mark = der_open(b, DER_SEQUENCE);

	der_put_printable(b, TYPE);
	der_put_uint(b, c->seq);
	der_put_octets(b, BYTES_ARRAY(c->hash));
	der_put_generalized_time(b, c->at);
	der_close(b, mark);
}

enum err
checkpoint_parse(struct bytes der, struct checkpoint *ret_c)
{
	struct der outer = der_of(der), d;
	struct checkpoint c;

	TRY(der_enter(&outer, DER_SEQUENCE, &d));
	TRY(der_end(&outer));
	TRY(syntax_type(&d, TYPE));
	TRY(der_uint(&d, INT64_MAX, &c.seq));
	TRY(der_octets_fixed(&d, c.hash, sizeof(c.hash)));
	TRY(der_generalized_time(&d, &c.at));
	TRY(der_end(&d));
	if (c.seq == 0)
		return ERR_DER_SYNTAX;
	*ret_c = c;
	return ERR_OK;
}

enum err
checkpoint_verify(struct gm *gm, const struct cert *audit, struct bytes body,
    struct bytes signature)
{
	struct sm2_signature sig;

	TRY(signature_parse(signature, &sig));
	return sm2_verify(gm, &audit->key, body, &sig);
}

/* The first record that no checkpoint covers: its seq and time. */
static enum err
first_uncovered(struct db *db, int64_t *ret_seq, int64_t *ret_at)
{
	AUTO(db_rows) rows = NULL;

	TRY(db_one(db,
	    "SELECT seq, at FROM audit WHERE seq >"
	    " (SELECT coalesce(max(seq), 0) FROM checkpoint)"
	    " ORDER BY seq LIMIT 1",
	    DB_NO_ARGS, &rows));
	*ret_seq = db_int(rows, 0);
	*ret_at = db_int(rows, 1);
	return ERR_OK;
}

static enum err
last_record(struct db *db, struct checkpoint *ret_c)
{
	AUTO(db_rows) rows = NULL;
	struct bytes hash;

	TRY(db_one(db, "SELECT seq, hash FROM audit ORDER BY seq DESC LIMIT 1",
	    DB_NO_ARGS, &rows));
	hash = db_blob(rows, 1);
	if (hash.len != SM3_LEN)
		return ERR_AUDIT_BROKEN;
	ret_c->seq = (uint64_t)db_int(rows, 0);
	memcpy(ret_c->hash, hash.p, SM3_LEN);
	return ERR_OK;
}

enum err
audit_checkpoint_due(struct db *db, const struct checkpoint_policy *policy,
    int64_t now, bool *ret_due, struct checkpoint *ret_c)
{
	struct checkpoint c = {.at = now};
	int64_t seq, at;
	enum err err = first_uncovered(db, &seq, &at);

	if (err == ERR_NOT_FOUND) {
		*ret_due = false;
		return ERR_OK;
	}
	if (err != ERR_OK)
		return err;
	TRY(last_record(db, &c));
	*ret_due = c.seq - (uint64_t)seq + 1 >= policy->records ||
		   now - at >= policy->age_s;
	*ret_c = c;
	return ERR_OK;
}

enum err
audit_checkpoint_store(struct db *db, struct bytes body, struct bytes signature)
{
	struct checkpoint c;

	TRY(checkpoint_parse(body, &c));
	return db_run(db,
	    "INSERT INTO checkpoint (seq, body, signature)"
	    " VALUES ($1, $2, $3) ON CONFLICT (seq) DO NOTHING",
	    DB_ARGS(DB_INT(c.seq), DB_BLOB(body), DB_BLOB(signature)));
}
