/* SPDX-License-Identifier: Apache-2.0 */
#include <stdlib.h>

#include "assistant/journal.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* What parses is written again as something that parses to the same text. */
int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	AUTO_DONE(buf) once = BUF(1 << 20);
	AUTO_DONE(buf) twice = BUF(1 << 20);
	AUTO_DONE(journal) j;
	AUTO_DONE(journal) again;

	journal_init(&j);
	journal_init(&again);
	if (journal_parse(BYTES(data, size), &j) != ERR_OK)
		return 0;
	if (journal_encode(&j, &once) != ERR_OK ||
	    journal_parse(buf_bytes(&once), &again) != ERR_OK ||
	    journal_encode(&again, &twice) != ERR_OK ||
	    !bytes_equal(buf_bytes(&once), buf_bytes(&twice)))
		abort();
	return 0;
}
