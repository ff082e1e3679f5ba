/* SPDX-License-Identifier: Apache-2.0 */
/*
 * 代理服务: the proxy that stands between us and the office. Which one is a
 * setting, "proxy"; user name and password for it are apart from the settings,
 * in HOME/proxy.secret, 0600:
 *
 *	http://proxy.example:3128 LF user LF password LF
 *
 * They are for that address and no other: when the setting names another
 * proxy they stay unused, and nobody else gets to see them. In memory the
 * password is in struct secret, but for libcurl's own copy while it works.
 */
#ifndef ASSISTANT_PROXY_H
#define ASSISTANT_PROXY_H

#include "assistant/assistant.h"

#define PROXY_USER_SIZE 256    /* octets, with NUL (RFC 1929 2) */
#define PROXY_PASSWORD_MAX 255 /* octets */

/* "http://host:port" or "socks5h://host:port", without a login or a path. */
bool proxy_is_address(const char *v);

/* User name and password for the proxy of the settings, from now on. The name
 * is plain text without a colon, neither is empty or has control characters:
 * BAD_TEXT. FIELD_INVALID (field "proxy") if the settings name no address;
 * FILE_…. */
MUST_USE enum err assistant_proxy_set_login(
    struct assistant *a, const char *user, struct bytes password);

/* Whose login is stored for the proxy of the settings. NOT_FOUND. */
MUST_USE enum err assistant_proxy_user(
    struct assistant *a, char ret_user[PROXY_USER_SIZE]);

/* Forget the stored login, of whichever proxy. *ret_had: there was one. */
MUST_USE enum err assistant_proxy_forget(struct assistant *a, bool *ret_had);

/* Values that need not be set yet. */
struct proxy_trial {
	const char *proxy; /* as the setting; NULL: the setting */
	const char *user;  /* NULL: the stored login, if it is for that proxy */
	struct bytes password;
};
/* Ask the office once by that proxy, and tell what is in the way. OK whenever
 * it could be tried: FIELD_INVALID or BAD_TEXT for values that could not be
 * set, OFFICE_UNSET, CANCELLED. */
MUST_USE enum err assistant_proxy_test(struct assistant *a,
    const struct proxy_trial *t, enum transport_trouble *ret_trouble);

/* "NO_PROXY": for scripts. Never changed once published. */
const char *transport_trouble_name(enum transport_trouble trouble);

/* --- for the assistant's own files --- */

/* Where the office is asked what it is, to see whether it can be reached. */
#define PROXY_PROBE_PATH "/api/v1/info"

struct proxy_login {
	char user[PROXY_USER_SIZE];
	struct secret *password; /* NULL: there is none */
};
void proxy_login_done(struct proxy_login *l);
DEFINE_AUTO_DONE(proxy_login)

/* Of what the file says, what is for that address. NOT_FOUND, also for a file
 * that is none of ours; NOMEM. */
MUST_USE enum err proxy_login_parse(
    struct bytes text, const char *address, struct proxy_login *ret_login);

/* The stored one for that address. NOT_FOUND, NOMEM. */
MUST_USE enum err proxy_login_read(const struct assistant *a,
    const char *address, struct proxy_login *ret_login);

#endif
