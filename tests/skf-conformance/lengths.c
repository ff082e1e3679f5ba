/* SPDX-License-Identifier: Apache-2.0 */
/* GM/T 0016, wherever a buffer and its length are given: without a buffer the
 * length is told, a buffer that is too small is refused and left alone, and
 * nothing is written past what is told. */
#include "suite.h"

#define ROOM 4096

/* What all calls work on. */
struct lengths {
	struct suite *s;
	HCONTAINER container;
	HANDLE handle; /* of a key, hash or MAC, begun anew for each call */
	ECCPRIVATEKEYBLOB private;
	struct wrapped message;
};

static const uint8_t input[32] = "thirty-two octets to work with..";

/* --- what is begun before a call --- */

static void
begin_key(struct lengths *l, bool encrypt, ULONG padding)
{
	BLOCKCIPHERPARAM param = {.IVLen = 16, .PaddingType = padding};

	OK(l->s->SetSymmKey(l->s->dev, OCTETS(input), SGD_SM4_CBC, &l->handle));
	if (encrypt)
		OK(l->s->EncryptInit(l->handle, param));
	else
		OK(l->s->DecryptInit(l->handle, param));
}

static void
begin_encrypt(struct lengths *l)
{
	begin_key(l, true, PADDING_PKCS5);
}

static void
begin_decrypt(struct lengths *l)
{
	begin_key(l, false, PADDING_NONE);
}

static void
begin_digest(struct lengths *l)
{
	OK(l->s->DigestInit(l->s->dev, SGD_SM3, NULL, NULL, 0, &l->handle));
}

static void
begin_mac(struct lengths *l)
{
	BLOCKCIPHERPARAM param = {.IVLen = 16};
	HANDLE key = NULL;

	OK(l->s->SetSymmKey(l->s->dev, OCTETS(input), SGD_SM4_MAC, &key));
	OK(l->s->MacInit(key, &param, &l->handle));
	OK(l->s->MacUpdate(l->handle, OCTETS(input), sizeof(input)));
	OK(l->s->CloseHandle(key));
}

/* --- the calls --- */

static uint32_t
enum_devices(struct lengths *l, BYTE *out, ULONG *len)
{
	return l->s->EnumDev(TRUE, out, len);
}

static uint32_t
enum_applications(struct lengths *l, BYTE *out, ULONG *len)
{
	return l->s->EnumApplication(l->s->dev, out, len);
}

static uint32_t
enum_containers(struct lengths *l, BYTE *out, ULONG *len)
{
	return l->s->EnumContainer(l->s->app, out, len);
}

static uint32_t
enum_files(struct lengths *l, BYTE *out, ULONG *len)
{
	return l->s->EnumFiles(l->s->app, out, len);
}

static uint32_t
read_file(struct lengths *l, BYTE *out, ULONG *len)
{
	return l->s->ReadFile(l->s->app, TEXT("lengths"), 10, 1000, out, len);
}

static uint32_t
export_cert(struct lengths *l, BYTE *out, ULONG *len)
{
	return l->s->ExportCertificate(l->container, TRUE, out, len);
}

static uint32_t
export_key(struct lengths *l, BYTE *out, ULONG *len)
{
	return l->s->ExportPublicKey(l->container, TRUE, out, len);
}

static uint32_t
encrypt(struct lengths *l, BYTE *out, ULONG *len)
{
	return l->s->Encrypt(l->handle, OCTETS(input), sizeof(input), out, len);
}

static uint32_t
encrypt_update(struct lengths *l, BYTE *out, ULONG *len)
{
	return l->s->EncryptUpdate(
	    l->handle, OCTETS(input), sizeof(input), out, len);
}

static uint32_t
encrypt_final(struct lengths *l, BYTE *out, ULONG *len)
{
	return l->s->EncryptFinal(l->handle, out, len);
}

static uint32_t
decrypt(struct lengths *l, BYTE *out, ULONG *len)
{
	return l->s->Decrypt(l->handle, OCTETS(input), sizeof(input), out, len);
}

static uint32_t
decrypt_update(struct lengths *l, BYTE *out, ULONG *len)
{
	return l->s->DecryptUpdate(
	    l->handle, OCTETS(input), sizeof(input), out, len);
}

static uint32_t
digest(struct lengths *l, BYTE *out, ULONG *len)
{
	return l->s->Digest(l->handle, OCTETS(input), sizeof(input), out, len);
}

static uint32_t
digest_final(struct lengths *l, BYTE *out, ULONG *len)
{
	return l->s->DigestFinal(l->handle, out, len);
}

