/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The front over a back end for tests (testing_back_end.h): what libskf-soft
 * and libskf-card leave untried, which have the rest of their behaviour tried
 * by tests/skf-conformance.
 */
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "provider/testing_back_end.h"

#define TEXT(s) ((LPSTR)(uintptr_t)(const char *)(s))
#define OCTETS(p) ((BYTE *)(uintptr_t)(const void *)(p))
#define OK(call) assert_int_equal((call), SAR_OK)
#define SAR(want, call) assert_int_equal((call), (want))

/* --- a device with all that can be open --- */

struct opened {
	DEVHANDLE dev;
	HAPPLICATION app;
	HCONTAINER container;
};

static int
enter(void **state)
{
	static struct opened o;

	OK(SKF_ConnectDev(TEXT("key"), &o.dev));
	OK(SKF_OpenApplication(o.dev, TEXT("CERT"), &o.app));
	OK(SKF_OpenContainer(o.app, TEXT("container"), &o.container));
	*state = &o;
	return 0;
}

/* Also checks that the test closed what it opened. */
static int
leave(void **state)
{
	struct opened *o = *state;

	assert_int_equal(testing_state()->streams, 0);
	assert_int_equal(testing_state()->keys, 0);
	OK(SKF_DisConnectDev(o->dev)); /* first, as sloppy callers do */
	OK(SKF_CloseApplication(o->app));
	OK(SKF_CloseContainer(o->container));
	assert_int_equal(testing_state()->devices, 0);
	assert_int_equal(testing_state()->applications, 0);
	assert_int_equal(testing_state()->containers, 0);
	return 0;
}

static void
what_is_left_out_is_not_supported(void **state)
{
	struct opened *o = *state;
	ECCPUBLICKEYBLOB key = {.BitLen = 256};
	ECCCIPHERBLOB cipher = {.CipherLen = 1};
	BYTE out[16];
	ULONG len = sizeof(out);
	HANDLE h = NULL;

	SAR(SAR_NOTSUPPORTYETERR,
	    SKF_Transmit(o->dev, OCTETS("\0\0\0"), 4, out, &len));
	SAR(SAR_INVALIDHANDLEERR,
	    SKF_Transmit(o->app, OCTETS("\0\0\0"), 4, out, &len));
	SAR(SAR_NOTSUPPORTYETERR,
	    SKF_ECCDecrypt(o->container, &cipher, out, &len));
	SAR(SAR_NOTSUPPORTYETERR, SKF_GenerateAgreementDataWithECC(o->container,
				      SGD_SM4_ECB, &key, OCTETS("A"), 1, &h));
	SAR(SAR_NOTSUPPORTYETERR,
	    SKF_GenerateAgreementDataAndKeyWithECC(o->container, SGD_SM4_ECB,
		&key, &key, &key, OCTETS("A"), 1, OCTETS("B"), 1, &h));
}

static void
the_back_end_s_limits_are_kept(void **state)
{
	struct opened *o = *state;
	BYTE cert[11] = {0};
	HAPPLICATION app = NULL;
	ULONG left = 0;

	testing_state()->reached = 0;
	SAR(SAR_PIN_LEN_RANGE,
	    SKF_VerifyPIN(o->app, USER_TYPE, TEXT("123"), &left));
	SAR(SAR_PIN_LEN_RANGE,
	    SKF_VerifyPIN(o->app, USER_TYPE, TEXT("123456789"), &left));
	SAR(SAR_NAMELENERR, SKF_OpenApplication(o->dev, TEXT("LONGER"), &app));
	SAR(SAR_NAMELENERR, SKF_OpenApplication(o->dev, TEXT("\xff"), &app));
	SAR(SAR_NO_ROOM, SKF_CreateFile(o->app, TEXT("file"), 21, 0, 0));
	SAR(SAR_NO_ROOM, SKF_ImportCertificate(o->container, TRUE, cert, 11));
	assert_int_equal(testing_state()->reached, 0);
	SAR(SAR_PIN_INCORRECT,
	    SKF_VerifyPIN(o->app, USER_TYPE, TEXT("1234"), &left));
	assert_int_equal(left, 7);
	SAR(SAR_PIN_INCORRECT,
	    SKF_VerifyPIN(o->app, USER_TYPE, TEXT("12345678"), NULL));
	OK(SKF_CreateFile(o->app, TEXT("file"), 20, 0, 0));
	OK(SKF_ImportCertificate(o->container, TRUE, cert, 10));
	assert_int_equal(testing_state()->reached, 4);
}

/* --- keys inside --- */

static const uint8_t key_octets[SM4_KEY_LEN] = "a key inside it.";

static HANDLE
import(struct opened *o, ULONG algorithm)
{
	union {
		ECCCIPHERBLOB blob;
		BYTE room[sizeof(ECCCIPHERBLOB) + SM4_KEY_LEN];
	} w = {.room = {0}};
	HANDLE h = NULL;

	memcpy(w.blob.HASH, key_octets, SM4_KEY_LEN);
	w.blob.CipherLen = SM4_KEY_LEN;
	OK(SKF_ImportSessionKey(
	    o->container, algorithm, w.room, sizeof(w), &h));
	return h;
}

