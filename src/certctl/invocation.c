/* SPDX-License-Identifier: Apache-2.0 */
/* What the verbs share: options, secrets, first contact. */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/file.h"
#include "certctl/prompt.h"
#include "certctl/verb.h"

const char *
invocation_option(const struct invocation *in, const char *name)
{
	for (size_t i = 0; i < in->option_count; i++)
		if (strcmp(in->options[i].name, name) == 0)
			return in->options[i].value;
	return NULL;
}

static enum err
ask_twice(struct invocation *in, const char *question, enum text again,
    struct secret **ret_s)
{
	AUTO(secret) first = NULL;
	AUTO(secret) second = NULL;

	face_progress_end(&in->face);
	TRY(prompt_secret(question, &first));
	if (again != TEXT_COUNT) {
		TRY(prompt_secret(face_text(&in->face, again), &second));
		if (!secret_equal(secret_bytes(first), secret_bytes(second)))
			return ERR_PIN_MISMATCH;
	}
	*ret_s = TAKE(first);
	return ERR_OK;
}

enum err
invocation_secret(struct invocation *in, const char *option, enum text question,
    enum text again, struct secret **ret_s)
{
	const char *path = invocation_option(in, option);

	if (path != NULL)
		return file_read_secret(path, ret_s);
	return ask_twice(in, face_text(&in->face, question), again, ret_s);
}

bool
invocation_is_interactive(const struct invocation *in)
{
	return !in->face.json && prompt_is_terminal(stdin) &&
	       prompt_is_terminal(stderr);
}

static enum err
ask_yes(struct invocation *in, const char *question)
{
	char answer[16];

	face_progress_end(&in->face);
	TRY(prompt_line(question, answer, sizeof(answer)));
	return strcmp(answer, "y") == 0 || strcmp(answer, "yes") == 0 ||
		       strcmp(answer, "是") == 0
		   ? ERR_OK
		   : ERR_CANCELLED;
}

enum err
invocation_confirm(struct invocation *in, enum text question, ...)
{
	char text[512];
	va_list args;

	if (invocation_option(in, "--yes") != NULL)
		return ERR_OK;
	if (!invocation_is_interactive(in))
		return ERR_USAGE;
	va_start(args, question);
	face_vformat(&in->face, text, sizeof(text), question, args);
	va_end(args);
	return ask_yes(in, text);
}

enum err
invocation_ask(struct invocation *in, enum text question, ...)
{
	char text[512];
	va_list args;

	va_start(args, question);
	face_vformat(&in->face, text, sizeof(text), question, args);
	va_end(args);
	return ask_yes(in, text);
}

/* Tell how many tries are left, once some were used; ask before the last. */
static enum err
mind_tries(struct invocation *in, const struct pin_state *s)
{
	if (!invocation_is_interactive(in) || s->left == TOKEN_TRIES_UNKNOWN ||
	    s->left >= s->max)
		return ERR_OK;
	face_progress_end(&in->face);
	face_say(&in->face, TEXT_TRIES_LEFT, s->left);
	if (s->left > 1 || invocation_option(in, "--yes") != NULL)
		return ERR_OK;
	return ask_yes(in, face_text(&in->face, TEXT_ASK_LAST_TRY));
}

/* The PIN that a carrier has; the question names the carrier. */
static enum err
present_pin(struct invocation *in, const char *option, const char *serial,
    const struct pin_state *s, struct secret **ret_pin)
{
	const char *path = invocation_option(in, option);
	char carrier[FACE_CARRIER_SIZE], question[FACE_CARRIER_SIZE + 64];

	TRY(mind_tries(in, s));
	if (path != NULL)
		return file_read_secret(path, ret_pin);
	face_carrier(&in->face, s->carrier, s->label, serial, carrier);
	face_format(&in->face, question, sizeof(question),
	    s->initial ? TEXT_ASK_INITIAL_PIN : TEXT_ASK_PIN, carrier);
	return ask_twice(in, question, TEXT_COUNT, ret_pin);
}

/* A USB key's initial PIN is changed here and now: by the options for both, or
 * on the terminal. Where the new PIN's option says what PIN the carrier has, a
 * third one says what it had. */
