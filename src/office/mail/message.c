/* SPDX-License-Identifier: Apache-2.0 */
#include "office/mail/message.h"

#include <string.h>

#include <jansson.h>

#include "base/text.h"
#include "pki/envelope.h"

/* All but the sealed part, which is bound to it by its digest. */
static void
encode_open(struct buf *b, const struct mail_message *m)
{
	buf_text(b, m->id);
	buf_text(b, m->recipient);
	buf_text(b, m->template);
	buf_text(b, m->lang);
	buf_u64(b, (uint64_t)m->created_at);
	buf_block(b, m->params);
}

void
mail_message_encode(struct buf *b, const struct mail_message *m)
{
	encode_open(b, m);
	buf_block(b, m->sealed);
}

/* The id becomes a file's name. */
static bool
is_id(const char *s)
{
	return strlen(s) == MAIL_ID_SIZE - 1 &&
	       strspn(s, "0123456789abcdef") == MAIL_ID_SIZE - 1;
}

static bool
is_lang(const char *s)
{
	return strcmp(s, "zh") == 0 || strcmp(s, "en") == 0;
}

enum err
mail_message_parse(struct bytes content, struct mail_message *ret_m)
{
	struct reader r = reader_of(content);
	struct mail_message m;
	uint64_t created_at;

	TRY(reader_text(&r, m.id, sizeof(m.id)));
	TRY(reader_text(&r, m.recipient, sizeof(m.recipient)));
	TRY(reader_text(&r, m.template, sizeof(m.template)));
	TRY(reader_text(&r, m.lang, sizeof(m.lang)));
	TRY(reader_u64(&r, &created_at));
	TRY(reader_block(&r, MAIL_PARAMS_MAX, &m.params));
	TRY(reader_block(&r, MAIL_SEALED_MAX, &m.sealed));
	TRY(reader_end(&r));
	if (!is_id(m.id) || !is_lang(m.lang) ||
	    mail_address_check(m.recipient) != ERR_OK ||
	    created_at > MAIL_TIME_MAX)
		return ERR_BAD_MESSAGE;
	m.created_at = (int64_t)created_at;
	*ret_m = m;
	return ERR_OK;
}

static enum err
set_params(json_t *json, const struct mail_param params[], size_t count)
{
	for (size_t i = 0; i < count; i++) {
		if (!text_is_utf8(bytes_str(params[i].value)))
			return ERR_BAD_TEXT;
		if (json_object_set_new(json, params[i].name,
			json_string(params[i].value)) != 0)
			return ERR_NOMEM;
	}
	return ERR_OK;
}

static int
add_text(const char *text, size_t len, void *arg)
{
	struct buf *b = arg;

	buf_put(b, BYTES(text, len));
	return buf_status(b) == ERR_OK ? 0 : -1;
}

enum err
mail_params_encode(
    const struct mail_param params[], size_t count, struct buf *b)
{
	json_t *json = json_object();
	enum err err;

	if (json == NULL)
		return ERR_NOMEM;
	err = count > MAIL_PARAM_COUNT_MAX ? ERR_TOO_LARGE
					   : set_params(json, params, count);
	if (err == ERR_OK && json_dump_callback(json, add_text, b,
				 JSON_COMPACT | JSON_SORT_KEYS) != 0)
		err = buf_status(b) == ERR_OK ? ERR_NOMEM : buf_status(b);
	json_decref(json);
	return err;
}

void
mail_secrets_encode(
    const struct mail_param secrets[], size_t count, struct buf *b)
{
	for (size_t i = 0; i < count; i++) {
		buf_text(b, secrets[i].name);
		buf_text(b, secrets[i].value);
	}
}

enum err
mail_secrets_find(
    struct bytes secrets, const char *name, struct bytes *ret_value)
{
	struct reader r = reader_of(secrets);

	while (r.rest.len > 0) {
		struct bytes found, value;

		TRY(reader_block(&r, MAIL_SECRETS_MAX, &found));
		TRY(reader_block(&r, MAIL_SECRETS_MAX, &value));
		if (bytes_equal(found, bytes_str(name))) {
			*ret_value = value;
			return ERR_OK;
		}
	}
	return ERR_BAD_MESSAGE;
}

static enum err
digest_open(
    struct gm *gm, const struct mail_message *m, uint8_t ret_digest[SM3_LEN])
{
	AUTO_DONE(buf) b = BUF(MAIL_MESSAGE_MAX);

	encode_open(&b, m);
	TRY(buf_status(&b));
	return sm3_of(gm, buf_bytes(&b), ret_digest);
}

enum err
mail_seal(struct gm *gm, const struct mail_message *m,
    const struct sm2_public *mailer, struct bytes secrets, struct buf *b)
{
	AUTO_DONE(buf) plain = BUF(SM2_PLAIN_MAX);
	uint8_t digest[SM3_LEN];
	struct sm2_cipher cipher;

	if (secrets.len > MAIL_SECRETS_MAX)
		return ERR_TOO_LARGE;
	TRY(digest_open(gm, m, digest));
	buf_block(&plain, BYTES_ARRAY(digest));
	buf_block(&plain, secrets);
	TRY(buf_status(&plain));
	TRY(sm2_encrypt(gm, mailer, buf_bytes(&plain), &cipher));
	sm2_cipher_encode(b, &cipher);
	return buf_status(b);
}

/* What is inside, if it was sealed for this message. */
static enum err
read_plain(struct bytes plain, const uint8_t digest[SM3_LEN],
    struct secret **ret_secrets)
{
	struct reader r = reader_of(plain);
	struct bytes sealed_for, secrets;

	TRY(reader_block(&r, SM3_LEN, &sealed_for));
	TRY(reader_block(&r, MAIL_SECRETS_MAX, &secrets));
	TRY(reader_end(&r));
	if (!bytes_equal(sealed_for, BYTES(digest, SM3_LEN)))
		return ERR_SIGNATURE_INVALID;
	return secret_copy(secrets, ret_secrets);
}

enum err
mail_unseal(struct gm *gm, const struct mail_message *m, struct sm2_key *mailer,
    struct secret **ret_secrets)
{
	AUTO(secret) plain = NULL;
	struct sm2_cipher cipher;
	uint8_t digest[SM3_LEN];
	enum err err;

	TRY(sm2_cipher_parse(m->sealed, &cipher));
	TRY(sm2_decrypt(gm, mailer, &cipher, &plain));
	TRY(digest_open(gm, m, digest));
	err = read_plain(secret_bytes(plain), digest, ret_secrets);
	return err == ERR_BAD_MESSAGE ? ERR_ENVELOPE_SYNTAX : err;
}
