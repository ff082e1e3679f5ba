/* SPDX-License-Identifier: Apache-2.0 */
/*
 * GM/T 0016 7.6.17 to 7.6.19: key agreement with the encryption key, inside
 * the card, where the key agreed on stays.
 */
#include "cardtoken/agreement.h"

#include <stdlib.h>

#define HANDLE_LEN 4
#define PUBLIC_LEN (4 + 2 * SM2_LEN)

struct back_agreement {
	struct back_container *container; /* a reference */
	uint32_t handle;		  /* as the card numbers it */
	uint32_t epoch;
};

static uint32_t
ask(struct back_container *c, enum card_ins ins, struct buf *data,
    struct buf *answer)
{
	struct request r = container_request(ins, c, true);

	SAR_TRY_ERR(buf_status(data));
	r.data = buf_bytes(data);
	r.expect = (uint32_t)answer->max;
	r.care = CHANNEL_ONCE;
	return request_make(container_device(c), &r, answer);
}

/* A reference to where it is, kept with its number. */
static uint32_t
agreement_new(
    struct back_container *c, uint32_t handle, struct back_agreement **ret_a)
{
	struct back_agreement *a = calloc(1, sizeof(*a));

	if (a == NULL)
		return SAR_MEMORYERR;
	container_refer(c);
	*a = (struct back_agreement){
	    c, handle, container_device(c)->channel.epoch};
	*ret_a = a;
	return SAR_OK;
}

uint32_t
agreement_begin(struct entry *e, struct back_container *c,
    const struct back_party *p, struct sm2_public *ret_temporary,
    struct back_agreement **ret_a)
{
	AUTO_DONE(operation) o = {0};
	AUTO_DONE(buf) data = BUF(CARD_APDU_MAX);
	AUTO_DONE(buf) answer = BUF(PUBLIC_LEN + HANDLE_LEN);
	struct back_device *d = container_device(c);
	const struct card_profile *profile = d->channel.profile;
	struct sm2_public temporary;
	struct reader reader;
	uint32_t handle;

	(void)e;
	card_put_u32(profile, &data, p->algorithm);
	card_block_put(profile, &data, p->own_id);
	SAR_TRY(operation_begin(d, &o));
	SAR_TRY(ask(c, CARD_AGREEMENT_BEGIN, &data, &answer));
	reader = reader_of(buf_bytes(&answer));
	if (card_public_get(profile, &reader, &temporary) != ERR_OK ||
	    card_get_u32(profile, &reader, &handle) != ERR_OK ||
	    reader_end(&reader) != ERR_OK)
		return SAR_FAIL;
	SAR_TRY(agreement_new(c, handle, ret_a));
	*ret_temporary = temporary;
	return SAR_OK;
}

uint32_t
agreement_answer(struct entry *e, struct back_container *c,
    const struct back_party *p, struct sm2_public *ret_temporary,
    struct back_session_key *ret_k)
{
	AUTO_DONE(operation) o = {0};
	AUTO_DONE(buf) data = BUF(CARD_APDU_MAX);
	AUTO_DONE(buf) answer = BUF(PUBLIC_LEN + CARD_ID_LEN);
	struct back_device *d = container_device(c);
	const struct card_profile *profile = d->channel.profile;
	struct sm2_public temporary;
	struct card_id id;
	struct reader reader;

	(void)e;
	card_put_u32(profile, &data, p->algorithm);
	card_public_put(profile, &data, &p->key);
	card_public_put(profile, &data, &p->temporary);
	card_block_put(profile, &data, p->own_id);
	card_block_put(profile, &data, p->id);
	SAR_TRY(operation_begin(d, &o));
	SAR_TRY(ask(c, CARD_AGREEMENT_ANSWER, &data, &answer));
	reader = reader_of(buf_bytes(&answer));
	if (card_public_get(profile, &reader, &temporary) != ERR_OK ||
	    card_id_get(&reader, &id) != ERR_OK ||
	    reader_end(&reader) != ERR_OK)
		return SAR_FAIL;
	SAR_TRY(session_key_new(c, id, ret_k));
	*ret_temporary = temporary;
	return SAR_OK;
}

uint32_t
agreement_finish(struct entry *e, struct back_agreement *a,
    const struct back_party *p, struct back_session_key *ret_k)
{
	AUTO_DONE(operation) o = {0};
	AUTO_DONE(buf) data = BUF(CARD_APDU_MAX);
	AUTO_DONE(buf) answer = BUF(CARD_ID_LEN);
	struct back_device *d = container_device(a->container);
	const struct card_profile *profile = d->channel.profile;
	struct card_id id;
	struct reader reader;

	(void)e;
	card_put_u32(profile, &data, a->handle);
	card_public_put(profile, &data, &p->key);
	card_public_put(profile, &data, &p->temporary);
	card_block_put(profile, &data, p->id);
	SAR_TRY(operation_begin(d, &o));
	if (a->epoch != d->channel.epoch)
		return SAR_KEYNOTFOUNTERR;
	SAR_TRY(ask(a->container, CARD_AGREEMENT_FINISH, &data, &answer));
	reader = reader_of(buf_bytes(&answer));
	if (card_id_get(&reader, &id) != ERR_OK ||
	    reader_end(&reader) != ERR_OK)
		return SAR_FAIL;
	return session_key_new(a->container, id, ret_k);
}

/* The card forgets it with its container, or the oldest for a new one. */
void
agreement_close(struct entry *e, struct back_agreement *a)
{
	(void)e;
	container_release(a->container);
	free(a);
}
