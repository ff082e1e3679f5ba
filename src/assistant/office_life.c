/* SPDX-License-Identifier: Apache-2.0 */
/* What a holder tells the office to do with what they have: unlock, hold,
 * release, revoke. */
#include <string.h>

#include "assistant/office_call.h"

/* --- codes --- */

/* Ask for a code by mail; body is taken. */
static enum err
ask_code(struct assistant *a, const char *path, json_t *body,
    struct mailed_code *ret_code)
{
	AUTO_JSON taken = body;
	AUTO_JSON json = NULL;
	const struct office_call c = {
	    .method = "POST", .path = path, .body = taken, .session = true};
	struct mailed_code code;

	if (taken == NULL)
		return ERR_NOMEM;
	TRY(office_ask(a, &c, &json));
	TRY(office_sense(
	    json_text(json, "email", code.email, sizeof(code.email))));
	TRY(office_sense(json_time(json, "expiresAt", &code.expires_at)));
	*ret_code = code;
	return ERR_OK;
}

enum err
office_unlock_code(struct assistant *a, const char *carrier_serial,
    struct mailed_code *ret_code)
{
	return ask_code(a, "/api/v1/unlock/code",
	    json_pack("{s:s}", "carrierSerial", carrier_serial), ret_code);
}

enum err
office_hold_code(struct assistant *a, enum instruction_verb verb,
    const char *serial, struct mailed_code *ret_code)
{
	return ask_code(a, "/api/v1/holds/code",
	    json_pack("{s:s, s:s}", "verb", instruction_verb_name(verb),
		"serial", serial),
	    ret_code);
}

/* --- unlock --- */

void
office_pins_done(struct office_pins *p)
{
	for (size_t i = 0; i < p->count; i++)
		buf_done(&p->rows[i]);
	p->count = 0;
}

static enum err
read_pins(const json_t *json, struct office_pins *p)
{
	const json_t *pins = json_object_get(json, "pins");
	size_t count = json_array_size(pins);

	if (!json_is_array(pins) || count > OFFICE_PINS_MAX)
		return ERR_BAD_MESSAGE;
	for (size_t i = 0; i < count; i++) {
		buf_init(&p->rows[i], ESCROW_DER_MAX);
		p->count = i + 1;
		TRY(json_base64_of(json_array_get(pins, i), &p->rows[i]));
	}
	return ERR_OK;
}

enum err
office_unlock(struct assistant *a, struct bytes instruction,
    struct bytes escrow, struct office_pins *ret_pins)
{
	AUTO_JSON body = json_object();
	AUTO_JSON json = NULL;
	AUTO_DONE(office_pins) pins = {.count = 0};
	const struct office_call c = {.method = "POST",
	    .path = "/api/v1/unlock",
	    .body = body,
	    .session = true};

	TRY(json_set_base64(body, "instruction", instruction));
	TRY(json_set_base64(body, "escrow", escrow));
	TRY(office_ask(a, &c, &json));
	TRY(office_sense(read_pins(json, &pins)));
	*ret_pins = pins;
	pins.count = 0; /* they have moved */
	return ERR_OK;
}

/* An instruction alone, to a path; by is a member more, or NULL. */
static enum err
instruct(struct assistant *a, const char *path, const char *by,
    struct bytes instruction)
{
	AUTO_JSON body = json_pack("{s:s*}", "by", by);
	AUTO_JSON json = NULL;
	const struct office_call c = {
	    .method = "POST", .path = path, .body = body, .session = true};

	if (body == NULL)
		return ERR_NOMEM;
	TRY(json_set_base64(body, "instruction", instruction));
	return office_ask(a, &c, &json);
}

enum err
office_unlock_confirm(struct assistant *a, struct bytes instruction)
{
	return instruct(a, "/api/v1/unlock/confirm", NULL, instruction);
}

/* --- hold, release, revoke --- */

enum err
office_hold(struct assistant *a, const char *by, struct bytes instruction)
{
	return instruct(a, "/api/v1/holds", by, instruction);
}

enum err
office_revoke(
    struct assistant *a, const struct office_revocation *r, char ret_id[33])
{
	AUTO_JSON body = json_pack("{s:s, s:s, s:s}", "serial", r->serial,
	    "reason", r->reason, "note", r->note);
	AUTO_JSON json = NULL;
	const struct office_call c = {.method = "POST",
	    .path = "/api/v1/revocations",
	    .body = body,
	    .session = true};

	if (body == NULL)
		return ERR_BAD_TEXT;
	if (r->instruction.len > 0)
		TRY(json_set_base64(body, "instruction", r->instruction));
	TRY(office_ask(a, &c, &json));
	return office_sense(json_text(json, "id", ret_id, 33));
}
