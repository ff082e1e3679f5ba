/* SPDX-License-Identifier: Apache-2.0 */
/* GM/T 0016 7.1 to 7.3: devices, access control, applications. */
#include <pthread.h>
#include <stdatomic.h>
#include <time.h>

#include "suite.h"

void
every_function_is_exported(void **state)
{
	struct suite *s = *state;

#define F(name) assert_non_null(s->name);
	SKF_STANDARD_FUNCTIONS(F)
#undef F
}

void
a_device_tells_about_itself(void **state)
{
	struct suite *s = *state;
	struct {
		DEVINFO info;
		BYTE after[16];
	} room;

	memset(&room, 0xa5, sizeof(room));
	OK(s->GetDevInfo(s->dev, &room.info));
	assert_int_equal(room.after[0], 0xa5); /* 294 octets and no more */
	assert_int_equal(room.info.Version.major, 1);
	assert_true(room.info.SerialNumber[0] != 0);
	assert_true(room.info.FreeSpace <= room.info.TotalSpace);
	assert_true((room.info.AlgHashCap & SGD_SM3) != 0);
}

void
a_label_is_kept(void **state)
{
	struct suite *s = *state;
	char longest[33];
	DEVINFO info;

	OK(s->SetLabel(s->dev, TEXT("first")));
	OK(s->SetLabel(s->dev, TEXT("测试设备")));
	OK(s->GetDevInfo(s->dev, &info));
	assert_string_equal((const char *)info.Label, "测试设备");
	memset(longest, 'x', 32);
	longest[32] = '\0';
	assert_int_not_equal(s->SetLabel(s->dev, TEXT(longest)), SAR_OK);
	OK(s->SetLabel(s->dev, TEXT(longest + 1)));
}

void
a_foreign_or_stale_handle_is_refused(void **state)
{
	struct suite *s = *state;
	HAPPLICATION app = NULL;
	DEVINFO info;
	ULONG len = 0;
	int here;

	OK(s->OpenApplication(s->dev, TEXT(CONFORMANCE_APPLICATION), &app));
	OK(s->CloseApplication(app));
	SAR(SAR_INVALIDHANDLEERR, s->CloseApplication(app));
	SAR(SAR_INVALIDHANDLEERR, s->EnumContainer(app, NULL, &len));
	SAR(SAR_INVALIDHANDLEERR, s->GetDevInfo(NULL, &info));
	SAR(SAR_INVALIDHANDLEERR, s->GetDevInfo(&here, &info));
	SAR(SAR_INVALIDHANDLEERR, s->GetDevInfo(s->app, &info));
	SAR(SAR_INVALIDHANDLEERR, s->CloseHandle(s->dev));
}

void
lists_end_with_an_empty_name(void **state)
{
	struct suite *s = *state;
	CHAR list[512];
	ULONG need = 0, len = sizeof(list);

	OK(s->EnumApplication(s->dev, NULL, &need));
	memset(list, 0xa5, sizeof(list));
	OK(s->EnumApplication(s->dev, list, &len));
	assert_int_equal(len, need);
	assert_true(len >= sizeof(CONFORMANCE_APPLICATION) + 1);
	assert_int_equal(list[len - 1], 0);
	assert_int_equal(list[len - 2], 0);
	len = need - 1;
	SAR(SAR_BUFFER_TOO_SMALL, s->EnumApplication(s->dev, list, &len));
	assert_int_equal(len, need);

	len = sizeof(list);
	memset(list, 0xa5, sizeof(list));
	OK(s->EnumFiles(s->app, list, &len)); /* none */
	assert_in_range(len, 1, 2);
	assert_int_equal(list[0], 0);
}

void
locking_nests(void **state)
{
	struct suite *s = *state;
	DEVINFO info;

	OK(s->LockDev(s->dev, 1000));
	OK(s->LockDev(s->dev, 1000));
	OK(s->UnlockDev(s->dev));
	OK(s->GetDevInfo(s->dev, &info));
	OK(s->UnlockDev(s->dev));
}

struct waiter {
	struct suite *s;
	uint32_t sar;
	atomic_bool done;
};

