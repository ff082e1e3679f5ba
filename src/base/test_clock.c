/* SPDX-License-Identifier: Apache-2.0 */
#include "base/clock.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#define DAY_S 86400
#define FIRST_AT (-62135596800)
#define LAST_AT 253402300799

/* The times are those that date(1) gives. */
static const struct {
	int64_t at;
	const char *text;
} known[] = {
    {FIRST_AT, "0001-01-01T00:00:00Z"},
    {-2208988800, "1900-01-01T00:00:00Z"},
    {-1, "1969-12-31T23:59:59Z"},
    {0, "1970-01-01T00:00:00Z"},
    {951782399, "2000-02-28T23:59:59Z"},
    {951782400, "2000-02-29T00:00:00Z"}, /* 400 divides it: a leap year */
    {951868800, "2000-03-01T00:00:00Z"},
    {1709164800, "2024-02-29T00:00:00Z"},
    {1795334400, "2026-11-22T08:00:00Z"},
    {2147483648, "2038-01-19T03:14:08Z"}, /* past 31 bits */
    {4107542399, "2100-02-28T23:59:59Z"},
    {4107542400, "2100-03-01T00:00:00Z"}, /* 100 divides it: none */
    {LAST_AT, "9999-12-31T23:59:59Z"},
};

static void
known_times_have_known_texts(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(known); i++) {
		char text[CLOCK_TEXT_SIZE];
		int64_t at = 7;

		clock_text(known[i].at, text);
		assert_string_equal(text, known[i].text);
		assert_int_equal(clock_parse(known[i].text, &at), ERR_OK);
		assert_true(at == known[i].at);
	}
}

/* Every day of 400 years, after which the calendar repeats, as libc sees it. */
static void
every_day_is_the_same_to_libc(void **state)
{
	int64_t from, to, back;

	(void)state;
	assert_int_equal(clock_parse("1800-01-01T12:34:56Z", &from), ERR_OK);
	assert_int_equal(clock_parse("2200-01-01T12:34:56Z", &to), ERR_OK);
	for (int64_t at = from; at <= to; at += DAY_S) {
		struct civil c = civil_of(at);
		time_t t = (time_t)at;
		struct tm tm;

		assert_non_null(gmtime_r(&t, &tm));
		assert_int_equal(c.year, tm.tm_year + 1900);
		assert_int_equal(c.month, tm.tm_mon + 1);
		assert_int_equal(c.day, tm.tm_mday);
		assert_int_equal(c.hour, 12);
		assert_int_equal(c.minute, 34);
		assert_int_equal(c.second, 56);
		assert_int_equal(civil_time(&c, &back), ERR_OK);
		assert_true(back == at);
	}
}

static void
times_outside_the_calendar_become_its_ends(void **state)
{
	static const struct {
		int64_t at, same_as;
	} cases[] = {
	    {FIRST_AT - 1, FIRST_AT},
	    {INT64_MIN, FIRST_AT},
	    {LAST_AT + 1, LAST_AT},
	    {INT64_MAX, LAST_AT},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct civil c = civil_of(cases[i].at);
		int64_t at;

		assert_int_equal(civil_time(&c, &at), ERR_OK);
		assert_true(at == cases[i].same_as);
	}
}

static void
dates_that_do_not_exist_are_refused(void **state)
{
	static const struct civil bad[] = {
	    {0, 1, 1, 0, 0, 0},
	    {10000, 1, 1, 0, 0, 0},
	    {-1, 1, 1, 0, 0, 0},
	    {2026, 0, 1, 0, 0, 0},
	    {2026, 13, 1, 0, 0, 0},
	    {2026, 1, 0, 0, 0, 0},
	    {2026, 1, 32, 0, 0, 0},
	    {2026, 4, 31, 0, 0, 0},
	    {2026, 2, 29, 0, 0, 0}, /* not divided by 4 */
	    {1900, 2, 29, 0, 0, 0}, /* by 100, not by 400 */
	    {2000, 2, 30, 0, 0, 0},
	    {2026, 1, 1, 24, 0, 0},
	    {2026, 1, 1, -1, 0, 0},
	    {2026, 1, 1, 0, 60, 0},
	    {2026, 1, 1, 0, -1, 0},
	    {2026, 1, 1, 0, 0, 60}, /* no leap seconds */
	    {2026, 1, 1, 0, 0, -1},
	};
	int64_t at = 7;

	(void)state;
	for (size_t i = 0; i < COUNT(bad); i++)
		assert_int_equal(civil_time(&bad[i], &at), ERR_BAD_TIME);
	assert_true(at == 7);
}

static void
only_one_way_to_write_a_time_is_read(void **state)
{
	static const char *const bad[] = {
	    "",
	    "2026-11-22",
	    "2026-11-22T08:00:00",
	    "2026-11-22T08:00:00z",
	    "2026-11-22t08:00:00Z",
	    "2026-11-22 08:00:00Z",
	    "2026-11-22T08:00:00ZZ",
	    "2026-11-22T08:00:00Z ",
	    " 2026-11-22T08:00:00",
	    "2026-11-22T08:00:00+00:00",
	    "2026-11-22T08:00:00.0Z",
	    "2026-11-22T08-00-00Z",
	    "2026/11/22T08:00:00Z",
	    "+026-11-22T08:00:00Z",
	    "2026-1 -22T08:00:00Z",
	    "2026-11-22T 8:00:00Z",
	    "2026-02-29T08:00:00Z",
	    "0000-01-01T00:00:00Z",
	};
	int64_t at = 7;

	(void)state;
	for (size_t i = 0; i < COUNT(bad); i++)
		assert_int_equal(clock_parse(bad[i], &at), ERR_BAD_TIME);
	assert_true(at == 7);
}

static void
a_fixed_clock_stands_until_it_is_moved(void **state)
{
	int64_t at = 1000;
	struct clock c = clock_fixed(&at);

	(void)state;
	assert_true(clock_now(c) == 1000);
	at = 2000;
	assert_true(clock_now(c) == 2000);
}

static void
the_systems_clock_is_libcs(void **state)
{
	int64_t before = (int64_t)time(NULL);
	int64_t now = clock_now(clock_system());

	(void)state;
	assert_true(now >= before && now <= (int64_t)time(NULL));
}

static void
the_monotonic_clock_covers_what_was_waited(void **state)
{
	int64_t start_ms = clock_monotonic_ms();

	(void)state;
	clock_sleep_ms(0);
	clock_sleep_ms(-1);
	clock_sleep_ms(3);
	assert_true(clock_monotonic_ms() >= start_ms + 2); /* it is cut off */
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(known_times_have_known_texts),
	    cmocka_unit_test(every_day_is_the_same_to_libc),
	    cmocka_unit_test(times_outside_the_calendar_become_its_ends),
	    cmocka_unit_test(dates_that_do_not_exist_are_refused),
	    cmocka_unit_test(only_one_way_to_write_a_time_is_read),
	    cmocka_unit_test(a_fixed_clock_stands_until_it_is_moved),
	    cmocka_unit_test(the_systems_clock_is_libcs),
	    cmocka_unit_test(the_monotonic_clock_covers_what_was_waited),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
