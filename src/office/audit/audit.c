/* SPDX-License-Identifier: Apache-2.0 */
#include "office/audit/audit.h"

#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include "asn1/der.h"
#include "base/text.h"

#define RECORD_MAX (3 * AUDIT_TEXT_MAX + AUDIT_DETAILS_MAX + 128)

enum err
audit_hash(struct gm *gm, const uint8_t previous[SM3_LEN],
    const struct audit_record *r, uint8_t ret_hash[SM3_LEN])
{
	AUTO_DONE(buf) b = BUF(RECORD_MAX);
	size_t mark = der_open(&b, DER_SEQUENCE);

	der_put_printable(&b, "office-audit-v1");
	der_put_uint(&b, r->seq);
	der_put_generalized_time(&b, r->at);
	der_put_utf8(&b, r->actor);
	der_put_utf8(&b, r->event);
	der_put_utf8(&b, r->about);
	der_put_utf8(&b, r->details);
	der_close(&b, mark);
	TRY(buf_status(&b));
	return sm3(gm,
	    (const struct bytes[]){BYTES(previous, SM3_LEN), buf_bytes(&b)}, 2,
	    ret_hash);
}

static enum err
check_text(const char *s)
{
	struct bytes b = bytes_str(s);

	if (b.len > AUDIT_TEXT_MAX)
		return ERR_TOO_LARGE;
	return text_is_plain(b) ? ERR_OK : ERR_BAD_TEXT;
}

static enum err
check_event(const struct audit_event *e)
{
	TRY(check_text(e->actor));
	TRY(check_text(e->event));
	TRY(check_text(e->about));
	return e->detail_count > AUDIT_DETAIL_COUNT_MAX ? ERR_TOO_LARGE
							: ERR_OK;
}

/* The members; json takes nothing but copies. */
static enum err
set_details(json_t *json, const struct audit_event *e)
{
	for (size_t i = 0; i < e->detail_count; i++) {
		const struct audit_detail *d = &e->details[i];

		if (d->value == NULL)
			continue;
		if (!text_is_utf8(bytes_str(d->value)))
			return ERR_BAD_TEXT;
		if (json_object_set_new(json, d->name, json_string(d->value)) !=
		    0)
			return ERR_NOMEM;
	}
	return ERR_OK;
}

/* The canonical JSON, with its NUL. */
static enum err
write_details(const struct audit_event *e, char out[AUDIT_DETAILS_MAX + 1])
{
	json_t *json = json_object();
	enum err err;
	size_t len = 0;

	if (json == NULL)
		return ERR_NOMEM;
	err = set_details(json, e);
	if (err == ERR_OK) {
		len = json_dumpb(json, out, AUDIT_DETAILS_MAX,
		    JSON_COMPACT | JSON_SORT_KEYS);
		if (len == 0 || len > AUDIT_DETAILS_MAX)
			err = ERR_TOO_LARGE;
		else
			out[len] = '\0';
	}
	json_decref(json);
	return err;
}

/* seq and hash of the last record: 0 and zeros when there is none. */
static enum err
last_record(struct db *db, uint64_t *ret_seq, uint8_t ret_hash[SM3_LEN])
{
	AUTO(db_rows) rows = NULL;
	bool more;
	struct bytes hash;

	TRY(db_query(db,
	    "SELECT seq, hash FROM audit ORDER BY seq DESC LIMIT 1", DB_NO_ARGS,
	    &rows));
	TRY(db_next(rows, &more));
	if (!more) {
		*ret_seq = 0;
		memset(ret_hash, 0, SM3_LEN);
		return ERR_OK;
	}
	hash = db_blob(rows, 1);
	if (hash.len != SM3_LEN)
		return ERR_AUDIT_BROKEN;
	*ret_seq = (uint64_t)db_int(rows, 0);
	memcpy(ret_hash, hash.p, SM3_LEN);
	return ERR_OK;
}

enum err
audit_add(struct gm *gm, struct db *db, const struct audit_event *e)
{
	char details[AUDIT_DETAILS_MAX + 1];
	uint8_t previous[SM3_LEN], hash[SM3_LEN];
	struct audit_record r = {
	    0, e->at, e->actor, e->event, e->about, details};

	TRY(check_event(e));
	TRY(write_details(e, details));
	TRY(last_record(db, &r.seq, previous));
	r.seq++;
	TRY(audit_hash(gm, previous, &r, hash));
	return db_run(db,
	    "INSERT INTO audit (seq, at, actor, event, about, details, hash)"
	    " VALUES ($1, $2, $3, $4, $5, $6, $7)",
	    DB_ARGS(DB_INT(r.seq), DB_INT(r.at), DB_TEXT(r.actor),
		DB_TEXT(r.event), DB_TEXT(r.about), DB_TEXT(r.details),
		DB_BLOB(BYTES_ARRAY(hash))));
}
