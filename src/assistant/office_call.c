/* SPDX-License-Identifier: Apache-2.0 */
#include "assistant/office_call.h"

#include <stdio.h>
#include <string.h>

#include "base/lang.h"

#define BODY_MAX 65536 /* octets of what we send */

enum err
office_url(
    const struct assistant *a, const char *path, char out[SETTING_VALUE_SIZE])
{
	const char *office = a->settings.value[SETTING_OFFICE];
	size_t len = strlen(office);

	if (len == 0)
		return ERR_OFFICE_UNSET;
	while (len > 0 && office[len - 1] == '/')
		len--;
	if (snprintf(out, SETTING_VALUE_SIZE, "%.*s%s", (int)len, office,
		path) >= SETTING_VALUE_SIZE)
		return ERR_TOO_LARGE;
	return ERR_OK;
}

/* A text of the details, or "". */
static void
keep_text(const json_t *details, const char *name, char *out, size_t size)
{
	if (json_text(details, name, out, size) != ERR_OK)
		out[0] = '\0';
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
	keep_text(details, "field", a->failure.field, sizeof(a->failure.field));
	keep_text(details, "terms", a->failure.terms, sizeof(a->failure.terms));
	keep_text(
	    details, "url", a->failure.terms_url, sizeof(a->failure.terms_url));
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

static bool
is_cancelled(void *self)
{
	return assistant_is_cancelled(self);
}

enum err
office_ask(struct assistant *a, const struct office_call *c, json_t **ret_json)
{
	AUTO_DONE(transport_answer) answer = {.body = BUF(0)};
	AUTO_DONE(buf) body = BUF(BODY_MAX);
	char url[SETTING_VALUE_SIZE], bearer[BEARER_SIZE];
	struct transport_request r = {.method = c->method,
	    .url = url,
	    .idempotency_key = c->key,
	    .language = lang_name(a->lang),
	    .cancelled = is_cancelled,
	    .self = a};
	enum err e;

	TRY(assistant_go_on(a));
	TRY(office_url(a, c->path, url));
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

enum err
office_sense(enum err e)
{
	return e == ERR_BAD_MESSAGE ? ERR_OFFICE_ANSWER : e;
}
