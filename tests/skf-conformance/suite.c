/* SPDX-License-Identifier: Apache-2.0 */
#include "suite.h"

#include <stdio.h>
#include <stdlib.h>

#define DEVICE_KEY_DEFAULT "1234567812345678"

void
assert_sar(
    uint32_t want, uint32_t got, const char *call, const char *file, int line)
{
	if (want == got)
		return;
	print_error("%s\n  answers %s (0x%08x), not %s\n", call, sar_name(got),
	    (unsigned)got, sar_name(want));
	_fail(file, line);
}

uint32_t
authenticate(struct suite *s, const char *key)
{
	uint8_t block[SM4_BLOCK] = {0};

	OK(s->GenRandom(s->dev, block, 8));
	assert_int_equal(sm4(s->gm, SM4_ECB, true, (const uint8_t *)key, NULL,
			     BYTES_ARRAY(block), block),
	    ERR_OK);
	return s->DevAuth(s->dev, block, sizeof(block));
}

void
login(struct suite *s)
{
	ULONG left = 0;

	OK(s->VerifyPIN(s->app, USER_TYPE, TEXT(USER_PIN), &left));
}

/* The name of the device that is connected: of those listed the one with its
 * serial number, since the name given may have been of a blank one. */
static void
find_again(struct suite *s)
{
	DEVINFO ours, other;
	CHAR list[4096];
	ULONG len = sizeof(list);
	DEVHANDLE dev = NULL;

	OK(s->GetDevInfo(s->dev, &ours));
	OK(s->EnumDev(TRUE, list, &len));
	for (CHAR *p = list; *p != 0; p += strlen((char *)p) + 1) {
		bool same;

		if (s->ConnectDev(p, &dev) != SAR_OK)
			continue; /* somebody else's reader */
		same = s->GetDevInfo(dev, &other) == SAR_OK &&
		       memcmp(ours.SerialNumber, other.SerialNumber,
			   sizeof(ours.SerialNumber)) == 0;
		OK(s->DisConnectDev(dev));
		if (same && strlen((char *)p) < sizeof(s->again))
			memcpy(s->again, p, strlen((char *)p) + 1);
	}
	assert_true(s->again[0] != '\0');
}

DEVHANDLE
connect_again(struct suite *s)
{
	DEVHANDLE dev = NULL;

	if (s->again[0] == '\0')
		find_again(s);
	OK(s->ConnectDev(TEXT(s->again), &dev));
	return dev;
}

HAPPLICATION
enter_application(struct suite *s, ULONG file_rights)
{
	HAPPLICATION app = NULL;
	uint32_t sar;

	OK(authenticate(s, s->device_key));
	sar = s->CreateApplication(s->dev, TEXT(SECOND_APPLICATION),
	    TEXT(ADMIN_PIN), TRIES, TEXT(USER_PIN), TRIES, file_rights, &app);
	if (sar == SAR_NO_ROOM)
		return NULL;
	SAR(SAR_OK, sar);
	return app;
}

void
leave_application(struct suite *s, HAPPLICATION app)
{
	OK(s->CloseApplication(app));
	OK(authenticate(s, s->device_key));
	OK(s->DeleteApplication(s->dev, TEXT(SECOND_APPLICATION)));
}

HCONTAINER
enter_container(struct suite *s, const char *name)
{
	HCONTAINER c = NULL;

	login(s);
	OK(s->CreateContainer(s->app, TEXT(name), &c));
	return c;
}

void
leave_container(struct suite *s, HCONTAINER c, const char *name)
{
	OK(s->CloseContainer(c));
	OK(s->DeleteContainer(s->app, TEXT(name)));
}

void
public_of(const ECCPUBLICKEYBLOB *blob, struct sm2_public *out)
{
	assert_int_equal(blob->BitLen, 256);
	skf_field_read(blob->XCoordinate, out->x);
	skf_field_read(blob->YCoordinate, out->y);
}

void
public_blob(const struct sm2_public *in, ECCPUBLICKEYBLOB *out)
{
	out->BitLen = 256;
	skf_field_write(out->XCoordinate, in->x);
	skf_field_write(out->YCoordinate, in->y);
}

/* The scalar under the symmetric key, where that form has it. */
static void
encrypt_scalar(struct suite *s, struct sm2_key *key, enum envelope_form form,
    const uint8_t symmetric[SM4_KEY_LEN], BYTE field[ECC_FIELD_LEN])
{
	AUTO(secret) d = NULL;
	uint8_t plain[ECC_FIELD_LEN] = {0}, cipher[ECC_FIELD_LEN];
	size_t at = form == FORM_LEFT ? 0 : SM2_LEN;

	assert_int_equal(sm2_key_scalar(key, &d), ERR_OK);
	memcpy(plain + at, secret_data(d), SM2_LEN);
	assert_int_equal(sm4(s->gm, SM4_ECB, true, symmetric, NULL,
			     BYTES_ARRAY(plain), cipher),
	    ERR_OK);
	if (form == FORM_64)
		memcpy(field, cipher, ECC_FIELD_LEN);
	else
		memcpy(field + at, cipher + at, SM2_LEN);
}

void
make_envelope(struct suite *s, HCONTAINER c, struct sm2_key *key,
    enum envelope_form form, struct enveloped *out)
{
	uint8_t symmetric[SM4_KEY_LEN];
	ECCPUBLICKEYBLOB sign, public;
	struct sm2_public to;
	struct wrapped w;
	ULONG len = sizeof(sign);

