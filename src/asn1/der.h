/* SPDX-License-Identifier: Apache-2.0 */
/*
 * DER (ITU-T X.690 clause 10): a strict reader and a writer.
 *
 * The reader is a cursor over borrowed octets. It takes definite, minimal
 * lengths of up to four octets and single-octet tags only, refuses whatever DER
 * has another way of writing, never passes its end, and stays where it was when
 * a call fails. Every reading function fails with DER_SYNTAX on what is not DER
 * or has another tag, besides what is written at it. Whoever opens something
 * says that it ends (der_end): trailing octets are an error.
 *
 * The writer adds to a struct buf, and like it remembers failure.
 */
#ifndef ASN1_DER_H
#define ASN1_DER_H

#include "base/bytes.h"

enum der_tag {
	DER_BOOLEAN = 0x01,
	DER_INTEGER = 0x02,
	DER_BIT_STRING = 0x03,
	DER_OCTET_STRING = 0x04,
	DER_NULL = 0x05,
	DER_OID = 0x06,
	DER_ENUMERATED = 0x0a,
	DER_UTF8_STRING = 0x0c,
	DER_PRINTABLE_STRING = 0x13,
	DER_IA5_STRING = 0x16,
	DER_UTC_TIME = 0x17,
	DER_GENERALIZED_TIME = 0x18,
	DER_SEQUENCE = 0x30,
	DER_SET = 0x31,
};
#define DER_CONTEXT(n) (0x80 | (n)) /* [n] IMPLICIT, primitive */
#define DER_CONTEXT_CONSTRUCTED(n) \
	(0xa0 | (n)) /* [n] EXPLICIT, or IMPLICIT SEQUENCE */

struct der {
	struct bytes rest; /* what is not read yet */
};

struct der der_of(struct bytes b);

/* Is anything left? Is the next tag this one? */
bool der_more(const struct der *d);
bool der_next_is(const struct der *d, uint8_t tag);

/* Nothing may be left. */
MUST_USE enum err der_end(const struct der *d);

/* The content of the next element, which must have this tag; borrowed. */
MUST_USE enum err der_read(
    struct der *d, uint8_t tag, struct bytes *ret_content);

/* The same, as a cursor over the content of something constructed. */
MUST_USE enum err der_enter(struct der *d, uint8_t tag, struct der *ret_inner);

/* Enter if the next tag is this one; else *ret_present is false. */
MUST_USE enum err der_enter_optional(
    struct der *d, uint8_t tag, bool *ret_present, struct der *ret_inner);

/* The next element whole, tag and length with it, whatever it is; borrowed. */
MUST_USE enum err der_element(struct der *d, struct bytes *ret_element);

/* The next element whole, which must have this tag; borrowed. */
MUST_USE enum err der_element_of(
    struct der *d, uint8_t tag, struct bytes *ret_element);

MUST_USE enum err der_bool(struct der *d, bool *ret_v);

/* 0 to max. DER_TOO_LARGE. */
MUST_USE enum err der_uint(struct der *d, uint64_t max, uint64_t *ret_v);
MUST_USE enum err der_u32(struct der *d, uint32_t max, uint32_t *ret_v);
MUST_USE enum err der_enumerated(struct der *d, uint64_t max, uint64_t *ret_v);

/*
 * A whole number of at least zero, its octets without the sign octet,
 * borrowed; zero is one octet 00. Longer than max_len: DER_TOO_LARGE.
 */
MUST_USE enum err der_unsigned(
    struct der *d, size_t max_len, struct bytes *ret_octets);

/* The same, right-aligned into exactly len octets. */
MUST_USE enum err der_unsigned_fixed(struct der *d, uint8_t *out, size_t len);

/* An object identifier's content octets, checked, borrowed. */
MUST_USE enum err der_oid(struct der *d, struct bytes *ret_oid);

/* This object identifier and no other. */
MUST_USE enum err der_expect_oid(struct der *d, struct bytes oid);

MUST_USE enum err der_octets(struct der *d, struct bytes *ret_octets);

/* Exactly len octets, copied. */
MUST_USE enum err der_octets_fixed(struct der *d, uint8_t *out, size_t len);

/* A BIT STRING of whole octets (no unused bits), borrowed. */
MUST_USE enum err der_bits(struct der *d, struct bytes *ret_octets);

/*
 * A BIT STRING of named bits (no trailing zero bits, X.690 11.2.2), up to 16:
 * bit 0 of the standard is bit 0 of *ret_bits.
 */
MUST_USE enum err der_named_bits(struct der *d, uint16_t *ret_bits);

MUST_USE enum err der_null(struct der *d);

/*
 * UTF8String, PrintableString or IA5String as UTF-8 with its NUL into out.
 * DER_TOO_LARGE if it does not fit, DER_SYNTAX if it has characters that its
 * type does not allow, or control characters.
 */
MUST_USE enum err der_text(struct der *d, char *out, size_t size);

/* UTCTime to 2049, GeneralizedTime from 2050 (RFC 5280 4.1.2.5). */
MUST_USE enum err der_time(struct der *d, int64_t *ret_at);

/* GeneralizedTime "YYYYMMDDHHMMSSZ" only. */
MUST_USE enum err der_generalized_time(struct der *d, int64_t *ret_at);

/*
 * Writing. der_open writes a tag and returns a mark; der_close fills in the
 * length of what was written since. Marks are closed in reverse order.
 */
size_t der_open(struct buf *b, uint8_t tag);
void der_close(struct buf *b, size_t mark);

void der_put(struct buf *b, uint8_t tag, struct bytes content);
#define DER_HEAD_MAX 6 /* octets of a tag and its length */
/* Tag and length alone, of a content that is written elsewhere or next. */
void der_put_head(struct buf *b, uint8_t tag, size_t len);
void der_put_raw(struct buf *b, struct bytes element); /* DER as it stands */
void der_put_bool(struct buf *b, bool v);
void der_put_uint(struct buf *b, uint64_t v);
void der_put_enumerated(struct buf *b, uint64_t v);
/* Leading zero octets dropped, a sign octet added where needed. */
void der_put_unsigned(struct buf *b, struct bytes octets);
void der_put_oid(struct buf *b, struct bytes oid);
void der_put_octets(struct buf *b, struct bytes octets);
void der_put_bits(struct buf *b, struct bytes octets);
void der_put_named_bits(struct buf *b, uint16_t bits);
void der_put_null(struct buf *b);
/* Each takes the characters that der_text does: else b fails with BAD_TEXT. */
void der_put_utf8(struct buf *b, const char *s);
void der_put_printable(struct buf *b, const char *s);
void der_put_ia5(struct buf *b, const char *s);
/* 1950 to 9999, and 1 to 9999: else b fails with BAD_TIME. */
void der_put_time(struct buf *b, int64_t at);
void der_put_generalized_time(struct buf *b, int64_t at);

/* What der_put_time writes, for whoever writes millions: how many octets it
 * takes, 0 for a time that has none; and the same, written. */
#define DER_TIME_MAX 17 /* octets, tag and length with it */
size_t der_time_len(int64_t at);
size_t der_time_element(int64_t at, uint8_t out[DER_TIME_MAX]);

#endif
