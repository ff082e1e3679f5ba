/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The attacker is a web process, as in test_evidence_check.c: each case is a
 * good evidence with one lie in it.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "pki/der_edit.h"
#include "pki/status_story.h"

#define DER_MAX 65536
#define P(...)                  \
	{                       \
		__VA_ARGS__, -1 \
	}

static int
set_up(void **state)
{
	static struct people w;

	people_init(&w);
	*state = &w;
	return 0;
}

static int
tear_down(void **state)
{
	people_done(*state);
	return 0;
}

static void (*const tellers[])(struct people *w, struct status_story *s) = {
    status_story_tell_hold,
    status_story_tell_release,
    status_story_tell_revocation,
    status_story_tell_dismissal,
    status_story_tell_replacement,
};

static void
what_is_read_is_what_was_written(void **state)
{
	struct people *w = *state;

	for (size_t i = 0; i < COUNT(tellers); i++) {
		AUTO_DONE(buf) der = BUF(STATUS_EVIDENCE_DER_MAX);
		struct status_evidence e;
		struct status_story s;

		tellers[i](w, &s);
		status_story_write(&s, &der);
		assert_int_equal(
		    status_evidence_parse(buf_bytes(&der), &e), ERR_OK);
		assert_int_equal(e.kind, s.kind);
		assert_true(bytes_equal(e.der, buf_bytes(&der)));
		for (size_t len = 0; len < der.len; len++)
			assert_int_equal(
			    status_evidence_parse(BYTES(der.p, len), &e),
			    ERR_EVIDENCE_SYNTAX);
		buf_u8(&der, 0);
		assert_int_equal(status_evidence_parse(buf_bytes(&der), &e),
		    ERR_EVIDENCE_SYNTAX);
	}
}

static const struct {
	size_t teller;
	struct der_edit edit;
} malformed[] = {
    {0, {P(0), .how = DER_EDIT_REMOVE}},
    {0, {P(0), .how = DER_EDIT_REPLACE, .hex = "3000"}},
    {0, {P(1), .how = DER_EDIT_REPLACE, .hex = "3000"}},
    {0, {P(2), .how = DER_EDIT_BEFORE, .hex = "0500"}},
    {1, {P(0), .how = DER_EDIT_REMOVE}},
    {1, {P(0), .how = DER_EDIT_REPLACE, .hex = "3000"}},
    {1, {P(1), .how = DER_EDIT_REMOVE}},
    {1, {P(1), .how = DER_EDIT_REPLACE, .hex = "0401 00"}},
    {1, {P(2), .how = DER_EDIT_REMOVE}},
    {1, {P(3), .how = DER_EDIT_BEFORE, .hex = "0500"}},
    {2, {P(0), .how = DER_EDIT_REMOVE}},
    {2, {P(0), .how = DER_EDIT_REPLACE, .hex = "3000"}},
    {2, {P(1), .how = DER_EDIT_REPLACE, .hex = "3000"}},
    {2, {P(2), .how = DER_EDIT_BEFORE, .hex = "0500"}},
    {4, {P(0), .how = DER_EDIT_REMOVE}},
    {4, {P(1), .how = DER_EDIT_REPLACE, .hex = "3000"}},
    {4, {P(2), .how = DER_EDIT_REMOVE}},
    {4, {P(2), .how = DER_EDIT_REPLACE, .hex = "0400"}},
    {4, {P(3), .how = DER_EDIT_BEFORE, .hex = "0500"}},
};

static void
malformed_evidence_is_refused(void **state)
{
	struct people *w = *state;

	for (size_t i = 0; i < COUNT(malformed); i++) {
		AUTO_DONE(buf) der = BUF(DER_MAX);
		AUTO_DONE(buf) changed = BUF(DER_MAX);
		struct status_evidence e;
		struct status_story s;
		enum err err;

		tellers[malformed[i].teller](w, &s);
		status_story_write(&s, &der);
		der_edit(buf_bytes(&der), &malformed[i].edit, &changed);
		err = status_evidence_parse(buf_bytes(&changed), &e);
		if (err != ERR_EVIDENCE_SYNTAX)
			fail_msg("case %zu: %s", i, err_name(err));
	}
}

