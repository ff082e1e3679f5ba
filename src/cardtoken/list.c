/* SPDX-License-Identifier: Apache-2.0 */
#include "cardtoken/list.h"

#include <string.h>

uint32_t
list_ask(struct back_device *d, const struct request *r, struct buf *names)
{
	AUTO_DONE(buf) answer = BUF(CARD_APDU_MAX);
	struct reader reader;

	SAR_TRY(request_ask(d, r, &answer));
	reader = reader_of(buf_bytes(&answer));
	while (reader.rest.len > 0) {
		char name[CARD_TEXT_SIZE];

		if (card_list_get(&reader, name, sizeof(name)) != ERR_OK)
			return SAR_FAIL;
		buf_put(names, BYTES(name, strlen(name) + 1));
	}
	return sar_from_err(buf_status(names));
}
