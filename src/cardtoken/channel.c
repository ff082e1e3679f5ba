/* SPDX-License-Identifier: Apache-2.0 */
#include "cardtoken/channel.h"

#include <string.h>

#include "card/command.h"
#include "skf/sar.h"
#include "skf/skf.h"

#define SELECT_BY_AID 0x04 /* P1 */
#define ANSWER_MAX (CARD_APDU_MAX + 2)
#define PIECES_MAX 256 /* of one answer */
#define RESETS_MAX 3   /* in a row, at one begin */

/* What became of the connection. */
static uint32_t
judge(struct channel *c, enum card_io io)
{
	if (io == CARD_IO_REMOVED)
		c->left = true;
	return card_io_sar(io);
}

/* The same, where failing may mean that the card has just gone: readers take
 * a moment to notice. */
static uint32_t
judge_settled(struct channel *c, enum card_io io)
{
	if (io == CARD_IO_FAILED &&
	    c->link->class->status(c->link, true) == CARD_IO_REMOVED)
		io = CARD_IO_REMOVED;
	return judge(c, io);
}

/* --- one APDU and its answer --- */

static enum card_io
transmit(struct channel *c, const struct buf *command, struct buf *answer)
{
	if (buf_status(command) != ERR_OK)
		return CARD_IO_NOMEM;
	return c->link->class->transmit(c->link, buf_bytes(command), answer);
}

/* Add an answer's data to data. SAR_FAIL for what is none. */
static uint32_t
take_answer(struct bytes answer, struct buf *data, uint16_t *ret_status)
{
	struct bytes octets;

	if (card_answer_parse(answer, &octets, ret_status) != ERR_OK)
		return SAR_FAIL;
	if (octets.len > data->max - data->len)
		return SAR_FAIL; /* more than there can be */
	buf_put(data, octets);
	return buf_status(data) == ERR_OK ? SAR_OK : SAR_MEMORYERR;
}

/* --- SELECT --- */

/* One short command without an answer's data, which every card understands
 * well enough to refuse it. */
static enum card_io
send_select(struct channel *c, struct buf *answer)
{
	AUTO_DONE(buf) command = BUF(CARD_APDU_MAX);
	const struct card_command m = {.cla = CARD_CLA_ISO,
	    .ins = CARD_INS_SELECT,
	    .p1 = SELECT_BY_AID,
	    .data = BYTES_ARRAY(c->profile->aid)};
	bool end;

	card_command_encode_short(&command, &m, 0, &end);
	return transmit(c, &command, answer);
}

uint32_t
channel_select(struct channel *c)
{
	AUTO_DONE(buf) answer = BUF(ANSWER_MAX);
	struct bytes data;
	uint16_t status;
	enum card_io io = send_select(c, &answer);
	uint32_t sar = judge_settled(c, io);

	if (io == CARD_IO_FAILED && sar == SAR_FAIL)
		return SAR_CARD_FOREIGN; /* it is there, and silent */
	SAR_TRY(sar);
	if (card_answer_parse(buf_bytes(&answer), &data, &status) != ERR_OK ||
	    (status != CARD_SW_OK && !CARD_SW_IS_MORE(status)))
		return SAR_CARD_FOREIGN;
	c->epoch++;
	return SAR_OK;
}

/* --- connecting --- */

uint32_t
channel_open(struct channel *c, struct card_readers *r, const char *reader)
{
	uint32_t sar;

	*c = (struct channel){.profile = &card_0017r};
	SAR_TRY(card_io_sar(r->class->connect(r, reader, &c->link)));
	sar = channel_begin(c);
	if (sar == SAR_OK) {
		if (c->epoch == 0) /* no reset has led to it already */
			sar = channel_select(c);
		channel_end(c);
	}
	if (sar != SAR_OK)
		channel_close(c, false);
	return sar;
}

void
channel_close(struct channel *c, bool reset)
{
	if (c->link != NULL)
		c->link->class->disconnect(c->link, reset);
	c->link = NULL;
}

/* Begin, whatever others did to the card before; *ret_reset if they reset. */
static enum card_io
begin_transaction(struct channel *c, bool *ret_reset)
{
	enum card_io io = c->link->class->begin(c->link);

	for (int i = 0; io == CARD_IO_RESET && i < RESETS_MAX; i++) {
		*ret_reset = true;
		io = c->link->class->reconnect(c->link);
		if (io == CARD_IO_OK)
			io = c->link->class->begin(c->link);
	}
	return io;
}

uint32_t
channel_begin(struct channel *c)
{
	bool reset = false;
	uint32_t sar;

	if (c->left)
		return SAR_DEVICE_REMOVED;
	if (c->depth == 0) {
		SAR_TRY(judge_settled(c, begin_transaction(c, &reset)));
		sar = reset ? channel_select(c) : SAR_OK;
		if (sar != SAR_OK) {
			c->link->class->end(c->link);
			return sar;
		}
	}
	if (c->depth++ == 0)
		c->transaction++;
	return SAR_OK;
}

void
channel_end(struct channel *c)
{
	if (--c->depth == 0)
		c->link->class->end(c->link);
}

uint32_t
channel_present(struct channel *c)
{
	enum card_io io;

	if (c->left)
		return SAR_DEVICE_REMOVED;
	io = c->link->class->status(c->link, false);
	return io == CARD_IO_RESET ? SAR_OK : judge(c, io);
}

