/* SPDX-License-Identifier: Apache-2.0 */
#include "cardtoken/request.h"

#include <string.h>

#include "base/clock.h"
#include "card/secure.h"

#define TRIES 2		   /* of a request that the card had no memory for */
#define APPLICATION_LEN 10 /* octets of OPEN_APPLICATION's answer */

uint32_t
operation_begin(struct back_device *d, struct operation *o)
{
	SAR_TRY(channel_begin(&d->channel));
	o->device = d;
	return SAR_OK;
}

void
operation_done(struct operation *o)
{
	if (o->device != NULL)
		channel_end(&o->device->channel);
	o->device = NULL;
}

/* --- status words --- */

static uint32_t
sar_of(uint16_t status)
{
	static const struct {
		uint16_t status;
		uint32_t sar;
	} table[] = {
#define S(word, name, code) {word, SAR_##code},
#include "card/status.def"
#undef S
	};

	for (size_t i = 0; i < COUNT(table); i++)
		if (table[i].status == status)
			return table[i].sar;
	return SAR_FAIL;
}

static uint32_t
judge(const struct request *r, uint16_t status)
{
	ULONG ignored = 0;
	ULONG *left = r->reterr_left == NULL ? &ignored : r->reterr_left;

	if (status == CARD_SW_PIN_LOCKED)
		*left = 0;
	if (!CARD_SW_IS_PIN_WRONG(status))
		return sar_of(status);
	*left = CARD_SW_TRIES(status);
	return *left == 0 ? SAR_PIN_LOCKED : SAR_PIN_INCORRECT;
}

/* --- what is open --- */

static uint32_t
check_login(const struct request *r)
{
	return !r->user || application_has(r->application, CARD_PIN_USER)
		   ? SAR_OK
		   : SAR_USER_NOT_LOGGED_IN;
}

/* Was it there since others could last do something to it? */
static bool
is_seen(const struct back_device *d, uint32_t open, uint32_t seen)
{
	return open == d->channel.epoch && seen == d->channel.transaction;
}

static void
set_open(struct back_application *a, const struct card_application *got)
{
	if (memcmp(&a->id, &got->id, sizeof(a->id)) != 0)
		application_forget(a);
	a->id = got->id;
	a->file_rights = got->file_rights;
	a->open = a->device->channel.epoch;
	a->seen = a->device->channel.transaction;
}

uint32_t
request_open_application(struct back_application *a)
{
	AUTO_DONE(buf) answer = BUF(APPLICATION_LEN);
	const struct request r = {.ins = CARD_OPEN_APPLICATION,
	    .data = bytes_str(a->name),
	    .expect = APPLICATION_LEN};
	struct card_application got;
	struct reader reader;

	if (is_seen(a->device, a->open, a->seen))
		return SAR_OK;
	SAR_TRY(request_make(a->device, &r, &answer));
	reader = reader_of(buf_bytes(&answer));
	if (card_application_get(a->device->channel.profile, &reader, &got) !=
		ERR_OK ||
	    reader_end(&reader) != ERR_OK)
		return SAR_FAIL;
	set_open(a, &got);
	return SAR_OK;
}

uint32_t
request_take_container(struct back_container *c, struct bytes answer)
{
	const struct channel *channel = &c->application->device->channel;

	if (answer.len != CARD_ID_LEN)
		return SAR_FAIL;
	memcpy(c->id.octets, answer.p, CARD_ID_LEN);
	c->open = channel->epoch;
	c->seen = channel->transaction;
	return SAR_OK;
}

uint32_t
request_open_container(struct back_container *c)
{
	AUTO_DONE(buf) answer = BUF(CARD_ID_LEN);
	const struct request r = {.ins = CARD_OPEN_CONTAINER,
	    .ids = IDS_DATA,
	    .application = c->application,
	    .data = bytes_str(c->name),
	    .expect = CARD_ID_LEN};
	struct back_device *d = c->application->device;

	if (is_seen(d, c->open, c->seen))
		return SAR_OK;
	SAR_TRY(request_make(d, &r, &answer));
	return request_take_container(c, buf_bytes(&answer));
}