static void *
wait_for_event(void *arg)
{
	struct waiter *w = arg;
	CHAR name[512];
	ULONG len = sizeof(name), event = 0;

	w->sar = w->s->WaitForDevEvent(name, &len, &event);
	atomic_store(&w->done, true);
	return NULL;
}

void
waiting_for_events_can_be_cancelled(void **state)
{
	struct waiter w = {.s = *state};
	const struct timespec moment = {0, 20 * 1000 * 1000};
	pthread_t thread;

	assert_int_equal(pthread_create(&thread, NULL, wait_for_event, &w), 0);
	/* A cancel before the thread waits has nobody to cancel. */
	for (int i = 0; i < 500 && !atomic_load(&w.done); i++) {
		(void)w.s->CancelWaitForDevEvent();
		nanosleep(&moment, NULL);
	}
	assert_true(atomic_load(&w.done));
	pthread_join(thread, NULL);
	assert_int_not_equal(w.sar, SAR_OK);
}

/* --- device authentication, 8.2.3 --- */

void
device_authentication_takes_the_forms_in_use(void **state)
{
	static const struct {
		ULONG random, sent; /* octets */
	} forms[] = {
	    {8, 16},  /* the standard: 8 and zeros */
	    {16, 16}, /* all 16 random */
	    {8, 32},  /* a block of padding after it */
	};
	struct suite *s = *state;

	for (size_t i = 0; i < COUNT(forms); i++) {
		uint8_t data[32];

		memset(data, 16, sizeof(data));
		memset(data, 0, SM4_BLOCK);
		OK(s->GenRandom(s->dev, data, forms[i].random));
		assert_int_equal(
		    sm4(s->gm, SM4_ECB, true, (const uint8_t *)s->device_key,
			NULL, BYTES_ARRAY(data), data),
		    ERR_OK);
		OK(s->DevAuth(s->dev, data, forms[i].sent));
		/* the same answer is good once */
		assert_int_not_equal(
		    s->DevAuth(s->dev, data, forms[i].sent), SAR_OK);
	}
}

void
a_wrong_device_key_is_refused(void **state)
{
	struct suite *s = *state;
	HAPPLICATION app = NULL;

	assert_int_not_equal(authenticate(s, "not the device's"), SAR_OK);
	SAR(SAR_USER_NOT_LOGGED_IN,
	    s->CreateApplication(s->dev, TEXT("OTHER"), TEXT(ADMIN_PIN), TRIES,
		TEXT(USER_PIN), TRIES, SECURE_USER_ACCOUNT, &app));
	SAR(SAR_USER_NOT_LOGGED_IN,
	    s->DeleteApplication(s->dev, TEXT(CONFORMANCE_APPLICATION)));
}

void
an_application_needs_device_authentication(void **state)
{
	struct suite *s = *state;
	HAPPLICATION app = NULL;

	OK(authenticate(s, s->device_key));
	SAR(SAR_APPLICATION_EXISTS,
	    s->CreateApplication(s->dev, TEXT(CONFORMANCE_APPLICATION),
		TEXT(ADMIN_PIN), TRIES, TEXT(USER_PIN), TRIES,
		SECURE_USER_ACCOUNT, &app));
	SAR(SAR_APPLICATION_NOT_EXISTS,
	    s->OpenApplication(s->dev, TEXT("nowhere"), &app));
	SAR(SAR_APPLICATION_NOT_EXISTS,
	    s->DeleteApplication(s->dev, TEXT("nowhere")));
}

/* --- PINs --- */

static ULONG
tries_left(struct suite *s, ULONG type)
{
	ULONG max = 0, left = 0;
	BOOL first = FALSE;

	OK(s->GetPINInfo(s->app, type, &max, &left, &first));
	assert_int_equal(max, TRIES);
	return left;
}

void
a_wrong_pin_counts_down_and_a_right_one_restores(void **state)
{
	struct suite *s = *state;
	ULONG left = 99;

	SAR(SAR_PIN_INCORRECT,
	    s->VerifyPIN(s->app, USER_TYPE, TEXT("wrong-pin"), &left));
	assert_int_equal(left, TRIES - 1);
	assert_int_equal(tries_left(s, USER_TYPE), TRIES - 1);
	assert_int_equal(tries_left(s, ADMIN_TYPE), TRIES);
	OK(s->VerifyPIN(s->app, USER_TYPE, TEXT(USER_PIN), &left));
	assert_int_equal(tries_left(s, USER_TYPE), TRIES);
}

