/* SPDX-License-Identifier: Apache-2.0 */
/* SIGN_CHECKPOINT: how far the audit record reached. */
#include "office/audit/checkpoint.h"
#include "office/ca/message.h"
#include "office/ca/service.h"

enum err
ca_begin_checkpoint(void *self, struct ipc_question *q)
{
	struct ca *ca = self;
	struct bytes body;
	struct checkpoint c;

	TRY(ca_block_parse(q->content, CHECKPOINT_DER_MAX, &body));
	TRY(checkpoint_parse(body, &c));
	TRY(ca_check_now(ca, c.at));
	return ledger_note_checkpoint(ca->ledger, c.seq, c.hash);
}

enum err
ca_finish_checkpoint(void *self, struct ipc_question *q)
{
	AUTO_DONE(buf) der = BUF(SIGNATURE_DER_MAX);
	struct ca *ca = self;
	struct sm2_signature sig;
	struct bytes body;

	TRY(ca_block_parse(q->content, CHECKPOINT_DER_MAX, &body));
	TRY(sm2_sign(ca->gm, ca->audit_key, body, &sig));
	signature_encode(&der, &sig);
	TRY(buf_status(&der));
	buf_block(&q->answer, buf_bytes(&der));
	return buf_status(&q->answer);
}