static uint32_t
make_ready(struct back_device *d, const struct request *r)
{
	struct back_application *a = r->application;
	struct back_container *c = r->container;

	if (r->ids == IDS_NONE)
		return SAR_OK;
	SAR_TRY(check_login(r));
	if (a->open != d->channel.epoch)
		SAR_TRY(request_open_application(a));
	if (c != NULL && c->open != d->channel.epoch)
		SAR_TRY(request_open_container(c));
	return check_login(r); /* opening may have shown that it is over */
}

/* --- seals --- */

static uint32_t
get_challenge(struct back_device *d, uint8_t out[CARD_RANDOM_LEN])
{
	AUTO_DONE(buf) answer = BUF(CARD_RANDOM_LEN);
	const struct request r = {
	    .ins = CARD_GET_RANDOM, .expect = CARD_RANDOM_LEN};

	SAR_TRY(request_make(d, &r, &answer));
	if (answer.len != CARD_RANDOM_LEN)
		return SAR_FAIL;
	memcpy(out, answer.p, CARD_RANDOM_LEN);
	return SAR_OK;
}

/* data: the command's, to which the seal is added. */
static uint32_t
seal(struct back_device *d, const struct request *r, struct card_command *m,
    struct buf *data)
{
	const struct card_profile *p = d->channel.profile;
	uint8_t random[CARD_RANDOM_LEN], block[CARD_BLOCK];
	size_t len = r->seal == SEAL_MAC ? CARD_MAC_LEN : CARD_BLOCK;
	enum err e;

	if (r->seal == SEAL_NONE)
		return SAR_OK;
	SAR_TRY(get_challenge(d, random));
	if (r->seal == SEAL_MAC)
		m->cla = CARD_CLA_SECURE;
	m->data = buf_bytes(data);
	e = r->seal == SEAL_MAC
		? card_mac(d->state->gm, p, r->key, random, m, block)
		: card_cryptogram(d->state->gm, p, r->key, random, block);
	if (e != ERR_OK)
		return SAR_FAIL;
	buf_put(data, BYTES(block, len));
	return SAR_OK;
}

/* --- one request --- */

static void
put_ids(const struct back_device *d, const struct request *r,
    struct card_command *m, struct buf *data)
{
	if (r->ids == IDS_P1_P2)
		card_id_to_p1_p2(d->channel.profile, r->application->id, m);
	if (r->ids != IDS_DATA)
		return;
	card_id_put(data, r->application->id);
	if (r->container != NULL)
		card_id_put(data, r->container->id);
}

static uint32_t
make_once(struct back_device *d, const struct request *r, struct buf *answer,
    uint16_t *ret_status)
{
	AUTO_DONE(buf) data = BUF(CARD_EXTENDED_DATA_MAX);
	struct card_command m = {.cla = CARD_CLA,
	    .ins = (uint8_t)r->ins,
	    .p1 = r->p1,
	    .p2 = r->p2,
	    .expect = r->expect};

	put_ids(d, r, &m, &data);
	buf_put(&data, r->data);
	SAR_TRY(seal(d, r, &m, &data));
	SAR_TRY_ERR(buf_status(&data));
	m.data = buf_bytes(&data);
	return channel_send(&d->channel, &m, r->care, answer, ret_status);
}

/* The card says that it does not know what was open: forget it too. */
static uint32_t
forget(struct back_device *d, const struct request *r, uint16_t status,
    bool *ret_forgot)
{
	*ret_forgot = true;
	if (status == CARD_SW_INS_UNKNOWN || status == CARD_SW_CLA_UNKNOWN)
		return channel_select(&d->channel); /* another's is selected */
	if (r->ids != IDS_NONE && status == CARD_SW_APPLICATION_NOT_OPEN) {
		application_log_out(r->application);
		r->application->open = 0;
	} else if (r->container != NULL &&
		   status == CARD_SW_CONTAINER_ID_UNKNOWN) {
		r->container->open = 0;
	} else {
		*ret_forgot = false;
	}
	return SAR_OK;
}

