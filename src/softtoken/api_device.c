/* SPDX-License-Identifier: Apache-2.0 */
/*
 * GM/T 0016 7.1: devices.
 *
 * SKF_ConnectDev takes the name of a token file in the tokens folder, without
 * ".token"; an absolute path ending in ".token"; "SOFT-NEW", a blank device in
 * memory that gets its file when its first application is made; or
 * "SOFT-NEW:" and the absolute path which that file is to have.
 */
#include <string.h>

#include "base/clock.h"
#include "base/text.h"
#include "softtoken/device.h"
#include "softtoken/give.h"

#define NAMES_MAX 65536
#define LABEL_MAX 31 /* octets: 7.1.8, less than 32 */
#define RANDOM_MAX (1u << 20)
#define BUFFER_MAX 65536 /* octets of one call that we promise */
#define MANUFACTURER "Certificate Assistant"

ULONG DEVAPI
SKF_EnumDev(BOOL bPresent, LPSTR szNameList, ULONG *pulSize)
{
	AUTO_DONE(buf) names = BUF(NAMES_MAX);
	AUTO_DONE(entry) e = {0};

	SAR_TRY(entry_begin(&e));
	SAR_TRY_ERR(device_names(&names));
	if (!bPresent) {
		buf_str(&names, SOFT_NEW);
		buf_u8(&names, 0);
	}
	return give_names(&names, szNameList, pulSize);
}

ULONG DEVAPI
SKF_ConnectDev(LPSTR szName, DEVHANDLE *phDev)
{
	AUTO_DONE(entry) e = {0};
	struct connection *c;
	const char *name;

	SAR_TRY(entry_begin(&e));
	if (phDev == NULL)
		return SAR_INVALIDPARAMERR;
	SAR_TRY(take_text(szName, FILE_PATH_MAX, &name));
	SAR_TRY(device_connect(&e, name, &c));
	return handle_add(&e, HANDLE_DEVICE, c, phDev);
}

ULONG DEVAPI
SKF_DisConnectDev(DEVHANDLE hDev)
{
	AUTO_DONE(entry) e = {0};

	SAR_TRY(entry_begin(&e));
	return handle_close(&e, HANDLE_DEVICE, hDev);
}

ULONG DEVAPI
SKF_DisconnectDev(DEVHANDLE hDev)
{
	return SKF_DisConnectDev(hDev);
}

ULONG DEVAPI
SKF_GetDevState(LPSTR szDevName, ULONG *pulDevState)
{
	AUTO_DONE(entry) e = {0};
	char path[FILE_PATH_MAX];
	const char *name;

	SAR_TRY(entry_begin(&e));
	if (pulDevState == NULL)
		return SAR_INVALIDPARAMERR;
	SAR_TRY(take_text(szDevName, FILE_PATH_MAX, &name));
	*pulDevState = device_path(name, path) == ERR_OK && file_exists(path)
			   ? DEV_PRESENT_STATE
			   : DEV_ABSENT_STATE;
	return SAR_OK;
}

ULONG DEVAPI
SKF_SetLabel(DEVHANDLE hDev, LPSTR szLabel)
{
	AUTO_DONE(entry) e = {0};
	AUTO_DONE(change) c = {0};
	struct device *d;
	const char *label;

	SAR_TRY(entry_begin(&e));
	SAR_TRY(take_text(szLabel, LABEL_MAX, &label));
	if (!text_is_plain(bytes_str(label)))
		return SAR_INVALIDPARAMERR;
	SAR_TRY(device_edit(&e, hDev, &c, &d));
	memcpy(d->store->model->label, label, strlen(label) + 1);
	return sar_from_err(change_save(&c));
}

static void
set_text(CHAR *field, size_t size, const char *s)
{
	size_t len = strlen(s);

	memcpy(field, s, len < size ? len : size);
}

ULONG DEVAPI
SKF_GetDevInfo(DEVHANDLE hDev, DEVINFO *pDevInfo)
{
	AUTO_DONE(entry) e = {0};
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
	struct device *d;

	SAR_TRY(entry_begin(&e));
	if (pDevInfo == NULL)
		return SAR_INVALIDPARAMERR;
	SAR_TRY(device_get(&e, hDev, &d));
	set_text(info.Manufacturer, sizeof(info.Manufacturer), MANUFACTURER);
	set_text(info.Issuer, sizeof(info.Issuer), MANUFACTURER);
	set_text(info.Label, sizeof(info.Label), d->store->model->label);
	set_text(info.SerialNumber, sizeof(info.SerialNumber),
	    d->store->model->serial);
	info.FreeSpace =
	    (ULONG)(MODEL_SPACE - model_space_used(d->store->model));
	memcpy(pDevInfo, &info, sizeof(info));
	return SAR_OK;
}

