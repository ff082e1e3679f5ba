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

/* What is in the way of an address. */
enum transport_trouble {
	TRANSPORT_FINE,
	TRANSPORT_NO_PROXY,	 /* it is not found, or cannot be reached */
	TRANSPORT_PROXY_LOGIN,	 /* it wants a login, or refuses this one */
	TRANSPORT_PROXY_REFUSES, /* it answers, and does not go on */
	TRANSPORT_NO_NAME,	 /* the host is not found */
	TRANSPORT_REFUSED,
	TRANSPORT_SILENT,
	TRANSPORT_UNTRUSTED, /* TLS */
	TRANSPORT_ODD,	     /* no HTTP, or not 200 */
	TRANSPORT_TROUBLE_COUNT
};

/* Is it an address on this computer, where plain HTTP may go: "http://", one of
 * its loopback names, a port or none, and a path or none? */
bool transport_is_loopback(const char *url);

struct transport {
	/* OFFICE_UNREACHABLE, PROXY_LOGIN, OFFICE_UNTRUSTED (TLS),
	 * OFFICE_ANSWER (too large, not HTTP), CANCELLED. Any HTTP status is OK
	 * here. */
	enum err (*exchange)(void *self, const struct transport_request *r,
	    struct transport_answer *ret_answer);
	void *self;
};

#endif
