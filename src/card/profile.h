/* SPDX-License-Identifier: Apache-2.0 */
/*
 * "0017r": the command set of GM/T 0017 as we speak it, on both sides of the
 * reader. The text of GM/T 0017-2012 (and -2023) was not at hand: commands are
 * reconstructed from what public implementations and certified tokens agree
 * on, and where they do not agree a choice is made. docs/card-0017r.md says
 * which part is which.
 *
 * Everything that is a choice is a member of this one row, so that it can be
 * corrected in one place when the text is at hand.
 */
#ifndef CARD_PROFILE_H
#define CARD_PROFILE_H

#include "base/bytes.h"

#define CARD_AID_LEN 8
#define CARD_BLOCK 16	  /* octets of an SM4 block and key */
#define CARD_MAC_LEN 4	  /* octets at the end of a secured command */
#define CARD_RANDOM_LEN 8 /* octets of a challenge */

/* The key that a PIN gives: the first CARD_BLOCK octets of … */
enum card_pin_key {
	CARD_PIN_KEY_SM3,	 /* SM3 of the PIN */
	CARD_PIN_KEY_SM3_PADDED, /* SM3 of the PIN and zeros, CARD_BLOCK */
};

/* The block that a challenge (R, CARD_RANDOM_LEN octets) becomes. */
enum card_challenge {
	CARD_CHALLENGE_ZEROS,	/* R ‖ 00… */
	CARD_CHALLENGE_COUNTED, /* 08 00 ‖ R ‖ 80 ‖ 00… */
};

/* What stands for the length in the octets that a MAC is over. */
enum card_mac_length {
	CARD_MAC_LENGTH_SENT,	 /* 00 hh ll as sent: data and MAC */
	CARD_MAC_LENGTH_OF_DATA, /* hh ll 00 00: the data without the MAC */
};

struct card_profile {
	const char *name;
	uint8_t aid[CARD_AID_LEN];
	bool big_endian;	/* integers in data fields */
	bool id_in_p1_p2_as_is; /* P1 is an ID's first octet; else its second */
	enum card_pin_key pin_key;
	enum card_challenge challenge;
	enum card_mac_length mac_length;
	uint8_t pin_min, pin_max; /* octets of a PIN */
	uint16_t data_max;	  /* octets of data in one command or answer */
	uint16_t name_len;	  /* field of a name in a record */
};

extern const struct card_profile card_0017r;

/* Integers of data fields, in the profile's order. */
void card_put_u16(const struct card_profile *p, struct buf *b, uint16_t value);
void card_put_u32(const struct card_profile *p, struct buf *b, uint32_t value);
/* BAD_MESSAGE at the end of the octets. */
MUST_USE enum err card_get_u16(
    const struct card_profile *p, struct reader *r, uint16_t *ret_v);
MUST_USE enum err card_get_u32(
    const struct card_profile *p, struct reader *r, uint32_t *ret_v);

#endif
