/* SPDX-License-Identifier: Apache-2.0 */
#include <errno.h>
#include <sys/random.h>

#include "base/random.h"

static enum err
system_fill(void *self, uint8_t *out, size_t len)
{
	(void)self;
	while (len > 0) {
		ssize_t n = getrandom(out, len, 0);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return ERR_NO_RANDOM;
		out += n;
		len -= (size_t)n;
	}
	return ERR_OK;
}

struct random
random_system(void)
{
	return (struct random){system_fill, NULL};
}
