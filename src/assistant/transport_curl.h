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

/* The interface over it; t is borrowed. */
struct transport curl_transport_of(struct curl_transport *t);

#endif
