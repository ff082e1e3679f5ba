/* SPDX-License-Identifier: Apache-2.0 */
#include "office/http/route.h"

#include <stdio.h>
#include <string.h>

/* An id of 32 digits, followed by whatever; 0: it is none. */
static size_t
id_len(const char *text)
{
	size_t len = strspn(text, "0123456789abcdef");

	return len == REQUEST_PARAM_SIZE - 1 ? len : 0;
}

#define NUMBER_DIGITS_MAX 9

/* A number as it is written: no zeros in front. */
static size_t
number_len(const char *text)
{
	size_t len = strspn(text, "0123456789");

	return len > NUMBER_DIGITS_MAX || (len > 1 && text[0] == '0') ? 0 : len;
}

/* Whatever is left, slashes too. */
static size_t
rest_len(const char *text)
{
	return strlen(text);
}

static const struct placeholder {
	const char *name;
	size_t (*len)(const char *text);
	bool kept; /* goes to param */
} placeholders[] = {{"{id}", id_len, true}, {"{n}", number_len, true},
    {"{request}", rest_len, false}};

/* The one that a pattern goes on with, or NULL. */
static const struct placeholder *
placeholder_at(const char *pattern)
{
	for (size_t i = 0; i < COUNT(placeholders); i++)
		if (strncmp(pattern, placeholders[i].name,
			strlen(placeholders[i].name)) == 0)
			return &placeholders[i];
	return NULL;
}

/* Does the path fit the pattern? What stood for a placeholder goes to param. */
static bool
fits(const char *pattern, const char *path, char param[REQUEST_PARAM_SIZE])
{
	while (*pattern != '\0') {
		const struct placeholder *p = placeholder_at(pattern);
		size_t len;

		if (p == NULL) {
			if (*pattern++ != *path++)
				return false;
			continue;
		}
		len = p->len(path);
		if (len == 0)
			return false;
		if (p->kept)
			snprintf(
			    param, REQUEST_PARAM_SIZE, "%.*s", (int)len, path);
		path += len;
		pattern += strlen(p->name);
	}
	return *path == '\0';
}

static void
add_method(char allow[REPLY_ALLOW_SIZE], const char *method)
{
	size_t len = strlen(allow);

	snprintf(allow + len, REPLY_ALLOW_SIZE - len, "%s%s",
	    len > 0 ? ", " : "", method);
	if (strcmp(method, "GET") == 0)
		add_method(allow, "HEAD");
}

enum err
route_find(const struct route *table, const struct route_wanted *wanted,
    const struct route **ret_route, char ret_param[REQUEST_PARAM_SIZE],
    char reterr_allow[REPLY_ALLOW_SIZE])
{
	const char *method =
	    strcmp(wanted->method, "HEAD") == 0 ? "GET" : wanted->method;

	ret_param[0] = '\0';
	reterr_allow[0] = '\0';
	for (const struct route *r = table; r->method != NULL; r++) {
		if (!fits(r->path, wanted->path, ret_param))
			continue;
		if (strcmp(r->method, method) == 0) {
			*ret_route = r;
			return ERR_OK;
		}
		add_method(reterr_allow, r->method);
	}
	return reterr_allow[0] == '\0' ? ERR_NOT_FOUND : ERR_METHOD_NOT_ALLOWED;
}

static json_t *
sessions_json(unsigned sessions)
{
	json_t *names = json_array();

	for (unsigned i = 0; i < SESSION_KINDS; i++)
		if (sessions & 1u << i)
			json_array_append_new(
			    names, json_string(session_kind_name(
				       (enum session_kind)(1u << i))));
	return names;
}

static json_t *
errors_json(const struct route *r)
{
	json_t *names = json_array();

	for (size_t i = 0; i < ROUTE_ERRORS && r->errors[i] != ERR_OK; i++)
		json_array_append_new(
		    names, json_string(err_name(r->errors[i])));
	return names;
}

static json_t *
route_json(const struct route *r)
{
	return json_pack("{s:s, s:s, s:s, s:o, s:i, s:o, s:o}", "method",
	    r->method, "path", r->path, "name", r->name, "sessions",
	    sessions_json(r->sessions), "status", r->status, "body",
	    r->body == NULL ? json_null() : schema_json(r->body), "errors",
	    errors_json(r));
}

json_t *
routes_json(const struct route *table)
{
	json_t *all = json_array();

	for (const struct route *r = table; r->method != NULL; r++)
		if (json_array_append_new(all, route_json(r)) != 0) {
			json_decref(all);
			return NULL;
		}
	return all;
}
