/* SPDX-License-Identifier: Apache-2.0 */
#include "assistant/screens/pin_strength.h"

#include <ctype.h>
#include <string.h>

#define NAME_PIECE 4 /* characters in a row that both have … */
#define NAME_WHOLE                                                  \
	3 /* … or all of a name of so many: a syllable is no name \
	   */
#define DATE_DIGITS 8
#define LONG 8	     /* characters that are no pattern */
#define VERY_LONG 12 /* … that do without a third kind of characters */

/* --- characters that add little --- */

static char
lower(uint8_t c)
{
	return (char)tolower(c);
}

/* Next to each other on the keyboard, in either direction. */
static bool
are_neighbours(char a, char b)
{
	static const char *const rows[] = {
	    "1234567890", "qwertyuiop", "asdfghjkl", "zxcvbnm"};

	for (size_t i = 0; i < COUNT(rows); i++) {
		const char *p = a != '\0' ? strchr(rows[i], a) : NULL;

		if (p != NULL && b != '\0' &&
		    (p[1] == b || (p > rows[i] && p[-1] == b)))
			return true;
	}
	return false;
}

/* Does c go on as what stands before it does? */
static bool
runs_on(char before, char c)
{
	return c == before || c == before + 1 || c == before - 1 ||
	       are_neighbours(before, c);
}

/* How long a piece that begins both? */
static size_t
same_length(struct bytes piece, const char *name)
{
	size_t n = 0;

	while (n < piece.len && name[n] != '\0' &&
	       lower(piece.p[n]) == lower((uint8_t)name[n]))
		n++;
	return n;
}

/* The longest piece from there on that stands in the name. */
static size_t
name_length(struct bytes pin, size_t at, const char *name)
{
	const struct bytes rest = BYTES(pin.p + at, pin.len - at);
	const size_t whole = name != NULL ? strlen(name) : 0;
	size_t longest = 0;

	for (size_t n = 0; n < whole; n++) {
		size_t len = same_length(rest, name + n);

		longest = len > longest ? len : longest;
	}
	if (longest >= NAME_PIECE)
		return longest;
	return longest == whole && whole >= NAME_WHOLE ? longest : 0;
}

/* "19…" or "20…" with four to eight digits: a year, a date. */
static size_t
date_length(struct bytes pin, size_t at)
{
	const uint8_t *p = pin.p + at;
	size_t n = 0;

	while (at + n < pin.len && n < DATE_DIGITS && isdigit(p[n]))
		n++;
	if (n < 4 || (memcmp(p, "19", 2) != 0 && memcmp(p, "20", 2) != 0))
		return 0;
	return n;
}

/* --- what there is --- */

struct traits {
	size_t kinds;  /* small letters, capitals, digits, others */
	size_t counts; /* characters that are no pattern */
	bool name, pattern;
};

static size_t
count_kinds(struct bytes pin)
{
	unsigned found = 0;

	for (size_t i = 0; i < pin.len; i++)
		found |= islower(pin.p[i])   ? 1U
			 : isupper(pin.p[i]) ? 2U
			 : isdigit(pin.p[i]) ? 4U
					     : 8U;
	return (found & 1) + (found >> 1 & 1) + (found >> 2 & 1) + (found >> 3);
}

/* A run of three or more counts as one character, as does a date. */
static size_t
run_length(struct bytes pin, size_t at)
{
	size_t n = 1;

	while (at + n < pin.len &&
	       runs_on(lower(pin.p[at + n - 1]), lower(pin.p[at + n])))
		n++;
	return n < 3 ? 0 : n;
}

static struct traits
look(struct bytes pin, const char *name)
{
	struct traits t = {.kinds = count_kinds(pin)};
	size_t at = 0;

	while (at < pin.len) {
		size_t of_name = name_length(pin, at, name);
		size_t run = run_length(pin, at), date = date_length(pin, at);
		size_t skip = run > date ? run : date;

		t.name = t.name || of_name > 0;
		t.pattern = t.pattern || skip > 0;
		if (of_name > skip)
			skip = of_name;
		at += skip > 0 ? skip : 1;
		t.counts++;
	}
	return t;
}

static enum pin_strength
judge(const struct traits *t)
{
	if (t->counts >= VERY_LONG && t->kinds >= 2)
		return PIN_GOOD;
	if (t->counts >= LONG && t->kinds >= 3)
		return PIN_GOOD;
	if (t->counts >= 6 && t->kinds >= 2)
		return PIN_FAIR;
	return t->counts >= LONG ? PIN_FAIR : PIN_WEAK;
}

struct pin_advice
pin_strength(struct bytes pin, const char *user_name)
{
	const struct traits t = look(pin, user_name);
	struct pin_advice a = {judge(&t), TEXT_COUNT};

	if (t.name)
		a.better = TEXT_PIN_BETTER_NAME;
	else if (a.strength == PIN_GOOD)
		return a;
	else if (t.pattern)
		a.better = TEXT_PIN_BETTER_PATTERN;
	else if (t.kinds < 2)
		a.better = TEXT_PIN_BETTER_LETTERS;
	else if (t.counts < LONG)
		a.better = TEXT_PIN_BETTER_LONGER;
	else
		a.better = TEXT_PIN_BETTER_KINDS;
	return a;
}
