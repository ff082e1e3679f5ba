/* SPDX-License-Identifier: Apache-2.0 */
#include "base/clock.h"

#include <string.h>
#include <time.h>

#define DAY_S 86400
#define DAYS_FROM_1970_TO_0000_03_01 719468
#define DAYS_IN_400_YEARS 146097
#define FIRST_AT (-62135596800) /* 0001-01-01T00:00:00Z */
#define LAST_AT 253402300799	/* 9999-12-31T23:59:59Z */

static int64_t
system_now(void *self)
{
	(void)self;
	return (int64_t)time(NULL);
}

struct clock
clock_system(void)
{
	return (struct clock){system_now, NULL};
}

static int64_t
fixed_now(void *self)
{
	return *(int64_t *)self;
}

struct clock
clock_fixed(int64_t *at)
{
	return (struct clock){fixed_now, at};
}

/*
 * Both directions count years from March, so that the leap day is a year's
 * last, in eras of 400 years, which all have the same number of days.
 */
static void
set_date(struct civil *c, int64_t days_since_1970)
{
	int64_t days = days_since_1970 + DAYS_FROM_1970_TO_0000_03_01;
	int64_t era = (days >= 0 ? days : days - DAYS_IN_400_YEARS + 1) /
		      DAYS_IN_400_YEARS;
	int day_of_era = (int)(days - era * DAYS_IN_400_YEARS);
	int year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36524 -
			      day_of_era / 146096) /
			  365;
	int day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 -
					   year_of_era / 100);
	int month_from_march = (5 * day_of_year + 2) / 153;

	c->day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
	c->month =
	    month_from_march < 10 ? month_from_march + 3 : month_from_march - 9;
	c->year = (int)(era * 400) + year_of_era + (c->month <= 2);
}

struct civil
civil_of(int64_t at)
{
	struct civil c;
	int64_t days;
	int second;

	at = at < FIRST_AT ? FIRST_AT : at > LAST_AT ? LAST_AT : at;
	days = (at >= 0 ? at : at - DAY_S + 1) / DAY_S;
	second = (int)(at - days * DAY_S);
	set_date(&c, days);
	c.hour = second / 3600;
	c.minute = second / 60 % 60;
	c.second = second % 60;
	return c;
}

static bool
is_leap(int year)
{
	return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

static int
days_of_month(int year, int month)
{
	static const int days[] = {
	    31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};

	return month == 2 && is_leap(year) ? 29 : days[month - 1];
}

static bool
within(int v, int least, int most)
{
	return v >= least && v <= most;
}

static bool
is_civil(const struct civil *c)
{
	return within(c->year, 1, 9999) && within(c->month, 1, 12) &&
	       within(c->day, 1, days_of_month(c->year, c->month)) &&
	       within(c->hour, 0, 23) && within(c->minute, 0, 59) &&
	       within(c->second, 0, 59);
}

static int64_t
days_since_1970(const struct civil *c)
{
	int year = c->month <= 2 ? c->year - 1 : c->year; /* from March, >= 0 */
	int month_from_march = c->month > 2 ? c->month - 3 : c->month + 9;
	int day_of_year = (153 * month_from_march + 2) / 5 + c->day - 1;
	int leap_days = year / 4 - year / 100 + year / 400;

	return (int64_t)365 * year + leap_days + day_of_year -
	       DAYS_FROM_1970_TO_0000_03_01;
}

enum err
civil_time(const struct civil *c, int64_t *ret_at)
{
	if (!is_civil(c))
		return ERR_BAD_TIME;
	*ret_at = days_since_1970(c) * DAY_S + c->hour * 3600 + c->minute * 60 +
		  c->second;
	return ERR_OK;
}

/* Where each number stands in "2026-11-22T08:00:00Z". */
static const struct {
	int at, digits;
} fields[] = {{0, 4}, {5, 2}, {8, 2}, {11, 2}, {14, 2}, {17, 2}};

static const char pattern[CLOCK_TEXT_SIZE] = "dddd-dd-ddTdd:dd:ddZ";

void
clock_text(int64_t at, char out[CLOCK_TEXT_SIZE])
{
	struct civil c = civil_of(at);
	int values[] = {c.year, c.month, c.day, c.hour, c.minute, c.second};

	memcpy(out, pattern, CLOCK_TEXT_SIZE);
	for (size_t i = 0; i < COUNT(fields); i++) {
		for (int d = fields[i].digits - 1; d >= 0; d--) {
			out[fields[i].at + d] = (char)('0' + values[i] % 10);
			values[i] /= 10;
		}
	}
}

static bool
fits_pattern(const char *text)
{
	if (strlen(text) != CLOCK_TEXT_SIZE - 1)
		return false;
	for (size_t i = 0; pattern[i] != '\0'; i++) {
		bool digit = text[i] >= '0' && text[i] <= '9';

		if (pattern[i] == 'd' ? !digit : text[i] != pattern[i])
			return false;
	}
	return true;
}

enum err
clock_parse(const char *text, int64_t *ret_at)
{
	int values[COUNT(fields)] = {0};

	if (!fits_pattern(text))
		return ERR_BAD_TIME;
	for (size_t i = 0; i < COUNT(fields); i++) {
		const char *digits = text + fields[i].at;

		for (int d = 0; d < fields[i].digits; d++)
			values[i] = values[i] * 10 + (digits[d] - '0');
	}
	return civil_time(&(struct civil){values[0], values[1], values[2],
			      values[3], values[4], values[5]},
	    ret_at);
}
