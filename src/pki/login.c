/* SPDX-License-Identifier: Apache-2.0 */
#include "pki/login.h"

#include <string.h>

#include "base/text.h"

#define HOST_MAX 253 /* characters (RFC 1035 2.3.4, as text) */
#define LABEL_MAX 63

static bool
is_host_char(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
}

/* Labels of letters, digits and hyphens between dots; addresses pass too. */
static bool
is_host(const char *host, size_t len)
{
	size_t label = 0;

	if (len == 0 || len > HOST_MAX)
		return false;
	for (size_t i = 0; i <= len; i++) {
		if (i < len && is_host_char(host[i])) {
			label++;
			continue;
		}
		if (label == 0 || label > LABEL_MAX || host[i - 1] == '-' ||
		    host[i - label] == '-' || (i < len && host[i] != '.'))
			return false;
		label = 0;
	}
	return true;
}

static bool
is_loopback(const char *host, size_t len)
{
	static const char *const names[] = {"127.0.0.1", "[::1]", "localhost"};

	for (size_t i = 0; i < COUNT(names); i++)
		if (strlen(names[i]) == len && memcmp(host, names[i], len) == 0)
			return true;
	return false;
}

/* "" or ":port", but not the scheme's own port, which browsers leave out. */
static bool
is_port(const char *port, uint64_t scheme_port)
{
	uint64_t n;

	if (*port == '\0')
		return true;
	return *port == ':' && text_u64(port + 1, 65535, &n) == ERR_OK &&
	       n != 0 && n != scheme_port;
}

static bool
is_secure_origin(const char *rest)
{
	size_t len = *rest == '[' ? strcspn(rest, "]") + 1 : strcspn(rest, ":");

	if (len > strlen(rest))
		return false;
	return (is_loopback(rest, len) || is_host(rest, len)) &&
	       is_port(rest + len, 443);
}

static bool
is_loopback_origin(const char *rest)
{
	size_t len = *rest == '[' ? strcspn(rest, "]") + 1 : strcspn(rest, ":");

	if (len > strlen(rest))
		return false;
	return is_loopback(rest, len) && is_port(rest + len, 80);
}

enum err
login_origin_check(const char *origin)
{
	static const char secure[] = "https://", plain[] = "http://";
	bool good = false;

	if (strnlen(origin, LOGIN_ORIGIN_MAX + 1) > LOGIN_ORIGIN_MAX)
		return ERR_FIELD_INVALID;
	if (strncmp(origin, secure, sizeof(secure) - 1) == 0)
		good = is_secure_origin(origin + sizeof(secure) - 1);
	else if (strncmp(origin, plain, sizeof(plain) - 1) == 0)
		good = is_loopback_origin(origin + sizeof(plain) - 1);
	return good ? ERR_OK : ERR_FIELD_INVALID;
}

static enum err
check_nonce(const char *nonce)
{
	size_t len = strnlen(nonce, LOGIN_NONCE_MAX + 1);

	if (len < LOGIN_NONCE_MIN || len > LOGIN_NONCE_MAX)
		return ERR_FIELD_INVALID;
	for (size_t i = 0; i < len; i++)
		if (nonce[i] <= ' ' || nonce[i] > '~')
			return ERR_FIELD_INVALID;
	return ERR_OK;
}

enum err
login_message(struct gm *gm, const char *origin, const char *nonce,
    uint8_t ret_message[LOGIN_MESSAGE_LEN])
{
	uint8_t message[LOGIN_MESSAGE_LEN];

	TRY(login_origin_check(origin));
	TRY(check_nonce(nonce));
	TRY(sm3_of(gm, bytes_str(origin), message));
	TRY(sm3_of(gm, bytes_str(nonce), message + SM3_LEN));
	memcpy(ret_message, message, sizeof(message));
	return ERR_OK;
}
