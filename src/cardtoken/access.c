/* SPDX-License-Identifier: Apache-2.0 */
/*
 * GM/T 0016 7.2: device authentication and PINs.
 *
 * A host proves that it has the device key by an answer that it computed
 * itself; the library is not told the key. It knows one that it set itself,
 * and the one that all blank devices have, if that gives the same answer.
 */
#include "cardtoken/access.h"

#include <string.h>

#include "card/secure.h"

#define DEVICE_KEY_DEFAULT "1234567812345678"

/* --- the device key (8.2.3) --- */

/* Would that key have given that answer to the last challenge? */
static bool
fits(struct gm *gm, const struct back_device *d, struct bytes key,
    const uint8_t answer[CARD_BLOCK])
{
	uint8_t block[CARD_BLOCK] = {0};

	memcpy(block, d->challenge, d->challenge_len);
	return sm4(gm, SM4_ECB, true, key.p, NULL, BYTES_ARRAY(block), block) ==
		   ERR_OK &&
	       secret_equal(BYTES_ARRAY(block), BYTES(answer, CARD_BLOCK));
}

static uint32_t
learn_key(struct back_device *d, struct bytes key)
{
	AUTO(secret) copy = NULL;

	SAR_TRY_ERR(secret_copy(key, &copy));
	secret_free(d->key);
	d->key = TAKE(copy);
	return SAR_OK;
}

static uint32_t
recognise_key(
    struct gm *gm, struct back_device *d, const uint8_t answer[CARD_BLOCK])
{
	const struct bytes common = bytes_str(DEVICE_KEY_DEFAULT);

	if (d->key != NULL && fits(gm, d, secret_bytes(d->key), answer))
		return SAR_OK;
	secret_free(d->key);
	d->key = NULL;
	return fits(gm, d, common, answer) ? learn_key(d, common) : SAR_OK;
}

uint32_t
access_device_auth(struct entry *e, struct back_device *d, struct bytes answer)
{
	AUTO_DONE(operation) o = {0};
	const struct request r = {.ins = CARD_DEVICE_AUTH,
	    .p2 = CARD_CIPHER_SM4,
	    .data = BYTES(answer.p, CARD_BLOCK),
	    .care = CHANNEL_ONCE};
	uint32_t sar;

	SAR_TRY(operation_begin(d, &o));
	d->authenticated = 0;
	sar = request_do(d, &r);
	if (sar == SAR_PIN_INCORRECT)
		return SAR_FAIL;
	SAR_TRY(sar);
	d->authenticated = d->channel.epoch;
	return recognise_key(e->gm, d, answer.p);
}

static uint32_t
check_authenticated(const struct back_device *d)
{
	return d->authenticated == d->channel.epoch ? SAR_OK
						    : SAR_USER_NOT_LOGGED_IN;
}

uint32_t
access_secure(const struct back_device *d, struct request *r)
{
	SAR_TRY(check_authenticated(d));
	r->care = CHANNEL_ONCE;
	if (d->key == NULL)
		return SAR_OK;
	r->seal = SEAL_MAC;
	r->key = secret_bytes(d->key);
	return SAR_OK;
}

uint32_t
access_wrap(
    const struct back_device *d, struct bytes secret, uint8_t out[CARD_BLOCK])
{
	if (d->key != NULL)
		return sar_from_err(card_pin_wrap(d->state->gm,
		    d->channel.profile, secret_bytes(d->key), secret, out));
	if (secret.len > CARD_BLOCK)
		return SAR_PIN_LEN_RANGE;
	memset(out, 0, CARD_BLOCK);
	memcpy(out, secret.p, secret.len);
	return SAR_OK;
}

uint32_t
access_change_device_key(
    struct entry *e, struct back_device *d, const uint8_t key[SM4_KEY_LEN])
{
	AUTO_DONE(operation) o = {0};
	uint8_t wrapped[CARD_BLOCK];
	struct request r = {.ins = CARD_CHANGE_DEVICE_KEY,
	    .p2 = CARD_CIPHER_SM4,
	    .data = BYTES_ARRAY(wrapped)};
	uint32_t sar;

	(void)e;
	SAR_TRY(operation_begin(d, &o));
	SAR_TRY(access_secure(d, &r));
	SAR_TRY(access_wrap(d, BYTES(key, SM4_KEY_LEN), wrapped));
	sar = request_do(d, &r);
	secret_wipe(wrapped, sizeof(wrapped));
	SAR_TRY(sar);
	return learn_key(d, BYTES(key, SM4_KEY_LEN));
}

