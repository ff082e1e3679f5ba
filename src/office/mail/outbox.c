/* SPDX-License-Identifier: Apache-2.0 */
#include "office/mail/outbox.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "office/mail/templates.h"

struct outbox_entry {
	struct mail_message message; /* params and sealed: of the buffers */
	struct buf params, sealed;
};

void
outbox_entry_free(struct outbox_entry *e)
{
	if (e == NULL)
		return;
	buf_done(&e->params);
	buf_done(&e->sealed);
	free(e);
}

const char *
outbox_entry_id(const struct outbox_entry *e)
{
	return e->message.id;
}

static enum err
make_id(struct gm *gm, char out[MAIL_ID_SIZE])
{
	uint8_t random[(MAIL_ID_SIZE - 1) / 2];

	TRY(gm_random(gm, random, sizeof(random)));
	for (size_t i = 0; i < sizeof(random); i++)
		snprintf(out + 2 * i, 3, "%02x", random[i]);
	return ERR_OK;
}

static enum err
set_open(struct gm *gm, const struct outbox_mail *m, struct outbox_entry *e)
{
	struct mail_message *to = &e->message;

	TRY(mail_address_check(m->recipient));
	TRY(make_id(gm, to->id));
	snprintf(to->recipient, sizeof(to->recipient), "%s", m->recipient);
	snprintf(to->template, sizeof(to->template), "%s", m->template);
	memcpy(to->lang, m->lang == LANG_ZH ? "zh" : "en", 3);
	to->created_at = m->now;
	TRY(mail_params_encode(m->params, m->param_count, &e->params));
	to->params = buf_bytes(&e->params);
	return ERR_OK;
}

static enum err
seal_secrets(struct gm *gm, const struct outbox_mail *m, struct outbox_entry *e)
{
	AUTO_DONE(buf) secrets = BUF(MAIL_SECRETS_MAX);

	mail_secrets_encode(m->secrets, m->secret_count, &secrets);
	TRY(buf_status(&secrets));
	return mail_seal(
	    gm, &e->message, m->mailer, buf_bytes(&secrets), &e->sealed);
}

static enum err
set_sealed(struct gm *gm, const struct outbox_mail *m, struct outbox_entry *e)
{
	if (m->seal != NULL)
		TRY(m->seal(m->self, &e->message, &e->sealed));
	else if (m->secret_count > 0)
		TRY(seal_secrets(gm, m, e));
	e->message.sealed = buf_bytes(&e->sealed);
	return buf_status(&e->sealed);
}

/* Just the template's parameters, and whoever seals the secret ones. */
static enum err
check_params(const struct outbox_mail *m)
{
	const struct mail_template *t = mail_template_find(m->template);

	if (t == NULL)
		return ERR_BAD_MESSAGE;
	TRY(mail_template_check(t, m->params, m->param_count, false));
	if (m->seal == NULL)
		return mail_template_check(
		    t, m->secrets, m->secret_count, true);
	return mail_template_check(t, NULL, 0, true) == ERR_OK ||
		       m->secret_count > 0
		   ? ERR_BAD_MESSAGE
		   : ERR_OK;
}

enum err
outbox_compose(
    struct gm *gm, const struct outbox_mail *m, struct outbox_entry **ret_entry)
{
	AUTO(outbox_entry) e = NULL;

	TRY(check_params(m));
	e = calloc(1, sizeof(*e));
	if (e == NULL)
		return ERR_NOMEM;
	buf_init(&e->params, MAIL_PARAMS_MAX);
	buf_init(&e->sealed, MAIL_SEALED_MAX);
	TRY(set_open(gm, m, e));
	TRY(set_sealed(gm, m, e));
	*ret_entry = TAKE(e);
	return ERR_OK;
}

enum err
outbox_add(struct db *db, const struct outbox_entry *e)
{
	const struct mail_message *m = &e->message;
	const struct db_value params = {DB_TEXT_, 0, m->params};

	return db_run(db,
	    "INSERT INTO outbox (id, recipient, template, lang, params, sealed,"
	    " state, attempts, next_at, created_at)"
	    " VALUES ($1, $2, $3, $4, $5, $6, 'waiting', 0, $7, $8)",
	    DB_ARGS(DB_TEXT(m->id), DB_TEXT(m->recipient), DB_TEXT(m->template),
		DB_TEXT(m->lang), params,
		m->sealed.len > 0 ? DB_BLOB(m->sealed) : DB_NULL,
		DB_INT(m->created_at), DB_INT(m->created_at)));
}

void
outbox_batch_done(struct outbox_batch *b)
{
	for (size_t i = 0; i < b->count; i++)
		buf_done(&b->mails[i].content);
	b->count = 0;
}

/* A row into a message that borrows from it. */
static void
message_of(const struct db_rows *rows, struct mail_message *m)
{
	snprintf(m->id, sizeof(m->id), "%s", db_text(rows, 0));
	snprintf(m->recipient, sizeof(m->recipient), "%s", db_text(rows, 1));
	snprintf(m->template, sizeof(m->template), "%s", db_text(rows, 2));
	snprintf(m->lang, sizeof(m->lang), "%s", db_text(rows, 3));
	m->params = bytes_str(db_text(rows, 4));
	m->sealed = db_blob(rows, 5);
	m->created_at = db_int(rows, 6);
}

