/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What keeps PINs and keys off the wire: a PIN never travels, only a challenge
 * encrypted under the key that it gives; a new PIN travels encrypted under the
 * key of the one that allows it, with a MAC that uses a challenge up.
 */
#ifndef CARD_SECURE_H
#define CARD_SECURE_H

#include "base/secret.h"
#include "card/apdu.h"
#include "card/profile.h"
#include "gm/gm.h"

/* PIN_LENGTH unless the profile takes a PIN of so many octets. */
MUST_USE enum err card_pin_check(
    const struct card_profile *p, struct bytes pin);

/* The key of a PIN, CARD_BLOCK octets. PIN_LENGTH, NOMEM. Wherever one is
 * given below, another length is BAD_MESSAGE. */
MUST_USE enum err card_pin_key(struct gm *gm, const struct card_profile *p,
    struct bytes pin, struct secret **ret_key);

/* What shows that one has the key: the challenge's block, encrypted. */
MUST_USE enum err card_cryptogram(struct gm *gm, const struct card_profile *p,
    struct bytes key, const uint8_t random[CARD_RANDOM_LEN],
    uint8_t ret_cryptogram[CARD_BLOCK]);

/*
 * A PIN zero-padded to one block, or a key of one block, under key (SM4-ECB).
 * Unwrapped, a PIN is without its zeros: PIN_LENGTH if that is none, which is
 * also what comes of another key; a key is the block as it is.
 */
MUST_USE enum err card_pin_wrap(struct gm *gm, const struct card_profile *p,
    struct bytes key, struct bytes pin, uint8_t ret_wrapped[CARD_BLOCK]);
MUST_USE enum err card_pin_unwrap(struct gm *gm, const struct card_profile *p,
    struct bytes key, const uint8_t wrapped[CARD_BLOCK],
    struct secret **ret_pin);
MUST_USE enum err card_key_unwrap(struct gm *gm, struct bytes key,
    const uint8_t wrapped[CARD_BLOCK], struct secret **ret_key);

/*
 * The MAC of a secured command (c->data without it): SM4 CBC-MAC under key,
 * with the challenge's block as IV, over the header, the length as the profile
 * has it, and the data, padded with 80 00…; the first CARD_MAC_LEN octets of
 * the last block. Where the command is sent as a chain, it is over the command
 * as it would be sent in one piece. TOO_LARGE for more data than a command
 * takes.
 */
MUST_USE enum err card_mac(struct gm *gm, const struct card_profile *p,
    struct bytes key, const uint8_t random[CARD_RANDOM_LEN],
    const struct card_command *c, uint8_t ret_mac[CARD_MAC_LEN]);

#endif
