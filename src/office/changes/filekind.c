/* SPDX-License-Identifier: Apache-2.0 */
#include "office/changes/filekind.h"

#include <string.h>

/* --- PDF --- */

static bool
begins(struct bytes b, const char *text)
{
	size_t len = strlen(text);

	return b.len >= len && memcmp(b.p, text, len) == 0;
}

static bool
is_digit(uint8_t c)
{
	return c >= '0' && c <= '9';
}

/* Where text is last, or b.len. */
static size_t
find_last(struct bytes b, const char *text)
{
	for (size_t i = b.len; i-- > 0;)
		if (begins(BYTES(b.p + i, b.len - i), text))
			return i;
	return b.len;
}

/* ISO 32000-2, 7.2.3: NUL, HT, LF, FF, CR, SP. */
static bool
is_pdf_space(struct bytes b)
{
	for (size_t i = 0; i < b.len; i++)
		if (memchr("\0\t\n\f\r ", b.p[i], 6) == NULL)
			return false;
	return true;
}

static bool
is_pdf(struct bytes f)
{
	static const char end[] = "%%EOF";
	size_t tail_len = f.len < FILE_KIND_TAIL ? f.len : FILE_KIND_TAIL;
	struct bytes tail = BYTES(f.p + (f.len - tail_len), tail_len);
	size_t at = find_last(tail, end), rest = at + strlen(end);

	if (!begins(f, "%PDF-1.") && !begins(f, "%PDF-2."))
		return false;
	if (f.len < 9 || !is_digit(f.p[7]) || at == tail.len)
		return false;
	if (!is_pdf_space(BYTES(tail.p + rest, tail.len - rest)))
		return false;
	return find_last(BYTES(tail.p, at), "startxref") < at;
}

/* --- JPEG --- */

enum jpeg_marker {
	JPEG_RST0 = 0xd0,
	JPEG_RST7 = 0xd7,
	JPEG_SOI = 0xd8,
	JPEG_EOI = 0xd9,
	JPEG_SOS = 0xda,
	JPEG_TEM = 0x01,
};

/* SOF0 to SOF15, without DHT, JPG and DAC, which stand among them. */
static bool
is_frame(uint8_t marker)
{
	return marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 &&
	       marker != 0xc8 && marker != 0xcc;
}

/* A marker, which any number of octets FF may precede. */
static enum err
read_marker(struct reader *r, uint8_t *ret_marker)
{
	uint8_t c;

	TRY(reader_u8(r, &c));
	if (c != 0xff)
		return ERR_FILE_TYPE;
	do
		TRY(reader_u8(r, &c));
	while (c == 0xff);
	*ret_marker = c;
	return c == 0 ? ERR_FILE_TYPE : ERR_OK;
}

/* Coded data, to the next marker that is not one inside it. */
static enum err
skip_scan(struct reader *r)
{
	struct bytes rest = r->rest, taken;
	size_t i = 0;

	for (; i + 1 < rest.len; i++) {
		uint8_t next = rest.p[i + 1];

		if (rest.p[i] == 0xff && next != 0 && next != 0xff &&
		    !(next >= JPEG_RST0 && next <= JPEG_RST7))
			break;
	}
	return reader_take(r, i, &taken);
}

/* Precision, height (0: told after the first scan), width, components. */
static bool
is_frame_header(struct bytes b)
{
	return b.len >= 6 && (b.p[3] != 0 || b.p[4] != 0) && b.p[5] != 0;
}

static enum err
read_segment(struct reader *r, uint8_t marker, bool *frame)
{
	struct bytes body;
	uint16_t len;

	TRY(reader_u16(r, &len));
	if (len < 2)
		return ERR_FILE_TYPE;
	TRY(reader_take(r, len - 2u, &body));
	if (is_frame(marker)) {
		*frame = true;
		return is_frame_header(body) ? ERR_OK : ERR_FILE_TYPE;
	}
	if (marker != JPEG_SOS)
		return ERR_OK;
	return *frame ? skip_scan(r) : ERR_FILE_TYPE;
}

static enum err
read_jpeg(struct reader *r)
{
	bool frame = false, scan = false;
	uint8_t marker;

	TRY(read_marker(r, &marker));
	if (marker != JPEG_SOI)
		return ERR_FILE_TYPE;
	for (;;) {
		TRY(read_marker(r, &marker));
		if (marker == JPEG_EOI)
			return scan ? reader_end(r) : ERR_FILE_TYPE;
		if (marker == JPEG_SOI || marker == JPEG_TEM ||
		    (marker >= JPEG_RST0 && marker <= JPEG_RST7))
			return ERR_FILE_TYPE;
		scan = scan || marker == JPEG_SOS;
		TRY(read_segment(r, marker, &frame));
	}
}

