/* SPDX-License-Identifier: Apache-2.0 */
#include "office/http/route.h"

#include <stdio.h>
#include <string.h>

static bool
is_id(const char *text, size_t len)
{
	if (len != REQUEST_PARAM_SIZE - 1)
		return false;
	return strspn(text, "0123456789abcdef") >= len;
}

/* Does the path fit the pattern? What stood for {id} goes to param. */
static bool
fits(const char *pattern, const char *path, char param[REQUEST_PARAM_SIZE])
{
	static const char id[] = "{id}";

	while (*pattern != '\0') {
		size_t len = strcspn(path, "/");

		if (strncmp(pattern, id, strlen(id)) != 0) {
			if (*pattern++ != *path++)
				return false;
			continue;
		}
		if (!is_id(path, len))
			return false;
		memcpy(param, path, len);
		param[len] = '\0';
		path += len;
		pattern += strlen(id);
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
