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

enum err
keycentre_code_request_encode(
    struct buf *b, const struct keycentre_code_request *r)
{
	AUTO_DONE(buf) mail = BUF(MAIL_MESSAGE_MAX);

	mail_message_encode(&mail, r->mail);
	TRY(buf_status(&mail));
	buf_u8(b, (uint8_t)r->purpose);
	buf_text(b, r->user_name);
	buf_text(b, r->subject);
	buf_u64(b, (uint64_t)r->not_after);
	buf_block(b, buf_bytes(&mail));
	return buf_status(b);
}

enum err
keycentre_code_request_parse(
    struct bytes content, struct keycentre_code_asked *ret_a)
{
	struct reader r = reader_of(content);
	struct keycentre_code_asked a;
	struct bytes mail;
	uint8_t purpose;
	uint64_t not_after;

	TRY(reader_u8(&r, &purpose));
	TRY(reader_text(&r, a.user_name, sizeof(a.user_name)));
	TRY(reader_text(&r, a.subject, sizeof(a.subject)));
	TRY(reader_u64(&r, &not_after));
	TRY(reader_block(&r, MAIL_MESSAGE_MAX, &mail));
	TRY(reader_end(&r));
	TRY(mail_message_parse(mail, &a.mail));
	if (a.mail.sealed.len > 0 || not_after > MAIL_TIME_MAX)
		return ERR_BAD_MESSAGE;
	a.purpose = (enum code_purpose)purpose;
	a.not_after = (int64_t)not_after;
	*ret_a = a;
	return ERR_OK;
}

void
keycentre_unlock_request_encode(
    struct buf *b, const struct keycentre_unlock_request *r)
{
	buf_block(b, r->grant);
	buf_put(b, BYTES_ARRAY(r->proof));
	buf_block(b, r->instruction);
	buf_block(b, r->escrow);
}

enum err
keycentre_unlock_request_parse(
    struct bytes content, struct keycentre_unlock_request *ret_r)
{
	struct reader r = reader_of(content);
	struct keycentre_unlock_request q;

	TRY(reader_block(&r, CODE_GRANT_DER_MAX, &q.grant));
	TRY(reader_copy(&r, q.proof, sizeof(q.proof)));
	TRY(reader_block(&r, SIGNED_INSTRUCTION_DER_MAX, &q.instruction));
	TRY(reader_block(&r, ESCROW_DER_MAX, &q.escrow));
	TRY(reader_end(&r));
	*ret_r = q;
	return ERR_OK;
}