static bool
is_jpeg(struct bytes f)
{
	struct reader r = reader_of(f);

	return read_jpeg(&r) == ERR_OK;
}

/* --- PNG --- */

/* ISO 15948 annex D, four bits at a time. */
static uint32_t
crc_of(struct bytes b)
{
	static const uint32_t table[16] = {0x00000000, 0x1db71064, 0x3b6e20c8,
	    0x26d930ac, 0x76dc4190, 0x6b6b51f4, 0x4db26158, 0x5005713c,
	    0xedb88320, 0xf00f9344, 0xd6d6a3e8, 0xcb61b38c, 0x9b64c2b0,
	    0x86d3d2d4, 0xa00ae278, 0xbdbdf21c};
	uint32_t crc = 0xffffffff;

	for (size_t i = 0; i < b.len; i++) {
		crc ^= b.p[i];
		crc = crc >> 4 ^ table[crc & 15];
		crc = crc >> 4 ^ table[crc & 15];
	}
	return crc ^ 0xffffffff;
}

static bool
is_type(struct bytes chunk, const char *type)
{
	return memcmp(chunk.p, type, 4) == 0;
}

static bool
are_letters(struct bytes b)
{
	for (size_t i = 0; i < b.len; i++)
		if (!((b.p[i] | 0x20) >= 'a' && (b.p[i] | 0x20) <= 'z'))
			return false;
	return true;
}

/* *ret_chunk: the type and the data. */
static enum err
read_chunk(struct reader *r, struct bytes *ret_chunk)
{
	uint32_t len, crc;
	struct bytes chunk;

	TRY(reader_u32(r, &len));
	if (len > INT32_MAX)
		return ERR_FILE_TYPE;
	TRY(reader_take(r, (size_t)len + 4, &chunk));
	TRY(reader_u32(r, &crc));
	if (!are_letters(BYTES(chunk.p, 4)) || crc_of(chunk) != crc)
		return ERR_FILE_TYPE;
	*ret_chunk = chunk;
	return ERR_OK;
}

/* IHDR: a size that is not nothing, and a depth and colour that there are. */
static enum err
check_header(struct bytes chunk)
{
	struct reader r = reader_of(chunk);
	struct bytes type;
	uint32_t width, height;
	uint8_t depth, colour;

	if (!is_type(chunk, "IHDR") || chunk.len != 4 + 13)
		return ERR_FILE_TYPE;
	TRY(reader_take(&r, 4, &type));
	TRY(reader_u32(&r, &width));
	TRY(reader_u32(&r, &height));
	TRY(reader_u8(&r, &depth));
	TRY(reader_u8(&r, &colour));
	if (width == 0 || height == 0 || width > INT32_MAX ||
	    height > INT32_MAX || depth == 0 || depth > 16 || colour > 6)
		return ERR_FILE_TYPE;
	return ERR_OK;
}

static enum err
read_png(struct reader *r)
{
	static const uint8_t signature[] = {
	    0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};
	struct bytes chunk;
	bool data = false;

	TRY(reader_take(r, sizeof(signature), &chunk));
	if (memcmp(chunk.p, signature, sizeof(signature)) != 0)
		return ERR_FILE_TYPE;
	TRY(read_chunk(r, &chunk));
	TRY(check_header(chunk));
	for (;;) {
		TRY(read_chunk(r, &chunk));
		data = data || is_type(chunk, "IDAT");
		if (is_type(chunk, "IHDR"))
			return ERR_FILE_TYPE;
		if (is_type(chunk, "IEND"))
			return data && chunk.len == 4 ? reader_end(r)
						      : ERR_FILE_TYPE;
	}
}

static bool
is_png(struct bytes f)
{
	struct reader r = reader_of(f);

	return read_png(&r) == ERR_OK;
}

/* --- all --- */

static const struct {
	const char *name;
	bool (*is)(struct bytes file);
} kinds[] = {
    [FILE_PDF] = {"pdf", is_pdf},
    [FILE_JPEG] = {"jpeg", is_jpeg},
    [FILE_PNG] = {"png", is_png},
};

const char *
file_kind_name(enum file_kind k)
{
	return kinds[k].name;
}

enum err
file_kind_of(struct bytes file, enum file_kind *ret_kind)
{
	for (size_t i = 1; i < COUNT(kinds); i++) {
		if (kinds[i].is(file)) {
			*ret_kind = (enum file_kind)i;
			return ERR_OK;
		}
	}
	return ERR_FILE_TYPE;
}
