/* SPDX-License-Identifier: Apache-2.0 */
/*
 * GM/T 0016 7.2: device authentication and PINs.
 */
#include <string.h>

#include "base/fault.h"
#include "gm/sm4.h"
#include "softtoken/access.h"
#include "softtoken/give.h"

#define AUTH_MAX 32 /* octets: one block, or two for those who pad */

/* --- the device key (8.2.3) --- */

/*
 * Hosts answer with the random octets they asked for, 8 and zeros or all 16,
 * encrypted as one block; some add a block of padding, which is not looked at.
 */
static uint32_t
check_answer(struct entry *e, struct device *d, struct bytes answer)
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

ULONG DEVAPI
SKF_DevAuth(DEVHANDLE hDev, BYTE *pbAuthData, ULONG ulLen)
{
	AUTO_DONE(entry) e = {0};
	struct device *d;
	struct bytes answer;

	SAR_TRY(entry_begin(&e));
	SAR_TRY(take_octets(pbAuthData, ulLen, &answer));
	if (answer.len < SM4_BLOCK || answer.len > AUTH_MAX)
		return SAR_INDATALENERR;
	SAR_TRY(device_get(&e, hDev, &d));
	d->authenticated = false;
	SAR_TRY(check_answer(&e, d, answer));
	d->authenticated = true;
	return SAR_OK;
}

ULONG DEVAPI
SKF_ChangeDevAuthKey(DEVHANDLE hDev, BYTE *pbKeyValue, ULONG ulKeyLen)
{
	AUTO_DONE(entry) e = {0};
	AUTO_DONE(change) c = {0};
	struct device *d;
	struct bytes key;

	SAR_TRY(entry_begin(&e));
	SAR_TRY(take_octets(pbKeyValue, ulKeyLen, &key));
	if (key.len != STORE_DEVICE_KEY_LEN)
		return SAR_INDATALENERR;
	SAR_TRY(device_edit(&e, hDev, &c, &d));
	if (!d->authenticated)
		return SAR_USER_NOT_LOGGED_IN;
	SAR_TRY_ERR(store_set_device_key(d->store, key));
	return sar_from_err(change_save(&c));
}

/* --- PINs --- */

