/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Getting a pair of certificates into a carrier, step by step and safe against
 * a cut at any place (docs/architecture.md, "Issue, step by step"): what first
 * issue, exchange and update have in common.
 */
#ifndef ASSISTANT_OBTAIN_H
#define ASSISTANT_OBTAIN_H

#include "assistant/journal.h"

struct obtaining {
	struct assistant *a;
	struct journal j;
	struct token *token; /* open, once there is one */
	bool logged_in;	     /* a PIN is never entered twice */
	struct bytes pin;    /* borrowed */
	struct file_lock *lock;
};

/* Take the home's operation lock. FILE_BUSY when another process works. */
MUST_USE enum err obtaining_init(
    struct assistant *a, struct bytes pin, struct obtaining *ret_o);
void obtaining_done(struct obtaining *o);
DEFINE_AUTO_DONE(obtaining)

/*
 * Choose names, write the journal (BEGUN), and open the carrier with a new
 * container and signing key. carrier is "soft" for a new token file, or a
 * serial number. PIN_…, TOKEN_….
 */
MUST_USE enum err obtaining_begin(struct obtaining *o, enum ask_verb verb,
    const char *user_name, const char *carrier);

/* Request and ask, signed by the signer of the evidence; ASKED. */
MUST_USE enum err obtaining_ask(
    struct obtaining *o, const struct signer *evidence);

/* From ASKED to the end, or undone if the office says a final no, which is
 * then the error. */
MUST_USE enum err obtaining_finish(
    struct obtaining *o, struct holder_pair *ret_pair);

/* Remove what was begun, carrier's part and journal. */
MUST_USE enum err obtaining_undo(struct obtaining *o);

/*
 * Go on with the journals of a carrier: "soft" means those that make a new
 * token file, a serial number that carrier's, NULL all. The PIN goes to no
 * other carrier. *ret_found if a pair was finished: then *ret_pair is it (of
 * the last one). Carriers that are not there are left for later.
 */
MUST_USE enum err obtaining_resume(struct obtaining *o, const char *carrier,
    bool *ret_found, struct holder_pair *ret_pair);

#endif
