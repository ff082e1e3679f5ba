/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Tickets as strangers bring them: the input is what they send. Nothing that
 * was not made with the key may open; and what is made from it opens again.
 */
#include <stdlib.h>

#include "office/web/ticket.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const uint8_t key[TICKET_KEY_LEN] = {1};
	static struct gm *gm;
	struct ticket_opened opened;
	struct ticket_maker m;
	AUTO_DONE(buf) text = BUF(TICKET_TEXT_MAX);
	struct ticket t = {TICKET_LOGIN, INT64_MAX, BYTES(data, size)};

	if (gm == NULL && gm_new(&gm) != ERR_OK)
		abort();
	m = (struct ticket_maker){gm, BYTES_ARRAY(key)};
	if (ticket_open(&m, TICKET_LOGIN, t.payload, 0, &opened) == ERR_OK)
		abort();
	if (size > TICKET_PAYLOAD_MAX)
		return 0;
	if (ticket_make(&m, &t, &text) != ERR_OK ||
	    ticket_open(&m, TICKET_LOGIN, buf_bytes(&text), 0, &opened) !=
		ERR_OK ||
	    !bytes_equal(BYTES(opened.payload, opened.len), t.payload))
		abort();
	return 0;
}
