/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "office/audit/checkpoint.h"
#include "office/ca/message.h"
#include "office/ca/service.h"

#define CLOCK_SLACK_S 600 /* a list or checkpoint is of now, or nearly */

/* --- lists --- */

enum err
ca_take_crl(struct ca *ca, struct bytes der)
{
	AUTO_DONE(buf) copy = BUF(CRL_DER_MAX);
	struct crl crl;

	buf_put(&copy, der);
	TRY(buf_status(&copy));
	TRY(crl_parse(buf_bytes(&copy), &crl));
	TRY(crl_verify(ca->gm, &crl, &ca->issuing));
	buf_done(&ca->crl_der);
	ca->crl_der = copy;
	ca->crl = crl;
	buf_init(&copy, 0);
	return ERR_OK;
}

bool
ca_is_revoked(void *self, const struct cert_serial *serial)
{
	struct ca *ca = self;
	struct crl_entry entry;

	return ca->crl_der.len > 0 && crl_find(&ca->crl, serial, &entry);
}

static enum err
check_crl(struct ca *ca, const struct crl *crl)
{
	int64_t now = clock_now(ca->clock);

	if (!bytes_equal(crl->issuer, ca->issuing.subject) ||
	    !bytes_equal(crl->issuer_key_id, ca->issuing.key_id))
		return ERR_PROFILE_VIOLATION;
	if (crl->this_update > now + CLOCK_SLACK_S ||
	    crl->this_update < now - CLOCK_SLACK_S || crl->next_update <= now ||
	    crl->next_update - now > CA_CRL_TTL_MAX_S)
		return ERR_PROFILE_VIOLATION;
	return ERR_OK;
}

enum err
ca_begin_crl(void *self, struct ipc_question *q)
{
	struct ca *ca = self;
	struct bytes tbs;
	struct crl crl;

	TRY(ca_block_parse(q->content, CA_CRL_TBS_MAX, &tbs));
	TRY(crl_parse_tbs(tbs, &crl));
	TRY(check_crl(ca, &crl));
	return ledger_note_crl(ca->ledger, crl.number);
}

enum err
ca_finish_crl(void *self, struct ipc_question *q)
{
	AUTO_DONE(buf) list = BUF(IPC_MESSAGE_MAX);
	struct ca *ca = self;
	struct sm2_signature sig;
	struct bytes tbs;

	TRY(ca_block_parse(q->content, CA_CRL_TBS_MAX, &tbs));
	TRY(sm2_sign(ca->gm, ca->issuing_key, tbs, &sig));
	crl_assemble(&list, tbs, &sig);
	TRY(buf_status(&list));
	TRY(ca_take_crl(ca, buf_bytes(&list)));
	buf_block(&q->answer, buf_bytes(&list));
	return buf_status(&q->answer);
}

/* --- checkpoints --- */

enum err
ca_begin_checkpoint(void *self, struct ipc_question *q)
{
	struct ca *ca = self;
	int64_t now = clock_now(ca->clock);
	struct bytes body;
	struct checkpoint c;

	TRY(ca_block_parse(q->content, CHECKPOINT_DER_MAX, &body));
	TRY(checkpoint_parse(body, &c));
	if (c.at > now + CLOCK_SLACK_S || c.at < now - CLOCK_SLACK_S)
		return ERR_CLOCK_WRONG;
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
