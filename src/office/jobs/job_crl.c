/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The revocation list. It is made anew when a certificate was revoked since
 * the last, and every crl_hours in any case; each is good for twice as long
 * (but never past what the ca process signs), so that there is time to repair
 * what keeps a new one from being made.
 */
#include <stdio.h>

#include "base/file.h"
#include "base/log.h"
#include "office/audit/audit.h"
#include "office/ca/ca.h"
#include "office/jobs/jobs.h"
#include "pki/crl.h"

#define LIFE_MAX_S (CA_CRL_TTL_MAX_S - 3600) /* clocks may differ */

struct work {
	struct job_context *context;
	int64_t now;
	int64_t last_number, last_update; /* 0: none was made yet */
	int64_t last_revoked;
	struct crl_spec spec;
	struct db *db;
	struct db_rows *rows;
	struct buf tbs, der;
};

static void
work_done(struct work *w)
{
	db_rows_free(w->rows);
	buf_done(&w->tbs);
	buf_done(&w->der);
}
DEFINE_AUTO_DONE(work)

static enum err
look_at_last(struct db *db, struct work *w)
{
	AUTO(db_rows) row = NULL;
	enum err e = db_one(db,
	    "SELECT number, this_update FROM crl"
	    " ORDER BY number DESC LIMIT 1",
	    DB_NO_ARGS, &row);

	if (e == ERR_NOT_FOUND)
		return ERR_OK;
	TRY(e);
	w->last_number = db_int(row, 0);
	w->last_update = db_int(row, 1);
	return ERR_OK;
}

static enum err
look_at_revoked(struct db *db, struct work *w)
{
	AUTO(db_rows) row = NULL;

	TRY(db_one(db,
	    "SELECT MAX(changed_at) FROM certificate WHERE state <> 'valid'",
	    DB_NO_ARGS, &row));
	w->last_revoked = db_int(row, 0);
	return ERR_OK;
}

static bool
is_due(const struct work *w)
{
	int64_t every = w->context->office->config->crl_hours * 3600;

	return w->last_number == 0 || w->now >= w->last_update + every ||
	       w->last_revoked >= w->last_update;
}

/* Rows of the store, as entries of the list. */
static enum err
first_entry(void *self)
{
	struct work *w = self;

	db_rows_free(w->rows);
	w->rows = NULL;
	return db_query(w->db,
	    "SELECT serial, changed_at,"
	    " CASE state WHEN 'on-hold' THEN 6 ELSE reason END"
	    " FROM certificate WHERE state <> 'valid' ORDER BY serial",
	    DB_NO_ARGS, &w->rows);
}

static enum err
next_entry(void *self, struct crl_entry *ret_e, bool *ret_more)
{
	struct work *w = self;
	bool more;

	TRY(db_next(w->rows, &more));
	if (more) {
		TRY(cert_serial_parse(db_text(w->rows, 0), &ret_e->serial));
		ret_e->at = db_int(w->rows, 1);
		ret_e->reason = (enum crl_reason)db_int(w->rows, 2);
	}
	*ret_more = more;
	return ERR_OK;
}

static enum err
encode(struct db *db, struct work *w)
{
	enum err e;

	buf_truncate(&w->tbs, 0);
	w->db = db;
	e = crl_encode_tbs(&w->spec, &w->tbs);
	db_rows_free(w->rows);
	w->rows = NULL;
	return e;
}

static void
set_spec(struct work *w)
{
	const struct office *o = w->context->office;
	int64_t life = 2 * o->config->crl_hours * 3600;

	w->spec = (struct crl_spec){
	    .issuer = &o->authority->cert[AUTHORITY_ISSUING],
	    .number = (uint64_t)w->last_number + 1,
	    .this_update = w->now,
	    .next_update = w->now + (life < LIFE_MAX_S ? life : LIFE_MAX_S),
	    .source = {first_entry, next_entry, w},
	};
}

/* One snapshot: what the list says, and which number it has. */
static enum err
prepare(struct db *db, void *arg)
{
	struct work *w = arg;

	TRY(look_at_last(db, w));
	TRY(look_at_revoked(db, w));
	if (!is_due(w))
		return ERR_OK;
	set_spec(w);
	return encode(db, w);
}

static enum err
keep(struct db *db, void *arg)
{
	const struct work *w = arg;
	char number[24];

	TRY(db_run(db,
	    "INSERT INTO crl (number, this_update, next_update, der)"
	    " VALUES ($1, $2, $3, $4)",
	    DB_ARGS(DB_INT(w->spec.number), DB_INT(w->spec.this_update),
		DB_INT(w->spec.next_update), DB_BLOB(buf_bytes(&w->der)))));
	snprintf(
	    number, sizeof(number), "%llu", (unsigned long long)w->spec.number);
	return audit_add(w->context->gm, db,
	    &(struct audit_event){.at = w->now,
		.actor = "system",
		.event = AUDIT_CRL_SIGNED,
		.about = number});
}

static enum err
publish(struct work *w)
{
	char path[FILE_PATH_MAX];

	TRY(file_path(path, w->context->dir, "public/issuing.crl"));
	return file_replace(path, buf_bytes(&w->der), 0644);
}

enum err
job_crl(struct job_context *c)
{
	AUTO_DONE(work)
	w = {
	    .context = c,
	    .now = clock_now(c->office->clock),
	    .tbs = BUF(CRL_DER_MAX),
	    .der = BUF(CRL_DER_MAX),
	};

	TRY(store_read(c->office->store, prepare, &w));
	if (w.tbs.len == 0)
		return ERR_OK;
	TRY(ca_sign_crl(c->office->ca, buf_bytes(&w.tbs), &w.der));
	TRY(store_write(c->office->store, keep, &w));
	return publish(&w);
}
