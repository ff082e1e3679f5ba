/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A back end for tests of the front: small limits, keys that stay inside, its
 * own way to wait, and much left out. It counts what is open, so that nothing
 * is closed twice or never: at the process's end (or when something is closed
 * that was not open) it ends with status 1.
 *
 * One device "key", with any applications and containers. A session key is the
 * first octets of what it came with as HASH.
 */
#ifndef PROVIDER_TESTING_BACK_END_H
#define PROVIDER_TESTING_BACK_END_H

#include "provider/back_end.h"

struct back_state {
	struct gm *gm;
	int devices, applications, containers, keys, streams; /* open */
	int locked, unlocked, reached;			      /* calls */
	uint32_t lock_answer, stream_answer;
	size_t smallest; /* octets of an update */

	pthread_mutex_t mutex; /* for what follows */
	pthread_cond_t changed;
	bool there, woken, waiting;
};

/* Of this process; NULL before the first entry. */
struct back_state *testing_state(void);

/* As if its device had come or gone. */
void testing_set_there(bool there);

/* Until wait runs. */
void testing_await_wait(void);

#endif