/* Once with what is open as far as is known, and once more if it is not so. */
static uint32_t
make_until_known(struct back_device *d, const struct request *r,
    struct buf *answer, uint16_t *ret_status)
{
	size_t start = answer->len;
	bool forgot = true;

	for (int i = 0; i < TRIES && forgot; i++) {
		uint32_t sar;

		buf_truncate(answer, start);
		SAR_TRY(make_ready(d, r));
		sar = make_once(d, r, answer, ret_status);
		if (sar == CHANNEL_FORGOTTEN && i + 1 < TRIES)
			continue;
		SAR_TRY(sar == CHANNEL_FORGOTTEN ? SAR_FAIL : sar);
		forgot = false;
		if (i + 1 < TRIES)
			SAR_TRY(forget(d, r, *ret_status, &forgot));
	}
	return SAR_OK;
}

uint32_t
request_make(struct back_device *d, const struct request *r, struct buf *answer)
{
	size_t start = answer->len;
	uint16_t status = 0;

	d->memory.until = 0;
	SAR_TRY(make_until_known(d, r, answer, &status));
	if (status == CARD_SW_NOT_LOGGED_IN && r->user)
		application_log_out(r->application);
	if (status != CARD_SW_OK) {
		buf_truncate(answer, start);
		return judge(r, status);
	}
	return answer->len - start <= r->expect ? SAR_OK : SAR_FAIL;
}

uint32_t
request_do(struct back_device *d, const struct request *r)
{
	AUTO_DONE(buf) none = BUF(CARD_APDU_MAX);

	return request_make(d, r, &none);
}

/* --- questions --- */

/* What tells a question from others. */
static void
put_question(const struct request *r, struct buf *b)
{
	buf_u8(b, (uint8_t)r->ins);
	buf_u8(b, r->p1);
	buf_u64(b, (uintptr_t)r->application);
	buf_u64(b, (uintptr_t)r->container);
	buf_put(b, r->data);
}

static bool
recall(struct answer_memory *m, struct bytes question, struct buf *answer)
{
	bool known = clock_monotonic_ms() < m->until &&
		     bytes_equal(question, buf_bytes(&m->command));

	m->until = 0; /* good for one */
	if (known)
		buf_put(answer, buf_bytes(&m->answer));
	return known;
}

static void
remember(struct answer_memory *m, struct bytes question, struct bytes answer)
{
	buf_done(&m->command);
	buf_done(&m->answer);
	buf_init(&m->command, CARD_APDU_MAX);
	buf_init(&m->answer, CARD_APDU_MAX);
	buf_put(&m->command, question);
	buf_put(&m->answer, answer);
	if (buf_status(&m->command) == ERR_OK &&
	    buf_status(&m->answer) == ERR_OK)
		m->until = clock_monotonic_ms() + CARD_REMEMBER_MS;
}

uint32_t
request_ask(struct back_device *d, const struct request *r, struct buf *answer)
{
	AUTO_DONE(operation) o = {0};
	AUTO_DONE(buf) question = BUF(CARD_APDU_MAX);
	size_t start = answer->len;

	put_question(r, &question);
	SAR_TRY_ERR(buf_status(&question));
	if (recall(&d->memory, buf_bytes(&question), answer))
		return sar_from_err(buf_status(answer));
	SAR_TRY(operation_begin(d, &o));
	SAR_TRY(request_make(d, r, answer));
	remember(&d->memory, buf_bytes(&question),
	    BYTES(answer->p + start, answer->len - start));
	return SAR_OK;
}
