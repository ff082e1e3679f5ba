/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A web site that wants something, as people are to see it: its origin as
 * browsers write it (RFC 6454 6.2), always ASCII. What is shown large is what
 * the browser goes to, letter by letter; a name of another alphabet is told
 * beside it, since it may look like another one.
 */
#ifndef ASSISTANT_SCREENS_SITE_H
#define ASSISTANT_SCREENS_SITE_H

#include "base/bytes.h"
#include "pki/login.h"

/* Characters of three or four octets, from labels of Punycode. */
#define SITE_UNICODE_SIZE (4 * LOGIN_ORIGIN_MAX + 1)

struct site {
	char origin[LOGIN_ORIGIN_MAX + 1];
	char host[LOGIN_ORIGIN_MAX + 1]; /* with its port, if it has one */
	/* The host as its own alphabet writes it; "" if that is the same, or
	 * cannot be shown. */
	char unicode[SITE_UNICODE_SIZE];
	/* Nobody on the way can be in between: https, or this computer. */
	bool secure;
};

/* FIELD_INVALID for what is no origin of http or https. */
MUST_USE enum err site_parse(const char *origin, struct site *ret_site);

#endif