/* --- the two forms of a command --- */

/* One that is sent, and what comes back. */
struct exchange {
	struct channel *channel;
	const struct card_command *command;
	struct buf *data;
	uint16_t status;
	enum card_io io; /* of the last APDU */
	bool done;	 /* the card has begun to answer */
};

/* The longest that such a command makes a reader carry. */
static size_t
size_of(const struct channel *c, const struct card_command *m)
{
	size_t answer =
	    m->expect == CARD_EXPECT_ALL ? c->profile->data_max : m->expect;

	return m->data.len > answer ? m->data.len : answer;
}

/* One APDU of it. SAR_FAIL also for silence, which x->io tells. */
static uint32_t
send_one(struct exchange *x, const struct buf *command)
{
	AUTO_DONE(buf) answer = BUF(ANSWER_MAX);

	x->io = transmit(x->channel, command, &answer);
	if (x->io != CARD_IO_OK)
		return judge(x->channel, x->io);
	return take_answer(buf_bytes(&answer), x->data, &x->status);
}

static uint32_t
fetch_piece(struct exchange *x)
{
	AUTO_DONE(buf) command = BUF(CARD_APDU_MAX);
	uint8_t more = x->status & 0xff;
	const struct card_command m = {.cla = CARD_CLA_ISO,
	    .ins = CARD_INS_GET_RESPONSE,
	    .expect = more == 0 ? CARD_SHORT_ANSWER_MAX : more};
	bool end;

	card_command_encode_short(&command, &m, 0, &end);
	return send_one(x, &command);
}

/* The rest of an answer. Each piece brings some of it, or that is no answer. */
static uint32_t
fetch_rest(struct exchange *x)
{
	for (int i = 0; CARD_SW_IS_MORE(x->status); i++) {
		size_t before = x->data->len;

		x->done = true;
		if (i == PIECES_MAX)
			return SAR_FAIL;
		SAR_TRY(fetch_piece(x));
		if (x->data->len == before)
			return SAR_FAIL;
	}
	return SAR_OK;
}

static uint32_t
send_extended(struct exchange *x)
{
	AUTO_DONE(buf) command = BUF(CARD_APDU_MAX);

	card_command_encode(&command, x->command);
	SAR_TRY(send_one(x, &command));
	return fetch_rest(x);
}

/* A chain. The card answers to the last piece; before it, only a refusal is
 * an answer, and the end of it. */
static uint32_t
send_chain(struct exchange *x)
{
	bool end = false;

	for (size_t at = 0; !end; at += CARD_SHORT_DATA_MAX) {
		AUTO_DONE(buf) command = BUF(CARD_APDU_MAX);

		card_command_encode_short(&command, x->command, at, &end);
		SAR_TRY(send_one(x, &command));
		if (!end && x->status != CARD_SW_OK)
			return SAR_OK;
	}
	return fetch_rest(x);
}

size_t
channel_answer_max(const struct channel *c)
{
	return c->chaining ? CARD_SHORT_ANSWER_MAX : c->profile->data_max;
}

/* --- commands --- */

/* May it be that extended lengths, or as long ones, are not known? Silence at
 * a size that never went through before, or the card's word at the first. */
static bool
is_refused(const struct exchange *x, uint32_t sar, enum channel_care care)
{
	const struct channel *c = x->channel;

	if (x->io == CARD_IO_FAILED)
		return care == CHANNEL_AGAIN && !x->done &&
		       size_of(c, x->command) + 1 > c->proven;
	return sar == SAR_OK && x->status == CARD_SW_WRONG_LENGTH &&
	       c->proven == 0;
}

static uint32_t
send_either(struct exchange *x, enum channel_care care)
{
	struct channel *c = x->channel;
	size_t start = x->data->len, size = size_of(c, x->command);
	uint32_t sar;

	if (c->chaining)
		return send_chain(x);
	sar = send_extended(x);
	if (is_refused(x, sar, care)) {
		buf_truncate(x->data, start);
		sar = send_chain(x);
		c->chaining =
		    sar == SAR_OK && x->status != CARD_SW_WRONG_LENGTH;
	} else if (sar == SAR_OK && size + 1 > c->proven) {
		c->proven = size + 1; /* an empty one proves something too */
	}
	return sar;
}

/* Somebody has reset the card. What was cut off in its answer was done. */
static uint32_t
begin_anew(struct exchange *x)
{
	struct channel *c = x->channel;

	SAR_TRY(judge(c, c->link->class->reconnect(c->link)));
	SAR_TRY(channel_select(c));
	return x->done ? SAR_FAIL : CHANNEL_FORGOTTEN;
}

uint32_t
channel_send(struct channel *c, const struct card_command *m,
    enum channel_care care, struct buf *data, uint16_t *ret_status)
{
	struct exchange x = {.channel = c, .command = m, .data = data};
	uint32_t sar = send_either(&x, care);

	if (x.io == CARD_IO_RESET)
		return begin_anew(&x);
	if (x.io == CARD_IO_FAILED)
		return judge_settled(c, x.io);
	if (sar == SAR_OK)
		*ret_status = x.status;
	return sar;
}

uint32_t
channel_raw(struct channel *c, struct bytes command, struct buf *answer)
{
	return judge_settled(
	    c, c->link->class->transmit(c->link, command, answer));
}
