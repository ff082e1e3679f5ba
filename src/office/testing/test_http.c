/* SPDX-License-Identifier: Apache-2.0 */
#include "office/testing/test_http.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "office/http/answer.h"

void
test_http_open(struct test_office *t, struct test_http *ret_h)
{
	*ret_h = (struct test_http){.web = {.office = t->office,
					.ticket_key = t->tickets.key,
					.routes = api_routes},
	    .type = "application/json"};
	assert_int_equal(
	    workers_new(ret_h->web.ticket_key,
		&t->authority.cert[AUTHORITY_ISSUING], &ret_h->web.workers),
	    ERR_OK);
	reply_init(&ret_h->reply);
}

void
test_http_done(struct test_http *h)
{
	reply_done(&h->reply);
	workers_free(h->web.workers);
}

static const char *
header(void *self, const char *name)
{
	const struct test_http *h = self;
	const struct {
		const char *name, *value;
	} headers[] = {
	    {"Authorization", h->authorization},
	    {"Content-Type", h->type},
	    {"Accept-Language", h->lang},
	    {"Host", h->host},
	    {"Idempotency-Key", h->key},
	};

	for (size_t i = 0; i < COUNT(headers); i++)
		if (strcmp(name, headers[i].name) == 0)
			return headers[i].value;
	return NULL;
}

static const char *
query(void *self, const char *name)
{
	const struct test_http *h = self;

	return strcmp(name, "token") == 0 ? h->token : NULL;
}

int
test_http_send(
    struct test_http *h, const char *method, const char *path, const char *body)
{
	struct incoming in = {.method = method,
	    .path = path,
	    .body = bytes_str(body),
	    .address = "192.0.2.1",
	    .header = header,
	    .query = query,
	    .self = h};
	char id[REQUEST_ID_SIZE];

	if (h->address != NULL)
		snprintf(in.address, sizeof(in.address), "%s", h->address);
	reply_done(&h->reply);
	reply_init(&h->reply);
	assert_int_equal(answer_id(&h->web, id), ERR_OK);
	answer(&h->web, &in, id, &h->reply);
	return h->reply.status;
}

int
test_http_post(struct test_http *h, const char *path, json_t *body)
{
	char *text = json_dumps(body, 0);
	int status;

	assert_non_null(text);
	status = test_http_send(h, "POST", path, text);
	free(text);
	json_decref(body);
	return status;
}

json_t *
test_http_body(const struct test_http *h)
{
	json_t *json = json_loadb(
	    (const char *)h->reply.body.p, h->reply.body.len, 0, NULL);

	assert_non_null(json);
	return json;
}

const char *
test_http_error(const struct test_http *h)
{
	json_t *json = test_http_body(h);
	json_t *error = json_object_get(json, "error");

	assert_string_equal(json_string_value(json_object_get(error, "name")),
	    err_name(h->reply.err));
	json_decref(json);
	return err_name(h->reply.err);
}

void
test_http_text(
    const struct test_http *h, const char *name, char *out, size_t size)
{
	json_t *json = test_http_body(h);

	assert_non_null(json_object_get(json, name));
	snprintf(
	    out, size, "%s", json_string_value(json_object_get(json, name)));
	json_decref(json);
}

void
test_http_session(struct test_http *h)
{
	char token[SESSION_TOKEN_SIZE];

	test_http_text(h, "token", token, sizeof(token));
	snprintf(h->bearer, sizeof(h->bearer), "Bearer %s", token);
	h->authorization = h->bearer;
}
