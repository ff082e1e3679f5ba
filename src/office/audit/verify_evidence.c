/* SPDX-License-Identifier: Apache-2.0 */
#include <stdlib.h>
#include <string.h>

#include "office/audit/verify_private.h"

/* When a certificate's body was made: its beginning is set back from then
 * (profile_validity), and is signed. */
static int64_t
issued_at(const struct cert *cert)
{
	return cert->not_before + PROFILE_BACKDATE_S;
}

/*
 * Was it revoked or on hold before? Of the same second nobody can tell what
 * came first: a holder's exchange takes less, and its confirmation revokes the
 * certificate that its evidence was signed with.
 */
static bool
was_revoked(void *self, const struct cert_serial *serial)
{
	struct verify_asking *a = self;
	AUTO(db_rows) rows = NULL;
	char text[CERT_SERIAL_TEXT_SIZE];
	enum err err;

	cert_serial_text(serial, text);
	err = db_one(a->v->db,
	    "SELECT 1 FROM certificate WHERE serial = $1 AND"
	    " state <> 'valid' AND changed_at < $2",
	    DB_ARGS(DB_TEXT(text), DB_INT(a->at)), &rows);
	if (err != ERR_OK && err != ERR_NOT_FOUND)
		a->v->revoked_err = err;
	return err != ERR_NOT_FOUND;
}

struct evidence_trust
verify_trust(struct verify_asking *asking)
{
	const struct verify *v = asking->v;

	return (struct evidence_trust){.root = v->trust->root,
	    .issuing = v->trust->issuing,
	    .issuing_key = v->issuing_key,
	    .now = asking->at,
	    .revoked = was_revoked,
	    .self = asking};
}

/* What the evidence allowed when this certificate was issued. */
static enum err
check_grant(struct verify *v, struct bytes evidence, struct bytes request,
    const struct cert *cert, struct evidence_grant *ret_grant)
{
	struct verify_asking asking = {v, issued_at(cert)};
	const struct evidence_trust trust = verify_trust(&asking);
	struct evidence e;
	struct csr csr;
	enum err err;

	TRY(evidence_parse(evidence, &e));
	TRY(csr_parse(request, &csr));
	v->revoked_err = ERR_OK;
	err = evidence_check(
	    v->gm, &e, &csr, &trust, v->trust->office_name, ret_grant);
	TRY(v->revoked_err);
	return err;
}

/* Is that just the name that was granted? */
static enum err
check_subject(const struct cert *cert, const struct evidence_grant *g)
{
	AUTO_DONE(buf) name = BUF(NAME_DER_MAX);

	name_encode(&name, &g->subject);
	TRY(buf_status(&name));
	if (!bytes_equal(buf_bytes(&name), cert->subject) ||
	    strcmp(g->credit_code, cert->credit_code) != 0)
		return ERR_EVIDENCE_HOLDER;
	return ERR_OK;
}

static enum err
check_key(const struct cert *cert, struct bytes request)
{
	struct csr csr;

	TRY(csr_parse(request, &csr));
	return sm2_public_equal(&csr.key, &cert->key) ? ERR_OK
						      : ERR_EVIDENCE_HOLDER;
}

struct pair_row {
	struct bytes evidence, csr, body;
	const char *user_name;
};

static enum err
check_pair_evidence(struct verify *v, const struct cert *cert,
    const struct pair_row *p, bool sign)
{
	struct evidence_grant g;

	TRY(check_grant(v, p->evidence, p->csr, cert, &g));
	if (g.staff || strcmp(g.subject.serial_number, p->user_name) != 0)
		return ERR_EVIDENCE_HOLDER;
	TRY(check_subject(cert, &g));
	if (!sign)
		return ERR_OK;
	buf_put(&v->evidence_ids, BYTES_ARRAY(g.id));
	TRY(buf_status(&v->evidence_ids));
	return check_key(cert, p->csr);
}

enum err
verify_pair_certificate(
    struct verify *v, const struct cert *cert, const char *pair, bool sign)
{
	AUTO(db_rows) rows = NULL;
	struct pair_row p;
	enum err err = db_one(v->db,
	    "SELECT p.evidence, p.csr, p.tbs_sign, p.tbs_encrypt, a.user_name"
	    " FROM pair p JOIN account a ON a.id = p.account WHERE p.id = $1",
	    DB_ARGS(DB_TEXT(pair)), &rows);

