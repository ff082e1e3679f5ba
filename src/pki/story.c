/* SPDX-License-Identifier: Apache-2.0 */
#include "pki/story.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define DER_MAX 65536

static void
must(enum err e)
{
	if (e == ERR_OK)
		return;
	fprintf(stderr, "story: %s\n", err_name(e));
	abort();
}

static void
make_foreign(struct people *w)
{
	struct cert_spec s;

	fixture_staff(&w->stranger, ROLE_OPERATOR, "op-9", &w->foreign_op);
	party_init(&w->f, &w->expired_op);
	fixture_spec(&w->f, PROFILE_STAFF, &w->expired_op, "op-8", "op-8", &s);
	s.eku = OID_ROLE_OPERATOR;
	s.not_before -= 10 * STORY_DAY_S;
	s.not_after = w->f.now - 1;
	fixture_issue(&w->f, &s, &w->f.issuing, &w->expired_op);
}

static void
make_twins(struct people *w)
{
	struct cert_spec s;

	fixture_staff(&w->f, ROLE_OPERATOR, "op-1", &w->op1_again);
	party_init(&w->f, &w->op1_renamed);
	fixture_spec(&w->f, PROFILE_STAFF, &w->op1, "op-7", "op-7", &s);
	s.eku = OID_ROLE_OPERATOR;
	fixture_issue(&w->f, &s, &w->f.issuing, &w->op1_renamed);
	w->op1_renamed.signer = w->op1.signer;
}

static void
make_services(struct people *w)
{
	struct cert_spec s;

	party_init(&w->f, &w->key_centre);
	fixture_spec(
	    &w->f, PROFILE_AUDIT, &w->key_centre, FIXTURE_OFFICE, "", &s);
	s.eku = OID_SERVICE_AUDIT;
	fixture_issue(&w->f, &s, &w->f.issuing, &w->key_centre);
}

/* A minute after the first pair. */
static void
make_renewed(struct people *w, enum profile_id id, struct party *p)
{
	struct cert_spec s;

	fixture_holder(&w->f, id, "示范", "user-1", p);
	fixture_spec(&w->f, id, p, "示范", "user-1", &s);
	s.not_before += 60;
	s.not_after += 60;
	fixture_issue(&w->f, &s, &w->f.issuing, p);
}

void
people_init(struct people *w)
{
	people_init_at(w, FIXTURE_NOW);
}

void
people_init_at(struct people *w, int64_t now)
{
	fixture_init_at(&w->f, now);
	fixture_init_at(&w->stranger, now);
	fixture_staff(&w->f, ROLE_OPERATOR, "op-1", &w->op1);
	fixture_staff(&w->f, ROLE_OPERATOR, "op-2", &w->op2);
	fixture_staff(&w->f, ROLE_OPERATOR, "op-3", &w->op3);
	fixture_staff(&w->f, ROLE_SUPER, "super", &w->super);
	fixture_staff(&w->f, ROLE_BUSINESS_ADMIN, "business", &w->business);
	fixture_staff(&w->f, ROLE_AUDIT_ADMIN, "audit-admin", &w->audit_admin);
	fixture_staff(&w->f, ROLE_AUDITOR, "auditor", &w->auditor);
	make_twins(w);
	make_foreign(w);
	make_services(w);
	fixture_holder(
	    &w->f, PROFILE_HOLDER_SIGN, "示范", "user-1", &w->holder);
	fixture_holder(&w->f, PROFILE_HOLDER_ENCRYPT, "示范", "user-1",
	    &w->holder_encrypt);
	fixture_holder(
	    &w->f, PROFILE_HOLDER_SIGN, "他人", "user-2", &w->other_holder);
	make_renewed(w, PROFILE_HOLDER_SIGN, &w->renewed);
	make_renewed(w, PROFILE_HOLDER_ENCRYPT, &w->renewed_encrypt);
	party_init(&w->f, &w->code);
	party_init(&w->f, &w->other_code);
	party_init(&w->f, &w->applicant);
}

