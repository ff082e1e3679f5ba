/* SPDX-License-Identifier: Apache-2.0 */
/* The writer. */
#include <string.h>

#include "asn1/element.h"
#include "base/text.h"

#define AT_0001 (-62135596800) /* 0001-01-01T00:00:00Z */
#define AT_1950 (-631152000)   /* 1950-01-01T00:00:00Z */
#define AT_2050 2524608000     /* 2050-01-01T00:00:00Z */
#define AT_9999_END 253402300799

static void
fail(struct buf *b, enum err e)
{
	if (b->err == ERR_OK)
		b->err = e;
}

/* Octets that a length takes after its first. */
static size_t
length_octets(size_t len)
{
	size_t n = 0;

	if (len < 0x80)
		return 0;
	for (; len != 0; len >>= 8)
		n++;
	return n;
}

/* The n octets of a long length, from out on. */
static void
fill_length(uint8_t *out, size_t n, size_t len)
{
	for (; n > 0; n--, len >>= 8)
		out[n - 1] = (uint8_t)len;
}

size_t
der_open(struct buf *b, uint8_t tag)
{
	buf_u8(b, tag);
	buf_u8(b, 0); /* the length, as yet unknown */
	return b->len;
}

void
der_close(struct buf *b, size_t mark)
{
	size_t len, n;
	uint8_t *more;

	if (b->err != ERR_OK)
		return;
	len = b->len - mark;
	n = length_octets(len);
	if (n == 0) {
		b->p[mark - 1] = (uint8_t)len;
		return;
	}
	if (n > DER_LENGTH_MAX) {
		fail(b, ERR_TOO_LARGE);
		return;
	}
	more = buf_insert(b, mark, n);
	if (more == NULL)
		return;
	fill_length(more, n, len);
	b->p[mark - 1] = (uint8_t)(0x80 | n);
}

void
der_put_head(struct buf *b, uint8_t tag, size_t len)
{
	uint8_t head[2 + DER_LENGTH_MAX] = {tag};
	size_t n = length_octets(len);

	if (n > DER_LENGTH_MAX) {
		fail(b, ERR_TOO_LARGE);
		return;
	}
	head[1] = (uint8_t)(n == 0 ? len : 0x80 | n);
	fill_length(head + 2, n, len);
	buf_put(b, BYTES(head, 2 + n));
}

void
der_put(struct buf *b, uint8_t tag, struct bytes content)
{
	der_put_head(b, tag, content.len);
	buf_put(b, content);
}

void
der_put_raw(struct buf *b, struct bytes element)
{
	buf_put(b, element);
}

void
der_put_bool(struct buf *b, bool v)
{
	uint8_t octet = v ? 0xff : 0x00;

	der_put(b, DER_BOOLEAN, BYTES(&octet, 1));
}

/* Shortest form of a number of at least zero. */
static void
put_number(struct buf *b, uint8_t tag, struct bytes octets)
{
	bool sign;

	while (octets.len > 0 && octets.p[0] == 0) {
		octets.p++;
		octets.len--;
	}
	sign = octets.len == 0 || (octets.p[0] & 0x80) != 0;
	der_put_head(b, tag, octets.len + (sign ? 1 : 0));
	if (sign)
		buf_u8(b, 0);
	buf_put(b, octets);
}

static void
put_small(struct buf *b, uint8_t tag, uint64_t v)
{
	uint8_t octets[sizeof(v)];

	for (size_t i = sizeof(octets); i > 0; i--, v >>= 8)
		octets[i - 1] = (uint8_t)v;
	put_number(b, tag, BYTES_ARRAY(octets));
}

void
der_put_uint(struct buf *b, uint64_t v)
{
	put_small(b, DER_INTEGER, v);
}

void
der_put_enumerated(struct buf *b, uint64_t v)
{
	put_small(b, DER_ENUMERATED, v);
}

void
der_put_unsigned(struct buf *b, struct bytes octets)
{
	put_number(b, DER_INTEGER, octets);
}

void
der_put_oid(struct buf *b, struct bytes oid)
{
	der_put(b, DER_OID, oid);
}

