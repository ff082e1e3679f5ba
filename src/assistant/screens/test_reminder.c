/* SPDX-License-Identifier: Apache-2.0 */
#include "assistant/screens/reminder.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

static int64_t
at(const char *text)
{
	int64_t t;

	assert_int_equal(clock_parse(text, &t), ERR_OK);
	return t;
}

static struct civil
in_utc(int64_t t)
{
	return civil_of(t);
}

static struct civil
in_china(int64_t t)
{
	return civil_of(t + 8 * 3600);
}

/* New York in 2026: summer time from 8 March to 1 November. */
static struct civil
in_new_york(int64_t t)
{
	bool summer =
	    t >= at("2026-03-08T07:00:00Z") && t < at("2026-11-01T06:00:00Z");

	return civil_of(t - (summer ? 4 : 5) * 3600);
}

struct row {
	const char *now, *told; /* "": nothing yet */
	int due;
	const char *ask_at; /* NULL: never */
};

static void
check(const struct row *rows, size_t count, struct reminder r)
{
	for (size_t n = 0; n < count; n++) {
		int64_t ask_at = 0;

		r.now = at(rows[n].now);
		r.told = reminder_parse(rows[n].told);
		assert_int_equal(reminder_due(&r, &ask_at), rows[n].due);
		if (rows[n].ask_at == NULL)
			assert_true(ask_at == INT64_MAX);
		else
			assert_int_equal(ask_at, at(rows[n].ask_at));
	}
}

#define END "2026-12-31T12:00:00Z"
#define AT_30 "2026-12-01T12:00:00Z"
#define AT_14 "2026-12-17T12:00:00Z"
#define AT_7 "2026-12-24T12:00:00Z"
#define AT_1 "2026-12-30T12:00:00Z"
#define ENDED "2026-12-31T12:00:01Z"

static void
each_of_them_is_due_from_its_second_on(void **state)
{
	static const struct row rows[] = {
	    {"2026-01-01T00:00:00Z", "", REMINDER_NONE, AT_30},
	    {"2026-12-01T11:59:59Z", "", REMINDER_NONE, AT_30},
	    {AT_30, "", 30, AT_14},
	    {"2026-12-17T11:59:59Z", "", 30, AT_14},
	    {AT_14, "30 2026-12-01T12:00:00Z", 14, AT_7},
	    {AT_7, "14 2026-12-17T12:00:00Z", 7, AT_1},
	    {AT_1, "7 2026-12-24T12:00:00Z", 1, ENDED},
	    {END, "7 2026-12-24T12:00:00Z", 1, ENDED},
	    {ENDED, "1 2026-12-30T12:00:00Z", REMINDER_ENDED, NULL},
	    {"2030-01-01T00:00:00Z", "", REMINDER_ENDED, NULL},
	};

	(void)state;
	check(rows, COUNT(rows),
	    (struct reminder){.not_after = at(END), .local = in_utc});
}

static void
what_was_said_is_not_said_again(void **state)
{
	static const struct row rows[] = {
	    {"2026-12-05T00:00:00Z", "30 2026-12-01T12:00:00Z", REMINDER_NONE,
		AT_14},
	    {"2027-05-01T00:00:00Z", "0 2027-01-01T00:00:00Z", REMINDER_NONE,
		NULL},
	    /* the computer was off on the days between */
	    {"2026-12-26T00:00:00Z", "30 2026-12-01T12:00:00Z", 7, AT_1},
	};

	(void)state;
	check(rows, COUNT(rows),
	    (struct reminder){.not_after = at(END), .local = in_utc});
}

static void
of_one_certificate_there_is_one_a_day(void **state)
{
	static const struct row rows[] = {
	    /* late with 30, at four in the morning in China: 14 is due at
	     * eight in the evening, and said after midnight */
	    {AT_14, "30 2026-12-16T20:00:00Z", REMINDER_NONE,
		"2026-12-17T16:00:00Z"},
	    {"2026-12-17T15:59:59Z", "30 2026-12-16T20:00:00Z", REMINDER_NONE,
		"2026-12-17T16:00:00Z"},
	    {"2026-12-17T16:00:00Z", "30 2026-12-16T20:00:00Z", 14, AT_7},
	    /* said at a quarter to midnight */
	    {AT_14, "30 2026-12-16T15:45:00Z", 14, AT_7},
	};

	(void)state;
	check(rows, COUNT(rows),
	    (struct reminder){.not_after = at(END), .local = in_china});
}

static void
a_clock_that_was_set_back_says_nothing_twice(void **state)
{
	static const struct row rows[] = {
	    /* over midnight: another day, but before what was said */
	    {"2026-12-17T23:00:00Z", "30 2026-12-18T01:00:00Z", REMINDER_NONE,
		"2026-12-18T00:00:00Z"},
	    /* to before the stage that was said */
	    {"2026-12-16T10:00:00Z", "14 2026-12-17T12:00:00Z", REMINDER_NONE,
		AT_14},
	    /* two days ahead count, a second more does not */
	    {"2026-12-17T12:00:00Z", "30 2026-12-19T12:00:00Z", REMINDER_NONE,
		"2026-12-18T00:00:00Z"},
	    {"2026-12-17T12:00:00Z", "30 2026-12-19T12:00:01Z", 14, AT_7},
	    {"2026-12-17T12:00:00Z", "0 2036-01-01T00:00:00Z", 14, AT_7},
	};

	(void)state;
	check(rows, COUNT(rows),
	    (struct reminder){.not_after = at(END), .local = in_utc});
}

