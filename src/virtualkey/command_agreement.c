/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Key agreement (GM/T 0017 9.6, GB/T 32918.3). The container's encryption key
 * takes part, as the certificate for keyAgreement is the encryption one. What
 * the initiator made waits under its handle for the other's answer.
 */
#include <string.h>

#include "card/secure.h"
#include "virtualkey/key.h"

struct party {
	struct sm2_public key, temporary;
	struct bytes id;
};

static uint16_t
take_id(struct vk_call *c, struct bytes *ret_id)
{
	SW_TRY_ERR(
	    card_block_get(c->k->profile, &c->in, VK_AGREEMENT_ID_MAX, ret_id));
	return ret_id->len == 0 ? CARD_SW_WRONG_DATA : CARD_SW_OK;
}

static uint16_t
take_keys(struct vk_call *c, struct party *p)
{
	SW_TRY_ERR(card_public_get(c->k->profile, &c->in, &p->key));
	return vk_status_of(
	    card_public_get(c->k->profile, &c->in, &p->temporary));
}

static uint16_t
agree(struct vk_call *c, const struct sm2_agreement *a, uint32_t algorithm)
{
	AUTO(secret) key = NULL;
	enum err e;

	SW_TRY_ERR(secret_new(SM4_KEY_LEN, &key));
	e = sm2_agree(c->k->gm, a, secret_data(key), SM4_KEY_LEN);
	if (e == ERR_SIGNATURE_INVALID) /* a point off the curve */
		return CARD_SW_WRONG_DATA;
	SW_TRY_ERR(e);
	return vk_session_key_add(c, algorithm, secret_bytes(key));
}

static struct vk_agreement *
find(struct vk_session *s, uint32_t handle)
{
	for (size_t i = 0; i < VK_AGREEMENTS_MAX; i++)
		if (s->agreements[i].handle == handle)
			return &s->agreements[i];
	return NULL;
}

uint16_t
vk_agreement_begin(struct vk_call *c)
{
	struct vk_session *s = &c->k->session;
	struct vk_agreement *place = find(s, 0);
	AUTO(sm2_key) own = NULL;
	uint32_t algorithm;
	struct bytes id;

	SW_TRY_ERR(card_get_u32(c->k->profile, &c->in, &algorithm));
	SW_TRY(vk_session_algorithm_check(algorithm));
	SW_TRY(take_id(c, &id));
	SW_TRY_ERR(reader_end(&c->in));
	SW_TRY(vk_open_key(c, CARD_ENCRYPT_KEY, &own));
	if (place == NULL)
		return CARD_SW_NO_SPACE;
	SW_TRY_ERR(sm2_key_generate(c->k->gm, &place->temporary));
	place->handle = ++s->counter;
	place->container = c->container->id;
	place->algorithm = algorithm;
	memcpy(place->id, id.p, id.len);
	place->id_len = id.len;
	card_public_put(
	    c->k->profile, c->out, sm2_key_public(place->temporary));
	card_put_u32(c->k->profile, c->out, place->handle);
	return CARD_SW_OK;
}

uint16_t
vk_agreement_answer(struct vk_call *c)
{
	struct party peer;
	struct sm2_agreement a = {
	    .peer = &peer.key, .peer_temp = &peer.temporary};
	AUTO(sm2_key) own = NULL;
	AUTO(sm2_key) temporary = NULL;
	uint32_t algorithm;

	SW_TRY_ERR(card_get_u32(c->k->profile, &c->in, &algorithm));
	SW_TRY(vk_session_algorithm_check(algorithm));
	SW_TRY(take_keys(c, &peer));
	SW_TRY(take_id(c, &a.own_id));
	SW_TRY(take_id(c, &a.peer_id));
	SW_TRY_ERR(reader_end(&c->in));
	SW_TRY(vk_open_key(c, CARD_ENCRYPT_KEY, &own));
	SW_TRY_ERR(sm2_key_generate(c->k->gm, &temporary));
	a.own = own;
	a.own_temp = temporary;
	card_public_put(c->k->profile, c->out, sm2_key_public(temporary));
	return agree(c, &a, algorithm);
}

uint16_t
vk_agreement_finish(struct vk_call *c)
{
	struct party peer;
	struct sm2_agreement a = {
	    .initiator = true, .peer = &peer.key, .peer_temp = &peer.temporary};
	struct vk_agreement *mine;
	AUTO(sm2_key) own = NULL;
	uint32_t handle;
	uint16_t sw;

	SW_TRY_ERR(card_get_u32(c->k->profile, &c->in, &handle));
	SW_TRY(take_keys(c, &peer));
	SW_TRY(take_id(c, &a.peer_id));
	SW_TRY_ERR(reader_end(&c->in));
	mine = handle == 0 ? NULL : find(&c->k->session, handle);
	if (mine == NULL || mine->container != c->container->id)
		return CARD_SW_REFERENCE_INVALID;
	SW_TRY(vk_open_key(c, CARD_ENCRYPT_KEY, &own));
	a.own = own;
	a.own_temp = mine->temporary;
	a.own_id = BYTES(mine->id, mine->id_len);
	sw = agree(c, &a, mine->algorithm);
	if (sw == CARD_SW_OK)
		vk_agreement_drop(mine);
	return sw;
}
