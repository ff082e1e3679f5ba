/* SPDX-License-Identifier: Apache-2.0 */
/* The growing buffer of bytes.h. Its memory has one octet more than cap, so
 * that a NUL always fits behind the content. */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "base/secret.h"

#define FIRST_CAP 64 /* octets */

void
buf_init(struct buf *b, size_t max)
{
	*b = (struct buf)BUF(max);
}

static void
release(struct buf *b)
{
	if (b->p != NULL)
		secret_wipe(b->p, b->cap + 1);
	free(b->p);
	b->p = NULL;
	b->len = b->cap = 0;
}

void
buf_done(struct buf *b)
{
	release(b);
	b->err = ERR_OK;
}

/* Twice as much each time, but never more than max. */
static size_t
next_cap(const struct buf *b, size_t need)
{
	size_t cap = b->cap < FIRST_CAP ? FIRST_CAP : b->cap;

	while (cap < need && cap <= b->max / 2)
		cap *= 2;
	return cap < need || cap > b->max ? b->max : cap;
}

/* Not realloc(3), which would leave a copy of a secret behind. */
static enum err
move_to(struct buf *b, size_t cap)
{
	size_t len = b->len;
	uint8_t *p;

	if (cap >= PTRDIFF_MAX)
		return ERR_NOMEM;
	p = malloc(cap + 1);
	if (p == NULL)
		return ERR_NOMEM;
	if (b->p != NULL)
		memcpy(p, b->p, len);
	release(b);
	b->p = p;
	b->len = len;
	b->cap = cap;
	return ERR_OK;
}

/* Make room for n more octets. */
static bool
reserve(struct buf *b, size_t n)
{
	if (b->err != ERR_OK)
		return false;
	if (n > b->max - b->len)
		b->err = ERR_TOO_LARGE;
	else if (b->p == NULL || n > b->cap - b->len)
		b->err = move_to(b, next_cap(b, b->len + n));
	return b->err == ERR_OK;
}

uint8_t *
buf_extend(struct buf *b, size_t n)
{
	uint8_t *end;

	if (!reserve(b, n))
		return NULL;
	end = b->p + b->len;
	b->len += n;
	return end;
}

uint8_t *
buf_insert(struct buf *b, size_t at, size_t n)
{
	if (b->err == ERR_OK && at > b->len)
		b->err = ERR_INTERNAL;
	if (!reserve(b, n))
		return NULL;
	memmove(b->p + at + n, b->p + at, b->len - at);
	b->len += n;
	return b->p + at;
}

void
buf_truncate(struct buf *b, size_t len)
{
	if (len >= b->len)
		return;
	secret_wipe(b->p + len, b->len - len);
	b->len = len;
}

void
buf_put(struct buf *b, struct bytes data)
{
	uint8_t *p = buf_extend(b, data.len);

	if (p != NULL && data.len > 0)
		memcpy(p, data.p, data.len);
}

/* A big-endian number of len octets. */
static void
put_number(struct buf *b, uint64_t v, size_t len)
{
	uint8_t *p = buf_extend(b, len);

	for (size_t i = 0; p != NULL && i < len; i++)
		p[i] = (uint8_t)(v >> (8 * (len - 1 - i)));
}

void
buf_u8(struct buf *b, uint8_t v)
{
	put_number(b, v, sizeof(v));
}

void
buf_u16(struct buf *b, uint16_t v)
{
	put_number(b, v, sizeof(v));
}

void
buf_u32(struct buf *b, uint32_t v)
{
	put_number(b, v, sizeof(v));
}

void
buf_u64(struct buf *b, uint64_t v)
{
	put_number(b, v, sizeof(v));
}

void
buf_block(struct buf *b, struct bytes data)
{
	if (b->err == ERR_OK && data.len > UINT32_MAX)
		b->err = ERR_TOO_LARGE;
	buf_u32(b, (uint32_t)data.len);
	buf_put(b, data);
}

void
buf_text(struct buf *b, const char *s)
{
	buf_block(b, bytes_str(s));
}

void
buf_str(struct buf *b, const char *s)
{
	buf_put(b, bytes_str(s));
}

void
buf_printf(struct buf *b, const char *format, ...)
{
	va_list args;
	int n;

	va_start(args, format);
	n = vsnprintf(NULL, 0, format, args);
	va_end(args);
	if (b->err == ERR_OK && n < 0)
		b->err = ERR_INTERNAL;
	if (n < 0 || !reserve(b, (size_t)n))
		return;

	va_start(args, format);
	vsnprintf((char *)b->p + b->len, (size_t)n + 1, format, args);
	va_end(args);
	b->len += (size_t)n;
}

enum err
buf_status(const struct buf *b)
{
	return b->err;
}

struct bytes
buf_bytes(const struct buf *b)
{
	return BYTES(b->p, b->len);
}

enum err
buf_take_string(struct buf *b, char **ret_s)
{
	if (!reserve(b, 0))
		return b->err;
	if (memchr(b->p, '\0', b->len) != NULL)
		return ERR_BAD_TEXT;
	b->p[b->len] = '\0';
	*ret_s = (char *)b->p;
	buf_init(b, b->max);
	return ERR_OK;
}
