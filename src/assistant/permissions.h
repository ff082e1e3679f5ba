/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Which site may use which certificate without being asked about again, as a
 * person said in the consent window. The PIN is another matter: it is asked for
 * all the same.
 *
 * HOME/permissions, 0600, is lines of text, oldest first:
 *
 *	cert-assistant permissions 1
 *	https://wssq.example 0a1b…ff 2026-11-22T08:00:00Z
 *
 * A file that is not just so permits nothing; the next permission replaces it.
 */
#ifndef ASSISTANT_PERMISSIONS_H
#define ASSISTANT_PERMISSIONS_H

#include "assistant/assistant.h"

#define PERMISSIONS_MAX 256
#define PERMISSIONS_FILE_MAX 131072 /* octets */

struct permission {
	char site[CERT_URL_SIZE];	    /* an origin, see permission_site */
	char serial[CERT_SERIAL_TEXT_SIZE]; /* of the signing certificate */
	int64_t since;
};
struct permissions {
	struct permission rows[PERMISSIONS_MAX]; /* oldest first */
	size_t count;
};

/* Is it an origin as browsers write it (RFC 6454 6.2): "https://" and host,
 * lower case, and a port if it is not the usual one; http:// on this computer
 * alone? */
bool permission_site(const char *site);

/* What is permitted; new, to be freed. NOMEM. */
MUST_USE enum err assistant_permissions(
    struct assistant *a, struct permissions **ret_p);
void permissions_free(struct permissions *p);
DEFINE_AUTO(permissions)

/* False also if it cannot be found out. */
bool assistant_is_permitted(
    struct assistant *a, const char *site, const char *serial);

/* From now on; one that is there is renewed. When there are PERMISSIONS_MAX,
 * the oldest goes. FIELD_INVALID for what is no origin or serial number;
 * FILE_…. */
MUST_USE enum err assistant_permit(
    struct assistant *a, const char *site, const char *serial);

/* No more; serial NULL: with any certificate. NOT_FOUND; FILE_…. */
MUST_USE enum err assistant_forbid(
    struct assistant *a, const char *site, const char *serial);

/* 清除代理登录缓存: forget the proxy's login and all permissions. FILE_…: what
 * could be forgotten is. */
struct forgotten {
	bool proxy_login;   /* there was one */
	size_t permissions; /* that many */
};
MUST_USE enum err assistant_forget(
    struct assistant *a, struct forgotten *ret_f);

/* Text of the file, and back. BAD_MESSAGE. */
void permissions_encode(const struct permissions *p, struct buf *b);
MUST_USE enum err permissions_parse(
    struct bytes text, struct permissions *ret_p);

#endif
