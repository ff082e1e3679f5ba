/* SPDX-License-Identifier: Apache-2.0 */
#include "assistant/screens/site.h"

#include <string.h>

#include "base/punycode.h"
#include "base/text.h"

#define PREFIX "xn--"
#define PREFIX_LEN 4

/* One that is not secure is well-formed if it would be with https. */
static enum err
check_plain(const char *origin)
{
	static const char plain[] = "http://";
	char other[LOGIN_ORIGIN_MAX + 1] = "https://";
	const char *rest = origin + sizeof(plain) - 1;

	if (strncmp(origin, plain, sizeof(plain) - 1) != 0 ||
	    strlen(rest) > sizeof(other) - sizeof("https://"))
		return ERR_FIELD_INVALID;
	memcpy(other + strlen(other), rest, strlen(rest) + 1);
	return login_origin_check(other);
}

static enum err
put_label(struct buf *b, const char *label, size_t len)
{
	if (len <= PREFIX_LEN || memcmp(label, PREFIX, PREFIX_LEN) != 0) {
		buf_put(b, BYTES(label, len));
		return ERR_OK;
	}
	return punycode_decode(BYTES(label + PREFIX_LEN, len - PREFIX_LEN), b);
}

/* Label by label, up to the port. */
static enum err
decode(const char *host, struct buf *b)
{
	const char *end = host + strcspn(host, ":");

	for (;;) {
		size_t len = strcspn(host, ".:");

		TRY(put_label(b, host, len));
		host += len;
		if (host >= end)
			break;
		buf_str(b, ".");
		host++;
	}
	buf_str(b, end);
	return buf_status(b);
}

static void
tell_unicode(struct site *s)
{
	AUTO_DONE(buf) b = BUF(SITE_UNICODE_SIZE - 1);

	if (s->host[0] == '[' || decode(s->host, &b) != ERR_OK ||
	    !text_is_plain(buf_bytes(&b)) ||
	    bytes_equal(buf_bytes(&b), bytes_str(s->host)))
		return;
	memcpy(s->unicode, b.p, b.len);
}

enum err
site_parse(const char *origin, struct site *ret_site)
{
	struct site s = {.secure = login_origin_check(origin) == ERR_OK};
	const char *host;

	if (!s.secure)
		TRY(check_plain(origin));
	host = strstr(origin, "://") + 3;
	memcpy(s.origin, origin, strlen(origin) + 1);
	memcpy(s.host, host, strlen(host) + 1);
	tell_unicode(&s);
	*ret_site = s;
	return ERR_OK;
}
