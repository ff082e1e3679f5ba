/* SPDX-License-Identifier: Apache-2.0 */
/*
 * GM/T 0016 7.6: session keys inside the card, and messages that it encrypts
 * with them. A key ends with its epoch, and so does what it was about to do.
 */
#include "cardtoken/session_key.h"

#include <stdlib.h>
#include <string.h>

struct back_key {
	struct back_container *container; /* a reference */
	struct card_id id;
	uint32_t epoch;
	bool busy; /* it has a stream */
};

struct back_stream {
	struct back_key *key; /* borrowed */
	bool encrypt;
};

static const struct {
	enum sm4_mode mode;
	uint32_t algorithm;
} modes[] = {
    {SM4_ECB, SGD_SM4_ECB},
    {SM4_CBC, SGD_SM4_CBC},
    {SM4_CFB, SGD_SM4_CFB},
    {SM4_OFB, SGD_SM4_OFB},
};

uint32_t
session_key_new(
    struct back_container *c, struct card_id id, struct back_session_key *ret_k)
{
	struct back_key *k = calloc(1, sizeof(*k));

	if (k == NULL)
		return SAR_MEMORYERR;
	container_refer(c);
	k->container = c;
	k->id = id;
	k->epoch = container_device(c)->channel.epoch;
	*ret_k = (struct back_session_key){.inside = k};
	return SAR_OK;
}

uint32_t
session_key_import(struct entry *e, struct back_container *c, ULONG algorithm,
    const struct sm2_cipher *wrapped, struct back_session_key *ret_k)
{
	AUTO_DONE(operation) o = {0};
	AUTO_DONE(buf) answer = BUF(CARD_ID_LEN);
	AUTO_DONE(buf) data = BUF(CARD_APDU_MAX);
	AUTO_DONE(buf) cipher = BUF(CARD_APDU_MAX);
	struct back_device *d = container_device(c);
	const struct card_profile *p = d->channel.profile;
	struct request r = container_request(CARD_IMPORT_SESSION_KEY, c, true);
	struct card_id id;

	(void)e;
	if (wrapped->len != SM4_KEY_LEN)
		return SAR_INDATALENERR;
	card_cipher_put(p, &cipher, wrapped);
	card_put_u32(p, &data, algorithm);
	card_block_put(p, &data, buf_bytes(&cipher));
	SAR_TRY_ERR(buf_status(&data));
	r.data = buf_bytes(&data);
	r.expect = CARD_ID_LEN;
	r.care = CHANNEL_ONCE;
	SAR_TRY(operation_begin(d, &o));
	SAR_TRY(request_make(d, &r, &answer));
	if (answer.len != CARD_ID_LEN)
		return SAR_FAIL;
	memcpy(id.octets, answer.p, CARD_ID_LEN);
	return session_key_new(c, id, ret_k);
}

/* A request about a key, whose id begins the data. */
static uint32_t
ask_key(struct back_key *k, enum card_ins ins, struct bytes rest,
    struct buf *answer)
{
	AUTO_DONE(buf) data = BUF(CARD_APDU_MAX);
	struct back_device *d = container_device(k->container);
	struct request r = container_request(ins, k->container, false);

	if (k->epoch != d->channel.epoch)
		return SAR_KEYNOTFOUNTERR;
	card_id_put(&data, k->id);
	buf_put(&data, rest);
	SAR_TRY_ERR(buf_status(&data));
	r.data = buf_bytes(&data);
	r.expect = (uint32_t)answer->max;
	r.care = CHANNEL_ONCE;
	return request_make(d, &r, answer);
}

/* Nobody waits for the answer: a card that is gone has forgotten it. */
void
session_key_close(struct entry *e, struct back_key *k)
{
	struct back_device *d = container_device(k->container);
	AUTO_DONE(buf) none = BUF(0);

	(void)e;
	{
		AUTO_DONE(operation) o = {0};

		if (k->epoch == d->channel.epoch &&
		    operation_begin(d, &o) == SAR_OK)
			(void)!ask_key(
			    k, CARD_DESTROY_SESSION_KEY, BYTES_NONE, &none);
	}
	container_release(k->container);
	free(k);
}

static uint32_t
begin_stream(struct back_key *k, const struct back_cipher *how)
{
	AUTO_DONE(operation) o = {0};
	AUTO_DONE(buf) none = BUF(0);
	AUTO_DONE(buf) data = BUF(CARD_APDU_MAX);
	struct back_device *d = container_device(k->container);
	struct card_cipher_start start = {.algorithm = SGD_SM4_ECB};

	for (size_t i = 0; i < COUNT(modes); i++)
		if (modes[i].mode == how->mode)
			start.algorithm = modes[i].algorithm;
	if (how->mode != SM4_ECB) {
		memcpy(start.iv, how->iv, SM4_BLOCK);
		start.iv_len = SM4_BLOCK;
	}
	card_cipher_start_put(d->channel.profile, &data, &start);
	SAR_TRY_ERR(buf_status(&data));
	SAR_TRY(operation_begin(d, &o));
	return ask_key(k,
	    how->encrypt ? CARD_ENCRYPT_BEGIN : CARD_DECRYPT_BEGIN,
	    buf_bytes(&data), &none);
}

uint32_t
session_stream_open(struct entry *e, struct back_key *k,
    const struct back_cipher *how, struct back_stream **ret_s)
{
	struct back_stream *s;
	uint32_t sar;

	(void)e;
	if (k->busy)
		return SAR_FAIL;
	s = calloc(1, sizeof(*s));
	if (s == NULL)
		return SAR_MEMORYERR;
	sar = begin_stream(k, how);
	if (sar != SAR_OK) {
		free(s);
		return sar;
	}
	k->busy = true;
	*s = (struct back_stream){k, how->encrypt};
	*ret_s = s;
	return SAR_OK;
}

static uint32_t
update_piece(struct back_stream *s, struct bytes in, uint8_t *out)
{
	AUTO_DONE(buf) answer = BUF(in.len);

	SAR_TRY(ask_key(s->key,
	    s->encrypt ? CARD_ENCRYPT_UPDATE : CARD_DECRYPT_UPDATE, in,
	    &answer));
	if (answer.len != in.len)
		return SAR_FAIL;
	memcpy(out, answer.p, in.len);
	return SAR_OK;
}

/* Ids go before the octets in a command; pieces are whole blocks. */
uint32_t
session_stream_update(
    struct entry *e, struct back_stream *s, struct bytes in, uint8_t *out)
{
	AUTO_DONE(operation) o = {0};
	struct back_device *d = container_device(s->key->container);
	const size_t most = (d->channel.profile->data_max - 3 * CARD_ID_LEN) /
			    SM4_BLOCK * SM4_BLOCK;

	(void)e;
	SAR_TRY(operation_begin(d, &o));
	for (size_t at = 0; at < in.len; at += most) {
		const size_t left = in.len - at;

		SAR_TRY(update_piece(
		    s, BYTES(in.p + at, left < most ? left : most), out + at));
	}
	return SAR_OK;
}

/* The next beginning ends it in the card. */
void
session_stream_close(struct entry *e, struct back_stream *s)
{
	(void)e;
	s->key->busy = false;
	free(s);
}
