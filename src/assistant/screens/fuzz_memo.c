/* SPDX-License-Identifier: Apache-2.0 */
#include <stdlib.h>

#include "assistant/screens/memo.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* What is taken is written again as something that is taken whole. */
int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	AUTO(memo) m = memo_new();
	AUTO(memo) again = memo_new();
	AUTO_DONE(buf) once = BUF(MEMO_FILE_MAX);
	AUTO_DONE(buf) twice = BUF(MEMO_FILE_MAX);

	if (m == NULL || again == NULL ||
	    memo_parse(m, BYTES(data, size)) != ERR_OK)
		return 0;
	memo_encode(m, &once);
	if (memo_parse(again, buf_bytes(&once)) != ERR_OK)
		return 0;
	memo_encode(again, &twice);
	if (buf_status(&once) != ERR_OK ||
	    !bytes_equal(buf_bytes(&once), buf_bytes(&twice)))
		abort();
	return 0;
}
