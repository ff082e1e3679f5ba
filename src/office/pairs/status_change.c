/* SPDX-License-Identifier: Apache-2.0 */
#include "office/pairs/status_change.h"
#include "office/pairs/ocsp_answer.h"

#include <stdio.h>
#include <string.h>

#include "base/fault.h"
#include "base/log.h"
#include "office/audit/audit.h"
#include "office/ca/ca_status.h"
#include "office/pairs/finish.h"
#include "office/registry/ids.h"
#include "office/store/row.h"

#define SERIALS_TEXT_SIZE (STATUS_SERIALS_MAX * CERT_SERIAL_TEXT_SIZE)

/* As in the store. */
static const char *const statuses[] = {
    [STATUS_VALID] = "valid",
    [STATUS_ON_HOLD] = "on-hold",
    [STATUS_REVOKED] = "revoked",
};

enum change_state { CHANGE_INTENDED = 1, CHANGE_APPLIED, CHANGE_REFUSED };
static const char *const states[] = {
    [CHANGE_INTENDED] = "intended",
    [CHANGE_APPLIED] = "applied",
    [CHANGE_REFUSED] = "refused",
};

/* One of them, as it stands in the store. */
struct change {
	char id[STATUS_CHANGE_ID_SIZE];
	char account[33], actor[80];
	int64_t seq;
	enum change_state state;
	enum err refusal;
	struct buf evidence;
	size_t count; /* of certificates, DER */
	char serials[STATUS_SERIALS_MAX][CERT_SERIAL_TEXT_SIZE];
	struct buf certificates[STATUS_SERIALS_MAX];
};

static void
change_done(struct change *c)
{
	buf_done(&c->evidence);
	for (size_t i = 0; i < STATUS_SERIALS_MAX; i++)
		buf_done(&c->certificates[i]);
}

/* --- a change of status is intended --- */

static enum err
is_stored(struct db *db, const char *sql, const char *key, bool *ret_yes)
{
	AUTO(db_rows) row = NULL;
	enum err e = db_one(db, sql, DB_ARGS(DB_TEXT(key)), &row);

	if (e != ERR_OK && e != ERR_NOT_FOUND)
		return e;
	*ret_yes = e == ERR_OK;
	return ERR_OK;
}

/* The store's word counts for logins at once. What it says of a certificate
 * only ever gets worse here; it gets better when the ca process says so. */
static enum err
mark(struct db *db, const struct status_intent *i, const char *serial)
{
	switch (i->status) {
	case STATUS_VALID:
		return ERR_OK;
	case STATUS_ON_HOLD:
		return db_run(db,
		    "UPDATE certificate SET state = 'on-hold', changed_at = $1"
		    " WHERE serial = $2 AND state = 'valid'",
		    DB_ARGS(DB_INT(i->now), DB_TEXT(serial)));
	case STATUS_REVOKED:
		return db_run(db,
		    "UPDATE certificate SET state = 'revoked', reason = $1,"
		    " changed_at = $2 WHERE serial = $3"
		    " AND state <> 'revoked'",
		    DB_ARGS(
			DB_INT(i->reason), DB_INT(i->now), DB_TEXT(serial)));
	}
	return ERR_INTERNAL;
}

static enum err
insert_certificate(
    struct db *db, const struct status_intent *i, const char *id, size_t n)
{
	bool stored;

	TRY(is_stored(db, "SELECT 1 FROM certificate WHERE serial = $1",
	    i->serials[n], &stored));
	if (!stored)
		return ERR_STORE_CONFLICT;
	TRY(db_run(db,
	    "INSERT INTO status_change_certificate (change, position, serial)"
	    " VALUES ($1, $2, $3)",
	    DB_ARGS(DB_TEXT(id), DB_INT(n), DB_TEXT(i->serials[n]))));
	return mark(db, i, i->serials[n]);
}

