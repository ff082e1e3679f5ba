/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The transport of programs: libcurl. Plain HTTP goes to loopback only; any
 * other office is reached by TLS 1.2 or later with its certificate checked.
 * Redirections are not followed. One connection is kept between exchanges.
 */
#ifndef ASSISTANT_TRANSPORT_CURL_H
#define ASSISTANT_TRANSPORT_CURL_H

#include "assistant/transport.h"
#include "base/secret.h"

struct curl_transport;

struct curl_proxy {
	const char *address; /* "none", "system", or as in settings.h */
	/* Its login, if address is one; NULL: none. The password is copied into
	 * a struct secret; libcurl has a copy while an exchange goes on. */
	const char *user;
	struct bytes password;
};

/* NOMEM, TOO_LARGE. */
MUST_USE enum err curl_transport_new(
    const struct curl_proxy *proxy, struct curl_transport **ret_t);
void curl_transport_free(struct curl_transport *t);
DEFINE_AUTO(curl_transport)

/* Get an address once, by that proxy, and see. One that is cancelled, as in
 * struct transport_request, tells nothing that counts. */
struct curl_probe {
	const struct curl_proxy *proxy;
	const char *url;
	bool (*cancelled)(void *self); /* or NULL */
	void *self;
};
enum transport_trouble curl_transport_probe(const struct curl_probe *p);

/* The interface over it; t is borrowed. */
struct transport curl_transport_of(struct curl_transport *t);

#endif
