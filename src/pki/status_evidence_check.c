/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What stands between a web process in an attacker's hands and the status of
 * certificates: as in evidence_check.c, nothing counts but what a signature by
 * the right key covers. A change of status that is missing cannot be found
 * here; one that nobody wanted can.
 */
#include <string.h>

#include "pki/evidence_actor.h"
#include "pki/statement.h"
#include "pki/status_evidence.h"

struct check {
	struct gm *gm;
	const struct status_question *q;
	const struct status_evidence *e;
	const struct evidence_trust *trust;
};

/* Each is the issuing CA's and there once; what became of it does not matter,
 * or nothing could be revoked after it was held, or released at all. */
static enum err
check_certificates(struct check *c)
{
	const struct status_question *q = c->q;

	if (q->count == 0 || q->count > STATUS_SERIALS_MAX)
		return ERR_EVIDENCE_HOLDER;
	for (size_t i = 0; i < q->count; i++) {
		TRY(evidence_certificate_issued(
		    c->gm, c->trust, &q->certificates[i]));
		for (size_t j = 0; j < i; j++)
			if (cert_serial_equal(&q->certificates[i].serial,
				&q->certificates[j].serial))
				return ERR_EVIDENCE_HOLDER;
	}
	return ERR_OK;
}

/* The encryption certificate that was made with this signing certificate. */
static bool
is_pair(const struct cert *sign, const struct cert *encrypt)
{
	return evidence_is_holder_signing(sign) &&
	       encrypt->policy == OID_POLICY_HOLDER &&
	       (encrypt->key_usage & CERT_KU_DIGITAL_SIGNATURE) == 0 &&
	       bytes_equal(sign->subject, encrypt->subject) &&
	       sign->not_before == encrypt->not_before &&
	       sign->not_after == encrypt->not_after;
}

/* The instruction speaks of the first certificate, and of its holder; a second
 * one belongs to it. */
static enum err
check_instructed(struct check *c)
{
	const struct instruction *i = &c->e->instruction.instruction;
	const struct cert *cert = c->q->certificates;
	char serial[CERT_SERIAL_TEXT_SIZE];
	struct name holder;

	if (!evidence_is_holder_signing(cert))
		return ERR_CERT_USAGE;
	cert_serial_text(&cert->serial, serial);
	TRY(name_parse(cert->subject, &holder));
	if (strcmp(i->subject, serial) != 0 ||
	    strcmp(i->user_name, holder.serial_number) != 0)
		return ERR_EVIDENCE_HOLDER;
	if (c->q->count > 2 ||
	    (c->q->count == 2 && !is_pair(cert, &c->q->certificates[1])))
		return ERR_EVIDENCE_HOLDER;
	return ERR_OK;
}

static enum err
check_holder(struct check *c, struct status_grant *g)
{
	const struct status_evidence *e = c->e;

	if (!bytes_equal(e->certificate.der, c->q->certificates[0].der))
		return ERR_EVIDENCE_HOLDER;
	TRY(check_instructed(c));
	TRY(cert_valid_at(&e->certificate, c->trust->now));
	if (e->instruction.instruction.verb != INSTRUCTION_HOLD)
		return ERR_EVIDENCE_FORGED;
	TRY(instruction_check_time(&e->instruction.instruction, c->trust->now));
	TRY(signed_instruction_verify(
	    c->gm, &e->instruction, &e->certificate.key));
	g->status = STATUS_ON_HOLD;
	return ERR_OK;
}

static enum err
check_code(struct check *c, struct status_grant *g)
{
	const struct status_evidence *e = c->e;
	enum instruction_verb verb = e->instruction.instruction.verb;

	if (c->q->proof_of == NULL)
		return ERR_EVIDENCE_FORGED;
	TRY(c->q->proof_of(c->q->self, e->grant_der, e->proof));
	if (verb != INSTRUCTION_HOLD && verb != INSTRUCTION_RELEASE)
		return ERR_EVIDENCE_FORGED;
	TRY(code_grant_allows(
	    c->gm, &e->grant, &e->instruction, c->trust->now));
	TRY(check_instructed(c));
	g->status = verb == INSTRUCTION_HOLD ? STATUS_ON_HOLD : STATUS_VALID;
	return ERR_OK;
}

static bool
is_ordered(const struct status_order *o, const struct cert_serial *serial)
{
	for (size_t i = 0; i < o->count; i++)
		if (cert_serial_equal(&o->serials[i], serial))
			return true;
	return false;
}

/* An operator, of holders' certificates. */
static enum err
check_revoking(struct check *c)
{
	struct evidence_actor actor;

	TRY(evidence_actor_of(c->gm, c->trust, &c->e->act, ACT_REVOKE, &actor));
	if (actor.role != ROLE_OPERATOR)
		return ERR_EVIDENCE_ROLE;
	for (size_t i = 0; i < c->q->count; i++)
		if (c->q->certificates[i].policy != OID_POLICY_HOLDER)
			return ERR_EVIDENCE_ROLE;
	return ERR_OK;
}

/* Who may appoint to the role, of one other person's certificates. */
static enum err
check_dismissing(struct check *c)
{
	struct evidence_actor actor;
	struct name first = {.country = ""}, name;

	TRY(evidence_actor_of(
	    c->gm, c->trust, &c->e->act, ACT_DISMISS, &actor));
	for (size_t i = 0; i < c->q->count; i++) {
		const struct cert *cert = &c->q->certificates[i];

		if (evidence_actor_is(&actor, cert))
			return ERR_EVIDENCE_ONE_PERSON;
		if (!staff_role_appoints(actor.role, staff_role_of(cert)))
			return ERR_EVIDENCE_ROLE;
		TRY(name_parse(cert->subject, &name));
		if (i == 0)
			first = name;
		else if (strcmp(name.serial_number, first.serial_number) != 0)
			return ERR_EVIDENCE_HOLDER;
	}
	return ERR_OK;
}

