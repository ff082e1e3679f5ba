/* SPDX-License-Identifier: Apache-2.0 */
/* Hexadecimal and Base64 of text.h. */
#include <string.h>

#include "base/text.h"

void
text_hex(struct buf *b, struct bytes data)
{
	static const char digits[] = "0123456789abcdef";
	uint8_t *p = buf_extend(b, 2 * data.len);

	for (size_t i = 0; p != NULL && i < data.len; i++) {
		*p++ = (uint8_t)digits[data.p[i] >> 4];
		*p++ = (uint8_t)digits[data.p[i] & 0x0f];
	}
}

static int
hex_value(uint8_t c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return -1;
}

enum err
text_unhex(struct bytes hex, uint8_t *out, size_t size, size_t *ret_len)
{
	if (hex.len % 2 != 0 || hex.len / 2 > size)
		return ERR_BAD_TEXT;
	for (size_t i = 0; i < hex.len; i++) {
		if (hex_value(hex.p[i]) < 0)
			return ERR_BAD_TEXT;
	}
	for (size_t i = 0; i < hex.len / 2; i++)
		out[i] = (uint8_t)(hex_value(hex.p[2 * i]) * 16 +
				   hex_value(hex.p[2 * i + 1]));
	*ret_len = hex.len / 2;
	return ERR_OK;
}

#define LETTERS_AND_DIGITS \
	"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"

static const char base64[] = LETTERS_AND_DIGITS "+/";	 /* RFC 4648 s. 4 */
static const char base64url[] = LETTERS_AND_DIGITS "-_"; /* RFC 4648 s. 5 */

/* One to three octets as two to four characters. */
static void
encode_group(struct buf *b, const char *alphabet, struct bytes group)
{
	uint32_t bits = 0;
	uint8_t *p = buf_extend(b, group.len + 1);

	for (size_t i = 0; i < 3; i++)
		bits = bits << 8 | (i < group.len ? group.p[i] : 0);
	for (size_t i = 0; p != NULL && i <= group.len; i++)
		p[i] = (uint8_t)alphabet[bits >> (18 - 6 * i) & 0x3f];
}

static void
encode(struct buf *b, const char *alphabet, struct bytes data)
{
	for (size_t at = 0, n; at < data.len; at += n) {
		n = data.len - at < 3 ? data.len - at : 3;
		encode_group(b, alphabet, BYTES(data.p + at, n));
	}
}

void
text_base64(struct buf *b, struct bytes data)
{
	encode(b, base64, data);
	if (data.len % 3 != 0)
		buf_str(b, data.len % 3 == 1 ? "==" : "=");
}

void
text_base64url(struct buf *b, struct bytes data)
{
	encode(b, base64url, data);
}

/* A character's 6 bits, or -1. last: the alphabet's 62nd and 63rd. */
static int
base64_value(uint8_t c, const char *last)
{
	if (c >= 'A' && c <= 'Z')
		return c - 'A';
	if (c >= 'a' && c <= 'z')
		return c - 'a' + 26;
	if (c >= '0' && c <= '9')
		return c - '0' + 52;
	if (c == (uint8_t)last[0])
		return 62;
	return c == (uint8_t)last[1] ? 63 : -1;
}

/* Text without padding: known characters only, no stray bits at the end. */
static bool
is_encoded(struct bytes text, const char *last)
{
	size_t tail = text.len % 4;
	int unused = tail == 2 ? 0x0f : tail == 3 ? 0x03 : 0;

	if (tail == 1)
		return false;
	for (size_t i = 0; i < text.len; i++) {
		if (base64_value(text.p[i], last) < 0)
			return false;
	}
	return tail == 0 ||
	       (base64_value(text.p[text.len - 1], last) & unused) == 0;
}

static enum err
decode(struct bytes text, const char *alphabet, struct buf *b)
{
	const char *last = alphabet + 62;
	uint32_t bits = 0;
	uint8_t *p;

	if (!is_encoded(text, last))
		return ERR_BAD_TEXT;
	p = buf_extend(b, text.len / 4 * 3 + text.len % 4 * 3 / 4);
	for (size_t i = 0; p != NULL && i < text.len; i++) {
		bits = bits << 6 | (uint32_t)base64_value(text.p[i], last);
		if (i % 4 != 0)
			*p++ = (uint8_t)(bits >> (6 - i % 4 * 2));
	}
	return buf_status(b);
}

enum err
text_unbase64(struct bytes text, struct buf *b)
{
	if (text.len % 4 != 0)
		return ERR_BAD_TEXT;
	for (int i = 0; i < 2 && text.len > 0 && text.p[text.len - 1] == '=';
	     i++)
		text.len--;
	return decode(text, base64, b);
}

enum err
text_unbase64url(struct bytes text, struct buf *b)
{
	return decode(text, base64url, b);
}
