/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One row of skf_abis. Compiled once for each layout: SKF_ABI is the name of
 * the row, SKF_ABI_NAME its text, SKF_ULONG64 and SKF_NATURAL make the types
 * of skf.h so.
 */
#include "skf/abi.h"

#include <string.h>

#include "skf/field.h"
#include "skf/sar.h"
#include "skf/skf.h"

#define LIST_GUESS 4096 /* octets tried first for a list of names */
#define CERT_GUESS 8192
#define WAIT_NAME_MAX 1024

/* Call a function of the library with its real type, if it is there. */
#define CALL(calls, name, ...)                                \
	((calls)->fn[SKF_FN_##name] == NULL                   \
		? (uint32_t)SAR_NOTSUPPORTYETERR              \
		: (uint32_t)((__typeof__(&SKF_##name))(calls) \
				 ->fn[SKF_FN_##name])(__VA_ARGS__))

/* The standard has no const; a library that wrote here would be broken. */
static LPSTR
text(const char *s)
{
	return (LPSTR)(uintptr_t)s;
}

static BYTE *
octets(const uint8_t *p)
{
	return (BYTE *)(uintptr_t)p;
}

static void
public_read(const ECCPUBLICKEYBLOB *blob, struct sm2_public *out)
{
	skf_field_read(blob->XCoordinate, out->x);
	skf_field_read(blob->YCoordinate, out->y);
}

static void
public_write(ECCPUBLICKEYBLOB *blob, const struct sm2_public *in)
{
	blob->BitLen = SM2_LEN * 8;
	skf_field_write(blob->XCoordinate, in->x);
	skf_field_write(blob->YCoordinate, in->y);
}

/* Some answer with a DER signature where r and s belong. */
static uint32_t
signature_read(const ECCSIGNATUREBLOB *blob, struct sm2_signature *out)
{
	const uint8_t *p = (const uint8_t *)blob;

	if (p[0] == 0x30 && p[1] <= SIGNATURE_DER_MAX - 2 &&
	    signature_parse(BYTES(p, (size_t)p[1] + 2), out) == ERR_OK)
		return SAR_OK;
	skf_field_read(blob->r, out->r);
	skf_field_read(blob->s, out->s);
	return SAR_OK;
}

/* Ask for something of unknown size: with a guess, then with what is said. */
struct asking {
	uint32_t (*ask)(const struct asking *a, BYTE *out, ULONG *len);
	const struct skf_calls *calls;
	void *handle;
	const char *name;
	ULONG flag, guess;
};

static uint32_t
ask(const struct asking *a, struct buf *out)
{
	ULONG len = a->guess;

	for (int tries = 0; tries < 2; tries++) {
		size_t start = out->len;
		ULONG room = len;
		uint8_t *p = buf_extend(out, room);
		uint32_t sar;

		if (p == NULL)
			return buf_status(out) == ERR_NOMEM
				   ? SAR_MEMORYERR
				   : SAR_BUFFER_TOO_SMALL;
		memset(p, 0, room);
		sar = a->ask(a, p, &len);
		if (sar == SAR_OK && len <= room) {
			buf_truncate(out, start + len);
			return SAR_OK;
		}
		buf_truncate(out, start);
		if (sar != SAR_OK && sar != SAR_BUFFER_TOO_SMALL)
			return sar;
		len = 0;
		SAR_TRY(a->ask(a, NULL, &len));
		if (len == 0 || len > out->max)
			return SAR_FAIL;
	}
	return SAR_FAIL; /* it keeps growing */
}

/* --- devices --- */

static uint32_t
ask_devices(const struct asking *a, BYTE *out, ULONG *len)
{
	return CALL(a->calls, EnumDev, (BOOL)a->flag, out, len);
}

static uint32_t
enum_devices(const struct skf_calls *c, bool present, struct buf *names)
{
	const struct asking a = {.ask = ask_devices,
	    .calls = c,
	    .flag = present,
	    .guess = LIST_GUESS};

	return ask(&a, names);
}

static uint32_t
connect_device(const struct skf_calls *c, const char *name, void **ret_dev)
{
	DEVHANDLE dev = NULL;

	SAR_TRY(CALL(c, ConnectDev, text(name), &dev));
	*ret_dev = dev;
	return SAR_OK;
}

static uint32_t
disconnect(const struct skf_calls *c, void *dev)
{
	return CALL(c, DisConnectDev, dev);
}

static uint32_t
raw_info(
    const struct skf_calls *c, void *dev, uint8_t ret_raw[SKF_DEVINFO_ROOM])
{
	union {
		DEVINFO info;
		uint8_t raw[SKF_DEVINFO_ROOM];
		uint64_t aligned;
	} room = {.raw = {0}};

	SAR_TRY(CALL(c, GetDevInfo, dev, &room.info));
	memcpy(ret_raw, room.raw, SKF_DEVINFO_ROOM);
	return SAR_OK;
}

/* A text field, which may lack its NUL, without trailing spaces. */
static void
text_field(const CHAR *field, size_t len, char *out)
{
	const void *end = memchr(field, 0, len);
	size_t n = end == NULL ? len : (size_t)((const CHAR *)end - field);

	while (n > 0 && field[n - 1] == ' ')
		n--;
	memcpy(out, field, n);
	out[n] = '\0';
}

static void
decode_info(
    const uint8_t raw[SKF_DEVINFO_ROOM], struct skf_device_info *ret_info)
{
	DEVINFO info;

	memcpy(&info, raw, sizeof(info));
	text_field(info.Manufacturer, sizeof(info.Manufacturer),
	    ret_info->manufacturer);
	text_field(info.Label, sizeof(info.Label), ret_info->label);
	text_field(
	    info.SerialNumber, sizeof(info.SerialNumber), ret_info->serial);
	ret_info->asym_algorithms = (uint32_t)info.AlgAsymCap;
	ret_info->auth_algorithm = (uint32_t)info.DevAuthAlgId;
	ret_info->total_space = (uint32_t)info.TotalSpace;
	ret_info->free_space = (uint32_t)info.FreeSpace;
}

static uint32_t
device_info(
    const struct skf_calls *c, void *dev, struct skf_device_info *ret_info)
{
	uint8_t raw[SKF_DEVINFO_ROOM];

	SAR_TRY(raw_info(c, dev, raw));
	decode_info(raw, ret_info);
	return SAR_OK;
}

static uint32_t
set_label(const struct skf_calls *c, void *dev, const char *label)
{
	return CALL(c, SetLabel, dev, text(label));
}

static uint32_t
lock_device(const struct skf_calls *c, void *dev, uint32_t timeout_ms)
{
	return CALL(c, LockDev, dev, timeout_ms);
}

static uint32_t
unlock_device(const struct skf_calls *c, void *dev)
{
	return CALL(c, UnlockDev, dev);
}

static uint32_t
random_octets(
    const struct skf_calls *c, void *dev, uint32_t len, struct buf *out)
{
	size_t start = out->len;
	uint8_t *p = buf_extend(out, len);
	uint32_t sar;

	if (p == NULL)
		return SAR_MEMORYERR;
	sar = CALL(c, GenRandom, dev, p, len);
	if (sar != SAR_OK)
		buf_truncate(out, start);
	return sar;
}

static uint32_t
watched_devices(const struct skf_calls *c, struct buf *names)
{
	return enum_devices(c, true, names);
}

static uint32_t
wait_event(const struct skf_calls *c, struct skf_event *ret_event)
{
	CHAR told[WAIT_NAME_MAX] = {0};
	ULONG len = sizeof(told) - 1, event = 0;

	SAR_TRY(CALL(c, WaitForDevEvent, told, &len, &event));
	if (strlen((const char *)told) >= sizeof(ret_event->device))
		return SAR_NAMELENERR;
	memcpy(ret_event->device, told, strlen((const char *)told) + 1);
	ret_event->what = (uint32_t)event;
	return SAR_OK;
}

static uint32_t
cancel_wait(const struct skf_calls *c)
{
	return c->fn[SKF_FN_CancelWaitForDevEvent] == NULL
		   ? (uint32_t)SAR_NOTSUPPORTYETERR
		   : (uint32_t)((__typeof__(&SKF_CancelWaitForDevEvent))
				    c->fn[SKF_FN_CancelWaitForDevEvent])();
}

static uint32_t
device_auth(const struct skf_calls *c, void *dev, struct bytes data)
{
	return CALL(c, DevAuth, dev, octets(data.p), (ULONG)data.len);
}

static uint32_t
change_auth_key(const struct skf_calls *c, void *dev, struct bytes key)
{
	return CALL(c, ChangeDevAuthKey, dev, octets(key.p), (ULONG)key.len);
}

static uint32_t
encrypt_block(const struct skf_calls *c, void *dev, uint32_t algorithm,
    struct bytes key, uint8_t block[16])
{
	BLOCKCIPHERPARAM param = {0};
	HANDLE handle = NULL;
	BYTE out[64] = {0};
	ULONG len = sizeof(out);
	uint32_t sar;

	SAR_TRY(CALL(c, SetSymmKey, dev, octets(key.p), algorithm, &handle));
	sar = CALL(c, EncryptInit, handle, param);
	if (sar == SAR_OK)
		sar = CALL(c, Encrypt, handle, block, 16, out, &len);
	if (sar == SAR_OK && len != 16)
		sar = SAR_FAIL;
	if (sar == SAR_OK)
		memcpy(block, out, 16);
	(void)CALL(c, CloseHandle, handle);
	return sar;
}

/* --- applications and PINs --- */

static uint32_t
create_application(const struct skf_calls *c, void *dev,
    const struct skf_new_application *a, void **ret_app)
{
	HAPPLICATION app = NULL;

	SAR_TRY(CALL(c, CreateApplication, dev, text(a->name),
	    text(a->admin_pin), a->admin_tries, text(a->user_pin),
	    a->user_tries, a->file_rights, &app));
	*ret_app = app;
	return SAR_OK;
}

static uint32_t
open_application(
    const struct skf_calls *c, void *dev, const char *name, void **ret_app)
{
	HAPPLICATION app = NULL;

	SAR_TRY(CALL(c, OpenApplication, dev, text(name), &app));
	*ret_app = app;
	return SAR_OK;
}

static uint32_t
close_application(const struct skf_calls *c, void *app)
{
	return CALL(c, CloseApplication, app);
}

static uint32_t
ask_applications(const struct asking *a, BYTE *out, ULONG *len)
{
	return CALL(a->calls, EnumApplication, a->handle, out, len);
}

static uint32_t
enum_applications(const struct skf_calls *c, void *dev, struct buf *names)
{
	const struct asking a = {.ask = ask_applications,
	    .calls = c,
	    .handle = dev,
	    .guess = LIST_GUESS};

	return ask(&a, names);
}

static uint32_t
delete_application(const struct skf_calls *c, void *dev, const char *name)
{
	return CALL(c, DeleteApplication, dev, text(name));
}

static uint32_t
pin_info(const struct skf_calls *c, void *app, uint32_t type,
    struct skf_pin_info *ret_info)
{
	ULONG max = 0, left = 0;
	union {
		BOOL is;
		uint64_t room; /* some have a BOOL of 64 bits */
	} first = {.room = 0};

	SAR_TRY(CALL(c, GetPINInfo, app, type, &max, &left, &first.is));
	ret_info->max = (uint32_t)max;
	ret_info->left = (uint32_t)left;
	ret_info->initial = first.is != FALSE;
	return SAR_OK;
}

static uint32_t
verify_pin(const struct skf_calls *c, void *app, uint32_t type, const char *pin,
    uint32_t *reterr_left)
{
	ULONG left = 0;
	uint32_t sar = CALL(c, VerifyPIN, app, type, text(pin), &left);

	*reterr_left = (uint32_t)left;
	return sar;
}

static uint32_t
change_pin(const struct skf_calls *c, void *app, uint32_t type,
    const char *const old_new[2], uint32_t *reterr_left)
{
	ULONG left = 0;
	uint32_t sar = CALL(
	    c, ChangePIN, app, type, text(old_new[0]), text(old_new[1]), &left);

	*reterr_left = (uint32_t)left;
	return sar;
}

static uint32_t
unblock_pin(const struct skf_calls *c, void *app, const char *admin_pin,
    const char *new_pin, uint32_t *reterr_left)
{
	ULONG left = 0;
	uint32_t sar =
	    CALL(c, UnblockPIN, app, text(admin_pin), text(new_pin), &left);

	*reterr_left = (uint32_t)left;
	return sar;
}

static uint32_t
clear_state(const struct skf_calls *c, void *app)
{
	return CALL(c, ClearSecureState, app);
}

/* --- files --- */

static uint32_t
create_file(const struct skf_calls *c, void *app, const char *name,
    const struct skf_file_info *info)
{
	return CALL(c, CreateFile, app, text(name), info->size,
	    info->read_rights, info->write_rights);
}

static uint32_t
delete_file(const struct skf_calls *c, void *app, const char *name)
{
	return CALL(c, DeleteFile, app, text(name));
}

static uint32_t
ask_files(const struct asking *a, BYTE *out, ULONG *len)
{
	return CALL(a->calls, EnumFiles, a->handle, out, len);
}

static uint32_t
enum_files(const struct skf_calls *c, void *app, struct buf *names)
{
	const struct asking a = {
	    .ask = ask_files, .calls = c, .handle = app, .guess = LIST_GUESS};

	return ask(&a, names);
}

static uint32_t
file_info(const struct skf_calls *c, void *app, const char *name,
    struct skf_file_info *ret_info)
{
	union {
		FILEATTRIBUTE is;
		uint8_t room[256]; /* some have longer names in it */
	} a = {.room = {0}};

	SAR_TRY(CALL(c, GetFileInfo, app, text(name), &a.is));
	ret_info->size = (uint32_t)a.is.FileSize;
	ret_info->read_rights = (uint32_t)a.is.ReadRights;
	ret_info->write_rights = (uint32_t)a.is.WriteRights;
	return SAR_OK;
}

static uint32_t
read_file(const struct skf_calls *c, void *app, const char *name, uint32_t size,
    struct buf *out)
{
	size_t start = out->len;
	uint8_t *p = buf_extend(out, size);
	ULONG len = size;
	uint32_t sar;

	if (p == NULL)
		return SAR_MEMORYERR;
	memset(p, 0, size);
	sar = CALL(c, ReadFile, app, text(name), 0, size, p, &len);
	if (sar == SAR_OK && len > size)
		sar = SAR_FAIL;
	buf_truncate(out, sar == SAR_OK ? start + len : start);
	return sar;
}

static uint32_t
write_file(
    const struct skf_calls *c, void *app, const char *name, struct bytes data)
{
	return CALL(
	    c, WriteFile, app, text(name), 0, octets(data.p), (ULONG)data.len);
}

/* --- containers --- */

static uint32_t
ask_containers(const struct asking *a, BYTE *out, ULONG *len)
{
	return CALL(a->calls, EnumContainer, a->handle, out, len);
}

static uint32_t
enum_containers(const struct skf_calls *c, void *app, struct buf *names)
{
	const struct asking a = {.ask = ask_containers,
	    .calls = c,
	    .handle = app,
	    .guess = LIST_GUESS};

	return ask(&a, names);
}

static uint32_t
create_container(const struct skf_calls *c, void *app, const char *name,
    void **ret_container)
{
	HCONTAINER container = NULL;

	SAR_TRY(CALL(c, CreateContainer, app, text(name), &container));
	*ret_container = container;
	return SAR_OK;
}

static uint32_t
open_container(const struct skf_calls *c, void *app, const char *name,
    void **ret_container)
{
	HCONTAINER container = NULL;

	SAR_TRY(CALL(c, OpenContainer, app, text(name), &container));
	*ret_container = container;
	return SAR_OK;
}

static uint32_t
close_container(const struct skf_calls *c, void *container)
{
	return CALL(c, CloseContainer, container);
}

static uint32_t
delete_container(const struct skf_calls *c, void *app, const char *name)
{
	return CALL(c, DeleteContainer, app, text(name));
}

static uint32_t
write_cert(
    const struct skf_calls *c, void *container, bool sign, struct bytes der)
{
	return CALL(c, ImportCertificate, container, sign, octets(der.p),
	    (ULONG)der.len);
}

static uint32_t
ask_cert(const struct asking *a, BYTE *out, ULONG *len)
{
	return CALL(
	    a->calls, ExportCertificate, a->handle, (BOOL)a->flag, out, len);
}

static uint32_t
read_cert(
    const struct skf_calls *c, void *container, bool sign, struct buf *der)
{
	const struct asking a = {.ask = ask_cert,
	    .calls = c,
	    .handle = container,
	    .flag = sign,
	    .guess = CERT_GUESS};

	return ask(&a, der);
}

static uint32_t
generate(const struct skf_calls *c, void *container, uint32_t algorithm,
    struct sm2_public *ret_key)
{
	ECCPUBLICKEYBLOB blob = {0};

	SAR_TRY(CALL(c, GenECCKeyPair, container, algorithm, &blob));
	public_read(&blob, ret_key);
	return SAR_OK;
}

static uint32_t
public_key(const struct skf_calls *c, void *container, bool sign,
    struct sm2_public *ret_key)
{
	union {
		ECCPUBLICKEYBLOB key;
		BYTE room[sizeof(RSAPUBLICKEYBLOB)];
	} blob = {.room = {0}};
	ULONG len = sizeof(blob);

	SAR_TRY(CALL(c, ExportPublicKey, container, sign, blob.room, &len));
	if (len != sizeof(blob.key))
		return SAR_KEYINFOTYPEERR;
	if (blob.key.BitLen != SM2_LEN * 8)
		return SAR_KEYNOTFOUNTERR;
	public_read(&blob.key, ret_key);
	return SAR_OK;
}

static uint32_t
sign_digest(const struct skf_calls *c, void *container,
    const uint8_t e[SM3_LEN], struct sm2_signature *ret_sig)
{
	ECCSIGNATUREBLOB blob = {{0}, {0}};

	SAR_TRY(CALL(c, ECCSignData, container, octets(e), SM3_LEN, &blob));
	return signature_read(&blob, ret_sig);
}

static uint32_t
cipher_write(const struct sm2_cipher *in, ECCCIPHERBLOB *blob, size_t room)
{
	if (in->len > room)
		return SAR_INDATALENERR;
	skf_field_write(blob->XCoordinate, in->x);
	skf_field_write(blob->YCoordinate, in->y);
	memcpy(blob->HASH, in->hash, sizeof(blob->HASH));
	blob->CipherLen = (ULONG)in->len;
	memcpy(blob->Cipher, in->cipher, in->len);
	return SAR_OK;
}

/* Room behind a blob that ends in Cipher[1]: for an SM4 key and more. */
#define CIPHER_ROOM 256

/*
 * 64 octets of ciphertext go as they are; 32 go to the end of the field, where
 * most look (ECB blocks do not touch each other, so a device that drops the
 * first half never sees that it is missing), or to its start.
 */
static uint32_t
import_envelope(const struct skf_calls *c, void *container,
    const struct envelope *e, enum skf_envelope_form form)
{
	union {
		ENVELOPEDKEYBLOB is;
		uint8_t room[sizeof(ENVELOPEDKEYBLOB) + CIPHER_ROOM];
		uint64_t aligned;
	} blob = {.room = {0}};
	size_t at =
	    form == SKF_ENVELOPE_RIGHT ? ECC_FIELD_LEN - e->private_len : 0;

	if (e->private_len > ECC_FIELD_LEN)
		return SAR_INDATALENERR;
	blob.is.Version = 1;
	blob.is.ulSymmAlgID = SGD_SM4_ECB;
	blob.is.ulBits = SM2_LEN * 8;
	memcpy(blob.is.cbEncryptedPriKey + at, e->private, e->private_len);
	public_write(&blob.is.PubKey, &e->public);
	SAR_TRY(cipher_write(&e->key, &blob.is.ECCCipherBlob, CIPHER_ROOM));
	return CALL(c, ImportECCKeyPair, container, &blob.is);
}

static uint32_t
use_session_key(const struct skf_calls *c, void *container,
    const struct sm2_cipher *wrapped, uint8_t block[16])
{
	union {
		ECCCIPHERBLOB is;
		uint8_t room[sizeof(ECCCIPHERBLOB) + CIPHER_ROOM];
		uint64_t aligned;
	} blob = {.room = {0}};
	BLOCKCIPHERPARAM param = {0};
	HANDLE handle = NULL;
	BYTE out[64] = {0};
	ULONG len = sizeof(out);
	uint32_t sar;

	SAR_TRY(cipher_write(wrapped, &blob.is, CIPHER_ROOM));
	SAR_TRY(CALL(c, ImportSessionKey, container, SGD_SM4_ECB, blob.room,
	    (ULONG)(sizeof(ECCCIPHERBLOB) + wrapped->len), &handle));
	sar = CALL(c, EncryptInit, handle, param);
	if (sar == SAR_OK)
		sar = CALL(c, Encrypt, handle, block, 16, out, &len);
	if (sar == SAR_OK && len != 16)
		sar = SAR_FAIL;
	if (sar == SAR_OK)
		memcpy(block, out, 16);
	(void)CALL(c, CloseHandle, handle);
	return sar;
}

extern const struct skf_abi SKF_ABI;
const struct skf_abi SKF_ABI = {
    .name = SKF_ABI_NAME,
    .enum_devices = enum_devices,
    .connect = connect_device,
    .disconnect = disconnect,
    .device_info = device_info,
    .raw_info = raw_info,
    .decode_info = decode_info,
    .set_label = set_label,
    .lock = lock_device,
    .unlock = unlock_device,
    .random = random_octets,
    .watched_devices = watched_devices,
    .wait_event = wait_event,
    .cancel_wait = cancel_wait,
    .device_auth = device_auth,
    .change_auth_key = change_auth_key,
    .encrypt_block = encrypt_block,
    .create_application = create_application,
    .open_application = open_application,
    .close_application = close_application,
    .enum_applications = enum_applications,
    .delete_application = delete_application,
    .pin_info = pin_info,
    .verify_pin = verify_pin,
    .change_pin = change_pin,
    .unblock_pin = unblock_pin,
    .clear_state = clear_state,
    .create_file = create_file,
    .delete_file = delete_file,
    .enum_files = enum_files,
    .file_info = file_info,
    .read_file = read_file,
    .write_file = write_file,
    .enum_containers = enum_containers,
    .create_container = create_container,
    .open_container = open_container,
    .close_container = close_container,
    .delete_container = delete_container,
    .write_cert = write_cert,
    .read_cert = read_cert,
    .generate = generate,
    .public_key = public_key,
    .sign_digest = sign_digest,
    .import_envelope = import_envelope,
    .use_session_key = use_session_key,
};
