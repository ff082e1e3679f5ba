/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The readers of this computer, whatever is behind them: PC/SC
 * (reader_pcsc.c), or cards in the same process (testing_reader.c). Octets go
 * in and come out; what they mean is channel.h's.
 *
 * One thread at a time uses readers and their links, but for wait and wake,
 * which run beside it.
 */
#ifndef CARDTOKEN_READER_H
#define CARDTOKEN_READER_H

#include "base/secret.h"

#define CARD_READER_NAME_SIZE 128 /* as PC/SC has it, with the NUL */
#define CARD_READERS_MAX 16

/* What can come of it. */
enum card_io {
	CARD_IO_OK,
	CARD_IO_RESET,	 /* by somebody else: nothing was sent; reconnect */
	CARD_IO_REMOVED, /* card, reader or service has gone: for good */
	CARD_IO_ABSENT,	 /* no card in the reader */
	CARD_IO_MUTE,	 /* a card that does not answer its reset */
	CARD_IO_SERVICE, /* there is no service for cards */
	CARD_IO_BUSY,	 /* another program has it for itself */
	CARD_IO_FAILED,	 /* no answer: it may have been done or not */
	CARD_IO_NOMEM
};

/* The code of GM/T 0016 that says it. */
uint32_t card_io_sar(enum card_io io);

struct card_reader {
	char name[CARD_READER_NAME_SIZE];
	bool card;	  /* there is one in it */
	uint32_t changes; /* another number for each card put in or taken out */
};

struct card_reader_list {
	struct card_reader rows[CARD_READERS_MAX];
	size_t count;
};

struct card_readers {
	const struct card_readers_class *class;
};

/* A card in a reader, shared with other programs. */
struct card_link {
	const struct card_readers_class *class;
};

struct card_readers_class {
	/* SERVICE, FAILED. */
	enum card_io (*list)(
	    struct card_readers *r, struct card_reader_list *ret_list);

	/* ABSENT, MUTE, BUSY, SERVICE; REMOVED for no such reader. */
	enum card_io (*connect)(struct card_readers *r, const char *name,
	    struct card_link **ret_link);

	/* Return when readers or cards may have come or gone, or because of a
	 * wake, also of one since the last wait. One thread at a time. */
	void (*wait)(struct card_readers *r);
	void (*wake)(struct card_readers *r);

	void (*free)(struct card_readers *r);

	/* Keep other programs off, waiting for as long as they do the same.
	 * RESET: not begun. Does not nest. */
	enum card_io (*begin)(struct card_link *l);
	void (*end)(struct card_link *l);

	/* Send a command; its answer is added to answer. RESET, REMOVED,
	 * FAILED. */
	enum card_io (*transmit)(
	    struct card_link *l, struct bytes command, struct buf *answer);

	/* Go on after RESET with the same card. REMOVED. */
	enum card_io (*reconnect)(struct card_link *l);

	/* OK or RESET while the card is there, else REMOVED: asked of the
	 * service, not of the card. settle waits for the reader to notice (up
	 * to CARD_SETTLE_MS), after a command without an answer. */
	enum card_io (*status)(struct card_link *l, bool settle);

	/* Leave the card as it is, or have it forget everything. */
	void (*disconnect)(struct card_link *l, bool reset);
};

#define CARD_SETTLE_MS 1000

/* Those of PC/SC. Nothing is asked of the service yet. NOMEM. */
enum card_io card_readers_pcsc(struct card_readers **ret_r);

#endif
