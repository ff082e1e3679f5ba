/* SPDX-License-Identifier: Apache-2.0 */
/*
 * How easily would somebody guess a PIN who has a few tries? Told while it is
 * being typed, with the one thing that would make it better. It never refuses
 * a PIN: rules do (token_pin_check_kind).
 *
 * What counts is its length without what repeats, runs on ("4567", "fedc",
 * along a row of the keyboard), is a year or date, or is taken from the user
 * name; and how many kinds of characters there are.
 */
#ifndef ASSISTANT_SCREENS_PIN_STRENGTH_H
#define ASSISTANT_SCREENS_PIN_STRENGTH_H

#include "assistant/screens/text.h"
#include "base/bytes.h"

enum pin_strength { PIN_WEAK, PIN_FAIR, PIN_GOOD };

struct pin_advice {
	enum pin_strength strength;
	enum text better; /* TEXT_COUNT: nothing to add */
};

/* user_name may be NULL. */
struct pin_advice pin_strength(struct bytes pin, const char *user_name);

#endif
