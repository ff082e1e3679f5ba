/* SPDX-License-Identifier: Apache-2.0 */
/* Sessions: kept in HOME/session, begun and ended at the office. */
#include <string.h>

#include "assistant/office_call.h"
#include "base/text.h"

enum err
session_read(struct assistant *a, char ret_token[BEARER_SIZE])
{
	AUTO(secret) s = NULL;
	char path[FILE_PATH_MAX];
	struct bytes b;

	TRY(assistant_path(a, "session", path));
	if (file_read_secret(path, &s) != ERR_OK)
		return ERR_SESSION_MISSING;
	b = secret_bytes(s);
	if (b.len == 0 || b.len >= BEARER_SIZE || !text_is_plain(b))
		return ERR_SESSION_MISSING;
	memcpy(ret_token, b.p, b.len);
	ret_token[b.len] = '\0';
	return ERR_OK;
}

enum err
session_forget(struct assistant *a)
{
	char path[FILE_PATH_MAX];
	enum err e;

	TRY(assistant_path(a, "session", path));
	e = file_remove(path);
	return e == ERR_FILE_MISSING ? ERR_OK : e;
}

static enum err
session_keep(struct assistant *a, const json_t *answer)
{
	char path[FILE_PATH_MAX], token[BEARER_SIZE];
	enum err e;

	TRY(assistant_path(a, "session", path));
	TRY(office_sense(json_text(answer, "token", token, sizeof(token))));
	e = file_replace(path, bytes_str(token), 0600);
	secret_wipe(token, sizeof(token));
	return e;
}

/* Where the office asks for one. */
static enum err
add_captcha(json_t *body, const char *id, const char *answer)
{
	if (id != NULL &&
	    json_object_set_new(body, "captcha",
		json_pack("{s:s, s:s}", "id", id, "answer", answer)) != 0)
		return ERR_BAD_TEXT;
	return ERR_OK;
}

enum err
office_login_account(struct assistant *a, const struct office_login *l)
{
	AUTO_JSON body = json_pack(
	    "{s:s, s:s}", "userName", l->user_name, "applicant", l->applicant);
	AUTO_JSON json = NULL;
	const struct office_call c = {
	    .method = "POST", .path = "/api/v1/sessions/account", .body = body};

	if (body == NULL)
		return ERR_BAD_TEXT;
	TRY(add_captcha(body, l->captcha_id, l->captcha_answer));
	TRY(office_ask(a, &c, &json));
	return session_keep(a, json);
}

enum err
office_login_named(struct assistant *a, const struct office_naming *n)
{
	AUTO_JSON body = json_object();
	AUTO_JSON json = NULL;
	const struct office_call c = {
	    .method = "POST", .path = "/api/v1/sessions/named", .body = body};

	TRY(json_set_base64(body, "certificate", n->certificate));
	TRY(add_captcha(body, n->captcha_id, n->captcha_answer));
	TRY(office_ask(a, &c, &json));
	return session_keep(a, json);
}

enum err
office_challenge(struct assistant *a, char ret_nonce[LOGIN_NONCE_MAX + 1])
{
	AUTO_JSON body = json_object();
	AUTO_JSON json = NULL;
	const struct office_call c = {.method = "POST",
	    .path = "/api/v1/sessions/challenge",
	    .body = body};

	TRY(office_ask(a, &c, &json));
	return office_sense(
	    json_text(json, "nonce", ret_nonce, LOGIN_NONCE_MAX + 1));
}

enum err
office_login_certificate(struct assistant *a, const struct office_proof *p)
{
	AUTO_JSON token = json_pack(
	    "{s:s, s:s}", "format", LOGIN_FORMAT, "origin", a->origin);
	AUTO_JSON body = json_pack("{s:s, s:O, s:s*}", "nonce", p->nonce,
	    "token", token, "accept", p->accept);
	AUTO_JSON json = NULL;
	AUTO_DONE(buf) der = BUF(SIGNATURE_DER_MAX);
	const struct office_call c = {.method = "POST",
	    .path = "/api/v1/sessions/certificate",
	    .body = body};

	if (body == NULL)
		return ERR_NOMEM;
	signature_encode(&der, p->signature);
	TRY(buf_status(&der));
	TRY(json_set_base64(token, "certificate", p->certificate));
	TRY(json_set_base64(token, "signature", buf_bytes(&der)));
	TRY(office_ask(a, &c, &json));
	return session_keep(a, json);
}

enum err
office_login_exchange(struct assistant *a, const struct office_old_proof *p)
{
	AUTO_JSON token = json_pack(
	    "{s:s, s:s}", "format", LOGIN_FORMAT_LEGACY, "origin", a->origin);
	AUTO_JSON body =
	    json_pack("{s:s, s:O}", "nonce", p->nonce, "token", token);
	AUTO_JSON json = NULL;
	const struct office_call c = {.method = "POST",
	    .path = "/api/v1/sessions/exchange",
	    .body = body};

	if (body == NULL)
		return ERR_NOMEM;
	TRY(json_set_base64(token, "certificate", p->certificate));
	TRY(json_set_base64(token, "signature", p->signature));
	TRY(office_ask(a, &c, &json));
	return session_keep(a, json);
}

enum err
office_session_end(struct assistant *a)
{
	AUTO_JSON json = NULL;
	const struct office_call c = {
	    .method = "DELETE", .path = "/api/v1/session", .session = true};

	return office_ask(a, &c, &json);
}
