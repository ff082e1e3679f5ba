/* SPDX-License-Identifier: Apache-2.0 */
#include <stdlib.h>

#include "virtualkey/state_file.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* What parses as a body is written again as it was read. */
static void
check_body(struct bytes body)
{
	AUTO(vk_state) s = NULL;
	AUTO_DONE(buf) again = BUF(VK_STATE_FILE_MAX);

	if (vk_state_body_parse(body, &s) != ERR_OK)
		return;
	vk_state_body_encode(s, &again);
	if (buf_status(&again) != ERR_OK ||
	    !bytes_equal(body, buf_bytes(&again)))
		abort();
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct gm *gm;
	AUTO(vk_state) s = NULL;

	if (gm == NULL && gm_new(&gm) != ERR_OK)
		abort();
	/* The digest keeps a fuzzer out, so the body is tried alone too. */
	err_ignore(vk_state_parse(gm, BYTES(data, size), &s));
	check_body(BYTES(data, size));
	return 0;
}
