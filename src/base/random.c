/* SPDX-License-Identifier: Apache-2.0 */
#include "base/random.h"

/* SplitMix64: every seed gives another sequence, none of them secret. */
static uint64_t
next(uint64_t *seed)
{
	uint64_t z = (*seed += 0x9e3779b97f4a7c15);

	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9;
	z = (z ^ z >> 27) * 0x94d049bb133111eb;
	return z ^ z >> 31;
}

static enum err
fixed_fill(void *self, uint8_t *out, size_t len)
{
	for (size_t i = 0; i < len; i++)
		out[i] = (uint8_t)next(self);
	return ERR_OK;
}

struct random
random_fixed(uint64_t *seed)
{
	return (struct random){fixed_fill, seed};
}

enum err
random_fill(struct random r, void *out, size_t len)
{
	return len == 0 ? ERR_OK : r.fill(r.self, out, len);
}
