/* SPDX-License-Identifier: Apache-2.0 */
/*
 * GM/T 0016 7.3: applications. Making the first one of a blank device makes
 * its file.
 */
#include <string.h>

#include "softtoken/access.h"
#include "softtoken/give.h"

#define NAMES_MAX 1024

struct new_application {
	const char *name;
	struct bytes pins[PIN_COUNT];
	ULONG tries[PIN_COUNT], file_rights;
};

static uint32_t
take_new_application(const struct new_application *n)
{
	for (int i = 0; i < PIN_COUNT; i++)
		if (n->tries[i] < 1 || n->tries[i] > MODEL_TRIES_MAX)
			return SAR_INVALIDPARAMERR;
	return SAR_OK;
}

/* Where the file of a blank device goes: its folder, and its name if one was
 * asked for. */
static uint32_t
place_blank(struct device *d)
{
	char folder[FILE_PATH_MAX];
	char *name, *suffix;

	if (d->new_path[0] == '\0') {
		SAR_TRY_ERR(device_folder(folder));
		return sar_from_err(store_place(d->store, folder, NULL));
	}
	memcpy(folder, d->new_path, sizeof(folder));
	name = strrchr(folder, '/');
	if (name == NULL)
		name = strrchr(folder, '\\');
	if (name == NULL || name == folder)
		return SAR_INVALIDPARAMERR;
	*name++ = '\0';
	suffix = name + strlen(name) - (sizeof(STORE_SUFFIX) - 1);
	*suffix = '\0';
	return sar_from_err(store_place(d->store, folder, name));
}

static uint32_t
fill_application(struct entry *e, const struct application_view *v,
    const struct new_application *n)
{
	AUTO(secret) key = NULL;

	SAR_TRY_ERR(gm_random(e->gm, v->application->id, MODEL_ID_LEN));
	SAR_TRY_ERR(secret_new(APPLICATION_KEY_LEN, &key));
	SAR_TRY_ERR(gm_random(e->gm, secret_data(key), APPLICATION_KEY_LEN));
	v->application->file_rights = n->file_rights;
	for (int i = 0; i < PIN_COUNT; i++) {
		v->application->pins[i].max = n->tries[i];
		v->application->pins[i].first = true;
		SAR_TRY(access_set_pin(e, v, i, n->pins[i], secret_bytes(key)));
	}
	return SAR_OK;
}

static uint32_t
add_application(struct entry *e, struct change *c, struct device *d,
    const struct new_application *n)
{
	struct application_view v = {.device = d};
	struct model *m = d->store->model;
	bool blank = device_is_blank(d);
	uint32_t sar;

	if (model_application(m, n->name) != NULL)
		return SAR_APPLICATION_EXISTS;
	SAR_TRY_ERR(model_add_application(m, n->name, &v.application));
	sar = blank ? place_blank(d) : SAR_OK;
	if (sar == SAR_OK)
		sar = fill_application(e, &v, n);
	if (sar == SAR_OK)
		sar = sar_from_err(change_save(c));
	if (sar != SAR_OK && blank) { /* it stays as blank as it was */
		model_remove_application(m, v.application);
		d->store->path[0] = '\0';
	}
	return sar;
}

ULONG DEVAPI
SKF_CreateApplication(DEVHANDLE hDev, LPSTR szAppName, LPSTR szAdminPin,
    DWORD dwAdminPinRetryCount, LPSTR szUserPin, DWORD dwUserPinRetryCount,
    DWORD dwCreateFileRights, HAPPLICATION *phApplication)
{
	AUTO_DONE(entry) e = {0};
	AUTO_DONE(change) c = {0};
	struct new_application n = {
	    .tries = {dwAdminPinRetryCount, dwUserPinRetryCount},
	    .file_rights = dwCreateFileRights};
	struct device *d;

	SAR_TRY(entry_begin(&e));
	if (phApplication == NULL)
		return SAR_INVALIDPARAMERR;
	SAR_TRY(take_text(szAppName, MODEL_NAME_SIZE - 1, &n.name));
	SAR_TRY(take_pin(szAdminPin, &n.pins[PIN_ADMIN]));
	SAR_TRY(take_pin(szUserPin, &n.pins[PIN_USER]));
	SAR_TRY(take_new_application(&n));
	SAR_TRY(device_edit(&e, hDev, &c, &d));
	if (!d->authenticated)
		return SAR_USER_NOT_LOGGED_IN;
	SAR_TRY(add_application(&e, &c, d, &n));
	return application_handle(
	    &e, d, model_application(d->store->model, n.name), phApplication);
}

ULONG DEVAPI
SKF_EnumApplication(DEVHANDLE hDev, LPSTR szAppName, ULONG *pulSize)
{
	AUTO_DONE(buf) names = BUF(NAMES_MAX);
	AUTO_DONE(entry) e = {0};
	struct device *d;

	SAR_TRY(entry_begin(&e));
	SAR_TRY(device_get(&e, hDev, &d));
	for (size_t i = 0; i < d->store->model->application_count; i++) {
		buf_str(&names, d->store->model->applications[i]->name);
		buf_u8(&names, 0);
	}
	return give_names(&names, szAppName, pulSize);
}

ULONG DEVAPI
SKF_DeleteApplication(DEVHANDLE hDev, LPSTR szAppName)
{
	AUTO_DONE(entry) e = {0};
	AUTO_DONE(change) c = {0};
	struct device *d;
	struct application *a;
	const char *name;

	SAR_TRY(entry_begin(&e));
	SAR_TRY(take_text(szAppName, MODEL_NAME_SIZE - 1, &name));
	SAR_TRY(device_edit(&e, hDev, &c, &d));
	if (!d->authenticated)
		return SAR_USER_NOT_LOGGED_IN;
	a = model_application(d->store->model, name);
	if (a == NULL)
		return SAR_APPLICATION_NOT_EXISTS;
	login_clear(&e, a->id);
	model_remove_application(d->store->model, a);
	return sar_from_err(change_save(&c));
}

ULONG DEVAPI
SKF_OpenApplication(
    DEVHANDLE hDev, LPSTR szAppName, HAPPLICATION *phApplication)
{
	AUTO_DONE(entry) e = {0};
	struct device *d;
	struct application *a;
	const char *name;

	SAR_TRY(entry_begin(&e));
	if (phApplication == NULL)
		return SAR_INVALIDPARAMERR;
	SAR_TRY(take_text(szAppName, MODEL_NAME_SIZE - 1, &name));
	SAR_TRY(device_get(&e, hDev, &d));
	a = model_application(d->store->model, name);
	if (a == NULL)
		return SAR_APPLICATION_NOT_EXISTS;
	return application_handle(&e, d, a, phApplication);
}

ULONG DEVAPI
SKF_CloseApplication(HAPPLICATION hApplication)
{
	AUTO_DONE(entry) e = {0};

	SAR_TRY(entry_begin(&e));
	return handle_close(&e, HANDLE_APPLICATION, hApplication);
}