struct pin_use
access_pin_use(const struct application_view *v, int type, struct bytes pin)
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
    const struct pin_attempt *attempt, struct secret **ret_key)
{
	struct pin_slot *slot = &v->application->pins[attempt->type];
	const struct pin_use use =
	    access_pin_use(v, attempt->type, attempt->pin);
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

/* ADMIN_TYPE and USER_TYPE are places in a table of ours. */
_Static_assert(PIN_ADMIN == ADMIN_TYPE && PIN_USER == USER_TYPE, "PIN types");

static uint32_t
check_type(ULONG type)
{
	return type == ADMIN_TYPE || type == USER_TYPE ? SAR_OK
						       : SAR_USER_TYPE_INVALID;
}

ULONG DEVAPI
SKF_VerifyPIN(HAPPLICATION hApplication, ULONG ulPINType, LPSTR szPIN,
    ULONG *pulRetryCount)
{
	AUTO_DONE(entry) e = {0};
	AUTO_DONE(change) c = {0};
	AUTO(secret) key = NULL;
	struct application_view v;
	struct pin_attempt attempt = {.type = (int)ulPINType};
	ULONG left = 0;

	attempt.reterr_left = pulRetryCount == NULL ? &left : pulRetryCount;
	SAR_TRY(entry_begin(&e));
	SAR_TRY(check_type(ulPINType));
	SAR_TRY(take_pin(szPIN, &attempt.pin));
	SAR_TRY(application_edit(&e, hApplication, &c, &v));
	SAR_TRY(try_pin(&e, &c, &v, &attempt, &key));
	SAR_TRY_ERR(change_save(&c));
	return login_grant(&e,
	    &(struct login_name){v.device->serial, v.application->id},
	    attempt.type, &key);
}

uint32_t
access_set_pin(struct entry *e, const struct application_view *v, int type,
    struct bytes pin, struct bytes application_key)
{
	const struct pin_use use = access_pin_use(v, type, pin);
	struct pin_slot *slot = &v->application->pins[type];

	slot->cost = PIN_COST;
	slot->left = slot->max;
	return sar_from_err(pin_slot_seal(e->gm, &use, application_key, slot));
}

/* Try one PIN and, if it is right, set one; the two may be the same slot. */
static uint32_t
try_and_set(struct entry *e, HAPPLICATION h, const struct pin_attempt *attempt,
    int set_type, struct bytes new_pin)
{
	AUTO_DONE(change) c = {0};
	AUTO(secret) key = NULL;
	struct application_view v;

	SAR_TRY(application_edit(e, h, &c, &v));
	SAR_TRY(try_pin(e, &c, &v, attempt, &key));
	SAR_TRY(access_set_pin(e, &v, set_type, new_pin, secret_bytes(key)));
	v.application->pins[set_type].first = false;
	return sar_from_err(change_save(&c));
}

ULONG DEVAPI
SKF_ChangePIN(HAPPLICATION hApplication, ULONG ulPINType, LPSTR szOldPin,
    LPSTR szNewPin, ULONG *pulRetryCount)
{
	AUTO_DONE(entry) e = {0};
	struct pin_attempt attempt = {.type = (int)ulPINType};
	struct bytes new_pin;
	ULONG left = 0;

	attempt.reterr_left = pulRetryCount == NULL ? &left : pulRetryCount;
	SAR_TRY(entry_begin(&e));
	SAR_TRY(check_type(ulPINType));
	SAR_TRY(take_pin(szOldPin, &attempt.pin));
	SAR_TRY(take_pin(szNewPin, &new_pin));
	return try_and_set(&e, hApplication, &attempt, (int)ulPINType, new_pin);
}

ULONG DEVAPI
SKF_UnblockPIN(HAPPLICATION hApplication, LPSTR szAdminPIN, LPSTR szNewUserPIN,
    ULONG *pulRetryCount)
{
	AUTO_DONE(entry) e = {0};
	struct pin_attempt attempt = {.type = PIN_ADMIN};
	struct bytes new_pin;
	ULONG left = 0;

	attempt.reterr_left = pulRetryCount == NULL ? &left : pulRetryCount;
	SAR_TRY(entry_begin(&e));
	SAR_TRY(take_pin(szAdminPIN, &attempt.pin));
	SAR_TRY(take_pin(szNewUserPIN, &new_pin));
	return try_and_set(&e, hApplication, &attempt, PIN_USER, new_pin);
}

ULONG DEVAPI
SKF_GetPINInfo(HAPPLICATION hApplication, ULONG ulPINType,
    ULONG *pulMaxRetryCount, ULONG *pulRemainRetryCount, BOOL *pbDefaultPin)
{
	AUTO_DONE(entry) e = {0};
	struct application_view v;
	const struct pin_slot *slot;

	SAR_TRY(entry_begin(&e));
	SAR_TRY(check_type(ulPINType));
	SAR_TRY(application_get(&e, hApplication, &v));
	slot = &v.application->pins[ulPINType];
	if (pulMaxRetryCount != NULL)
		*pulMaxRetryCount = slot->max;
	if (pulRemainRetryCount != NULL)
		*pulRemainRetryCount = slot->left;
	if (pbDefaultPin != NULL)
		*pbDefaultPin = slot->first ? TRUE : FALSE;
	return SAR_OK;
}

ULONG DEVAPI
SKF_ClearSecureState(HAPPLICATION hApplication)
{
	AUTO_DONE(entry) e = {0};
	void *object;

	SAR_TRY(entry_begin(&e));
	SAR_TRY(handle_get(&e, HANDLE_APPLICATION, hApplication, &object));
	login_clear(&e, ((struct application_ref *)object)->id);
	return SAR_OK;
}
