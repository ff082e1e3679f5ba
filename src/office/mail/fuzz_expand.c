/* SPDX-License-Identifier: Apache-2.0 */
/* Templates and values: the input is a template, NUL, and a value. In HTML a
 * value never brings a character that means something. */
#include <stdlib.h>
#include <string.h>

#include "office/mail/expand.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const uint8_t *end = size == 0 ? NULL : memchr(data, 0, size);
	size_t len = end == NULL ? size : (size_t)(end - data);
	struct expand_value v = {"a", BYTES_NONE, false};
	AUTO_DONE(buf) out = BUF(1 << 20);
	AUTO_DONE(buf) alone = BUF(1 << 20);

	if (end != NULL)
		v.value = BYTES(end + 1, size - len - 1);
	(void)!expand(BYTES(data, len), EXPAND_HTML, &v, 1, &out);
	if (expand(bytes_str("{{a}}"), EXPAND_HTML, &v, 1, &alone) == ERR_OK &&
	    alone.len > 0 && memchr(alone.p, '"', alone.len) != NULL)
		abort();
	return 0;
}