static void
another_tag_is_no_evidence(void **state)
{
	struct people *w = *state;
	AUTO_DONE(buf) der = BUF(STATUS_EVIDENCE_DER_MAX);
	struct status_evidence e;
	struct status_story s;

	status_story_tell_hold(w, &s);
	status_story_write(&s, &der);
	for (unsigned tag = 0; tag < 256; tag++) {
		der.p[0] = (uint8_t)tag;
		if (tag != DER_CONTEXT_CONSTRUCTED(STATUS_BY_HOLDER))
			assert_int_equal(
			    status_evidence_parse(buf_bytes(&der), &e),
			    ERR_EVIDENCE_SYNTAX);
	}
}

/* Changes, in the order of the tables below. */
#define CHANGE(name, ...)                        \
	static void name(struct status_story *s) \
	{                                        \
		__VA_ARGS__                      \
	}
#define TRIED(change, want)           \
	{                             \
#change, change, want \
	}
struct attempt {
	const char *name;
	void (*change)(struct status_story *s);
	enum err want;
};

static bool
all_are_revoked(void *self, const struct cert_serial *serial)
{
	(void)self;
	(void)serial;
	return true;
}

static bool
op2_is_revoked(void *self, const struct cert_serial *serial)
{
	struct people *w = self;

	return cert_serial_equal(serial, &w->op2.cert.serial);
}

static void
forge_instruction(struct status_evidence *e)
{
	e->instruction.signature.s[0] ^= 1;
}

static void
forge_act(struct status_evidence *e)
{
	e->act.signature.s[0] ^= 1;
}

static void
forge_confirmation(struct status_evidence *e)
{
	e->signature.s[0] ^= 1;
}

static void
forge_certificate(struct status_evidence *e)
{
	e->certificate.signature.s[0] ^= 1;
}

/* Evidence and question both speak of what is not the issuing CA's. */
static void
put_about(struct status_story *s, size_t i, const struct party *p)
{
	s->about[i] = p;
	if (s->count <= i)
		s->count = i + 1;
}

CHANGE(nothing, (void)s;)
CHANGE(signing_alone, s->count = 1;)
CHANGE(revoked_before, s->trust.revoked = all_are_revoked;)
CHANGE(forged, s->tamper = forge_instruction;)
CHANGE(by_another_holder, s->signed_by = &s->w->other_holder;)
CHANGE(by_an_operator, s->signed_by = &s->w->op1;)
CHANGE(by_a_code, s->signed_by = &s->w->code;)
CHANGE(by_another_code, s->signed_by = &s->w->other_code;)
CHANGE(of_another_user, strcpy(s->instruction.user_name, "user-2");)
CHANGE(of_another_user_by_grant, of_another_user(s);
       strcpy(s->grant.user_name, "user-2");)
CHANGE(of_another_serial,
       cert_serial_text(&s->w->renewed.cert.serial, s->instruction.subject);)
CHANGE(of_the_encryption_serial,
       cert_serial_text(
	   &s->w->holder_encrypt.cert.serial, s->instruction.subject);)
CHANGE(for_another_holders_certificate, put_about(s, 0, &s->w->other_holder);
       s->count = 1;)
CHANGE(with_another_holders_certificate, s->certificate = &s->w->other_holder;)
CHANGE(everything_of_another_holder, with_another_holders_certificate(s);
       by_another_holder(s); for_another_holders_certificate(s);)
CHANGE(for_the_next_certificate, put_about(s, 0, &s->w->renewed); s->count = 1;)
CHANGE(with_another_pairs_encryption, put_about(s, 1, &s->w->renewed_encrypt);)
CHANGE(with_another_pairs_signing, put_about(s, 1, &s->w->renewed);)
CHANGE(with_another_holder_besides, put_about(s, 1, &s->w->other_holder);)
CHANGE(with_staff_besides, put_about(s, 1, &s->w->op1);)
CHANGE(with_a_third, put_about(s, 2, &s->w->renewed);)
CHANGE(the_same_twice, put_about(s, 1, &s->w->holder);)
CHANGE(encryption_first, s->about[0] = &s->w->holder_encrypt;
       s->about[1] = &s->w->holder;)
CHANGE(encryption_alone, status_story_about(s, &s->w->holder_encrypt, NULL);
       s->certificate = s->signed_by = &s->w->holder_encrypt;)