void
people_done(struct people *w)
{
	struct party *all[] = {&w->op1, &w->op2, &w->op3, &w->super,
	    &w->business, &w->audit_admin, &w->auditor, &w->op1_again,
	    &w->op1_renamed, &w->foreign_op, &w->expired_op, &w->holder,
	    &w->holder_encrypt, &w->other_holder, &w->renewed,
	    &w->renewed_encrypt, &w->key_centre, &w->code, &w->other_code,
	    &w->applicant};

	for (size_t i = 0; i < COUNT(all); i++)
		party_done(all[i]);
	fixture_done(&w->stranger);
	fixture_done(&w->f);
}

static void
tell_trust(struct people *w, struct story *s)
{
	s->w = w;
	s->trust = (struct evidence_trust){.root = &w->f.root.cert,
	    .issuing = &w->f.issuing.cert,
	    .now = w->f.now};
	s->request_by = &w->applicant;
}

/* op1 entered, op2 approved, both a minute ago, the holder asks with the code.
 */
void
story_tell_approval(struct people *w, struct story *s)
{
	const int64_t now = w->f.now;

	*s = (struct story){.w = NULL};
	tell_trust(w, s);
	s->record = (struct record){.kind = RECORD_ENTERPRISE,
	    .id = "1",
	    .user_name = "user-1",
	    .name = "示范科技有限公司",
	    .credit_code = "91110000600007519J",
	    .email = "user@example.com"};
	s->entry = (struct act){.verb = ACT_ENTRY, .at = now - 60};
	s->review = (struct act){.verb = ACT_APPROVE,
	    .at = now - 60,
	    .has_authorisation = true,
	    .authorisation = {{1}, w->code.signer.key, now + STORY_DAY_S}};
	s->resend = (struct act){.verb = ACT_RESEND,
	    .at = now - 30,
	    .has_authorisation = true,
	    .authorisation = {
		{2}, w->other_code.signer.key, now + STORY_DAY_S}};
	s->ask = (struct ask){.verb = ASK_ISSUE,
	    .user_name = "user-1",
	    .carrier = CARRIER_SOFT,
	    .carrier_serial = "S1",
	    .key = {5},
	    .at = now};
	s->entry_by = &w->op1;
	s->review_by = &w->op2;
	s->resend_by = &w->op3;
	s->ask_by = &w->code;
}

void
story_tell_continuity(struct people *w, struct story *s)
{
	story_tell_approval(w, s);
	s->ask.verb = ASK_EXCHANGE;
	s->ask_by = &w->holder;
	s->certificate = w->holder.cert.der;
}

void
story_tell_appointment(struct people *w, struct story *s)
{
	story_tell_approval(w, s);
	s->record = (struct record){.kind = RECORD_STAFF,
	    .id = "2",
	    .user_name = "op-4",
	    .name = "李四",
	    .role = ROLE_OPERATOR};
	s->review = (struct act){
	    .verb = ACT_APPOINT, .at = w->f.now, .has_request = true};
	s->review_by = &w->business;
}

/* The holder's company has another name; op1 entered it, op2 endorsed it. */
void
story_tell_change(struct people *w, struct story *s)
{
	story_tell_continuity(w, s);
	s->record = (struct record){.kind = RECORD_ENTERPRISE,
	    .id = "1",
	    .user_name = "user-1",
	    .name = "示范新名称公司",
	    .credit_code = "91110000600007519J",
	    .email = "user@example.com"};
	s->review = (struct act){.verb = ACT_ENDORSE, .at = w->f.now - 60};
	s->ask.verb = ASK_UPDATE;
}

static void
digest(struct story *s, struct bytes of, uint8_t ret_digest[SM3_LEN])
{
	fixture_digest(&s->w->f, of, ret_digest);
}

/* Sign an act about the object; the act's own DER in *ret_act. */
static void
sign_act(struct story *s, struct act *a, struct bytes object, struct party *by,
    struct buf *out)
{
	digest(s, object, a->object);
	must(act_sign(s->w->f.gm, a, by->cert.der, &by->signer, out));
}

