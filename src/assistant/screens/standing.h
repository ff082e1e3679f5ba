/* SPDX-License-Identifier: Apache-2.0 */
/*
 * How a pair of certificates stands, in the few words that lists have for it:
 * what its dates, its carrier and the office say, as one value that can be
 * sorted, filtered and shown. Rows are standing.def, the better ones first.
 */
#ifndef ASSISTANT_SCREENS_STANDING_H
#define ASSISTANT_SCREENS_STANDING_H

#include "assistant/assistant.h"
#include "assistant/screens/view.h"

/* Days before the end from which a certificate is said to end, and can be
 * renewed where the office has said nothing else (user guide, section 7). */
#define STANDING_ENDING_DAYS 30

enum standing {
#define S(NAME, tone) STANDING_##NAME,
#include "assistant/screens/standing.def"
#undef S
	STANDING_COUNT
};

enum standing standing_of(const struct holder_pair *p);

enum text standing_text(enum standing s); /* "有效", "即将到期", … */
enum tone standing_tone(enum standing s);

/* Signing in and signing work with it. */
bool standing_is_usable(enum standing s);

#endif
