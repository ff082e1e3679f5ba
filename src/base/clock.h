/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Time. A clock is an argument, so that a test can set it. Times are whole
 * seconds since 1970-01-01T00:00:00Z, without leap seconds (int64_t, named
 * ..._at or ..._time); durations are named ..._s or ..._ms.
 */
#ifndef BASE_CLOCK_H
#define BASE_CLOCK_H

#include "bytes.h"

struct clock {
	int64_t (*now)(void *self); /* UTC, seconds */
	void *self;
};

/* The computer's clock. */
struct clock clock_system(void);

/* A clock that stands at *at, which the caller may move. */
struct clock clock_fixed(int64_t *at);

static inline int64_t
clock_now(struct clock c)
{
	return c.now(c.self);
}

/* Milliseconds that only ever grow, for time-outs; not a time of day. */
int64_t clock_monotonic_ms(void);

/* Wait. Nothing is done for ms <= 0. */
void clock_sleep_ms(int64_t ms);

struct civil {
	int year; /* 1 to 9999 */
	int month, day, hour, minute, second;
};

/*
 * The UTC calendar date of a time. A time outside years 1 to 9999 gives the
 * first or last second of them.
 */
struct civil civil_of(int64_t at);

/* The same by this computer's own time zone; civil_of where it has no such
 * time. From any thread. */
struct civil civil_local(int64_t at);

/* The time of a UTC date. BAD_TIME if there is no such day or time. */
MUST_USE enum err civil_time(const struct civil *c, int64_t *ret_at);

#define CLOCK_TEXT_SIZE 21 /* "2026-11-22T08:00:00Z" and NUL */

/* RFC 3339 in UTC, seconds, "Z"; years as civil_of. */
void clock_text(int64_t at, char out[CLOCK_TEXT_SIZE]);

/* Reads just what clock_text writes. BAD_TIME. */
MUST_USE enum err clock_parse(const char *text, int64_t *ret_at);

#endif
