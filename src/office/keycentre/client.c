/* SPDX-License-Identifier: Apache-2.0 */
/* The asking side of keycentre.h. */
#include <string.h>

#include "office/keycentre/message.h"

static enum err
read_keys(struct bytes answer, size_t count, struct keycentre_key keys[])
{
	struct reader r = reader_of(answer);

	for (size_t i = 0; i < count; i++)
		TRY(keycentre_key_read(&r, &keys[i]));
	return reader_end(&r);
}

enum err
keycentre_make(
    struct ipc_client *kc, size_t count, struct keycentre_key ret_keys[])
{
	struct keycentre_key keys[KEYCENTRE_BATCH_MAX];
	AUTO_DONE(buf) question = BUF(2);
	AUTO_DONE(buf) answer = BUF(IPC_MESSAGE_MAX);

	if (count < 1 || count > KEYCENTRE_BATCH_MAX)
		return ERR_TOO_LARGE;
	buf_u16(&question, (uint16_t)count);
	TRY(buf_status(&question));
	TRY(ipc_call(kc, IPC_KEYCENTRE_MAKE, buf_bytes(&question), &answer));
	TRY(read_keys(buf_bytes(&answer), count, keys));
	memcpy(ret_keys, keys, count * sizeof(keys[0]));
	return ERR_OK;
}

enum err
keycentre_deliver(struct ipc_client *kc, const struct keycentre_delivery *d,
    struct buf *ret_envelope)
{
	AUTO_DONE(buf) question = BUF(IPC_MESSAGE_MAX);
	AUTO_DONE(buf) answer = BUF(IPC_MESSAGE_MAX);
	struct reader r;
	struct bytes envelope;

	keycentre_delivery_encode(&question, d);
	TRY(buf_status(&question));
	TRY(ipc_call(kc, IPC_KEYCENTRE_DELIVER, buf_bytes(&question), &answer));
	r = reader_of(buf_bytes(&answer));
	TRY(reader_block(&r, ENVELOPE_DER_MAX, &envelope));
	TRY(reader_end(&r));
	buf_put(ret_envelope, envelope);
	return buf_status(ret_envelope);
}
