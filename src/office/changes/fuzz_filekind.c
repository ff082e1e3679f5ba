/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Evidence files as strangers send them. What is taken for a picture is that
 * to its last octet: one more, or one less, and it is none.
 */
#include <stdlib.h>
#include <string.h>

#include "office/changes/filekind.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	enum file_kind kind, other;
	AUTO_DONE(buf) longer = BUF(size + 1);

	if (file_kind_of(BYTES(data, size), &kind) != ERR_OK ||
	    kind == FILE_PDF)
		return 0;
	if (file_kind_of(BYTES(data, size - 1), &other) == ERR_OK)
		abort();
	buf_put(&longer, BYTES(data, size));
	buf_u8(&longer, '\n');
	if (buf_status(&longer) == ERR_OK &&
	    file_kind_of(buf_bytes(&longer), &other) == ERR_OK)
		abort();
	return 0;
}
