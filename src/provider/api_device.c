/* SPDX-License-Identifier: Apache-2.0 */
/*
 * GM/T 0016 7.1: devices. What their names look like is the back end's.
 */
#include <stdio.h>
#include <stdlib.h>

#include "base/clock.h"
#include "base/text.h"
#include "provider/give.h"
#include "provider/object.h"

#define RANDOM_MAX (1u << 20)	 /* octets of one call */
#define COMMAND_MIN 4		 /* octets: a header */
#define GATE ".gate"		 /* after a lock's path */
#define TRANSMIT_MAX (65536 + 2) /* octets of an answer: ISO/IEC 7816-4 */

ULONG DEVAPI
SKF_EnumDev(BOOL bPresent, LPSTR szNameList, ULONG *pulSize)
{
	AUTO_DONE(buf) names = BUF(NAMES_MAX);
	AUTO_DONE(entry) e = {0};

	SAR_TRY(entry_begin(&e));
	SAR_TRY(back_end.names(&e, bPresent == FALSE, &names));
	if (bPresent != FALSE)
		events_told(&e, &names);
	return give_names(&names, szNameList, pulSize);
}

static uint32_t
new_connection(struct entry *e, const char *name, struct connection **ret_c)
{
	struct connection *c = calloc(1, sizeof(*c));
	uint32_t sar;

	if (c == NULL)
		return SAR_MEMORYERR;
	sar = back_end.connect(e, name, &c->device);
	if (sar != SAR_OK) {
		free(c);
		return sar;
	}
	*ret_c = c;
	return SAR_OK;
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
	SAR_TRY(new_connection(&e, name, &c));
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
	const char *name;

	SAR_TRY(entry_begin(&e));
	if (pulDevState == NULL)
		return SAR_INVALIDPARAMERR;
	SAR_TRY(take_text(szDevName, FILE_PATH_MAX, &name));
	return back_end.state(&e, name, pulDevState);
}

ULONG DEVAPI
SKF_SetLabel(DEVHANDLE hDev, LPSTR szLabel)
{
	AUTO_DONE(entry) e = {0};
	struct back_device *d;
	const char *label;

	SAR_TRY(entry_begin(&e));
	SAR_TRY(take_text(szLabel, BACK_LABEL_MAX, &label));
	if (!text_is_plain(bytes_str(label)))
		return SAR_INVALIDPARAMERR;
	SAR_TRY(device_of(&e, hDev, &d));
	return back_end.set_label(&e, d, label);
}

ULONG DEVAPI
SKF_GetDevInfo(DEVHANDLE hDev, DEVINFO *pDevInfo)
{
	AUTO_DONE(entry) e = {0};
	struct back_device *d;

	SAR_TRY(entry_begin(&e));
	if (pDevInfo == NULL)
		return SAR_INVALIDPARAMERR;
	SAR_TRY(device_of(&e, hDev, &d));
	return back_end.info(&e, d, pDevInfo);
}

/* --- SKF_LockDev: held as long as the caller likes; nested for the handle
 * that has it. --- */

/* Where to lock; *ret_done if it is ours already. */
static uint32_t
prepare_lock(DEVHANDLE hDev, char path[FILE_PATH_MAX], bool *ret_done)
{
	AUTO_DONE(entry) e = {0};
	struct connection *c;

	SAR_TRY(entry_begin(&e));
	SAR_TRY(connection_of(&e, hDev, &c));
	*ret_done = c->lock_depth > 0;
	if (*ret_done) {
		c->lock_depth++;
		return SAR_OK;
	}
	return back_end.lock_path(&e, c->device, path);
}

/* The lock, which may have come after the handle was closed. */
static uint32_t
keep_lock(DEVHANDLE hDev, struct file_lock **lock)
{
	AUTO_DONE(entry) e = {0};
	struct connection *c;

	SAR_TRY(entry_begin(&e));
	SAR_TRY(connection_of(&e, hDev, &c));
	if (c->lock_depth == 0 && back_end.locked != NULL)
		SAR_TRY(back_end.locked(&e, c->device));
	if (c->lock == NULL)
		c->lock = TAKE(*lock);
	c->lock_depth++;
	return SAR_OK;
}

