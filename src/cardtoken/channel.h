/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Commands to one card, from the moment it is connected until it is gone.
 *
 * The first command is SELECT of our application by its AID. A card that
 * refuses it is another maker's: it is left alone from then on, and gets
 * nothing else, ever (SAR_CARD_FOREIGN).
 *
 * Commands go with extended lengths. Where reader or card refuses those, they
 * go as chains of short ones from then on, with GET RESPONSE for long answers.
 *
 * What a card keeps in its memory (what is open, who is logged in, session
 * keys) lasts for an epoch: a reset ends it. Numbers of epochs start at 1.
 */
#ifndef CARDTOKEN_CHANNEL_H
#define CARDTOKEN_CHANNEL_H

#include "card/apdu.h"
#include "card/profile.h"
#include "cardtoken/reader.h"

/* Not a code of the standard, and never seen outside this folder: the command
 * was not executed, and a new epoch has begun. */
#define CHANNEL_FORGOTTEN 1u

struct channel {
	struct card_link *link;		    /* owned; NULL: not open */
	const struct card_profile *profile; /* card_0017r */
	unsigned depth;			    /* of nested begins */
	uint32_t epoch;
	uint32_t transaction; /* number of the last one that was begun */
	bool left;	      /* gone for good: SAR_DEVICE_REMOVED */
	bool chaining;	      /* extended lengths are refused */
	size_t proven; /* octets: longer ones were never answered; 0: none */
};

/*
 * Connect the card of a reader and select our application.
 * SAR_CARD_FOREIGN, SAR_CARD_ABSENT, SAR_CARD_SERVICE, SAR_DEVICE_REMOVED for
 * no such reader, SAR_TIMEOUTERR if another program has the card for itself.
 */
MUST_USE uint32_t channel_open(
    struct channel *c, struct card_readers *r, const char *reader);
/* reset: have the card forget everything, else leave it as it is. */
void channel_close(struct channel *c, bool reset);

/*
 * Keep other programs off until channel_end. Nests. After a reset by another
 * program this begins a new epoch. SAR_DEVICE_REMOVED.
 */
MUST_USE uint32_t channel_begin(struct channel *c);
void channel_end(struct channel *c);

/* Is the card still there? Asked of the reader. SAR_DEVICE_REMOVED. */
MUST_USE uint32_t channel_present(struct channel *c);

/* How a command may be sent. */
enum channel_care {
	CHANNEL_AGAIN, /* if there is no answer, in the other form as well */
	CHANNEL_ONCE   /* doing it twice is not the same as once */
};

/*
 * Send a command, between begin and end; what it answers is added to data,
 * within its maximum, and *ret_status is its last status word.
 * CHANNEL_FORGOTTEN; SAR_DEVICE_REMOVED; SAR_FAIL if the card did not answer or
 * makes no sense.
 */
MUST_USE uint32_t channel_send(struct channel *c, const struct card_command *m,
    enum channel_care care, struct buf *data, uint16_t *ret_status);

/* Octets that one answer can bring. A command that asks for more of what it
 * counts itself (random octets, a file's) gets as many; this may become less
 * with a command, when extended lengths turn out to be refused. */
size_t channel_answer_max(const struct channel *c);

/* Select our application again, and begin a new epoch: for a card that does
 * not know our commands any more. */
MUST_USE uint32_t channel_select(struct channel *c);

/* The same octets as they come from the application, for device testing. */
MUST_USE uint32_t channel_raw(
    struct channel *c, struct bytes command, struct buf *answer);

#endif
