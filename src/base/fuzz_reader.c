/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The reader of bytes.h. The input is a block of steps, one octet each, then
 * the data that they read. A step that fails must not move the reader; what
 * the others read, written again, must be what they passed over.
 */
#include <stdlib.h>

#include "base/bytes.h"

#define TEXT_SIZE 64
#define BLOCK_MAX 200

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static enum err
copy_number(struct reader *r, int octets, struct buf *again)
{
	uint8_t a = 0;
	uint16_t b = 0;
	uint32_t c = 0;
	uint64_t d = 0;
	enum err err = octets == 1   ? reader_u8(r, &a)
		       : octets == 2 ? reader_u16(r, &b)
		       : octets == 4 ? reader_u32(r, &c)
				     : reader_u64(r, &d);

	if (err != ERR_OK)
		return err;
	switch (octets) {
	case 1:
		buf_u8(again, a);
		break;
	case 2:
		buf_u16(again, b);
		break;
	case 4:
		buf_u32(again, c);
		break;
	default:
		buf_u64(again, d);
	}
	return ERR_OK;
}

static enum err
copy_take(struct reader *r, size_t len, struct buf *again)
{
	struct bytes b;

	TRY(reader_take(r, len, &b));
	buf_put(again, b);
	return ERR_OK;
}

static enum err
copy_block(struct reader *r, struct buf *again)
{
	struct bytes b;

	TRY(reader_block(r, BLOCK_MAX, &b));
	if (b.len > BLOCK_MAX)
		abort();
	buf_block(again, b);
	return ERR_OK;
}

static enum err
copy_text(struct reader *r, struct buf *again)
{
	char text[TEXT_SIZE];

	TRY(reader_text(r, text, sizeof(text)));
	buf_text(again, text);
	return ERR_OK;
}

static enum err
copy_step(struct reader *r, uint8_t step, struct buf *again)
{
	switch (step % 8) {
	case 0:
		return copy_number(r, 1, again);
	case 1:
		return copy_number(r, 2, again);
	case 2:
		return copy_number(r, 4, again);
	case 3:
		return copy_number(r, 8, again);
	case 4:
		return copy_take(r, step / 8, again);
	case 5:
		return copy_block(r, again);
	default:
		return copy_text(r, again);
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	AUTO_DONE(buf) again = BUF(size);
	struct reader r = reader_of(BYTES(data, size));
	struct bytes steps, all;

	if (reader_block(&r, 256, &steps) != ERR_OK)
		return 0;
	all = r.rest;
	for (size_t i = 0; i < steps.len; i++) {
		struct bytes before = r.rest;
		enum err err = copy_step(&r, steps.p[i], &again);

		if (err != ERR_OK &&
		    (r.rest.p != before.p || r.rest.len != before.len))
			abort();
	}
	if (buf_status(&again) != ERR_OK ||
	    !bytes_equal(buf_bytes(&again), BYTES(all.p, all.len - r.rest.len)))
		abort();
	return 0;
}
