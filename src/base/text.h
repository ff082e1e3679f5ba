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

/* Well-formed UTF-8 with no control characters, for names and addresses. */
bool text_is_plain(struct bytes b);

/* Lower-case digits, added to b. */
void text_hex(struct buf *b, struct bytes data);

/* Either case, an even number of digits. out has size octets. BAD_TEXT. */
MUST_USE enum err text_unhex(
    struct bytes hex, uint8_t *out, size_t size, size_t *ret_len);

void text_base64(struct buf *b, struct bytes data);    /* with padding */
void text_base64url(struct buf *b, struct bytes data); /* without padding */

/* Decoded octets are added to b. BAD_TEXT; buf_status of b. */
MUST_USE enum err text_unbase64(struct bytes text, struct buf *b);
MUST_USE enum err text_unbase64url(struct bytes text, struct buf *b);

/* A whole decimal number without sign or leading zeros. BAD_NUMBER. */
MUST_USE enum err text_u64(const char *s, uint64_t max, uint64_t *ret_v);

/*
 * Codes for people: digits and capital letters without I, L, O and U
 * (Crockford's alphabet, 5 bits each), in groups of five with hyphens.
 * Reading forgives case, spaces and hyphens, reads I and L as 1 and O as 0.
 */
#define TEXT_CODE_CHARS 20		     /* 100 bits */
#define TEXT_CODE_SIZE (TEXT_CODE_CHARS + 4) /* with 3 hyphens and NUL */

/* out: TEXT_CODE_SIZE; raw: TEXT_CODE_CHARS octets, low 5 bits are used. */
void text_code(const uint8_t raw[TEXT_CODE_CHARS], char out[TEXT_CODE_SIZE]);

/* The same values back from what was typed. CODE_SYNTAX. */
MUST_USE enum err text_uncode(
    struct bytes typed, uint8_t ret_raw[TEXT_CODE_CHARS]);

#endif