CHANGE(for_nothing, s->count = 0;)
CHANGE(for_five, for (size_t i = 1; i < COUNT(s->about); i++)
		     put_about(s, i, &s->w->renewed);)
CHANGE(for_a_strangers, put_about(s, 1, &s->w->foreign_op);)
CHANGE(for_the_ca, put_about(s, 1, &s->w->f.issuing);)
CHANGE(of_staff, status_story_about(s, &s->w->op1, NULL);
       s->certificate = s->signed_by = &s->w->op1;
       strcpy(s->instruction.user_name, "op-1");)
CHANGE(to_release, s->instruction.verb = INSTRUCTION_RELEASE;)
CHANGE(to_revoke, s->instruction.verb = INSTRUCTION_REVOKE;)
CHANGE(to_unlock, s->instruction.verb = INSTRUCTION_UNLOCK;
       s->grant.purpose = CODE_UNLOCK;)
CHANGE(of_an_hour_ago, s->instruction.at = s->trust.now - INSTRUCTION_TTL_S;)
CHANGE(of_over_an_hour_ago, of_an_hour_ago(s); s->instruction.at--;)
CHANGE(ahead, s->instruction.at = s->trust.now + ASK_CLOCK_SLACK_S + 1;)
CHANGE(
    of_an_expired_certificate, s->trust.now = s->w->holder.cert.not_after + 1;
    s->trust.root = NULL; s->instruction.at = s->trust.now;
    s->grant.not_after = s->trust.now;)
CHANGE(trust_in_another, s->trust.root = &s->w->stranger.root.cert;)
CHANGE(trust_too_late, s->trust.now = s->w->f.issuing.cert.not_after + 1;)

static const struct attempt holds[] = {
    TRIED(nothing, ERR_OK),
    TRIED(signing_alone, ERR_OK),
    TRIED(revoked_before, ERR_OK),
    TRIED(forged, ERR_EVIDENCE_FORGED),
    TRIED(by_another_holder, ERR_EVIDENCE_FORGED),
    TRIED(by_an_operator, ERR_EVIDENCE_FORGED),
    TRIED(by_a_code, ERR_EVIDENCE_FORGED),
    TRIED(of_another_user, ERR_EVIDENCE_HOLDER),
    TRIED(of_another_serial, ERR_EVIDENCE_HOLDER),
    TRIED(of_the_encryption_serial, ERR_EVIDENCE_HOLDER),
    TRIED(for_another_holders_certificate, ERR_EVIDENCE_HOLDER),
    TRIED(with_another_holders_certificate, ERR_EVIDENCE_HOLDER),
    TRIED(everything_of_another_holder, ERR_EVIDENCE_HOLDER),
    TRIED(for_the_next_certificate, ERR_EVIDENCE_HOLDER),
    TRIED(with_another_pairs_encryption, ERR_EVIDENCE_HOLDER),
    TRIED(with_another_pairs_signing, ERR_EVIDENCE_HOLDER),
    TRIED(with_another_holder_besides, ERR_EVIDENCE_HOLDER),
    TRIED(with_staff_besides, ERR_EVIDENCE_HOLDER),
    TRIED(with_a_third, ERR_EVIDENCE_HOLDER),
    TRIED(the_same_twice, ERR_EVIDENCE_HOLDER),
    TRIED(encryption_first, ERR_EVIDENCE_HOLDER),
    TRIED(encryption_alone, ERR_CERT_USAGE),
    TRIED(for_nothing, ERR_EVIDENCE_HOLDER),
    TRIED(for_five, ERR_EVIDENCE_HOLDER),
    TRIED(for_a_strangers, ERR_CERT_UNTRUSTED),
    TRIED(for_the_ca, ERR_CERT_UNTRUSTED),
    TRIED(of_staff, ERR_CERT_USAGE),
    TRIED(to_release, ERR_EVIDENCE_FORGED), /* not by the key alone */
    TRIED(to_revoke, ERR_EVIDENCE_FORGED),  /* only after review */
    TRIED(of_an_hour_ago, ERR_OK),
    TRIED(of_over_an_hour_ago, ERR_EVIDENCE_EXPIRED),
    TRIED(ahead, ERR_EVIDENCE_EXPIRED),
    TRIED(of_an_expired_certificate, ERR_CERT_EXPIRED),
    TRIED(trust_in_another, ERR_CERT_UNTRUSTED),
    TRIED(trust_too_late, ERR_CERT_EXPIRED),
};

