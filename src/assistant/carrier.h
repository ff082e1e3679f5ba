/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Carriers in the hands of operations. What can be known of a carrier is found
 * out before a PIN is tried: whether the PIN has the right form, is locked, or
 * is one that must be changed first, and whether there is room. Each function
 * notes the carrier for assistant_failure.
 */
#ifndef ASSISTANT_CARRIER_H
#define ASSISTANT_CARRIER_H

#include "assistant/context.h"

/* Octets that a new pair takes: two certificates of the largest that our
 * profiles give, its keys, and what a file system adds. */
#define CARRIER_PAIR_ROOM 5120

/* Open it by serial number. TOKEN_MISSING; what token_open_serial says. */
MUST_USE enum err carrier_open(
    struct assistant *a, const char *serial, struct token **ret_token);

/* The same, and also by the name of a device; what the list said of it. */
MUST_USE enum err carrier_look_up(struct assistant *a, const char *carrier,
    struct token_entry *ret_entry, struct token **ret_token);

/* What it says of itself now. */
MUST_USE enum err carrier_look(
    struct assistant *a, struct token *t, struct token_info *ret_info);

/*
 * May this PIN be tried on it? PIN_LENGTH, PIN_LENGTH_TOKEN, PIN_CHARACTERS;
 * PIN_LOCKED; PIN_INITIAL for a USB key whose PIN was never changed;
 * TOKEN_BLANK.
 */
MUST_USE enum err carrier_check(
    struct assistant *a, const struct token_info *i, struct bytes pin);

/* Is there room for a pair? TOKEN_FULL. A device that does not tell has it. */
MUST_USE enum err carrier_check_room(const struct token_info *i);

/* Try the PIN; the failure knows the tries left, also of a device that does
 * not tell them by itself. */
MUST_USE enum err carrier_enter(
    struct assistant *a, struct token *t, struct bytes pin);

/* Look, check and enter. */
MUST_USE enum err carrier_login(
    struct assistant *a, struct token *t, struct bytes pin);

/* What the device says of tries, after PIN_WRONG or PIN_LOCKED. */
void carrier_know_tries(struct assistant *a, struct token *t);

/* The sealed admin PIN that a USB key has for the office, into escrow; nothing
 * if it has none, or one that is torn. */
MUST_USE enum err carrier_read_escrow(struct token *t, struct buf *escrow);

/*
 * A soft token that has nothing in it any more goes, file and all, if it lies
 * among this home's and no other program keeps something there. USB keys stay.
 * What cannot be removed stays too.
 */
void carrier_forget_empty(struct assistant *a, const char *serial);

#endif