static void
quiet_hours_put_it_off(void **state)
{
	static const struct quiet_hours night = {22 * 60, 8 * 60};
	static const struct row rows[] = {
	    {"2026-12-02T13:59:59Z", "", 30, AT_14}, /* 21:59:59 */
	    {"2026-12-02T14:00:00Z", "", REMINDER_NONE, "2026-12-03T00:00:00Z"},
	    {"2026-12-02T16:30:30Z", "", REMINDER_NONE, "2026-12-03T00:00:00Z"},
	    {"2026-12-02T23:59:59Z", "", REMINDER_NONE, "2026-12-03T00:00:00Z"},
	    {"2026-12-03T00:00:00Z", "", 30, AT_14}, /* 08:00 */
	};
	static const struct quiet_hours noon = {12 * 60, 13 * 60 + 30};
	static const struct row by_day[] = {
	    {"2026-12-02T03:59:59Z", "", 30, AT_14},
	    {"2026-12-02T04:00:00Z", "", REMINDER_NONE, "2026-12-02T05:30:00Z"},
	    {"2026-12-02T05:30:00Z", "", 30, AT_14},
	};
	struct reminder r = {
	    .not_after = at(END), .local = in_china, .quiet = &night};

	(void)state;
	check(rows, COUNT(rows), r);
	r.quiet = &noon;
	check(by_day, COUNT(by_day), r);
}

/* On 1 November 2026 clocks in New York go back at two: the hour before comes
 * twice; on 8 March they go forward, and it does not come. */
static void
clocks_that_change_for_summer_and_winter_do_no_harm(void **state)
{
	static const struct quiet_hours night = {22 * 60, 90};
	static const struct row autumn[] = {
	    {"2026-11-01T05:29:00Z", "", REMINDER_NONE, "2026-11-01T05:30:00Z"},
	    {"2026-11-01T05:30:00Z", "", 30, "2026-11-14T12:00:00Z"},
	    /* the second time that it is one o'clock */
	    {"2026-11-01T06:00:00Z", "", REMINDER_NONE, "2026-11-01T06:30:00Z"},
	    {"2026-11-01T06:30:00Z", "30 2026-11-01T05:30:00Z", REMINDER_NONE,
		"2026-11-14T12:00:00Z"},
	};
	static const struct quiet_hours gap = {22 * 60, 150};
	static const struct row spring[] = {
	    /* 01:59; half past two does not come: it is asked at 03:30 */
	    {"2026-03-08T06:59:00Z", "", REMINDER_NONE, "2026-03-08T07:30:00Z"},
	    {"2026-03-08T07:00:00Z", "", 30, "2026-03-14T12:00:00Z"},
	};
	struct reminder r = {.not_after = at("2026-11-28T12:00:00Z"),
	    .local = in_new_york,
	    .quiet = &night};

	(void)state;
	check(autumn, COUNT(autumn), r);
	r.not_after = at("2026-03-28T12:00:00Z");
	r.quiet = &gap;
	check(spring, COUNT(spring), r);
}

static void
a_leap_day_is_a_day(void **state)
{
	static const struct row rows[] = {
	    {"2028-01-30T23:59:59Z", "", REMINDER_NONE, "2028-01-31T00:00:00Z"},
	    {"2028-01-31T00:00:00Z", "", 30, "2028-02-16T00:00:00Z"},
	    {"2028-02-29T00:00:00Z", "7 2028-02-28T23:59:59Z", 1,
		"2028-03-01T00:00:01Z"},
	};

	(void)state;
	check(rows, COUNT(rows),
	    (struct reminder){
		.not_after = at("2028-03-01T00:00:00Z"), .local = in_utc});
}

static void
what_is_remembered_is_a_strict_text(void **state)
{
	static const char *const wrong[] = {"", "30", "30 ", "13 " END,
	    "-1 " END, "030 " END, "30  " END, "30 " END " ", "30 today",
	    "300 " END, " 30 " END};
	const struct reminder_told told = {14, at(AT_14)};
	char text[REMINDER_TEXT_SIZE];

	(void)state;
	for (size_t n = 0; n < COUNT(wrong); n++)
		assert_int_equal(reminder_parse(wrong[n]).days, REMINDER_NONE);
	reminder_text(&told, text);
	assert_string_equal(text, "14 " AT_14);
	assert_int_equal(reminder_parse(text).days, 14);
	assert_int_equal(reminder_parse(text).at, told.at);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(each_of_them_is_due_from_its_second_on),
	    cmocka_unit_test(what_was_said_is_not_said_again),
	    cmocka_unit_test(of_one_certificate_there_is_one_a_day),
	    cmocka_unit_test(a_clock_that_was_set_back_says_nothing_twice),
	    cmocka_unit_test(quiet_hours_put_it_off),
	    cmocka_unit_test(
		clocks_that_change_for_summer_and_winter_do_no_harm),
	    cmocka_unit_test(a_leap_day_is_a_day),
	    cmocka_unit_test(what_is_remembered_is_a_strict_text),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
