/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Getting a pair of certificates into a carrier, step by step and safe against
 * a cut at any place (docs/architecture.md, "Issue, step by step"): what first
 * issue, exchange and update have in common.
 */
#ifndef ASSISTANT_OBTAIN_H
#define ASSISTANT_OBTAIN_H

#include "assistant/journal.h"

/* A PIN and the one carrier it is for: "soft", a new token file; or a serial
 * number. Both are borrowed. */
struct carrier_pin {
	const char *carrier;
	struct bytes pin;
};

struct obtaining {
	struct assistant *a;
	struct journal j;
	struct token *token;	 /* of the new pair; open, once there is one */
	struct token *old_token; /* of the old pair, if it is another */
	bool logged_in;		 /* a PIN is never entered twice */
	bool checked; /* obtaining_check found nothing wrong with its PIN */
	bool old_logged_in; /* the same of the old pair's carrier */
	bool begun;  /* the journal is written: there is something to undo */
	bool absent; /* the carrier of the new pair cannot be had */
	struct carrier_pin pin, old_pin;
	char bound[33]; /* the carrier of a PIN that came without one */
	enum err left;	/* OK, or why the old container is still there */
	bool undone;	/* by obtaining_finish */
	struct file_lock *lock;
};

/* Take the home's operation lock. FILE_BUSY when another process works. pin is
 * of the carrier that gets the pair; old_pin may be set afterwards. */
MUST_USE enum err obtaining_init(struct assistant *a,
    const struct carrier_pin *pin, struct obtaining *ret_o);
void obtaining_done(struct obtaining *o);
DEFINE_AUTO_DONE(obtaining)

/* For those that have a carrier's PIN each: what can be said of them before a
 * PIN is tried, a code used, or anything written: their PINs as carrier_check
 * has it; TOKEN_FULL, TOKEN_…. */
MUST_USE enum err obtaining_check(struct obtaining *o);

/* After it: log in to the carrier of old_pin; borrowed. PIN_…. */
MUST_USE enum err obtaining_enter_old(
    struct obtaining *o, struct token **ret_token);

struct obtaining_plan {
	enum ask_verb verb;
	const char *user_name;
	const struct holder_pair *old; /* to be replaced, or NULL */
};

/*
 * Choose names, open the carrier and that of the old pair, write the journal
 * (BEGUN), and make a new container with a signing key in it. PIN_…, TOKEN_….
 */
MUST_USE enum err obtaining_begin(
    struct obtaining *o, const struct obtaining_plan *p);

/* The carrier of the old pair, logged in; borrowed. PIN_…, TOKEN_…. */
MUST_USE enum err obtaining_old_token(
    struct obtaining *o, struct token **ret_token);

/* Request and ask, signed by the signer of the evidence; ASKED. */
MUST_USE enum err obtaining_ask(
    struct obtaining *o, const struct signer *evidence);

/* The same with an ask that something else than a signer signs: sign adds the
 * whole SignedAsk. */
struct obtaining_signer {
	enum err (*sign)(
	    void *self, struct gm *gm, const struct ask *ask, struct buf *b);
	void *self;
};
MUST_USE enum err obtaining_ask_by(
    struct obtaining *o, const struct obtaining_signer *by);

/* From ASKED to the end, or undone if the office says a final no, which is
 * then the error. With the pair installed and confirmed it succeeds: an old
 * container that cannot be removed now stays in the journal, and left says
 * why. */
MUST_USE enum err obtaining_finish(
    struct obtaining *o, struct holder_pair *ret_pair);

/* Remove what was begun, carrier's part and journal. */
MUST_USE enum err obtaining_undo(struct obtaining *o);

/* How an operation ends: e, after undoing what the office does not know of. */
MUST_USE enum err obtaining_or_undo(struct obtaining *o, enum err e);

/*
 * Go on with the journals that use a carrier of o's PINs; with none named, all.
 * PINs go to their carriers alone (one without a carrier: to whichever gets a
 * pair). *ret_found if a pair was finished, by this verb unless it is 0: then
 * *ret_pair is it (of the last one). Carriers that are not there are left for
 * later; so are old containers, of which o->left tells.
 */
MUST_USE enum err obtaining_resume(struct obtaining *o, enum ask_verb verb,
    bool *ret_found, struct holder_pair *ret_pair);

#endif
