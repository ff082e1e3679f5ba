/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Between the reader and the commands: SELECT, chains of short commands, and
 * answers longer than was asked for, whose rest is fetched (ISO/IEC 7816-4
 * 5.1.1, 7.1.1, 7.6.1).
 */
#include <string.h>

#include "virtualkey/key.h"

#define P1_BY_AID 0x04
#define EXTENDED_AT 4  /* where a command of extended lengths has a zero … */
#define EXTENDED_LEN 7 /* … and how long it is at least */

static bool
is_extended(struct bytes octets)
{
	return octets.len >= EXTENDED_LEN && octets.p[EXTENDED_AT] == 0;
}

static uint16_t
do_select(struct virtual_key *k, const struct card_command *c)
{
	if (c->p1 != P1_BY_AID || c->p2 != 0)
		return CARD_SW_WRONG_P1_P2;
	if (!bytes_equal(c->data, BYTES_ARRAY(k->profile->aid)))
		return CARD_SW_APPLET_UNKNOWN;
	k->session.selected = true;
	return CARD_SW_OK;
}

/* The next part of what is waiting, and how much there still is. */
static uint16_t
give_waiting(struct vk_session *s, uint32_t expect, struct buf *answer)
{
	size_t left = s->waiting.len - s->waiting_from;
	size_t len = left < expect ? left : expect;

	buf_put(answer, BYTES(s->waiting.p + s->waiting_from, len));
	s->waiting_from += len;
	left -= len;
	if (left == 0) {
		buf_truncate(&s->waiting, 0);
		s->waiting_from = 0;
		return CARD_SW_OK;
	}
	return CARD_SW_MORE |
	       (left < CARD_SHORT_ANSWER_MAX ? (uint16_t)left : 0);
}

static uint16_t
do_get_response(
    struct vk_session *s, const struct card_command *c, struct buf *answer)
{
	if (c->p1 != 0 || c->p2 != 0)
		return CARD_SW_WRONG_P1_P2;
	if (c->data.len > 0 || c->expect == 0)
		return CARD_SW_WRONG_LENGTH;
	if (s->waiting.len == 0)
		return CARD_SW_CONDITIONS;
	return give_waiting(s, c->expect, answer);
}

static uint16_t
do_command(
    struct virtual_key *k, const struct card_command *c, struct buf *answer)
{
	struct vk_session *s = &k->session;
	uint16_t sw;

	buf_truncate(&s->waiting, 0);
	s->waiting_from = 0;
	sw = vk_run(k, c, &s->waiting);
	if (sw == CARD_SW_OK && buf_status(&s->waiting) != ERR_OK)
		sw = vk_status_of(buf_status(&s->waiting));
	if (sw != CARD_SW_OK) {
		buf_done(&s->waiting); /* its failure too */
		buf_init(&s->waiting, CARD_APDU_MAX);
		return sw;
	}
	return s->waiting.len == 0 ? CARD_SW_OK
				   : give_waiting(s, c->expect, answer);
}

static void
drop_chain(struct vk_chain *chain)
{
	chain->under_way = false;
	buf_done(&chain->data);
	buf_init(&chain->data, CARD_EXTENDED_DATA_MAX);
}

static bool
continues(const struct vk_chain *chain, const struct card_command *c)
{
	return chain->cla == (c->cla & ~CARD_CHAIN) && chain->ins == c->ins &&
	       chain->p1 == c->p1 && chain->p2 == c->p2;
}

/* One more piece; whatever else comes ends the chain with an error. */
static uint16_t
add_piece(struct vk_chain *chain, const struct card_command *c)
{
	if (!chain->under_way) {
		chain->under_way = true;
		chain->cla = c->cla & (uint8_t)~CARD_CHAIN;
		chain->ins = c->ins;
		chain->p1 = c->p1;
		chain->p2 = c->p2;
	} else if (!continues(chain, c)) {
		drop_chain(chain);
		return CARD_SW_CONDITIONS;
	}
	buf_put(&chain->data, c->data);
	if (buf_status(&chain->data) != ERR_OK) {
		drop_chain(chain);
		return CARD_SW_WRONG_LENGTH;
	}
	return CARD_SW_OK;
}

/* A piece of a chain, or a whole command. */
static uint16_t
do_piece(struct virtual_key *k, struct card_command *c, struct buf *answer)
{
	struct vk_chain *chain = &k->session.chain;
	uint16_t sw;

	if ((c->cla & CARD_CHAIN) != 0)
		return add_piece(chain, c);
	if (!chain->under_way)
		return do_command(k, c, answer);
	SW_TRY(add_piece(chain, c));
	c->data = buf_bytes(&chain->data);
	sw = do_command(k, c, answer);
	drop_chain(chain);
	return sw;
}

static uint16_t
do_octets(struct virtual_key *k, struct bytes octets, struct buf *answer)
{
	struct card_command c;

	if (card_command_parse(octets, &c) != ERR_OK ||
	    (k->short_only && is_extended(octets)))
		return CARD_SW_WRONG_LENGTH;
	if (c.cla == CARD_CLA_ISO)
		drop_chain(&k->session.chain);
	if (c.cla == CARD_CLA_ISO && c.ins == CARD_INS_SELECT)
		return do_select(k, &c);
	if (!k->session.selected)
		return CARD_SW_CLA_UNKNOWN;
	if (c.cla == CARD_CLA_ISO && c.ins == CARD_INS_GET_RESPONSE)
		return do_get_response(&k->session, &c, answer);
	return do_piece(k, &c, answer);
}

enum err
virtual_key_transmit(
    struct virtual_key *k, struct bytes command, struct buf *answer)
{
	uint16_t sw;

	if (!k->powered)
		return ERR_TOKEN_REMOVED;
	if (k->dead)
		return ERR_NOMEM;
	sw = do_octets(k, command, answer);
	buf_u16(answer, sw);
	return buf_status(answer);
}

const char *
virtual_key_command_name(struct bytes command)
{
	const char *name = NULL;

	if (command.len < 2)
		return "UNKNOWN";
	if (command.p[0] == CARD_CLA_ISO && command.p[1] == CARD_INS_SELECT)
		return "SELECT";
	if (command.p[0] == CARD_CLA_ISO &&
	    command.p[1] == CARD_INS_GET_RESPONSE)
		return "GET_RESPONSE";
	if ((command.p[0] & ~(CARD_CHAIN | 0x04)) == CARD_CLA)
		name = vk_ins_name(command.p[1]);
	return name == NULL ? "UNKNOWN" : name;
}
