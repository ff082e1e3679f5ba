/* SPDX-License-Identifier: Apache-2.0 */
/* Read any octets as permissions: what is taken is written in one way alone. */
#include <stdlib.h>

#include "assistant/permissions.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	AUTO(permissions) p = calloc(1, sizeof(*p));
	AUTO_DONE(buf) again = BUF(PERMISSIONS_FILE_MAX);

	if (p == NULL || size > PERMISSIONS_FILE_MAX ||
	    permissions_parse(BYTES(data, size), p) != ERR_OK)
		return 0;
	permissions_encode(p, &again);
	if (!bytes_equal(buf_bytes(&again), BYTES(data, size)))
		abort();
	for (size_t i = 0; i < p->count; i++)
		if (!permission_site(p->rows[i].site))
			abort();
	return 0;
}
