/* SPDX-License-Identifier: Apache-2.0 */
/* What the office is, and what it knows of the account. */
#include <string.h>

#include "assistant/office_call.h"

#define CAPTCHA_PNG_MAX 65536

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
	const struct office_call c = {.method = "GET", .path = "/api/v1/info"};
	enum err e;

	TRY(office_ask(a, &c, &json));
	e = office_sense(read_info(json, &i));
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
	const struct office_call c = {
	    .method = "POST", .path = "/api/v1/captcha", .body = body};

	TRY(office_ask(a, &c, &json));
	TRY(office_sense(json_text(json, "id", got.id, sizeof(got.id))));
	TRY(office_sense(json_base64(json, "image", &got.png)));
	*ret_c = got;
	buf_init(&got.png, 0);
	return ERR_OK;
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
	struct office_call c = {
	    .method = "GET", .path = "/api/v1/session", .session = true};

	TRY(office_ask(a, &c, &session));
	TRY(office_sense(read_session(session, &s)));
	c.path = "/api/v1/account";
	TRY(office_ask(a, &c, &account));
	TRY(office_sense(read_authorisation(account, &s)));
	s.logged_in = true;
	*ret_s = s;
	return ERR_OK;
}
