/* SPDX-License-Identifier: Apache-2.0 */
#include "assistant/office.h"

#include <stdio.h>
#include <string.h>

#include "assistant/json.h"
#include "base/lang.h"
#include "base/text.h"

#define BODY_MAX 65536 /* octets of what we send */
#define CAPTCHA_PNG_MAX 65536

/* --- one exchange --- */

struct call {
	const char *method, *path, *key;
	const json_t *body; /* or NULL */
	bool session;
};

static enum err
make_url(struct assistant *a, const char *path, char out[SETTING_VALUE_SIZE])
{
	const char *office = a->settings.value[SETTING_OFFICE];
	size_t len = strlen(office);

	if (len == 0)
		return ERR_OFFICE_UNREACHABLE;
	while (len > 0 && office[len - 1] == '/')
		len--;
	if (snprintf(out, SETTING_VALUE_SIZE, "%.*s%s", (int)len, office,
		path) >= SETTING_VALUE_SIZE)
		return ERR_TOO_LARGE;
	return ERR_OK;
}

/* What an error answer knows, for assistant_failure. */
static void
keep_details(struct assistant *a, const json_t *error)
{
	const json_t *details;
	int64_t tries;

	if (json_object_member(error, "details", &details) != ERR_OK)
		return;
	if (json_int(details, "triesLeft", 0, 1000, &tries) == ERR_OK)
		a->failure.tries_left = (int)tries;
	if (json_text(details, "field", a->failure.field,
		sizeof(a->failure.field)) != ERR_OK)
		a->failure.field[0] = '\0';
}

static enum err
error_of(struct assistant *a, const json_t *answer)
{
	const json_t *error;
	char name[64];
	enum err e;

	if (json_object_member(answer, "error", &error) != ERR_OK ||
	    json_text(error, "name", name, sizeof(name)) != ERR_OK)
		return ERR_OFFICE_ANSWER;
	keep_details(a, error);
	e = err_from_name(name);
	if (e == ERR_SESSION_MISSING)
		err_ignore(session_forget(a));
	return e == ERR_OK ? ERR_OFFICE_ANSWER : e;
}

static enum err
read_answer(struct assistant *a, const struct transport_answer *answer,
    json_t **ret_json)
{
	AUTO_JSON json = NULL;

	if (answer->status == 204) {
		*ret_json = NULL;
		return ERR_OK;
	}
	if (strncmp(answer->content_type, "application/json", 16) != 0 ||
	    json_read(buf_bytes(&answer->body), &json) != ERR_OK ||
	    !json_is_object(json))
		return ERR_OFFICE_ANSWER;
	if (answer->status < 200 || answer->status > 299)
		return error_of(a, json);
	*ret_json = TAKE(json);
	return ERR_OK;
}

/* Ask the office; *ret_json is new, or NULL for an answer without content. */
static enum err
ask_office(struct assistant *a, const struct call *c, json_t **ret_json)
{
	AUTO_DONE(transport_answer) answer = {.body = BUF(0)};
	AUTO_DONE(buf) body = BUF(BODY_MAX);
	char url[SETTING_VALUE_SIZE], bearer[BEARER_SIZE];
	struct transport_request r = {.method = c->method,
	    .url = url,
	    .idempotency_key = c->key,
	    .language = lang_name(a->lang)};
	enum err e;

	TRY(make_url(a, c->path, url));
	if (c->session) {
		TRY(session_read(a, bearer));
		r.bearer = bearer;
	}
	if (c->body != NULL)
		TRY(json_write(c->body, &body));
	r.body = buf_bytes(&body);
	e = a->transport.exchange(a->transport.self, &r, &answer);
	secret_wipe(bearer, sizeof(bearer));
	if (e != ERR_OK)
		return e;
	return read_answer(a, &answer, ret_json);
}

/* An answer that breaks its schema makes no sense. */
static enum err
sense(enum err e)
{
	return e == ERR_BAD_MESSAGE ? ERR_OFFICE_ANSWER : e;
}

/* --- the session --- */

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
	TRY(sense(json_text(answer, "token", token, sizeof(token))));
	e = file_replace(path, bytes_str(token), 0600);
	secret_wipe(token, sizeof(token));
	return e;
}

