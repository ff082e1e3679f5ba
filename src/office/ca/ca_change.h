/* SPDX-License-Identifier: Apache-2.0 */
/*
 * For tests: changes of status as a web process would ask for them, which a
 * test bends before they are written down (ca_case.h has the same for
 * certificates). Every function ends the test if it fails.
 */
#ifndef OFFICE_CA_CHANGE_H
#define OFFICE_CA_CHANGE_H

#include "office/ca/ca_case.h"
#include "office/ca/ca_status.h"
#include "pki/status_story.h"

struct ca_change {
	struct ca_office *o;
	struct status_story story;
	struct buf evidence, message; /* written down */
};

/* A good one, by a status_story_tell_…. */
typedef void ca_change_teller(struct people *w, struct status_story *s);
void ca_change_tell(
    struct ca_office *o, ca_change_teller *tell, struct ca_change *c);
void ca_change_done(struct ca_change *c);
DEFINE_AUTO_DONE(ca_change)

/* Write the evidence, with the key centre's proof of a code; then the
 * message's content. */
void ca_change_write(struct ca_change *c);
/* The content alone, from what stands in the buffer and the story. */
void ca_change_put(struct ca_change *c);

/* Everything that a taken-over web process may try, and what must come. */
struct ca_change_attack {
	const char *name;
	ca_change_teller *tell;
	void (*bend)(struct ca_change *c);	   /* before it is written */
	void (*bend_written)(struct ca_change *c); /* after; or NULL */
	enum err want;
};
extern const struct ca_change_attack ca_change_attacks[];
extern const size_t ca_change_attack_count;

#endif
