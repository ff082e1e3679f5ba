/* SPDX-License-Identifier: Apache-2.0 */
/* Pages that ask for a login, as a browser service would. */
#include "assistant/screens/consent.h"
#include "desktop/script/script.h"

static void
answer(void *self, const struct consent_answer *a)
{
	static const char *const names[] = {
	    [CONSENT_ALLOWED] = "allowed",
	    [CONSENT_REFUSED] = "refused",
	    [CONSENT_TIMEOUT] = "timeout",
	    [CONSENT_CLOSED] = "closed",
	};
	const struct script_asked *asked = self;
	json_t *told = json_pack("{s:i, s:s, s:s}", "answered", asked->id,
	    "decision", names[a->decision], "err", err_name(a->err));

	if (a->decision == CONSENT_ALLOWED) {
		json_object_set_new(told, "serial", json_string(a->serial));
		script_put_base64(told, "certificate", a->certificate);
		script_put_base64(told, "signature", a->signature);
	}
	script_tell(asked->script, told);
}

static struct script_asked *
asked_of(struct script *s, const json_t *command)
{
	json_int_t id = json_integer_value(json_object_get(command, "id"));

	if (id < 0 || id >= SCRIPT_ASKED_MAX)
		return NULL;
	s->asked[id] = (struct script_asked){s, (int)id};
	return &s->asked[id];
}

static const char *
text_of(const json_t *command, const char *name)
{
	const char *text = json_string_value(json_object_get(command, name));

	return text == NULL ? "" : text;
}

bool
script_consent(struct script *s, const json_t *command)
{
	const struct consent_request r = {.origin = text_of(command, "site"),
	    .program = text_of(command, "program"),
	    .nonce = text_of(command, "nonce"),
	    .expires_at =
		desk_now(s->desk) +
		json_integer_value(json_object_get(command, "seconds")),
	    .answer = answer,
	    .self = asked_of(s, command)};

	if (r.self == NULL)
		return false;
	consent_ask(s->desk, &r);
	return true;
}

bool
script_withdraw(struct script *s, const json_t *command)
{
	const struct script_asked *asked = asked_of(s, command);

	if (asked != NULL)
		consent_withdraw(s->desk, asked);
	return asked != NULL;
}
