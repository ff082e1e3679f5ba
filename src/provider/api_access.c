/* SPDX-License-Identifier: Apache-2.0 */
/*
 * GM/T 0016 7.2: device authentication and PINs.
 */
#include "provider/give.h"
#include "provider/object.h"

#define AUTH_MAX 32 /* octets: one block, or two for those who pad */

ULONG DEVAPI
SKF_DevAuth(DEVHANDLE hDev, BYTE *pbAuthData, ULONG ulLen)
{
	AUTO_DONE(entry) e = {0};
	struct back_device *d;
	struct bytes answer;

	SAR_TRY(entry_begin(&e));
	SAR_TRY(take_octets(pbAuthData, ulLen, &answer));
	if (answer.len < SM4_BLOCK || answer.len > AUTH_MAX)
		return SAR_INDATALENERR;
	SAR_TRY(device_of(&e, hDev, &d));
	return back_end.device_auth(&e, d, answer);
}

ULONG DEVAPI
SKF_ChangeDevAuthKey(DEVHANDLE hDev, BYTE *pbKeyValue, ULONG ulKeyLen)
{
	AUTO_DONE(entry) e = {0};
	struct back_device *d;
	struct bytes key;

	SAR_TRY(entry_begin(&e));
	SAR_TRY(take_octets(pbKeyValue, ulKeyLen, &key));
	if (key.len != SM4_KEY_LEN)
		return SAR_INDATALENERR;
	SAR_TRY(device_of(&e, hDev, &d));
	return back_end.change_device_key(&e, d, key.p);
}

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
	struct back_application *a;
	struct bytes pin;
	ULONG left = 0;

	SAR_TRY(entry_begin(&e));
	SAR_TRY(check_type(ulPINType));
	SAR_TRY(take_pin(szPIN, &pin));
	SAR_TRY(application_of(&e, hApplication, &a));
	return back_end.verify_pin(&e, a, (int)ulPINType, pin,
	    pulRetryCount == NULL ? &left : pulRetryCount);
}

ULONG DEVAPI
SKF_ChangePIN(HAPPLICATION hApplication, ULONG ulPINType, LPSTR szOldPin,
    LPSTR szNewPin, ULONG *pulRetryCount)
{
	AUTO_DONE(entry) e = {0};
	struct back_application *a;
	struct bytes old_new[2];
	ULONG left = 0;

	SAR_TRY(entry_begin(&e));
	SAR_TRY(check_type(ulPINType));
	SAR_TRY(take_pin(szOldPin, &old_new[0]));
	SAR_TRY(take_pin(szNewPin, &old_new[1]));
	SAR_TRY(application_of(&e, hApplication, &a));
	return back_end.change_pin(&e, a, (int)ulPINType, old_new,
	    pulRetryCount == NULL ? &left : pulRetryCount);
}

ULONG DEVAPI
SKF_UnblockPIN(HAPPLICATION hApplication, LPSTR szAdminPIN, LPSTR szNewUserPIN,
    ULONG *pulRetryCount)
{
	AUTO_DONE(entry) e = {0};
	struct back_application *a;
	struct bytes admin_new[2];
	ULONG left = 0;

	SAR_TRY(entry_begin(&e));
	SAR_TRY(take_pin(szAdminPIN, &admin_new[0]));
	SAR_TRY(take_pin(szNewUserPIN, &admin_new[1]));
	SAR_TRY(application_of(&e, hApplication, &a));
	return back_end.unblock_pin(
	    &e, a, admin_new, pulRetryCount == NULL ? &left : pulRetryCount);
}

ULONG DEVAPI
SKF_GetPINInfo(HAPPLICATION hApplication, ULONG ulPINType,
    ULONG *pulMaxRetryCount, ULONG *pulRemainRetryCount, BOOL *pbDefaultPin)
{
	AUTO_DONE(entry) e = {0};
	struct back_application *a;
	struct back_pin_info info;

	SAR_TRY(entry_begin(&e));
	SAR_TRY(check_type(ulPINType));
	SAR_TRY(application_of(&e, hApplication, &a));
	SAR_TRY(back_end.pin_info(&e, a, (int)ulPINType, &info));
	if (pulMaxRetryCount != NULL)
		*pulMaxRetryCount = info.max;
	if (pulRemainRetryCount != NULL)
		*pulRemainRetryCount = info.left;
	if (pbDefaultPin != NULL)
		*pbDefaultPin = info.initial ? TRUE : FALSE;
	return SAR_OK;
}

ULONG DEVAPI
SKF_ClearSecureState(HAPPLICATION hApplication)
{
	AUTO_DONE(entry) e = {0};
	struct back_application *a;

	SAR_TRY(entry_begin(&e));
	SAR_TRY(application_of(&e, hApplication, &a));
	return back_end.clear_state(&e, a);
}
