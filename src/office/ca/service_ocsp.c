/* SPDX-License-Identifier: Apache-2.0 */
/* OCSP: how certificates stand, by what was signed and what changed since. */
#include "office/ca/message.h"
#include "office/ca/service.h"

/* Good is said only of what is in the ledger. */
static enum err
look_up(struct ca *ca, const struct cert_serial *serial, struct ocsp_single *s)
{
	struct standing_entry e = {.status = STATUS_VALID};
	bool is_signed;

	TRY(ledger_has_signed(ca->ledger, serial, &is_signed));
	s->serial = *serial;
	s->status = is_signed ? OCSP_GOOD : OCSP_UNKNOWN;
	if (!standing_get(ledger_standing(ca->ledger), serial, &e) ||
	    e.status == STATUS_VALID)
		return ERR_OK;
	s->status = OCSP_REVOKED;
	s->revoked_at = e.at;
	s->reason = e.status == STATUS_ON_HOLD ? CRL_HOLD : e.reason;
	return ERR_OK;
}

static enum err
check(struct ca *ca, const struct ca_ocsp_request *r)
{
	enum hash hash;

	if (ca->ocsp_key == NULL) /* an office of before there was one */
		return ERR_NOT_SUPPORTED;
	TRY(ocsp_hash_parse(r->hash_algorithm, &hash));
	return ca_check_times(ca, r->this_update, r->next_update);
}

static enum err
answer(struct ca *ca, const struct ca_ocsp_request *r, struct buf *b)
{
	struct ocsp_single singles[CA_OCSP_SERIALS_MAX] = {0};
	struct signer_key key = {ca->gm, ca->ocsp_key};
	const struct signer signer = signer_of_key(&key);
	const struct ocsp_spec spec = {.issuer = &ca->ocsp_issuer,
	    .algorithm = r->hash_algorithm,
	    .singles = singles,
	    .count = r->count,
	    .nonce = r->nonce,
	    .produced_at = clock_now(ca->clock),
	    .responder = &ca->ocsp};

	for (size_t i = 0; i < r->count; i++) {
		TRY(look_up(ca, &r->serials[i], &singles[i]));
		singles[i].this_update = r->this_update;
		singles[i].next_update = r->next_update;
	}
	return ocsp_response_make(ca->gm, &spec, &signer, b);
}

enum err
ca_finish_ocsp(void *self, struct ipc_question *q)
{
	AUTO_DONE(buf) response = BUF(OCSP_RESPONSE_MAX);
	struct ca_ocsp_request r;
	struct ca *ca = self;

	TRY(ca_ocsp_request_parse(q->content, &r));
	TRY(check(ca, &r));
	TRY(answer(ca, &r, &response));
	buf_block(&q->answer, buf_bytes(&response));
	return buf_status(&q->answer);
}
