/* SPDX-License-Identifier: Apache-2.0 */
#include "office/keycentre/message.h"

#include <string.h>

void
keycentre_key_encode(struct buf *b, const struct keycentre_key *k)
{
	uint8_t point[SM2_POINT_LEN];

	sm2_public_point(&k->key, point);
	buf_put(b, BYTES_ARRAY(point));
	buf_put(b, BYTES_ARRAY(k->mac));
	buf_block(b, BYTES(k->wrapped, k->wrapped_len));
}

enum err
keycentre_key_read(struct reader *r, struct keycentre_key *ret_k)
{
	struct keycentre_key k = {0};
	struct bytes point, wrapped;

	TRY(reader_take(r, SM2_POINT_LEN, &point));
	if (sm2_public_parse(point, &k.key) != ERR_OK)
		return ERR_BAD_MESSAGE;
	TRY(reader_copy(r, k.mac, sizeof(k.mac)));
	TRY(reader_block(r, sizeof(k.wrapped), &wrapped));
	if (wrapped.len > 0)
		memcpy(k.wrapped, wrapped.p, wrapped.len);
	k.wrapped_len = wrapped.len;
	*ret_k = k;
	return ERR_OK;
}

void
keycentre_delivery_encode(struct buf *b, const struct keycentre_delivery *d)
{
	buf_block(b, d->wrapped);
	buf_block(b, d->sign);
	buf_block(b, d->encrypt);
	buf_put(b, BYTES_ARRAY(d->order));
}

enum err
keycentre_delivery_parse(struct bytes content, struct keycentre_delivery *ret_d)
{
	struct reader r = reader_of(content);
	struct keycentre_delivery d;

	TRY(reader_block(&r, KEYCENTRE_WRAPPED_MAX, &d.wrapped));
	TRY(reader_block(&r, CERT_DER_MAX, &d.sign));
	TRY(reader_block(&r, CERT_DER_MAX, &d.encrypt));
	TRY(reader_copy(&r, d.order, sizeof(d.order)));
	TRY(reader_end(&r));
	*ret_d = d;
	return ERR_OK;
}
