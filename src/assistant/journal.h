/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The journal: operations that change a carrier and are not finished, one
 * file HOME/journal/KEY.op each, JSON, replaced atomically before each step
 * that could not be told from its absence afterwards. Nothing in it is secret:
 * no PIN, code or key, and the admin PIN only as sealed to the key centre.
 *
 * What a state means after a power cut:
 *
 *	BEGUN      nothing was asked of the office: undo
 *	ASKED      the office may have issued: ask again, same key, same octets
 *	ANSWERED   the certificates are here: install, prove, confirm
 *	CONFIRMED  the new pair counts: remove the old container, if there is
 *	           one, and then the journal
 *
 * The old container is named from the start, and touched in CONFIRMED alone:
 * whatever happens before, the old pair works.
 */
#ifndef ASSISTANT_JOURNAL_H
#define ASSISTANT_JOURNAL_H

#include "assistant/assistant.h"

#define JOURNAL_FILE_MAX 65536 /* octets */
#define JOURNAL_KEY_SIZE (2 * ASK_KEY_LEN + 1)

enum journal_state {
	JOURNAL_BEGUN,
	JOURNAL_ASKED,
	JOURNAL_ANSWERED,
	JOURNAL_CONFIRMED,
};

struct journal {
	enum journal_state state;
	enum ask_verb verb;
	char key[JOURNAL_KEY_SIZE]; /* idempotency key; names the file */
	char user_name[65];
	enum carrier_kind carrier;
	char carrier_serial[33], container[TOKEN_CONTAINER_SIZE];
	bool new_token; /* the carrier was made for this, by device */
	char device[TOKEN_DEVICE_SIZE];
	/* What the new pair replaces, by exchange or update; empty: nothing
	 * that could be removed. The carrier may be the same one. */
	char old_carrier[33], old_container[TOKEN_CONTAINER_SIZE];
	char pair[33];			     /* once answered */
	struct buf csr, ask, escrow, answer; /* DER */
};

void journal_init(struct journal *j);
void journal_done(struct journal *j);
DEFINE_AUTO_DONE(journal)

/* Text of it, and back; BAD_MESSAGE for what is not a journal. */
MUST_USE enum err journal_encode(const struct journal *j, struct buf *b);
MUST_USE enum err journal_parse(struct bytes text, struct journal *ret_j);

/* Write and sync it. FILE_…, DISK_FULL. */
MUST_USE enum err journal_write(struct assistant *a, const struct journal *j);

/* Gone for good; one that is not there is fine. */
MUST_USE enum err journal_remove(struct assistant *a, const struct journal *j);

/* Call each with every unfinished operation, oldest key order; a file that
 * cannot be read is passed over (environment repair reports it). */
MUST_USE enum err journal_each(struct assistant *a,
    enum err (*each)(void *arg, struct journal *j), void *arg);

#endif
