/* SPDX-License-Identifier: Apache-2.0 */
/* The asking side of ca_status.h. */
#include "office/ca/message.h"

enum err
ca_set_status(struct ipc_client *ca, const struct ca_status_request *r,
    struct ca_status_answer *ret_a)
{
	AUTO_DONE(buf) question = BUF(IPC_MESSAGE_MAX);
	AUTO_DONE(buf) answer = BUF(CA_LIST_MESSAGE_MAX);

	ca_status_request_encode(&question, r);
	TRY(buf_status(&question));
	TRY(ipc_call(ca, IPC_CA_SET_STATUS, buf_bytes(&question), &answer));
	return ca_status_answer_parse(buf_bytes(&answer), ret_a);
}

/* --- lists --- */

struct made {
	uint64_t number;
	uint32_t len;
};

static enum err
make(struct ipc_client *ca, const struct ca_list_request *r,
    struct made *ret_made)
{
	AUTO_DONE(buf) question = BUF(CA_LIST_MESSAGE_MAX);
	AUTO_DONE(buf) answer = BUF(CA_LIST_MESSAGE_MAX);
	struct reader reader;
	struct made m;

	ca_list_request_encode(&question, r);
	TRY(buf_status(&question));
	TRY(ipc_call(ca, IPC_CA_MAKE_LIST, buf_bytes(&question), &answer));
	reader = reader_of(buf_bytes(&answer));
	TRY(reader_u64(&reader, &m.number));
	TRY(reader_u32(&reader, &m.len));
	TRY(reader_end(&reader));
	*ret_made = m;
	return m.len <= CRL_DER_MAX ? ERR_OK : ERR_TOO_LARGE;
}

/* One that is not there any more was followed by another, or the process was
 * started anew since it made it. */
static enum err
read_piece(struct ipc_client *ca, const struct ca_list_place *at, size_t left,
    struct buf *list)
{
	AUTO_DONE(buf) question = BUF(CA_LIST_MESSAGE_MAX);
	AUTO_DONE(buf) answer = BUF(IPC_MESSAGE_MAX);
	struct bytes piece;
	enum err err;

	ca_list_place_encode(&question, at);
	TRY(buf_status(&question));
	err = ipc_call(ca, IPC_CA_READ_LIST, buf_bytes(&question), &answer);
	if (err == ERR_NOT_FOUND)
		return ERR_STORE_CONFLICT;
	TRY(err);
	TRY(ca_block_parse(buf_bytes(&answer), CA_LIST_PIECE_MAX, &piece));
	if (piece.len == 0 || piece.len > left)
		return ERR_BAD_MESSAGE;
	buf_put(list, piece);
	return buf_status(list);
}

enum err
ca_make_list(struct ipc_client *ca, const struct ca_list_request *r,
    uint64_t *ret_number, struct buf *ret_list)
{
	AUTO_DONE(buf) list = BUF(CRL_DER_MAX);
	struct made m;

	TRY(make(ca, r, &m));
	while (list.len < m.len) {
		const struct ca_list_place at = {m.number, (uint32_t)list.len};

		TRY(read_piece(ca, &at, m.len - list.len, &list));
	}
	buf_put(ret_list, buf_bytes(&list));
	TRY(buf_status(ret_list));
	*ret_number = m.number;
	return ERR_OK;
}

/* --- OCSP --- */

enum err
ca_ocsp(struct ipc_client *ca, const struct ca_ocsp_request *r,
    struct buf *ret_response)
{
	AUTO_DONE(buf) question = BUF(CA_OCSP_MESSAGE_MAX);
	AUTO_DONE(buf) answer = BUF(IPC_MESSAGE_MAX);
	struct bytes response;

	ca_ocsp_request_encode(&question, r);
	TRY(buf_status(&question));
	TRY(ipc_call(ca, IPC_CA_OCSP, buf_bytes(&question), &answer));
	TRY(ca_block_parse(buf_bytes(&answer), OCSP_RESPONSE_MAX, &response));
	buf_put(ret_response, response);
	return buf_status(ret_response);
}

/* --- partitions --- */

enum err
ca_list_partitions(
    struct ipc_client *ca, uint32_t first, struct ca_partitions *ret_p)
{
	AUTO_DONE(buf) question = BUF(CA_LIST_MESSAGE_MAX);
	AUTO_DONE(buf) answer = BUF(IPC_MESSAGE_MAX);
	struct ca_partitions p = {.count = 0};
	struct reader r;

	buf_u32(&question, first);
	TRY(buf_status(&question));
	TRY(ipc_call(ca, IPC_CA_PARTITIONS, buf_bytes(&question), &answer));
	r = reader_of(buf_bytes(&answer));
	TRY(reader_u32(&r, &p.total));
	while (r.rest.len > 0 && p.count < CA_PARTITIONS_MAX)
		TRY(ca_partition_read(&r, &p.part[p.count++]));
	TRY(reader_end(&r));
	*ret_p = p;
	return ERR_OK;
}
