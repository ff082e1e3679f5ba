/* SPDX-License-Identifier: Apache-2.0 */
/* A virtual key in a reader of the same process, and lies told in its name;
 * for tests. */
#ifndef CARDTOKEN_TESTING_KEY_H
#define CARDTOKEN_TESTING_KEY_H

#include "cardtoken/testing_calls.h"
#include "virtualkey/virtual_key.h"

#define TESTING_TRACE 256

/* What becomes of an answer. */
typedef void testing_lie_fn(struct buf *answer, size_t start);

struct testing_key {
	struct testing_world world;
	struct virtual_key *key;
	/* names of the commands it got, from the last testing_key_forget on */
	const char *trace[TESTING_TRACE];
	uint8_t classes[TESTING_TRACE]; /* CLA of each */
	size_t traced;
	const char *lie_about; /* command; NULL: none */
	testing_lie_fn *lie;
};

/* A blank one, with power; in TESTING_READER. */
void testing_key_start(struct testing_key *k, bool short_only);
void testing_key_end(struct testing_key *k);
void testing_key_forget(struct testing_key *k);
/* The command that it got last; "" if none. */
const char *testing_key_last(const struct testing_key *k);

#endif
