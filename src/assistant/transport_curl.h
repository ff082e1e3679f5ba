/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The transport of programs: libcurl. Plain HTTP goes to loopback only; any
 * other office is reached by TLS 1.2 or later with its certificate checked.
 * Redirections are not followed. One connection is kept between exchanges.
 */
#ifndef ASSISTANT_TRANSPORT_CURL_H
#define ASSISTANT_TRANSPORT_CURL_H

#include "assistant/transport.h"

struct curl_transport;

/* proxy: "none", "system", or an address as in settings.h. NOMEM. */
MUST_USE enum err curl_transport_new(
    const char *proxy, struct curl_transport **ret_t);
void curl_transport_free(struct curl_transport *t);
DEFINE_AUTO(curl_transport)

/* What is in the way of an address; docs of libcurl's codes. */
enum transport_trouble {
	TRANSPORT_FINE,
	TRANSPORT_NO_PROXY, /* it is not found, or cannot be reached */
	TRANSPORT_NO_NAME,  /* the host is not found */
	TRANSPORT_REFUSED,
	TRANSPORT_SILENT,
	TRANSPORT_UNTRUSTED, /* TLS */
	TRANSPORT_ODD	     /* no HTTP, or not 200 */
};

/* Get the address once, by that proxy, and see. */
enum transport_trouble curl_transport_probe(const char *proxy, const char *url);

/* The interface over it; t is borrowed. */
struct transport curl_transport_of(struct curl_transport *t);

#endif
