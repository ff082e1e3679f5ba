/* SPDX-License-Identifier: Apache-2.0 */
/* SM2 keys (GM/T 0017 9.6). Private keys never leave in any form. */
#include <string.h>

#include "card/secure.h"
#include "virtualkey/key.h"

#define KEY_BITS 256
#define ENVELOPE_VERSION 1
#define SGD_SM4_ECB 0x00000401

uint16_t
vk_open_key(struct vk_call *c, enum card_usage usage, struct sm2_key **ret_key)
{
	const struct vk_key *key = &c->container->keys[usage];

	if (!key->present)
		return CARD_SW_NO_KEY;
	return vk_status_of(sm2_key_from_pair(
	    c->k->gm, BYTES_ARRAY(key->d), &key->public, ret_key));
}

static uint16_t
keep_key(struct vk_call *c, enum card_usage usage, const struct sm2_key *key)
{
	struct vk_key *place = &c->container->keys[usage];
	AUTO(secret) d = NULL;

	SW_TRY_ERR(sm2_key_scalar(key, &d));
	memcpy(place->d, secret_data(d), sizeof(place->d));
	place->public = *sm2_key_public(key);
	place->present = true;
	return vk_status_of(vk_save(c->k));
}

uint16_t
vk_generate_sm2(struct vk_call *c)
{
	AUTO(sm2_key) key = NULL;
	uint32_t bits;

	SW_TRY_ERR(card_get_u32(c->k->profile, &c->in, &bits));
	if (bits != KEY_BITS)
		return CARD_SW_WRONG_DATA;
	SW_TRY_ERR(sm2_key_generate(c->k->gm, &key));
	SW_TRY(keep_key(c, CARD_SIGN_KEY, key));
	card_point_put(c->out, sm2_key_public(key));
	return CARD_SW_OK;
}

/* --- the encryption key comes wrapped to the signing key --- */

static bool
fits(struct gm *gm, struct bytes d, const struct sm2_public *public,
    struct sm2_key **ret_key)
{
	AUTO(sm2_key) key = NULL;

	if (sm2_key_from_scalar(gm, d, &key) != ERR_OK ||
	    !sm2_public_equal(sm2_key_public(key), public))
		return false;
	*ret_key = TAKE(key);
	return true;
}

/* Some send d alone, some 64 octets with d at the end, or at the start: the
 * public key tells. */
static uint16_t
unwrap_private(struct vk_call *c, const struct card_envelope *e,
    struct bytes symmetric, struct sm2_key **ret_key)
{
	AUTO(secret) plain = NULL;
	const uint8_t *p;

	SW_TRY_ERR(secret_new(e->private_len, &plain));
	SW_TRY_ERR(sm4(c->k->gm, SM4_ECB, false, symmetric.p, NULL,
	    BYTES(e->private, e->private_len), secret_data(plain)));
	p = secret_data(plain);
	for (size_t end = e->private_len; end >= SM2_LEN; end -= SM2_LEN)
		if (fits(c->k->gm, BYTES(p + end - SM2_LEN, SM2_LEN),
			&e->public, ret_key))
			return CARD_SW_OK;
	return CARD_SW_WRONG_DATA;
}

static uint16_t
open_envelope(
    struct vk_call *c, const struct card_envelope *e, struct sm2_key **ret_key)
{
	AUTO(sm2_key) sign = NULL;
	AUTO(secret) symmetric = NULL;

	if (e->version != ENVELOPE_VERSION)
		return CARD_SW_WRONG_DATA;
	if (e->algorithm != SGD_SM4_ECB)
		return CARD_SW_CIPHER_UNKNOWN;
	SW_TRY(vk_open_key(c, CARD_SIGN_KEY, &sign));
	SW_TRY_ERR(sm2_decrypt(c->k->gm, sign, &e->key, &symmetric));
	if (secret_bytes(symmetric).len != SM4_KEY_LEN)
		return CARD_SW_WRONG_DATA;
	return unwrap_private(c, e, secret_bytes(symmetric), ret_key);
}

uint16_t
vk_import_sm2(struct vk_call *c)
{
	AUTO(sm2_key) key = NULL;
	struct card_envelope e;

	SW_TRY_ERR(card_envelope_get(c->k->profile, &c->in, &e));
	SW_TRY_ERR(reader_end(&c->in));
	SW_TRY(open_envelope(c, &e, &key));
	return keep_key(c, CARD_ENCRYPT_KEY, key);
}

/* --- use --- */

/* len4 ‖ ID ‖ message. */
static uint16_t
digest_message(struct vk_call *c, const struct sm2_key *key, uint8_t e[SM3_LEN])
{
	struct bytes id, parts[2];
	uint8_t z[SM3_LEN];

	SW_TRY_ERR(
	    card_block_get(c->k->profile, &c->in, CARD_EXTENDED_DATA_MAX, &id));
	SW_TRY_ERR(sm2_z(c->k->gm, sm2_key_public(key), id, z));
	parts[0] = BYTES_ARRAY(z);
	parts[1] = c->in.rest;
	return vk_status_of(sm3(c->k->gm, parts, COUNT(parts), e));
}

uint16_t
vk_sign_sm2(struct vk_call *c)
{
	AUTO(sm2_key) key = NULL;
	struct sm2_signature sig;
	uint8_t e[SM3_LEN];

	if (c->command->p1 == CARD_SIGN_DIGEST && c->in.rest.len != sizeof(e))
		return CARD_SW_WRONG_LENGTH;
	SW_TRY(vk_open_key(c, CARD_SIGN_KEY, &key));
	if (c->command->p1 == CARD_SIGN_DIGEST)
		memcpy(e, c->in.rest.p, sizeof(e));
	else
		SW_TRY(digest_message(c, key, e));
	SW_TRY_ERR(sm2_sign_digest(c->k->gm, key, e, &sig));
	card_signature_put(c->k->profile, c->out, &sig);
	return CARD_SW_OK;
}

uint16_t
vk_verify_sm2(struct vk_call *c)
{
	struct sm2_signature sig;
	struct sm2_public key;
	struct bytes e;

	SW_TRY_ERR(card_public_get(c->k->profile, &c->in, &key));
	SW_TRY_ERR(card_block_get(c->k->profile, &c->in, SM3_LEN, &e));
	if (e.len != SM3_LEN)
		return CARD_SW_WRONG_DATA;
	SW_TRY_ERR(card_r_s_get(&c->in, &sig));
	return vk_status_of(sm2_verify_digest(c->k->gm, &key, e.p, &sig));
}

uint16_t
vk_encrypt_sm2(struct vk_call *c)
{
	struct sm2_cipher cipher;
	struct sm2_public key;
	struct bytes plain;

	SW_TRY_ERR(card_public_get(c->k->profile, &c->in, &key));
	SW_TRY_ERR(
	    card_block_get(c->k->profile, &c->in, SM2_PLAIN_MAX, &plain));
	SW_TRY_ERR(reader_end(&c->in));
	if (plain.len == 0)
		return CARD_SW_WRONG_DATA;
	SW_TRY_ERR(sm2_encrypt(c->k->gm, &key, plain, &cipher));
	card_cipher_put(c->k->profile, c->out, &cipher);
	return CARD_SW_OK;
}
