/* SPDX-License-Identifier: Apache-2.0 */
/* issue, resume. */
#include <string.h>

#include "certctl/verb.h"

/* For a soft token the PIN is new, for a USB key the one it has. */
static enum err
get_pin(struct invocation *in, const char *carrier, struct secret **ret_pin)
{
	if (strcmp(carrier, "soft") == 0)
		return invocation_secret(in, "--new-pin-file", TEXT_ASK_NEW_PIN,
		    TEXT_ASK_NEW_PIN_AGAIN, ret_pin);
	return invocation_secret(
	    in, "--pin-file", TEXT_ASK_PIN, TEXT_COUNT, ret_pin);
}

enum err
verb_issue(struct invocation *in)
{
	AUTO(secret) code = NULL;
	AUTO(secret) pin = NULL;
	AUTO_DONE(holder_pair) pair = {.sign = BUF(0)};
	const char *carrier = invocation_option(in, "--carrier");
	struct issue_request r;

	if (carrier == NULL)
		carrier = "soft";
	TRY(invocation_connect(in));
	TRY(invocation_secret(
	    in, "--code-file", TEXT_ASK_CODE, TEXT_COUNT, &code));
	TRY(get_pin(in, carrier, &pin));
	r = (struct issue_request){
	    carrier, secret_bytes(code), secret_bytes(pin)};
	TRY(assistant_issue(in->assistant, &r, &pair));
	face_progress_end(&in->face);
	face_say(&in->face, TEXT_ISSUED);
	if (in->face.json)
		face_json(&in->face,
		    json_pack("{s:o}", "certificate", pair_json(&pair)));
	else
		show_pair(&in->face, &pair);
	return ERR_OK;
}

enum err
verb_resume(struct invocation *in)
{
	AUTO(secret) pin = NULL;
	struct bytes given = BYTES_NONE;

	if (invocation_option(in, "--pin-file") != NULL) {
		TRY(invocation_secret(
		    in, "--pin-file", TEXT_ASK_PIN, TEXT_COUNT, &pin));
		given = secret_bytes(pin);
	}
	TRY(assistant_resume(
	    in->assistant, invocation_option(in, "--carrier"), given));
	face_progress_end(&in->face);
	face_say(&in->face, TEXT_RESUMED);
	face_json(&in->face, json_pack("{s:b}", "resumed", true));
	return ERR_OK;
}
