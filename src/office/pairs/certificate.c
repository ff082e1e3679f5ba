/* SPDX-License-Identifier: Apache-2.0 */
#include "office/pairs/certificate.h"

#include <string.h>

#include "office/pairs/ocsp_answer.h"
#include "office/store/row.h"

static const char *const states[] = {
    [CERTIFICATE_VALID] = "valid",
    [CERTIFICATE_ON_HOLD] = "on-hold",
    [CERTIFICATE_REVOKED] = "revoked",
};

const char *
certificate_state_name(enum certificate_state s)
{
	return states[s];
}

enum err
certificate_state_read(
    const struct db_rows *row, int column, enum certificate_state *ret_state)
{
	int which;

	TRY(row_name(row, column, states, COUNT(states), &which));
	*ret_state = (enum certificate_state)which;
	return ERR_OK;
}

const char *
certificate_usage(const struct certificate *c)
{
	if (strcmp(c->profile, profile_of(PROFILE_HOLDER_SIGN)->name) == 0)
		return "sign";
	if (strcmp(c->profile, profile_of(PROFILE_HOLDER_ENCRYPT)->name) == 0)
		return "encrypt";
	return c->profile;
}

void
certificate_done(struct certificate *c)
{
	buf_done(&c->der);
}

enum err
certificate_insert(struct db *db, enum profile_id profile, const char *pair,
    struct bytes der, int64_t now)
{
	struct cert cert;
	char serial[CERT_SERIAL_TEXT_SIZE];
	AUTO_DONE(buf) subject = BUF(CERTIFICATE_SUBJECT_SIZE);

	TRY(cert_parse(der, &cert));
	cert_serial_text(&cert.serial, serial);
	name_text(&subject, cert.subject);
	buf_u8(&subject, 0);
	TRY(buf_status(&subject));
	if (profile != PROFILE_ROOT && profile != PROFILE_ISSUING_CA)
		TRY(ocsp_answer_want(db, serial));
	return db_run(db,
	    "INSERT INTO certificate (serial, profile, pair, subject,"
	    " not_before, not_after, state, reason, changed_at, der)"
	    " VALUES ($1, $2, $3, $4, $5, $6, 'valid', 0, $7, $8)",
	    DB_ARGS(DB_TEXT(serial), DB_TEXT(profile_of(profile)->name),
		pair == NULL ? DB_NULL : DB_TEXT(pair),
		DB_TEXT((const char *)subject.p), DB_INT(cert.not_before),
		DB_INT(cert.not_after), DB_INT(now), DB_BLOB(der)));
}

#define COLUMNS                                                          \
	"serial, profile, pair, subject, not_before, not_after, state, " \
	"reason,"                                                        \
	" changed_at, der"

static enum err
read_row(const struct db_rows *row, struct certificate *ret_c)
{
	AUTO_DONE(certificate)
	c = {
	    .not_before = db_int(row, 4),
	    .not_after = db_int(row, 5),
	    .reason = (enum crl_reason)db_int(row, 7),
	    .changed_at = db_int(row, 8),
	    .der = BUF(CERT_DER_MAX),
	};

	TRY(certificate_state_read(row, 6, &c.state));
	ROW_TEXT(row, 0, c.serial);
	ROW_TEXT(row, 1, c.profile);
	ROW_TEXT(row, 2, c.pair);
	ROW_TEXT(row, 3, c.subject);
	TRY(row_blob(row, 9, &c.der));
	*ret_c = c;
	c.der = (struct buf){0};
	return ERR_OK;
}

enum err
certificate_by_serial(
    struct db *db, const char *serial, struct certificate *ret_c)
{
	AUTO(db_rows) row = NULL;

	TRY(db_one(db, "SELECT " COLUMNS " FROM certificate WHERE serial = $1",
	    DB_ARGS(DB_TEXT(serial)), &row));
	return read_row(row, ret_c);
}

enum err
certificate_is_stored(
    struct db *db, const char *serial, struct bytes der, bool *ret_stored)
{
	AUTO(db_rows) row = NULL;
	enum err e = db_one(db, "SELECT der FROM certificate WHERE serial = $1",
	    DB_ARGS(DB_TEXT(serial)), &row);

	if (e != ERR_OK && e != ERR_NOT_FOUND)
		return e;
	*ret_stored = e == ERR_OK && bytes_equal(db_blob(row, 0), der);
	return ERR_OK;
}

enum err
certificate_status(
    struct db *db, const char *serial, struct certificate_status *ret_s)
{
	AUTO(db_rows) row = NULL;
	struct certificate_status s;

	TRY(db_one(db,
	    "SELECT certificate.state, certificate.pair, pair.account,"
	    " pair.state"
	    " FROM certificate LEFT JOIN pair ON pair.id = certificate.pair"
	    " WHERE serial = $1",
	    DB_ARGS(DB_TEXT(serial)), &row));
	TRY(certificate_state_read(row, 0, &s.state));
	ROW_TEXT(row, 1, s.pair);
	ROW_TEXT(row, 2, s.account);
	s.confirmed = strcmp(db_text(row, 3), "confirmed") == 0;
	s.replaced = strcmp(db_text(row, 3), "replaced") == 0;
	*ret_s = s;
	return ERR_OK;
}

enum err
certificate_status_check(const struct certificate_status *s)
{
	if (s->state == CERTIFICATE_ON_HOLD)
		return ERR_CERT_ON_HOLD;
	if (s->state == CERTIFICATE_REVOKED || s->replaced)
		return ERR_CERT_REVOKED;
	return s->confirmed ? ERR_OK : ERR_OPERATION_PENDING;
}

static enum err
each_row(struct db_rows *rows, certificate_each_fn each, void *arg)
{
	for (;;) {
		AUTO_DONE(certificate) c = {0};
		bool more;

		TRY(db_next(rows, &more));
		if (!more)
			return ERR_OK;
		TRY(read_row(rows, &c));
		TRY(each(arg, &c));
	}
}

enum err
certificate_each_of_pair(
    struct db *db, const char *pair, certificate_each_fn each, void *arg)
{
	AUTO(db_rows) rows = NULL;

	TRY(db_query(db,
	    "SELECT " COLUMNS " FROM certificate WHERE pair = $1"
	    " ORDER BY profile DESC", /* holder-sign, holder-encrypt */
	    DB_ARGS(DB_TEXT(pair)), &rows));
	return each_row(rows, each, arg);
}

enum err
certificate_each(
    struct db *db, size_t limit, certificate_each_fn each, void *arg)
{
	AUTO(db_rows) rows = NULL;

	TRY(db_query(db,
	    "SELECT " COLUMNS " FROM certificate"
	    " ORDER BY not_before DESC, serial LIMIT $1",
	    DB_ARGS(DB_INT(limit)), &rows));
	return each_row(rows, each, arg);
}
