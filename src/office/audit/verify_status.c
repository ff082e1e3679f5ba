/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The state of each certificate against what it rests on: the last change of
 * status that the ca process found good, whose evidence is checked here again
 * for the time when it counts from. A revocation is for good.
 *
 * What the key centre says of a mailed code is believed: its proof is known to
 * its key alone.
 */
#include <string.h>

#include "office/audit/verify_private.h"
#include "pki/status_evidence.h"

static const char *const statuses[] = {
    [STATUS_VALID] = "valid",
    [STATUS_ON_HOLD] = "on-hold",
    [STATUS_REVOKED] = "revoked",
};

/* A change as its row has it. */
struct change {
	const char *id, *status;
	int64_t reason, at;
	struct bytes evidence;
	struct cert certificates[STATUS_SERIALS_MAX];
	struct buf ders[STATUS_SERIALS_MAX];
	size_t count;
};

static void
change_done(struct change *c)
{
	for (size_t i = 0; i < STATUS_SERIALS_MAX; i++)
		buf_done(&c->ders[i]);
}
DEFINE_AUTO_DONE(change)

static enum err
bad_change(
    struct verify *v, const struct change *c, const char *why, enum err cause)
{
	return verify_bad(v, c->id, why, cause);
}

static enum err
believe_proof(void *self, struct bytes grant, const uint8_t proof[SM3_LEN])
{
	(void)self;
	(void)grant;
	(void)proof;
	return ERR_OK;
}

static enum err
read_certificate(struct change *c, struct bytes der)
{
	struct buf *own = &c->ders[c->count];

	if (c->count == STATUS_SERIALS_MAX)
		return ERR_EVIDENCE_HOLDER;
	buf_init(own, CERT_DER_MAX);
	buf_put(own, der);
	TRY(buf_status(own));
	return cert_parse(buf_bytes(own), &c->certificates[c->count++]);
}

static enum err
read_certificates(struct verify *v, struct change *c)
{
	AUTO(db_rows) rows = NULL;
	bool more;

	TRY(db_query(v->db,
	    "SELECT certificate.der FROM status_change_certificate s"
	    " JOIN certificate ON certificate.serial = s.serial"
	    " WHERE s.change = $1 ORDER BY s.position",
	    DB_ARGS(DB_TEXT(c->id)), &rows));
	TRY(db_next(rows, &more));
	while (more) {
		TRY(read_certificate(c, db_blob(rows, 0)));
		TRY(db_next(rows, &more));
	}
	return ERR_OK;
}

static enum err
check_evidence(struct verify *v, const struct change *c)
{
	struct verify_asking asking = {v, c->at};
	struct evidence_trust trust = verify_trust(&asking);
	struct status_evidence e;
	struct status_question q = {.evidence = &e,
	    .certificates = c->certificates,
	    .count = c->count,
	    .trust = &trust,
	    .proof_of = believe_proof};
	struct status_grant g;
	enum err err;

	TRY(status_evidence_parse(c->evidence, &e));
	v->revoked_err = ERR_OK;
	err = status_evidence_check(v->gm, &q, &g);
	TRY(v->revoked_err);
	TRY(err);
	return strcmp(statuses[g.status], c->status) == 0 &&
		       (g.status != STATUS_REVOKED ||
			   (int64_t)g.reason == c->reason)
		   ? ERR_OK
		   : ERR_EVIDENCE_HOLDER;
}

static enum err
check_change(struct verify *v, const struct db_rows *row)
{
	AUTO_DONE(change)
	c = {.id = db_text(row, 0),
	    .status = db_text(row, 1),
	    .reason = db_int(row, 2),
	    .at = db_int(row, 3),
	    .evidence = db_blob(row, 4)};
	enum err err = read_certificates(v, &c);

	if (err == ERR_OK)
		err = check_evidence(v, &c);
	if (err != ERR_OK)
		return bad_change(v, &c,
		    "its evidence does not bear the change of status", err);
	v->report->status_changes++;
	return ERR_OK;
}

static enum err
check_changes(struct verify *v)
{
	AUTO(db_rows) rows = NULL;
	bool more;

	TRY(db_query(v->db,
	    "SELECT id, status, reason, changed_at, evidence"
	    " FROM status_change WHERE state = 'applied' ORDER BY seq",
	    DB_NO_ARGS, &rows));
	TRY(db_next(rows, &more));
	while (more) {
		TRY(check_change(v, rows));
		TRY(db_next(rows, &more));
	}
	return ERR_OK;
}

/* One that the first query finds is not as its changes have it. What is only
 * intended, or was refused, counts too where it made the state worse: so it is
 * from then on (pairs/status_change.h). */
static enum err
check_none(struct verify *v, const char *sql, const char *why)
{
	AUTO(db_rows) rows = NULL;
	enum err err = db_one(v->db, sql, DB_NO_ARGS, &rows);

	if (err == ERR_NOT_FOUND)
		return ERR_OK;
	TRY(err);
	return verify_bad(v, db_text(rows, 0), why, ERR_OK);
}

#define CHANGES_OF                                             \
	" FROM status_change_certificate s JOIN status_change" \
	" ON status_change.id = s.change WHERE s.serial = c.serial"

static enum err
check_states(struct verify *v)
{
	TRY(check_none(v,
	    "SELECT serial FROM certificate c WHERE state <> 'valid'"
	    " AND NOT EXISTS (SELECT 1" CHANGES_OF
	    " AND status_change.status = c.state) LIMIT 1",
	    "there is no evidence for its state"));
	TRY(check_none(v,
	    "SELECT serial FROM certificate c WHERE state <> 'revoked'"
	    " AND EXISTS (SELECT 1" CHANGES_OF
	    " AND status_change.status = 'revoked'"
	    " AND status_change.state <> 'refused') LIMIT 1",
	    "it was revoked, and is said not to be"));
	return check_none(v,
	    "SELECT serial FROM certificate c WHERE state = 'valid'"
	    " AND (SELECT status_change.status" CHANGES_OF
	    " AND status_change.state = 'applied'"
	    " ORDER BY status_change.seq DESC LIMIT 1) = 'on-hold' LIMIT 1",
	    "it is on hold, and is said not to be");
}

enum err
verify_statuses(struct verify *v)
{
	TRY(check_changes(v));
	return check_states(v);
}
