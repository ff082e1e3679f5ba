/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What stands between a web process in an attacker's hands and a certificate.
 * Every octet of the evidence is the attacker's to choose; the keys are not.
 * So nothing counts here but what a signature by the right key covers, and the
 * request and all times are held against that.
 */
#include <string.h>

#include "pki/evidence_actor.h"

struct check {
	struct gm *gm;
	const struct evidence *e;
	const struct csr *request;
	const struct evidence_trust *trust;
};

static enum err
is_digest_of(struct check *c, const uint8_t digest[SM3_LEN], struct bytes of,
    bool *ret_equal)
{
	uint8_t d[SM3_LEN];

	TRY(sm3_of(c->gm, of, d));
	*ret_equal = memcmp(d, digest, SM3_LEN) == 0;
	return ERR_OK;
}

/* An act by an operator, about what has this DER. */
static enum err
check_operator_act(struct check *c, const struct signed_act *a,
    enum act_verb verb, struct bytes object, struct evidence_actor *ret_actor)
{
	bool same;

	TRY(evidence_actor_of(c->gm, c->trust, a, verb, ret_actor));
	if (ret_actor->role != ROLE_OPERATOR)
		return ERR_EVIDENCE_ROLE;
	TRY(is_digest_of(c, a->act.object, object, &same));
	return same ? ERR_OK : ERR_EVIDENCE_HOLDER;
}

/* b by somebody else than a, and not before it. */
static enum err
check_follows(const struct evidence_actor *a, const struct evidence_actor *b)
{
	if (evidence_actor_is(a, &b->act->certificate))
		return ERR_EVIDENCE_ONE_PERSON;
	return b->act->act.at < a->act->act.at ? ERR_EVIDENCE_FORGED : ERR_OK;
}

/* The request is the one whose digest was signed, and proves its key. */
static enum err
check_request(struct check *c, const uint8_t digest[SM3_LEN])
{
	bool same;

	TRY(is_digest_of(c, digest, c->request->der, &same));
	if (!same)
		return ERR_EVIDENCE_HOLDER;
	return csr_verify(c->gm, c->request);
}

static enum err
check_ask_time(struct check *c)
{
	int64_t at = c->e->ask.ask.at, now = c->trust->now;

	if (at > now + ASK_CLOCK_SLACK_S || at < now - ASK_TTL_S)
		return ERR_EVIDENCE_EXPIRED;
	return ERR_OK;
}

/* The key must be new: nobody who acts here, and no CA, has it. */
static enum err
check_key_is_new(struct check *c, const struct sm2_public *key)
{
	const struct evidence *e = c->e;
	const struct sm2_public *others[] = {&c->trust->issuing->key,
	    &e->entry.certificate.key, &e->review.certificate.key,
	    &e->resend.certificate.key, &e->certificate.key};

	for (size_t i = 0; i < COUNT(others); i++)
		if (sm2_public_equal(key, others[i]))
			return ERR_EVIDENCE_FORGED;
	if (c->trust->root != NULL &&
	    sm2_public_equal(key, &c->trust->root->key))
		return ERR_EVIDENCE_FORGED;
	return ERR_OK;
}

/* The authorisation that counts: the last that was mailed. */
static const struct signed_act *
authorising_act(const struct evidence *e)
{
	return e->has_resend ? &e->resend : &e->review;
}

static enum err
check_authorisation(struct check *c)
{
	const struct signed_act *act = authorising_act(c->e);
	const struct authorisation *a = &act->act.authorisation;

	TRY(check_key_is_new(c, &a->key));
	if (sm2_public_equal(&a->key, &c->request->key) ||
	    sm2_public_equal(
		&c->e->review.act.authorisation.key, &c->request->key))
		return ERR_EVIDENCE_FORGED;
	if (c->trust->now > a->not_after ||
	    a->not_after - act->act.at > AUTHORISATION_TTL_MAX_S)
		return ERR_EVIDENCE_EXPIRED;
	if (c->e->ask.ask.at < act->act.at - ASK_CLOCK_SLACK_S)
		return ERR_EVIDENCE_FORGED;
	return signed_ask_verify(c->gm, &c->e->ask, &a->key);
}

/* Two operators saw this holder's record, one after the other; the second
 * decided with that verb. */
static enum err
check_review(struct check *c, enum act_verb verb, struct bytes object,
    struct evidence_actor *ret_entry)
{
	const struct evidence *e = c->e;
	struct evidence_actor review;

