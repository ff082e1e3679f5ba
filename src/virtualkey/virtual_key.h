/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A USB key in software: what answers commands of 0017r (card/profile.h), with
 * its state in a folder. How commands get here is another's matter: link.h has
 * the virtual PC/SC reader vpcd, tests call virtual_key_transmit.
 *
 * A key has power or not. Logins, open applications, challenges, session keys
 * and what else a session has end with power and with a reset. What is kept is
 * on the disk before a command is answered.
 *
 * One thread at a time. Errors are of the computer; whatever is wrong with a
 * command is in its answer.
 */
#ifndef VIRTUALKEY_VIRTUAL_KEY_H
#define VIRTUALKEY_VIRTUAL_KEY_H

#include "base/bytes.h"

struct virtual_key;

struct virtual_key_options {
	const char *dir;    /* NULL: in memory alone */
	const char *serial; /* of a blank one, 1 to 32 octets; NULL: made up */
	const char *label;  /* of a blank one, to 32 octets; NULL: "USB Key" */
	uint32_t space;	    /* of a blank one, octets; 0: VK_SPACE_DEFAULT */
	bool short_only;    /* extended lengths are refused: 6700 */
};

/*
 * The key whose state is in dir (a folder that is there), which is made blank
 * there if there is none. It has no power yet. BAD_TEXT and BAD_NUMBER for
 * options out of range; what vk_state_load and file_create fail with; CRYPTO,
 * NO_RANDOM, NOMEM.
 */
MUST_USE enum err virtual_key_open(
    const struct virtual_key_options *o, struct virtual_key **ret_k);
void virtual_key_free(struct virtual_key *k); /* k may be NULL */
DEFINE_AUTO(virtual_key)

/* Answer to reset (ISO/IEC 7816-3 8.2), borrowed. */
struct bytes virtual_key_atr(const struct virtual_key *k);

/* Each ends the session. */
void virtual_key_power_on(struct virtual_key *k);
void virtual_key_reset(struct virtual_key *k);
void virtual_key_power_off(struct virtual_key *k);

/*
 * One command as it comes from the reader; the answer, two octets at least, is
 * added to answer. TOKEN_REMOVED without power; buf_status of answer.
 */
MUST_USE enum err virtual_key_transmit(
    struct virtual_key *k, struct bytes command, struct buf *answer);

/* A name for a command, as commands.def has them; SELECT, GET_RESPONSE, and
 * UNKNOWN for any other. Borrowed. */
const char *virtual_key_command_name(struct bytes command);

#endif
