/* SPDX-License-Identifier: Apache-2.0 */
#include "office/registry/ids.h"

void
ids_hex(struct bytes data, char *out)
{
	static const char digits[] = "0123456789abcdef";

	for (size_t i = 0; i < data.len; i++) {
		*out++ = digits[data.p[i] >> 4];
		*out++ = digits[data.p[i] & 0xf];
	}
	*out = '\0';
}

enum err
ids_random(struct random r, char out[IDS_RANDOM_SIZE])
{
	uint8_t raw[(IDS_RANDOM_SIZE - 1) / 2];

	TRY(random_fill(r, raw, sizeof(raw)));
	ids_hex(BYTES_ARRAY(raw), out);
	return ERR_OK;
}
