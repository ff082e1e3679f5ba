/* SPDX-License-Identifier: Apache-2.0 */
/*
 * When people are reminded that a certificate ends (requirement C12): 30, 14, 7
 * and 1 days before, and once when it has ended. For one certificate never
 * twice on a day, by this computer's calendar, and not in quiet hours: what
 * fell into them, or into days when the computer was off, is said afterwards,
 * once. Pure: time, time zone and what was said are arguments.
 */
#ifndef ASSISTANT_SCREENS_REMINDER_H
#define ASSISTANT_SCREENS_REMINDER_H

#include "assistant/settings.h"
#include "base/clock.h"

#define REMINDER_TEXT_SIZE 32
#define REMINDER_NONE (-1)
#define REMINDER_ENDED 0

/* What was said of a certificate last. */
struct reminder_told {
	int days;   /* which: 30, 14, 7, 1, ENDED; NONE: nothing yet */
	int64_t at; /* when, if so */
};

/* As a memo has it: "14 2026-11-22T08:00:00Z". What is not such a text, and
 * "", is nothing yet. */
struct reminder_told reminder_parse(const char *text);
void reminder_text(
    const struct reminder_told *told, char out[REMINDER_TEXT_SIZE]);

struct reminder {
	int64_t now, not_after;
	struct reminder_told told;
	/* By this computer's time zone; civil_local but for tests. */
	struct civil (*local)(int64_t at);
	const struct quiet_hours *quiet; /* NULL: none */
};

/*
 * Which one is to be said now: days as above, or REMINDER_NONE. *ret_ask_at is
 * when it may be otherwise; INT64_MAX: never.
 *
 * A clock that was set back says nothing anew until what was said is in the
 * past; but what lies more than two days ahead was said by a clock that was
 * wrong, and does not count.
 */
int reminder_due(const struct reminder *r, int64_t *ret_ask_at);

#endif
