/* SPDX-License-Identifier: Apache-2.0 */
/* Read any octets as a desktop entry: the program that is found is found again
 * in the entry that we would write for it. */
#include <stdlib.h>
#include <string.h>

#include "base/desktop_entry.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct desktop_entry e, again;
	AUTO_DONE(buf) text = BUF(DESKTOP_ENTRY_MAX);

	if (size > DESKTOP_ENTRY_MAX ||
	    desktop_entry_read(BYTES(data, size), &e) != ERR_OK)
		return 0;
	desktop_entry_write(&text, &e);
	if (buf_status(&text) != ERR_OK ||
	    desktop_entry_read(buf_bytes(&text), &again) != ERR_OK ||
	    strcmp(e.program, again.program) != 0 || e.hidden != again.hidden)
		abort();
	return 0;
}