static void
join_serials(const struct status_intent *i, char out[SERIALS_TEXT_SIZE])
{
	size_t len = 0;

	for (size_t n = 0; n < i->count; n++)
		len += (size_t)snprintf(out + len, SERIALS_TEXT_SIZE - len,
		    "%s%s", n == 0 ? "" : " ", i->serials[n]);
}

static enum err
tell(
    struct gm *gm, struct db *db, const struct status_intent *i, const char *id)
{
	char serials[SERIALS_TEXT_SIZE];

	join_serials(i, serials);
	return audit_add(gm, db,
	    &(struct audit_event){.at = i->now,
		.actor = i->actor,
		.event = AUDIT_STATUS_INTENDED,
		.about = i->serials[0],
		AUDIT_DETAILS({"change", id}, {"serials", serials},
		    {"status", statuses[i->status]},
		    {"reason", i->status == STATUS_REVOKED
				   ? crl_reason_name(i->reason)
				   : NULL})});
}

static enum err
insert(
    struct gm *gm, struct db *db, const struct status_intent *i, const char *id)
{
	TRY(db_run(db,
	    "INSERT INTO status_change (id, seq, account, actor, status,"
	    " reason, evidence, state, refusal, created_at, changed_at)"
	    " SELECT $1, COALESCE(MAX(seq), 0) + 1, $2, $3, $4, $5, $6,"
	    " 'intended', '', $7, $8 FROM status_change",
	    DB_ARGS(DB_TEXT(id), DB_TEXT(i->account), DB_TEXT(i->actor),
		DB_TEXT(statuses[i->status]), DB_INT(i->reason),
		DB_BLOB(i->evidence), DB_INT(i->now), DB_INT(i->now))));
	for (size_t n = 0; n < i->count; n++)
		TRY(insert_certificate(db, i, id, n));
	return tell(gm, db, i, id);
}

/* One evidence may be for several pairs, each a change of its own: a
 * confirmation replaces all that are older. */
enum err
status_intent_id(struct gm *gm, const struct status_intent *i,
    char ret_id[STATUS_CHANGE_ID_SIZE])
{
	struct bytes parts[1 + STATUS_SERIALS_MAX] = {i->evidence};
	uint8_t digest[SM3_LEN];

	for (size_t n = 0; n < i->count; n++)
		parts[1 + n] = bytes_str(i->serials[n]);
	TRY(sm3(gm, parts, 1 + i->count, digest));
	ids_hex(BYTES_ARRAY(digest), ret_id);
	return ERR_OK;
}

enum err
status_intend(struct gm *gm, struct db *db, const struct status_intent *i,
    char ret_id[STATUS_CHANGE_ID_SIZE])
{
	char id[STATUS_CHANGE_ID_SIZE];
	bool stored;

	TRY(status_intent_id(gm, i, id));
	TRY(is_stored(
	    db, "SELECT 1 FROM status_change WHERE id = $1", id, &stored));
	if (!stored)
		TRY(insert(gm, db, i, id));
	memcpy(ret_id, id, sizeof(id));
	return ERR_OK;
}

/* --- and comes about --- */

struct work {
	struct office *office;
	struct gm *gm;
	struct change change;
	struct ca_status_answer answer;
	enum err refusal;
	int64_t now;
};

static enum err
read_certificate(const struct db_rows *row, struct change *c)
{
	struct buf *der = &c->certificates[c->count];

	if (c->count == STATUS_SERIALS_MAX)
		return ERR_STORE;
	ROW_TEXT(row, 0, c->serials[c->count]);
	buf_done(der);
	buf_init(der, CERT_DER_MAX);
	c->count++;
	return row_blob(row, 1, der);
}

static enum err
read_certificates(struct db *db, struct change *c)
{
	AUTO(db_rows) rows = NULL;
	bool more;

	c->count = 0;
	TRY(db_query(db,
	    "SELECT certificate.serial, certificate.der"
	    " FROM status_change_certificate s"
	    " JOIN certificate ON certificate.serial = s.serial"
	    " WHERE s.change = $1 ORDER BY s.position",
	    DB_ARGS(DB_TEXT(c->id)), &rows));
	TRY(db_next(rows, &more));
	while (more) {
		TRY(read_certificate(rows, c));
		TRY(db_next(rows, &more));
	}
	return ERR_OK;
}

