/* SPDX-License-Identifier: Apache-2.0 */
/* The asking side of code.h. */
#include "office/keycentre/message.h"

void
keycentre_code_done(struct keycentre_code *c)
{
	buf_done(&c->grant);
	buf_done(&c->sealed);
}

static enum err
read_code(struct bytes answer, struct keycentre_code *c)
{
	struct reader r = reader_of(answer);
	struct bytes grant, sealed;

	TRY(reader_block(&r, CODE_GRANT_DER_MAX, &grant));
	TRY(reader_copy(&r, c->proof, sizeof(c->proof)));
	TRY(reader_block(&r, MAIL_SEALED_MAX, &sealed));
	TRY(reader_end(&r));
	buf_put(&c->grant, grant);
	buf_put(&c->sealed, sealed);
	TRY(buf_status(&c->grant));
	return buf_status(&c->sealed);
}

enum err
keycentre_make_code(struct ipc_client *kc,
    const struct keycentre_code_request *r, struct keycentre_code *ret_c)
{
	AUTO_DONE(buf) question = BUF(KEYCENTRE_CODE_REQUEST_MAX);
	AUTO_DONE(buf) answer = BUF(IPC_MESSAGE_MAX);
	AUTO_DONE(keycentre_code)
	c = {.grant = BUF(CODE_GRANT_DER_MAX), .sealed = BUF(MAIL_SEALED_MAX)};

	TRY(keycentre_code_request_encode(&question, r));
	TRY(ipc_call(
	    kc, IPC_KEYCENTRE_MAKE_CODE, buf_bytes(&question), &answer));
	TRY(read_code(buf_bytes(&answer), &c));
	*ret_c = c;
	c = (struct keycentre_code){0};
	return ERR_OK;
}

enum err
keycentre_unlock(struct ipc_client *kc,
    const struct keycentre_unlock_request *r, struct buf *ret_sealed)
{
	AUTO_DONE(buf) question = BUF(KEYCENTRE_UNLOCK_REQUEST_MAX);
	AUTO_DONE(buf) answer = BUF(IPC_MESSAGE_MAX);
	struct reader a;
	struct bytes sealed;

	keycentre_unlock_request_encode(&question, r);
	TRY(buf_status(&question));
	TRY(ipc_call(kc, IPC_KEYCENTRE_UNLOCK, buf_bytes(&question), &answer));
	a = reader_of(buf_bytes(&answer));
	TRY(reader_block(&a, ESCROW_DER_MAX, &sealed));
	TRY(reader_end(&a));
	buf_put(ret_sealed, sealed);
	return buf_status(ret_sealed);
}
