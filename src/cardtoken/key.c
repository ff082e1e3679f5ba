/* SPDX-License-Identifier: Apache-2.0 */
/*
 * GM/T 0016 7.6: the two key pairs of a container, which never leave the card.
 */
#include "cardtoken/key.h"

#include <string.h>

#define SM2_BITS 256
#define PUBLIC_LEN (4 + 2 * SM2_LEN)
#define POINT_LEN (2 * SM2_LEN)
#define SIGNATURE_LEN (4 + 2 * SM2_LEN)
#define ENVELOPE_VERSION 1

uint32_t
key_public(struct entry *e, struct back_container *c, bool sign,
    struct sm2_public *ret_key)
{
	AUTO_DONE(operation) o = {0};
	AUTO_DONE(buf) answer = BUF(PUBLIC_LEN);
	struct back_device *d = container_device(c);
	struct request r = container_request(CARD_EXPORT_PUBLIC_KEY, c, false);
	struct sm2_public key;
	struct reader reader;

	(void)e;
	r.p1 = sign ? CARD_SIGN_KEY : CARD_ENCRYPT_KEY;
	r.expect = PUBLIC_LEN;
	SAR_TRY(operation_begin(d, &o));
	SAR_TRY(request_make(d, &r, &answer));
	reader = reader_of(buf_bytes(&answer));
	if (card_public_get(d->channel.profile, &reader, &key) != ERR_OK ||
	    reader_end(&reader) != ERR_OK)
		return SAR_FAIL;
	*ret_key = key;
	return SAR_OK;
}

uint32_t
key_generate(
    struct entry *e, struct back_container *c, struct sm2_public *ret_key)
{
	AUTO_DONE(operation) o = {0};
	AUTO_DONE(buf) answer = BUF(POINT_LEN);
	AUTO_DONE(buf) data = BUF(CARD_APDU_MAX);
	struct back_device *d = container_device(c);
	struct request r = container_request(CARD_GENERATE_SM2, c, true);
	struct sm2_public key;
	struct reader reader;

	(void)e;
	card_put_u32(d->channel.profile, &data, SM2_BITS);
	SAR_TRY_ERR(buf_status(&data));
	r.data = buf_bytes(&data);
	r.expect = POINT_LEN;
	r.care = CHANNEL_ONCE;
	SAR_TRY(operation_begin(d, &o));
	SAR_TRY(request_make(d, &r, &answer));
	reader = reader_of(buf_bytes(&answer));
	if (card_point_get(&reader, &key) != ERR_OK ||
	    reader_end(&reader) != ERR_OK)
		return SAR_FAIL;
	*ret_key = key;
	return SAR_OK;
}

static bool
is_zero(const uint8_t *p, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if (p[i] != 0)
			return false;
	return true;
}

/* The private key as the card takes it: just its 32 octets, or 64 with what
 * the caller has before them. */
static void
set_private(const uint8_t field[ECC_FIELD_LEN], struct card_envelope *out)
{
	const uint8_t *right = field + ECC_FIELD_LEN - SM2_LEN;
	const bool at_right = is_zero(field, ECC_FIELD_LEN - SM2_LEN);

	if (at_right || is_zero(right, SM2_LEN)) {
		memcpy(out->private, at_right ? right : field, SM2_LEN);
		out->private_len = SM2_LEN;
	} else {
		memcpy(out->private, field, ECC_FIELD_LEN);
		out->private_len = ECC_FIELD_LEN;
	}
}

uint32_t
key_import_pair(struct entry *e, struct back_container *c,
    const struct back_envelope *envelope)
{
	AUTO_DONE(operation) o = {0};
	AUTO_DONE(buf) data = BUF(CARD_APDU_MAX);
	struct back_device *d = container_device(c);
	struct request r = container_request(CARD_IMPORT_SM2, c, true);
	struct card_envelope record = {.version = ENVELOPE_VERSION,
	    .algorithm = SGD_SM4_ECB,
	    .public = envelope->public,
	    .key = envelope->key};

	(void)e;
	set_private(envelope->private, &record);
	card_envelope_put(d->channel.profile, &data, &record);
	SAR_TRY_ERR(buf_status(&data));
	r.data = buf_bytes(&data);
	SAR_TRY(operation_begin(d, &o));
	return request_do(d, &r);
}

uint32_t
key_sign(struct entry *e, struct back_container *c,
    const uint8_t digest[SM3_LEN], struct sm2_signature *ret_s)
{
	AUTO_DONE(operation) o = {0};
	AUTO_DONE(buf) answer = BUF(SIGNATURE_LEN);
	struct back_device *d = container_device(c);
	struct request r = container_request(CARD_SIGN_SM2, c, true);
	struct sm2_signature s;
	struct reader reader;

	(void)e;
	r.p1 = CARD_SIGN_DIGEST;
	r.data = BYTES(digest, SM3_LEN);
	r.expect = SIGNATURE_LEN;
	SAR_TRY(operation_begin(d, &o));
	SAR_TRY(request_make(d, &r, &answer));
	reader = reader_of(buf_bytes(&answer));
	if (card_signature_get(d->channel.profile, &reader, &s) != ERR_OK ||
	    reader_end(&reader) != ERR_OK)
		return SAR_FAIL;
	*ret_s = s;
	return SAR_OK;
}