/*
 * Who waits for the lock keeps the gate before it, so that a program which
 * lets go and comes back at once finds somebody else's turn.
 */
static enum err
wait_for_lock(const char *path, int64_t timeout_ms, struct file_lock **ret_lock)
{
	char gate_path[FILE_PATH_MAX];
	int64_t end_ms = clock_monotonic_ms() + timeout_ms;
	AUTO(file_lock) gate = NULL;
	int n = snprintf(gate_path, sizeof(gate_path), "%s" GATE, path);

	if (n >= (int)sizeof(gate_path))
		return ERR_TOO_LARGE;
	TRY(file_lock(gate_path, timeout_ms, &gate));
	if (timeout_ms > 0) {
		timeout_ms = end_ms - clock_monotonic_ms();
		timeout_ms = timeout_ms < 0 ? 0 : timeout_ms;
	}
	return file_lock(path, timeout_ms, ret_lock);
}

/* Waits outside the mutex, so that the holder can go on and let go. */
ULONG DEVAPI
SKF_LockDev(DEVHANDLE hDev, ULONG ulTimeOut)
{
	const int64_t timeout =
	    ulTimeOut == 0xffffffff ? -1 : (int64_t)ulTimeOut;
	char path[FILE_PATH_MAX] = "";
	AUTO(file_lock) lock = NULL;
	bool done;

	SAR_TRY(prepare_lock(hDev, path, &done));
	if (done)
		return SAR_OK;
	if (path[0] != '\0')
		SAR_TRY_ERR(wait_for_lock(path, timeout, &lock));
	return keep_lock(hDev, &lock);
}

ULONG DEVAPI
SKF_UnlockDev(DEVHANDLE hDev)
{
	AUTO_DONE(entry) e = {0};
	struct connection *c;

	SAR_TRY(entry_begin(&e));
	SAR_TRY(connection_of(&e, hDev, &c));
	if (c->lock_depth == 0)
		return SAR_FAIL;
	if (--c->lock_depth > 0)
		return SAR_OK;
	if (back_end.unlocked != NULL)
		back_end.unlocked(&e, c->device);
	file_lock_free(TAKE(c->lock));
	return SAR_OK;
}

/* A query is answered with the most there can be, without sending anything:
 * nobody wants a command done to learn how long its answer is. */
ULONG DEVAPI
SKF_Transmit(DEVHANDLE hDev, BYTE *pbCommand, ULONG ulCommandLen, BYTE *pbData,
    ULONG *pulDataLen)
{
	AUTO_DONE(buf) answer = BUF(TRANSMIT_MAX);
	AUTO_DONE(entry) e = {0};
	struct back_device *d;
	struct bytes command;

	SAR_TRY(entry_begin(&e));
	SAR_TRY(device_of(&e, hDev, &d));
	if (back_end.transmit == NULL)
		return SAR_NOTSUPPORTYETERR;
	if (pulDataLen == NULL)
		return SAR_INVALIDPARAMERR;
	SAR_TRY(take_octets(pbCommand, ulCommandLen, &command));
	if (command.len < COMMAND_MIN)
		return SAR_INDATALENERR;
	if (pbData == NULL) {
		*pulDataLen = TRANSMIT_MAX;
		return SAR_OK;
	}
	SAR_TRY(back_end.transmit(&e, d, command, &answer));
	SAR_TRY_ERR(buf_status(&answer));
	return give_octets(buf_bytes(&answer), pbData, pulDataLen);
}

/* 7.6.1; the first octets are also the challenge of device authentication. */
ULONG DEVAPI
SKF_GenRandom(DEVHANDLE hDev, BYTE *pbRandom, ULONG ulRandomLen)
{
	AUTO_DONE(entry) e = {0};
	struct back_device *d;

	SAR_TRY(entry_begin(&e));
	if (pbRandom == NULL || ulRandomLen < 1 || ulRandomLen > RANDOM_MAX)
		return SAR_INVALIDPARAMERR;
	SAR_TRY(device_of(&e, hDev, &d));
	return back_end.random(&e, d, pbRandom, ulRandomLen);
}
