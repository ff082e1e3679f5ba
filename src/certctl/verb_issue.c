/* SPDX-License-Identifier: Apache-2.0 */
/* issue, exchange, update, resume: new pairs. */
#include <string.h>

#include "base/file.h"
#include "certctl/verb.h"

/* For a new soft token the PIN is new, for a carrier the one it has. */
static enum err
get_pin(struct invocation *in, const char *option, const char *carrier,
    struct secret **ret_pin)
{
	return strcmp(carrier, "soft") == 0
		   ? invocation_new_pin(in, CARRIER_SOFT, ret_pin)
		   : invocation_pin(in, option, carrier, ret_pin);
}

static enum err
show_obtained(
    struct invocation *in, enum text said, const struct holder_pair *pair)
{
	struct unfinished u;

	TRY(assistant_unfinished(in->assistant, &u));
	face_progress_end(&in->face);
	face_say(&in->face, said);
	if (!in->face.json)
		show_pair(&in->face, pair);
	if (u.count > 0)
		face_say(&in->face, TEXT_LEFT_OVER, u.carriers[0]);
	face_json(&in->face, json_pack("{s:o, s:i}", "certificate",
				 pair_json(pair), "unfinished", (int)u.count));
	return ERR_OK;
}

/* --- into which carrier --- */

static bool
has_pair(const struct holder_pairs *pairs, const char *serial)
{
	for (size_t i = 0; i < pairs->count; i++)
		if (strcmp(pairs->rows[i].token_serial, serial) == 0)
			return true;
	return false;
}

/* The one USB key that could take a first pair; NULL if there is none, or
 * more than one. */
static const struct token_info *
find_ready_key(
    const struct token_list *tokens, const struct holder_pairs *pairs)
{
	const struct token_info *found = NULL;

	for (size_t i = 0; i < tokens->count; i++) {
		const struct token_entry *e = &tokens->entries[i];

		if (e->err != ERR_OK || e->info.kind != CARRIER_HARD ||
		    e->info.blank || has_pair(pairs, e->info.serial))
			continue;
		if (found != NULL)
			return NULL;
		found = &e->info;
	}
	return found;
}

/* A key that is plugged in is offered first, where somebody can say yes. */
static enum err
offer_key(struct invocation *in, char ret_carrier[33])
{
	AUTO(token_list) tokens = NULL;
	AUTO(holder_pairs) pairs = NULL;
	const struct token_info *key;
	char name[FACE_CARRIER_SIZE];
	enum err e;

	TRY(assistant_tokens(in->assistant, &tokens));
	TRY(assistant_pairs(in->assistant, &pairs));
	key = find_ready_key(tokens, pairs);
	if (key == NULL)
		return ERR_OK;
	face_carrier(&in->face, key->kind, key->label, key->serial, name);
	e = invocation_ask(in, TEXT_ASK_USE_KEY, name);
	if (e == ERR_OK)
		memcpy(ret_carrier, key->serial, sizeof(key->serial));
	return e == ERR_CANCELLED ? ERR_OK : e;
}

/* That of --carrier, else a key that was offered, else a new soft token. */
static enum err
choose_carrier(struct invocation *in, char ret_carrier[33])
{
	const char *given = invocation_option(in, "--carrier");

	memcpy(ret_carrier, "soft", sizeof("soft"));
	if (given == NULL)
		return invocation_is_interactive(in)
			   ? offer_key(in, ret_carrier)
			   : ERR_OK;
	if (strlen(given) >= 33)
		return ERR_TOKEN_MISSING;
	memcpy(ret_carrier, given, strlen(given) + 1);
	return ERR_OK;
}

/* --- issue --- */

enum err
verb_issue(struct invocation *in)
{
	AUTO(secret) code = NULL;
	AUTO(secret) pin = NULL;
	AUTO_DONE(holder_pair) pair = {.sign = BUF(0)};
	char carrier[33];
	struct issue_request r;

	TRY(invocation_connect(in));
	TRY(choose_carrier(in, carrier));
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
	char carrier[33];
	struct exchange_request r = {.carrier = carrier};

	TRY(choose_carrier(in, carrier));
	TRY(invocation_secret(
	    in, "--code-file", TEXT_ASK_CODE, TEXT_COUNT, &code));
	TRY(get_pin(in, "--pin-file", carrier, &pin));
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

/* From an old CA's certificate, in a file or on a USB key. */
static enum err
exchange_by_old_key(struct invocation *in, struct holder_pair *ret_pair)
{
	AUTO(secret) key_pin = NULL;
	AUTO(secret) pin = NULL;
	char carrier[33];
	struct move_request r = {.carrier = carrier,
	    .key_file = invocation_option(in, "--old-key"),
	    .key_carrier = invocation_option(in, "--old-token"),
	    .serial = invocation_option(in, "--cert")};

	TRY(choose_carrier(in, carrier));
	TRY(invocation_secret(in, "--old-pin-file",
	    r.key_file != NULL ? TEXT_ASK_OLD_KEY_PIN : TEXT_ASK_OLD_TOKEN_PIN,
	    TEXT_COUNT, &key_pin));
	TRY(get_pin(in, "--pin-file", carrier, &pin));
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
    {"--old-token", exchange_by_old_key},
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

/* The carriers that wait for their PINs, one after the other; what a question
 * or a carrier keeps from being finished stays. */
static enum err
resume_each(struct invocation *in, const struct unfinished *u, enum err first)
{
	enum err last = first;

	for (size_t i = 0; i < u->count && i < UNFINISHED_MAX; i++) {
		AUTO(secret) pin = NULL;
		const char *carrier = u->carriers[i];
		enum err e;

		if (carrier[0] == '\0')
			continue;
		e = invocation_pin(in, "--pin-file", carrier, &pin);
		if (e == ERR_OK)
			e = assistant_resume(
			    in->assistant, carrier, secret_bytes(pin));
		if (e == ERR_CANCELLED || e == ERR_PIN_WRONG)
			return e;
		last = e;
	}
	return last;
}

/* Without a PIN first: much needs none. Then the PINs are asked for. */
static enum err
resume(struct invocation *in)
{
	AUTO(secret) pin = NULL;
	const char *carrier = invocation_option(in, "--carrier");
	const char *file = invocation_option(in, "--pin-file");
	struct unfinished u;
	enum err e;

	if (file != NULL) {
		TRY(file_read_secret(file, &pin));
		return assistant_resume(
		    in->assistant, carrier, secret_bytes(pin));
	}
	e = assistant_resume(in->assistant, carrier, BYTES_NONE);
	if (e != ERR_PIN_NEEDED || !invocation_is_interactive(in))
		return e;
	TRY(assistant_unfinished(in->assistant, &u));
	return resume_each(in, &u, e);
}

enum err
verb_resume(struct invocation *in)
{
	struct unfinished before;

	TRY(assistant_unfinished(in->assistant, &before));
	TRY(resume(in));
	face_progress_end(&in->face);
	face_say(&in->face,
	    before.count > 0 ? TEXT_RESUMED : TEXT_NOTHING_UNFINISHED);
	face_json(&in->face, json_pack("{s:b}", "resumed", true));
	return ERR_OK;
}
