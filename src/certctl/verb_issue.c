/* SPDX-License-Identifier: Apache-2.0 */
/* issue, exchange, update, resume: new pairs. */
#include <string.h>

#include "certctl/verb.h"

/* For a new soft token the PIN is new, for a carrier the one it has. */
static enum err
get_pin(struct invocation *in, const char *option, const char *carrier,
    struct secret **ret_pin)
{
	return strcmp(carrier, "soft") == 0
		   ? invocation_new_pin(in, ret_pin)
		   : invocation_pin(in, option, carrier, ret_pin);
}

static enum err
show_obtained(
    struct invocation *in, enum text said, const struct holder_pair *pair)
{
	int unfinished;

	TRY(assistant_unfinished(in->assistant, &unfinished));
	face_progress_end(&in->face);
	face_say(&in->face, said);
	if (!in->face.json)
		show_pair(&in->face, pair);
	if (unfinished > 0)
		face_say(&in->face, TEXT_LEFT_OVER);
	face_json(&in->face, json_pack("{s:o, s:i}", "certificate",
				 pair_json(pair), "unfinished", unfinished));
	return ERR_OK;
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
	TRY(get_pin(in, "--pin-file", carrier, &pin));
	r = (struct issue_request){
	    carrier, secret_bytes(code), secret_bytes(pin)};
	TRY(assistant_issue(in->assistant, &r, &pair));
	return show_obtained(in, TEXT_ISSUED, &pair);
}

/* --- exchange --- */

/* With the code of a reissue: there is no old key to be used. */
static enum err
exchange_by_code(struct invocation *in, struct holder_pair *ret_pair)
{
	AUTO(secret) code = NULL;
	AUTO(secret) pin = NULL;
	struct exchange_request r = {
	    .carrier = invocation_option(in, "--carrier")};

	if (r.carrier == NULL)
		r.carrier = "soft";
	TRY(invocation_secret(
	    in, "--code-file", TEXT_ASK_CODE, TEXT_COUNT, &code));
	TRY(get_pin(in, "--pin-file", r.carrier, &pin));
	r.code = secret_bytes(code);
	r.pin = secret_bytes(pin);
	return assistant_exchange(in->assistant, &r, ret_pair);
}

static enum err
exchange_by_key(struct invocation *in, struct holder_pair *ret_pair)
{
	AUTO_DONE(holder_pair) old = {.sign = BUF(0)};
	AUTO(secret) old_pin = NULL;
	AUTO(secret) pin = NULL;
	struct exchange_request r = {
	    .carrier = invocation_option(in, "--carrier")};

	TRY(invocation_pair(in, &old));
	TRY(invocation_pin(in, "--pin-file", old.token_serial, &old_pin));
	if (r.carrier != NULL && strcmp(r.carrier, old.token_serial) != 0) {
		TRY(get_pin(in, "--new-pin-file", r.carrier, &pin));
		r.pin = secret_bytes(pin);
	}
	r.serial = old.sign_serial;
	r.old_pin = secret_bytes(old_pin);
	return assistant_exchange(in->assistant, &r, ret_pair);
}

/* From an old CA's certificate, in a file. */
static enum err
exchange_by_old_key(struct invocation *in, struct holder_pair *ret_pair)
{
	AUTO(secret) key_pin = NULL;
	AUTO(secret) pin = NULL;
	struct move_request r = {.carrier = invocation_option(in, "--carrier"),
	    .key_file = invocation_option(in, "--old-key")};

	if (r.carrier == NULL)
		r.carrier = "soft";
	TRY(invocation_secret(
	    in, "--old-pin-file", TEXT_ASK_OLD_KEY_PIN, TEXT_COUNT, &key_pin));
	TRY(get_pin(in, "--pin-file", r.carrier, &pin));
	r.key_pin = secret_bytes(key_pin);
	r.pin = secret_bytes(pin);
	return assistant_move(in->assistant, &r, ret_pair);
}

/* Which proof, by the options that are given; the last row: none of them. */
static const struct {
	const char *option;
	enum err (*run)(struct invocation *in, struct holder_pair *ret_pair);
} proofs[] = {
    {"--old-key", exchange_by_old_key},
    {"--code-file", exchange_by_code},
    {"--code", exchange_by_code},
    {NULL, exchange_by_key},
};

enum err
verb_exchange(struct invocation *in)
{
	AUTO_DONE(holder_pair) pair = {.sign = BUF(0)};
	size_t i = 0;

	while (proofs[i].option != NULL &&
	       invocation_option(in, proofs[i].option) == NULL)
		i++;
	TRY(invocation_connect(in));
	TRY(proofs[i].run(in, &pair));
	return show_obtained(in, TEXT_EXCHANGED, &pair);
}

enum err
verb_update(struct invocation *in)
{
	AUTO_DONE(holder_pair) old = {.sign = BUF(0)};
	AUTO_DONE(holder_pair) pair = {.sign = BUF(0)};
	AUTO(secret) pin = NULL;

	TRY(invocation_connect(in));
	TRY(invocation_pair(in, &old));
	TRY(invocation_pin(in, "--pin-file", old.token_serial, &pin));
	TRY(assistant_update(
	    in->assistant, old.sign_serial, secret_bytes(pin), &pair));
	return show_obtained(in, TEXT_UPDATED, &pair);
}

/* --- resume --- */

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
