/* SPDX-License-Identifier: Apache-2.0 */
#include <windows.h>

#include <bcrypt.h>

#include "base/random.h"

static enum err
system_fill(void *self, uint8_t *out, size_t len)
{
	(void)self;
	while (len > 0) {
		ULONG n = len > 65536 ? 65536 : (ULONG)len;

		if (BCryptGenRandom(
			NULL, out, n, BCRYPT_USE_SYSTEM_PREFERRED_RNG) != 0)
			return ERR_NO_RANDOM;
		out += n;
		len -= n;
	}
	return ERR_OK;
}

struct random
random_system(void)
{
	return (struct random){system_fill, NULL};
}
