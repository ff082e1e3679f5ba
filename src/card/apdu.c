/* SPDX-License-Identifier: Apache-2.0 */
#include "card/apdu.h"

#include "card/command.h"

#define EXTENDED 0x00 /* where Lc or Le would be: its two octets follow */

static void
put_header(struct buf *b, const struct card_command *c, uint8_t cla)
{
	buf_u8(b, cla);
	buf_u8(b, c->ins);
	buf_u8(b, c->p1);
	buf_u8(b, c->p2);
}

void
card_command_encode(struct buf *b, const struct card_command *c)
{
	put_header(b, c, c->cla);
	if (c->data.len > CARD_EXTENDED_DATA_MAX || c->expect > CARD_EXPECT_ALL)
		b->err = ERR_TOO_LARGE;
	if (c->data.len > 0 || c->expect > 0)
		buf_u8(b, EXTENDED);
	if (c->data.len > 0) {
		buf_u16(b, (uint16_t)c->data.len);
		buf_put(b, c->data);
	}
	if (c->expect > 0) /* CARD_EXPECT_ALL becomes 0 */
		buf_u16(b, (uint16_t)c->expect);
}

void
card_command_encode_short(
    struct buf *b, const struct card_command *c, size_t at, bool *ret_end)
{
	size_t left = c->data.len - at;
	bool end = left <= CARD_SHORT_DATA_MAX;
	size_t len = end ? left : CARD_SHORT_DATA_MAX;

	put_header(b, c, end ? c->cla : c->cla | CARD_CHAIN);
	if (len > 0) {
		buf_u8(b, (uint8_t)len);
		buf_put(b, BYTES(c->data.p + at, len));
	}
	if (end && c->expect > 0)
		buf_u8(b,
		    c->expect < CARD_SHORT_ANSWER_MAX ? (uint8_t)c->expect : 0);
	*ret_end = end;
}

/* Le of one octet or two, which is all that is left; 0 stands for the most. */
static enum err
read_expect(struct reader *r, bool extended, uint32_t *ret_expect)
{
	uint16_t v16;
	uint8_t v8;

	if (extended) {
		TRY(reader_u16(r, &v16));
		*ret_expect = v16 == 0 ? CARD_EXPECT_ALL : v16;
	} else {
		TRY(reader_u8(r, &v8));
		*ret_expect = v8 == 0 ? CARD_SHORT_ANSWER_MAX : v8;
	}
	return reader_end(r);
}

/* What follows the header, where something does. */
static enum err
read_body(struct reader *r, struct card_command *c)
{
	const struct bytes all = r->rest;
	bool extended = all.len > 1 && all.p[0] == EXTENDED;
	uint16_t lc16;
	uint8_t lc8;
	size_t len;

	if (all.len == 1)
		return read_expect(r, false, &c->expect);
	TRY(reader_u8(r, &lc8));
	if (extended && all.len == 3)
		return read_expect(r, true, &c->expect);
	len = lc8;
	if (extended) {
		TRY(reader_u16(r, &lc16));
		len = lc16;
	}
	if (len == 0)
		return ERR_BAD_MESSAGE;
	TRY(reader_take(r, len, &c->data));
	return r->rest.len == 0 ? ERR_OK : read_expect(r, extended, &c->expect);
}

enum err
card_command_parse(struct bytes octets, struct card_command *ret_c)
{
	struct reader r = reader_of(octets);
	struct card_command c = {0};

	TRY(reader_u8(&r, &c.cla));
	TRY(reader_u8(&r, &c.ins));
	TRY(reader_u8(&r, &c.p1));
	TRY(reader_u8(&r, &c.p2));
	if (r.rest.len > 0)
		TRY(read_body(&r, &c));
	*ret_c = c;
	return ERR_OK;
}

enum err
card_answer_parse(
    struct bytes octets, struct bytes *ret_data, uint16_t *ret_status)
{
	size_t len;

	if (octets.len < 2)
		return ERR_BAD_MESSAGE;
	len = octets.len - 2;
	*ret_data = BYTES(octets.p, len);
	*ret_status = (uint16_t)(octets.p[len] << 8 | octets.p[len + 1]);
	return ERR_OK;
}
