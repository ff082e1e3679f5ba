/* SPDX-License-Identifier: Apache-2.0 */
#include "office/mail/expand.h"

#include <string.h>

#define NAME_MAX_LEN 31

static void
put_escaped(struct buf *out, uint8_t c)
{
	switch (c) {
	case '&':
		buf_str(out, "&amp;");
		break;
	case '<':
		buf_str(out, "&lt;");
		break;
	case '>':
		buf_str(out, "&gt;");
		break;
	case '"':
		buf_str(out, "&quot;");
		break;
	case '\'':
		buf_str(out, "&#39;");
		break;
	case '\n':
		buf_str(out, "<br>\n");
		break;
	default:
		buf_u8(out, c);
	}
}

static void
put_value(struct buf *out, const struct expand_value *v, enum expand_as as)
{
	if (as == EXPAND_TEXT || v->is_html) {
		buf_put(out, v->value);
		return;
	}
	for (size_t i = 0; i < v->value.len; i++)
		put_escaped(out, v->value.p[i]);
}

static const struct expand_value *
find_value(const struct expand_value values[], size_t count, struct bytes name)
{
	for (size_t i = 0; i < count; i++)
		if (bytes_equal(bytes_str(values[i].name), name))
			return &values[i];
	return NULL;
}

/* How many octets before the next pair of such characters, or all. */
static size_t
before_pair(struct bytes b, uint8_t c)
{
	for (size_t i = 0; i + 1 < b.len; i++)
		if (b.p[i] == c && b.p[i + 1] == c)
			return i;
	return b.len;
}

static struct bytes
rest_of(struct bytes b, size_t from)
{
	return BYTES(b.p + from, b.len - from);
}

enum err
expand(struct bytes text, enum expand_as as, const struct expand_value values[],
    size_t count, struct buf *out)
{
	while (text.len > 0) {
		const struct expand_value *v;
		size_t len = before_pair(text, '{');

		buf_put(out, BYTES(text.p, len));
		if (len == text.len)
			break;
		text = rest_of(text, len + 2);
		len = before_pair(text, '}');
		if (len == text.len || len > NAME_MAX_LEN)
			return ERR_BAD_MESSAGE;
		v = find_value(values, count, BYTES(text.p, len));
		if (v == NULL)
			return ERR_BAD_MESSAGE;
		put_value(out, v, as);
		text = rest_of(text, len + 2);
	}
	return buf_status(out);
}
