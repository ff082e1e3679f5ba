/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Random octets. A source is an argument, so that a test can set it; programs
 * use the system's. (SM2 nonces come from libcrypto's own generator.)
 */
#ifndef BASE_RANDOM_H
#define BASE_RANDOM_H

#include "bytes.h"

struct random {
	enum err (*fill)(void *self, uint8_t *out, size_t len);
	void *self;
};

/* getrandom(2), or the like of another system. */
struct random random_system(void);

/* A sequence that depends on the seed alone. For tests only. */
struct random random_fixed(uint64_t *seed);

/* Fill out with len octets. NO_RANDOM. */
MUST_USE enum err random_fill(struct random r, void *out, size_t len);

#endif
