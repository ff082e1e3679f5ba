/* SPDX-License-Identifier: Apache-2.0 */
#include "assistant/screens/proxy_form.h"

#include <stdio.h>
#include <string.h>

#include "base/text.h"

#define LETTERS "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
#define DIGITS "0123456789"

static const struct {
	const char *begin;
	enum proxy_way way;
} schemes[] = {{"http://", PROXY_HTTP}, {"socks5h://", PROXY_SOCKS}};

bool
proxy_way_is_manual(enum proxy_way way)
{
	return way == PROXY_HTTP || way == PROXY_SOCKS;
}

/* --- reading --- */

static void
copy_part(char *out, size_t size, const char *from, size_t len)
{
	if (len >= size)
		return; /* nobody's host or port: the field stays empty */
	memcpy(out, from, len);
	out[len] = '\0';
}

/* "[user@]host[:port][/…]", after its scheme */
static void
parse_address(const char *s, struct proxy_form *f)
{
	const char *at = strrchr(s, '@');
	const char *port;
	size_t len;

	if (at != NULL)
		s = at + 1;
	len = *s == '[' ? strcspn(s, "]") + 1 : strcspn(s, ":/");
	if (len > strlen(s))
		return;
	copy_part(f->host, sizeof(f->host), s, len);
	port = s + len;
	if (*port == ':')
		copy_part(
		    f->port, sizeof(f->port), port + 1, strcspn(port + 1, "/"));
}

void
proxy_form_parse(const char *value, struct proxy_form *ret_f)
{
	struct proxy_form f = {.way = PROXY_SYSTEM};

	if (strcmp(value, "none") == 0)
		f.way = PROXY_NONE;
	for (size_t i = 0; i < COUNT(schemes); i++) {
		size_t len = strlen(schemes[i].begin);

		if (strncmp(value, schemes[i].begin, len) != 0)
			continue;
		f.way = schemes[i].way;
		parse_address(value + len, &f);
	}
	*ret_f = f;
}

/* --- rules --- */

static bool
is_ipv6(const char *host)
{
	size_t len = strlen(host);

	if (len >= 2 && host[0] == '[' && host[len - 1] == ']')
		return strspn(host + 1, DIGITS "abcdefABCDEF:.") == len - 2;
	return strchr(host, ':') != strrchr(host, ':') &&
	       strspn(host, DIGITS "abcdefABCDEF:.") == len;
}

static bool
is_name(const char *host)
{
	return host[0] != '.' && host[0] != '-' && strstr(host, "..") == NULL &&
	       host[strspn(host, LETTERS DIGITS "-._")] == '\0';
}

enum text
proxy_form_wrong_host(const struct proxy_form *f)
{
	if (!proxy_way_is_manual(f->way))
		return TEXT_COUNT;
	if (f->host[0] == '\0')
		return TEXT_PROXY_HOST_EMPTY;
	if (strstr(f->host, "://") != NULL)
		return TEXT_PROXY_HOST_SCHEME;
	return is_ipv6(f->host) || is_name(f->host) ? TEXT_COUNT
						    : TEXT_PROXY_HOST_WRONG;
}

enum text
proxy_form_wrong_port(const struct proxy_form *f)
{
	uint64_t port;

	if (!proxy_way_is_manual(f->way))
		return TEXT_COUNT;
	return text_u64(f->port, 65535, &port) == ERR_OK && port > 0
		   ? TEXT_COUNT
		   : TEXT_PROXY_PORT_WRONG;
}

/* --- writing --- */

static const char *
scheme_of(enum proxy_way way)
{
	for (size_t i = 0; i < COUNT(schemes); i++) {
		if (schemes[i].way == way)
			return schemes[i].begin;
	}
	return "";
}

enum err
proxy_form_value(const struct proxy_form *f, char out[SETTING_VALUE_SIZE])
{
	bool bare = f->host[0] != '[' && strchr(f->host, ':') != NULL;

	if (proxy_form_wrong_host(f) != TEXT_COUNT ||
	    proxy_form_wrong_port(f) != TEXT_COUNT)
		return ERR_FIELD_INVALID;
	if (proxy_way_is_manual(f->way))
		(void)snprintf(out, SETTING_VALUE_SIZE,
		    bare ? "%s[%s]:%s" : "%s%s:%s", scheme_of(f->way), f->host,
		    f->port);
	else
		(void)snprintf(out, SETTING_VALUE_SIZE, "%s",
		    f->way == PROXY_NONE ? "none" : "system");
	return ERR_OK;
}
