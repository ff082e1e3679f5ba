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
