/* SPDX-License-Identifier: Apache-2.0 */
#include "office/legacy/legacy_row.h"

#include <string.h>

#include "office/store/row.h"

static const char *const names[] = {
    [LEGACY_ENTERED] = "entered",
    [LEGACY_OPEN] = "open",
    [LEGACY_CLOSED] = "closed",
};

const char *
legacy_state_name(enum legacy_state s)
{
	return names[s];
}

const char *
legacy_state_text(enum legacy_state s, enum lang l)
{
	static const char *const texts[][2] = {
	    [LEGACY_ENTERED] = {"待审核", "entered"},
	    [LEGACY_OPEN] = {"可换发", "open"},
	    [LEGACY_CLOSED] = {"已结束", "closed"},
	};

	return texts[s][l];
}

enum err
legacy_insert(struct db *db, const struct legacy_insert *i)
{
	const struct legacy_ca *ca = i->ca;

	return db_run(db,
	    "INSERT INTO legacy_ca (id, key, issuer, name, certificate,"
	    " migration, entry, entered_by, holders, not_after, state,"
	    " created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10,"
	    " 'entered', $11)",
	    DB_ARGS(DB_TEXT(ca->id), DB_TEXT(ca->key), DB_BLOB(i->issuer),
		DB_TEXT(ca->name), DB_BLOB(i->certificate),
		DB_BLOB(i->migration), DB_BLOB(i->entry),
		DB_TEXT(ca->entered_by), DB_INT(ca->holders),
		DB_INT(ca->not_after), DB_INT(ca->created_at)));
}

/* Who moved has a pair that was confirmed. */
#define COLUMNS                                                              \
	"id, key, name, entered_by, holders, not_after, created_at, state,"  \
	" (SELECT COUNT(DISTINCT pair.account) FROM legacy_holder JOIN pair" \
	" ON pair.account = legacy_holder.account WHERE"                     \
	" legacy_holder.legacy_ca = legacy_ca.id AND pair.state IN"          \
	" ('confirmed', 'replaced'))"

static enum err
read_ca(const struct db_rows *row, struct legacy_ca *ret_ca)
{
	struct legacy_ca ca = {.holders = db_int(row, 4),
	    .not_after = db_int(row, 5),
	    .created_at = db_int(row, 6),
	    .moved = db_int(row, 8)};
	int state;

	ROW_TEXT(row, 0, ca.id);
	ROW_TEXT(row, 1, ca.key);
	ROW_TEXT(row, 2, ca.name);
	ROW_TEXT(row, 3, ca.entered_by);
	TRY(row_name(row, 7, names, COUNT(names), &state));
	ca.state = (enum legacy_state)state;
	*ret_ca = ca;
	return ERR_OK;
}

enum err
legacy_by_id(struct db *db, const char *id, struct legacy_ca *ret_ca)
{
	AUTO(db_rows) row = NULL;

	TRY(db_one(db, "SELECT " COLUMNS " FROM legacy_ca WHERE id = $1",
	    DB_ARGS(DB_TEXT(id)), &row));
	return read_ca(row, ret_ca);
}

enum err
legacy_each(struct db *db, size_t limit,
    enum err (*each)(void *arg, const struct legacy_ca *ca), void *arg)
{
	AUTO(db_rows) rows = NULL;
	struct legacy_ca ca;
	bool more;

	TRY(db_query(db,
	    "SELECT " COLUMNS " FROM legacy_ca"
	    " ORDER BY created_at DESC, id LIMIT $1",
	    DB_ARGS(DB_INT(limit)), &rows));
	for (;;) {
		TRY(db_next(rows, &more));
		if (!more)
			return ERR_OK;
		TRY(read_ca(rows, &ca));
		TRY(each(arg, &ca));
	}
}

void
legacy_signed_init(struct legacy_signed *s)
{
	buf_init(&s->migration, MIGRATION_ORDER_DER_MAX);
	buf_init(&s->entry, SIGNED_ACT_DER_MAX);
	buf_init(&s->endorse, SIGNED_ACT_DER_MAX);
}

void
legacy_signed_done(struct legacy_signed *s)
{
	buf_done(&s->migration);
	buf_done(&s->entry);
	buf_done(&s->endorse);
}

enum err
legacy_signed_get(struct db *db, const char *id, struct legacy_signed *s)
{
	AUTO(db_rows) row = NULL;

	buf_truncate(&s->migration, 0);
	buf_truncate(&s->entry, 0);
	buf_truncate(&s->endorse, 0);
	TRY(db_one(db,
	    "SELECT migration, entry, endorse FROM legacy_ca WHERE id = $1",
	    DB_ARGS(DB_TEXT(id)), &row));
	TRY(row_blob(row, 0, &s->migration));
	TRY(row_blob(row, 1, &s->entry));
	return row_blob(row, 2, &s->endorse);
}