void
der_put_octets(struct buf *b, struct bytes octets)
{
	der_put(b, DER_OCTET_STRING, octets);
}

void
der_put_bits(struct buf *b, struct bytes octets)
{
	der_put_head(b, DER_BIT_STRING, octets.len + 1);
	buf_u8(b, 0); /* no unused bits */
	buf_put(b, octets);
}

void
der_put_named_bits(struct buf *b, uint16_t bits)
{
	uint8_t content[1 + sizeof(bits)] = {0};
	unsigned count = 0; /* up to the last that is set */

	for (unsigned i = 0; i < 8 * sizeof(bits); i++) {
		if ((bits & 1U << i) == 0)
			continue;
		content[1 + i / 8] |= (uint8_t)(0x80U >> i % 8);
		count = i + 1;
	}
	content[0] = (uint8_t)((8 - count % 8) % 8);
	der_put(b, DER_BIT_STRING, BYTES(content, 1 + (count + 7) / 8));
}

void
der_put_null(struct buf *b)
{
	der_put(b, DER_NULL, BYTES_NONE);
}

static void
put_text(struct buf *b, uint8_t tag, const char *s,
    bool (*allows)(struct bytes text))
{
	struct bytes text = bytes_str(s);

	if (allows(text))
		der_put(b, tag, text);
	else
		fail(b, ERR_BAD_TEXT);
}

void
der_put_utf8(struct buf *b, const char *s)
{
	put_text(b, DER_UTF8_STRING, s, text_is_plain);
}

void
der_put_printable(struct buf *b, const char *s)
{
	put_text(b, DER_PRINTABLE_STRING, s, der_is_printable);
}

void
der_put_ia5(struct buf *b, const char *s)
{
	put_text(b, DER_IA5_STRING, s, der_is_ia5);
}

static void
write_digits(char *out, int count, int v)
{
	for (; count > 0; count--, v /= 10)
		out[count - 1] = (char)('0' + v % 10);
}

/* The last len characters of "YYYYMMDDHHMMSSZ". */
static size_t
civil_element(uint8_t *out, uint8_t tag, const struct civil *c, size_t len)
{
	char text[DER_GENERALIZED_TIME_LEN];

	write_digits(text, 4, c->year);
	write_digits(text + 4, 2, c->month);
	write_digits(text + 6, 2, c->day);
	write_digits(text + 8, 2, c->hour);
	write_digits(text + 10, 2, c->minute);
	write_digits(text + 12, 2, c->second);
	text[14] = 'Z';
	out[0] = tag;
	out[1] = (uint8_t)len;
	memcpy(out + 2, text + sizeof(text) - len, len);
	return 2 + len;
}

size_t
der_time_len(int64_t at)
{
	if (at < AT_1950 || at > AT_9999_END)
		return 0;
	return 2 + (at < AT_2050 ? DER_UTC_TIME_LEN : DER_GENERALIZED_TIME_LEN);
}

size_t
der_time_element(int64_t at, uint8_t out[DER_TIME_MAX])
{
	size_t len = der_time_len(at);
	struct civil c;

	if (len == 0)
		return 0;
	c = civil_of(at);
	return civil_element(out,
	    at < AT_2050 ? DER_UTC_TIME : DER_GENERALIZED_TIME, &c, len - 2);
}

void
der_put_time(struct buf *b, int64_t at)
{
	uint8_t element[DER_TIME_MAX];
	size_t len = der_time_element(at, element);

	if (len == 0)
		fail(b, ERR_BAD_TIME);
	buf_put(b, BYTES(element, len));
}

void
der_put_generalized_time(struct buf *b, int64_t at)
{
	uint8_t element[DER_TIME_MAX];
	struct civil c = civil_of(at);

	if (at < AT_0001 || at > AT_9999_END) {
		fail(b, ERR_BAD_TIME);
		return;
	}
	buf_put(b, BYTES(element, civil_element(element, DER_GENERALIZED_TIME,
				      &c, DER_GENERALIZED_TIME_LEN)));
}
