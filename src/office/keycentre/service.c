/* SPDX-License-Identifier: Apache-2.0 */
#include "office/keycentre/service.h"

#include <string.h>

#include "base/fault.h"
#include "gm/sm4.h"
#include "office/keycentre/message.h"
#include "office/keycentre/proof.h"

/* --- wrapping --- */

#define LABEL "pool-key"
#define LABEL_LEN 8
#define CONTEXT_LEN (LABEL_LEN + SM2_POINT_LEN)

static void
make_context(const struct sm2_public *key, uint8_t context[CONTEXT_LEN])
{
	memcpy(context, LABEL, LABEL_LEN);
	sm2_public_point(key, context + LABEL_LEN);
}

static enum err
wrap(struct keycentre *kc, const struct sm2_key *key, struct keycentre_key *k)
{
	AUTO_DONE(buf) box = BUF(sizeof(k->wrapped));
	AUTO(secret) d = NULL;
	uint8_t context[CONTEXT_LEN];

	make_context(&k->key, context);
	TRY(sm2_key_scalar(key, &d));
	TRY(sm4_box_seal(
	    kc->gm, kc->wrap, BYTES_ARRAY(context), secret_bytes(d), &box));
	TRY(buf_status(&box));
	memcpy(k->wrapped, box.p, box.len);
	k->wrapped_len = box.len;
	return ERR_OK;
}

/* That scalar and public key belong together is the box's word: the public key
 * is in what it authenticates, and only wrap() seals with this key. */
static enum err
unwrap(struct keycentre *kc, struct bytes wrapped,
    const struct sm2_public *public, struct sm2_key **ret_key)
{
	AUTO(secret) d = NULL;
	uint8_t context[CONTEXT_LEN];
	enum err err;

	make_context(public, context);
	err = sm4_box_open(kc->gm, kc->wrap, BYTES_ARRAY(context), wrapped, &d);
	if (err != ERR_OK)
		return err == ERR_NOMEM ? err : ERR_KEY_MISSING;
	return sm2_key_from_pair(kc->gm, secret_bytes(d), public, ret_key);
}

/* --- making --- */

static enum err
make_one(struct keycentre *kc, struct buf *answer)
{
	AUTO(sm2_key) key = NULL;
	struct keycentre_key k = {0};

	TRY(sm2_key_generate(kc->gm, &key));
	k.key = *sm2_key_public(key);
	TRY(proof_pool(kc->gm, kc->shared, &k.key, k.mac));
	TRY(wrap(kc, key, &k));
	keycentre_key_encode(answer, &k);
	return buf_status(answer);
}

static enum err
finish_make(void *self, struct ipc_question *q)
{
	struct reader r = reader_of(q->content);
	uint16_t count;

	TRY(reader_u16(&r, &count));
	TRY(reader_end(&r));
	if (count < 1 || count > KEYCENTRE_BATCH_MAX)
		return ERR_BAD_MESSAGE;
	while (count-- > 0)
		TRY(make_one(self, &q->answer));
	return ERR_OK;
}

/* --- delivering --- */

static enum err
check_order(struct keycentre *kc, const struct keycentre_delivery *d)
{
	uint8_t order[SM3_LEN];

	TRY(proof_order(kc->gm, kc->shared, d->sign, d->encrypt, order));
	return secret_equal(BYTES_ARRAY(order), BYTES_ARRAY(d->order))
		   ? ERR_OK
		   : ERR_EVIDENCE_MISSING;
}

static enum err
seal(struct keycentre *kc, struct sm2_key *key, const struct sm2_public *to,
    struct buf *answer)
{
	AUTO_DONE(buf) der = BUF(ENVELOPE_DER_MAX);
	struct envelope e;

	TRY(envelope_seal(kc->gm, key, to, &e));
	envelope_encode(&der, &e);
	TRY(buf_status(&der));
	buf_block(answer, buf_bytes(&der));
	return buf_status(answer);
}

static enum err
finish_deliver(void *self, struct ipc_question *q)
{
	struct keycentre *kc = self;
	struct keycentre_delivery d;
	struct cert sign, encrypt;
	AUTO(sm2_key) key = NULL;

	TRY(keycentre_delivery_parse(q->content, &d));
	TRY(check_order(kc, &d));
	TRY(cert_parse(d.sign, &sign));
	TRY(cert_parse(d.encrypt, &encrypt));
	TRY(unwrap(kc, d.wrapped, &encrypt.key, &key));
	TRY(seal(kc, key, &sign.key, &q->answer));
	FAULT_POINT("keycentre.deliver.wrapped");
	return ERR_OK;
}

static const struct ipc_method methods[] = {
    {IPC_KEYCENTRE_MAKE, 2, NULL, finish_make, NULL},
    {IPC_KEYCENTRE_DELIVER,
	KEYCENTRE_WRAPPED_MAX + 2 * CERT_DER_MAX + SM3_LEN + 12, NULL,
	finish_deliver, NULL},
    {IPC_KEYCENTRE_MAKE_CODE, KEYCENTRE_CODE_REQUEST_MAX, NULL,
	keycentre_finish_make_code, NULL},
    {IPC_KEYCENTRE_UNLOCK, KEYCENTRE_UNLOCK_REQUEST_MAX, NULL,
	keycentre_finish_unlock, NULL},
};

struct ipc_service
keycentre_service(struct keycentre *kc)
{
	return (struct ipc_service){
	    .self = kc, .methods = methods, .method_count = COUNT(methods)};
}