static enum err
change_initial(struct invocation *in, const char *option, const char *serial,
    const struct pin_state *s, struct secret **ret_pin)
{
	AUTO(secret) old = NULL;
	AUTO(secret) new = NULL;
	bool given = invocation_option(in, "--new-pin-file") != NULL;

	if (strcmp(option, "--new-pin-file") == 0) {
		option = "--initial-pin-file";
		given = given && invocation_option(in, option) != NULL;
	}
	if (!given && !invocation_is_interactive(in))
		return ERR_PIN_INITIAL;
	face_progress_end(&in->face);
	face_say(&in->face, TEXT_PIN_IS_INITIAL);
	TRY(present_pin(in, option, serial, s, &old));
	TRY(invocation_new_pin(in, s->carrier, &new));
	TRY(assistant_pin_change(
	    in->assistant, serial, secret_bytes(old), secret_bytes(new)));
	face_progress_end(&in->face);
	face_say(&in->face, TEXT_PIN_CHANGED);
	*ret_pin = TAKE(new);
	return ERR_OK;
}

enum err
invocation_pin(struct invocation *in, const char *option,
    const char *carrier_serial, struct secret **ret_pin)
{
	struct pin_state s;

	TRY(assistant_pin_state(in->assistant, carrier_serial, &s));
	return s.initial
		   ? change_initial(in, option, carrier_serial, &s, ret_pin)
		   : present_pin(in, option, carrier_serial, &s, ret_pin);
}

enum err
invocation_old_pin(struct invocation *in, const char *carrier_serial,
    enum carrier_kind *ret_kind, struct secret **ret_pin)
{
	struct pin_state s;

	TRY(assistant_pin_state(in->assistant, carrier_serial, &s));
	TRY(present_pin(in, "--pin-file", carrier_serial, &s, ret_pin));
	*ret_kind = s.carrier;
	return ERR_OK;
}

enum err
invocation_new_pin(
    struct invocation *in, enum carrier_kind kind, struct secret **ret_pin)
{
	AUTO(secret) pin = NULL;

	TRY(invocation_secret(in, "--new-pin-file",
	    kind == CARRIER_HARD ? TEXT_ASK_NEW_KEY_PIN : TEXT_ASK_NEW_PIN,
	    TEXT_ASK_NEW_PIN_AGAIN, &pin));
	TRY(token_pin_check_kind(kind, secret_bytes(pin)));
	*ret_pin = TAKE(pin);
	return ERR_OK;
}

static enum err
show_requested(struct invocation *in, const struct mailed_code *code)
{
	char until[FACE_TIME_SIZE];

	face_time(code->expires_at, until);
	face_progress_end(&in->face);
	face_say(&in->face, TEXT_CODE_SENT, code->email, until);
	return ERR_OK;
}

enum err
invocation_mailed_code(
    struct invocation *in, const struct code_wish *w, struct secret **ret_code)
{
	bool only = invocation_option(in, "--request") != NULL;
	struct mailed_code code;

	if (!only && invocation_option(in, "--code-file") != NULL)
		return invocation_secret(in, "--code-file",
		    TEXT_ASK_MAILED_CODE, TEXT_COUNT, ret_code);
	if (!only && !invocation_is_interactive(in))
		return ERR_USAGE;
	TRY(w->request(w->self, in, &code));
	TRY(show_requested(in, &code));
	if (!only)
		return prompt_secret(
		    face_text(&in->face, TEXT_ASK_MAILED_CODE), ret_code);
	face_json(&in->face,
	    json_pack("{s:b, s:s, s:o}", "requested", true, "email", code.email,
		"expiresAt", face_time_json(code.expires_at)));
	*ret_code = NULL;
	return ERR_OK;
}

enum err
invocation_pair(struct invocation *in, struct holder_pair *ret_pair)
{
	return assistant_pair(
	    in->assistant, invocation_option(in, "--cert"), ret_pair);
}

enum err
invocation_value(struct invocation *in, const char *option, enum text question,
    char *out, size_t size)
{
	const char *value = invocation_option(in, option);

	if (value == NULL)
		return prompt_line(face_text(&in->face, question), out, size);
	if (strlen(value) >= size)
		return ERR_TOO_LARGE;
	memcpy(out, value, strlen(value) + 1);
	return ERR_OK;
}

enum err
invocation_connect(struct invocation *in)
{
	char root[SM3_LEN * 2 + 1];
	bool pinned;

	TRY(assistant_connect(in->assistant, &pinned));
	if (!pinned || in->face.json)
		return ERR_OK;
	TRY(assistant_setting_get(in->assistant, "root", root, sizeof(root)));
	face_progress_end(&in->face);
	fprintf(stderr, "%s\n  SM3 %s\n",
	    face_text(&in->face, TEXT_ROOT_PINNED), root);
	return ERR_OK;
}