/* --- calls --- */

void
office_info_done(struct office_info *i)
{
	buf_done(&i->root);
	buf_done(&i->issuing);
	buf_done(&i->key_centre);
}

static enum err
read_info(const json_t *json, struct office_info *i)
{
	const json_t *certificates;

	TRY(json_text(json, "origin", i->origin, sizeof(i->origin)));
	TRY(json_time(json, "time", &i->time));
	TRY(json_bool(json, "captcha", &i->captcha));
	TRY(json_object_member(json, "certificates", &certificates));
	TRY(json_base64(certificates, "root", &i->root));
	TRY(json_base64(certificates, "issuing", &i->issuing));
	return json_base64(certificates, "keyCentre", &i->key_centre);
}

enum err
office_info_get(struct assistant *a, struct office_info *ret_i)
{
	AUTO_JSON json = NULL;
	struct office_info i = {.root = BUF(CERT_DER_MAX),
	    .issuing = BUF(CERT_DER_MAX),
	    .key_centre = BUF(CERT_DER_MAX)};
	const struct call c = {.method = "GET", .path = "/api/v1/info"};
	enum err e;

	TRY(ask_office(a, &c, &json));
	e = sense(read_info(json, &i));
	if (e != ERR_OK) {
		office_info_done(&i);
		return e;
	}
	*ret_i = i;
	return ERR_OK;
}

enum err
office_captcha(struct assistant *a, struct captcha *ret_c)
{
	AUTO_JSON body = json_object();
	AUTO_JSON json = NULL;
	AUTO_DONE(captcha) got = {.png = BUF(CAPTCHA_PNG_MAX)};
	const struct call c = {
	    .method = "POST", .path = "/api/v1/captcha", .body = body};

	TRY(ask_office(a, &c, &json));
	TRY(sense(json_text(json, "id", got.id, sizeof(got.id))));
	TRY(sense(json_base64(json, "image", &got.png)));
	*ret_c = got;
	buf_init(&got.png, 0);
	return ERR_OK;
}

enum err
office_login_account(struct assistant *a, const struct office_login *l)
{
	AUTO_JSON body = json_pack(
	    "{s:s, s:s}", "userName", l->user_name, "applicant", l->applicant);
	AUTO_JSON json = NULL;
	const struct call c = {
	    .method = "POST", .path = "/api/v1/sessions/account", .body = body};

	if (body == NULL)
		return ERR_BAD_TEXT;
	if (l->captcha_id != NULL &&
	    json_object_set_new(body, "captcha",
		json_pack("{s:s, s:s}", "id", l->captcha_id, "answer",
		    l->captcha_answer)) != 0)
		return ERR_BAD_TEXT;
	TRY(ask_office(a, &c, &json));
	return session_keep(a, json);
}

enum err
office_challenge(struct assistant *a, char ret_nonce[LOGIN_NONCE_MAX + 1])
{
	AUTO_JSON body = json_object();
	AUTO_JSON json = NULL;
	const struct call c = {.method = "POST",
	    .path = "/api/v1/sessions/challenge",
	    .body = body};

	TRY(ask_office(a, &c, &json));
	return sense(json_text(json, "nonce", ret_nonce, LOGIN_NONCE_MAX + 1));
}

enum err
office_login_certificate(struct assistant *a, const char *nonce,
    struct bytes certificate, const struct sm2_signature *sig)
{
	AUTO_JSON token = json_pack("{s:s}", "format", LOGIN_FORMAT);
	AUTO_JSON body =
	    json_pack("{s:s, s:O}", "nonce", nonce, "token", token);
	AUTO_JSON json = NULL;
	AUTO_DONE(buf) der = BUF(SIGNATURE_DER_MAX);
	const struct call c = {.method = "POST",
	    .path = "/api/v1/sessions/certificate",
	    .body = body};

	if (body == NULL)
		return ERR_NOMEM;
	signature_encode(&der, sig);
	TRY(buf_status(&der));
	TRY(json_set_base64(token, "certificate", certificate));
	TRY(json_set_base64(token, "signature", buf_bytes(&der)));
	TRY(ask_office(a, &c, &json));
	return session_keep(a, json);
}

