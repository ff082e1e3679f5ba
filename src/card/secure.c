/* SPDX-License-Identifier: Apache-2.0 */
#include "card/secure.h"

#include <string.h>

#include "gm/sm3.h"
#include "gm/sm4.h"

#define COUNTED_AT 2	  /* where R begins after its length */
#define PADDING_MARK 0x80 /* the octet before the zeros, ISO/IEC 9797-1 */

_Static_assert(CARD_BLOCK == SM4_BLOCK, "blocks are of SM4");
_Static_assert(CARD_BLOCK == SM4_KEY_LEN, "one block is one key");

enum err
card_pin_check(const struct card_profile *p, struct bytes pin)
{
	return pin.len < p->pin_min || pin.len > p->pin_max ? ERR_PIN_LENGTH
							    : ERR_OK;
}

enum err
card_pin_key(struct gm *gm, const struct card_profile *p, struct bytes pin,
    struct secret **ret_key)
{
	static const uint8_t zeros[CARD_BLOCK];
	struct bytes parts[] = {pin, BYTES_NONE};
	uint8_t digest[SM3_LEN];
	enum err e;

	TRY(card_pin_check(p, pin));
	if (p->pin_key == CARD_PIN_KEY_SM3_PADDED)
		parts[1] = BYTES(zeros, CARD_BLOCK - pin.len);
	TRY(sm3(gm, parts, COUNT(parts), digest));
	e = secret_copy(BYTES(digest, CARD_BLOCK), ret_key);
	secret_wipe(digest, sizeof(digest));
	return e;
}

static void
challenge_block(const struct card_profile *p,
    const uint8_t random[CARD_RANDOM_LEN], uint8_t block[CARD_BLOCK])
{
	memset(block, 0, CARD_BLOCK);
	if (p->challenge == CARD_CHALLENGE_ZEROS) {
		memcpy(block, random, CARD_RANDOM_LEN);
		return;
	}
	block[0] = CARD_RANDOM_LEN;
	memcpy(block + COUNTED_AT, random, CARD_RANDOM_LEN);
	block[COUNTED_AT + CARD_RANDOM_LEN] = PADDING_MARK;
}

/* One block, encrypted or decrypted; out may be in. */
static enum err
one_block(struct gm *gm, bool encrypt, struct bytes key,
    const uint8_t in[CARD_BLOCK], uint8_t out[CARD_BLOCK])
{
	if (key.len != CARD_BLOCK)
		return ERR_BAD_MESSAGE;
	return sm4(
	    gm, SM4_ECB, encrypt, key.p, NULL, BYTES(in, CARD_BLOCK), out);
}

enum err
card_cryptogram(struct gm *gm, const struct card_profile *p, struct bytes key,
    const uint8_t random[CARD_RANDOM_LEN], uint8_t ret_cryptogram[CARD_BLOCK])
{
	uint8_t block[CARD_BLOCK];

	challenge_block(p, random, block);
	TRY(one_block(gm, true, key, block, block));
	memcpy(ret_cryptogram, block, CARD_BLOCK);
	return ERR_OK;
}

enum err
card_pin_wrap(struct gm *gm, const struct card_profile *p, struct bytes key,
    struct bytes pin, uint8_t ret_wrapped[CARD_BLOCK])
{
	uint8_t block[CARD_BLOCK] = {0};
	enum err e;

	TRY(card_pin_check(p, pin));
	memcpy(block, pin.p, pin.len);
	e = one_block(gm, true, key, block, block);
	if (e == ERR_OK)
		memcpy(ret_wrapped, block, CARD_BLOCK);
	secret_wipe(block, sizeof(block));
	return e;
}

enum err
card_key_unwrap(struct gm *gm, struct bytes key,
    const uint8_t wrapped[CARD_BLOCK], struct secret **ret_key)
{
	AUTO(secret) open = NULL;

	TRY(secret_new(CARD_BLOCK, &open));
	TRY(one_block(gm, false, key, wrapped, secret_data(open)));
	*ret_key = TAKE(open);
	return ERR_OK;
}

enum err
card_pin_unwrap(struct gm *gm, const struct card_profile *p, struct bytes key,
    const uint8_t wrapped[CARD_BLOCK], struct secret **ret_pin)
{
	AUTO(secret) open = NULL;
	struct bytes pin;

	TRY(card_key_unwrap(gm, key, wrapped, &open));
	pin = secret_bytes(open);
	while (pin.len > 0 && pin.p[pin.len - 1] == 0)
		pin.len--;
	TRY(card_pin_check(p, pin));
	if (memchr(pin.p, 0, pin.len) != NULL)
		return ERR_PIN_LENGTH;
	return secret_copy(pin, ret_pin);
}

/* The octets that a MAC is over, padded to whole blocks. */
static void
put_covered(
    const struct card_profile *p, const struct card_command *c, struct buf *b)
{
	buf_put(b, BYTES(((uint8_t[]){c->cla, c->ins, c->p1, c->p2}), 4));
	if (p->mac_length == CARD_MAC_LENGTH_SENT) {
		buf_u8(b, 0);
		buf_u16(b, (uint16_t)(c->data.len + CARD_MAC_LEN));
	} else {
		buf_u16(b, (uint16_t)c->data.len);
		buf_u16(b, 0);
	}
	buf_put(b, c->data);
	buf_u8(b, PADDING_MARK);
	while (b->len % CARD_BLOCK != 0 && buf_status(b) == ERR_OK)
		buf_u8(b, 0);
}

enum err
card_mac(struct gm *gm, const struct card_profile *p, struct bytes key,
    const uint8_t random[CARD_RANDOM_LEN], const struct card_command *c,
    uint8_t ret_mac[CARD_MAC_LEN])
{
	AUTO_DONE(buf) covered = BUF(CARD_APDU_MAX + 2 * CARD_BLOCK);
	uint8_t iv[CARD_BLOCK];

	if (key.len != CARD_BLOCK)
		return ERR_BAD_MESSAGE;
	if (c->data.len + CARD_MAC_LEN > CARD_EXTENDED_DATA_MAX)
		return ERR_TOO_LARGE;
	challenge_block(p, random, iv);
	put_covered(p, c, &covered);
	TRY(buf_status(&covered));
	TRY(sm4(gm, SM4_CBC, true, key.p, iv, buf_bytes(&covered), covered.p));
	memcpy(ret_mac, covered.p + covered.len - CARD_BLOCK, CARD_MAC_LEN);
	return ERR_OK;
}