	if (err == ERR_NOT_FOUND)
		return verify_bad(v, pair, "there is no such pair", ERR_OK);
	if (err != ERR_OK)
		return err;
	p = (struct pair_row){.evidence = db_blob(rows, 0),
	    .csr = db_blob(rows, 1),
	    .body = db_blob(rows, sign ? 2 : 3),
	    .user_name = db_text(rows, 4)};
	if (!bytes_equal(p.body, cert->tbs))
		return verify_bad(v, pair,
		    "what was signed is not what was recorded before", ERR_OK);
	err = check_pair_evidence(v, cert, &p, sign);
	if (err != ERR_OK)
		return verify_bad(
		    v, pair, "its evidence does not bear it", err);
	if (sign)
		v->report->pairs++;
	return ERR_OK;
}

/* Who is there from the start has nobody who appointed them. */
static enum err
check_first_staff(const struct cert *cert)
{
	enum staff_role role = staff_role_of(cert);

	return role == ROLE_SUPER || role == ROLE_AUDIT_ADMIN
		   ? ERR_OK
		   : ERR_EVIDENCE_MISSING;
}

static enum err
check_staff_evidence(struct verify *v, const struct cert *cert,
    struct bytes evidence, struct bytes request)
{
	struct evidence_grant g;

	if (evidence.len == 0)
		return check_first_staff(cert);
	TRY(check_grant(v, evidence, request, cert, &g));
	if (!g.staff || g.role != staff_role_of(cert))
		return ERR_EVIDENCE_ROLE;
	TRY(check_subject(cert, &g));
	return check_key(cert, request);
}

enum err
verify_staff_certificate(struct verify *v, const struct cert *cert)
{
	AUTO(db_rows) rows = NULL;
	char serial[CERT_SERIAL_TEXT_SIZE];
	enum err err;

	cert_serial_text(&cert->serial, serial);
	err = db_one(v->db, "SELECT evidence, csr FROM staff WHERE serial = $1",
	    DB_ARGS(DB_TEXT(serial)), &rows);
	if (err == ERR_NOT_FOUND)
		return verify_bad(
		    v, serial, "there is no such member of staff", ERR_OK);
	if (err != ERR_OK)
		return err;
	err = check_staff_evidence(v, cert, db_blob(rows, 0), db_blob(rows, 1));
	if (err != ERR_OK)
		return verify_bad(
		    v, serial, "its evidence does not bear it", err);
	v->report->staff++;
	return ERR_OK;
}

static int
compare_ids(const void *a, const void *b)
{
	return memcmp(a, b, EVIDENCE_ID_LEN);
}

static enum err
check_evidence_used_once(struct verify *v)
{
	uint8_t *ids = v->evidence_ids.p;
	size_t count = v->evidence_ids.len / EVIDENCE_ID_LEN;

	if (count < 2)
		return ERR_OK;
	qsort(ids, count, EVIDENCE_ID_LEN, compare_ids);
	for (size_t i = 1; i < count; i++)
		if (memcmp(ids + (i - 1) * EVIDENCE_ID_LEN,
			ids + i * EVIDENCE_ID_LEN, EVIDENCE_ID_LEN) == 0)
			return verify_bad(v, "",
			    "two pairs were issued on the same evidence",
			    ERR_EVIDENCE_REPLAYED);
	return ERR_OK;
}

/* Pairs that were delivered and lack one of their certificates. */
static enum err
check_pairs_complete(struct verify *v)
{
	AUTO(db_rows) rows = NULL;
	enum err err = db_one(v->db,
	    "SELECT id FROM pair WHERE (answer IS NOT NULL"
	    " OR state IN ('delivered', 'confirmed', 'replaced'))"
	    " AND (SELECT count(*) FROM certificate c WHERE c.pair = pair.id)"
	    " <> 2 LIMIT 1",
	    DB_NO_ARGS, &rows);

	if (err == ERR_NOT_FOUND)
		return ERR_OK;
	if (err != ERR_OK)
		return err;
	return verify_bad(v, db_text(rows, 0),
	    "a certificate of the pair is missing", ERR_OK);
}

/* Members of staff whose certificate is not there. */
static enum err
check_staff_complete(struct verify *v)
{
	AUTO(db_rows) rows = NULL;
	enum err err = db_one(v->db,
	    "SELECT name FROM staff WHERE NOT EXISTS (SELECT 1 FROM"
	    " certificate c WHERE c.serial = staff.serial) LIMIT 1",
	    DB_NO_ARGS, &rows);

	if (err == ERR_NOT_FOUND)
		return ERR_OK;
	if (err != ERR_OK)
		return err;
	return verify_bad(v, db_text(rows, 0),
	    "the certificate of a member of staff is missing", ERR_OK);
}

enum err
verify_pairs_whole(struct verify *v)
{
	TRY(check_pairs_complete(v));
	TRY(check_staff_complete(v));
	return check_evidence_used_once(v);
}
