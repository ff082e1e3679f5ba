/* SPDX-License-Identifier: Apache-2.0 */
/* The asking side of ca.h. */
#include <stdio.h>
#include <string.h>

#include "office/ca/message.h"

void
ca_list_file(struct ca_list_name list, char ret_name[CA_LIST_FILE_SIZE])
{
	if (list.partition == 0 && !list.delta)
		snprintf(ret_name, CA_LIST_FILE_SIZE, "issuing.crl");
	else
		snprintf(ret_name, CA_LIST_FILE_SIZE, "issuing-%u%s.crl",
		    (unsigned int)list.partition, list.delta ? "-delta" : "");
}

static enum err
put_url(const struct office_config *c, const char *path,
    char ret_url[CERT_URL_SIZE])
{
	char url[CERT_URL_SIZE];
	int n = snprintf(url, sizeof(url), "%s%s", c->origin, path);

	if (n < 0 || n >= CERT_URL_SIZE)
		return ERR_TOO_LARGE;
	memcpy(ret_url, url, sizeof(url));
	return ERR_OK;
}

enum err
ca_crl_url(const struct office_config *c, struct ca_list_name list,
    char ret_url[CERT_URL_SIZE])
{
	char name[CA_LIST_FILE_SIZE], path[8 + CA_LIST_FILE_SIZE];

	ca_list_file(list, name);
	snprintf(path, sizeof(path), "/ca/%s", name);
	return put_url(c, path, ret_url);
}

enum err
ca_ocsp_url(const struct office_config *c, char ret_url[CERT_URL_SIZE])
{
	return put_url(c, "/ocsp", ret_url);
}

void
ca_pair_done(struct ca_pair *p)
{
	buf_done(&p->sign);
	buf_done(&p->encrypt);
}

static enum err
put_block(struct reader *r, size_t max, struct buf *out)
{
	struct bytes b;

	TRY(reader_block(r, max, &b));
	buf_put(out, b);
	return buf_status(out);
}

static enum err
read_pair(struct bytes answer, struct ca_pair *p)
{
	struct reader r = reader_of(answer);

	TRY(put_block(&r, CERT_DER_MAX, &p->sign));
	TRY(put_block(&r, CERT_DER_MAX, &p->encrypt));
	TRY(reader_copy(&r, p->order, sizeof(p->order)));
	return reader_end(&r);
}

enum err
ca_sign_pair(struct ipc_client *ca, const struct ca_pair_request *r,
    struct ca_pair *ret_pair)
{
	AUTO_DONE(buf) question = BUF(IPC_MESSAGE_MAX);
	AUTO_DONE(buf) answer = BUF(IPC_MESSAGE_MAX);
	AUTO_DONE(ca_pair)
	p = {.sign = BUF(CERT_DER_MAX), .encrypt = BUF(CERT_DER_MAX)};

	ca_pair_request_encode(&question, r);
	TRY(buf_status(&question));
	TRY(ipc_call(ca, IPC_CA_SIGN_PAIR, buf_bytes(&question), &answer));
	TRY(read_pair(buf_bytes(&answer), &p));
	*ret_pair = p;
	memset(&p, 0, sizeof(p));
	return ERR_OK;
}

/* Ask for what is answered by one block. */
static enum err
ask_for_block(struct ipc_client *ca, enum ipc_type type, struct buf *question,
    size_t max, struct buf *ret_b)
{
	AUTO_DONE(buf) answer = BUF(IPC_MESSAGE_MAX);
	struct bytes b;

	TRY(buf_status(question));
	TRY(ipc_call(ca, type, buf_bytes(question), &answer));
	TRY(ca_block_parse(buf_bytes(&answer), max, &b));
	buf_put(ret_b, b);
	return buf_status(ret_b);
}

enum err
ca_sign_one(struct ipc_client *ca, struct bytes evidence, struct bytes csr,
    struct bytes tbs, struct buf *ret_cert)
{
	AUTO_DONE(buf) question = BUF(IPC_MESSAGE_MAX);

	ca_one_request_encode(
	    &question, &(struct ca_one_request){evidence, csr, tbs});
	return ask_for_block(
	    ca, IPC_CA_SIGN_ONE, &question, CERT_DER_MAX, ret_cert);
}

enum err
ca_sign_checkpoint(
    struct ipc_client *ca, struct bytes checkpoint, struct buf *ret_signature)
{
	AUTO_DONE(buf) question = BUF(IPC_MESSAGE_MAX);

	buf_block(&question, checkpoint);
	return ask_for_block(ca, IPC_CA_SIGN_CHECKPOINT, &question,
	    SIGNATURE_DER_MAX, ret_signature);
}