/* A change that must meet its row. */
static enum err
change_one(
    struct db *db, const char *sql, const struct db_value *args, size_t count)
{
	int64_t rows;

	TRY(db_run_counted(db, sql, args, count, &rows));
	return rows == 1 ? ERR_OK : ERR_STORE_CONFLICT;
}

enum err
legacy_open(struct db *db, const char *id, struct bytes endorse)
{
	return change_one(db,
	    "UPDATE legacy_ca SET state = 'open', endorse = $1"
	    " WHERE id = $2 AND state = 'entered'",
	    DB_ARGS(DB_BLOB(endorse), DB_TEXT(id)));
}

enum err
legacy_close(struct db *db, const char *id)
{
	return change_one(db,
	    "UPDATE legacy_ca SET state = 'closed'"
	    " WHERE id = $1 AND state = 'open'",
	    DB_ARGS(DB_TEXT(id)));
}

/* Accounts go after the rows that hold them, marked as nobody else's are. */
enum err
legacy_remove(struct db *db, const char *id)
{
	int64_t purged;

	TRY(change_one(db,
	    "UPDATE legacy_ca SET state = 'closed'"
	    " WHERE id = $1 AND state = 'entered'",
	    DB_ARGS(DB_TEXT(id))));
	TRY(db_run(db,
	    "DELETE FROM session WHERE account IN"
	    " (SELECT account FROM legacy_holder WHERE legacy_ca = $1)",
	    DB_ARGS(DB_TEXT(id))));
	TRY(db_run(db,
	    "UPDATE account SET state = 'unconfirmed', changed_at = 0"
	    " WHERE id IN"
	    " (SELECT account FROM legacy_holder WHERE legacy_ca = $1)",
	    DB_ARGS(DB_TEXT(id))));
	TRY(db_run(db, "DELETE FROM legacy_holder WHERE legacy_ca = $1",
	    DB_ARGS(DB_TEXT(id))));
	TRY(db_run(
	    db, "DELETE FROM legacy_ca WHERE id = $1", DB_ARGS(DB_TEXT(id))));
	return account_purge(db, 1, &purged);
}

void
legacy_holder_init(struct legacy_holder *h)
{
	*h = (struct legacy_holder){.position = 0};
	buf_init(&h->leaf, MIGRATION_HOLDER_DER_MAX);
	buf_init(&h->certificate, LEGACY_CERT_DER_MAX);
}

void
legacy_holder_done(struct legacy_holder *h)
{
	buf_done(&h->leaf);
	buf_done(&h->certificate);
}

enum err
legacy_holder_insert(struct db *db, const struct legacy_holder_insert *h)
{
	return db_run(db,
	    "INSERT INTO legacy_holder (legacy_ca, serial, position, leaf,"
	    " path, account) VALUES ($1, $2, $3, $4, $5, $6)",
	    DB_ARGS(DB_TEXT(h->order), DB_TEXT(h->serial), DB_INT(h->position),
		DB_BLOB(h->leaf),
		DB_BLOB(BYTES(h->path->nodes, h->path->count * SM3_LEN)),
		DB_TEXT(h->account)));
}

enum err
legacy_holder_exists(
    struct db *db, const char *key, const char *serial, bool *ret_exists)
{
	AUTO(db_rows) row = NULL;
	enum err e = db_one(db,
	    "SELECT 1 FROM legacy_holder JOIN legacy_ca"
	    " ON legacy_ca.id = legacy_holder.legacy_ca"
	    " WHERE legacy_ca.key = $1 AND legacy_ca.state <> 'closed'"
	    " AND legacy_holder.serial = $2",
	    DB_ARGS(DB_TEXT(key), DB_TEXT(serial)), &row);

	if (e != ERR_OK && e != ERR_NOT_FOUND)
		return e;
	*ret_exists = e == ERR_OK;
	return ERR_OK;
}

/* Does the key in this SubjectPublicKeyInfo say that the certificate is its
 * own? */
static enum err
is_issuer(struct gm *gm, struct bytes spki, const struct legacy_cert *cert,
    bool *ret_is)
{
	struct legacy_key key;
	enum err e;

	if (legacy_key_parse(spki, &key) != ERR_OK)
		return ERR_STORE;
	e = legacy_cert_verify(gm, cert, &key);
	*ret_is = e == ERR_OK;
	return e == ERR_CERT_SIGNATURE ? ERR_OK : e;
}

