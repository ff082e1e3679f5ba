/* SPDX-License-Identifier: Apache-2.0 */
#include "office/ca/message.h"

void
ca_pair_request_encode(struct buf *b, const struct ca_pair_request *r)
{
	buf_block(b, r->evidence);
	buf_block(b, r->csr);
	buf_block(b, r->tbs_sign);
	buf_block(b, r->tbs_encrypt);
	buf_put(b, BYTES_ARRAY(r->pool_mac));
}

enum err
ca_pair_request_parse(struct bytes content, struct ca_pair_request *ret_r)
{
	struct reader r = reader_of(content);
	struct ca_pair_request q;

	TRY(reader_block(&r, EVIDENCE_DER_MAX, &q.evidence));
	TRY(reader_block(&r, CSR_DER_MAX, &q.csr));
	TRY(reader_block(&r, CERT_DER_MAX, &q.tbs_sign));
	TRY(reader_block(&r, CERT_DER_MAX, &q.tbs_encrypt));
	TRY(reader_copy(&r, q.pool_mac, sizeof(q.pool_mac)));
	TRY(reader_end(&r));
	*ret_r = q;
	return ERR_OK;
}

void
ca_one_request_encode(struct buf *b, const struct ca_one_request *r)
{
	buf_block(b, r->evidence);
	buf_block(b, r->csr);
	buf_block(b, r->tbs);
}

enum err
ca_one_request_parse(struct bytes content, struct ca_one_request *ret_r)
{
	struct reader r = reader_of(content);
	struct ca_one_request q;

	TRY(reader_block(&r, EVIDENCE_DER_MAX, &q.evidence));
	TRY(reader_block(&r, CSR_DER_MAX, &q.csr));
	TRY(reader_block(&r, CERT_DER_MAX, &q.tbs));
	TRY(reader_end(&r));
	*ret_r = q;
	return ERR_OK;
}

void
ca_status_request_encode(struct buf *b, const struct ca_status_request *r)
{
	buf_block(b, r->evidence);
	buf_u8(b, (uint8_t)r->count);
	for (size_t i = 0; i < r->count; i++)
		buf_block(b, r->certificates[i]);
}

enum err
ca_status_request_parse(struct bytes content, struct ca_status_request *ret_r)
{
	struct reader r = reader_of(content);
	struct ca_status_request q = {.count = 0};
	uint8_t count;

	TRY(reader_block(&r, STATUS_EVIDENCE_DER_MAX, &q.evidence));
	TRY(reader_u8(&r, &count));
	if (count < 1 || count > STATUS_SERIALS_MAX)
		return ERR_BAD_MESSAGE;
	q.count = count;
	for (size_t i = 0; i < q.count; i++)
		TRY(reader_block(&r, CERT_DER_MAX, &q.certificates[i]));
	TRY(reader_end(&r));
	*ret_r = q;
	return ERR_OK;
}

void
ca_list_request_encode(struct buf *b, const struct ca_list_request *r)
{
	buf_u32(b, r->partition);
	buf_u8(b, r->delta);
	buf_u64(b, (uint64_t)r->this_update);
	buf_u64(b, (uint64_t)r->next_update);
}

/* 0 or 1. */
static enum err
read_bool(struct reader *r, bool *ret_b)
{
	uint8_t octet;

	TRY(reader_u8(r, &octet));
	if (octet > 1)
		return ERR_BAD_MESSAGE;
	*ret_b = octet == 1;
	return ERR_OK;
}

static enum err
read_time(struct reader *r, int64_t *ret_at)
{
	uint64_t at;

	TRY(reader_u64(r, &at));
	if (at > CA_TIME_MAX)
		return ERR_BAD_MESSAGE;
	*ret_at = (int64_t)at;
	return ERR_OK;
}

void
ca_status_answer_encode(struct buf *b, const struct ca_status_answer *a)
{
	buf_u8(b, (uint8_t)a->status);
	buf_u8(b, (uint8_t)a->reason);
	buf_u64(b, (uint64_t)a->at);
}

