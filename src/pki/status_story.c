/* SPDX-License-Identifier: Apache-2.0 */
#include "pki/status_story.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define DER_MAX 65536

static void
must(enum err e)
{
	if (e == ERR_OK)
		return;
	fprintf(stderr, "status story: %s\n", err_name(e));
	abort();
}

void
status_story_about(struct status_story *s, const struct party *first,
    const struct party *second)
{
	s->about[0] = first;
	s->about[1] = second;
	s->count = second == NULL ? 1 : 2;
	cert_serial_text(&first->cert.serial, s->instruction.subject);
	memcpy(
	    s->grant.subject, s->instruction.subject, sizeof(s->grant.subject));
	s->order.count = s->count;
	for (size_t i = 0; i < s->count; i++)
		s->order.serials[i] = s->about[i]->cert.serial;
}

void
status_story_confirm(struct status_story *s, struct party *new_one)
{
	s->certificate = s->signed_by = new_one;
	fixture_digest(&s->w->f, new_one->cert.der, s->confirm.certificate);
}

static void
tell(struct people *w, enum status_evidence_kind kind, struct status_story *s)
{
	*s = (struct status_story){.w = w,
	    .kind = kind,
	    .instruction = {.verb = INSTRUCTION_HOLD,
		.user_name = "user-1",
		.at = w->f.now},
	    .grant = {.id = {7},
		.purpose = CODE_RELEASE,
		.user_name = "user-1",
		.key = w->code.signer.key,
		.not_after = w->f.now + 600},
	    .order = {.reason = CRL_CESSATION, .at = w->f.now - 60},
	    .act = {.verb = ACT_REVOKE, .at = w->f.now - 60},
	    .confirm = {.pair = {3}, .at = w->f.now},
	    .certificate = &w->holder,
	    .signed_by = &w->holder,
	    .trust = {.root = &w->f.root.cert,
		.issuing = &w->f.issuing.cert,
		.now = w->f.now}};
	status_story_about(s, &w->holder, &w->holder_encrypt);
}

void
status_story_tell_hold(struct people *w, struct status_story *s)
{
	tell(w, STATUS_BY_HOLDER, s);
}

void
status_story_tell_release(struct people *w, struct status_story *s)
{
	tell(w, STATUS_BY_CODE, s);
	s->instruction.verb = INSTRUCTION_RELEASE;
	s->signed_by = &w->code;
}

void
status_story_tell_revocation(struct people *w, struct status_story *s)
{
	tell(w, STATUS_BY_STAFF, s);
	s->signed_by = &w->op2;
}

void
status_story_tell_dismissal(struct people *w, struct status_story *s)
{
	tell(w, STATUS_BY_STAFF, s);
	s->act.verb = ACT_DISMISS;
	s->signed_by = &w->business;
	status_story_about(s, &w->op1, &w->op1_again);
}

void
status_story_tell_replacement(struct people *w, struct status_story *s)
{
	tell(w, STATUS_BY_REPLACEMENT, s);
	status_story_confirm(s, &w->renewed);
}

static void
write_instruction(struct status_story *s, struct buf *out)
{
	must(instruction_sign(
	    s->w->f.gm, &s->instruction, &s->signed_by->signer, out));
}

static void
write_holder(struct status_story *s, struct buf *out)
{
	AUTO_DONE(buf) instruction = BUF(DER_MAX);

	write_instruction(s, &instruction);
	status_evidence_encode_holder(
	    out, s->certificate->cert.der, buf_bytes(&instruction));
}

static void
write_code(struct status_story *s, struct buf *out)
{
	static const uint8_t proof[SM3_LEN] = {9};
	AUTO_DONE(buf) grant = BUF(DER_MAX);
	AUTO_DONE(buf) instruction = BUF(DER_MAX);

	code_grant_encode(&grant, &s->grant);
	write_instruction(s, &instruction);
	status_evidence_encode_code(
	    out, buf_bytes(&grant), proof, buf_bytes(&instruction));
}

static void
write_staff(struct status_story *s, struct buf *out)
{
	AUTO_DONE(buf) order = BUF(DER_MAX);
	AUTO_DONE(buf) act = BUF(DER_MAX);

	status_order_encode(&order, &s->order);
	fixture_digest(&s->w->f,
	    s->act_object.len > 0 ? s->act_object : buf_bytes(&order),
	    s->act.object);
	must(act_sign(s->w->f.gm, &s->act, s->signed_by->cert.der,
	    &s->signed_by->signer, &act));
	status_evidence_encode_staff(out, buf_bytes(&order), buf_bytes(&act));
}

static void
write_replaced(struct status_story *s, struct buf *out)
{
	uint8_t signature[SIGNATURE_DER_MAX];
	AUTO_DONE(buf) confirm = BUF(DER_MAX);
	struct sm2_signature sig;

	confirm_encode(&confirm, &s->confirm);
	must(signer_sign(
	    s->w->f.gm, &s->signed_by->signer, buf_bytes(&confirm), &sig));
	status_evidence_encode_replaced(out, s->certificate->cert.der,
	    buf_bytes(&confirm),
	    BYTES(signature, signature_der(&sig, signature)));
}

void
status_story_write(struct status_story *s, struct buf *out)
{
	static void (*const write[])(
	    struct status_story * s, struct buf * out) = {
	    [STATUS_BY_HOLDER] = write_holder,
	    [STATUS_BY_CODE] = write_code,
	    [STATUS_BY_STAFF] = write_staff,
	    [STATUS_BY_REPLACEMENT] = write_replaced,
	};

	write[s->kind](s, out);
	must(buf_status(out));
}

static enum err
proof_of(void *self, struct bytes grant, const uint8_t proof[SM3_LEN])
{
	const struct status_story *s = self;

	(void)grant;
	return !s->disproved && proof[0] == 9 ? ERR_OK : ERR_EVIDENCE_FORGED;
}

enum err
status_story_check(struct status_story *s, struct status_grant *ret_grant)
{
	AUTO_DONE(buf) der = BUF(STATUS_EVIDENCE_DER_MAX);
	struct cert certificates[COUNT(s->about)];
	struct status_evidence e;
	struct status_question q = {.evidence = &e,
	    .certificates = certificates,
	    .count = s->count,
	    .trust = &s->trust,
	    .proof_of = s->proofless ? NULL : proof_of,
	    .self = s};

	for (size_t i = 0; i < s->count; i++)
		certificates[i] = s->about[i]->cert;
	status_story_write(s, &der);
	must(status_evidence_parse(buf_bytes(&der), &e));
	if (s->tamper != NULL)
		s->tamper(&e);
	return status_evidence_check(s->w->f.gm, &q, ret_grant);
}
