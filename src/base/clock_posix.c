/* SPDX-License-Identifier: Apache-2.0 */
#include <errno.h>
#include <time.h>

#include "base/clock.h"

int64_t
clock_monotonic_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t); /* cannot fail for this clock */
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

void
clock_sleep_ms(int64_t ms)
{
	struct timespec left = {ms / 1000, ms % 1000 * 1000000};

	while (ms > 0 && nanosleep(&left, &left) != 0 && errno == EINTR)
		;
}

struct civil
civil_local(int64_t at)
{
	time_t t = (time_t)at;
	struct tm l;

	if (localtime_r(&t, &l) == NULL)
		return civil_of(at);
	return (struct civil){l.tm_year + 1900, l.tm_mon + 1, l.tm_mday,
	    l.tm_hour, l.tm_min, l.tm_sec};
}