static enum err
read_change(const struct db_rows *row, struct change *c)
{
	int state;

	ROW_TEXT(row, 0, c->account);
	ROW_TEXT(row, 1, c->actor);
	c->seq = db_int(row, 2);
	TRY(row_name(row, 3, states, COUNT(states), &state));
	c->state = (enum change_state)state;
	c->refusal = err_from_name(db_text(row, 4));
	buf_done(&c->evidence);
	buf_init(&c->evidence, STATUS_EVIDENCE_DER_MAX);
	return row_blob(row, 5, &c->evidence);
}

static enum err
look_up(struct db *db, void *arg)
{
	struct change *c = arg;
	AUTO(db_rows) row = NULL;

	TRY(db_one(db,
	    "SELECT account, actor, seq, state, refusal, evidence"
	    " FROM status_change WHERE id = $1",
	    DB_ARGS(DB_TEXT(c->id)), &row));
	TRY(read_change(row, c));
	return read_certificates(db, c);
}

static enum err
ask_ca(struct work *w)
{
	const struct change *c = &w->change;
	struct ca_status_request r = {
	    .evidence = buf_bytes(&c->evidence), .count = c->count};

	for (size_t i = 0; i < c->count; i++)
		r.certificates[i] = buf_bytes(&c->certificates[i]);
	return ca_set_status(w->office->ca, &r, &w->answer);
}

/* What the ca process says it is; but a revoked one stays revoked, and what is
 * to be held or revoked next is not given free before. */
static enum err
apply_to(struct db *db, const struct work *w, const char *serial)
{
	const struct ca_status_answer *a = &w->answer;
	const char *status = statuses[a->status];

	TRY(db_run(db,
	    "UPDATE certificate SET state = $1, reason = $2, changed_at = $3"
	    " WHERE serial = $4 AND ($5 = 'revoked' OR (state <> 'revoked'"
	    " AND NOT EXISTS (SELECT 1 FROM status_change_certificate s"
	    " JOIN status_change c ON c.id = s.change WHERE s.serial = $6"
	    " AND c.state = 'intended' AND c.status <> 'valid')))",
	    DB_ARGS(DB_TEXT(status),
		DB_INT(a->status == STATUS_REVOKED ? a->reason : 0),
		DB_INT(a->at), DB_TEXT(serial), DB_TEXT(status),
		DB_TEXT(serial))));
	return ocsp_answer_forget(db, serial);
}

/* *ret_ours: it was not ended by somebody quicker. */
static enum err
end(struct db *db, const struct work *w, enum change_state to, bool *ret_ours)
{
	int64_t changed;

	TRY(db_run_counted(db,
	    "UPDATE status_change SET state = $1, refusal = $2,"
	    " changed_at = $3 WHERE id = $4 AND state = 'intended'",
	    DB_ARGS(DB_TEXT(states[to]),
		DB_TEXT(to == CHANGE_REFUSED ? err_name(w->refusal) : ""),
		DB_INT(to == CHANGE_REFUSED ? w->now : w->answer.at),
		DB_TEXT(w->change.id)),
	    &changed));
	*ret_ours = changed != 0;
	return ERR_OK;
}

static enum err
write_applied(struct db *db, void *arg)
{
	struct work *w = arg;
	const struct change *c = &w->change;
	bool ours;

	TRY(end(db, w, CHANGE_APPLIED, &ours));
	if (!ours)
		return ERR_OK;
	for (size_t i = 0; i < c->count; i++)
		TRY(apply_to(db, w, c->serials[i]));
	return audit_add(w->gm, db,
	    &(struct audit_event){.at = w->now,
		.actor = c->actor,
		.event = AUDIT_STATUS_APPLIED,
		.about = c->serials[0],
		AUDIT_DETAILS({"change", c->id},
		    {"status", statuses[w->answer.status]})});
}

