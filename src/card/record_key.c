/* SPDX-License-Identifier: Apache-2.0 */
/* The records of record.h that are about keys. */
#include <string.h>

#include "card/record.h"

#define BITS 256 /* of every key here */

static enum err
get_bits(const struct card_profile *p, struct reader *r)
{
	uint32_t bits;

	TRY(card_get_u32(p, r, &bits));
	return bits == BITS ? ERR_OK : ERR_BAD_MESSAGE;
}

void
card_point_put(struct buf *b, const struct sm2_public *key)
{
	buf_put(b, BYTES_ARRAY(key->x));
	buf_put(b, BYTES_ARRAY(key->y));
}

enum err
card_point_get(struct reader *r, struct sm2_public *ret_key)
{
	struct bytes octets;

	TRY(reader_take(r, sizeof(ret_key->x) + sizeof(ret_key->y), &octets));
	memcpy(ret_key->x, octets.p, SM2_LEN);
	memcpy(ret_key->y, octets.p + SM2_LEN, SM2_LEN);
	return ERR_OK;
}

void
card_r_s_put(struct buf *b, const struct sm2_signature *s)
{
	buf_put(b, BYTES_ARRAY(s->r));
	buf_put(b, BYTES_ARRAY(s->s));
}

enum err
card_r_s_get(struct reader *r, struct sm2_signature *ret_s)
{
	struct bytes octets;

	TRY(reader_take(r, sizeof(ret_s->r) + sizeof(ret_s->s), &octets));
	memcpy(ret_s->r, octets.p, SM2_LEN);
	memcpy(ret_s->s, octets.p + SM2_LEN, SM2_LEN);
	return ERR_OK;
}

void
card_public_put(
    const struct card_profile *p, struct buf *b, const struct sm2_public *key)
{
	card_put_u32(p, b, BITS);
	card_point_put(b, key);
}

enum err
card_public_get(
    const struct card_profile *p, struct reader *r, struct sm2_public *ret_key)
{
	struct reader at = *r;

	TRY(get_bits(p, &at));
	TRY(card_point_get(&at, ret_key));
	*r = at;
	return ERR_OK;
}

void
card_signature_put(
    const struct card_profile *p, struct buf *b, const struct sm2_signature *s)
{
	card_put_u32(p, b, BITS);
	card_r_s_put(b, s);
}

enum err
card_signature_get(
    const struct card_profile *p, struct reader *r, struct sm2_signature *ret_s)
{
	struct reader at = *r;

	TRY(get_bits(p, &at));
	TRY(card_r_s_get(&at, ret_s));
	*r = at;
	return ERR_OK;
}

void
card_cipher_put(
    const struct card_profile *p, struct buf *b, const struct sm2_cipher *c)
{
	card_put_u32(p, b, BITS);
	buf_put(b, BYTES_ARRAY(c->x));
	buf_put(b, BYTES_ARRAY(c->y));
	buf_put(b, BYTES_ARRAY(c->hash));
	card_block_put(p, b, BYTES(c->cipher, c->len));
}

enum err
card_cipher_get(
    const struct card_profile *p, struct reader *r, struct sm2_cipher *ret_c)
{
	struct reader at = *r;
	struct bytes cipher;
	struct sm2_cipher c;

	TRY(get_bits(p, &at));
	TRY(reader_copy(&at, c.x, sizeof(c.x)));
	TRY(reader_copy(&at, c.y, sizeof(c.y)));
	TRY(reader_copy(&at, c.hash, sizeof(c.hash)));
	TRY(card_block_get(p, &at, sizeof(c.cipher), &cipher));
	if (cipher.len == 0)
		return ERR_BAD_MESSAGE;
	c.len = cipher.len;
	memcpy(c.cipher, cipher.p, cipher.len);
	*ret_c = c;
	*r = at;
	return ERR_OK;
}

void
card_envelope_put(
    const struct card_profile *p, struct buf *b, const struct card_envelope *e)
{
	card_put_u32(p, b, e->version);
	card_put_u32(p, b, e->algorithm);
	card_put_u32(p, b, BITS);
	card_block_put(p, b, BYTES(e->private, e->private_len));
	card_point_put(b, &e->public);
	card_cipher_put(p, b, &e->key);
}

enum err
card_envelope_get(
    const struct card_profile *p, struct reader *r, struct card_envelope *ret_e)
{
	struct reader at = *r;
	struct card_envelope e;
	struct bytes private;

	TRY(card_get_u32(p, &at, &e.version));
	TRY(card_get_u32(p, &at, &e.algorithm));
	TRY(get_bits(p, &at));
	TRY(card_block_get(p, &at, sizeof(e.private), &private));
	if (private.len != SM2_LEN && private.len != sizeof(e.private))
		return ERR_BAD_MESSAGE;
	e.private_len = private.len;
	memcpy(e.private, private.p, private.len);
	TRY(card_point_get(&at, &e.public));
	TRY(card_cipher_get(p, &at, &e.key));
	*ret_e = e;
	*r = at;
	return ERR_OK;
}

void
card_cipher_start_put(const struct card_profile *p, struct buf *b,
    const struct card_cipher_start *s)
{
	card_put_u32(p, b, s->algorithm);
	buf_put(b, BYTES_ARRAY(s->iv));
	card_put_u32(p, b, s->iv_len);
	card_put_u32(p, b, s->padding);
	card_put_u32(p, b, s->feed_bits);
}

enum err
card_cipher_start_get(const struct card_profile *p, struct reader *r,
    struct card_cipher_start *ret_s)
{
	struct reader at = *r;
	struct card_cipher_start s;

	TRY(card_get_u32(p, &at, &s.algorithm));
	TRY(reader_copy(&at, s.iv, sizeof(s.iv)));
	TRY(card_get_u32(p, &at, &s.iv_len));
	TRY(card_get_u32(p, &at, &s.padding));
	TRY(card_get_u32(p, &at, &s.feed_bits));
	if (s.iv_len > sizeof(s.iv))
		return ERR_BAD_MESSAGE;
	*ret_s = s;
	*r = at;
	return ERR_OK;
}
