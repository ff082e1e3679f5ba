/* SPDX-License-Identifier: Apache-2.0 */
/*
 * GM/T 0016 7.1 over token files: devices.
 */
#include <stdlib.h>
#include <string.h>

#include "softtoken/back.h"
#include "softtoken/device.h"
#include "softtoken/folder.h"

#define BUFFER_MAX 65536 /* octets of one call that we promise */
#define MANUFACTURER "Certificate Assistant"

uint32_t
back_names(struct entry *e, bool all, struct buf *names)
{
	(void)e;
	SAR_TRY_ERR(folder_names(names));
	if (all) {
		buf_str(names, SOFT_NEW);
		buf_u8(names, 0);
	}
	return sar_from_err(buf_status(names));
}

uint32_t
back_device_state(struct entry *e, const char *name, ULONG *ret_state)
{
	char path[FILE_PATH_MAX];

	(void)e;
	*ret_state = folder_file(name, path) == ERR_OK && file_exists(path)
			 ? DEV_PRESENT_STATE
			 : DEV_ABSENT_STATE;
	return SAR_OK;
}

/* Puts store, which it takes, among the devices. */
static uint32_t
add_device(struct entry *e, struct store **store, struct back_device **ret_d)
{
	struct back_device *d = calloc(1, sizeof(*d));

	if (d == NULL)
		return SAR_MEMORYERR;
	d->store = TAKE(*store);
	memcpy(d->serial, d->store->model->serial, sizeof(d->serial));
	d->next = e->back->devices;
	e->back->devices = d;
	*ret_d = d;
	return SAR_OK;
}

static uint32_t
open_file_device(struct entry *e, const char *name, struct back_device **ret_d)
{
	char path[FILE_PATH_MAX];
	AUTO(store) store = NULL;

	SAR_TRY_ERR(folder_file(name, path));
	for (struct back_device *d = e->back->devices; d != NULL; d = d->next) {
		if (strcmp(d->store->path, path) != 0)
			continue;
		SAR_TRY(device_read(e, d));
		*ret_d = d;
		return SAR_OK;
	}
	SAR_TRY_ERR(store_open(e->gm, path, &store));
	return add_device(e, &store, ret_d);
}

static uint32_t
open_blank_device(struct entry *e, const char *path, struct back_device **ret_d)
{
	AUTO(store) store = NULL;
	struct back_device *d;

	if (*path != '\0' && !folder_takes(path))
		return SAR_INVALIDPARAMERR;
	if (*path != '\0' && file_exists(path))
		return SAR_FILE_ALREADY_EXIST;
	SAR_TRY_ERR(store_blank(e->gm, &store));
	SAR_TRY(add_device(e, &store, &d));
	memcpy(d->new_path, path, strlen(path) + 1);
	*ret_d = d;
	return SAR_OK;
}

uint32_t
back_connect(struct entry *e, const char *name, struct back_device **ret_d)
{
	const char *path;

	if (folder_means_blank(name, &path))
		SAR_TRY(open_blank_device(e, path, ret_d));
	else
		SAR_TRY(open_file_device(e, name, ret_d));
	device_ref(*ret_d);
	return SAR_OK;
}

static void
set_text(CHAR *field, size_t size, const char *s)
{
	size_t len = strlen(s);

	memcpy(field, s, len < size ? len : size);
}

uint32_t
back_info(struct entry *e, struct back_device *d, DEVINFO *ret_info)
{
	DEVINFO info = {.Version = {1, 0},
	    .HWVersion = {1, 0},
	    .FirmwareVersion = {1, 0},
	    .AlgSymCap = SGD_SM4_ECB | SGD_SM4_CBC | SGD_SM4_CFB | SGD_SM4_OFB |
			 SGD_SM4_MAC,
	    .AlgAsymCap = SGD_SM2 | SGD_SM2_1 | SGD_SM2_2 | SGD_SM2_3,
	    .AlgHashCap = SGD_SM3,
	    .DevAuthAlgId = SGD_SM4_ECB,
	    .TotalSpace = MODEL_SPACE,
	    .MaxECCBufferSize = SM2_PLAIN_MAX,
	    .MaxBufferSize = BUFFER_MAX};
	const struct model *m;

	SAR_TRY(device_read(e, d));
	m = d->store->model;
	set_text(info.Manufacturer, sizeof(info.Manufacturer), MANUFACTURER);
	set_text(info.Issuer, sizeof(info.Issuer), MANUFACTURER);
	set_text(info.Label, sizeof(info.Label), m->label);
	set_text(info.SerialNumber, sizeof(info.SerialNumber), m->serial);
	info.FreeSpace = (ULONG)(MODEL_SPACE - model_space_used(m));
	memcpy(ret_info, &info, sizeof(info));
	return SAR_OK;
}

uint32_t
back_set_label(struct entry *e, struct back_device *d, const char *label)
{
	AUTO_DONE(change) c = {0};

	SAR_TRY(device_edit(e, d, &c));
	memcpy(d->store->model->label, label, strlen(label) + 1);
	return sar_from_err(change_save(&c));
}

uint32_t
back_random(struct entry *e, struct back_device *d, uint8_t *out, size_t len)
{
	SAR_TRY(device_read(e, d));
	if (gm_random(e->gm, out, len) != ERR_OK)
		return SAR_GENRANDERR;
	d->challenge_len =
	    len < DEVICE_CHALLENGE_MAX ? len : DEVICE_CHALLENGE_MAX;
	memcpy(d->challenge, out, d->challenge_len);
	return SAR_OK;
}

/* A lock of its own, beside the one that each change takes. Nobody else has
 * a blank device. */
uint32_t
back_lock_path(struct entry *e, struct back_device *d, char out[FILE_PATH_MAX])
{
	const char *file = d->store->path;
	size_t len = strlen(file);

	(void)e;
	if (len + sizeof(".held") > FILE_PATH_MAX)
		return SAR_NAMELENERR;
	memcpy(out, file, len);
	memcpy(out + len, ".held", sizeof(".held"));
	if (device_is_blank(d))
		out[0] = '\0';
	return SAR_OK;
}
