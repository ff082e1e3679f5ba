/* SPDX-License-Identifier: Apache-2.0 */
/* unlock, hold, release, revoke. */
#include <string.h>

#include "base/file.h"
#include "certctl/verb.h"

/* --- unlock --- */

/* Whoever is logged in as the pair's holder may unlock it; else the
 * certificate is named, which takes no PIN. */
static enum err
need_session(struct invocation *in, const struct holder_pair *pair)
{
	struct account_state s;
	struct captcha_reply c;

	TRY(assistant_status(in->assistant, &s));
	if (s.logged_in && strcmp(s.user_name, pair->user_name) == 0)
		return ERR_OK;
	TRY(invocation_captcha(in, &c));
	return assistant_login_named(in->assistant, pair->sign_serial,
	    c.given ? c.id : NULL, c.given ? c.answer : NULL);
}

static enum err
request_unlock(void *self, struct invocation *in, struct mailed_code *ret_code)
{
	const struct holder_pair *pair = self;

	return assistant_unlock_code(
	    in->assistant, pair->token_serial, ret_code);
}

static enum err
unlock(struct invocation *in, const struct holder_pair *pair,
    const struct secret *code)
{
	AUTO(secret) pin = NULL;

	TRY(invocation_new_pin(in, pair->carrier, &pin));
	TRY(assistant_unlock(
	    in->assistant, &(struct unlock_request){pair->token_serial,
			       secret_bytes(code), secret_bytes(pin)}));
	face_progress_end(&in->face);
	face_say(&in->face, TEXT_UNLOCKED);
	face_json(&in->face, json_pack("{s:b, s:s}", "unlocked", true,
				 "carrierSerial", pair->token_serial));
	return ERR_OK;
}

enum err
verb_unlock(struct invocation *in)
{
	AUTO_DONE(holder_pair) pair = {.sign = BUF(0)};
	AUTO(secret) code = NULL;
	const struct code_wish wish = {request_unlock, &pair};

	TRY(invocation_connect(in));
	TRY(assistant_locked_pair(
	    in->assistant, invocation_option(in, "--cert"), &pair));
	TRY(need_session(in, &pair));
	face_progress_end(&in->face);
	face_field(
	    &in->face, TEXT_UNLOCKING, "%s (%s)", pair.subject, pair.user_name);
	TRY(invocation_mailed_code(in, &wish, &code));
	return code == NULL ? ERR_OK : unlock(in, &pair, code);
}

/* --- hold and release --- */

static enum err
request_hold(void *self, struct invocation *in, struct mailed_code *ret_code)
{
	const enum hold_verb *verb = self;

	return assistant_hold_code(
	    in->assistant, *verb, invocation_option(in, "--cert"), ret_code);
}

static enum err
show_held(struct invocation *in, enum text said, const char *state)
{
	face_progress_end(&in->face);
	face_say(&in->face, said);
	face_json(&in->face, json_pack("{s:s}", "state", state));
	return ERR_OK;
}

/* *ret_done is false when only the code was asked for. */
static enum err
hold_by_code(struct invocation *in, enum hold_verb verb, bool *ret_done)
{
	AUTO(secret) code = NULL;
	const struct code_wish wish = {request_hold, &verb};

	TRY(invocation_mailed_code(in, &wish, &code));
	*ret_done = code != NULL;
	if (code == NULL)
		return ERR_OK;
	return assistant_hold_by_code(in->assistant, verb,
	    invocation_option(in, "--cert"), secret_bytes(code));
}

static enum err
hold_by_key(struct invocation *in)
{
	AUTO_DONE(holder_pair) pair = {.sign = BUF(0)};
	AUTO(secret) pin = NULL;

	TRY(invocation_pair(in, &pair));
	TRY(invocation_confirm(in, TEXT_ASK_HOLD, pair.sign_serial));
	TRY(invocation_pin(in, "--pin-file", pair.token_serial, &pin));
	return assistant_hold(
	    in->assistant, pair.sign_serial, secret_bytes(pin));
}

/* What is meant, for a question: the certificate may be elsewhere. */
static const char *
named_certificate(const struct invocation *in)
{
	const char *serial = invocation_option(in, "--cert");

	return serial != NULL ? serial
			      : face_text(&in->face, TEXT_CURRENT_CERTIFICATE);
}

static enum err
lock_by_code(struct invocation *in, bool *ret_done)
{
	if (invocation_option(in, "--request") == NULL)
		TRY(invocation_confirm(
		    in, TEXT_ASK_HOLD, named_certificate(in)));
	return hold_by_code(in, HOLD_LOCK, ret_done);
}

enum err
verb_hold(struct invocation *in)
{
	static const char *const by_code[] = {
	    "--code", "--code-file", "--request"};
	bool code = false, done = true;

	for (size_t i = 0; i < COUNT(by_code); i++)
		code = code || invocation_option(in, by_code[i]) != NULL;
	TRY(invocation_connect(in));
	TRY(code ? lock_by_code(in, &done) : hold_by_key(in));
	return done ? show_held(in, TEXT_HELD, "on-hold") : ERR_OK;
}

enum err
verb_release(struct invocation *in)
{
	bool done;

	TRY(invocation_connect(in));
	TRY(hold_by_code(in, HOLD_RELEASE, &done));
	return done ? show_held(in, TEXT_RELEASED, "valid") : ERR_OK;
}

/* --- revoke --- */

/* With --pin-file the holder's key signs the request too. */
static enum err
revoke(struct invocation *in, const char *reason, char ret_id[33])
{
	const char *note = invocation_option(in, "--note");
	const char *file = invocation_option(in, "--pin-file");
	AUTO(secret) pin = NULL;
	struct revoke_request r = {.serial = invocation_option(in, "--cert"),
	    .reason = reason,
	    .note = note != NULL ? note : ""};

	if (file != NULL) {
		TRY(file_read_secret(file, &pin));
		r.pin = secret_bytes(pin);
	}
	return assistant_revoke(in->assistant, &r, ret_id);
}

enum err
verb_revoke(struct invocation *in)
{
	char reason[32], id[33];

	TRY(invocation_value(
	    in, "--reason", TEXT_ASK_REASON, reason, sizeof(reason)));
	TRY(invocation_connect(in));
	TRY(invocation_confirm(in, TEXT_ASK_REVOKE, named_certificate(in)));
	TRY(revoke(in, reason, id));
	face_progress_end(&in->face);
	face_say(&in->face, TEXT_REVOCATION_ASKED);
	face_field(&in->face, TEXT_REQUEST_ID, "%s", id);
	face_json(&in->face, json_pack("{s:s}", "request", id));
	return ERR_OK;
}
