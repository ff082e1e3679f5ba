/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the desk knows of carriers, certificates, account and settings: a copy
 * that the worker made when it last looked, for windows and menu to show. It
 * is replaced as a whole; whoever keeps it longer than a turn copies from it.
 */
#ifndef ASSISTANT_SCREENS_STATE_H
#define ASSISTANT_SCREENS_STATE_H

#include "assistant/assistant.h"
#include "assistant/settings.h"

/* A carrier, or what is in a reader. */
struct carrier_row {
	char device[TOKEN_DEVICE_SIZE]; /* its name in lists */
	enum err err;			/* OK, or why it cannot be used */
	bool idle;			/* an empty reader: see token.h */
	struct token_info info;		/* if err is OK */
};

struct desk_state {
	/* OK once the assistant is open; CANCELLED before; else why not. */
	enum err opened;
	/* What the office said when it was last asked; CANCELLED: not asked. */
	enum err office;
	int64_t looked_at; /* 0: never */
	struct account_state account;
	struct holder_pairs
	    *pairs; /* with the office's word where it gave it */
	struct carrier_row *carriers;
	size_t carrier_count;
	struct unfinished unfinished;
	/* Settings as they are, and whether the last one that was to be set
	 * broke its rule. */
	char settings[SETTING_COUNT][SETTING_VALUE_SIZE];
	bool setting_wrong[SETTING_COUNT];
};

struct desk_state *desk_state_new(void);
void desk_state_free(struct desk_state *s);
DEFINE_AUTO(desk_state)

/* Both on the worker's thread. Look at what is here: settings, carriers,
 * certificates, unfinished operations; account is empty. What is broken is a
 * row. NOMEM. */
MUST_USE enum err desk_state_look(
    struct assistant *a, struct desk_state **ret_state);
/* Ask the office about account and certificates, for whoever is logged in, and
 * may see the latter; who is not needs no office. What it answered is the
 * error, or why it did not. */
MUST_USE enum err desk_state_ask(struct assistant *a, struct desk_state *s);

/* NOMEM. */
MUST_USE enum err holder_pairs_copy(
    const struct holder_pairs *from, struct holder_pairs **ret_pairs);

/* The pair with that serial number, of either certificate, or NULL. */
const struct holder_pair *desk_state_pair(
    const struct desk_state *s, const char *serial);
/* Has its holder one that is good for longer? Then nobody need care for it. */
bool desk_state_replaced(
    const struct desk_state *s, const struct holder_pair *p);
const struct carrier_row *desk_state_carrier(
    const struct desk_state *s, const char *serial);
/* What the office said of that pair's update, if it was asked for its holder;
 * else NULL. */
const struct account_state *desk_state_told(
    const struct desk_state *s, const struct holder_pair *p);
/* May that pair be updated now, as the office says of its holder's account?
 * RENEWAL_EARLY: from ret_opens_at, which is ahead; ACCOUNT_NOT_ACTIVE,
 * ACCOUNT_STATE; CANCELLED: it has said nothing of that. */
enum err desk_state_update(const struct desk_state *s,
    const struct holder_pair *p, int64_t now, int64_t *ret_opens_at);

#endif
