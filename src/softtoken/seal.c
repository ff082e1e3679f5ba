/* SPDX-License-Identifier: Apache-2.0 */
#include "softtoken/seal.h"

#include <string.h>

#include "gm/sm4.h"

#define CONTEXT_MAX 256 /* octets */

/* Blocks with their lengths: no two places give the same context. */
static void
put_context(struct buf *b, const struct place *p)
{
	buf_text(b, "cert-token 1");
	buf_text(b, p->what);
	buf_text(b, p->serial);
	buf_block(b, p->id == NULL ? BYTES_NONE : BYTES(p->id, MODEL_ID_LEN));
	buf_text(b, p->container == NULL ? "" : p->container);
}

enum err
box_seal(struct gm *gm, struct bytes key, const struct place *place,
    struct bytes plain, struct box *ret_box)
{
	AUTO_DONE(buf) context = BUF(CONTEXT_MAX);
	AUTO_DONE(buf) box = BUF(MODEL_BOX_MAX);

	put_context(&context, place);
	TRY(buf_status(&context));
	TRY(sm4_box_seal(gm, key, buf_bytes(&context), plain, &box));
	TRY(buf_status(&box));
	memcpy(ret_box->octets, box.p, box.len);
	ret_box->len = box.len;
	return ERR_OK;
}

enum err
box_open(struct gm *gm, struct bytes key, const struct place *place,
    const struct box *box, struct secret **ret_plain)
{
	AUTO_DONE(buf) context = BUF(CONTEXT_MAX);

	put_context(&context, place);
	TRY(buf_status(&context));
	return sm4_box_open(gm, key, buf_bytes(&context),
	    BYTES(box->octets, box->len), ret_plain);
}

static enum err
slot_key(struct gm *gm, const struct pin_use *use, const struct pin_slot *slot,
    struct secret **ret_key)
{
	AUTO(secret) stretched = NULL;
	AUTO(secret) key = NULL;
	struct bytes parts[2] = {bytes_str("cert-token pin")};

	TRY(secret_new(SM3_LEN, &stretched));
	TRY(secret_new(SM3_LEN, &key));
	TRY(scrypt(gm, use->pin, BYTES_ARRAY(slot->salt), slot->cost,
	    secret_data(stretched), SM3_LEN));
	parts[1] = secret_bytes(stretched);
	TRY(sm3_hmac(gm, use->binding_key, parts, 2, secret_data(key)));
	*ret_key = TAKE(key);
	return ERR_OK;
}

enum err
pin_slot_seal(struct gm *gm, const struct pin_use *use,
    struct bytes application_key, struct pin_slot *slot)
{
	AUTO(secret) key = NULL;

	TRY(gm_random(gm, slot->salt, sizeof(slot->salt)));
	TRY(slot_key(gm, use, slot, &key));
	return box_seal(
	    gm, secret_bytes(key), &use->place, application_key, &slot->key);
}

enum err
pin_slot_open(struct gm *gm, const struct pin_use *use,
    const struct pin_slot *slot, struct secret **ret_application_key)
{
	AUTO(secret) key = NULL;
	enum err e;

	TRY(slot_key(gm, use, slot, &key));
	e = box_open(gm, secret_bytes(key), &use->place, &slot->key,
	    ret_application_key);
	return e == ERR_SIGNATURE_INVALID ? ERR_PIN_WRONG : e;
}