static void
a_key_inside_pads_and_takes_pieces(void **state)
{
	struct opened *o = *state;
	HANDLE h = import(o, SGD_SM4_CBC);
	BLOCKCIPHERPARAM param = {.IVLen = 16, .PaddingType = PADDING_PKCS5};
	uint8_t plain[48] = "octets in pieces that are never whole blocks";
	uint8_t want[48], iv[SM4_BLOCK] = {0};
	BYTE out[64], back[64];
	ULONG len, done = 0;

	memset(plain + 41, 7, 7); /* its padding */
	assert_int_equal(sm4(testing_state()->gm, SM4_CBC, true, key_octets, iv,
			     BYTES_ARRAY(plain), want),
	    ERR_OK);
	testing_state()->smallest = SIZE_MAX;
	OK(SKF_EncryptInit(h, param));
	for (ULONG at = 0; at < 41; at += 7) {
		len = sizeof(out) - done;
		OK(SKF_EncryptUpdate(
		    h, plain + at, at < 35 ? 7 : 41 - at, out + done, &len));
		done += len;
	}
	len = sizeof(out) - done;
	OK(SKF_EncryptFinal(h, out + done, &len));
	assert_int_equal(done + len, 48);
	assert_memory_equal(out, want, 48);
	assert_int_equal(testing_state()->smallest, SM4_BLOCK);
	len = sizeof(back);
	OK(SKF_DecryptInit(h, param));
	OK(SKF_Decrypt(h, out, 48, back, &len));
	assert_int_equal(len, 41);
	assert_memory_equal(back, plain, 41);
	OK(SKF_CloseHandle(h));
}

static void
a_failure_inside_is_told_and_a_new_beginning_works(void **state)
{
	struct opened *o = *state;
	HANDLE h = import(o, SGD_SM4_CBC);
	BLOCKCIPHERPARAM param = {.IVLen = 16};
	BYTE plain[32] = {0}, out[32];
	ULONG len = sizeof(out);

	OK(SKF_EncryptInit(h, param));
	testing_state()->stream_answer = SAR_DEVICE_REMOVED;
	SAR(SAR_DEVICE_REMOVED, SKF_EncryptUpdate(h, plain, 32, out, &len));
	len = sizeof(out);
	SAR(SAR_NOTINITIALIZEERR, SKF_Encrypt(h, plain, 32, out, &len));
	testing_state()->stream_answer = SAR_OK;
	OK(SKF_EncryptInit(h, param));
	len = sizeof(out);
	OK(SKF_Encrypt(h, plain, 32, out, &len));
	OK(SKF_CloseHandle(h));
}

static void
a_mac_outlives_the_handle_of_its_key(void **state)
{
	struct opened *o = *state;
	HANDLE h = import(o, SGD_SM4_MAC), mac = NULL;
	BLOCKCIPHERPARAM param = {.IVLen = 0};
	static uint8_t plain[5000 / 16 * 16], all[sizeof(plain)];
	uint8_t iv[SM4_BLOCK] = {0};
	BYTE out[16];
	ULONG len = sizeof(out);

	for (size_t i = 0; i < sizeof(plain); i++)
		plain[i] = (uint8_t)(i * 5);
	assert_int_equal(sm4(testing_state()->gm, SM4_CBC, true, key_octets, iv,
			     BYTES_ARRAY(plain), all),
	    ERR_OK);
	OK(SKF_MacInit(h, &param, &mac));
	OK(SKF_CloseHandle(h));
	assert_int_equal(testing_state()->keys, 1); /* the MAC has it yet */
	OK(SKF_MacUpdate(mac, plain, 4001));
	OK(SKF_Mac(mac, plain + 4001, sizeof(plain) - 4001, out, &len));
	assert_memory_equal(out, all + sizeof(all) - 16, 16);
	assert_int_equal(
	    testing_state()->keys, 0); /* a code that is done needs no key */
	SAR(SAR_NOTINITIALIZEERR, SKF_MacUpdate(mac, plain, 16));
	OK(SKF_CloseHandle(mac));
}

/* --- handles --- */

static void
what_finds_no_handle_is_closed(void **state)
{
	static HAPPLICATION apps[5000];
	struct opened *o = *state;
	size_t n = 0;

	while (n < COUNT(apps) &&
	       SKF_OpenApplication(o->dev, TEXT("CERT"), &apps[n]) == SAR_OK)
		n++;
	assert_in_range(n, 1000, COUNT(apps) - 1);
	assert_int_equal(testing_state()->applications, n + 1);
	SAR(SAR_MEMORYERR, SKF_OpenApplication(o->dev, TEXT("CERT"), &apps[n]));
	assert_int_equal(testing_state()->applications, n + 1);
	while (n > 0)
		OK(SKF_CloseApplication(apps[--n]));
	SAR(SAR_INVALIDHANDLEERR, SKF_CloseApplication(apps[0]));
}

