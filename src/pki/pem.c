/* SPDX-License-Identifier: Apache-2.0 */
#include "pki/pem.h"

#include <stdio.h>
#include <string.h>

#include "base/text.h"

#define LINE_CHARS 64
#define LABEL_LINE_SIZE 64

void
pem_encode(struct buf *b, const char *label, struct bytes der)
{
	AUTO_DONE(buf) text = BUF(SIZE_MAX);

	text_base64(&text, der);
	if (text.err != ERR_OK && b->err == ERR_OK)
		b->err = text.err;
	buf_printf(b, "-----BEGIN %s-----\n", label);
	for (size_t at = 0; at < text.len; at += LINE_CHARS) {
		size_t left = text.len - at;

		buf_put(b,
		    BYTES(text.p + at, left < LINE_CHARS ? left : LINE_CHARS));
		buf_u8(b, '\n');
	}
	buf_printf(b, "-----END %s-----\n", label);
}

/* Where what begins in text; NULL if nowhere. */
static const uint8_t *
find(struct bytes text, const char *what, size_t len)
{
	for (size_t at = 0; at + len <= text.len; at++)
		if (memcmp(text.p + at, what, len) == 0)
			return text.p + at;
	return NULL;
}

/* What stands before the next "-----kind label-----", which is taken too. */
static bool
take_until(struct bytes *text, const char *kind, const char *label,
    struct bytes *ret_before)
{
	char line[LABEL_LINE_SIZE];
	int len = snprintf(line, sizeof(line), "-----%s %s-----", kind, label);
	const uint8_t *found;

	if (len < 0 || (size_t)len >= sizeof(line))
		return false;
	found = find(*text, line, (size_t)len);
	if (found == NULL)
		return false;
	*ret_before = BYTES(text->p, (size_t)(found - text->p));
	text->len -= ret_before->len + (size_t)len;
	text->p = found + len;
	return true;
}

enum err
pem_decode(struct bytes text, const char *label, struct buf *der)
{
	AUTO_DONE(buf) joined = BUF(text.len);
	struct bytes body;
	enum err e;

	if (!take_until(&text, "BEGIN", label, &body) ||
	    !take_until(&text, "END", label, &body))
		return ERR_CERT_SYNTAX;
	for (size_t i = 0; i < body.len; i++)
		if (body.p[i] != '\n' && body.p[i] != '\r')
			buf_u8(&joined, body.p[i]);
	TRY(buf_status(&joined));
	e = text_unbase64(buf_bytes(&joined), der);
	return e == ERR_BAD_TEXT ? ERR_CERT_SYNTAX : e;
}