static enum err
find_issuer(struct db *db, struct gm *gm, const struct legacy_cert *cert,
    char ret_key[LEGACY_KEY_SIZE])
{
	AUTO(db_rows) rows = NULL;
	bool more, is = false;

	TRY(db_query(db,
	    "SELECT DISTINCT key, issuer FROM legacy_ca"
	    " WHERE state = 'open' LIMIT $1",
	    DB_ARGS(DB_INT(LEGACY_KEYS_MAX)), &rows));
	for (;;) {
		TRY(db_next(rows, &more));
		if (!more)
			return ERR_CERT_UNTRUSTED;
		TRY(is_issuer(gm, db_blob(rows, 1), cert, &is));
		if (is)
			return row_text(rows, 0, ret_key, LEGACY_KEY_SIZE);
	}
}

enum err
legacy_issued(
    struct db *db, struct gm *gm, struct bytes certificate, bool *ret_issued)
{
	char key[LEGACY_KEY_SIZE];
	struct legacy_cert cert;
	enum err e;

	*ret_issued = false;
	if (legacy_cert_parse(certificate, &cert) != ERR_OK)
		return ERR_OK;
	e = find_issuer(db, gm, &cert, key);
	*ret_issued = e == ERR_OK;
	return e == ERR_CERT_UNTRUSTED ? ERR_OK : e;
}

static enum err
read_path(const struct db_rows *row, int column, struct hash_path *path)
{
	struct bytes nodes = db_blob(row, column);

	if (nodes.len % SM3_LEN != 0 || nodes.len > sizeof(path->nodes))
		return ERR_STORE;
	path->count = nodes.len / SM3_LEN;
	if (nodes.len > 0)
		memcpy(path->nodes, nodes.p, nodes.len);
	return ERR_OK;
}

#define HOLDER_COLUMNS                                    \
	"legacy_holder.legacy_ca, legacy_holder.account," \
	" legacy_holder.position, legacy_holder.path,"    \
	" legacy_holder.leaf, legacy_holder.certificate"  \
	" FROM legacy_holder JOIN legacy_ca"              \
	" ON legacy_ca.id = legacy_holder.legacy_ca"      \
	" WHERE legacy_ca.state = 'open'"

static enum err
read_holder(const struct db_rows *row, struct legacy_holder *h)
{
	ROW_TEXT(row, 0, h->order);
	ROW_TEXT(row, 1, h->account);
	h->position = (uint32_t)db_int(row, 2);
	TRY(read_path(row, 3, &h->path));
	buf_truncate(&h->leaf, 0);
	buf_truncate(&h->certificate, 0);
	TRY(row_blob(row, 4, &h->leaf));
	return row_blob(row, 5, &h->certificate);
}

enum err
legacy_holder_find(struct db *db, struct gm *gm, const struct legacy_cert *cert,
    struct legacy_holder *h)
{
	AUTO(db_rows) row = NULL;
	char key[LEGACY_KEY_SIZE], serial[CERT_SERIAL_TEXT_SIZE];
	enum err e;

	TRY(find_issuer(db, gm, cert, key));
	cert_serial_text(&cert->serial, serial);
	e = db_one(db,
	    "SELECT " HOLDER_COLUMNS
	    " AND legacy_ca.key = $1 AND legacy_holder.serial = $2",
	    DB_ARGS(DB_TEXT(key), DB_TEXT(serial)), &row);
	if (e == ERR_NOT_FOUND)
		return ERR_CERT_UNKNOWN;
	TRY(e);
	return read_holder(row, h);
}

enum err
legacy_holder_of(struct db *db, const char *account, struct legacy_holder *h)
{
	AUTO(db_rows) row = NULL;

	TRY(db_one(db,
	    "SELECT " HOLDER_COLUMNS " AND legacy_holder.account = $1"
	    " AND legacy_holder.certificate IS NOT NULL",
	    DB_ARGS(DB_TEXT(account)), &row));
	return read_holder(row, h);
}

enum err
legacy_holder_shown(
    struct db *db, const struct legacy_holder *h, struct bytes certificate)
{
	if (bytes_equal(buf_bytes(&h->certificate), certificate))
		return ERR_OK;
	return change_one(db,
	    "UPDATE legacy_holder SET certificate = $1"
	    " WHERE legacy_ca = $2 AND position = $3",
	    DB_ARGS(
		DB_BLOB(certificate), DB_TEXT(h->order), DB_INT(h->position)));
}

enum err
legacy_leaves(struct db *db, const char *id,
    enum err (*each)(void *arg, struct bytes leaf), void *arg)
{
	AUTO(db_rows) rows = NULL;
	bool more;

	TRY(db_query(db,
	    "SELECT leaf FROM legacy_holder WHERE legacy_ca = $1"
	    " ORDER BY position",
	    DB_ARGS(DB_TEXT(id)), &rows));
	for (;;) {
		TRY(db_next(rows, &more));
		if (!more)
			return ERR_OK;
		TRY(each(arg, db_blob(rows, 0)));
	}
}
