/* SPDX-License-Identifier: Apache-2.0 */
#include "office/http/session.h"

#include <string.h>

#include "base/text.h"
#include "office/registry/ids.h"
#include "office/store/row.h"

/* Use is written down only so often: reading a page costs no commit. */
#define SEEN_STEP_S 60

static const char *const names[] = {
    [SESSION_ACCOUNT] = "account",
    [SESSION_CERTIFICATE] = "certificate",
    [SESSION_NAMED] = "named",
    [SESSION_EXCHANGE] = "exchange",
};

const char *
session_kind_name(enum session_kind k)
{
	return names[k];
}

enum session_kind
session_kind_find(const char *name)
{
	for (unsigned i = 0; i < SESSION_KINDS; i++)
		if (strcmp(names[1u << i], name) == 0)
			return (enum session_kind)(1u << i);
	return 0;
}

int64_t
session_expires(
    const struct session *s, const struct office_config *c, int64_t now)
{
	int64_t idle = now + c->session_idle_s;

	return idle < s->ends_at ? idle : s->ends_at;
}

static enum err
hash_token(struct gm *gm, const char *token, char hash[SESSION_HASH_SIZE])
{
	uint8_t digest[SM3_LEN];

	TRY(sm3_of(gm, bytes_str(token), digest));
	ids_hex(BYTES_ARRAY(digest), hash);
	return ERR_OK;
}

enum err
session_token_make(struct gm *gm, struct random r, struct session_token *ret_t)
{
	uint8_t raw[SESSION_TOKEN_LEN];
	AUTO_DONE(buf) text = BUF(SESSION_TOKEN_SIZE);
	struct session_token t;

	TRY(random_fill(r, raw, sizeof(raw)));
	text_base64url(&text, BYTES_ARRAY(raw));
	secret_wipe(raw, sizeof(raw));
	buf_u8(&text, 0);
	TRY(buf_status(&text));
	memcpy(t.text, text.p, sizeof(t.text));
	TRY(hash_token(gm, t.text, t.hash));
	*ret_t = t;
	return ERR_OK;
}

enum err
session_begin(struct db *db, const struct office_config *c,
    const struct session_token *t, int64_t now, struct session *s)
{
	memcpy(s->hash, t->hash, sizeof(s->hash));
	s->seen_at = now;
	s->ends_at = now + c->session_max_s;
	return db_run(db,
	    "INSERT INTO session (token, kind, account, serial, created_at,"
	    " seen_at, expires_at) VALUES ($1, $2, $3, $4, $5, $6, $7)",
	    DB_ARGS(DB_TEXT(s->hash), DB_TEXT(session_kind_name(s->kind)),
		DB_TEXT(s->account.id),
		s->serial[0] == '\0' ? DB_NULL : DB_TEXT(s->serial),
		DB_INT(now), DB_INT(now), DB_INT(s->ends_at)));
}

struct find {
	char hash[SESSION_HASH_SIZE];
	struct session session;
	bool of_dead_certificate;
};

/* Does a certificate of that state, "" for none, end a session? One that is on
 * hold may still be unlocked. */
static bool
is_dead(enum session_kind kind, const char *state)
{
	bool valid = strcmp(state, "valid") == 0;

	if (kind == SESSION_NAMED)
		return !valid && strcmp(state, "on-hold") != 0;
	return kind == SESSION_CERTIFICATE && !valid;
}

static enum err
read_row(const struct db_rows *row, struct find *f, char account[33])
{
	struct session *s = &f->session;

	s->kind = session_kind_find(db_text(row, 0));
	if (s->kind == 0)
		return ERR_SESSION_MISSING;
	TRY(row_text(row, 1, account, ACCOUNT_ID_SIZE));
	ROW_TEXT(row, 2, s->serial);
	s->seen_at = db_int(row, 3);
	s->ends_at = db_int(row, 4);
	f->of_dead_certificate = is_dead(s->kind, db_text(row, 5));
	memcpy(s->hash, f->hash, sizeof(s->hash));
	return ERR_OK;
}

static enum err
look_up(struct db *db, void *arg)
{
	struct find *f = arg;
	AUTO(db_rows) row = NULL;
	char account[ACCOUNT_ID_SIZE];

	TRY(db_one(db,
	    "SELECT kind, account, session.serial, seen_at, expires_at,"
	    " certificate.state FROM session"
	    " LEFT JOIN certificate ON certificate.serial = session.serial"
	    " WHERE token = $1",
	    DB_ARGS(DB_TEXT(f->hash)), &row));
	TRY(read_row(row, f, account));
	return account_by_id(db, account, &f->session.account);
}

struct following {
	const char *hash, *serial;
};

static enum err
write_following(struct db *db, void *arg)
{
	const struct following *f = arg;

	return db_run(db, "UPDATE session SET serial = $1 WHERE token = $2",
	    DB_ARGS(DB_TEXT(f->serial), DB_TEXT(f->hash)));
}

enum err
session_follow(struct office *o, const struct session *s, const char *serial)
{
	struct following f = {s->hash, serial};

	return s->kind == SESSION_CERTIFICATE
		   ? store_write(o->store, write_following, &f)
		   : ERR_OK;
}

struct seen {
	const char *hash;
	int64_t now;
};

static enum err
write_seen(struct db *db, void *arg)
{
	const struct seen *s = arg;

	return db_run(db, "UPDATE session SET seen_at = $1 WHERE token = $2",
	    DB_ARGS(DB_INT(s->now), DB_TEXT(s->hash)));
}

enum err
session_find(
    struct office *o, struct gm *gm, const char *token, struct session *ret_s)
{
	struct find f;
	int64_t now = clock_now(o->clock);
	enum err e;

	if (strlen(token) != SESSION_TOKEN_SIZE - 1)
		return ERR_SESSION_MISSING;
	TRY(hash_token(gm, token, f.hash));
	e = store_read(o->store, look_up, &f);
	if (e == ERR_NOT_FOUND)
		return ERR_SESSION_MISSING;
	TRY(e);
	if (f.session.ends_at <= now || f.of_dead_certificate ||
	    f.session.seen_at + o->config->session_idle_s <= now)
		return ERR_SESSION_MISSING;
	if (f.session.seen_at + SEEN_STEP_S <= now) {
		TRY(store_write(
		    o->store, write_seen, &(struct seen){f.hash, now}));
		f.session.seen_at = now;
	}
	*ret_s = f.session;
	return ERR_OK;
}

static enum err
remove_row(struct db *db, void *arg)
{
	const struct session *s = arg;

	return db_run(db, "DELETE FROM session WHERE token = $1",
	    DB_ARGS(DB_TEXT(s->hash)));
}

enum err
session_end(struct office *o, const struct session *s)
{
	struct session copy = *s;

	return store_write(o->store, remove_row, &copy);
}
