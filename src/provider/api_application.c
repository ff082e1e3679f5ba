/* SPDX-License-Identifier: Apache-2.0 */
/*
 * GM/T 0016 7.3: applications.
 */
#include "provider/give.h"
#include "provider/object.h"

static uint32_t
check_tries(const struct back_new_application *n)
{
	for (size_t i = 0; i < COUNT(n->tries); i++)
		if (n->tries[i] < 1 || n->tries[i] > BACK_TRIES_MAX)
			return SAR_INVALIDPARAMERR;
	return SAR_OK;
}

ULONG DEVAPI
SKF_CreateApplication(DEVHANDLE hDev, LPSTR szAppName, LPSTR szAdminPin,
    DWORD dwAdminPinRetryCount, LPSTR szUserPin, DWORD dwUserPinRetryCount,
    DWORD dwCreateFileRights, HAPPLICATION *phApplication)
{
	AUTO_DONE(entry) e = {0};
	struct back_new_application n = {
	    .tries = {[ADMIN_TYPE] = dwAdminPinRetryCount,
		[USER_TYPE] = dwUserPinRetryCount},
	    .file_rights = dwCreateFileRights};
	struct back_application *a;
	struct back_device *d;

	SAR_TRY(entry_begin(&e));
	if (phApplication == NULL)
		return SAR_INVALIDPARAMERR;
	SAR_TRY(take_name(szAppName, back_end.application_name_max, &n.name));
	SAR_TRY(take_pin(szAdminPin, &n.pins[ADMIN_TYPE]));
	SAR_TRY(take_pin(szUserPin, &n.pins[USER_TYPE]));
	SAR_TRY(check_tries(&n));
	SAR_TRY(device_of(&e, hDev, &d));
	SAR_TRY(back_end.create_application(&e, d, &n, &a));
	return handle_add(&e, HANDLE_APPLICATION, a, phApplication);
}

ULONG DEVAPI
SKF_EnumApplication(DEVHANDLE hDev, LPSTR szAppName, ULONG *pulSize)
{
	AUTO_DONE(buf) names = BUF(NAMES_MAX);
	AUTO_DONE(entry) e = {0};
	struct back_device *d;

	SAR_TRY(entry_begin(&e));
	SAR_TRY(device_of(&e, hDev, &d));
	SAR_TRY(back_end.applications(&e, d, &names));
	return give_names(&names, szAppName, pulSize);
}

ULONG DEVAPI
SKF_DeleteApplication(DEVHANDLE hDev, LPSTR szAppName)
{
	AUTO_DONE(entry) e = {0};
	struct back_device *d;
	const char *name;

	SAR_TRY(entry_begin(&e));
	SAR_TRY(take_name(szAppName, back_end.application_name_max, &name));
	SAR_TRY(device_of(&e, hDev, &d));
	return back_end.delete_application(&e, d, name);
}

ULONG DEVAPI
SKF_OpenApplication(
    DEVHANDLE hDev, LPSTR szAppName, HAPPLICATION *phApplication)
{
	AUTO_DONE(entry) e = {0};
	struct back_application *a;
	struct back_device *d;
	const char *name;

	SAR_TRY(entry_begin(&e));
	if (phApplication == NULL)
		return SAR_INVALIDPARAMERR;
	SAR_TRY(take_name(szAppName, back_end.application_name_max, &name));
	SAR_TRY(device_of(&e, hDev, &d));
	SAR_TRY(back_end.open_application(&e, d, name, &a));
	return handle_add(&e, HANDLE_APPLICATION, a, phApplication);
}

ULONG DEVAPI
SKF_CloseApplication(HAPPLICATION hApplication)
{
	AUTO_DONE(entry) e = {0};

	SAR_TRY(entry_begin(&e));
	return handle_close(&e, HANDLE_APPLICATION, hApplication);
}
