/* SPDX-License-Identifier: Apache-2.0 */
/* The device: its name, what it can do, its key, random octets (GM/T 0017
 * 9.1, 9.2; GM/T 0016 8.2.3). */
#include <string.h>

#include "card/secure.h"
#include "virtualkey/key.h"

#define MAKER "Certificate Assistant"
/* As GM/T 0006 has them; src/skf is no room of ours. */
#define SGD_SM4_ECB 0x00000401
#define SGD_SM4_ALL 0x0000041f /* ECB, CBC, CFB, OFB, MAC */
#define SGD_SM2_ALL 0x00020f00
#define SGD_SM3 0x00000001

uint16_t
vk_set_label(struct vk_call *c)
{
	char label[VK_LABEL_SIZE];

	SW_TRY_ERR(card_name_get(&c->in, c->in.rest.len, label, sizeof(label)));
	memcpy(c->k->state->label, label, sizeof(label));
	return vk_status_of(vk_save(c->k));
}

static uint32_t
free_space(const struct vk_state *s)
{
	return s->space - (uint32_t)vk_space_used(s);
}

uint16_t
vk_get_device_info(struct vk_call *c)
{
	const struct vk_state *s = c->k->state;
	struct card_device_info i = {.struct_version = {1, 0},
	    .spec_version = {1, 0},
	    .hardware = {1, 0},
	    .firmware = {1, 0},
	    .manufacturer = MAKER,
	    .issuer = MAKER,
	    .symmetric = SGD_SM4_ALL,
	    .asymmetric = SGD_SM2_ALL,
	    .hash = SGD_SM3,
	    .auth_algorithm = SGD_SM4_ECB,
	    .total_space = s->space,
	    .free_space = free_space(s),
	    .data_max = c->k->profile->data_max,
	    .containers_max = VK_CONTAINERS_MAX,
	    .certificates_max = VK_CERTIFICATES_MAX,
	    .files_max = VK_FILES_MAX};

	memcpy(i.label, s->label, sizeof(i.label));
	memcpy(i.serial, s->serial, sizeof(i.serial));
	card_device_info_put(c->k->profile, c->out, &i);
	return CARD_SW_OK;
}

/* Its first octets are also a challenge, if there are enough of them. */
uint16_t
vk_get_random(struct vk_call *c)
{
	struct vk_session *s = &c->k->session;
	size_t len = c->command->expect;
	uint8_t *out;

	if (len == 0)
		return CARD_SW_WRONG_LENGTH;
	if (len > VK_ANSWER_MAX)
		len = VK_ANSWER_MAX;
	out = buf_extend(c->out, len);
	if (out == NULL)
		return CARD_SW_FAILED;
	SW_TRY_ERR(gm_random(c->k->gm, out, len));
	s->challenge_len = 0;
	if (len < CARD_RANDOM_LEN)
		return CARD_SW_OK;
	s->challenge_len = len < VK_CHALLENGE_MAX ? len : VK_CHALLENGE_MAX;
	memcpy(s->challenge, out, s->challenge_len);
	return CARD_SW_OK;
}

uint16_t
vk_take_challenge(struct virtual_key *k, uint8_t ret_random[CARD_RANDOM_LEN])
{
	if (k->session.challenge_len == 0)
		return CARD_SW_CONDITIONS;
	memcpy(ret_random, k->session.challenge, CARD_RANDOM_LEN);
	k->session.challenge_len = 0;
	return CARD_SW_OK;
}

uint16_t
vk_check_mac(
    struct vk_call *c, struct bytes key, const uint8_t random[CARD_RANDOM_LEN])
{
	struct card_command covered = *c->command;
	uint8_t want[CARD_MAC_LEN];

	covered.data.len -= CARD_MAC_LEN;
	SW_TRY_ERR(
	    card_mac(c->k->gm, c->k->profile, key, random, &covered, want));
	return secret_equal(BYTES_ARRAY(want), BYTES(c->mac, CARD_MAC_LEN))
		   ? CARD_SW_OK
		   : CARD_SW_MAC_WRONG;
}

/*
 * Hosts prove that they have the device key with the challenge's block; some
 * take all the octets of a longer random for the block. Some send a block of
 * padding after it, which is not looked at.
 */
static uint16_t
compare_answer(struct virtual_key *k, const uint8_t random[VK_CHALLENGE_MAX],
    const uint8_t *answer, bool *ret_right)
{
	const struct bytes key = BYTES_ARRAY(k->state->device_key);
	const struct bytes got = BYTES(answer, CARD_BLOCK);
	uint8_t want[CARD_BLOCK];

	SW_TRY_ERR(card_cryptogram(k->gm, k->profile, key, random, want));
	*ret_right = secret_equal(BYTES_ARRAY(want), got);
	if (*ret_right)
		return CARD_SW_OK;
	SW_TRY_ERR(sm4(k->gm, SM4_ECB, true, key.p, NULL,
	    BYTES(random, VK_CHALLENGE_MAX), want));
	*ret_right = secret_equal(BYTES_ARRAY(want), got);
	return CARD_SW_OK;
}

/* Tries are not counted: the key is 16 random octets, not a PIN. */
uint16_t
vk_device_auth(struct vk_call *c)
{
	uint8_t random[VK_CHALLENGE_MAX] = {0}, unused[CARD_RANDOM_LEN];
	struct vk_session *s = &c->k->session;
	bool right;

	if (c->command->p2 != CARD_CIPHER_SM4)
		return CARD_SW_NOT_SUPPORTED;
	memcpy(random, s->challenge, s->challenge_len);
	SW_TRY(vk_take_challenge(c->k, unused));
	s->device_auth = false;
	SW_TRY(compare_answer(c->k, random, c->in.rest.p, &right));
	if (!right)
		return CARD_SW_PIN_WRONG(15);
	s->device_auth = true;
	return CARD_SW_OK;
}

uint16_t
vk_change_device_key(struct vk_call *c)
{
	struct vk_state *s = c->k->state;
	const struct bytes old = BYTES_ARRAY(s->device_key);
	uint8_t random[CARD_RANDOM_LEN];
	AUTO(secret) key = NULL;

	if (c->command->p2 != CARD_CIPHER_SM4)
		return CARD_SW_NOT_SUPPORTED;
	if (c->secured) {
		SW_TRY(vk_take_challenge(c->k, random));
		SW_TRY(vk_check_mac(c, old, random));
		SW_TRY_ERR(card_key_unwrap(c->k->gm, old, c->in.rest.p, &key));
	} else {
		SW_TRY_ERR(secret_copy(c->in.rest, &key));
	}
	memcpy(s->device_key, secret_data(key), sizeof(s->device_key));
	return vk_status_of(vk_save(c->k));
}
