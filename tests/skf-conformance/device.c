/* SPDX-License-Identifier: Apache-2.0 */
/* GM/T 0016 7.1: devices. */
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
a_device_is_listed_and_there(void **state)
{
	struct suite *s = *state;
	DEVHANDLE dev = connect_again(s);
	ULONG device_state = 99, len = 0;

	OK(s->DisConnectDev(dev));
	OK(s->GetDevState(TEXT(s->again), &device_state));
	assert_int_equal(device_state, DEV_PRESENT_STATE);
	OK(s->GetDevState(TEXT("no such device"), &device_state));
	assert_int_equal(device_state, DEV_ABSENT_STATE);
	assert_int_not_equal(
	    s->ConnectDev(TEXT("no such device"), &dev), SAR_OK);
	OK(s->EnumDev(FALSE, NULL, &len));
	assert_true(len > strlen(s->again));
}

void
random_octets_come_in_any_number(void **state)
{
	static const ULONG lens[] = {1, 8, 16, 255, 256, 257, 3000};
	struct suite *s = *state;
	BYTE one[3001], two[3001];

	for (size_t i = 0; i < COUNT(lens); i++) {
		one[lens[i]] = 0xa5;
		OK(s->GenRandom(s->dev, one, lens[i]));
		OK(s->GenRandom(s->dev, two, lens[i]));
		assert_int_equal(one[lens[i]], 0xa5);
		if (lens[i] >= 16)
			assert_memory_not_equal(one, two, lens[i]);
	}
}

void
locking_nests(void **state)
{
	struct suite *s = *state;
	DEVHANDLE other = connect_again(s);
	DEVINFO info;

	OK(s->LockDev(s->dev, 1000));
	OK(s->LockDev(s->dev, 1000));
	OK(s->UnlockDev(s->dev)); /* still ours */
	SAR(SAR_TIMEOUTERR, s->LockDev(other, 0));
	OK(s->GetDevInfo(s->dev, &info));
	OK(s->UnlockDev(s->dev));
	assert_int_not_equal(s->UnlockDev(s->dev), SAR_OK);
	OK(s->LockDev(other, 0));
	SAR(SAR_TIMEOUTERR, s->LockDev(s->dev, 50));
	OK(s->DisConnectDev(other)); /* which unlocks: 7.1.6 */
	OK(s->LockDev(s->dev, 0xffffffff));
	OK(s->UnlockDev(s->dev));
}

/* 7.1.12 is for testing devices: a maker may keep it from everybody. */
void
a_raw_command_has_an_answer_if_any_have(void **state)
{
	static const BYTE unknown[] = {0x80, 0xfe, 0x00, 0x00};
	struct suite *s = *state;
	BYTE answer[258];
	ULONG need = 0, len = sizeof(answer);
	uint32_t sar =
	    s->Transmit(s->dev, OCTETS(unknown), sizeof(unknown), NULL, &need);

	SAR(SAR_INVALIDHANDLEERR,
	    s->Transmit(NULL, OCTETS(unknown), sizeof(unknown), answer, &len));
	if (sar == SAR_NOTSUPPORTYETERR)
		return;
	SAR(SAR_OK, sar);
	assert_true(need >= 2);
	OK(s->Transmit(s->dev, OCTETS(unknown), sizeof(unknown), answer, &len));
	assert_int_equal(len, 2); /* a status word, and not of success */
	assert_int_not_equal(answer[0] << 8 | answer[1], 0x9000);
	len = 1;
	SAR(SAR_BUFFER_TOO_SMALL, s->Transmit(s->dev, OCTETS(unknown),
				      sizeof(unknown), answer, &len));
	assert_int_not_equal(
	    s->Transmit(s->dev, OCTETS(unknown), 3, answer, &len), SAR_OK);
}

void
rsa_is_there_if_the_device_says_so(void **state)
{
	struct suite *s = *state;
	HCONTAINER c = enter_container(s, "rsa");
	RSAPUBLICKEYBLOB key;
	DEVINFO info;

	OK(s->GetDevInfo(s->dev, &info));
	SAR((info.AlgAsymCap & SGD_RSA) != 0 ? SAR_OK : SAR_NOTSUPPORTYETERR,
	    s->GenRSAKeyPair(c, 2048, &key));
	leave_container(s, c, "rsa");
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
