/* SPDX-License-Identifier: Apache-2.0 */
/*
 * GM/T 0016 7.2 over token files: device authentication and PINs.
 */
#include <string.h>

#include "base/fault.h"
#include "gm/sm3.h"
#include "softtoken/back.h"
#include "softtoken/pin.h"
#include "softtoken/seal.h"

/* --- the device key (8.2.3) --- */

/*
 * Hosts answer with the random octets they asked for, 8 and zeros or all 16,
 * encrypted as one block; some add a block of padding, which is not looked at.
 */
static uint32_t
check_answer(struct entry *e, struct back_device *d, struct bytes answer)
{
	uint8_t want[SM4_BLOCK] = {0}, got[SM4_BLOCK];
	AUTO(secret) key = NULL;

	if (d->challenge_len == 0)
		return SAR_FAIL;
	memcpy(want, d->challenge, d->challenge_len);
	d->challenge_len = 0; /* good for one try */
	SAR_TRY_ERR(store_device_key(d->store, &key));
	SAR_TRY_ERR(sm4(e->gm, SM4_ECB, false, secret_data(key), NULL,
	    BYTES(answer.p, SM4_BLOCK), got));
	return secret_equal(BYTES_ARRAY(want), BYTES_ARRAY(got)) ? SAR_OK
								 : SAR_FAIL;
}

uint32_t
back_device_auth(struct entry *e, struct back_device *d, struct bytes answer)
{
	SAR_TRY(device_read(e, d));
	d->authenticated = false;
	SAR_TRY(check_answer(e, d, answer));
	d->authenticated = true;
	return SAR_OK;
}

uint32_t
back_change_device_key(
    struct entry *e, struct back_device *d, const uint8_t key[SM4_KEY_LEN])
{
	AUTO_DONE(change) c = {0};

	SAR_TRY(device_edit(e, d, &c));
	if (!d->authenticated)
		return SAR_USER_NOT_LOGGED_IN;
	SAR_TRY_ERR(store_set_device_key(d->store, BYTES(key, SM4_KEY_LEN)));
	return sar_from_err(change_save(&c));
}

/* --- PINs --- */

/* ADMIN_TYPE and USER_TYPE are places in a table of ours. */
_Static_assert(PIN_ADMIN == ADMIN_TYPE && PIN_USER == USER_TYPE, "PIN types");

struct attempt {
	int type; /* PIN_USER or PIN_ADMIN */
	struct bytes pin;
	ULONG *reterr_left; /* tries left, once they are known */
};

/* A PIN and the place of its slot. */
static struct pin_use
use_of(const struct application_view *v, int type, struct bytes pin)
{
	const struct store *s = v->device->store;

	return (struct pin_use){.binding_key = secret_bytes(s->binding.key),
	    .place = {.what = type == PIN_USER ? "pin-user" : "pin-admin",
		.serial = s->model->serial,
		.id = v->application->id},
	    .pin = pin};
}

static uint32_t
pin_failure(const struct pin_slot *slot, ULONG *ret_left)
{
	*ret_left = slot->left;
	return slot->left == 0 ? SAR_PIN_LOCKED : SAR_PIN_INCORRECT;
}

/*
 * Try a PIN. The try is spent on the disk before the PIN is looked at, so that
 * no power cut gives one back; only a right PIN restores them, in the model,
 * which the caller saves with whatever else it changes.
 */
static uint32_t
try_pin(struct entry *e, struct change *c, const struct application_view *v,
    const struct attempt *attempt, struct secret **ret_key)
{
	struct pin_slot *slot = &v->application->pins[attempt->type];
	const struct pin_use use = use_of(v, attempt->type, attempt->pin);
	enum err err;

	if (slot->left == 0)
		return pin_failure(slot, attempt->reterr_left);
	slot->left--;
	SAR_TRY_ERR(change_save(c));
	FAULT_POINT("softtoken.pin.spent");
	*attempt->reterr_left = slot->left;
	err = pin_slot_open(e->gm, &use, slot, ret_key);
	if (err == ERR_PIN_WRONG)
		return pin_failure(slot, attempt->reterr_left);
	SAR_TRY_ERR(err);
	slot->left = slot->max;
	*attempt->reterr_left = slot->left;
	return SAR_OK;
}

uint32_t
back_verify_pin(struct entry *e, struct back_application *a, int type,
    struct bytes pin, ULONG *reterr_left)
{
	const struct attempt attempt = {type, pin, reterr_left};
	AUTO_DONE(change) c = {0};
	AUTO(secret) key = NULL;
	struct application_view v;

	SAR_TRY(application_edit(e, a, &c, &v));
	SAR_TRY(try_pin(e, &c, &v, &attempt, &key));
	SAR_TRY_ERR(change_save(&c));
	return login_grant(e,
	    &(struct login_name){v.device->serial, v.application->id}, type,
	    &key);
}

uint32_t
pin_set(struct entry *e, const struct application_view *v, int type,
    struct bytes pin, struct bytes application_key)
{
	const struct pin_use use = use_of(v, type, pin);
	struct pin_slot *slot = &v->application->pins[type];

	slot->cost = scrypt_cost(PIN_COST);
	slot->left = slot->max;
	return sar_from_err(pin_slot_seal(e->gm, &use, application_key, slot));
}

/* Try one PIN and, if it is right, set one; the two may be the same slot. */
static uint32_t
try_and_set(struct entry *e, const struct back_application *a,
    const struct attempt *attempt, int set_type, struct bytes new_pin)
{
	AUTO_DONE(change) c = {0};
	AUTO(secret) key = NULL;
	struct application_view v;

	SAR_TRY(application_edit(e, a, &c, &v));
	SAR_TRY(try_pin(e, &c, &v, attempt, &key));
	SAR_TRY(pin_set(e, &v, set_type, new_pin, secret_bytes(key)));
	v.application->pins[set_type].first = false;
	return sar_from_err(change_save(&c));
}

uint32_t
back_change_pin(struct entry *e, struct back_application *a, int type,
    const struct bytes old_new[2], ULONG *reterr_left)
{
	const struct attempt attempt = {type, old_new[0], reterr_left};

	return try_and_set(e, a, &attempt, type, old_new[1]);
}

uint32_t
back_unblock_pin(struct entry *e, struct back_application *a,
    const struct bytes admin_new[2], ULONG *reterr_left)
{
	const struct attempt attempt = {PIN_ADMIN, admin_new[0], reterr_left};

	return try_and_set(e, a, &attempt, PIN_USER, admin_new[1]);
}

uint32_t
back_pin_info(struct entry *e, struct back_application *a, int type,
    struct back_pin_info *ret_i)
{
	struct application_view v;
	const struct pin_slot *slot;

	SAR_TRY(application_get(e, a, &v));
	slot = &v.application->pins[type];
	*ret_i = (struct back_pin_info){slot->max, slot->left, slot->first};
	return SAR_OK;
}

uint32_t
back_clear_state(struct entry *e, struct back_application *a)
{
	login_clear(e, a->id);
	return SAR_OK;
}