void
a_pin_of_wrong_length_spends_no_try(void **state)
{
	struct suite *s = *state;
	ULONG left = 0;

	SAR(SAR_PIN_LEN_RANGE,
	    s->VerifyPIN(s->app, USER_TYPE, TEXT("12345"), &left));
	SAR(SAR_PIN_LEN_RANGE, s->ChangePIN(s->app, USER_TYPE, TEXT(USER_PIN),
				   TEXT("12345"), &left));
	SAR(SAR_USER_TYPE_INVALID,
	    s->VerifyPIN(s->app, 2, TEXT(USER_PIN), &left));
	assert_int_equal(tries_left(s, USER_TYPE), TRIES);
}

void
a_pin_locks_and_the_administrator_unblocks_it(void **state)
{
	struct suite *s = *state;
	ULONG left = 99;

	for (ULONG i = 1; i < TRIES; i++) {
		SAR(SAR_PIN_INCORRECT,
		    s->VerifyPIN(s->app, USER_TYPE, TEXT("wrong-pin"), &left));
		assert_int_equal(left, TRIES - i);
	}
	SAR(SAR_PIN_LOCKED,
	    s->VerifyPIN(s->app, USER_TYPE, TEXT("wrong-pin"), &left));
	SAR(SAR_PIN_LOCKED,
	    s->VerifyPIN(s->app, USER_TYPE, TEXT(USER_PIN), &left));
	SAR(SAR_PIN_LOCKED, s->ChangePIN(s->app, USER_TYPE, TEXT(USER_PIN),
				TEXT("another-1"), &left));
	assert_int_equal(tries_left(s, USER_TYPE), 0);

	SAR(SAR_PIN_INCORRECT,
	    s->UnblockPIN(s->app, TEXT("wrong-admin"), TEXT(USER_PIN), &left));
	assert_int_equal(left, TRIES - 1);
	OK(s->UnblockPIN(s->app, TEXT(ADMIN_PIN), TEXT(USER_PIN), &left));
	assert_int_equal(tries_left(s, USER_TYPE), TRIES);
	assert_int_equal(tries_left(s, ADMIN_TYPE), TRIES);
	login(s);
}

void
pins_change_only_with_the_old_one(void **state)
{
	static const struct {
		ULONG type;
		const char *pin;
	} pins[] = {{USER_TYPE, USER_PIN}, {ADMIN_TYPE, ADMIN_PIN}};
	struct suite *s = *state;
	ULONG left = 0;

	for (size_t i = 0; i < COUNT(pins); i++) {
		ULONG type = pins[i].type;

		SAR(SAR_PIN_INCORRECT,
		    s->ChangePIN(s->app, type, TEXT("wrong-pin"),
			TEXT("new-pin-1"), &left));
		assert_int_equal(left, TRIES - 1);
		OK(s->ChangePIN(
		    s->app, type, TEXT(pins[i].pin), TEXT("new-pin-1"), &left));
		SAR(SAR_PIN_INCORRECT,
		    s->VerifyPIN(s->app, type, TEXT(pins[i].pin), &left));
		OK(s->ChangePIN(
		    s->app, type, TEXT("new-pin-1"), TEXT(pins[i].pin), &left));
		OK(s->VerifyPIN(s->app, type, TEXT(pins[i].pin), &left));
		assert_int_equal(tries_left(s, type), TRIES);
	}
}

void
closing_keeps_the_login_and_clearing_ends_it(void **state)
{
	struct suite *s = *state;
	HAPPLICATION again = NULL;
	HCONTAINER c = NULL;

	login(s);
	OK(s->OpenApplication(s->dev, TEXT(CONFORMANCE_APPLICATION), &again));
	OK(s->CreateContainer(again, TEXT("login"), &c));
	OK(s->CloseContainer(c));
	OK(s->CloseApplication(again));
	OK(s->DeleteContainer(s->app, TEXT("login")));
	OK(s->ClearSecureState(s->app));
	SAR(SAR_USER_NOT_LOGGED_IN,
	    s->CreateContainer(s->app, TEXT("login"), &c));
}