static enum err
write_refused(struct db *db, void *arg)
{
	struct work *w = arg;
	const struct change *c = &w->change;
	bool ours;

	TRY(end(db, w, CHANGE_REFUSED, &ours));
	if (!ours)
		return ERR_OK;
	return audit_add(w->gm, db,
	    &(struct audit_event){.at = w->now,
		.actor = c->actor,
		.event = AUDIT_STATUS_REFUSED,
		.about = c->serials[0],
		AUDIT_DETAILS(
		    {"change", c->id}, {"error", err_name(w->refusal)})});
}

static enum err
outcome(const struct change *c)
{
	return c->state == CHANGE_REFUSED ? c->refusal : ERR_OK;
}

static enum err
finish(struct work *w)
{
	struct store *store = w->office->store;
	enum err e;

	TRY(store_read(store, look_up, &w->change));
	if (w->change.state != CHANGE_INTENDED)
		return outcome(&w->change);
	FAULT_POINT("web.status.intended");
	e = ask_ca(w);
	if (finish_is_final(e)) {
		w->refusal = e;
		TRY(store_write(store, write_refused, w));
		log_line(LOG_WARNING, "status change %s: %s", w->change.id,
		    err_name(e));
		return e;
	}
	TRY(e);
	TRY(store_write(store, write_applied, w));
	FAULT_POINT("web.status.applied");
	return ERR_OK;
}

static enum err
finish_one(struct office *o, struct gm *gm, const char *id)
{
	struct work w = {.office = o, .gm = gm, .now = clock_now(o->clock)};
	enum err e;

	memcpy(w.change.id, id, sizeof(w.change.id));
	e = finish(&w);
	change_done(&w.change);
	return e;
}

/* --- in their order --- */

struct next {
	const char *last; /* no later one than this; NULL: any */
	char id[STATUS_CHANGE_ID_SIZE];
};

static enum err
read_next(struct db *db, void *arg)
{
	struct next *n = arg;
	AUTO(db_rows) row = NULL;

	if (n->last == NULL)
		TRY(db_one(db,
		    "SELECT id FROM status_change WHERE state = 'intended'"
		    " ORDER BY seq LIMIT 1",
		    DB_NO_ARGS, &row));
	else
		TRY(db_one(db,
		    "SELECT c.id FROM status_change c JOIN status_change last"
		    " ON last.account = c.account AND c.seq <= last.seq"
		    " WHERE last.id = $1 AND c.state = 'intended'"
		    " ORDER BY c.seq LIMIT 1",
		    DB_ARGS(DB_TEXT(n->last)), &row));
	ROW_TEXT(row, 0, n->id);
	return ERR_OK;
}

/* A hold and its release come to the ca process in the order in which they
 * were intended. One that is refused holds up no other. */
static enum err
finish_until(struct office *o, struct gm *gm, const char *last)
{
	struct next n = {.last = last};

	for (;;) {
		enum err e = store_read(o->store, read_next, &n);

		if (e == ERR_NOT_FOUND)
			return ERR_OK;
		TRY(e);
		e = finish_one(o, gm, n.id);
		if (e != ERR_OK && !finish_is_final(e))
			return e;
	}
}

enum err
status_finish(struct office *o, struct gm *gm, const char *id)
{
	struct change c = {.state = CHANGE_INTENDED};
	enum err e;

	if (strlen(id) != sizeof(c.id) - 1)
		return ERR_NOT_FOUND;
	TRY(finish_until(o, gm, id));
	memcpy(c.id, id, sizeof(c.id));
	e = store_read(o->store, look_up, &c);
	if (e == ERR_OK)
		e = outcome(&c);
	change_done(&c);
	return e;
}

enum err
status_finish_all(struct office *o, struct gm *gm)
{
	return finish_until(o, gm, NULL);
}