	if (e->record.kind == RECORD_STAFF)
		return ERR_EVIDENCE_ROLE;
	TRY(check_operator_act(c, &e->entry, ACT_ENTRY, object, ret_entry));
	TRY(check_operator_act(c, &e->review, verb, object, &review));
	return check_follows(ret_entry, &review);
}

/* They approved, and who sent the code again did not enter the record. */
static enum err
check_approving(struct check *c)
{
	const struct evidence *e = c->e;
	struct evidence_actor entry, resend;

	TRY(check_review(c, ACT_APPROVE, e->record_der, &entry));
	if (!e->has_resend)
		return ERR_OK;
	TRY(check_operator_act(
	    c, &e->resend, ACT_RESEND, e->review.act_der, &resend));
	TRY(check_follows(&entry, &resend));
	return e->resend.act.at < e->review.act.at ? ERR_EVIDENCE_FORGED
						   : ERR_OK;
}

static enum err
make_id(struct check *c, const char *label, struct bytes once,
    uint8_t ret_id[EVIDENCE_ID_LEN])
{
	struct bytes parts[] = {bytes_str(label), once};

	return sm3(c->gm, parts, COUNT(parts), ret_id);
}

/* The ask is of now, and for this request with its new key. */
static enum err
check_asked(struct check *c)
{
	TRY(check_ask_time(c));
	TRY(check_request(c, c->e->ask.ask.request));
	return check_key_is_new(c, &c->request->key);
}

static void
grant_record(const struct record *r, struct evidence_grant *g)
{
	holder_subject(r, &g->subject);
	memcpy(g->credit_code, r->credit_code, sizeof(g->credit_code));
}

static enum err
check_approval(struct check *c, struct evidence_grant *g)
{
	const struct evidence *e = c->e;

	TRY(check_approving(c));
	if (e->ask.ask.verb != ASK_ISSUE && e->ask.ask.verb != ASK_EXCHANGE)
		return ERR_EVIDENCE_FORGED;
	if (strcmp(e->ask.ask.user_name, e->record.user_name) != 0)
		return ERR_EVIDENCE_HOLDER;
	TRY(check_authorisation(c));
	TRY(check_asked(c));
	grant_record(&e->record, g);
	return make_id(c, "evidence-approval",
	    BYTES_ARRAY(e->review.act.authorisation.id), g->id);
}

/* The ask is signed with the key of the holder's certificate, which counts
 * now, and speaks of who the certificate names. */
static enum err
check_current_key(struct check *c, struct name *ret_subject)
{
	const struct evidence *e = c->e;
	struct name subject;

	TRY(evidence_certificate_counts(c->gm, c->trust, &e->certificate));
	if (!evidence_is_holder_signing(&e->certificate))
		return ERR_CERT_USAGE;
	TRY(signed_ask_verify(c->gm, &e->ask, &e->certificate.key));
	TRY(name_parse(e->certificate.subject, &subject));
	if (*e->ask.ask.user_name == '\0' ||
	    strcmp(e->ask.ask.user_name, subject.serial_number) != 0)
		return ERR_EVIDENCE_HOLDER;
	*ret_subject = subject;
	return ERR_OK;
}

static enum err
check_continuity(struct check *c, struct evidence_grant *g)
{
	const struct evidence *e = c->e;

	if (e->ask.ask.verb != ASK_EXCHANGE && e->ask.ask.verb != ASK_UPDATE)
		return ERR_EVIDENCE_FORGED;
	TRY(check_current_key(c, &g->subject));
	TRY(check_asked(c));
	memcpy(
	    g->credit_code, e->certificate.credit_code, sizeof(g->credit_code));
	return make_id(c, "evidence-continuity", e->ask.ask_der, g->id);
}

static enum err
check_change(struct check *c, struct evidence_grant *g)
{
	const struct evidence *e = c->e;
	struct evidence_actor entry;
	struct name now;

	if (e->ask.ask.verb != ASK_UPDATE)
		return ERR_EVIDENCE_FORGED;
	TRY(check_review(c, ACT_ENDORSE, e->record_der, &entry));
	if (e->review.act.at < c->trust->now - CHANGE_TTL_S)
		return ERR_EVIDENCE_EXPIRED;
	TRY(check_current_key(c, &now));
	if (strcmp(e->record.user_name, now.serial_number) != 0)
		return ERR_EVIDENCE_HOLDER;
	if (e->ask.ask.at < e->review.act.at - ASK_CLOCK_SLACK_S)
		return ERR_EVIDENCE_FORGED;
	TRY(check_asked(c));
	grant_record(&e->record, g);
	return make_id(c, "evidence-change", e->review.act_der, g->id);
}