/* By a code. */
CHANGE(to_hold, s->instruction.verb = INSTRUCTION_HOLD;
       s->grant.purpose = CODE_HOLD;)
CHANGE(to_hold_with_code_for_release, s->instruction.verb = INSTRUCTION_HOLD;)
CHANGE(code_for_hold, s->grant.purpose = CODE_HOLD;)
CHANGE(code_for_unlock, s->grant.purpose = CODE_UNLOCK;)
CHANGE(code_of_another_user, strcpy(s->grant.user_name, "user-2");)
CHANGE(code_of_another_certificate, of_another_serial(s);
       cert_serial_text(&s->w->holder.cert.serial, s->instruction.subject);
       cert_serial_text(&s->w->renewed.cert.serial, s->grant.subject);)
CHANGE(code_at_its_end, s->grant.not_after = s->trust.now;)
CHANGE(code_past_its_end, s->grant.not_after = s->trust.now - 1;)
CHANGE(nobody_to_prove, s->proofless = true;)
CHANGE(disproved, s->disproved = true;)
CHANGE(by_the_key, s->signed_by = &s->w->holder;)
CHANGE(encryption_alone_by_code, encryption_alone(s);
       s->signed_by = &s->w->code;)

static const struct attempt releases[] = {
    TRIED(nothing, ERR_OK),
    TRIED(signing_alone, ERR_OK),
    TRIED(to_hold, ERR_OK),
    TRIED(revoked_before, ERR_OK),
    TRIED(of_an_expired_certificate, ERR_OK),
    TRIED(nobody_to_prove, ERR_EVIDENCE_FORGED),
    TRIED(disproved, ERR_EVIDENCE_FORGED),
    TRIED(forged, ERR_EVIDENCE_FORGED),
    TRIED(by_the_key, ERR_EVIDENCE_FORGED),
    TRIED(by_another_code, ERR_EVIDENCE_FORGED),
    TRIED(to_hold_with_code_for_release, ERR_EVIDENCE_FORGED),
    TRIED(code_for_hold, ERR_EVIDENCE_FORGED),
    TRIED(code_for_unlock, ERR_EVIDENCE_FORGED),
    TRIED(to_unlock, ERR_EVIDENCE_FORGED),
    TRIED(to_revoke, ERR_EVIDENCE_FORGED),
    TRIED(of_another_user, ERR_EVIDENCE_HOLDER),
    TRIED(code_of_another_user, ERR_EVIDENCE_HOLDER),
    TRIED(of_another_user_by_grant, ERR_EVIDENCE_HOLDER),
    TRIED(of_another_serial, ERR_EVIDENCE_HOLDER),
    TRIED(code_of_another_certificate, ERR_EVIDENCE_HOLDER),
    TRIED(for_another_holders_certificate, ERR_EVIDENCE_HOLDER),
    TRIED(for_the_next_certificate, ERR_EVIDENCE_HOLDER),
    TRIED(with_another_pairs_encryption, ERR_EVIDENCE_HOLDER),
    TRIED(with_another_holder_besides, ERR_EVIDENCE_HOLDER),
    TRIED(with_a_third, ERR_EVIDENCE_HOLDER),
    TRIED(encryption_alone_by_code, ERR_CERT_USAGE),
    TRIED(code_at_its_end, ERR_OK),
    TRIED(code_past_its_end, ERR_EVIDENCE_EXPIRED),
    TRIED(of_an_hour_ago, ERR_OK),
    TRIED(of_over_an_hour_ago, ERR_EVIDENCE_EXPIRED),
    TRIED(ahead, ERR_EVIDENCE_EXPIRED),
    TRIED(for_nothing, ERR_EVIDENCE_HOLDER),
    TRIED(for_a_strangers, ERR_CERT_UNTRUSTED),
    TRIED(trust_in_another, ERR_CERT_UNTRUSTED),
};

