/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Requests to an office of test_office.h, and its answers, through everything
 * but the wire. Whatever fails in here fails the test.
 */
#ifndef OFFICE_TEST_HTTP_H
#define OFFICE_TEST_HTTP_H

#include "office/api/api.h"
#include "office/testing/test_office.h"

struct test_http {
	struct web web;
	struct reply reply; /* the last answer */
	/* Headers and query of the next requests; NULL: not sent. */
	const char *authorization, *type, *lang, *host, *key, *token;
	const char *address; /* whence they come; NULL: always the same */
	char bearer[80];     /* what test_http_session set authorization to */
};

/* With the office's routes; without jobs. JSON is sent until type is set. */
void test_http_open(struct test_office *t, struct test_http *ret_h);
void test_http_done(struct test_http *h);

/* Send it; its status. body is text. */
int test_http_send(struct test_http *h, const char *method, const char *path,
    const char *body);

/* The same with JSON, which is taken. */
int test_http_post(struct test_http *h, const char *path, json_t *body);

/* The answer as JSON, a new reference. */
json_t *test_http_body(const struct test_http *h);

/* The name of the error that was answered: borrowed for good. */
const char *test_http_error(const struct test_http *h);

/* A text of the answer, by its name. */
void test_http_text(
    const struct test_http *h, const char *name, char *out, size_t size);

/* The answer was a login: what is sent next is in its session. */
void test_http_session(struct test_http *h);

#endif
