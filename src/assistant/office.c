/* SPDX-License-Identifier: Apache-2.0 */
/* What the office is, and what it knows of the account. */
#include <stdlib.h>
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

/* An office that does not tell decides when it is asked. */
static enum err
read_update(const json_t *json, struct account_state *s)
{
	const json_t *update;

	if (json_object_member(json, "update", &update) != ERR_OK)
		return ERR_OK;
	TRY(json_text(update, "possible", s->update, sizeof(s->update)));
	if (json_is_string(json_object_get(update, "opensAt")))
		TRY(json_time(update, "opensAt", &s->update_opens_at));
	if (json_is_string(json_object_get(update, "name")))
		TRY(json_text(
		    update, "name", s->update_name, sizeof(s->update_name)));
	return ERR_OK;
}

bool
account_state_is_open(const struct account_state *s)
{
	return s->logged_in && (strcmp(s->kind, "account") == 0 ||
				   strcmp(s->kind, "certificate") == 0);
}

enum err
account_state_trouble(const struct account_state *s)
{
	if (strcmp(s->state, "active") == 0)
		return ERR_OK;
	return strcmp(s->state, "approved") == 0 ? ERR_ACCOUNT_NOT_ACTIVE
						 : ERR_ACCOUNT_STATE;
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
	s.logged_in = true;
	if (account_state_is_open(&s)) {
		c.path = "/api/v1/account";
		TRY(office_ask(a, &c, &account));
		TRY(office_sense(read_authorisation(account, &s)));
		TRY(office_sense(read_update(account, &s)));
	}
	*ret_s = s;
	return ERR_OK;
}

enum err
office_holder(struct assistant *a, struct account_state *ret_s)
{
	TRY(office_account(a, ret_s));
	return strcmp(ret_s->kind, "named") == 0 ? ERR_SESSION_SCOPE : ERR_OK;
}

/* --- pairs of the account --- */

void
account_pairs_free(struct account_pairs *p)
{
	if (p == NULL)
		return;
	free(p->rows);
	free(p);
}

static enum err
read_certificate(const json_t *json, struct account_pair *p)
{
	char usage[16];
	struct account_certificate *c;

	TRY(json_text(json, "usage", usage, sizeof(usage)));
	c = strcmp(usage, "sign") == 0 ? &p->sign : &p->encrypt;
	TRY(json_text(json, "serial", c->serial, sizeof(c->serial)));
	TRY(json_text(json, "state", c->state, sizeof(c->state)));
	return json_time(json, "notAfter", &c->not_after);
}

static enum err
read_pair(const json_t *json, struct account_pair *p)
{
	const json_t *certificates = json_object_get(json, "certificates");

	TRY(json_text(json, "state", p->state, sizeof(p->state)));
	TRY(json_text(json, "carrierSerial", p->carrier_serial,
	    sizeof(p->carrier_serial)));
	if (!json_is_array(certificates))
		return ERR_BAD_MESSAGE;
	for (size_t i = 0; i < json_array_size(certificates); i++)
		TRY(read_certificate(json_array_get(certificates, i), p));
	return ERR_OK;
}

static enum err
read_pairs(const json_t *json, struct account_pairs *list)
{
	const json_t *pairs = json_object_get(json, "pairs");
	size_t count = json_array_size(pairs);

	if (!json_is_array(pairs) || count > ACCOUNT_PAIRS_MAX)
		return ERR_BAD_MESSAGE;
	list->rows = calloc(count + 1, sizeof(*list->rows));
	if (list->rows == NULL)
		return ERR_NOMEM;
	for (size_t i = 0; i < count; i++)
		TRY(read_pair(json_array_get(pairs, i), &list->rows[i]));
	list->count = count;
	return ERR_OK;
}

enum err
office_account_pairs(struct assistant *a, struct account_pairs **ret_pairs)
{
	AUTO(account_pairs) list = calloc(1, sizeof(*list));
	AUTO_JSON json = NULL;
	const struct office_call c = {
	    .method = "GET", .path = "/api/v1/account", .session = true};

	if (list == NULL)
		return ERR_NOMEM;
	TRY(office_ask(a, &c, &json));
	TRY(office_sense(read_pairs(json, list)));
	*ret_pairs = TAKE(list);
	return ERR_OK;
}
