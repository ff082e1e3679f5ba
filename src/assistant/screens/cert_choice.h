/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The table of certificates to choose one from: all that are on this computer,
 * USB keys' first, those that cannot be used with the reason, and what is
 * broken too. The first that can be used is chosen until a person chooses: a
 * USB key that is plugged in then takes over.
 *
 * Rows keep their ids as long as the window is open, whatever is plugged in
 * and out meanwhile.
 */
#ifndef ASSISTANT_SCREENS_CERT_CHOICE_H
#define ASSISTANT_SCREENS_CERT_CHOICE_H

#include "assistant/screens/row_choice.h"
#include "assistant/screens/row_ids.h"
#include "assistant/screens/screen.h"
#include "assistant/screens/state.h"

/* Why that one cannot be chosen, as say_trouble; OK: it can. */
typedef enum err cert_unfit(
    const struct desk_state *s, const struct holder_pair *p);

struct cert_choice {
	int id; /* of the table */
	cert_unfit *unfit;
	bool by_person;		  /* who chose */
	struct row_choice chosen; /* by its signing certificate */
	struct row_ids rows;	  /* by serial number */
};

/* unfit NULL: whatever its state, each can be chosen. */
void cert_choice_init(struct cert_choice *c, int id, cert_unfit *unfit);
void cert_choice_done(struct cert_choice *c);

/* What is there is known anew. wished: of either certificate, or NULL. */
void cert_choice_update(
    struct cert_choice *c, const struct desk_state *s, const char *wished);

/* The one that is chosen, or NULL. */
const struct holder_pair *cert_choice_pair(
    const struct cert_choice *c, const struct desk_state *s);

void cert_choice_show(
    const struct cert_choice *c, const struct desk_state *s, struct view *v);

/* Was it an event of the table? */
bool cert_choice_event(struct cert_choice *c, const struct event *e);

#endif
