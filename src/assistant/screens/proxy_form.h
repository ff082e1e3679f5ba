/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The proxy of the settings as people fill it in: how, host, port. Its rules,
 * and the way to the setting's value and back (settings.h, "proxy"). User name
 * and password are no part of that value.
 */
#ifndef ASSISTANT_SCREENS_PROXY_FORM_H
#define ASSISTANT_SCREENS_PROXY_FORM_H

#include "assistant/screens/text.h"
#include "assistant/settings.h"

enum proxy_way { PROXY_NONE, PROXY_SYSTEM, PROXY_HTTP, PROXY_SOCKS };

#define PROXY_HOST_MAX 253 /* octets: RFC 1035 2.3.4 */

struct proxy_form {
	enum proxy_way way;
	/* As typed: a name, an IPv4 or an IPv6 address, in brackets or not. */
	char host[PROXY_HOST_MAX + 1];
	char port[6];
};

/* From the setting's value; what is no proxy of ours is PROXY_SYSTEM. A user
 * name in an address is left out. */
void proxy_form_parse(const char *value, struct proxy_form *ret_f);

/* Which rule host and port break, for a way that has them; TEXT_COUNT: none. */
enum text proxy_form_wrong_host(const struct proxy_form *f);
enum text proxy_form_wrong_port(const struct proxy_form *f);

/* The setting's value. FIELD_INVALID if a rule is broken. */
MUST_USE enum err proxy_form_value(
    const struct proxy_form *f, char out[SETTING_VALUE_SIZE]);

/* By hand: with host and port. */
bool proxy_way_is_manual(enum proxy_way way);

#endif
