/* SPDX-License-Identifier: Apache-2.0 */
/* pin: change of PIN. */
#include <string.h>

#include "certctl/verb.h"

/* The carrier that is named, or that of the pair that is. */
static enum err
find_carrier(struct invocation *in, char ret_serial[33])
{
	AUTO_DONE(holder_pair) pair = {.sign = BUF(0)};
	const char *carrier = invocation_option(in, "--carrier");

	if (carrier != NULL) {
		if (strlen(carrier) >= sizeof(pair.token_serial))
			return ERR_TOKEN_MISSING;
		memcpy(ret_serial, carrier, strlen(carrier) + 1);
		return ERR_OK;
	}
	TRY(invocation_pair(in, &pair));
	memcpy(ret_serial, pair.token_serial, sizeof(pair.token_serial));
	return ERR_OK;
}

enum err
verb_pin(struct invocation *in)
{
	AUTO(secret) old_pin = NULL;
	AUTO(secret) new_pin = NULL;
	char carrier[33];
	enum carrier_kind kind;
	struct pin_state s;

	TRY(find_carrier(in, carrier));
	TRY(invocation_old_pin(in, carrier, &kind, &old_pin));
	TRY(invocation_new_pin(in, kind, &new_pin));
	TRY(assistant_pin_change(in->assistant, carrier, secret_bytes(old_pin),
	    secret_bytes(new_pin)));
	TRY(assistant_pin_state(in->assistant, carrier, &s));
	face_progress_end(&in->face);
	face_say(&in->face, TEXT_PIN_CHANGED);
	face_json(&in->face, json_pack("{s:s, s:i}", "carrierSerial", carrier,
				 "pinTriesLeft", s.left));
	return ERR_OK;
}
