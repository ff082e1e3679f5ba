/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Keys of a session, and encryption with them (GM/T 0017 9.6). A message goes
 * through one stream: begin, then whole, or updates and finish, after which it
 * has to begin anew.
 */
#include <string.h>

#include "card/secure.h"
#include "virtualkey/key.h"

#define KEY_ID 0x5000
#define ID_NUMBER 0x0fff /* the rest of an id */
#define PADDING_PKCS5 1
#define SGD_SM4_MAC 0x00000410

static const struct {
	uint32_t algorithm;
	enum sm4_mode mode;
} modes[] = {
    {0x00000401, SM4_ECB},
    {0x00000402, SM4_CBC},
    {0x00000404, SM4_CFB},
    {0x00000408, SM4_OFB},
    {SGD_SM4_MAC, SM4_CBC},
};

static uint16_t
find_mode(uint32_t algorithm, enum sm4_mode *ret_mode)
{
	for (size_t i = 0; i < COUNT(modes); i++)
		if (modes[i].algorithm == algorithm) {
			*ret_mode = modes[i].mode;
			return CARD_SW_OK;
		}
	return CARD_SW_CIPHER_UNKNOWN;
}

uint16_t
vk_session_algorithm_check(uint32_t algorithm)
{
	enum sm4_mode mode;

	return find_mode(algorithm, &mode);
}

static struct vk_session_key *
free_place(struct vk_session *s)
{
	for (size_t i = 0; i < VK_SESSION_KEYS_MAX; i++)
		if (s->keys[i].id == 0)
			return &s->keys[i];
	return NULL;
}

static bool
id_is_used(const struct vk_session *s, uint16_t id)
{
	for (size_t i = 0; i < VK_SESSION_KEYS_MAX; i++)
		if (s->keys[i].id == id)
			return true;
	return false;
}

/* There are far fewer of them than numbers, so this ends. */
static uint16_t
new_id(struct vk_session *s)
{
	uint16_t id;

	do
		id = KEY_ID | (s->counter++ & ID_NUMBER);
	while (id_is_used(s, id));
	return id;
}

uint16_t
vk_session_key_add(struct vk_call *c, uint32_t algorithm, struct bytes key)
{
	struct vk_session *s = &c->k->session;
	struct vk_session_key *place = free_place(s);

	SW_TRY(vk_session_algorithm_check(algorithm));
	if (key.len != SM4_KEY_LEN)
		return CARD_SW_WRONG_DATA;
	if (place == NULL)
		return CARD_SW_NO_SPACE;
	SW_TRY_ERR(secret_copy(key, &place->key));
	place->id = new_id(s);
	place->container = c->container->id;
	place->algorithm = algorithm;
	card_id_put(c->out, vk_id(place->id));
	return CARD_SW_OK;
}

static uint16_t
find_key(struct vk_call *c, struct vk_session_key **ret_k)
{
	struct vk_session *s = &c->k->session;
	struct card_id id;
	uint16_t number;

	SW_TRY_ERR(card_id_get(&c->in, &id));
	number = (uint16_t)(id.octets[0] << 8 | id.octets[1]);
	for (size_t i = 0; i < VK_SESSION_KEYS_MAX; i++)
		if (number != 0 && s->keys[i].id == number &&
		    s->keys[i].container == c->container->id) {
			*ret_k = &s->keys[i];
			return CARD_SW_OK;
		}
	return CARD_SW_SESSION_KEY_UNKNOWN;
}

uint16_t
vk_export_session_key(struct vk_call *c)
{
	AUTO(secret) key = NULL;
	struct sm2_cipher cipher;
	struct sm2_public to;
	uint32_t algorithm;

	SW_TRY_ERR(card_public_get(c->k->profile, &c->in, &to));
	SW_TRY_ERR(card_get_u32(c->k->profile, &c->in, &algorithm));
	SW_TRY(vk_session_algorithm_check(algorithm));
	SW_TRY_ERR(secret_new(SM4_KEY_LEN, &key));
	SW_TRY_ERR(gm_random(c->k->gm, secret_data(key), SM4_KEY_LEN));
	SW_TRY_ERR(sm2_encrypt(c->k->gm, &to, secret_bytes(key), &cipher));
	card_cipher_put(c->k->profile, c->out, &cipher);
	return vk_session_key_add(c, algorithm, secret_bytes(key));
}

uint16_t
vk_import_session_key(struct vk_call *c)
{
	AUTO(sm2_key) own = NULL;
	AUTO(secret) key = NULL;
	struct sm2_cipher cipher;
	struct reader wrapped;
	struct bytes octets;
	uint32_t algorithm;

	SW_TRY_ERR(card_get_u32(c->k->profile, &c->in, &algorithm));
	SW_TRY(vk_session_algorithm_check(algorithm));
	SW_TRY_ERR(card_block_get(
	    c->k->profile, &c->in, CARD_EXTENDED_DATA_MAX, &octets));
	SW_TRY_ERR(reader_end(&c->in));
	wrapped = reader_of(octets);
	SW_TRY_ERR(card_cipher_get(c->k->profile, &wrapped, &cipher));
	SW_TRY_ERR(reader_end(&wrapped));
	SW_TRY(vk_open_key(c, CARD_ENCRYPT_KEY, &own));
	SW_TRY_ERR(sm2_decrypt(c->k->gm, own, &cipher, &key));
	return vk_session_key_add(c, algorithm, secret_bytes(key));
}