/* --- SKF_LockDev: a lock of its own, beside the one that each change takes,
 * held as long as the caller likes; nested for the handle that has it. --- */

static uint32_t
connection_get(struct entry *e, DEVHANDLE h, struct connection **ret_c)
{
	void *object;

	SAR_TRY(handle_get(e, HANDLE_DEVICE, h, &object));
	*ret_c = object;
	return SAR_OK;
}

/* Where to lock; *ret_done if nothing is left to do: it is ours already, or
 * nobody else can have it. */
static uint32_t
prepare_lock(DEVHANDLE hDev, char path[FILE_PATH_MAX], bool *ret_done)
{
	AUTO_DONE(entry) e = {0};
	struct connection *c;
	const char *file;

	SAR_TRY(entry_begin(&e));
	SAR_TRY(connection_get(&e, hDev, &c));
	file = c->device->store->path;
	if (strlen(file) + sizeof(".held") > FILE_PATH_MAX)
		return SAR_NAMELENERR;
	*ret_done = c->lock_depth > 0 || file[0] == '\0';
	if (*ret_done)
		c->lock_depth++;
	memcpy(path, file, strlen(file));
	memcpy(path + strlen(file), ".held", sizeof(".held"));
	return SAR_OK;
}

/* The lock, which may have come after the handle was closed. */
static uint32_t
keep_lock(DEVHANDLE hDev, struct file_lock **lock)
{
	AUTO_DONE(entry) e = {0};
	struct connection *c;

	SAR_TRY(entry_begin(&e));
	SAR_TRY(connection_get(&e, hDev, &c));
	if (c->lock == NULL)
		c->lock = TAKE(*lock);
	c->lock_depth++;
	return SAR_OK;
}

/* Waits outside the mutex, so that the holder can go on and let go. */
ULONG DEVAPI
SKF_LockDev(DEVHANDLE hDev, ULONG ulTimeOut)
{
	char path[FILE_PATH_MAX];
	AUTO(file_lock) lock = NULL;
	bool done;

	SAR_TRY(prepare_lock(hDev, path, &done));
	if (done)
		return SAR_OK;
	SAR_TRY_ERR(file_lock(
	    path, ulTimeOut == 0xffffffff ? -1 : (int64_t)ulTimeOut, &lock));
	return keep_lock(hDev, &lock);
}

ULONG DEVAPI
SKF_UnlockDev(DEVHANDLE hDev)
{
	AUTO_DONE(entry) e = {0};
	struct connection *c;

	SAR_TRY(entry_begin(&e));
	SAR_TRY(connection_get(&e, hDev, &c));
	if (c->lock_depth == 0)
		return SAR_FAIL;
	if (--c->lock_depth == 0) {
		file_lock_free(c->lock);
		c->lock = NULL;
	}
	return SAR_OK;
}

/* There is no device behind that takes commands. */
ULONG DEVAPI
SKF_Transmit(DEVHANDLE hDev, BYTE *pbCommand, ULONG ulCommandLen, BYTE *pbData,
    ULONG *pulDataLen)
{
	(void)hDev, (void)pbCommand, (void)ulCommandLen, (void)pbData,
	    (void)pulDataLen;
	return SAR_NOTSUPPORTYETERR;
}

/* 7.6.1; the first octets are also the challenge of device authentication. */
ULONG DEVAPI
SKF_GenRandom(DEVHANDLE hDev, BYTE *pbRandom, ULONG ulRandomLen)
{
	AUTO_DONE(entry) e = {0};
	struct device *d;

	SAR_TRY(entry_begin(&e));
	if (pbRandom == NULL || ulRandomLen < 1 || ulRandomLen > RANDOM_MAX)
		return SAR_INVALIDPARAMERR;
	SAR_TRY(device_get(&e, hDev, &d));
	if (gm_random(e.gm, pbRandom, ulRandomLen) != ERR_OK)
		return SAR_GENRANDERR;
	d->challenge_len = ulRandomLen < DEVICE_CHALLENGE_MAX
			       ? ulRandomLen
			       : DEVICE_CHALLENGE_MAX;
	memcpy(d->challenge, pbRandom, d->challenge_len);
	return SAR_OK;
}
