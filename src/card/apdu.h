/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Commands and answers as octets (ISO/IEC 7816-4 clause 5.1). Commands are
 * sent with extended lengths, as certified tokens are seen to take them; where
 * a reader refuses those, as a chain of short ones (CLA bit 10, 5.1.1), whose
 * long answer is fetched with GET RESPONSE (61xx).
 */
#ifndef CARD_APDU_H
#define CARD_APDU_H

#include "base/bytes.h"

#define CARD_EXTENDED_DATA_MAX 65535 /* octets of data in an extended one */
#define CARD_SHORT_DATA_MAX 255
#define CARD_SHORT_ANSWER_MAX 256
#define CARD_EXPECT_ALL 65536 /* Le of 0: as much as there is */
/* vpcd carries no more: the whole command, the whole answer. */
#define CARD_APDU_MAX 65535
#define CARD_CHAIN 0x10 /* in CLA: more of this command follows */

struct card_command {
	uint8_t cla, ins, p1, p2;
	struct bytes data; /* borrowed; none: no Lc */
	uint32_t expect;   /* Le in octets, to CARD_EXPECT_ALL; 0: no Le */
};

/* Add the command with extended lengths; one with neither data nor Le has
 * just its header. b fails with TOO_LARGE. */
void card_command_encode(struct buf *b, const struct card_command *c);

/*
 * The same with short lengths: piece of a chain, the part of c->data from at,
 * at most CARD_SHORT_DATA_MAX octets. *ret_end tells that it is the last one,
 * which alone carries Le (of CARD_SHORT_ANSWER_MAX where more is expected).
 */
void card_command_encode_short(
    struct buf *b, const struct card_command *c, size_t at, bool *ret_end);

/* The whole of octets, of either form; data is borrowed from it. BAD_MESSAGE
 * for lengths that do not add up. */
MUST_USE enum err card_command_parse(
    struct bytes octets, struct card_command *ret_c);

/* Split an answer into data, borrowed, and status word. BAD_MESSAGE for less
 * than two octets. */
MUST_USE enum err card_answer_parse(
    struct bytes octets, struct bytes *ret_data, uint16_t *ret_status);

#endif