static uint32_t
mac(struct lengths *l, BYTE *out, ULONG *len)
{
	return l->s->Mac(l->handle, OCTETS(input), sizeof(input), out, len);
}

static uint32_t
mac_final(struct lengths *l, BYTE *out, ULONG *len)
{
	return l->s->MacFinal(l->handle, out, len);
}

static uint32_t
ecc_decrypt(struct lengths *l, BYTE *out, ULONG *len)
{
	return l->s->ECCDecrypt == NULL
		   ? SAR_NOTSUPPORTYETERR
		   : l->s->ECCDecrypt(l->container, &l->message.blob, out, len);
}

static uint32_t
ext_ecc_decrypt(struct lengths *l, BYTE *out, ULONG *len)
{
	return l->s->ExtECCDecrypt == NULL
		   ? SAR_NOTSUPPORTYETERR
		   : l->s->ExtECCDecrypt(
			 l->s->dev, &l->private, &l->message.blob, out, len);
}

struct call {
	const char *name;
	uint32_t (*run)(struct lengths *l, BYTE *out, ULONG *len);
	void (*begin)(struct lengths *l); /* NULL: nothing */
	bool extension;			  /* may answer SAR_NOTSUPPORTYETERR */
};

#define C(run, ...)                    \
	{                              \
#run, run, __VA_ARGS__ \
	}
static const struct call calls[] = {
    C(enum_devices, NULL),
    C(enum_applications, NULL),
    C(enum_containers, NULL),
    C(enum_files, NULL),
    C(read_file, NULL),
    C(export_cert, NULL),
    C(export_key, NULL),
    C(encrypt, begin_encrypt),
    C(encrypt_update, begin_encrypt),
    C(encrypt_final, begin_encrypt),
    C(decrypt, begin_decrypt),
    C(decrypt_update, begin_decrypt),
    C(digest, begin_digest),
    C(digest_final, begin_digest),
    C(mac, begin_mac),
    C(mac_final, begin_mac),
    C(ecc_decrypt, NULL, true),
    C(ext_ecc_decrypt, NULL, true),
};

/* Nothing from at on was written. */
static void
assert_untouched(const BYTE *room, size_t at)
{
	for (size_t i = at; i < ROOM; i++)
		assert_int_equal(room[i], 0xa5);
}

/* One call with so much room, into room. */
static uint32_t
run(struct lengths *l, const struct call *c, BYTE *room, ULONG *len)
{
	memset(room, 0xa5, ROOM);
	return c->run(l, room, len);
}

static void
check(struct lengths *l, const struct call *c)
{
	BYTE room[ROOM];
	ULONG need = 0, len;

	if (c->begin != NULL)
		c->begin(l);
	if (c->extension && c->run(l, NULL, &need) == SAR_NOTSUPPORTYETERR)
		return;
	print_message("             %s\n", c->name);
	SAR(SAR_INVALIDPARAMERR, c->run(l, room, NULL));
	OK(c->run(l, NULL, &need));
	assert_in_range(need, 1, ROOM - 16);
	len = need - 1;
	SAR(SAR_BUFFER_TOO_SMALL, run(l, c, room, &len));
	assert_int_equal(len, need);
	assert_untouched(room, 0);
	len = need; /* the refusals before have changed nothing */
	OK(run(l, c, room, &len));
	assert_int_equal(len, need);
	assert_untouched(room, need);
	if (c->begin == NULL) {
		len = ROOM;
		OK(run(l, c, room, &len));
		assert_int_equal(len, need);
		assert_untouched(room, need);
		return;
	}
	OK(l->s->CloseHandle(l->handle));
}

void
every_length_is_told_and_kept(void **state)
{
	struct suite *s = *state;
	AUTO(sm2_key) key = NULL;
	AUTO(secret) d = NULL;
	struct lengths l = {.s = s, .private = {.BitLen = 256}};

	l.container = enter_pair(s, "lengths of all", &key);
	OK(s->DisConnectDev(connect_again(s)));
	OK(s->ImportCertificate(l.container, TRUE, OCTETS(input), 32));
	OK(s->CreateFile(s->app, TEXT("lengths"), 500, SECURE_USER_ACCOUNT,
	    SECURE_USER_ACCOUNT));
	assert_int_equal(sm2_key_scalar(key, &d), ERR_OK);
	skf_field_write(l.private.PrivateKey, secret_data(d));
	wrap(s, sm2_key_public(key), BYTES_ARRAY(input), &l.message);
	for (size_t i = 0; i < COUNT(calls); i++)
		check(&l, &calls[i]);
	OK(s->DeleteFile(s->app, TEXT("lengths")));
	leave_container(s, l.container, "lengths of all");
}