static enum err
check_staff(struct check *c, struct status_grant *g)
{
	const struct status_evidence *e = c->e;
	uint8_t digest[SM3_LEN];

	TRY(e->act.act.verb == ACT_DISMISS ? check_dismissing(c)
					   : check_revoking(c));
	TRY(sm3_of(c->gm, e->order_der, digest));
	if (memcmp(digest, e->act.act.object, SM3_LEN) != 0)
		return ERR_EVIDENCE_HOLDER;
	if (e->order.at > e->act.act.at)
		return ERR_EVIDENCE_FORGED;
	if (c->q->count != e->order.count)
		return ERR_EVIDENCE_HOLDER;
	for (size_t i = 0; i < c->q->count; i++)
		if (!is_ordered(&e->order, &c->q->certificates[i].serial))
			return ERR_EVIDENCE_HOLDER;
	g->status = STATUS_REVOKED;
	g->reason = e->order.reason;
	return ERR_OK;
}

/* An older one of the same holder's: a signing certificate, or one that was
 * made with a signing certificate that is replaced too, so that the new pair's
 * own encryption certificate never passes. */
static bool
is_replaced(struct check *c, const struct cert *old)
{
	const struct cert *new = &c->e->certificate;

	if (old->not_before > new->not_before ||
	    sm2_public_equal(&old->key, &new->key))
		return false;
	if (evidence_is_holder_signing(old))
		return true;
	for (size_t i = 0; i < c->q->count; i++)
		if (is_pair(&c->q->certificates[i], old))
			return true;
	return false;
}

static enum err
check_replaced(struct check *c)
{
	const struct cert *all = c->q->certificates;
	struct name new, old;

	TRY(name_parse(c->e->certificate.subject, &new));
	for (size_t i = 0; i < c->q->count; i++) {
		TRY(name_parse(all[i].subject, &old));
		if (all[i].policy != OID_POLICY_HOLDER ||
		    strcmp(new.serial_number, old.serial_number) != 0)
			return ERR_EVIDENCE_HOLDER;
		if (!is_replaced(c, &all[i]))
			return ERR_EVIDENCE_FORGED;
	}
	return ERR_OK;
}

/* It does not matter what became of the new pair since it was confirmed: the
 * old one was given up for it. */
static enum err
check_replacement(struct check *c, struct status_grant *g)
{
	const struct status_evidence *e = c->e;
	uint8_t digest[SM3_LEN];

	TRY(evidence_certificate_issued(c->gm, c->trust, &e->certificate));
	if (!evidence_is_holder_signing(&e->certificate))
		return ERR_CERT_USAGE;
	TRY(sm3_of(c->gm, e->certificate.der, digest));
	if (memcmp(digest, e->confirm.certificate, SM3_LEN) != 0)
		return ERR_EVIDENCE_HOLDER;
	TRY(statement_verify(
	    c->gm, e->confirm_der, &e->signature, &e->certificate.key));
	TRY(check_replaced(c));
	g->status = STATUS_REVOKED;
	g->reason = CRL_SUPERSEDED;
	return ERR_OK;
}

/* --- what can be used once --- */

static enum err
make_id(struct gm *gm, const char *label, struct bytes once,
    uint8_t ret_id[EVIDENCE_ID_LEN])
{
	struct bytes parts[] = {bytes_str(label), once};

	return sm3(gm, parts, COUNT(parts), ret_id);
}

/* The confirmation and the serial numbers, in the order they were asked in. */
static enum err
replacement_id(struct gm *gm, const struct status_question *q,
    uint8_t ret_id[EVIDENCE_ID_LEN])
{
	AUTO_DONE(buf)
	once =
	    BUF(CONFIRM_DER_MAX + STATUS_SERIALS_MAX * (CERT_SERIAL_MAX + 4));

	der_put_raw(&once, q->evidence->confirm_der);
	for (size_t i = 0; i < q->count; i++)
		cert_serial_encode(&once, &q->certificates[i].serial);
	TRY(buf_status(&once));
	return make_id(gm, "evidence-replaced", buf_bytes(&once), ret_id);
}

enum err
status_evidence_id(struct gm *gm, const struct status_question *q,
    uint8_t ret_id[EVIDENCE_ID_LEN])
{
	const struct status_evidence *e = q->evidence;

	switch (e->kind) {
	case STATUS_BY_HOLDER:
	case STATUS_BY_CODE:
		return make_id(gm, "evidence-instruction",
		    e->instruction.instruction_der, ret_id);
	case STATUS_BY_STAFF:
		return make_id(gm, "evidence-order", e->order_der, ret_id);
	case STATUS_BY_REPLACEMENT:
		return replacement_id(gm, q, ret_id);
	}
	return ERR_INTERNAL;
}

enum err
status_evidence_check(struct gm *gm, const struct status_question *q,
    struct status_grant *ret_grant)
{
	static enum err (*const checks[])(
	    struct check * c, struct status_grant * g) = {
	    [STATUS_BY_HOLDER] = check_holder,
	    [STATUS_BY_CODE] = check_code,
	    [STATUS_BY_STAFF] = check_staff,
	    [STATUS_BY_REPLACEMENT] = check_replacement,
	};
	struct check c = {gm, q, q->evidence, q->trust};
	struct status_grant g = {.reason = CRL_UNSPECIFIED};

	TRY(evidence_trust_check(gm, q->trust));
	TRY(check_certificates(&c));
	TRY(checks[q->evidence->kind](&c, &g));
	TRY(status_evidence_id(gm, q, g.id));
	*ret_grant = g;
	return ERR_OK;
}