/* By an operator. */
CHANGE(act_forged, s->tamper = forge_act;)
CHANGE(by_operator_3, s->signed_by = &s->w->op3;)
CHANGE(by_business, s->signed_by = &s->w->business;)
CHANGE(by_super, s->signed_by = &s->w->super;)
CHANGE(by_auditor, s->signed_by = &s->w->auditor;)
CHANGE(by_holder, s->signed_by = &s->w->holder;)
CHANGE(by_service, s->signed_by = &s->w->key_centre;)
CHANGE(by_stranger, s->signed_by = &s->w->foreign_op;)
CHANGE(by_expired, s->signed_by = &s->w->expired_op;)
CHANGE(by_revoked, s->trust.revoked = op2_is_revoked; s->trust.self = s->w;)
CHANGE(
    of_two_holders, status_story_about(s, &s->w->holder, &s->w->other_holder);)
CHANGE(one_is_left_out, s->count = 1;)
CHANGE(one_is_added, put_about(s, 2, &s->w->renewed);)
CHANGE(one_is_another, put_about(s, 1, &s->w->renewed_encrypt);)
CHANGE(in_another_order, s->about[0] = &s->w->holder_encrypt;
       s->about[1] = &s->w->holder;)
CHANGE(of_another_order, s->act_object = bytes_str("another order");)
CHANGE(order_younger, s->order.at = s->act.at + 1;)
CHANGE(act_ahead, s->act.at = s->trust.now + ASK_CLOCK_SLACK_S + 1;)
CHANGE(act_before_certificate, s->act.at = s->w->op2.cert.not_before - 1;
       s->order.at = s->act.at;)
CHANGE(act_is_endorsement, s->act.verb = ACT_ENDORSE;)
CHANGE(act_is_rejection, s->act.verb = ACT_REJECT;)
CHANGE(act_is_dismissal, s->act.verb = ACT_DISMISS;)
CHANGE(holders_dismissed, act_is_dismissal(s); by_business(s);)
CHANGE(of_an_operator, status_story_about(s, &s->w->op1, NULL);)
CHANGE(of_a_holder_and_an_operator,
       status_story_about(s, &s->w->holder, &s->w->op1);)
CHANGE(of_a_service, status_story_about(s, &s->w->key_centre, NULL);)

static const struct attempt revocations[] = {
    TRIED(nothing, ERR_OK),
    TRIED(by_operator_3, ERR_OK),
    TRIED(of_two_holders, ERR_OK),
    TRIED(in_another_order, ERR_OK),
    TRIED(of_an_expired_certificate, ERR_CERT_EXPIRED), /* the actor's too */
    TRIED(act_forged, ERR_EVIDENCE_FORGED),
    TRIED(by_business, ERR_EVIDENCE_ROLE),
    TRIED(by_super, ERR_EVIDENCE_ROLE),
    TRIED(by_auditor, ERR_EVIDENCE_ROLE),
    TRIED(by_holder, ERR_EVIDENCE_ROLE),
    TRIED(by_service, ERR_EVIDENCE_ROLE),
    TRIED(by_stranger, ERR_CERT_UNTRUSTED),
    TRIED(by_expired, ERR_CERT_EXPIRED),
    TRIED(by_revoked, ERR_CERT_REVOKED),
    TRIED(one_is_left_out, ERR_EVIDENCE_HOLDER),
    TRIED(one_is_added, ERR_EVIDENCE_HOLDER),
    TRIED(one_is_another, ERR_EVIDENCE_HOLDER),
    TRIED(the_same_twice, ERR_EVIDENCE_HOLDER),
    TRIED(of_another_order, ERR_EVIDENCE_HOLDER),
    TRIED(order_younger, ERR_EVIDENCE_FORGED),
    TRIED(act_ahead, ERR_EVIDENCE_FORGED),
    TRIED(act_before_certificate, ERR_EVIDENCE_FORGED),
    TRIED(act_is_endorsement, ERR_EVIDENCE_FORGED),
    TRIED(act_is_rejection, ERR_EVIDENCE_FORGED),
    TRIED(act_is_dismissal, ERR_EVIDENCE_ROLE),
    TRIED(holders_dismissed, ERR_EVIDENCE_ROLE),
    TRIED(of_an_operator, ERR_EVIDENCE_ROLE),
    TRIED(of_a_holder_and_an_operator, ERR_EVIDENCE_ROLE),
    TRIED(of_a_service, ERR_EVIDENCE_ROLE),
    TRIED(for_nothing, ERR_EVIDENCE_HOLDER),
    TRIED(for_a_strangers, ERR_CERT_UNTRUSTED),
    TRIED(for_the_ca, ERR_CERT_UNTRUSTED),
    TRIED(trust_in_another, ERR_CERT_UNTRUSTED),
};

