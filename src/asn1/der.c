/* SPDX-License-Identifier: Apache-2.0 */
/* The reader: elements, and the values that are not text or time. */
#include <string.h>

#include "asn1/element.h"

#define TAG_CLASS 0xc0
#define TAG_CONSTRUCTED 0x20
#define TAG_NUMBER 0x1f

struct element {
	uint8_t tag;
	struct bytes whole, content;
};

struct der
der_of(struct bytes b)
{
	return (struct der){b};
}

bool
der_more(const struct der *d)
{
	return d->rest.len != 0;
}

bool
der_next_is(const struct der *d, uint8_t tag)
{
	return d->rest.len != 0 && d->rest.p[0] == tag;
}

enum err
der_end(const struct der *d)
{
	return d->rest.len == 0 ? ERR_OK : ERR_DER_SYNTAX;
}

/*
 * One octet's worth of tag. Of the universal class, those and only those that
 * hold elements are constructed (X.690 10.2); 0 is the mark that ends what
 * has no definite length.
 */
static bool
tag_is_der(uint8_t tag)
{
	bool constructed = (tag & TAG_CONSTRUCTED) != 0;
	uint8_t number = tag & TAG_NUMBER;

	if (number == TAG_NUMBER) /* the number follows in more octets */
		return false;
	if ((tag & TAG_CLASS) != 0)
		return true;
	switch (number) {
	case 0:
		return false;
	case 8:	 /* EXTERNAL */
	case 11: /* EMBEDDED PDV */
	case 16: /* SEQUENCE */
	case 17: /* SET */
	case 29: /* CHARACTER STRING */
		return constructed;
	default:
		return !constructed;
	}
}

/* X.690 10.1: definite, in as few octets as can be. */
static enum err
take_length(struct reader *r, size_t *ret_len)
{
	uint8_t first, octet;
	uint32_t len = 0;

	if (reader_u8(r, &first) != ERR_OK)
		return ERR_DER_SYNTAX;
	if (first < 0x80) {
		*ret_len = first;
		return ERR_OK;
	}
	first &= 0x7f;
	if (first == 0 || first > DER_LENGTH_MAX)
		return ERR_DER_SYNTAX;
	for (uint8_t i = 0; i < first; i++) {
		if (reader_u8(r, &octet) != ERR_OK || (i == 0 && octet == 0))
			return ERR_DER_SYNTAX;
		len = len << 8 | octet;
	}
	if (len < 0x80)
		return ERR_DER_SYNTAX;
	*ret_len = len;
	return ERR_OK;
}

/* Look at the next element; the cursor stays. */
static enum err
peek(const struct der *d, struct element *ret_e)
{
	struct reader r = reader_of(d->rest);
	struct element e;
	size_t len;

	if (reader_u8(&r, &e.tag) != ERR_OK || !tag_is_der(e.tag))
		return ERR_DER_SYNTAX;
	TRY(take_length(&r, &len));
	if (reader_take(&r, len, &e.content) != ERR_OK)
		return ERR_DER_SYNTAX;
	e.whole = BYTES(d->rest.p, d->rest.len - r.rest.len);
	*ret_e = e;
	return ERR_OK;
}

static enum err
peek_tag(const struct der *d, uint8_t tag, struct element *ret_e)
{
	struct element e;

	TRY(peek(d, &e));
	if (e.tag != tag)
		return ERR_DER_SYNTAX;
	*ret_e = e;
	return ERR_OK;
}

static void
pass(struct der *d, const struct element *e)
{
	d->rest.p += e->whole.len;
	d->rest.len -= e->whole.len;
}

enum err
der_read(struct der *d, uint8_t tag, struct bytes *ret_content)
{
	struct element e;

	TRY(peek_tag(d, tag, &e));
	pass(d, &e);
	*ret_content = e.content;
	return ERR_OK;
}

enum err
der_enter(struct der *d, uint8_t tag, struct der *ret_inner)
{
	struct bytes content;

	TRY(der_read(d, tag, &content));
	*ret_inner = der_of(content);
	return ERR_OK;
}

enum err
der_enter_optional(
    struct der *d, uint8_t tag, bool *ret_present, struct der *ret_inner)
{
	bool present = der_next_is(d, tag);

	if (present)
		TRY(der_enter(d, tag, ret_inner));
	*ret_present = present;
	return ERR_OK;
}

enum err
der_element(struct der *d, struct bytes *ret_element)
{
	struct element e;

	TRY(peek(d, &e));
	pass(d, &e);
	*ret_element = e.whole;
	return ERR_OK;
}

enum err
der_element_of(struct der *d, uint8_t tag, struct bytes *ret_element)
{
	struct element e;

	TRY(peek_tag(d, tag, &e));
	pass(d, &e);
	*ret_element = e.whole;
	return ERR_OK;
}

enum err
der_bool(struct der *d, bool *ret_v)
{
	struct element e;

	TRY(peek_tag(d, DER_BOOLEAN, &e));
	if (e.content.len != 1 ||
	    (e.content.p[0] != 0x00 && e.content.p[0] != 0xff))
		return ERR_DER_SYNTAX;
	pass(d, &e);
	*ret_v = e.content.p[0] != 0;
	return ERR_OK;
}

/* A number of at least zero, as INTEGER and ENUMERATED have it: X.690 8.3. */
static enum err
number_of(struct bytes content, struct bytes *ret_octets)
{
	if (content.len == 0 || (content.p[0] & 0x80) != 0)
		return ERR_DER_SYNTAX;
	if (content.len > 1 && content.p[0] == 0) {
		if ((content.p[1] & 0x80) == 0)
			return ERR_DER_SYNTAX;
		content = BYTES(content.p + 1, content.len - 1);
	}
	*ret_octets = content;
	return ERR_OK;
}

