/* SPDX-License-Identifier: Apache-2.0 */
#include "base/bytes.h"

#include <string.h>

#include "base/text.h"

struct bytes
bytes_str(const char *s)
{
	return s == NULL ? BYTES_NONE : BYTES(s, strlen(s));
}

bool
bytes_equal(struct bytes a, struct bytes b)
{
	return a.len == b.len && bytes_compare(a, b) == 0;
}

int
bytes_compare(struct bytes a, struct bytes b)
{
	size_t len = a.len < b.len ? a.len : b.len;
	int order = len == 0 ? 0 : memcmp(a.p, b.p, len);

	if (order != 0)
		return order;
	return (a.len > b.len) - (a.len < b.len);
}

struct reader
reader_of(struct bytes b)
{
	return (struct reader){b};
}

enum err
reader_take(struct reader *r, size_t len, struct bytes *ret_b)
{
	if (len > r->rest.len)
		return ERR_BAD_MESSAGE;
	*ret_b = BYTES(r->rest.p, len);
	if (len > 0)
		r->rest.p += len;
	r->rest.len -= len;
	return ERR_OK;
}

/* A big-endian number of len octets. */
static enum err
read_number(struct reader *r, size_t len, uint64_t *ret_v)
{
	struct bytes b;
	uint64_t v = 0;

	TRY(reader_take(r, len, &b));
	for (size_t i = 0; i < len; i++)
		v = v << 8 | b.p[i];
	*ret_v = v;
	return ERR_OK;
}

enum err
reader_u8(struct reader *r, uint8_t *ret_v)
{
	uint64_t v;

	TRY(read_number(r, sizeof(*ret_v), &v));
	*ret_v = (uint8_t)v;
	return ERR_OK;
}

enum err
reader_u16(struct reader *r, uint16_t *ret_v)
{
	uint64_t v;

	TRY(read_number(r, sizeof(*ret_v), &v));
	*ret_v = (uint16_t)v;
	return ERR_OK;
}

enum err
reader_u32(struct reader *r, uint32_t *ret_v)
{
	uint64_t v;

	TRY(read_number(r, sizeof(*ret_v), &v));
	*ret_v = (uint32_t)v;
	return ERR_OK;
}

enum err
reader_u64(struct reader *r, uint64_t *ret_v)
{
	return read_number(r, sizeof(*ret_v), ret_v);
}

enum err
reader_copy(struct reader *r, void *out, size_t len)
{
	struct bytes b;

	TRY(reader_take(r, len, &b));
	if (len > 0)
		memcpy(out, b.p, len);
	return ERR_OK;
}

enum err
reader_block(struct reader *r, size_t max, struct bytes *ret_b)
{
	struct reader ahead = *r;
	uint32_t len;

	TRY(reader_u32(&ahead, &len));
	if (len > max)
		return ERR_BAD_MESSAGE;
	TRY(reader_take(&ahead, len, ret_b));
	*r = ahead;
	return ERR_OK;
}

enum err
reader_text(struct reader *r, char *out, size_t size)
{
	struct reader ahead = *r;
	struct bytes text;

	if (size == 0)
		return ERR_BAD_MESSAGE;
	TRY(reader_block(&ahead, size - 1, &text));
	if (!text_is_utf8(text))
		return ERR_BAD_MESSAGE;
	if (text.len > 0)
		memcpy(out, text.p, text.len);
	out[text.len] = '\0';
	*r = ahead;
	return ERR_OK;
}

enum err
reader_end(const struct reader *r)
{
	return r->rest.len == 0 ? ERR_OK : ERR_BAD_MESSAGE;
}