/* Dismissals. */
CHANGE(one_certificate, status_story_about(s, &s->w->op1, NULL);)
CHANGE(by_operator, s->signed_by = &s->w->op2;)
CHANGE(by_audit_admin, s->signed_by = &s->w->audit_admin;)
CHANGE(auditor_by_audit_admin, by_audit_admin(s);
       status_story_about(s, &s->w->auditor, NULL);)
CHANGE(auditor_by_business, status_story_about(s, &s->w->auditor, NULL);)
CHANGE(business_by_super, by_super(s);
       status_story_about(s, &s->w->business, NULL);)
CHANGE(oneself, status_story_about(s, &s->w->business, NULL);)
CHANGE(oneself_by_operator, by_operator(s);
       status_story_about(s, &s->w->op2, NULL);)
CHANGE(super_by_super, by_super(s); status_story_about(s, &s->w->super, NULL);)
CHANGE(audit_admin_by_super, by_super(s);
       status_story_about(s, &s->w->audit_admin, NULL);)
CHANGE(two_operators, status_story_about(s, &s->w->op1, &s->w->op2);)
CHANGE(operator_and_auditor, status_story_about(s, &s->w->op1, &s->w->auditor);)
CHANGE(operator_and_holder, status_story_about(s, &s->w->op1, &s->w->holder);)
CHANGE(revoked_by_operator, s->act.verb = ACT_REVOKE; by_operator(s);)
CHANGE(revoked_by_business, s->act.verb = ACT_REVOKE;)
CHANGE(act_is_appointment, s->act.verb = ACT_APPOINT;
       s->act.has_request = true;)

static const struct attempt dismissals[] = {
    TRIED(nothing, ERR_OK),
    TRIED(one_certificate, ERR_OK),
    TRIED(auditor_by_audit_admin, ERR_OK),
    TRIED(business_by_super, ERR_OK),
    TRIED(by_operator, ERR_EVIDENCE_ROLE),
    TRIED(by_super, ERR_EVIDENCE_ROLE),
    TRIED(by_audit_admin, ERR_EVIDENCE_ROLE),
    TRIED(by_holder, ERR_EVIDENCE_ROLE),
    TRIED(by_stranger, ERR_CERT_UNTRUSTED),
    TRIED(auditor_by_business, ERR_EVIDENCE_ROLE),
    TRIED(oneself, ERR_EVIDENCE_ONE_PERSON),
    TRIED(oneself_by_operator, ERR_EVIDENCE_ONE_PERSON),
    TRIED(super_by_super, ERR_EVIDENCE_ONE_PERSON),
    TRIED(audit_admin_by_super, ERR_EVIDENCE_ROLE),
    TRIED(two_operators, ERR_EVIDENCE_HOLDER),
    TRIED(operator_and_auditor, ERR_EVIDENCE_ROLE),
    TRIED(operator_and_holder, ERR_EVIDENCE_ROLE),
    TRIED(revoked_by_operator, ERR_EVIDENCE_ROLE),
    TRIED(revoked_by_business, ERR_EVIDENCE_ROLE),
    TRIED(act_is_appointment, ERR_EVIDENCE_FORGED),
    TRIED(act_forged, ERR_EVIDENCE_FORGED),
    TRIED(act_ahead, ERR_EVIDENCE_FORGED),
    TRIED(of_another_order, ERR_EVIDENCE_HOLDER),
    TRIED(one_is_left_out, ERR_EVIDENCE_HOLDER),
};

/* Replacements. */
CHANGE(confirmation_forged, s->tamper = forge_confirmation;)
CHANGE(new_certificate_forged, s->tamper = forge_certificate;)
CHANGE(confirmed_by_the_old, s->signed_by = &s->w->holder;)
CHANGE(confirmed_by_a_code, s->signed_by = &s->w->code;)
CHANGE(
    confirmed_by_another_holder, status_story_confirm(s, &s->w->other_holder);)
CHANGE(confirmed_for_another, s->confirm.certificate[0] ^= 1;)
CHANGE(confirmed_with_another, s->certificate = &s->w->other_holder;)
CHANGE(
    confirmed_by_encryption, status_story_confirm(s, &s->w->renewed_encrypt);)