/* The entry, and what followed it. */
static void
sign_by_two(
    struct story *s, struct bytes record, struct buf *entry, struct buf *review)
{
	sign_act(s, &s->entry,
	    s->entry_object.len > 0 ? s->entry_object : record, s->entry_by,
	    entry);
	sign_act(s, &s->review,
	    s->review_object.len > 0 ? s->review_object : record, s->review_by,
	    review);
}

static void
sign_resend(struct story *s, struct bytes review, struct buf *out)
{
	struct signed_act approved;

	must(signed_act_parse(review, &approved));
	sign_act(s, &s->resend, approved.act_der, s->resend_by, out);
}

void
story_write_approval(struct story *s, struct buf *out)
{
	AUTO_DONE(buf) record = BUF(DER_MAX);
	AUTO_DONE(buf) entry = BUF(DER_MAX);
	AUTO_DONE(buf) review = BUF(DER_MAX);
	AUTO_DONE(buf) resend = BUF(DER_MAX);
	AUTO_DONE(buf) ask = BUF(DER_MAX);
	struct evidence_approval a;

	record_encode(&record, &s->record);
	sign_by_two(s, buf_bytes(&record), &entry, &review);
	if (s->resent)
		sign_resend(s, buf_bytes(&review), &resend);
	must(ask_sign(s->w->f.gm, &s->ask, &s->ask_by->signer, &ask));
	a = (struct evidence_approval){buf_bytes(&record), buf_bytes(&entry),
	    buf_bytes(&review), buf_bytes(&ask), buf_bytes(&resend)};
	evidence_encode_approval_of(out, &a);
}

void
story_write_continuity(struct story *s, struct buf *out)
{
	AUTO_DONE(buf) ask = BUF(DER_MAX);

	must(ask_sign(s->w->f.gm, &s->ask, &s->ask_by->signer, &ask));
	evidence_encode_continuity(out, s->certificate, buf_bytes(&ask));
}

void
story_write_appointment(struct story *s, struct buf *out)
{
	AUTO_DONE(buf) record = BUF(DER_MAX);
	AUTO_DONE(buf) act = BUF(DER_MAX);

	record_encode(&record, &s->record);
	sign_act(s, &s->review,
	    s->review_object.len > 0 ? s->review_object : buf_bytes(&record),
	    s->review_by, &act);
	evidence_encode_appointment(out, buf_bytes(&record), buf_bytes(&act));
}

void
story_write_change(struct story *s, struct buf *out)
{
	AUTO_DONE(buf) record = BUF(DER_MAX);
	AUTO_DONE(buf) entry = BUF(DER_MAX);
	AUTO_DONE(buf) endorse = BUF(DER_MAX);
	AUTO_DONE(buf) ask = BUF(DER_MAX);

	record_encode(&record, &s->record);
	sign_by_two(s, buf_bytes(&record), &entry, &endorse);
	must(ask_sign(s->w->f.gm, &s->ask, &s->ask_by->signer, &ask));
	evidence_encode_change(
	    out, &(struct evidence_change){s->certificate, buf_bytes(&record),
		     buf_bytes(&entry), buf_bytes(&endorse), buf_bytes(&ask)});
}

enum err
story_check(
    struct story *s, story_write *write, struct evidence_grant *ret_grant)
{
	AUTO_DONE(buf) der = BUF(EVIDENCE_DER_MAX);
	AUTO_DONE(buf) request = BUF(DER_MAX);
	AUTO_DONE(buf) decoy = BUF(DER_MAX);
	struct csr csr, other;
	struct evidence e;

	fixture_request(&s->w->f, s->request_by, &request, &csr);
	fixture_request(&s->w->f, &s->w->op3, &decoy, &other);
	digest(s, s->other_request ? other.der : csr.der, s->ask.request);
	memcpy(s->review.request, s->ask.request, SM3_LEN);
	if (!s->review.has_request)
		memset(s->review.request, 0, SM3_LEN);
	write(s, &der);
	must(buf_status(&der));
	must(evidence_parse(buf_bytes(&der), &e));
	if (s->tamper != NULL)
		s->tamper(&e);
	return evidence_check(
	    s->w->f.gm, &e, &csr, &s->trust, FIXTURE_OFFICE, ret_grant);
}
