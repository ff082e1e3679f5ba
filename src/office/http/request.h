/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A request as its handler sees it: already matched to a route, with its
 * session checked and its body read by the route's schema.
 */
#ifndef OFFICE_REQUEST_H
#define OFFICE_REQUEST_H

#include "office/http/reply.h"
#include "office/http/schema.h"
#include "office/http/session.h"
#include "office/http/web.h"

#define REQUEST_ADDRESS_SIZE 46 /* IPv6 as text and NUL */
#define REQUEST_ID_SIZE 17	/* 16 hex digits and NUL */
#define REQUEST_PARAM_SIZE 33	/* {id}: 32 hex digits and NUL */

/* What came over the wire, whoever carried it; all borrowed. */
struct incoming {
	const char *method, *path; /* path without query, "/…" */
	struct bytes body;
	char address[REQUEST_ADDRESS_SIZE]; /* the peer's */
	/* A header or a query parameter, NULL if it is not there. */
	const char *(*header)(void *self, const char *name);
	const char *(*query)(void *self, const char *name);
	void *self;
};

struct route;
struct request {
	struct web *web;
	struct worker *worker; /* this thread's */
	const struct incoming *in;
	const struct route *route;
	char param[REQUEST_PARAM_SIZE]; /* what stood for {id}, {n} */
	char id[REQUEST_ID_SIZE];	/* for the log and the answer */
	int64_t now;
	enum lang lang;
	struct body body;
	struct session session; /* of a route that needs one */
	json_t *details;	/* facts for the error answer, or NULL */
};

/* The body's struct; type is the one its schema is of. */
#define REQUEST_BODY(rq, type) ((const type *)(const void *)(rq)->body.value)

/* A header of the request, NULL if it is not there. */
const char *request_header(const struct request *rq, const char *name);
const char *request_query(const struct request *rq, const char *name);

/* Say what was wrong, for the error that is about to be returned; takes
 * details, which may be NULL. Never a secret. */
void request_details(struct request *rq, json_t *details);

#endif