CHANGE(confirmed_by_staff, status_story_confirm(s, &s->w->op1);)
CHANGE(confirmed_by_stranger, status_story_confirm(s, &s->w->foreign_op);)
CHANGE(the_new_one_alone, status_story_about(s, &s->w->renewed, NULL);)
CHANGE(the_new_one_too, put_about(s, 2, &s->w->renewed);)
CHANGE(the_new_encryption_too, put_about(s, 2, &s->w->renewed_encrypt);)
CHANGE(the_new_pair_too, put_about(s, 2, &s->w->renewed);
       put_about(s, 3, &s->w->renewed_encrypt);)
CHANGE(the_new_encryption_alone,
       status_story_about(s, &s->w->renewed_encrypt, NULL);)
CHANGE(
    old_encryption_alone, status_story_about(s, &s->w->holder_encrypt, NULL);)
CHANGE(another_holders_too, put_about(s, 2, &s->w->other_holder);)
CHANGE(staff_too, put_about(s, 2, &s->w->op1);)
CHANGE(the_next_by_the_old, status_story_confirm(s, &s->w->holder);
       status_story_about(s, &s->w->renewed, &s->w->renewed_encrypt);)
CHANGE(the_new_revoked_since, s->trust.revoked = all_are_revoked;)
CHANGE(years_later, of_an_expired_certificate(s);)

static const struct attempt replacements[] = {
    TRIED(nothing, ERR_OK),
    TRIED(signing_alone, ERR_OK),
    TRIED(in_another_order, ERR_OK),
    TRIED(the_new_revoked_since, ERR_OK),
    TRIED(years_later, ERR_OK),
    TRIED(confirmation_forged, ERR_EVIDENCE_FORGED),
    TRIED(new_certificate_forged, ERR_CERT_SIGNATURE),
    TRIED(confirmed_by_the_old, ERR_EVIDENCE_FORGED),
    TRIED(confirmed_by_a_code, ERR_EVIDENCE_FORGED),
    TRIED(confirmed_by_another_holder, ERR_EVIDENCE_HOLDER),
    TRIED(confirmed_for_another, ERR_EVIDENCE_HOLDER),
    TRIED(confirmed_with_another, ERR_EVIDENCE_HOLDER),
    TRIED(confirmed_by_encryption, ERR_CERT_USAGE),
    TRIED(confirmed_by_staff, ERR_CERT_USAGE),
    TRIED(confirmed_by_stranger, ERR_CERT_UNTRUSTED),
    TRIED(the_new_one_alone, ERR_EVIDENCE_FORGED),
    TRIED(the_new_one_too, ERR_EVIDENCE_FORGED),
    TRIED(the_new_encryption_too, ERR_EVIDENCE_FORGED),
    TRIED(the_new_pair_too, ERR_EVIDENCE_FORGED),
    TRIED(the_new_encryption_alone, ERR_EVIDENCE_FORGED),
    TRIED(old_encryption_alone, ERR_EVIDENCE_FORGED),
    TRIED(another_holders_too, ERR_EVIDENCE_HOLDER),
    TRIED(staff_too, ERR_EVIDENCE_HOLDER),
    TRIED(the_same_twice, ERR_EVIDENCE_HOLDER),
    TRIED(the_next_by_the_old, ERR_EVIDENCE_FORGED),
    TRIED(for_nothing, ERR_EVIDENCE_HOLDER),
    TRIED(for_five, ERR_EVIDENCE_HOLDER),
    TRIED(for_a_strangers, ERR_CERT_UNTRUSTED),
    TRIED(trust_in_another, ERR_CERT_UNTRUSTED),
};

static void
try_all(struct people *w, void (*tell)(struct people *, struct status_story *),
    const struct attempt attempts[], size_t count)
{
	for (size_t i = 0; i < count; i++) {
		struct status_grant grant;
		struct status_story s;
		enum err e;

		tell(w, &s);
		attempts[i].change(&s);
		e = status_story_check(&s, &grant);
		if (e != attempts[i].want)
			fail_msg("%s: %s", attempts[i].name, err_name(e));
	}
}

static void
a_hold_is_the_holders_own(void **state)
{
	try_all(*state, status_story_tell_hold, holds, COUNT(holds));
}

