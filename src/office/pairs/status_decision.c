/* SPDX-License-Identifier: Apache-2.0 */
#include "office/pairs/status_decision.h"

#include <stdio.h>

#include "base/text.h"

void
status_decided_done(struct status_decided *s)
{
	buf_done(&s->order);
	buf_done(&s->act);
	buf_done(&s->evidence);
}

static enum err
check(const struct status_decision *d)
{
	struct bytes note = bytes_str(d->note);

	if (crl_reason_name(d->reason) == NULL || d->reason == CRL_HOLD ||
	    !text_is_utf8(note) || text_chars(note) > STATUS_NOTE_MAX)
		return ERR_FIELD_INVALID;
	return ERR_OK;
}

static enum err
encode_order(const struct status_decision *d, struct buf *b)
{
	struct status_order o = {
	    .reason = d->reason, .count = d->count, .at = d->now};

	for (size_t i = 0; i < d->count; i++)
		TRY(cert_serial_parse(d->serials[i], &o.serials[i]));
	buf_init(b, STATUS_ORDER_DER_MAX);
	status_order_encode(b, &o);
	return buf_status(b);
}

static enum err
sign_act(struct gm *gm, const struct status_decision *d, struct bytes order,
    struct buf *b)
{
	struct act act = {.verb = d->verb, .at = d->now};

	snprintf(act.note, sizeof(act.note), "%s", d->note);
	TRY(sm3_of(gm, order, act.object));
	buf_init(b, SIGNED_ACT_DER_MAX);
	return act_sign(gm, &act, d->actor->certificate, d->actor->signer, b);
}

enum err
status_decision_sign(struct gm *gm, const struct status_decision *d,
    struct status_decided *ret_s)
{
	TRY(check(d));
	TRY(encode_order(d, &ret_s->order));
	TRY(sign_act(gm, d, buf_bytes(&ret_s->order), &ret_s->act));
	buf_init(&ret_s->evidence, STATUS_EVIDENCE_DER_MAX);
	status_evidence_encode_staff(
	    &ret_s->evidence, buf_bytes(&ret_s->order), buf_bytes(&ret_s->act));
	return buf_status(&ret_s->evidence);
}

enum err
status_decision_write(struct gm *gm, struct db *db,
    const struct status_decision *d, const struct status_decided *s,
    char ret_id[STATUS_CHANGE_ID_SIZE])
{
	struct status_intent i = {.account = d->account,
	    .status = STATUS_REVOKED,
	    .reason = d->reason,
	    .evidence = buf_bytes(&s->evidence),
	    .count = d->count,
	    .now = d->now};
	const struct act_entry entry = {.about = d->about,
	    .verb = d->verb,
	    .staff = d->actor->name,
	    .record = buf_bytes(&s->order),
	    .signed_der = buf_bytes(&s->act),
	    .at = d->now};
	char act[ACT_ID_SIZE], actor[80];

	snprintf(actor, sizeof(actor), "staff:%s", d->actor->name);
	i.actor = actor;
	for (size_t n = 0; n < d->count; n++)
		i.serials[n] = d->serials[n];
	TRY(act_add(gm, db, &entry, act));
	return status_intend(gm, db, &i, ret_id);
}
