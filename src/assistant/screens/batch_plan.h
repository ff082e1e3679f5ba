/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a batch renewal is to do, and how far it is: pairs, the carriers they
 * are on with their PINs, and a result for each. Plain data and rules; the
 * window is batch.c, and the updates themselves are assistant_update's.
 *
 * A PIN is kept for the carriers it was given for, until all rows on them are
 * done or it turned out to be wrong. One that was given for all soft tokens is
 * tried on the others once each, only after it was right where it was typed,
 * and never where it could leave fewer than BATCH_TRIES_KEPT tries.
 */
#ifndef ASSISTANT_SCREENS_BATCH_PLAN_H
#define ASSISTANT_SCREENS_BATCH_PLAN_H

#include "assistant/screens/standing.h"
#include "assistant/screens/state.h"
#include "base/secret.h"

#define BATCH_TRIES_KEPT 2 /* left after a try with a PIN for all */

enum batch_result {
	BATCH_WAITING, /* nothing happened to it */
	BATCH_WORKING,
	BATCH_DONE,
	BATCH_FAILED,
	BATCH_SKIPPED /* its carrier's PIN was not given */
};

struct batch_row {
	int id; /* 1, 2, … */
	char serial[CERT_SERIAL_TEXT_SIZE];
	char subject[NAME_TEXT_SIZE], user_name[65];
	int64_t not_after; /* before; of the new pair, once BATCH_DONE */
	int days_left;
	size_t carrier; /* index */
	/* Why it cannot be chosen: an error, or too early; OK: it can. */
	enum err why_not;
	int64_t opens_at; /* RENEWAL_EARLY: when it can be, which is ahead */
	bool chosen;
	enum batch_result result;
	enum err err; /* of BATCH_FAILED */
	int tries_left;
};

enum batch_pin {
	BATCH_PIN_NONE,	  /* to be asked for */
	BATCH_PIN_GIVEN,  /* typed for this carrier */
	BATCH_PIN_SHARED, /* typed for another one, and for all */
	BATCH_PIN_SKIPPED /* the person went past it */
};
struct batch_carrier {
	char serial[33], label[33];
	enum carrier_kind kind;
	enum batch_pin how;
	struct secret *pin; /* of BATCH_PIN_GIVEN */
	size_t source;	    /* BATCH_PIN_SHARED: the carrier it was typed for */
	bool proved;	    /* the PIN was right here */
};

struct batch {
	struct batch_row *rows;
	size_t count;
	struct batch_carrier *carriers;
	size_t carrier_count;
};

/* All pairs of the state, those first that can be updated now, which are
 * chosen. NOMEM. */
MUST_USE enum err batch_new(
    const struct desk_state *state, int64_t now, struct batch **ret_b);
void batch_free(struct batch *b); /* wipes the PINs */
DEFINE_AUTO(batch)

/* From an older one: what is chosen there is chosen here, and nothing else. */
void batch_choose_as(struct batch *b, const struct batch *older);

/* The row with that id, or NULL. */
struct batch_row *batch_row(struct batch *b, int id);
size_t batch_chosen(const struct batch *b);
size_t batch_with_result(const struct batch *b, enum batch_result r);

/* The next carrier whose PIN is to be asked for, for a row that is waiting;
 * carrier_count: none. */
size_t batch_next_pin(const struct batch *b);
/* Of how many carriers a PIN is needed, and how many were asked for. */
void batch_pins(const struct batch *b, size_t *ret_asked, size_t *ret_all);
/* Would a PIN typed for it be of use to another soft token too? */
bool batch_can_share(const struct batch *b, size_t carrier);
/* Takes pin; NULL: the carrier is skipped. */
void batch_give_pin(
    struct batch *b, size_t carrier, struct secret *pin, bool for_all);

/* The next row to be updated: marked BATCH_WORKING; NULL: none. Rows without a
 * PIN that may be tried on them are BATCH_SKIPPED. */
struct batch_row *batch_next(struct batch *b);
/* The PIN for the carrier of that row, borrowed. */
struct bytes batch_pin(const struct batch *b, const struct batch_row *r);
/* Is it one that was typed for another carrier, and not proved here? Then
 * nothing may be tried with fewer than BATCH_TRIES_KEPT + 1 tries left. */
bool batch_pin_is_a_guess(const struct batch *b, const struct batch_row *r);

/* It was updated, and now ends then. */
void batch_succeeded(struct batch *b, struct batch_row *r, int64_t not_after);
/* It was not; tries_left as in struct failure. A wrong PIN ends all of its
 * carrier. */
void batch_failed(
    struct batch *b, struct batch_row *r, enum err e, int tries_left);
/* Is it one that the next rows would meet too, so that it is better to stop? */
bool batch_ends_all(enum err e);

/* What failed or was skipped waits once more; PINs that were wrong are
 * forgotten. How many wait. */
size_t batch_again(struct batch *b);

#endif
