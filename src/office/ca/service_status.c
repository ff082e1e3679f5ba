/* SPDX-License-Identifier: Apache-2.0 */
/* SET_STATUS: a change of status, for evidence. */
#include <stdlib.h>
#include <string.h>

#include "base/fault.h"
#include "office/ca/message.h"
#include "office/ca/service.h"
#include "office/keycentre/proof.h"

/* Large, so it is allocated. */
struct inquiry {
	struct ca_status_request request;
	struct status_evidence evidence;
	struct cert certificates[STATUS_SERIALS_MAX];
	struct ledger_change change;
};

static enum err
check_proof(void *self, struct bytes grant, const uint8_t proof[SM3_LEN])
{
	struct ca *ca = self;
	uint8_t mac[SM3_LEN];

	TRY(proof_code(ca->gm, secret_bytes(ca->shared), grant, mac));
	return secret_equal(BYTES_ARRAY(mac), BYTES(proof, SM3_LEN))
		   ? ERR_OK
		   : ERR_EVIDENCE_FORGED;
}

static enum err
read_request(struct inquiry *i, struct bytes content)
{
	TRY(ca_status_request_parse(content, &i->request));
	if (i->request.evidence.len == 0)
		return ERR_EVIDENCE_MISSING;
	TRY(status_evidence_parse(i->request.evidence, &i->evidence));
	for (size_t c = 0; c < i->request.count; c++)
		TRY(cert_parse(
		    i->request.certificates[c], &i->certificates[c]));
	return ERR_OK;
}

/* What is to be changed, of certificates and by evidence of which nothing was
 * checked yet. */
static enum err
describe_change(
    struct ca *ca, const struct status_question *q, struct ledger_change *c)
{
	c->at = clock_now(ca->clock);
	c->count = q->count;
	for (size_t n = 0; n < c->count; n++) {
		c->serial[n] = q->certificates[n].serial;
		c->not_after[n] = q->certificates[n].not_after;
	}
	return status_evidence_id(ca->gm, q, c->id);
}

static enum err
check_evidence(
    struct ca *ca, const struct status_question *q, struct ledger_change *c)
{
	struct status_grant grant;

	TRY(status_evidence_check(ca->gm, q, &grant));
	c->status = grant.status;
	c->reason = grant.reason;
	return ERR_OK;
}

/* A change that was noted has its answer, even if its evidence is too old by
 * now: the asker may have been cut off for long. */
static enum err
set_status(struct ca *ca, struct inquiry *i, struct bytes content,
    struct ledger_standing *ret_s)
{
	const struct evidence_trust trust = ca_trust(ca);
	struct status_question question = {.evidence = &i->evidence,
	    .certificates = i->certificates,
	    .trust = &trust,
	    .proof_of = check_proof,
	    .self = ca};
	bool known;

	TRY(read_request(i, content));
	question.count = i->request.count;
	TRY(describe_change(ca, &question, &i->change));
	TRY(ledger_find_change(ca->ledger, &i->change, ret_s, &known));
	if (known)
		return ERR_OK;
	TRY(check_evidence(ca, &question, &i->change));
	return ledger_note_change(ca->ledger, &i->change, ret_s);
}

enum err
ca_begin_status(void *self, struct ipc_question *q)
{
	struct inquiry *i = calloc(1, sizeof(*i));
	enum err err = ERR_NOMEM;

	q->work = calloc(1, sizeof(struct ledger_standing));
	if (i != NULL && q->work != NULL)
		err = set_status(self, i, q->content, q->work);
	free(i);
	return err;
}

enum err
ca_finish_status(void *self, struct ipc_question *q)
{
	const struct ledger_standing *s = q->work;

	(void)self;
	FAULT_POINT("ca.status.recorded");
	ca_status_answer_encode(&q->answer,
	    &(struct ca_status_answer){s->status, s->reason, s->at});
	return buf_status(&q->answer);
}

void
ca_forget_status(struct ipc_question *q)
{
	free(q->work);
}
