/* SPDX-License-Identifier: Apache-2.0 */
/* The steps of long work. Texts are the face's affair: a step has a name. */
#ifndef ASSISTANT_STEPS_H
#define ASSISTANT_STEPS_H

#include <stddef.h>

enum step {
#define P(name) STEP_##name,
#include "assistant/steps.def"
#undef P
};

/* Those of one kind of work, in the order in which they happen. */
struct steps {
	const enum step *of;
	size_t count;
	enum step settled; /* from there on nothing cancels: it is finished */
};

extern const struct steps steps_obtain; /* a pair, by whatever evidence */
extern const struct steps steps_unlock;
extern const struct steps steps_token_init;
extern const struct steps steps_pin;
extern const struct steps steps_hold_by_key;
extern const struct steps steps_hold_by_code; /* and release */

/* The place of a step among them; s->count: it is none of them. */
size_t steps_find(const struct steps *s, enum step step);

#endif
