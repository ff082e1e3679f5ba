/* SPDX-License-Identifier: Apache-2.0 */
/* Checkpoints: what is read is written again the same. */
#include <stdlib.h>

#include "office/audit/checkpoint.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	AUTO_DONE(buf) again = BUF(CHECKPOINT_DER_MAX);
	struct checkpoint c;

	if (checkpoint_parse(BYTES(data, size), &c) != ERR_OK)
		return 0;
	checkpoint_encode(&again, &c);
	if (buf_status(&again) != ERR_OK ||
	    !bytes_equal(buf_bytes(&again), BYTES(data, size)))
		abort();
	return 0;
}
