/* SPDX-License-Identifier: Apache-2.0 */
#include "assistant/screens/reminder.h"

#include <stdio.h>
#include <string.h>

#include "base/text.h"

#define DAY_S 86400
#define DAY_MINUTES 1440
#define WRONG_CLOCK_S (2 * DAY_S)

/* The first is the earliest. */
static const int stages[] = {30, 14, 7, 1, REMINDER_ENDED};

static bool
is_stage(uint64_t days)
{
	size_t n = 0;

	while (n < COUNT(stages) && (uint64_t)stages[n] != days)
		n++;
	return n < COUNT(stages);
}

struct reminder_told
reminder_parse(const char *text)
{
	const struct reminder_told nothing = {.days = REMINDER_NONE};
	struct reminder_told told;
	const char *space = strchr(text, ' ');
	char days[4] = "";
	uint64_t number;

	if (space == NULL || (size_t)(space - text) >= sizeof(days))
		return nothing;
	memcpy(days, text, (size_t)(space - text));
	if (text_u64(days, 30, &number) != ERR_OK || !is_stage(number) ||
	    clock_parse(space + 1, &told.at) != ERR_OK)
		return nothing;
	told.days = (int)number;
	return told;
}

void
reminder_text(const struct reminder_told *told, char out[REMINDER_TEXT_SIZE])
{
	char at[CLOCK_TEXT_SIZE];

	clock_text(told->at, at);
	(void)snprintf(out, REMINDER_TEXT_SIZE, "%d %s", told->days, at);
}

static int64_t
begin_of(const struct reminder *r, int days)
{
	return r->not_after - (int64_t)days * DAY_S + (days == REMINDER_ENDED);
}

/* The last one whose time has come; *ret_next: when that of the next does. */
static int
stage_at(const struct reminder *r, int64_t *ret_next)
{
	int stage = REMINDER_NONE;

	*ret_next = INT64_MAX;
	for (size_t n = 0; n < COUNT(stages); n++) {
		if (r->now >= begin_of(r, stages[n])) {
			stage = stages[n];
		} else {
			*ret_next = begin_of(r, stages[n]);
			break;
		}
	}
	return stage;
}

static bool
is_told(const struct reminder *r)
{
	return r->told.days != REMINDER_NONE &&
	       r->told.at <= r->now + WRONG_CLOCK_S;
}

/* Seconds from now, whose minute of the day is that, to another minute. */
static int64_t
until(const struct civil *now, int minute)
{
	int from = now->hour * 60 + now->minute;
	int minutes = (minute - from + DAY_MINUTES) % DAY_MINUTES;

	if (minutes == 0)
		minutes = DAY_MINUTES;
	return (int64_t)minutes * 60 - now->second;
}

static bool
is_quiet(const struct quiet_hours *q, const struct civil *now)
{
	int minute = now->hour * 60 + now->minute;

	if (q == NULL)
		return false;
	return q->from < q->to ? minute >= q->from && minute < q->to
			       : minute >= q->from || minute < q->to;
}

static bool
is_same_day(const struct civil *a, const struct civil *b)
{
	return a->year == b->year && a->month == b->month && a->day == b->day;
}

int
reminder_due(const struct reminder *r, int64_t *ret_ask_at)
{
	int stage = stage_at(r, ret_ask_at);
	struct civil now = r->local(r->now), told;

	if (stage == REMINDER_NONE)
		return REMINDER_NONE;
	if (is_told(r) && r->told.days <= stage)
		return REMINDER_NONE; /* this one, or one that comes later */
	if (is_told(r)) {
		told = r->local(r->told.at);
		if (r->told.at > r->now || is_same_day(&told, &now)) {
			*ret_ask_at = r->now + until(&now, 0);
			return REMINDER_NONE;
		}
	}
	if (is_quiet(r->quiet, &now)) {
		*ret_ask_at = r->now + until(&now, r->quiet->to);
		return REMINDER_NONE;
	}
	return stage;
}
