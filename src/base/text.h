/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Text and its encodings: UTF-8, hexadecimal, Base64 (RFC 4648 sections 4 and
 * 5), and the alphabet of codes that people type. All decoders are strict:
 * one text for each value, no white space, no rest.
 */
#ifndef BASE_TEXT_H
#define BASE_TEXT_H

#include "bytes.h"

/* Well-formed UTF-8 (RFC 3629), no NUL. */
bool text_is_utf8(struct bytes b);

/* Characters (code points) of well-formed UTF-8. */
size_t text_chars(struct bytes b);

/*
 * The first character (code point) of b: how many octets it takes, 1 to 4, or
 * 0 if b is empty or does not begin with well-formed UTF-8. NUL is a character
 * here.
 */
size_t text_next(struct bytes b, uint32_t *ret_char);

/*
 * Well-formed UTF-8 for names and addresses, which shows as what it is: no
 * control characters (C0, DEL, C1), no line or paragraph separators (U+2028,
 * U+2029), nothing that turns the direction of writing (U+061C, U+200E,
 * U+200F, U+202A to U+202E, U+2066 to U+2069). Empty is plain.
 */
bool text_is_plain(struct bytes b);

/* Lower-case digits, added to b. */
void text_hex(struct buf *b, struct bytes data);

/*
 * Either case, an even number of digits, for at most the size octets of out,
 * which is untouched on failure. BAD_TEXT.
 */
MUST_USE enum err text_unhex(
    struct bytes hex, uint8_t *out, size_t size, size_t *ret_len);

void text_base64(struct buf *b, struct bytes data);    /* with padding */
void text_base64url(struct buf *b, struct bytes data); /* without padding */

/*
 * Decoded octets are added to b. Bits that stand for nothing must be zero
 * (RFC 4648 section 3.5). BAD_TEXT, with b as it was; buf_status of b.
 */
MUST_USE enum err text_unbase64(struct bytes text, struct buf *b);
MUST_USE enum err text_unbase64url(struct bytes text, struct buf *b);

/* A whole decimal number without sign or leading zeros. BAD_NUMBER. */
MUST_USE enum err text_u64(const char *s, uint64_t max, uint64_t *ret_v);

/*
 * Codes for people: digits and capital letters without I, L, O and U
 * (Crockford's alphabet, 5 bits each), in groups of five with hyphens.
 * Reading forgives case, spaces and hyphens, reads I and L as 1 and O as 0.
 */
#define TEXT_CODE_CHARS 20 /* 100 bits */
#define TEXT_CODE_GROUP 5
#define TEXT_CODE_SIZE 24 /* with 3 hyphens and NUL */

/* out: TEXT_CODE_SIZE; raw: TEXT_CODE_CHARS octets, low 5 bits are used. */
void text_code(const uint8_t raw[TEXT_CODE_CHARS], char out[TEXT_CODE_SIZE]);

/* The same values back from what was typed. CODE_SYNTAX. */
MUST_USE enum err text_uncode(
    struct bytes typed, uint8_t ret_raw[TEXT_CODE_CHARS]);

#endif