static enum err
read_small(struct der *d, uint8_t tag, uint64_t max, uint64_t *ret_v)
{
	struct element e;
	struct bytes octets;
	uint64_t v = 0;

	TRY(peek_tag(d, tag, &e));
	TRY(number_of(e.content, &octets));
	if (octets.len > sizeof(v))
		return ERR_DER_TOO_LARGE;
	for (size_t i = 0; i < octets.len; i++)
		v = v << 8 | octets.p[i];
	if (v > max)
		return ERR_DER_TOO_LARGE;
	pass(d, &e);
	*ret_v = v;
	return ERR_OK;
}

enum err
der_uint(struct der *d, uint64_t max, uint64_t *ret_v)
{
	return read_small(d, DER_INTEGER, max, ret_v);
}

enum err
der_u32(struct der *d, uint32_t max, uint32_t *ret_v)
{
	uint64_t v;

	TRY(der_uint(d, max, &v));
	*ret_v = (uint32_t)v;
	return ERR_OK;
}

enum err
der_enumerated(struct der *d, uint64_t max, uint64_t *ret_v)
{
	return read_small(d, DER_ENUMERATED, max, ret_v);
}

enum err
der_unsigned(struct der *d, size_t max_len, struct bytes *ret_octets)
{
	struct element e;
	struct bytes octets;

	TRY(peek_tag(d, DER_INTEGER, &e));
	TRY(number_of(e.content, &octets));
	if (octets.len > max_len)
		return ERR_DER_TOO_LARGE;
	pass(d, &e);
	*ret_octets = octets;
	return ERR_OK;
}

enum err
der_unsigned_fixed(struct der *d, uint8_t *out, size_t len)
{
	struct bytes octets;

	TRY(der_unsigned(d, len, &octets));
	memset(out, 0, len - octets.len);
	memcpy(out + len - octets.len, octets.p, octets.len);
	return ERR_OK;
}

/* X.690 8.19: numbers in base 128, none of them padded, the last complete. */
static bool
oid_is_der(struct bytes content)
{
	bool starts = true; /* does a number start here? */

	for (size_t i = 0; i < content.len; i++) {
		if (starts && content.p[i] == 0x80)
			return false;
		starts = (content.p[i] & 0x80) == 0;
	}
	return content.len != 0 && starts;
}

enum err
der_oid(struct der *d, struct bytes *ret_oid)
{
	struct element e;

	TRY(peek_tag(d, DER_OID, &e));
	if (!oid_is_der(e.content))
		return ERR_DER_SYNTAX;
	pass(d, &e);
	*ret_oid = e.content;
	return ERR_OK;
}

enum err
der_expect_oid(struct der *d, struct bytes oid)
{
	struct element e;

	TRY(peek_tag(d, DER_OID, &e));
	if (!oid_is_der(e.content) || !bytes_equal(e.content, oid))
		return ERR_DER_SYNTAX;
	pass(d, &e);
	return ERR_OK;
}

enum err
der_octets(struct der *d, struct bytes *ret_octets)
{
	return der_read(d, DER_OCTET_STRING, ret_octets);
}

enum err
der_octets_fixed(struct der *d, uint8_t *out, size_t len)
{
	struct element e;

	TRY(peek_tag(d, DER_OCTET_STRING, &e));
	if (e.content.len != len)
		return ERR_DER_SYNTAX;
	pass(d, &e);
	if (len != 0)
		memcpy(out, e.content.p, len);
	return ERR_OK;
}

enum err
der_bits(struct der *d, struct bytes *ret_octets)
{
	struct element e;

	TRY(peek_tag(d, DER_BIT_STRING, &e));
	if (e.content.len == 0 || e.content.p[0] != 0)
		return ERR_DER_SYNTAX;
	pass(d, &e);
	*ret_octets = BYTES(e.content.p + 1, e.content.len - 1);
	return ERR_OK;
}

/*
 * The last bit that counts is set and those after it are not, so that no
 * value has a second form; no bits at all are written without an octet.
 */
static bool
named_bits_are_der(uint8_t unused, struct bytes octets)
{
	if (octets.len == 0)
		return unused == 0;
	return unused < 8 && (octets.p[octets.len - 1] &
				 ((2U << unused) - 1)) == 1U << unused;
}

enum err
der_named_bits(struct der *d, uint16_t *ret_bits)
{
	struct element e;
	struct bytes octets;
	unsigned bits = 0;

	TRY(peek_tag(d, DER_BIT_STRING, &e));
	if (e.content.len == 0)
		return ERR_DER_SYNTAX;
	octets = BYTES(e.content.p + 1, e.content.len - 1);
	if (!named_bits_are_der(e.content.p[0], octets))
		return ERR_DER_SYNTAX;
	if (octets.len > sizeof(*ret_bits))
		return ERR_DER_TOO_LARGE;
	for (size_t i = 0; i < 8 * octets.len; i++) {
		if ((octets.p[i / 8] & (0x80U >> i % 8)) != 0)
			bits |= 1U << i;
	}
	pass(d, &e);
	*ret_bits = (uint16_t)bits;
	return ERR_OK;
}

enum err
der_null(struct der *d)
{
	struct element e;

	TRY(peek_tag(d, DER_NULL, &e));
	if (e.content.len != 0)
		return ERR_DER_SYNTAX;
	pass(d, &e);
	return ERR_OK;
}
