/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "gm/sm3.h"
#include "gm/sm4.h"

#define KEY_MIN 16 /* octets */
#define KEY_MAX 64

struct box_keys {
	uint8_t cipher[SM4_KEY_LEN], mac[SM3_LEN];
};

static void
box_keys_done(struct box_keys *k)
{
	secret_wipe(k, sizeof(*k));
}
DEFINE_AUTO_DONE(box_keys)

static enum err
derive_keys(struct gm *gm, struct bytes key, struct box_keys *k)
{
	uint8_t octets[SM4_KEY_LEN + SM3_LEN];

	if (key.len < KEY_MIN || key.len > KEY_MAX)
		return ERR_CRYPTO;
	TRY(sm3_kdf(gm, key, octets, sizeof(octets)));
	memcpy(k->cipher, octets, SM4_KEY_LEN);
	memcpy(k->mac, octets + SM4_KEY_LEN, SM3_LEN);
	secret_wipe(octets, sizeof(octets));
	return ERR_OK;
}

/* Over the context's length, the context, and what is in the box before. */
static enum err
box_mac(struct gm *gm, const struct box_keys *k, struct bytes context,
    struct bytes sealed, uint8_t mac[SM3_LEN])
{
	uint64_t len = context.len;
	uint8_t octets[sizeof(len)];
	struct bytes parts[] = {BYTES_ARRAY(octets), context, sealed};

	for (size_t i = sizeof(octets); i > 0; i--, len >>= 8)
		octets[i - 1] = (uint8_t)len;
	return sm3_hmac(gm, BYTES_ARRAY(k->mac), parts, COUNT(parts), mac);
}

/* CBC with padding; out has room for SM4_BLOCK octets more than in. */
static enum err
box_cipher(struct gm *gm, const struct box_keys *k, bool encrypt,
    const uint8_t *iv, struct bytes in, uint8_t *out, size_t *ret_len)
{
	AUTO(sm4_stream) s = NULL;
	size_t len, rest;

	TRY(sm4_stream_new(gm, SM4_CBC, encrypt, true, k->cipher, iv, &s));
	TRY(sm4_stream_update(s, in, out, &len));
	TRY(sm4_stream_end(s, out + len, &rest));
	*ret_len = len + rest;
	return ERR_OK;
}

/* Fill room for the whole box; how much of it was used is *ret_len. */
static enum err
seal(struct gm *gm, const struct box_keys *k, struct bytes context,
    struct bytes plain, uint8_t *out, size_t *ret_len)
{
	size_t len;

	TRY(gm_random(gm, out, SM4_BLOCK));
	TRY(box_cipher(gm, k, true, out, plain, out + SM4_BLOCK, &len));
	len += SM4_BLOCK;
	TRY(box_mac(gm, k, context, BYTES(out, len), out + len));
	*ret_len = len + SM3_LEN;
	return ERR_OK;
}

enum err
sm4_box_seal(struct gm *gm, struct bytes key, struct bytes context,
    struct bytes plain, struct buf *box)
{
	AUTO_DONE(box_keys) k = {0};
	size_t start = box->len, len = 0;
	uint8_t *out;
	enum err e;

	if (plain.len > SM4_BOX_PLAIN_MAX)
		return ERR_TOO_LARGE;
	TRY(derive_keys(gm, key, &k));
	out = buf_extend(box, plain.len + SM4_BOX_OVERHEAD);
	if (out == NULL)
		return buf_status(box);
	e = seal(gm, &k, context, plain, out, &len);
	buf_truncate(box, start + len);
	return e;
}

static enum err
check_mac(struct gm *gm, const struct box_keys *k, struct bytes context,
    struct bytes sealed, const uint8_t mac[SM3_LEN])
{
	uint8_t want[SM3_LEN];
	bool same;

	TRY(box_mac(gm, k, context, sealed, want));
	same = secret_equal(BYTES_ARRAY(want), BYTES(mac, SM3_LEN));
	secret_wipe(want, sizeof(want));
	return same ? ERR_OK : ERR_SIGNATURE_INVALID;
}

enum err
sm4_box_open(struct gm *gm, struct bytes key, struct bytes context,
    struct bytes box, struct secret **ret_plain)
{
	AUTO_DONE(box_keys) k = {0};
	AUTO(secret) padded = NULL;
	struct bytes cipher;
	size_t len;

	if (box.len < 2 * SM4_BLOCK + SM3_LEN ||
	    box.len > SM4_BOX_PLAIN_MAX + SM4_BOX_OVERHEAD)
		return ERR_SIGNATURE_INVALID;
	TRY(derive_keys(gm, key, &k));
	box.len -= SM3_LEN;
	TRY(check_mac(gm, &k, context, box, box.p + box.len));

	cipher = BYTES(box.p + SM4_BLOCK, box.len - SM4_BLOCK);
	TRY(secret_new(cipher.len + SM4_BLOCK, &padded));
	if (box_cipher(gm, &k, false, box.p, cipher, secret_data(padded),
		&len) != ERR_OK)
		return ERR_SIGNATURE_INVALID;
	return secret_copy(BYTES(secret_data(padded), len), ret_plain);
}
