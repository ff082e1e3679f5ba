/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Readers in the same process, for tests: cards are functions, and things can
 * happen to them at a given command. Several card_readers of one world are as
 * several programs.
 */
#ifndef CARDTOKEN_TESTING_READER_H
#define CARDTOKEN_TESTING_READER_H

#include "cardtoken/reader.h"

#define TESTING_SLOTS 2

struct testing_card {
	/* One command: the answer is added. false: none comes. */
	bool (*transmit)(void *self, struct bytes command, struct buf *answer);
	void (*reset)(void *self);
	void *self;
};

struct testing_slot {
	const char *name; /* NULL: no such reader */
	struct testing_card card;
	bool here, mute; /* a card is in it; it does not answer its reset */
	uint32_t changes, resets;
	const void *holder; /* whose transaction it is; NULL: nobody's */
	unsigned transactions, commands; /* so far */
	/* At that command, counted from 1; 0: never. */
	unsigned remove_before, remove_after, reset_before;
	size_t longest; /* octets of an APDU that the reader carries; 0: all */
};

struct testing_world {
	struct testing_slot slots[TESTING_SLOTS];
	bool no_service;
};

/* A program's view of the world, which is borrowed. */
enum card_io card_readers_testing(
    struct testing_world *w, struct card_readers **ret_r);

/* What people and other programs do. */
void testing_plug(struct testing_slot *s);
void testing_unplug(struct testing_slot *s);
void testing_reset(struct testing_slot *s); /* by another program */

#endif
