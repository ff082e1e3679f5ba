/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Read any octets as a distinguished name and show it. The text has no control
 * characters, whatever the name has, and what we can write reads back.
 */
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "pki/name.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	AUTO_DONE(buf) text = BUF((size_t)16 << 20);
	AUTO_DONE(buf) der = BUF(1 << 16);
	struct name n, back;

	name_text(&text, BYTES(data, size));
	if (!text_is_plain(buf_bytes(&text)))
		abort();
	if (name_parse(BYTES(data, size), &n) != ERR_OK)
		return 0;
	name_encode(&der, &n);
	if (buf_status(&der) != ERR_OK)
		return 0; /* others write what we do not */
	if (name_parse(buf_bytes(&der), &back) != ERR_OK ||
	    memcmp(&n, &back, sizeof(n)) != 0)
		abort();
	return 0;
}