static void
the_back_end_locks_once_for_all_that_nest(void **state)
{
	struct opened *o = *state;
	DEVHANDLE other = NULL;

	testing_state()->locked = testing_state()->unlocked = 0;
	OK(SKF_LockDev(o->dev, 0));
	OK(SKF_LockDev(o->dev, 0));
	assert_int_equal(testing_state()->locked, 1);
	OK(SKF_UnlockDev(o->dev));
	assert_int_equal(testing_state()->unlocked, 0);
	OK(SKF_UnlockDev(o->dev));
	assert_int_equal(testing_state()->unlocked, 1);
	SAR(SAR_FAIL, SKF_UnlockDev(o->dev));
	OK(SKF_ConnectDev(TEXT("key"), &other));
	OK(SKF_LockDev(other, 0));
	OK(SKF_DisConnectDev(other));
	assert_int_equal(testing_state()->unlocked, 2);
	testing_state()->lock_answer = SAR_DEVICE_REMOVED;
	SAR(SAR_DEVICE_REMOVED, SKF_LockDev(o->dev, 0));
	SAR(SAR_FAIL, SKF_UnlockDev(o->dev));
	testing_state()->lock_answer = SAR_OK;
	assert_int_equal(testing_state()->unlocked, 2);
}

/* --- events --- */

struct waiter {
	pthread_t thread;
	uint32_t sar;
	CHAR name[16];
	ULONG event;
};

static void *
wait_for_event(void *arg)
{
	struct waiter *w = arg;
	ULONG len = sizeof(w->name);

	w->sar = SKF_WaitForDevEvent(w->name, &len, &w->event);
	return NULL;
}

/* Until the back end is asked to wait. */
static void
start_waiting(struct waiter *w)
{
	assert_int_equal(
	    pthread_create(&w->thread, NULL, wait_for_event, w), 0);
	testing_await_wait();
}

static void
the_back_end_tells_when_to_look(void **state)
{
	struct waiter w = {.event = 0};
	ULONG len = 0, device = 0;

	(void)state;
	start_waiting(&w);
	/* others go on meanwhile, but there is one waiter */
	OK(SKF_GetDevState(TEXT("key"), &device));
	SAR(SAR_FAIL, SKF_WaitForDevEvent(NULL, &len, &device));
	testing_set_there(true);
	pthread_join(w.thread, NULL);
	SAR(SAR_OK, w.sar);
	assert_int_equal(w.event, DEV_EVENT_INSERTED);
	assert_string_equal((char *)w.name, "key");
	start_waiting(&w);
	testing_set_there(false);
	pthread_join(w.thread, NULL);
	SAR(SAR_OK, w.sar);
	assert_int_equal(w.event, DEV_EVENT_REMOVED);
}

static void
a_cancel_wakes_the_back_end(void **state)
{
	struct waiter w = {.event = 0};

	(void)state;
	start_waiting(&w);
	OK(SKF_CancelWaitForDevEvent());
	pthread_join(w.thread, NULL);
	SAR(SAR_NOT_EVENTERR, w.sar);
	SAR(SAR_NOT_EVENTERR, SKF_CancelWaitForDevEvent());
}

/* The last one leaves all kinds of handles to the end of the process. */
static void
what_is_open_at_the_end_is_closed_then(void **state)
{
	struct opened o;
	BLOCKCIPHERPARAM param = {.IVLen = 16};
	HANDLE h, mac = NULL;
	BYTE out[32];
	ULONG len = sizeof(out);

	(void)state;
	OK(SKF_ConnectDev(TEXT("key"), &o.dev));
	OK(SKF_LockDev(o.dev, 0));
	OK(SKF_OpenApplication(o.dev, TEXT("CERT"), &o.app));
	OK(SKF_OpenContainer(o.app, TEXT("container"), &o.container));
	h = import(&o, SGD_SM4_CBC);
	OK(SKF_EncryptInit(h, param));
	OK(SKF_EncryptUpdate(h, OCTETS(key_octets), 16, out, &len));
	h = import(&o, SGD_SM4_CBC);
	OK(SKF_MacInit(h, &param, &mac));
}

#define T(name) cmocka_unit_test_setup_teardown(name, enter, leave)

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    T(what_is_left_out_is_not_supported),
	    T(the_back_end_s_limits_are_kept),
	    T(a_key_inside_pads_and_takes_pieces),
	    T(a_failure_inside_is_told_and_a_new_beginning_works),
	    T(a_mac_outlives_the_handle_of_its_key),
	    T(what_finds_no_handle_is_closed),
	    T(the_back_end_locks_once_for_all_that_nest),
	    T(the_back_end_tells_when_to_look),
	    T(a_cancel_wakes_the_back_end),
	    cmocka_unit_test(what_is_open_at_the_end_is_closed_then),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
