/* SPDX-License-Identifier: Apache-2.0 */
#include <windows.h>

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
