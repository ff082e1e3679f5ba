/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Bytes: a borrowed run of octets, a cursor that reads one strictly, and a
 * growing buffer that has a maximum and remembers failure.
 *
 * Integers of our own binary formats (messages between processes, journals)
 * are big-endian. A reader never passes its end; a call that fails leaves the
 * reader where it was. No function here allocates but those of struct buf.
 */
#ifndef BASE_BYTES_H
#define BASE_BYTES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "err.h"
#include "own.h"

struct bytes {
	const uint8_t *p; /* may be NULL if len is 0 */
	size_t len;	  /* octets */
};

#define BYTES(ptr, n) ((struct bytes){(const uint8_t *)(ptr), (n)})
#define BYTES_ARRAY(a) BYTES((a), sizeof(a))
#define BYTES_NONE ((struct bytes){NULL, 0})

/* The octets of a C string without its NUL; NULL gives none. */
struct bytes bytes_str(const char *s);

/* Same length and content. Not for secrets: see secret_equal. */
bool bytes_equal(struct bytes a, struct bytes b);

/* Like memcmp; a shorter run that is a prefix of the other comes first. */
int bytes_compare(struct bytes a, struct bytes b);

struct reader {
	struct bytes rest; /* what is not read yet */
};

struct reader reader_of(struct bytes b);

/* Each fails with BAD_MESSAGE if too little is left. */
MUST_USE enum err reader_u8(struct reader *r, uint8_t *ret_v);
MUST_USE enum err reader_u16(struct reader *r, uint16_t *ret_v);
MUST_USE enum err reader_u32(struct reader *r, uint32_t *ret_v);
MUST_USE enum err reader_u64(struct reader *r, uint64_t *ret_v);

/* Exactly len octets, borrowed from the input. BAD_MESSAGE. */
MUST_USE enum err reader_take(
    struct reader *r, size_t len, struct bytes *ret_b);

/* Exactly len octets, copied. BAD_MESSAGE. */
MUST_USE enum err reader_copy(struct reader *r, void *out, size_t len);

/*
 * A block: a 32-bit length, then as many octets, borrowed from the input.
 * BAD_MESSAGE if it is longer than max or than what is left.
 */
MUST_USE enum err reader_block(
    struct reader *r, size_t max, struct bytes *ret_b);

/* A block of UTF-8 without NUL, copied to out with a NUL. BAD_MESSAGE. */
MUST_USE enum err reader_text(struct reader *r, char *out, size_t size);

/* Nothing may be left: BAD_MESSAGE. */
MUST_USE enum err reader_end(const struct reader *r);

/*
 * A growing buffer. After the first failure (NOMEM, TOO_LARGE) every further
 * call does nothing, and buf_status tells of it: write freely, ask once.
 * Its memory is wiped when it grows and when it is done, so a buffer may hold
 * a secret for as long as a secret must be in one.
 *
 * What is added must not lie in the buffer itself, which may move. A buffer is
 * plain data that owns memory: pass it by pointer, never copy it.
 */
struct buf {
	uint8_t *p;
	size_t len, cap, max;
	enum err err;
};

/* Start empty; never more than max octets. Allocates nothing yet. */
void buf_init(struct buf *b, size_t max);
#define BUF(max_)                          \
	{                                  \
		NULL, 0, 0, (max_), ERR_OK \
	}

/* Wipe and free. b may be used again after buf_init. */
void buf_done(struct buf *b);
DEFINE_AUTO_DONE(buf)

void buf_put(struct buf *b, struct bytes data);
void buf_u8(struct buf *b, uint8_t v);
void buf_u16(struct buf *b, uint16_t v);
void buf_u32(struct buf *b, uint32_t v);
void buf_u64(struct buf *b, uint64_t v);

/* A length and as many octets, for reader_block. TOO_LARGE beyond 2^32 - 1. */
void buf_block(struct buf *b, struct bytes data);

/* The octets of s, NULL being "", as a block for reader_text. */
void buf_text(struct buf *b, const char *s);

/* The octets of s alone, without length or NUL. */
void buf_str(struct buf *b, const char *s);

/* Formatted text, as printf; no NUL is written. */
void buf_printf(struct buf *b, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/*
 * Room for n octets (not set) at the end, for the caller to fill before the
 * next write; NULL on failure.
 */
uint8_t *buf_extend(struct buf *b, size_t n);

/*
 * Insert n octets (not set) at offset at, moving what follows; NULL on
 * failure. An offset past the end is INTERNAL.
 */
uint8_t *buf_insert(struct buf *b, size_t at, size_t n);

/* Shorten to len octets (no longer than it is), wiping what goes. */
void buf_truncate(struct buf *b, size_t len);

/* OK, or the first failure. */
MUST_USE enum err buf_status(const struct buf *b);

/* What is in it; borrowed until the next write. */
struct bytes buf_bytes(const struct buf *b);

/*
 * A C string of the content, the caller's to free(); b is empty afterwards.
 * Fails with buf_status, or with BAD_TEXT if there is a NUL inside.
 */
MUST_USE enum err buf_take_string(struct buf *b, char **ret_s);

#endif