static enum err
add_claimed(const struct db_rows *rows, struct outbox_batch *b)
{
	struct outbox_claimed *c = &b->mails[b->count++];
	struct mail_message m = {.created_at = 0};

	message_of(rows, &m);
	memcpy(c->id, m.id, sizeof(c->id));
	c->attempts = (int)db_int(rows, 7) + 1;
	buf_init(&c->content, MAIL_MESSAGE_MAX);
	mail_message_encode(&c->content, &m);
	return buf_status(&c->content);
}

static enum err
find_due(struct db *db, int64_t now, struct outbox_batch *b)
{
	AUTO(db_rows) rows = NULL;
	bool more;

	TRY(db_query(db,
	    "SELECT id, recipient, template, lang, params, sealed, created_at,"
	    " attempts FROM outbox WHERE state = 'waiting' AND next_at <= $1"
	    " ORDER BY next_at LIMIT $2",
	    DB_ARGS(DB_INT(now), DB_INT(OUTBOX_BATCH_MAX)), &rows));
	TRY(db_next(rows, &more));
	while (more) {
		TRY(add_claimed(rows, b));
		TRY(db_next(rows, &more));
	}
	return ERR_OK;
}

enum err
outbox_claim(struct db *db, int64_t now, struct outbox_batch *ret_b)
{
	outbox_batch_done(ret_b);
	TRY(find_due(db, now, ret_b));
	for (size_t i = 0; i < ret_b->count; i++)
		TRY(db_run(db,
		    "UPDATE outbox SET attempts = $1, next_at = $2"
		    " WHERE id = $3",
		    DB_ARGS(DB_INT(ret_b->mails[i].attempts),
			DB_INT(now + OUTBOX_LEASE_S),
			DB_TEXT(ret_b->mails[i].id))));
	return ERR_OK;
}

enum err
outbox_sent(struct db *db, const char *id, int64_t now)
{
	return db_run(db,
	    "UPDATE outbox SET state = 'sent', sent_at = $1, sealed = NULL,"
	    " failure = ''"
	    " WHERE id = $2",
	    DB_ARGS(DB_INT(now), DB_TEXT(id)));
}

/* When to try again after so many attempts. */
static int64_t
delay_s(int attempts)
{
	static const int64_t minutes[OUTBOX_ATTEMPTS_MAX - 1] = {
	    1, 5, 15, 60, 240, 720, 1440};
	size_t i = attempts < 1 ? 0 : (size_t)attempts - 1;

	return minutes[i < COUNT(minutes) ? i : COUNT(minutes) - 1] * 60;
}

bool
outbox_is_of_one(enum err e)
{
	static const enum err of_one[] = {ERR_MAIL_REFUSED, ERR_MAIL_DEFERRED,
	    ERR_BAD_MESSAGE, ERR_BAD_TEXT, ERR_FIELD_INVALID, ERR_TOO_LARGE,
	    ERR_ENVELOPE_SYNTAX, ERR_ENVELOPE_KEY, ERR_SIGNATURE_INVALID};

	for (size_t i = 0; i < COUNT(of_one); i++)
		if (e == of_one[i])
			return true;
	return false;
}

static bool
is_dead(int attempts, enum err why)
{
	if (!outbox_is_of_one(why))
		return false;
	return attempts >= (why == ERR_MAIL_DEFERRED ? OUTBOX_ATTEMPTS_MAX
						     : OUTBOX_REFUSALS_MAX);
}

enum err
outbox_failed(
    struct db *db, const struct outbox_claimed *c, enum err why, int64_t now)
{
	return db_run(db,
	    "UPDATE outbox SET state = $1, next_at = $2, failure = $3"
	    " WHERE id = $4 AND state = 'waiting'",
	    DB_ARGS(DB_TEXT(is_dead(c->attempts, why) ? "dead" : "waiting"),
		DB_INT(now + delay_s(c->attempts)), DB_TEXT(err_name(why)),
		DB_TEXT(c->id)));
}

enum err
outbox_unclaim(struct db *db, const struct outbox_claimed *c, int64_t next_at)
{
	return db_run(db,
	    "UPDATE outbox SET attempts = $1, next_at = $2"
	    " WHERE id = $3 AND state = 'waiting'",
	    DB_ARGS(DB_INT(c->attempts - 1), DB_INT(next_at), DB_TEXT(c->id)));
}

enum err
outbox_requeue(struct db *db, const char *id, int64_t now)
{
	AUTO(db_rows) rows = NULL;

	TRY(db_one(db, "SELECT state FROM outbox WHERE id = $1",
	    DB_ARGS(DB_TEXT(id)), &rows));
	if (strcmp(db_text(rows, 0), "sent") == 0)
		return ERR_STORE_CONFLICT;
	return db_run(db,
	    "UPDATE outbox SET state = 'waiting', attempts = 0, next_at = $1,"
	    " failure = ''"
	    " WHERE id = $2",
	    DB_ARGS(DB_INT(now), DB_TEXT(id)));
}
