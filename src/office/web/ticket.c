/* SPDX-License-Identifier: Apache-2.0 */
#include "office/web/ticket.h"

#include <string.h>

#include "base/text.h"
#include "gm/sm4.h"

#define RANDOM_LEN 16
#define PLAIN_MAX (8 + RANDOM_LEN + TICKET_PAYLOAD_MAX)

/* The box's context: what one is for, it is not for anything else. */
static struct bytes
context_of(enum ticket_purpose purpose)
{
	static const char *const contexts[] = {
	    [TICKET_CAPTCHA] = "office-ticket-v1:captcha",
	    [TICKET_LOGIN] = "office-ticket-v1:login",
	    [TICKET_CONFIRM_EMAIL] = "office-ticket-v1:confirm-email",
	    [TICKET_CHANGE_EMAIL] = "office-ticket-v1:change-email",
	};

	return bytes_str(contexts[purpose]);
}

enum err
ticket_make(
    const struct ticket_maker *m, const struct ticket *t, struct buf *text)
{
	AUTO_DONE(buf) plain = BUF(PLAIN_MAX);
	AUTO_DONE(buf) box = BUF(PLAIN_MAX + SM4_BOX_OVERHEAD);
	uint8_t random[RANDOM_LEN];

	TRY(gm_random(m->gm, random, sizeof(random)));
	buf_u64(&plain, (uint64_t)t->expires_at);
	buf_put(&plain, BYTES_ARRAY(random));
	buf_put(&plain, t->payload);
	TRY(buf_status(&plain));
	TRY(sm4_box_seal(
	    m->gm, m->key, context_of(t->purpose), buf_bytes(&plain), &box));
	text_base64url(text, buf_bytes(&box));
	return buf_status(text);
}

static enum err
read_plain(struct bytes plain, struct ticket_opened *ret_t)
{
	struct reader r = reader_of(plain);
	struct bytes random;
	uint64_t expires_at;

	TRY(reader_u64(&r, &expires_at));
	TRY(reader_take(&r, RANDOM_LEN, &random));
	if (r.rest.len > TICKET_PAYLOAD_MAX)
		return ERR_BAD_MESSAGE;
	ret_t->expires_at = (int64_t)expires_at;
	ret_t->len = r.rest.len;
	return reader_copy(&r, ret_t->payload, ret_t->len);
}

/* The box's own errors: what goes wrong with a ticket that somebody brings. */
static enum err
open_box(const struct ticket_maker *m, enum ticket_purpose purpose,
    struct bytes text, struct ticket_opened *ret_t)
{
	AUTO_DONE(buf) box = BUF(PLAIN_MAX + SM4_BOX_OVERHEAD);
	AUTO(secret) plain = NULL;

	if (text.len > TICKET_TEXT_MAX)
		return ERR_BAD_MESSAGE;
	TRY(text_unbase64url(text, &box));
	TRY(sm4_box_open(
	    m->gm, m->key, context_of(purpose), buf_bytes(&box), &plain));
	return read_plain(secret_bytes(plain), ret_t);
}

enum err
ticket_open(const struct ticket_maker *m, enum ticket_purpose purpose,
    struct bytes text, int64_t now, struct ticket_opened *ret_t)
{
	struct ticket_opened t;
	enum err err = open_box(m, purpose, text, &t);

	if (err == ERR_NOMEM || err == ERR_CRYPTO)
		return err;
	if (err != ERR_OK)
		return ERR_CHALLENGE_USED;
	if (t.expires_at <= now)
		return ERR_CHALLENGE_EXPIRED;
	TRY(sm3_of(m->gm, text, t.digest));
	*ret_t = t;
	return ERR_OK;
}

enum err
ticket_spend(struct db *db, const struct ticket_opened *t)
{
	AUTO_DONE(buf) key = BUF(2 * SM3_LEN);
	int64_t rows;

	text_hex(&key, BYTES_ARRAY(t->digest));
	TRY(buf_status(&key));
	TRY(db_run_counted(db,
	    "INSERT INTO spent (ticket, expires_at) VALUES ($1, $2)"
	    " ON CONFLICT (ticket) DO NOTHING",
	    DB_ARGS(((struct db_value){DB_TEXT_, 0, buf_bytes(&key)}),
		DB_INT(t->expires_at)),
	    &rows));
	return rows == 0 ? ERR_CHALLENGE_USED : ERR_OK;
}
