/* SPDX-License-Identifier: Apache-2.0 */
#include <windows.h>

#include <time.h>

#include "base/clock.h"

int64_t
clock_monotonic_ms(void)
{
	return (int64_t)GetTickCount64();
}

void
clock_sleep_ms(int64_t ms)
{
	if (ms > 0)
		Sleep(ms < MAXDWORD ? (DWORD)ms : MAXDWORD - 1);
}

struct civil
civil_local(int64_t at)
{
	time_t t = (time_t)at;
	struct tm l = {0};

	if (localtime_s(&l, &t) != 0)
		return civil_of(at);
	return (struct civil){l.tm_year + 1900, l.tm_mon + 1, l.tm_mday,
	    l.tm_hour, l.tm_min, l.tm_sec};
}