/* Who appoints has the role for it and appoints somebody else. */
static enum err
check_appointing(struct check *c)
{
	const struct evidence *e = c->e;
	struct evidence_actor actor;
	bool same;

	TRY(evidence_actor_of(
	    c->gm, c->trust, &e->review, ACT_APPOINT, &actor));
	if (!staff_role_appoints(actor.role, e->record.role))
		return ERR_EVIDENCE_ROLE;
	TRY(is_digest_of(c, e->review.act.object, e->record_der, &same));
	if (!same)
		return ERR_EVIDENCE_HOLDER;
	if (strcmp(actor.name.serial_number, e->record.user_name) == 0 ||
	    sm2_public_equal(&e->review.certificate.key, &c->request->key))
		return ERR_EVIDENCE_ONE_PERSON;
	if (e->review.act.at < c->trust->now - APPOINTMENT_TTL_S)
		return ERR_EVIDENCE_EXPIRED;
	return ERR_OK;
}

static enum err
check_appointment(
    struct check *c, const char *office_name, struct evidence_grant *g)
{
	const struct evidence *e = c->e;

	TRY(check_appointing(c));
	TRY(check_request(c, e->review.act.request));
	TRY(check_key_is_new(c, &c->request->key));
	staff_subject(&e->record, office_name, &g->subject);
	g->staff = true;
	g->role = e->record.role;
	return make_id(c, "evidence-appointment", e->review.act_der, g->id);
}

/* The old certificate's key signed the ask, and is not the new one. */
static enum err
check_old_key(struct check *c)
{
	const struct evidence *e = c->e;
	const struct legacy_key *key = &e->claim.certificate.key;
	enum err got =
	    legacy_key_verify(c->gm, key, e->ask.ask_der, e->ask.old_signature);

	if (got != ERR_OK)
		return got == ERR_SIGNATURE_INVALID ? ERR_EVIDENCE_FORGED : got;
	return key->kind == LEGACY_SM2 &&
		       sm2_public_equal(&key->sm2, &c->request->key)
		   ? ERR_EVIDENCE_FORGED
		   : ERR_OK;
}

static enum err
make_migration_id(struct check *c, uint8_t ret_id[EVIDENCE_ID_LEN])
{
	const struct evidence *e = c->e;
	AUTO_DONE(buf) once = BUF(sizeof(e->order.id) + sizeof(uint32_t));

	buf_put(&once, BYTES_ARRAY(e->order.id));
	buf_u32(&once, e->claim.index);
	TRY(buf_status(&once));
	return make_id(c, "evidence-migration", buf_bytes(&once), ret_id);
}

static enum err
check_migration(struct check *c, struct evidence_grant *g)
{
	const struct evidence *e = c->e;
	struct evidence_actor entry;

	TRY(check_review(c, ACT_ENDORSE, e->order_der, &entry));
	if (e->order.not_after - e->entry.act.at > MIGRATION_TTL_MAX_S)
		return ERR_EVIDENCE_EXPIRED;
	TRY(migration_covers(c->gm, &e->order, &e->claim, c->trust->now));
	if (e->ask.ask.verb != ASK_EXCHANGE)
		return ERR_EVIDENCE_FORGED;
	if (strcmp(e->ask.ask.user_name, e->record.user_name) != 0)
		return ERR_EVIDENCE_HOLDER;
	TRY(check_asked(c));
	TRY(check_old_key(c));
	grant_record(&e->record, g);
	return make_migration_id(c, g->id);
}

enum err
evidence_check(struct gm *gm, const struct evidence *e,
    const struct csr *request, const struct evidence_trust *trust,
    const char *office_name, struct evidence_grant *ret_grant)
{
	struct check c = {gm, e, request, trust};
	struct evidence_grant g = {.role = ROLE_NONE};

	TRY(evidence_trust_check(gm, trust));
	switch (e->kind) {
	case EVIDENCE_APPROVAL:
		TRY(check_approval(&c, &g));
		break;
	case EVIDENCE_CONTINUITY:
		TRY(check_continuity(&c, &g));
		break;
	case EVIDENCE_APPOINTMENT:
		TRY(check_appointment(&c, office_name, &g));
		break;
	case EVIDENCE_CHANGE:
		TRY(check_change(&c, &g));
		break;
	case EVIDENCE_MIGRATION:
		TRY(check_migration(&c, &g));
		break;
	}
	*ret_grant = g;
	return ERR_OK;
}
