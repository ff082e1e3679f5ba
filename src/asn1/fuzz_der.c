/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Read any octets as DER with every function of the reader. What one of them
 * takes, the writer must write in the same octets: DER has one form for each
 * value. Whatever is constructed is walked through, as deep as it goes.
 */
#include <stdlib.h>
#include <string.h>

#include "asn1/der.h"
#include "asn1/oid.h"

#define DEPTH_MAX 64
#define TEXT_SIZE 512
#define LIMIT ((size_t)1 << 20)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
require(bool holds)
{
	if (!holds)
		abort();
}

/* What was read from *from to after must be what is in b; b is emptied. */
static void
require_same(struct buf *b, const struct der *from, const struct der *after)
{
	size_t len = from->rest.len - after->rest.len;

	require(buf_status(b) == ERR_OK);
	require(bytes_equal(buf_bytes(b), BYTES(from->rest.p, len)));
	buf_truncate(b, 0);
}

/* A call that fails leaves the cursor where it was. */
static bool
took(enum err e, const struct der *from, const struct der *after)
{
	if (e == ERR_OK)
		return true;
	require(e == ERR_DER_SYNTAX || e == ERR_DER_TOO_LARGE);
	require(from->rest.p == after->rest.p);
	require(from->rest.len == after->rest.len);
	return false;
}

static void
try_numbers(const struct der *at, struct buf *b)
{
	struct der d = *at;
	uint64_t v;
	struct bytes octets;
	uint8_t fixed[20];

	if (took(der_uint(&d, UINT64_MAX, &v), at, &d)) {
		der_put_uint(b, v);
		require_same(b, at, &d);
	}
	d = *at;
	if (took(der_enumerated(&d, UINT64_MAX, &v), at, &d)) {
		der_put_enumerated(b, v);
		require_same(b, at, &d);
	}
	d = *at;
	if (took(der_unsigned(&d, 64, &octets), at, &d)) {
		der_put_unsigned(b, octets);
		require_same(b, at, &d);
	}
	d = *at;
	if (took(der_unsigned_fixed(&d, fixed, sizeof(fixed)), at, &d)) {
		der_put_unsigned(b, BYTES_ARRAY(fixed));
		require_same(b, at, &d);
	}
}

static void
try_simple(const struct der *at, struct buf *b)
{
	struct der d = *at;
	bool v;
	uint16_t bits;
	uint8_t fixed[4];

	if (took(der_bool(&d, &v), at, &d)) {
		der_put_bool(b, v);
		require_same(b, at, &d);
	}
	d = *at;
	if (took(der_null(&d), at, &d)) {
		der_put_null(b);
		require_same(b, at, &d);
	}
	d = *at;
	if (took(der_named_bits(&d, &bits), at, &d)) {
		der_put_named_bits(b, bits);
		require_same(b, at, &d);
	}
	d = *at;
	if (took(der_octets_fixed(&d, fixed, sizeof(fixed)), at, &d)) {
		der_put_octets(b, BYTES_ARRAY(fixed));
		require_same(b, at, &d);
	}
}

static void
try_octets(const struct der *at, struct buf *b)
{
	struct der d = *at;
	struct bytes octets;
	char text[OID_TEXT_SIZE];

	if (took(der_octets(&d, &octets), at, &d)) {
		der_put_octets(b, octets);
		require_same(b, at, &d);
	}
	d = *at;
	if (took(der_bits(&d, &octets), at, &d)) {
		der_put_bits(b, octets);
		require_same(b, at, &d);
	}
	d = *at;
	if (took(der_oid(&d, &octets), at, &d)) {
		struct der again = *at;

		oid_text(octets, text);
		require(strlen(text) < OID_TEXT_SIZE);
		require(der_expect_oid(&again, octets) == ERR_OK);
		der_put_oid(b, octets);
		require_same(b, at, &d);
	}
}

static void
try_text(const struct der *at, struct buf *b)
{
	struct der d = *at;
	char text[TEXT_SIZE];

	if (!took(der_text(&d, text, sizeof(text)), at, &d))
		return;
	if (at->rest.p[0] == DER_UTF8_STRING)
		der_put_utf8(b, text);
	else if (at->rest.p[0] == DER_PRINTABLE_STRING)
		der_put_printable(b, text);
	else
		der_put_ia5(b, text);
	require_same(b, at, &d);
}

static void
try_times(const struct der *at, struct buf *b)
{
	struct der d = *at;
	int64_t when;

	if (took(der_time(&d, &when), at, &d)) {
		der_put_time(b, when);
		require_same(b, at, &d);
	}
	d = *at;
	if (took(der_generalized_time(&d, &when), at, &d)) {
		der_put_generalized_time(b, when);
		require_same(b, at, &d);
	}
}

static void walk(struct der d, int depth, struct buf *b);

/* Open the next element under its own tag and copy it, both ways there are. */
static void
try_element(struct der *d, int depth, struct buf *b)
{
	struct der at = *d, inner = *d;
	uint8_t tag = at.rest.p[0];
	struct bytes content, whole;
	bool present = false;
	size_t mark;

	require(der_read(d, tag, &content) == ERR_OK);
	der_put(b, tag, content);
	require_same(b, &at, d);
	mark = der_open(b, tag);
	buf_put(b, content);
	der_close(b, mark);
	require_same(b, &at, d);

	*d = at;
	require(der_element_of(d, tag, &whole) == ERR_OK);
	der_put_raw(b, whole);
	require_same(b, &at, d);
	require(der_enter_optional(&at, tag, &present, &inner) == ERR_OK);
	require(present && bytes_equal(inner.rest, content));
	if ((tag & 0x20) != 0 && depth < DEPTH_MAX)
		walk(inner, depth + 1, b);
}

static void
walk(struct der d, int depth, struct buf *b)
{
	struct der at = d;
	struct bytes whole;

	while (der_more(&d)) {
		try_numbers(&d, b);
		try_simple(&d, b);
		try_octets(&d, b);
		try_text(&d, b);
		try_times(&d, b);
		at = d;
		if (!took(der_element(&d, &whole), &at, &d))
			return;
		d = at;
		try_element(&d, depth, b);
	}
	require(der_end(&d) == ERR_OK);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	AUTO_DONE(buf) b = BUF(LIMIT);

	if (size < LIMIT)
		walk(der_of(BYTES(data, size)), 0, &b);
	return 0;
}
