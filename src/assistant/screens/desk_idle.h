/* SPDX-License-Identifier: Apache-2.0 */
/* What time does to a desk: a login that is not used ends, what is known grows
 * old, and clocks jump. */
#ifndef ASSISTANT_SCREENS_DESK_IDLE_H
#define ASSISTANT_SCREENS_DESK_IDLE_H

#include "assistant/screens/desk.h"

/* In each turn. */
void desk_pass_time(struct desk *d);
/* When it has something to do again, by the desk's clock; INT64_MAX. */
int64_t desk_time_at(const struct desk *d);

#endif