static void
a_release_is_by_the_code_for_it(void **state)
{
	try_all(*state, status_story_tell_release, releases, COUNT(releases));
}

static void
a_revocation_is_an_operators(void **state)
{
	try_all(*state, status_story_tell_revocation, revocations,
	    COUNT(revocations));
}

static void
a_dismissal_is_by_who_may_appoint(void **state)
{
	try_all(
	    *state, status_story_tell_dismissal, dismissals, COUNT(dismissals));
}

static void
only_what_was_given_up_is_replaced(void **state)
{
	try_all(*state, status_story_tell_replacement, replacements,
	    COUNT(replacements));
}

static void
evidence_grants_what_it_says(void **state)
{
	static const struct {
		enum status status;
		enum crl_reason reason;
	} want[COUNT(tellers)] = {
	    {STATUS_ON_HOLD, CRL_UNSPECIFIED},
	    {STATUS_VALID, CRL_UNSPECIFIED},
	    {STATUS_REVOKED, CRL_CESSATION},
	    {STATUS_REVOKED, CRL_CESSATION},
	    {STATUS_REVOKED, CRL_SUPERSEDED},
	};
	struct people *w = *state;
	struct status_grant grant;
	struct status_story s;

	for (size_t i = 0; i < COUNT(tellers); i++) {
		tellers[i](w, &s);
		assert_int_equal(status_story_check(&s, &grant), ERR_OK);
		assert_int_equal(grant.status, want[i].status);
		assert_int_equal(grant.reason, want[i].reason);
	}
	status_story_tell_release(w, &s);
	to_hold(&s);
	assert_int_equal(status_story_check(&s, &grant), ERR_OK);
	assert_int_equal(grant.status, STATUS_ON_HOLD);
}

/* SM3 of the label and what docs/formats.md names. */
static void
id_of(struct people *w, const char *label, struct bytes once,
    uint8_t ret_id[SM3_LEN])
{
	struct bytes parts[] = {bytes_str(label), once};

	assert_int_equal(sm3(w->f.gm, parts, COUNT(parts), ret_id), ERR_OK);
}

static void
ids_are_made_as_the_format_says(void **state)
{
	struct people *w = *state;
	AUTO_DONE(buf) instruction = BUF(DER_MAX);
	AUTO_DONE(buf) order = BUF(DER_MAX);
	AUTO_DONE(buf) replaced = BUF(DER_MAX);
	struct status_grant grant;
	struct status_story s;
	uint8_t want[SM3_LEN];

	status_story_tell_hold(w, &s);
	assert_int_equal(status_story_check(&s, &grant), ERR_OK);
	instruction_encode(&instruction, &s.instruction);
	id_of(w, "evidence-instruction", buf_bytes(&instruction), want);
	assert_memory_equal(grant.id, want, SM3_LEN);

	status_story_tell_revocation(w, &s);
	assert_int_equal(status_story_check(&s, &grant), ERR_OK);
	status_order_encode(&order, &s.order);
	id_of(w, "evidence-order", buf_bytes(&order), want);
	assert_memory_equal(grant.id, want, SM3_LEN);

	status_story_tell_replacement(w, &s);
	assert_int_equal(status_story_check(&s, &grant), ERR_OK);
	confirm_encode(&replaced, &s.confirm);
	cert_serial_encode(&replaced, &w->holder.cert.serial);
	cert_serial_encode(&replaced, &w->holder_encrypt.cert.serial);
	id_of(w, "evidence-replaced", buf_bytes(&replaced), want);
	assert_memory_equal(grant.id, want, SM3_LEN);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(what_is_read_is_what_was_written),
	    cmocka_unit_test(malformed_evidence_is_refused),
	    cmocka_unit_test(another_tag_is_no_evidence),
	    cmocka_unit_test(a_hold_is_the_holders_own),
	    cmocka_unit_test(a_release_is_by_the_code_for_it),
	    cmocka_unit_test(a_revocation_is_an_operators),
	    cmocka_unit_test(a_dismissal_is_by_who_may_appoint),
	    cmocka_unit_test(only_what_was_given_up_is_replaced),
	    cmocka_unit_test(evidence_grants_what_it_says),
	    cmocka_unit_test(ids_are_made_as_the_format_says),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
