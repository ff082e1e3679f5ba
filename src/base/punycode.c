/* SPDX-License-Identifier: Apache-2.0 */
#include "base/punycode.h"

#include <string.h>

/* RFC 3492 clause 5 */
enum {
	BASE = 36,
	TMIN = 1,
	TMAX = 26,
	SKEW = 38,
	DAMP = 700,
	INITIAL_BIAS = 72,
	INITIAL_N = 128
};
#define CHAR_MAX_ 0x10ffff

struct decoder {
	uint32_t chars[PUNYCODE_LABEL_MAX];
	size_t count;
	uint32_t n, i, bias;
};

/* 6.1 */
static uint32_t
adapt(uint32_t delta, uint32_t count, bool first)
{
	uint32_t k = 0;

	delta = first ? delta / DAMP : delta / 2;
	delta += delta / count;
	for (; delta > (BASE - TMIN) * TMAX / 2; k += BASE)
		delta /= BASE - TMIN;
	return k + (BASE - TMIN + 1) * delta / (delta + SKEW);
}

/* Its value, or BASE. */
static uint32_t
digit_of(uint8_t c)
{
	if (c >= 'a' && c <= 'z')
		return c - (uint32_t)'a';
	if (c >= 'A' && c <= 'Z')
		return c - (uint32_t)'A';
	if (c >= '0' && c <= '9')
		return c - (uint32_t)'0' + 26;
	return BASE;
}

static uint32_t
threshold(uint32_t k, uint32_t bias)
{
	if (k <= bias)
		return TMIN;
	return k >= bias + TMAX ? TMAX : k - bias;
}

/* A number of digits whose weights depend on the bias (6.2), added to d->i. */
static enum err
read_delta(struct decoder *d, struct reader *r)
{
	uint64_t weight = 1, i = d->i;

	for (uint32_t k = BASE;; k += BASE) {
		uint32_t t = threshold(k, d->bias), digit;
		uint8_t c;

		if (reader_u8(r, &c) != ERR_OK)
			return ERR_BAD_TEXT;
		digit = digit_of(c);
		if (digit == BASE)
			return ERR_BAD_TEXT;
		i += digit * weight;
		if (i > UINT32_MAX)
			return ERR_BAD_TEXT;
		if (digit < t)
			break;
		weight *= BASE - t;
		if (weight > UINT32_MAX)
			return ERR_BAD_TEXT;
	}
	d->i = (uint32_t)i;
	return ERR_OK;
}

static enum err
insert(struct decoder *d)
{
	const uint32_t count = (uint32_t)d->count + 1;

	if (d->i / count > CHAR_MAX_ - d->n)
		return ERR_BAD_TEXT;
	d->n += d->i / count;
	d->i %= count;
	if (d->n >= 0xd800 && d->n <= 0xdfff)
		return ERR_BAD_TEXT;
	memmove(&d->chars[d->i + 1], &d->chars[d->i],
	    (d->count - d->i) * sizeof(*d->chars));
	d->chars[d->i++] = d->n;
	d->count++;
	return ERR_OK;
}

/* What stands before the last hyphen stands for itself. */
static enum err
take_basic(struct decoder *d, struct bytes ascii, struct reader *ret_rest)
{
	size_t len = ascii.len;

	while (len > 0 && ascii.p[len - 1] != '-')
		len--;
	for (size_t n = 0; n + 1 < len; n++) {
		if (ascii.p[n] >= INITIAL_N)
			return ERR_BAD_TEXT;
		d->chars[d->count++] = ascii.p[n];
	}
	*ret_rest = reader_of(BYTES(ascii.p + len, ascii.len - len));
	return ERR_OK;
}

static void
put_char(struct buf *out, uint32_t c)
{
	if (c < 0x80) {
		buf_u8(out, (uint8_t)c);
		return;
	}
	if (c < 0x800) {
		buf_u8(out, (uint8_t)(0xc0 | c >> 6));
	} else if (c < 0x10000) {
		buf_u8(out, (uint8_t)(0xe0 | c >> 12));
		buf_u8(out, (uint8_t)(0x80 | (c >> 6 & 0x3f)));
	} else {
		buf_u8(out, (uint8_t)(0xf0 | c >> 18));
		buf_u8(out, (uint8_t)(0x80 | (c >> 12 & 0x3f)));
		buf_u8(out, (uint8_t)(0x80 | (c >> 6 & 0x3f)));
	}
	buf_u8(out, (uint8_t)(0x80 | (c & 0x3f)));
}

enum err
punycode_decode(struct bytes ascii, struct buf *out)
{
	struct decoder d = {.n = INITIAL_N, .bias = INITIAL_BIAS};
	struct reader r;

	/* Each character takes an octet at least. */
	if (ascii.len == 0 || ascii.len > PUNYCODE_LABEL_MAX)
		return ERR_BAD_TEXT;
	TRY(take_basic(&d, ascii, &r));
	while (r.rest.len > 0) {
		uint32_t before = d.i;

		TRY(read_delta(&d, &r));
		d.bias =
		    adapt(d.i - before, (uint32_t)d.count + 1, before == 0);
		TRY(insert(&d));
	}
	for (size_t n = 0; n < d.count; n++)
		put_char(out, d.chars[n]);
	return buf_status(out);
}