enum err
ca_status_answer_parse(struct bytes answer, struct ca_status_answer *ret_a)
{
	struct reader r = reader_of(answer);
	struct ca_status_answer a;
	uint8_t status, reason;

	TRY(reader_u8(&r, &status));
	TRY(reader_u8(&r, &reason));
	TRY(read_time(&r, &a.at));
	TRY(reader_end(&r));
	if (status < STATUS_VALID || status > STATUS_REVOKED ||
	    reason > CRL_AA_COMPROMISE)
		return ERR_BAD_MESSAGE;
	a.status = (enum status)status;
	a.reason = (enum crl_reason)reason;
	*ret_a = a;
	return ERR_OK;
}

enum err
ca_list_request_parse(struct bytes content, struct ca_list_request *ret_r)
{
	struct reader r = reader_of(content);
	struct ca_list_request q;

	TRY(reader_u32(&r, &q.partition));
	TRY(read_bool(&r, &q.delta));
	TRY(read_time(&r, &q.this_update));
	TRY(read_time(&r, &q.next_update));
	TRY(reader_end(&r));
	*ret_r = q;
	return ERR_OK;
}

void
ca_list_place_encode(struct buf *b, const struct ca_list_place *p)
{
	buf_u64(b, p->number);
	buf_u32(b, p->offset);
}

enum err
ca_list_place_parse(struct bytes content, struct ca_list_place *ret_p)
{
	struct reader r = reader_of(content);
	struct ca_list_place p;

	TRY(reader_u64(&r, &p.number));
	TRY(reader_u32(&r, &p.offset));
	TRY(reader_end(&r));
	*ret_p = p;
	return ERR_OK;
}

void
ca_ocsp_request_encode(struct buf *b, const struct ca_ocsp_request *r)
{
	buf_u8(b, (uint8_t)r->count);
	for (size_t i = 0; i < r->count; i++) {
		buf_u8(b, (uint8_t)r->serials[i].len);
		buf_put(b, BYTES(r->serials[i].octets, r->serials[i].len));
	}
	buf_block(b, r->hash_algorithm);
	buf_block(b, r->nonce);
	buf_u64(b, (uint64_t)r->this_update);
	buf_u64(b, (uint64_t)r->next_update);
}

static enum err
read_serial(struct reader *r, struct cert_serial *ret_s)
{
	struct cert_serial s = {.len = 0};
	uint8_t len;

	TRY(reader_u8(r, &len));
	if (len == 0 || len > CERT_SERIAL_MAX)
		return ERR_BAD_MESSAGE;
	s.len = len;
	TRY(reader_copy(r, s.octets, len));
	*ret_s = s;
	return s.octets[0] == 0 ? ERR_BAD_MESSAGE : ERR_OK;
}

enum err
ca_ocsp_request_parse(struct bytes content, struct ca_ocsp_request *ret_r)
{
	struct reader r = reader_of(content);
	struct ca_ocsp_request q = {.count = 0};
	uint8_t count;

	TRY(reader_u8(&r, &count));
	if (count < 1 || count > CA_OCSP_SERIALS_MAX)
		return ERR_BAD_MESSAGE;
	q.count = count;
	for (size_t i = 0; i < q.count; i++)
		TRY(read_serial(&r, &q.serials[i]));
	TRY(reader_block(&r, CA_OCSP_ALGORITHM_MAX, &q.hash_algorithm));
	TRY(reader_block(&r, OCSP_NONCE_MAX, &q.nonce));
	TRY(read_time(&r, &q.this_update));
	TRY(read_time(&r, &q.next_update));
	TRY(reader_end(&r));
	*ret_r = q;
	return ERR_OK;
}

void
ca_partition_encode(struct buf *b, const struct ca_partition *p)
{
	buf_u64(b, p->certificates);
	buf_u64(b, p->full_number);
	buf_u64(b, p->last_number);
	buf_u8(b, p->changed);
}

enum err
ca_partition_read(struct reader *r, struct ca_partition *ret_p)
{
	struct ca_partition p;

	TRY(reader_u64(r, &p.certificates));
	TRY(reader_u64(r, &p.full_number));
	TRY(reader_u64(r, &p.last_number));
	TRY(read_bool(r, &p.changed));
	*ret_p = p;
	return ERR_OK;
}

enum err
ca_block_parse(struct bytes content, size_t max, struct bytes *ret_b)
{
	struct reader r = reader_of(content);
	struct bytes b;

	TRY(reader_block(&r, max, &b));
	TRY(reader_end(&r));
	*ret_b = b;
	return ERR_OK;
}