	memset(out, 0, sizeof(*out));
	OK(s->ExportPublicKey(c, TRUE, (BYTE *)&sign, &len));
	public_of(&sign, &to);
	assert_int_equal(
	    gm_random(s->gm, symmetric, sizeof(symmetric)), ERR_OK);
	wrap(s, &to, BYTES_ARRAY(symmetric), &w);
	out->blob.Version = 1;
	out->blob.ulSymmAlgID = SGD_SM4_ECB;
	out->blob.ulBits = 256;
	encrypt_scalar(s, key, form, symmetric, out->blob.cbEncryptedPriKey);
	public_blob(sm2_key_public(key), &public);
	memcpy(&out->blob.PubKey, &public, sizeof(public));
	memcpy((BYTE *)&out->blob + offsetof(ENVELOPEDKEYBLOB, ECCCipherBlob),
	    &w, offsetof(ECCCIPHERBLOB, Cipher) + SM4_KEY_LEN);
}

void
wrap(struct suite *s, const struct sm2_public *to, struct bytes plain,
    struct wrapped *out)
{
	struct sm2_cipher cipher;

	memset(out, 0, sizeof(*out));
	assert_int_equal(sm2_encrypt(s->gm, to, plain, &cipher), ERR_OK);
	skf_field_write(out->blob.XCoordinate, cipher.x);
	skf_field_write(out->blob.YCoordinate, cipher.y);
	memcpy(out->blob.HASH, cipher.hash, sizeof(cipher.hash));
	out->blob.CipherLen = (ULONG)cipher.len;
	memcpy((BYTE *)out + offsetof(ECCCIPHERBLOB, Cipher), cipher.cipher,
	    cipher.len);
}

/* With the length that callers in the wild give: a little more. */
uint32_t
import_wrapped(struct suite *s, HCONTAINER c, const uint8_t key[SM4_KEY_LEN],
    ULONG algorithm, HANDLE *ret_h)
{
	ECCPUBLICKEYBLOB blob;
	struct sm2_public to;
	struct wrapped w;
	ULONG len = sizeof(blob);

	OK(s->ExportPublicKey(c, FALSE, (BYTE *)&blob, &len));
	public_of(&blob, &to);
	wrap(s, &to, BYTES(key, SM4_KEY_LEN), &w);
	return s->ImportSessionKey(
	    c, algorithm, (BYTE *)&w.blob, sizeof(w.blob) + 16, ret_h);
}

HCONTAINER
enter_pair(struct suite *s, const char *name, struct sm2_key **ret_encrypt_key)
{
	HCONTAINER c = enter_container(s, name);
	ECCPUBLICKEYBLOB blob;
	struct enveloped e;

	OK(s->GenECCKeyPair(c, SGD_SM2_1, &blob));
	assert_int_equal(sm2_key_generate(s->gm, ret_encrypt_key), ERR_OK);
	make_envelope(s, c, *ret_encrypt_key, FORM_RIGHT, &e);
	OK(s->ImportECCKeyPair(c, &e.blob));
	return c;
}

static void
find_functions(struct suite *s, const struct library *l)
{
#define F(name) \
	s->name = (__typeof__(&SKF_##name))library_find(l, "SKF_" #name);
	SKF_STANDARD_FUNCTIONS(F)
	SKF_EXTENSION_FUNCTIONS(F)
#undef F
}

static struct suite the_suite;

/* A device with an application of ours, made anew. */
static int
set_up(void **state)
{
	struct suite *s = &the_suite;

	OK(s->ConnectDev(TEXT(s->device), &s->dev));
	OK(authenticate(s, s->device_key));
	(void)s->DeleteApplication(s->dev, TEXT(CONFORMANCE_APPLICATION));
	(void)s->DeleteApplication(s->dev, TEXT(SECOND_APPLICATION));
	OK(s->CreateApplication(s->dev, TEXT(CONFORMANCE_APPLICATION),
	    TEXT(ADMIN_PIN), TRIES, TEXT(USER_PIN), TRIES, SECURE_USER_ACCOUNT,
	    &s->app));
	*state = s;
	return 0;
}

static int
tear_down(void **state)
{
	struct suite *s = *state;

	OK(s->CloseApplication(s->app));
	OK(authenticate(s, s->device_key));
	OK(s->DeleteApplication(s->dev, TEXT(CONFORMANCE_APPLICATION)));
	OK(s->DisConnectDev(s->dev));
	return 0;
}

int
main(int argc, char **argv)
{
#define T(name) cmocka_unit_test(name),
	const struct CMUnitTest tests[] = {CONFORMANCE_TESTS(T)};
#undef T
	AUTO(library) l = NULL;
	int failed;

	if (argc < 3 || argc > 4 || (argc == 4 && strlen(argv[3]) != 16)) {
		fprintf(stderr,
		    "usage: skf-conformance LIBRARY DEVICE [DEVICE-KEY]\n");
		return 64;
	}
	if (library_open(argv[1], &l) != ERR_OK) {
		fprintf(stderr, "%s: cannot be loaded\n", argv[1]);
		return 69;
	}
	find_functions(&the_suite, l);
	the_suite.device = argv[2];
	the_suite.device_key = argc == 4 ? argv[3] : DEVICE_KEY_DEFAULT;
	if (gm_new(&the_suite.gm) != ERR_OK)
		return 71;
	failed = cmocka_run_group_tests(tests, set_up, tear_down);
	gm_free(the_suite.gm);
	return failed;
}
