/* SPDX-License-Identifier: Apache-2.0 */
#include "card/profile.h"

#define U16_LEN 2
#define U32_LEN 4

const struct card_profile card_0017r = {
    .name = "0017r",
    .aid = {0xf0, 'S', 'K', 'F', 'T', 'O', 'K', 0x01},
    .big_endian = true,
    .id_in_p1_p2_as_is = true,
    .pin_key = CARD_PIN_KEY_SM3,
    .challenge = CARD_CHALLENGE_ZEROS,
    .mac_length = CARD_MAC_LENGTH_SENT,
    .pin_min = 6,
    .pin_max = CARD_BLOCK,
    .data_max = 2048,
    .name_len = 32,
};

/* Where the octet that weighs 256^i stands in an integer of len octets. */
static size_t
place_of(const struct card_profile *p, size_t len, size_t i)
{
	return p->big_endian ? len - 1 - i : i;
}

static void
put(const struct card_profile *p, struct buf *b, uint32_t value, size_t len)
{
	uint8_t octets[U32_LEN];

	for (size_t i = 0; i < len; i++)
		octets[place_of(p, len, i)] = (uint8_t)(value >> (8 * i));
	buf_put(b, BYTES(octets, len));
}

static enum err
get(const struct card_profile *p, struct reader *r, size_t len, uint32_t *ret_v)
{
	uint8_t octets[U32_LEN];
	uint32_t v = 0;

	TRY(reader_copy(r, octets, len));
	for (size_t i = 0; i < len; i++)
		v |= (uint32_t)octets[place_of(p, len, i)] << (8 * i);
	*ret_v = v;
	return ERR_OK;
}

void
card_put_u16(const struct card_profile *p, struct buf *b, uint16_t value)
{
	put(p, b, value, U16_LEN);
}

void
card_put_u32(const struct card_profile *p, struct buf *b, uint32_t value)
{
	put(p, b, value, U32_LEN);
}

enum err
card_get_u16(const struct card_profile *p, struct reader *r, uint16_t *ret_v)
{
	uint32_t v;

	TRY(get(p, r, U16_LEN, &v));
	*ret_v = (uint16_t)v;
	return ERR_OK;
}

enum err
card_get_u32(const struct card_profile *p, struct reader *r, uint32_t *ret_v)
{
	return get(p, r, U32_LEN, ret_v);
}
