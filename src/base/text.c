/* SPDX-License-Identifier: Apache-2.0 */
#include "base/text.h"

#include <string.h>

#include "base/secret.h"

/* How many octets follow a first octet, and its share of the value. */
static bool
first_octet(uint8_t octet, size_t *ret_more, uint32_t *ret_bits)
{
	if (octet < 0x80)
		*ret_more = 0, *ret_bits = octet;
	else if (octet >= 0xc2 && octet < 0xe0)
		*ret_more = 1, *ret_bits = octet & 0x1f;
	else if (octet >= 0xe0 && octet < 0xf0)
		*ret_more = 2, *ret_bits = octet & 0x0f;
	else if (octet >= 0xf0 && octet < 0xf5)
		*ret_more = 3, *ret_bits = octet & 0x07;
	else
		return false;
	return true;
}

/* RFC 3629 section 3: the shortest form, no surrogates, up to U+10FFFF. */
static bool
is_character(uint32_t c, size_t octets)
{
	static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};

	return c >= least[octets] && c <= 0x10ffff &&
	       (c < 0xd800 || c > 0xdfff);
}

size_t
text_next(struct bytes b, uint32_t *ret_char)
{
	size_t more;
	uint32_t c;

	if (b.len == 0 || !first_octet(b.p[0], &more, &c) || more >= b.len)
		return 0;
	for (size_t i = 1; i <= more; i++) {
		if ((b.p[i] & 0xc0) != 0x80)
			return 0;
		c = c << 6 | (b.p[i] & 0x3f);
	}
	if (!is_character(c, more + 1))
		return 0;
	*ret_char = c;
	return more + 1;
}

static bool
not_nul(uint32_t c)
{
	return c != 0;
}

static bool
plain_character(uint32_t c)
{
	bool control = c < 0x20 || (c >= 0x7f && c < 0xa0);
	bool separator = c == 0x2028 || c == 0x2029;
	bool direction = c == 0x061c || c == 0x200e || c == 0x200f ||
			 (c >= 0x202a && c <= 0x202e) ||
			 (c >= 0x2066 && c <= 0x2069);

	return !control && !separator && !direction;
}

static bool
all_characters(struct bytes b, bool (*good)(uint32_t c))
{
	size_t n;

	for (; b.len > 0; b = BYTES(b.p + n, b.len - n)) {
		uint32_t c;

		n = text_next(b, &c);
		if (n == 0 || !good(c))
			return false;
	}
	return true;
}

bool
text_is_utf8(struct bytes b)
{
	return all_characters(b, not_nul);
}

bool
text_is_plain(struct bytes b)
{
	return all_characters(b, plain_character);
}

size_t
text_chars(struct bytes b)
{
	size_t chars = 0;

	for (size_t i = 0; i < b.len; i++)
		chars += (b.p[i] & 0xc0) != 0x80;
	return chars;
}

enum err
text_u64(const char *s, uint64_t max, uint64_t *ret_v)
{
	uint64_t v = 0;

	if (*s == '\0' || (s[0] == '0' && s[1] != '\0'))
		return ERR_BAD_NUMBER;
	for (; *s != '\0'; s++) {
		unsigned digit = (unsigned)*s - '0';

		if (digit > 9 || digit > max || v > (max - digit) / 10)
			return ERR_BAD_NUMBER;
		v = v * 10 + digit;
	}
	*ret_v = v;
	return ERR_OK;
}

/* Crockford's Base32: no I, L, O (read as digits) and no U. */
static const char code_alphabet[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

void
text_code(const uint8_t raw[TEXT_CODE_CHARS], char out[TEXT_CODE_SIZE])
{
	for (size_t i = 0; i < TEXT_CODE_CHARS; i++) {
		if (i > 0 && i % TEXT_CODE_GROUP == 0)
			*out++ = '-';
		*out++ = code_alphabet[raw[i] & 0x1f];
	}
	*out = '\0';
}

static char
forgive(char c)
{
	if (c >= 'a' && c <= 'z')
		c = (char)(c - 'a' + 'A');
	if (c == 'I' || c == 'L')
		return '1';
	return c == 'O' ? '0' : c;
}

enum err
text_uncode(struct bytes typed, uint8_t ret_raw[TEXT_CODE_CHARS])
{
	uint8_t raw[TEXT_CODE_CHARS];
	size_t n = 0;
	enum err err = ERR_OK;

	for (size_t i = 0; i < typed.len && err == ERR_OK; i++) {
		char c = forgive((char)typed.p[i]);
		const char *at = memchr(code_alphabet, c, 32);

		if (c == ' ' || c == '-')
			continue;
		if (at == NULL || n == TEXT_CODE_CHARS)
			err = ERR_CODE_SYNTAX;
		else
			raw[n++] = (uint8_t)(at - code_alphabet);
	}
	if (n != TEXT_CODE_CHARS)
		err = ERR_CODE_SYNTAX;
	if (err == ERR_OK)
		memcpy(ret_raw, raw, sizeof(raw));
	secret_wipe(raw, sizeof(raw));
	return err;
}
