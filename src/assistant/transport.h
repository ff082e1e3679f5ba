/* SPDX-License-Identifier: Apache-2.0 */
/*
 * How the assistant reaches the office: one HTTP exchange at a time. libcurl
 * in programs; in tests a peer that is slow, lies or dies.
 */
#ifndef ASSISTANT_TRANSPORT_H
#define ASSISTANT_TRANSPORT_H

#include "base/bytes.h"

#define TRANSPORT_ANSWER_MAX (1024 * 1024) /* octets */

struct transport_request {
	const char *method;	     /* "GET" */
	const char *url;	     /* http:// on loopback, else https:// */
	const char *bearer;	     /* session token, or NULL */
	const char *idempotency_key; /* or NULL */
	const char *language;	     /* "zh", "en" */
	struct bytes body;	     /* JSON; none for GET */
	/* Asked while waiting, at least once a second; NULL: never. */
	bool (*cancelled)(void *self);
	void *self; /* of cancelled */
};

struct transport_answer {
	int status;
	char content_type[64];
	struct buf body;
};
void transport_answer_done(struct transport_answer *a);
DEFINE_AUTO_DONE(transport_answer)

struct transport {
	/* OFFICE_UNREACHABLE, OFFICE_UNTRUSTED (TLS), OFFICE_ANSWER (too
	 * large, not HTTP), CANCELLED. Any HTTP status is OK here. */
	enum err (*exchange)(void *self, const struct transport_request *r,
	    struct transport_answer *ret_answer);
	void *self;
};

#endif
