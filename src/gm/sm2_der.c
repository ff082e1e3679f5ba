/* SPDX-License-Identifier: Apache-2.0 */
#include "gm/sm2_der.h"

#include <string.h>

#define INTEGER 0x02
#define OCTET_STRING 0x04
#define SEQUENCE 0x30
#define LONG_ONE 0x81 /* the length is in the next octet */
#define LONG_TWO 0x82
#define HEAD_MAX 4 /* octets of a tag and length here */

/* Writing is from the back, so that every length is known when it is due. */
struct backwards {
	uint8_t *out;
	size_t at; /* where what is written starts; first the size of out */
};

static void
put(struct backwards *w, const uint8_t *p, size_t len)
{
	w->at -= len;
	memcpy(w->out + w->at, p, len);
}

/* The head of an element whose content is the last len octets written. */
static void
put_head(struct backwards *w, uint8_t tag, size_t len)
{
	uint8_t head[HEAD_MAX] = {tag, (uint8_t)len};
	size_t n = 2;

	if (len >= 0x100) {
		head[1] = LONG_TWO;
		head[n++] = (uint8_t)(len >> 8);
		head[n++] = (uint8_t)len;
	} else if (len >= 0x80) {
		head[1] = LONG_ONE;
		head[n++] = (uint8_t)len;
	}
	put(w, head, n);
}

static void
put_octets(struct backwards *w, const uint8_t *p, size_t len)
{
	put(w, p, len);
	put_head(w, OCTET_STRING, len);
}

/* Without leading zeros, but for one before a bit that would mean minus. */
static void
put_integer(struct backwards *w, const uint8_t n[SM2_LEN])
{
	static const uint8_t zero[1];
	size_t skip = 0, end = w->at;

	while (skip < SM2_LEN && n[skip] == 0)
		skip++;
	put(w, n + skip, SM2_LEN - skip);
	if (skip == SM2_LEN || (n[skip] & 0x80) != 0)
		put(w, zero, 1);
	put_head(w, INTEGER, end - w->at);
}

/* Close the sequence, which ends at size, and move it to the front of out. */
static size_t
finish(struct backwards *w, size_t size)
{
	put_head(w, SEQUENCE, size - w->at);
	memmove(w->out, w->out + w->at, size - w->at);
	return size - w->at;
}

size_t
sm2_signature_to_der(
    const struct sm2_signature *sig, uint8_t out[SM2_SIGNATURE_DER_MAX])
{
	struct backwards w = {out, SM2_SIGNATURE_DER_MAX};

	put_integer(&w, sig->s);
	put_integer(&w, sig->r);
	return finish(&w, SM2_SIGNATURE_DER_MAX);
}

size_t
sm2_cipher_to_der(const struct sm2_cipher *c, uint8_t out[SM2_CIPHER_DER_MAX])
{
	struct backwards w = {out, SM2_CIPHER_DER_MAX};

	put_octets(&w, c->cipher, c->len);
	put_octets(&w, c->hash, SM3_LEN);
	put_integer(&w, c->y);
	put_integer(&w, c->x);
	return finish(&w, SM2_CIPHER_DER_MAX);
}

static enum err
take_length(struct reader *r, size_t *ret_len)
{
	uint8_t octet;
	uint16_t two;

	TRY(reader_u8(r, &octet));
	*ret_len = octet;
	if (octet < 0x80)
		return ERR_OK;
	if (octet == LONG_ONE) {
		TRY(reader_u8(r, &octet));
		*ret_len = octet;
		return octet < 0x80 ? ERR_BAD_MESSAGE : ERR_OK;
	}
	if (octet != LONG_TWO)
		return ERR_BAD_MESSAGE;
	TRY(reader_u16(r, &two));
	*ret_len = two;
	return two < 0x100 ? ERR_BAD_MESSAGE : ERR_OK;
}

static enum err
take(struct reader *r, uint8_t tag, struct bytes *ret_content)
{
	uint8_t octet;
	size_t len;

	TRY(reader_u8(r, &octet));
	if (octet != tag)
		return ERR_BAD_MESSAGE;
	TRY(take_length(r, &len));
	return reader_take(r, len, ret_content);
}

static enum err
take_integer(struct reader *r, uint8_t out[SM2_LEN])
{
	struct bytes b;

	TRY(take(r, INTEGER, &b));
	if (b.len == 0 || (b.p[0] & 0x80) != 0)
		return ERR_BAD_MESSAGE;
	if (b.len > 1 && b.p[0] == 0) {
		b = BYTES(b.p + 1, b.len - 1);
		if ((b.p[0] & 0x80) == 0)
			return ERR_BAD_MESSAGE;
	}
	if (b.len > SM2_LEN)
		return ERR_BAD_MESSAGE;
	memset(out, 0, SM2_LEN - b.len);
	memcpy(out + SM2_LEN - b.len, b.p, b.len);
	return ERR_OK;
}

static enum err
take_octets(
    struct reader *r, uint8_t *out, size_t min, size_t max, size_t *ret_len)
{
	struct bytes b;

	TRY(take(r, OCTET_STRING, &b));
	if (b.len < min || b.len > max)
		return ERR_BAD_MESSAGE;
	memcpy(out, b.p, b.len);
	*ret_len = b.len;
	return ERR_OK;
}

/* Open the sequence, which is the whole of der. */
static enum err
open_sequence(struct bytes der, struct reader *ret_r)
{
	struct reader whole = reader_of(der);
	struct bytes content;

	TRY(take(&whole, SEQUENCE, &content));
	TRY(reader_end(&whole));
	*ret_r = reader_of(content);
	return ERR_OK;
}

static enum err
read_signature(struct bytes der, struct sm2_signature *sig)
{
	struct reader r;

	TRY(open_sequence(der, &r));
	TRY(take_integer(&r, sig->r));
	TRY(take_integer(&r, sig->s));
	return reader_end(&r);
}

static enum err
read_cipher(struct bytes der, struct sm2_cipher *c)
{
	struct reader r;
	size_t hash_len;

	TRY(open_sequence(der, &r));
	TRY(take_integer(&r, c->x));
	TRY(take_integer(&r, c->y));
	TRY(take_octets(&r, c->hash, SM3_LEN, SM3_LEN, &hash_len));
	TRY(take_octets(&r, c->cipher, 1, SM2_PLAIN_MAX, &c->len));
	return reader_end(&r);
}

enum err
sm2_signature_from_der(struct bytes der, struct sm2_signature *ret_sig)
{
	struct sm2_signature sig;

	if (read_signature(der, &sig) != ERR_OK)
		return ERR_CRYPTO;
	*ret_sig = sig;
	return ERR_OK;
}

enum err
sm2_cipher_from_der(struct bytes der, struct sm2_cipher *ret_c)
{
	struct sm2_cipher c = {.len = 0};

	if (read_cipher(der, &c) != ERR_OK)
		return ERR_CRYPTO;
	*ret_c = c;
	return ERR_OK;
}
