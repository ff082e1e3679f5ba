/* SPDX-License-Identifier: Apache-2.0 */
/*
 * PINs (GM/T 0017 9.2). A try is spent on the disk before the PIN is compared,
 * so that no power cut gives one back; only the right PIN restores them.
 */
#include <string.h>

#include "base/fault.h"
#include "card/secure.h"
#include "virtualkey/key.h"

uint16_t
vk_get_pin_info(struct vk_call *c)
{
	const struct vk_pin *pin = &c->application->pins[c->command->p2];

	card_pin_info_put(
	    c->out, &(struct card_pin_info){pin->max, pin->left, pin->initial});
	return CARD_SW_OK;
}

/* Begin a try of a PIN: its challenge is used up and the try is spent. */
static uint16_t
spend(struct vk_call *c, struct vk_pin *pin, uint8_t random[CARD_RANDOM_LEN])
{
	if (pin->left == 0)
		return CARD_SW_PIN_LOCKED;
	SW_TRY(vk_take_challenge(c->k, random));
	pin->left--;
	SW_TRY_ERR(vk_save(c->k));
	FAULT_POINT("virtualkey.pin.spent");
	return CARD_SW_OK;
}

/* The PIN was wrong: whoever was logged in with it no longer is. */
static uint16_t
wrong(struct vk_call *c, enum card_pin which)
{
	const struct vk_pin *pin = &c->application->pins[which];

	vk_session_application(&c->k->session, c->application->id)
	    ->rights[which] = false;
	return pin->left == 0 ? CARD_SW_PIN_LOCKED
			      : CARD_SW_PIN_WRONG(pin->left);
}

uint16_t
vk_verify_pin(struct vk_call *c)
{
	const enum card_pin which = c->command->p2;
	struct vk_pin *pin = &c->application->pins[which];
	uint8_t random[CARD_RANDOM_LEN], want[CARD_BLOCK];

	SW_TRY(spend(c, pin, random));
	SW_TRY_ERR(card_cryptogram(
	    c->k->gm, c->k->profile, BYTES_ARRAY(pin->key), random, want));
	if (!secret_equal(BYTES_ARRAY(want), c->in.rest))
		return wrong(c, which);
	pin->left = pin->max;
	SW_TRY_ERR(vk_save(c->k));
	vk_session_application(&c->k->session, c->application->id)
	    ->rights[which] = true;
	return CARD_SW_OK;
}

/* A new PIN takes its place; "initial" stays if it is the one that was. */
static uint16_t
set_pin(struct vk_call *c, struct vk_pin *pin, struct bytes octets)
{
	AUTO(secret) key = NULL;

	SW_TRY_ERR(card_pin_key(c->k->gm, c->k->profile, octets, &key));
	if (!secret_equal(secret_bytes(key), BYTES_ARRAY(pin->key)))
		pin->initial = false;
	memcpy(pin->key, secret_data(key), sizeof(pin->key));
	pin->left = pin->max;
	return CARD_SW_OK;
}

/*
 * Set one PIN by the right of another, or of itself: the MAC shows that the
 * host has the PIN by, whose key the new one is wrapped under.
 */
static uint16_t
set_by(struct vk_call *c, enum card_pin which, enum card_pin by)
{
	struct vk_pin *pins = c->application->pins;
	const struct bytes key = BYTES_ARRAY(pins[by].key);
	uint8_t random[CARD_RANDOM_LEN];
	AUTO(secret) pin = NULL;
	uint16_t sw;

	SW_TRY(spend(c, &pins[by], random));
	sw = vk_check_mac(c, key, random);
	if (sw == CARD_SW_MAC_WRONG)
		return wrong(c, by);
	SW_TRY(sw);
	pins[by].left = pins[by].max;
	sw = vk_status_of(
	    card_pin_unwrap(c->k->gm, c->k->profile, key, c->in.rest.p, &pin));
	if (sw == CARD_SW_OK)
		sw = set_pin(c, &pins[which], secret_bytes(pin));
	SW_TRY_ERR(vk_save(c->k)); /* a right PIN was given in any case */
	return sw;
}

uint16_t
vk_change_pin(struct vk_call *c)
{
	return set_by(c, c->command->p2, c->command->p2);
}

uint16_t
vk_unblock_pin(struct vk_call *c)
{
	return set_by(c, CARD_PIN_USER, CARD_PIN_ADMIN);
}

uint16_t
vk_clear_state(struct vk_call *c)
{
	struct vk_opened *o =
	    vk_session_application(&c->k->session, c->application->id);

	for (int i = 0; i < CARD_PIN_COUNT; i++)
		o->rights[i] = false;
	return CARD_SW_OK;
}