enum err
office_session_end(struct assistant *a)
{
	AUTO_JSON json = NULL;
	const struct call c = {
	    .method = "DELETE", .path = "/api/v1/session", .session = true};

	return ask_office(a, &c, &json);
}

static enum err
read_holder(const json_t *account, struct account_state *s)
{
	TRY(json_text(account, "userName", s->user_name, sizeof(s->user_name)));
	TRY(json_text(account, "name", s->name, sizeof(s->name)));
	TRY(json_text(
	    account, "kind", s->account_kind, sizeof(s->account_kind)));
	return json_text(account, "state", s->state, sizeof(s->state));
}

static enum err
read_session(const json_t *json, struct account_state *s)
{
	const json_t *account;

	TRY(json_text(json, "kind", s->kind, sizeof(s->kind)));
	TRY(json_time(json, "expiresAt", &s->expires_at));
	TRY(json_object_member(json, "account", &account));
	return read_holder(account, s);
}

static enum err
read_authorisation(const json_t *json, struct account_state *s)
{
	const json_t *open = json_object_get(json, "authorisation");
	int64_t tries;

	if (open == NULL || json_is_null(open))
		return ERR_OK;
	TRY(json_time(open, "expiresAt", &s->code_expires_at));
	TRY(json_int(open, "triesLeft", 0, 1000, &tries));
	s->code_tries_left = (int)tries;
	s->code_open = true;
	return ERR_OK;
}

enum err
office_account(struct assistant *a, struct account_state *ret_s)
{
	AUTO_JSON session = NULL;
	AUTO_JSON account = NULL;
	struct account_state s = {.code_tries_left = -1};
	struct call c = {
	    .method = "GET", .path = "/api/v1/session", .session = true};

	TRY(ask_office(a, &c, &session));
	TRY(sense(read_session(session, &s)));
	c.path = "/api/v1/account";
	TRY(ask_office(a, &c, &account));
	TRY(sense(read_authorisation(account, &s)));
	s.logged_in = true;
	*ret_s = s;
	return ERR_OK;
}

static enum err
make_pair_body(const struct office_pair_request *r, json_t *body)
{
	TRY(json_set_base64(body, "csr", r->csr));
	TRY(json_set_base64(body, "ask", r->ask));
	return json_set_base64(body, "escrow", r->escrow);
}

static bool
is_hex(const char *s, size_t len)
{
	return strlen(s) == len && strspn(s, "0123456789abcdef") == len;
}

enum err
office_pair_make(struct assistant *a, const struct office_pair_request *r,
    char ret_id[33], struct buf *ret_answer)
{
	AUTO_JSON body =
	    json_pack("{s:s, s:{s:s, s:s}}", "verb", r->verb, "carrier", "kind",
		carrier_name(r->carrier), "serial", r->carrier_serial);
	AUTO_JSON json = NULL;
	char id[33];
	const struct call c = {.method = "POST",
	    .path = "/api/v1/pairs",
	    .key = r->key,
	    .body = body,
	    .session = true};

	if (body == NULL)
		return ERR_NOMEM;
	TRY(make_pair_body(r, body));
	TRY(ask_office(a, &c, &json));
	TRY(sense(json_text(json, "pair", id, sizeof(id))));
	if (!is_hex(id, 32))
		return ERR_OFFICE_ANSWER;
	TRY(sense(json_base64(json, "answer", ret_answer)));
	memcpy(ret_id, id, sizeof(id));
	return ERR_OK;
}

enum err
office_pair_confirm(struct assistant *a, const char *id, struct bytes confirm,
    const struct sm2_signature *sig)
{
	AUTO_JSON body = json_object();
	AUTO_JSON json = NULL;
	AUTO_DONE(buf) der = BUF(SIGNATURE_DER_MAX);
	char path[80];
	const struct call c = {
	    .method = "POST", .path = path, .body = body, .session = true};

	(void)snprintf(path, sizeof(path), "/api/v1/pairs/%s/confirm", id);
	signature_encode(&der, sig);
	TRY(buf_status(&der));
	TRY(json_set_base64(body, "confirm", confirm));
	TRY(json_set_base64(body, "signature", buf_bytes(&der)));
	return ask_office(a, &c, &json);
}
