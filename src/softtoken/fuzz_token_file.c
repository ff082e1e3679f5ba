/* SPDX-License-Identifier: Apache-2.0 */
#include <stdlib.h>

#include "softtoken/token_file.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* What parses as a body is written again as it was read. */
static void
check_body(struct bytes body)
{
	AUTO(model) m = NULL;
	AUTO_DONE(buf) again = BUF(TOKEN_FILE_MAX);

	if (token_body_parse(body, &m) != ERR_OK)
		return;
	token_body_encode(m, &again);
	if (buf_status(&again) != ERR_OK ||
	    !bytes_equal(body, buf_bytes(&again)))
		abort();
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct gm *gm;
	struct token_cover c;

	if (gm == NULL && gm_new(&gm) != ERR_OK)
		abort();
	/* The digest keeps a fuzzer out, so the body is tried alone too. */
	if (token_cover_parse(gm, BYTES(data, size), &c) == ERR_OK)
		check_body(c.body);
	check_body(BYTES(data, size));
	return 0;
}
