/* SPDX-License-Identifier: Apache-2.0 */
/*
 * GM/T 0016 7.3 over token files: applications. Making the first one of a
 * blank device makes its file.
 */
#include <stdlib.h>
#include <string.h>

#include "softtoken/back.h"
#include "softtoken/folder.h"
#include "softtoken/pin.h"
#include "softtoken/seal.h"

/* Where the file of a blank device goes: its folder, and its name if one was
 * asked for. */
static uint32_t
place_blank(struct back_device *d)
{
	char folder[FILE_PATH_MAX];
	char *name, *suffix;

	if (d->new_path[0] == '\0') {
		SAR_TRY_ERR(folder_path(folder));
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
    const struct back_new_application *n)
{
	AUTO(secret) key = NULL;

	SAR_TRY_ERR(gm_random(e->gm, v->application->id, MODEL_ID_LEN));
	SAR_TRY_ERR(secret_new(APPLICATION_KEY_LEN, &key));
	SAR_TRY_ERR(gm_random(e->gm, secret_data(key), APPLICATION_KEY_LEN));
	v->application->file_rights = n->file_rights;
	for (int i = 0; i < PIN_COUNT; i++) {
		v->application->pins[i].max = n->tries[i];
		v->application->pins[i].first = true;
		SAR_TRY(pin_set(e, v, i, n->pins[i], secret_bytes(key)));
	}
	return SAR_OK;
}

static uint32_t
add_application(struct entry *e, struct change *c,
    const struct back_new_application *n, struct application_view *v)
{
	struct store *s = v->device->store;
	bool blank = device_is_blank(v->device);
	uint32_t sar;

	if (model_application(s->model, n->name) != NULL)
		return SAR_APPLICATION_EXISTS;
	SAR_TRY_ERR(model_add_application(s->model, n->name, &v->application));
	sar = blank ? place_blank(v->device) : SAR_OK;
	if (sar == SAR_OK)
		sar = fill_application(e, v, n);
	if (sar == SAR_OK)
		sar = sar_from_err(change_save(c));
	if (sar != SAR_OK && blank) { /* it stays as blank as it was */
		model_remove_application(s->model, v->application);
		s->path[0] = '\0';
	}
	return sar;
}

uint32_t
back_create_application(struct entry *e, struct back_device *d,
    const struct back_new_application *n, struct back_application **ret_a)
{
	AUTO_DONE(change) c = {0};
	struct application_view v = {.device = d};

	SAR_TRY(device_edit(e, d, &c));
	if (!d->authenticated)
		return SAR_USER_NOT_LOGGED_IN;
	SAR_TRY(add_application(e, &c, n, &v));
	return application_name(&v, ret_a);
}

uint32_t
back_applications(struct entry *e, struct back_device *d, struct buf *names)
{
	const struct model *m;

	SAR_TRY(device_read(e, d));
	m = d->store->model;
	for (size_t i = 0; i < m->application_count; i++) {
		buf_str(names, m->applications[i]->name);
		buf_u8(names, 0);
	}
	return sar_from_err(buf_status(names));
}

uint32_t
back_delete_application(
    struct entry *e, struct back_device *d, const char *name)
{
	AUTO_DONE(change) c = {0};
	struct application *a;

	SAR_TRY(device_edit(e, d, &c));
	if (!d->authenticated)
		return SAR_USER_NOT_LOGGED_IN;
	a = model_application(d->store->model, name);
	if (a == NULL)
		return SAR_APPLICATION_NOT_EXISTS;
	login_clear(e, a->id);
	model_remove_application(d->store->model, a);
	return sar_from_err(change_save(&c));
}

uint32_t
back_open_application(struct entry *e, struct back_device *d, const char *name,
    struct back_application **ret_a)
{
	struct application_view v = {.device = d};

	SAR_TRY(device_read(e, d));
	v.application = model_application(d->store->model, name);
	if (v.application == NULL)
		return SAR_APPLICATION_NOT_EXISTS;
	return application_name(&v, ret_a);
}

void
back_close_application(struct entry *e, struct back_application *a)
{
	device_unref(e, a->device);
	free(a);
}
