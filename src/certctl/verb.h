/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The verbs of certctl: a const table in main.c, an operation's file each.
 */
#ifndef CERTCTL_VERB_H
#define CERTCTL_VERB_H

#include "certctl/face.h"

/* An option that a verb takes, "--user"; its value, or "" for a flag given. */
#define VERB_OPTIONS_MAX 12
struct option_value {
	const char *name, *value;
};

struct invocation {
	struct face face;
	struct assistant *assistant;
	const char *words[2]; /* what follows the verb's own words */
	size_t word_count;
	struct option_value options[VERB_OPTIONS_MAX];
	size_t option_count;
};

/* The value of an option, or NULL if it was not given. */
const char *invocation_option(const struct invocation *in, const char *name);

/*
 * A PIN or code: the first line of the file that option names, or asked on the
 * terminal; then twice if again is a text and not TEXT_COUNT (PIN_MISMATCH).
 */
MUST_USE enum err invocation_secret(struct invocation *in, const char *option,
    enum text question, enum text again, struct secret **ret_s);

/* Is there somebody to ask? */
bool invocation_is_interactive(const struct invocation *in);

/*
 * The PIN of a carrier that is there, from option's file, or asked for with the
 * tries left in sight. PIN_LOCKED before anything is asked; on a terminal the
 * last try is spent only after a question. One that is initial is changed
 * first, with --new-pin-file or on the terminal, and *ret_pin is the new one;
 * else PIN_INITIAL. If option is --new-pin-file itself, the initial PIN is that
 * of --initial-pin-file.
 */
MUST_USE enum err invocation_pin(struct invocation *in, const char *option,
    const char *carrier_serial, struct secret **ret_pin);

/* The PIN of --pin-file that is to be changed, initial or not. */
MUST_USE enum err invocation_old_pin(struct invocation *in,
    const char *carrier_serial, enum carrier_kind *ret_kind,
    struct secret **ret_pin);

/* A PIN to be set: asked twice, PIN_MISMATCH; checked before anything is done:
 * PIN_LENGTH, PIN_LENGTH_TOKEN, PIN_CHARACTERS. */
MUST_USE enum err invocation_new_pin(
    struct invocation *in, enum carrier_kind kind, struct secret **ret_pin);

/*
 * Before what cannot be taken back: a question on the terminal, unless --yes
 * was given. CANCELLED for any other answer than yes; USAGE where there is no
 * terminal to ask on.
 */
MUST_USE enum err invocation_confirm(
    struct invocation *in, enum text question, ...);

/* A question on the terminal that takes back nothing. CANCELLED for any other
 * answer than yes. */
MUST_USE enum err invocation_ask(
    struct invocation *in, enum text question, ...);

/*
 * A code that comes by mail: from --code-file; else it is asked for at the
 * office, and then on the terminal. With --request that is all: *ret_code is
 * NULL, and what the office said is the result. USAGE where there is no
 * terminal to type it on, before any mail is sent.
 */
struct code_wish {
	enum err (*request)(
	    void *self, struct invocation *in, struct mailed_code *ret_code);
	void *self;
};
MUST_USE enum err invocation_mailed_code(
    struct invocation *in, const struct code_wish *w, struct secret **ret_code);

/* The captcha from the options, or a picture shown and an answer asked for;
 * none where the office wants none. */
struct captcha_reply {
	char id[1024], answer[32];
	bool given;
};
MUST_USE enum err invocation_captcha(
    struct invocation *in, struct captcha_reply *ret_reply);

/* The pair that --cert names, see assistant_pair. */
MUST_USE enum err invocation_pair(
    struct invocation *in, struct holder_pair *ret_pair);

/* A plain value: the option's, or asked on the terminal. */
MUST_USE enum err invocation_value(struct invocation *in, const char *option,
    enum text question, char *out, size_t size);

/* Contact the office, telling about a root that was pinned just now. */
MUST_USE enum err invocation_connect(struct invocation *in);

enum err verb_login_account(struct invocation *in);
enum err verb_login_certificate(struct invocation *in);
enum err verb_captcha(struct invocation *in);
enum err verb_logout(struct invocation *in);
enum err verb_status(struct invocation *in);
enum err verb_tokens(struct invocation *in);
enum err verb_token_init(struct invocation *in);
enum err verb_token_label(struct invocation *in);
enum err verb_token_info(struct invocation *in);
enum err verb_certs(struct invocation *in);
enum err verb_show(struct invocation *in);
enum err verb_issue(struct invocation *in);
enum err verb_exchange(struct invocation *in);
enum err verb_update(struct invocation *in);
enum err verb_pin(struct invocation *in);
enum err verb_unlock(struct invocation *in);
enum err verb_hold(struct invocation *in);
enum err verb_release(struct invocation *in);
enum err verb_revoke(struct invocation *in);
enum err verb_resume(struct invocation *in);
enum err verb_refresh(struct invocation *in);
enum err verb_doctor(struct invocation *in);
enum err verb_proxy_test(struct invocation *in);
enum err verb_proxy_login(struct invocation *in);
enum err verb_proxy_forget(struct invocation *in);
enum err verb_permissions_list(struct invocation *in);
enum err verb_permissions_remove(struct invocation *in);
enum err verb_settings_get(struct invocation *in);
enum err verb_settings_set(struct invocation *in);

/* A carrier for people, and for scripts. */
void show_token(const struct face *f, const struct token_entry *t);
json_t *token_json(const struct token_entry *t);
/* Tries left of a PIN, where the device tells them. */
void show_tries(const struct face *f, enum text label, int left, int max);

/* A pair for people, and for scripts. */
void show_pair(const struct face *f, const struct holder_pair *p);
json_t *pair_json(const struct holder_pair *p);

#endif