/* --- PINs --- */

/* ADMIN_TYPE and USER_TYPE are those of the card. */
_Static_assert(
    CARD_PIN_ADMIN == ADMIN_TYPE && CARD_PIN_USER == USER_TYPE, "PIN types");

uint32_t
access_pin_info(struct entry *e, struct back_application *a, int type,
    struct back_pin_info *ret_i)
{
	AUTO_DONE(operation) o = {0};
	AUTO_DONE(buf) answer = BUF(CARD_BLOCK);
	const struct request r = {.ins = CARD_GET_PIN_INFO,
	    .p2 = (uint8_t)type,
	    .ids = IDS_DATA,
	    .application = a,
	    .expect = CARD_BLOCK};
	struct card_pin_info info;
	struct reader reader;

	(void)e;
	SAR_TRY(operation_begin(a->device, &o));
	SAR_TRY(request_make(a->device, &r, &answer));
	reader = reader_of(buf_bytes(&answer));
	if (card_pin_info_get(&reader, &info) != ERR_OK ||
	    reader_end(&reader) != ERR_OK)
		return SAR_FAIL;
	*ret_i = (struct back_pin_info){info.max, info.left, info.initial};
	return SAR_OK;
}

uint32_t
access_verify_pin(struct entry *e, struct back_application *a, int type,
    struct bytes pin, ULONG *reterr_left)
{
	AUTO_DONE(operation) o = {0};
	AUTO(secret) key = NULL;
	struct back_device *d = a->device;
	struct request r = {.ins = CARD_VERIFY_PIN,
	    .p2 = (uint8_t)type,
	    .ids = IDS_DATA,
	    .application = a,
	    .care = CHANNEL_ONCE,
	    .seal = SEAL_CRYPTOGRAM,
	    .reterr_left = reterr_left};

	SAR_TRY_ERR(card_pin_key(e->gm, d->channel.profile, pin, &key));
	r.key = secret_bytes(key);
	SAR_TRY(operation_begin(d, &o));
	a->logins[type] = 0; /* a wrong PIN ends the login that was */
	SAR_TRY(request_do(d, &r));
	a->logins[type] = d->channel.epoch;
	return SAR_OK;
}

/* Set a PIN by one that allows it, of which the key comes: the request says
 * which. */
static uint32_t
set_pin(struct entry *e, struct request r, const struct bytes with_new[2])
{
	AUTO_DONE(operation) o = {0};
	AUTO(secret) key = NULL;
	struct back_device *d = r.application->device;
	const struct card_profile *p = d->channel.profile;
	uint8_t wrapped[CARD_BLOCK];

	SAR_TRY_ERR(card_pin_key(e->gm, p, with_new[0], &key));
	SAR_TRY_ERR(
	    card_pin_wrap(e->gm, p, secret_bytes(key), with_new[1], wrapped));
	r.ids = IDS_DATA;
	r.data = BYTES_ARRAY(wrapped);
	r.care = CHANNEL_ONCE;
	r.seal = SEAL_MAC;
	r.key = secret_bytes(key);
	SAR_TRY(operation_begin(d, &o));
	return request_do(d, &r);
}

uint32_t
access_change_pin(struct entry *e, struct back_application *a, int type,
    const struct bytes old_new[2], ULONG *reterr_left)
{
	return set_pin(e,
	    (struct request){.ins = CARD_CHANGE_PIN,
		.p2 = (uint8_t)type,
		.application = a,
		.reterr_left = reterr_left},
	    old_new);
}

uint32_t
access_unblock_pin(struct entry *e, struct back_application *a,
    const struct bytes admin_new[2], ULONG *reterr_left)
{
	return set_pin(e,
	    (struct request){.ins = CARD_UNBLOCK_PIN,
		.application = a,
		.reterr_left = reterr_left},
	    admin_new);
}

/* Logins of other programs are not ours to end: nothing is sent unless this
 * process has one. */
uint32_t
access_clear_state(struct entry *e, struct back_application *a)
{
	AUTO_DONE(operation) o = {0};
	const struct request r = {
	    .ins = CARD_CLEAR_STATE, .ids = IDS_DATA, .application = a};
	bool had = application_has(a, CARD_PIN_USER) ||
		   application_has(a, CARD_PIN_ADMIN);

	(void)e;
	if (!had)
		return SAR_OK;
	application_log_out(a);
	SAR_TRY(operation_begin(a->device, &o));
	return request_do(a->device, &r);
}
