/* SPDX-License-Identifier: Apache-2.0 */
/* What the desk tells by itself: reminders that certificates end (reminder.h),
 * and operations that are unfinished. */
#ifndef ASSISTANT_SCREENS_DESK_REMIND_H
#define ASSISTANT_SCREENS_DESK_REMIND_H

#include "assistant/screens/desk.h"

/* Say what is due, take back what is past; d->remind_at is when to ask again.
 * After each change of the state, and at that time. */
void desk_remind(struct desk *d);

/* The first look is over, or another one: what was cut off is told once. */
void desk_tell_unfinished(struct desk *d, bool first);

#endif