/* An extension, as GM/T 0016 has one: a key as it is. */
uint16_t
vk_set_session_key(struct vk_call *c)
{
	uint32_t algorithm;
	struct bytes key;
	uint16_t len;

	SW_TRY_ERR(card_get_u32(c->k->profile, &c->in, &algorithm));
	SW_TRY_ERR(card_get_u16(c->k->profile, &c->in, &len));
	SW_TRY_ERR(reader_take(&c->in, len, &key));
	SW_TRY_ERR(reader_end(&c->in));
	return vk_session_key_add(c, algorithm, key);
}

uint16_t
vk_destroy_session_key(struct vk_call *c)
{
	struct vk_session_key *key;

	SW_TRY(find_key(c, &key));
	vk_session_key_drop(key);
	return CARD_SW_OK;
}

/* --- streams --- */

static uint16_t
check_start(const struct card_cipher_start *s, enum sm4_mode mode)
{
	const bool block = mode == SM4_ECB || mode == SM4_CBC;

	if (mode != SM4_ECB && s->iv_len != SM4_BLOCK)
		return CARD_SW_WRONG_DATA;
	if (s->padding > PADDING_PKCS5)
		return CARD_SW_WRONG_DATA;
	/* libcrypto feeds back whole blocks. */
	return !block && s->feed_bits != 0 && s->feed_bits != SM4_BLOCK * 8
		   ? CARD_SW_NOT_SUPPORTED
		   : CARD_SW_OK;
}

static uint16_t
begin(struct vk_call *c, bool encrypt)
{
	struct vk_session_key *key;
	struct card_cipher_start s;
	enum sm4_mode mode;
	bool padding;

	SW_TRY(find_key(c, &key));
	SW_TRY_ERR(card_cipher_start_get(c->k->profile, &c->in, &s));
	SW_TRY(find_mode(s.algorithm, &mode));
	SW_TRY(check_start(&s, mode));
	padding =
	    (mode == SM4_ECB || mode == SM4_CBC) && s.padding == PADDING_PKCS5;
	sm4_stream_free(key->stream);
	key->stream = NULL;
	key->encrypt = encrypt;
	return vk_status_of(sm4_stream_new(c->k->gm, mode, encrypt, padding,
	    secret_data(key->key), mode == SM4_ECB ? NULL : s.iv,
	    &key->stream));
}

uint16_t
vk_encrypt_begin(struct vk_call *c)
{
	return begin(c, true);
}

uint16_t
vk_decrypt_begin(struct vk_call *c)
{
	return begin(c, false);
}

static bool
is_decryption(uint8_t ins)
{
	return ins == CARD_DECRYPT || ins == CARD_DECRYPT_UPDATE ||
	       ins == CARD_DECRYPT_FINISH;
}

static uint16_t
find_stream(struct vk_call *c, struct vk_session_key **ret_k)
{
	struct vk_session_key *key;

	SW_TRY(find_key(c, &key));
	if (key->stream == NULL ||
	    key->encrypt == is_decryption(c->command->ins))
		return CARD_SW_CONDITIONS;
	*ret_k = key;
	return CARD_SW_OK;
}

static uint16_t
update(struct vk_call *c, struct vk_session_key *key)
{
	size_t before = c->out->len, len;
	uint8_t *out = buf_extend(c->out, c->in.rest.len + SM4_BLOCK);

	if (out == NULL)
		return CARD_SW_WRONG_LENGTH;
	SW_TRY_ERR(sm4_stream_update(key->stream, c->in.rest, out, &len));
	buf_truncate(c->out, before + len);
	return CARD_SW_OK;
}

static uint16_t
finish(struct vk_call *c, struct vk_session_key *key)
{
	size_t before = c->out->len, len;
	uint8_t *out = buf_extend(c->out, SM4_BLOCK);
	enum err e;

	if (out == NULL)
		return CARD_SW_WRONG_LENGTH;
	e = sm4_stream_end(key->stream, out, &len);
	sm4_stream_free(key->stream);
	key->stream = NULL;
	SW_TRY_ERR(e);
	buf_truncate(c->out, before + len);
	return CARD_SW_OK;
}

uint16_t
vk_cipher_update(struct vk_call *c)
{
	struct vk_session_key *key;

	SW_TRY(find_stream(c, &key));
	return update(c, key);
}

uint16_t
vk_cipher_finish(struct vk_call *c)
{
	struct vk_session_key *key;

	SW_TRY(find_stream(c, &key));
	return finish(c, key);
}

uint16_t
vk_cipher_whole(struct vk_call *c)
{
	struct vk_session_key *key;

	SW_TRY(find_stream(c, &key));
	SW_TRY(update(c, key));
	return finish(c, key);
}
