/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Commands and answers. Whatever is taken for an extended command is encoded
 * again as it was, and comes out of a chain of short ones whole.
 */
#include <stdlib.h>

#include "card/apdu.h"

#define EXTENDED_AT 4 /* where a command of extended lengths has a zero */

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
check_again(struct bytes octets, const struct card_command *c)
{
	AUTO_DONE(buf) again = BUF(CARD_APDU_MAX + 16);
	bool extended =
	    octets.len > EXTENDED_AT + 1 && octets.p[EXTENDED_AT] == 0;

	card_command_encode(&again, c);
	if (buf_status(&again) != ERR_OK)
		abort();
	if (extended && !bytes_equal(octets, buf_bytes(&again)))
		abort();
}

static void
check_chain(const struct card_command *c)
{
	AUTO_DONE(buf) whole = BUF(CARD_APDU_MAX);
	bool end = false;
	size_t at = 0;

	while (!end) {
		AUTO_DONE(buf) piece = BUF(CARD_SHORT_DATA_MAX + 6);
		struct card_command got;

		card_command_encode_short(&piece, c, at, &end);
		if (buf_status(&piece) != ERR_OK ||
		    card_command_parse(buf_bytes(&piece), &got) != ERR_OK)
			abort();
		buf_put(&whole, got.data);
		at += got.data.len;
	}
	if (!bytes_equal(c->data, buf_bytes(&whole)))
		abort();
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct bytes octets = BYTES(data, size);
	struct card_command c;
	struct bytes answer;
	uint16_t status;

	if (size <= CARD_APDU_MAX && card_command_parse(octets, &c) == ERR_OK) {
		check_again(octets, &c);
		check_chain(&c);
	}
	if (card_answer_parse(octets, &answer, &status) == ERR_OK &&
	    answer.len + 2 != size)
		abort();
	return 0;
}
