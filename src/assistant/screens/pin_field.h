/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Where the PIN of a carrier is entered, in whatever window: how many tries
 * are left is always to be seen, what cannot be a PIN is told before a try is
 * spent on it, and before the last try there is a question. A new PIN is
 * another field (new_pin_field.h).
 *
 *	show	if (pin_field_asks(&s->pin))
 *			pin_field_question(&s->pin, v);   the whole window
 *		else
 *			… pin_field_show(&s->pin, v, TEXT_PIN); …
 *	event	switch (pin_field_event(&s->pin, e)) …
 *	press	if (pin_field_ready(&s->pin))
 *			job->pin = pin_field_take(&s->pin);
 *	moved	pin_field_tried(&s->pin, job->err, &job->failure);
 *
 * The field has PIN_FIELD_IDS ids, beginning with its own.
 */
#ifndef ASSISTANT_SCREENS_PIN_FIELD_H
#define ASSISTANT_SCREENS_PIN_FIELD_H

#include "assistant/assistant.h"
#include "assistant/screens/screen.h"
#include "base/secret.h"

enum { PIN_FIELD_ENTRY, PIN_FIELD_GO_ON, PIN_FIELD_BACK, PIN_FIELD_IDS };

/* Characters that a face takes at most: more than a PIN has, so that one that
 * is too long is told of and never cut short and tried. */
#define PIN_FIELD_MAX 64

struct pin_field {
	int id;
	struct secret *pin; /* what was typed, or NULL */
	char carrier[33];   /* its serial number; "": none */
	bool expected;	    /* it was not seen yet */
	enum carrier_kind kind;
	int left, max;	/* tries; TOKEN_TRIES_UNKNOWN */
	enum err wrong; /* why what was typed is not tried */
	bool asks, agreed;
};

void pin_field_init(struct pin_field *f, int id);
/* Wipes what was typed. */
void pin_field_done(struct pin_field *f);

/* The carrier that is meant now, as it was seen last; NULL: none. With another
 * one, what was typed is forgotten: a PIN is for the carrier that it was typed
 * for. */
void pin_field_carrier(struct pin_field *f, const struct token_info *i);

/* The carrier with that serial number is meant, which work has found before
 * it was seen: what is typed until it is seen is for it. */
void pin_field_expect(struct pin_field *f, const char *carrier);

struct item *pin_field_show(
    const struct pin_field *f, struct view *v, enum text label);

/* Is the question before the last try to be shown, and nothing else? */
bool pin_field_asks(const struct pin_field *f);
void pin_field_question(const struct pin_field *f, struct view *v);

enum pin_field_event {
	PIN_FIELD_OTHER, /* not an event of the field */
	PIN_FIELD_TAKEN,
	PIN_FIELD_CONFIRMED, /* the last try is to be spent: as if the window's
			      * own button had been pressed once more */
};
enum pin_field_event pin_field_event(
    struct pin_field *f, const struct event *e);

/* May it be tried? If not, the field says why, or asks. */
bool pin_field_ready(struct pin_field *f);

/* What was typed, the caller's; the field is empty. NULL if nothing was. */
struct secret *pin_field_take(struct pin_field *f);

/* It was taken, and not tried: it is there again. */
void pin_field_give_back(struct pin_field *f, struct secret *pin);
/* One try is left, as the carrier says by now: ask before it is spent. */
void pin_field_ask(struct pin_field *f);

/* It was tried, and this came of it. */
void pin_field_tried(
    struct pin_field *f, enum err e, const struct failure *known);

#endif
