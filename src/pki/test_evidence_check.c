/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The attacker is a web process: every octet of evidence and request is theirs
 * to choose, but no key of staff or holder, and no mailed code. Each case is a
 * good evidence with one thing as an attacker, or a dishonest member of staff,
 * would have it.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "pki/story.h"

#define DER_MAX 65536
#define DAY_S STORY_DAY_S

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

/* Changes, in the order of the tables below. */
#define CHANGE(name, ...)                 \
	static void name(struct story *s) \
	{                                 \
		__VA_ARGS__               \
	}

static bool
op2_is_revoked(void *self, const struct cert_serial *serial)
{
	struct people *w = self;

	return cert_serial_equal(serial, &w->op2.cert.serial);
}

static bool
holder_is_revoked(void *self, const struct cert_serial *serial)
{
	struct people *w = self;

	return cert_serial_equal(serial, &w->holder.cert.serial);
}

static void
forge_entry(struct evidence *e)
{
	e->entry.signature.r[0] ^= 1;
}

static void
forge_review(struct evidence *e)
{
	e->review.signature.s[0] ^= 1;
}

static void
forge_resend(struct evidence *e)
{
	e->resend.signature.s[0] ^= 1;
}

static void
forge_ask(struct evidence *e)
{
	e->ask.signature.s[0] ^= 1;
}

static void
forge_certificate(struct evidence *e)
{
	e->review.certificate.signature.r[0] ^= 1;
}

static void
forge_holder_certificate(struct evidence *e)
{
	e->certificate.signature.r[0] ^= 1;
}

CHANGE(nothing, (void)s;)
CHANGE(entry_forged, s->tamper = forge_entry;)
CHANGE(review_forged, s->tamper = forge_review;)
CHANGE(certificate_forged, s->tamper = forge_certificate;)
CHANGE(ask_forged, s->tamper = forge_ask;)
CHANGE(one_operator, s->review_by = s->entry_by;)
CHANGE(one_name, s->review_by = &s->w->op1_again;)
CHANGE(one_key, s->review_by = &s->w->op1_renamed;)
CHANGE(entry_by_admin, s->entry_by = &s->w->business;)
CHANGE(review_by_admin, s->review_by = &s->w->business;)
CHANGE(review_by_super, s->review_by = &s->w->super;)
CHANGE(review_by_auditor, s->review_by = &s->w->auditor;)
CHANGE(review_by_holder, s->review_by = &s->w->other_holder;)
CHANGE(review_by_service, s->review_by = &s->w->key_centre;)
CHANGE(review_by_stranger, s->review_by = &s->w->foreign_op;)
CHANGE(entry_by_stranger, s->entry_by = &s->w->foreign_op;)
CHANGE(review_by_issuing_ca, s->review_by = &s->w->f.issuing;)
CHANGE(review_by_expired, s->review_by = &s->w->expired_op;)
CHANGE(review_by_revoked, s->trust.revoked = op2_is_revoked;
       s->trust.self = s->w;)
CHANGE(others_revoked, s->trust.revoked = holder_is_revoked;
       s->trust.self = s->w;)
CHANGE(entry_of_other, s->entry_object = bytes_str("another record");)
CHANGE(review_of_other, s->review_object = bytes_str("another record");)
CHANGE(entry_is_rejection, s->entry.verb = ACT_REJECT;)
CHANGE(entry_is_approval, s->entry = s->review;)
CHANGE(review_is_entry, s->review.verb = ACT_ENTRY;
       s->review.has_authorisation = false;)
CHANGE(review_is_rejection, s->review.verb = ACT_REJECT;
       s->review.has_authorisation = false;)
CHANGE(review_is_resend, s->review.verb = ACT_RESEND;)
CHANGE(wrong_order, s->entry.at = s->review.at + 1;)
CHANGE(same_second, s->entry.at = s->review.at;)
CHANGE(review_in_the_future, s->review.at = s->trust.now + 601;)
CHANGE(review_a_bit_ahead, s->review.at = s->trust.now + 600;
       s->ask.at = s->trust.now;)
CHANGE(review_before_certificate, s->entry.at = s->w->op1.cert.not_before;
       s->review.at = s->w->op2.cert.not_before - 1;)
CHANGE(record_of_staff, s->record.kind = RECORD_STAFF;
       s->record.role = ROLE_SUPER;)
CHANGE(ask_to_exchange, s->ask.verb = ASK_EXCHANGE;)
CHANGE(ask_to_update, s->ask.verb = ASK_UPDATE;)
CHANGE(review_is_endorsement, s->review.verb = ACT_ENDORSE;
       s->review.has_authorisation = false;)
CHANGE(ask_of_other_user, strcpy(s->ask.user_name, "user-2");)
CHANGE(ask_of_no_user, strcpy(s->ask.user_name, "");)
CHANGE(ask_by_other_code, s->ask_by = &s->w->other_code;)
CHANGE(ask_by_operator, s->ask_by = &s->w->op2;)
CHANGE(ask_by_holder, s->ask_by = &s->w->holder;)
CHANGE(ask_by_new_key, s->ask_by = &s->w->applicant;)
CHANGE(ask_for_other_request, s->other_request = true;)
CHANGE(ask_ahead, s->ask.at = s->trust.now + 601;)
CHANGE(ask_a_bit_ahead, s->ask.at = s->trust.now + 600;)
CHANGE(ask_before_approval, s->ask.at = s->review.at - 601;)
CHANGE(ask_a_day_old, s->entry.at = s->review.at = s->w->op2.cert.not_before;
       s->ask.at = s->trust.now; s->trust.now += DAY_S;)
CHANGE(ask_over_a_day_old, ask_a_day_old(s); s->trust.now++;)
CHANGE(
    authorisation_ended, s->review.authorisation.not_after = s->trust.now - 1;)
CHANGE(
    authorisation_ends_now, s->review.authorisation.not_after = s->trust.now;)
CHANGE(
    authorisation_of_90_days,
    s->review.authorisation.not_after = s->review.at + AUTHORISATION_TTL_MAX_S;)
CHANGE(authorisation_of_years,
       s->review.authorisation.not_after = s->review.at +
					   AUTHORISATION_TTL_MAX_S + 1;)
CHANGE(authorisation_with_reviewers_key,
       s->review.authorisation.key = s->w->op2.signer.key;
       s->ask_by = &s->w->op2;)
CHANGE(authorisation_with_new_key,
       s->review.authorisation.key = s->w->applicant.signer.key;
       s->ask_by = &s->w->applicant;)
CHANGE(request_with_code, s->request_by = &s->w->code;)
CHANGE(request_with_entrys_key, s->request_by = &s->w->op1;)
CHANGE(request_with_reviewers_key, s->request_by = &s->w->op2;)
CHANGE(request_with_cas_key, s->request_by = &s->w->f.issuing;)
CHANGE(request_with_roots_key, s->request_by = &s->w->f.root;)
CHANGE(trust_in_another, s->trust.root = &s->w->stranger.root.cert;)
CHANGE(trust_unrooted, s->trust.root = NULL;)
CHANGE(trust_too_late, s->trust.now = s->w->f.issuing.cert.not_after + 1;)
CHANGE(trust_unrooted_too_late, s->trust.root = NULL; trust_too_late(s);)

/* Codes that were sent again. */
CHANGE(resent_code, s->resent = true; s->ask_by = &s->w->other_code;)
CHANGE(resent_by_reviewer, resent_code(s); s->resend_by = &s->w->op2;)
CHANGE(resent_by_entry, resent_code(s); s->resend_by = &s->w->op1;)
CHANGE(resent_by_entrys_twin, resent_code(s); s->resend_by = &s->w->op1_again;)
CHANGE(resent_by_auditor, resent_code(s); s->resend_by = &s->w->auditor;)
CHANGE(resent_by_stranger, resent_code(s); s->resend_by = &s->w->foreign_op;)
CHANGE(resent_forged, resent_code(s); s->tamper = forge_resend;)
CHANGE(resent_first_code, resent_code(s); s->ask_by = &s->w->code;)
CHANGE(resent_before_approval, resent_code(s); s->resend.at = s->review.at - 1;)
CHANGE(resent_is_approval, resent_code(s); s->resend.verb = ACT_APPROVE;)
CHANGE(resent_after_end, resent_code(s);
       s->review.authorisation.not_after = s->trust.now - 1;)
CHANGE(resent_ended, resent_code(s);
       s->resend.authorisation.not_after = s->trust.now - 1;)
CHANGE(resent_request_with_first_code, resent_code(s);
       s->request_by = &s->w->code;)
CHANGE(resent_request_with_resenders_key, resent_code(s);
       s->request_by = &s->w->op3;)

struct attempt {
	const char *name;
	void (*change)(struct story *s);
	enum err want;
};
#define TRIED(change, want)           \
	{                             \
#change, change, want \
	}

static const struct attempt approvals[] = {
    TRIED(nothing, ERR_OK),
    TRIED(entry_forged, ERR_EVIDENCE_FORGED),
    TRIED(review_forged, ERR_EVIDENCE_FORGED),
    TRIED(certificate_forged, ERR_CERT_SIGNATURE),
    TRIED(ask_forged, ERR_EVIDENCE_FORGED),
    TRIED(one_operator, ERR_EVIDENCE_ONE_PERSON),
    TRIED(one_name, ERR_EVIDENCE_ONE_PERSON),
    TRIED(one_key, ERR_EVIDENCE_ONE_PERSON),
    TRIED(entry_by_admin, ERR_EVIDENCE_ROLE),
    TRIED(review_by_admin, ERR_EVIDENCE_ROLE),
    TRIED(review_by_super, ERR_EVIDENCE_ROLE),
    TRIED(review_by_auditor, ERR_EVIDENCE_ROLE),
    TRIED(review_by_holder, ERR_EVIDENCE_ROLE),
    TRIED(review_by_service, ERR_EVIDENCE_ROLE),
    TRIED(review_by_stranger, ERR_CERT_UNTRUSTED),
    TRIED(entry_by_stranger, ERR_CERT_UNTRUSTED),
    TRIED(review_by_issuing_ca, ERR_CERT_UNTRUSTED),
    TRIED(review_by_expired, ERR_CERT_EXPIRED),
    TRIED(review_by_revoked, ERR_CERT_REVOKED),
    TRIED(others_revoked, ERR_OK),
    TRIED(entry_of_other, ERR_EVIDENCE_HOLDER),
    TRIED(review_of_other, ERR_EVIDENCE_HOLDER),
    TRIED(entry_is_rejection, ERR_EVIDENCE_FORGED),
    TRIED(entry_is_approval, ERR_EVIDENCE_FORGED),
    TRIED(review_is_entry, ERR_EVIDENCE_FORGED),
    TRIED(review_is_rejection, ERR_EVIDENCE_FORGED),
    TRIED(review_is_resend, ERR_EVIDENCE_FORGED),
    TRIED(wrong_order, ERR_EVIDENCE_FORGED),
    TRIED(same_second, ERR_OK),
    TRIED(review_in_the_future, ERR_EVIDENCE_FORGED),
    TRIED(review_a_bit_ahead, ERR_OK),
    TRIED(review_before_certificate, ERR_EVIDENCE_FORGED),
    TRIED(record_of_staff, ERR_EVIDENCE_ROLE),
    TRIED(ask_to_exchange, ERR_OK), /* the key was lost */
    TRIED(ask_to_update, ERR_EVIDENCE_FORGED),
    TRIED(review_is_endorsement, ERR_EVIDENCE_FORGED),
    TRIED(ask_of_other_user, ERR_EVIDENCE_HOLDER),
    TRIED(ask_of_no_user, ERR_EVIDENCE_HOLDER),
    TRIED(ask_by_other_code, ERR_EVIDENCE_FORGED),
    TRIED(ask_by_operator, ERR_EVIDENCE_FORGED),
    TRIED(ask_by_holder, ERR_EVIDENCE_FORGED),
    TRIED(ask_by_new_key, ERR_EVIDENCE_FORGED),
    TRIED(ask_for_other_request, ERR_EVIDENCE_HOLDER),
    TRIED(ask_ahead, ERR_EVIDENCE_EXPIRED),
    TRIED(ask_a_bit_ahead, ERR_OK),
    TRIED(ask_before_approval, ERR_EVIDENCE_FORGED),
    TRIED(ask_a_day_old, ERR_OK),
    TRIED(ask_over_a_day_old, ERR_EVIDENCE_EXPIRED),
    TRIED(authorisation_ended, ERR_EVIDENCE_EXPIRED),
    TRIED(authorisation_ends_now, ERR_OK),
    TRIED(authorisation_of_90_days, ERR_OK),
    TRIED(authorisation_of_years, ERR_EVIDENCE_EXPIRED),
    TRIED(authorisation_with_reviewers_key, ERR_EVIDENCE_FORGED),
    TRIED(authorisation_with_new_key, ERR_EVIDENCE_FORGED),
    TRIED(request_with_code, ERR_EVIDENCE_FORGED),
    TRIED(request_with_entrys_key, ERR_EVIDENCE_FORGED),
    TRIED(request_with_reviewers_key, ERR_EVIDENCE_FORGED),
    TRIED(request_with_cas_key, ERR_EVIDENCE_FORGED),
    TRIED(request_with_roots_key, ERR_EVIDENCE_FORGED),
    TRIED(trust_in_another, ERR_CERT_UNTRUSTED),
    TRIED(trust_unrooted, ERR_OK),
    TRIED(trust_too_late, ERR_CERT_EXPIRED),
    TRIED(trust_unrooted_too_late, ERR_CERT_EXPIRED),
    TRIED(resent_code, ERR_OK),
    TRIED(resent_by_reviewer, ERR_OK),
    TRIED(resent_by_entry, ERR_EVIDENCE_ONE_PERSON),
    TRIED(resent_by_entrys_twin, ERR_EVIDENCE_ONE_PERSON),
    TRIED(resent_by_auditor, ERR_EVIDENCE_ROLE),
    TRIED(resent_by_stranger, ERR_CERT_UNTRUSTED),
    TRIED(resent_forged, ERR_EVIDENCE_FORGED),
    TRIED(resent_first_code, ERR_EVIDENCE_FORGED),
    TRIED(resent_before_approval, ERR_EVIDENCE_FORGED),
    TRIED(resent_is_approval, ERR_EVIDENCE_FORGED),
    TRIED(resent_after_end, ERR_OK),
    TRIED(resent_ended, ERR_EVIDENCE_EXPIRED),
    TRIED(resent_request_with_first_code, ERR_EVIDENCE_FORGED),
    TRIED(resent_request_with_resenders_key, ERR_EVIDENCE_FORGED),
};

/* Continuity. */
CHANGE(to_issue, s->ask.verb = ASK_ISSUE;)
CHANGE(to_update, s->ask.verb = ASK_UPDATE;)
CHANGE(by_another_holder, s->ask_by = &s->w->other_holder;)
CHANGE(of_another_holder, s->certificate = s->w->other_holder.cert.der;
       s->ask_by = &s->w->other_holder;)
CHANGE(of_another_certificate, s->certificate = s->w->other_holder.cert.der;)
CHANGE(with_encryption, s->certificate = s->w->holder_encrypt.cert.der;
       s->ask_by = &s->w->holder_encrypt;)
CHANGE(with_staff, s->certificate = s->w->op1.cert.der; s->ask_by = &s->w->op1;
       strcpy(s->ask.user_name, "op-1");)
CHANGE(with_service, s->certificate = s->w->key_centre.cert.der;
       s->ask_by = &s->w->key_centre;)
CHANGE(with_ca, s->certificate = s->w->f.issuing.cert.der;
       s->ask_by = &s->w->f.issuing;)
CHANGE(with_foreign, s->certificate = s->w->foreign_op.cert.der;
       s->ask_by = &s->w->foreign_op;)
CHANGE(with_expired, s->certificate = s->w->expired_op.cert.der;
       s->ask_by = &s->w->expired_op;)
CHANGE(with_revoked, s->trust.revoked = holder_is_revoked;
       s->trust.self = s->w;)
CHANGE(with_forged, s->tamper = forge_holder_certificate;)
CHANGE(with_the_same_key, s->request_by = &s->w->holder;)
CHANGE(ask_old, s->ask.at = s->trust.now - DAY_S;)
CHANGE(ask_too_old, s->ask.at = s->trust.now - DAY_S - 1;)

static const struct attempt continuities[] = {
    TRIED(nothing, ERR_OK),
    TRIED(to_update, ERR_OK),
    TRIED(to_issue, ERR_EVIDENCE_FORGED),
    TRIED(ask_forged, ERR_EVIDENCE_FORGED),
    TRIED(by_another_holder, ERR_EVIDENCE_FORGED),
    TRIED(of_another_holder, ERR_EVIDENCE_HOLDER),
    TRIED(of_another_certificate, ERR_EVIDENCE_FORGED),
    TRIED(ask_of_other_user, ERR_EVIDENCE_HOLDER),
    TRIED(ask_of_no_user, ERR_EVIDENCE_HOLDER),
    TRIED(with_encryption, ERR_CERT_USAGE),
    TRIED(with_staff, ERR_CERT_USAGE),
    TRIED(with_service, ERR_CERT_USAGE),
    TRIED(with_ca, ERR_CERT_UNTRUSTED),
    TRIED(with_foreign, ERR_CERT_UNTRUSTED),
    TRIED(with_expired, ERR_CERT_EXPIRED),
    TRIED(with_revoked, ERR_CERT_REVOKED),
    TRIED(with_forged, ERR_CERT_SIGNATURE),
    TRIED(with_the_same_key, ERR_EVIDENCE_FORGED),
    TRIED(request_with_cas_key, ERR_EVIDENCE_FORGED),
    TRIED(ask_for_other_request, ERR_EVIDENCE_HOLDER),
    TRIED(ask_ahead, ERR_EVIDENCE_EXPIRED),
    TRIED(ask_old, ERR_OK),
    TRIED(ask_too_old, ERR_EVIDENCE_EXPIRED),
    TRIED(trust_in_another, ERR_CERT_UNTRUSTED),
};

/* Appointments. */
CHANGE(auditor_by_audit_admin, s->record.role = ROLE_AUDITOR;
       s->review_by = &s->w->audit_admin;)
CHANGE(business_by_super, s->record.role = ROLE_BUSINESS_ADMIN;
       s->review_by = &s->w->super;)
CHANGE(super_by_super, s->record.role = ROLE_SUPER;
       s->review_by = &s->w->super;)
CHANGE(operator_by_super, s->review_by = &s->w->super;)
CHANGE(operator_by_operator, s->review_by = &s->w->op1;)
CHANGE(operator_by_holder, s->review_by = &s->w->holder;)
CHANGE(auditor_by_business, s->record.role = ROLE_AUDITOR;)
CHANGE(operator_by_stranger, s->review_by = &s->w->foreign_op;)
CHANGE(oneself_by_name, strcpy(s->record.user_name, "business");)
CHANGE(oneself_by_key, s->request_by = &s->w->business;)
CHANGE(holders_record, s->record.kind = RECORD_ENTERPRISE;
       s->record.role = ROLE_NONE;)
CHANGE(dismissal, s->review.verb = ACT_DISMISS; s->review.has_request = false;)
CHANGE(act_of_a_week, s->review.at = s->w->business.cert.not_before;
       s->trust.now = s->review.at + APPOINTMENT_TTL_S;)
CHANGE(act_over_a_week_old, act_of_a_week(s); s->trust.now++;)

static const struct attempt appointments[] = {
    TRIED(nothing, ERR_OK),
    TRIED(auditor_by_audit_admin, ERR_OK),
    TRIED(business_by_super, ERR_OK),
    TRIED(super_by_super, ERR_EVIDENCE_ROLE),
    TRIED(operator_by_super, ERR_EVIDENCE_ROLE),
    TRIED(operator_by_operator, ERR_EVIDENCE_ROLE),
    TRIED(operator_by_holder, ERR_EVIDENCE_ROLE),
    TRIED(auditor_by_business, ERR_EVIDENCE_ROLE),
    TRIED(operator_by_stranger, ERR_CERT_UNTRUSTED),
    TRIED(oneself_by_name, ERR_EVIDENCE_ONE_PERSON),
    TRIED(oneself_by_key, ERR_EVIDENCE_ONE_PERSON),
    TRIED(holders_record, ERR_EVIDENCE_ROLE),
    TRIED(dismissal, ERR_EVIDENCE_FORGED),
    TRIED(review_of_other, ERR_EVIDENCE_HOLDER),
    TRIED(review_forged, ERR_EVIDENCE_FORGED),
    TRIED(certificate_forged, ERR_CERT_SIGNATURE),
    TRIED(ask_for_other_request, ERR_EVIDENCE_HOLDER),
    TRIED(request_with_cas_key, ERR_EVIDENCE_FORGED),
    TRIED(act_of_a_week, ERR_OK),
    TRIED(act_over_a_week_old, ERR_EVIDENCE_EXPIRED),
    TRIED(review_in_the_future, ERR_EVIDENCE_FORGED),
    TRIED(trust_in_another, ERR_CERT_UNTRUSTED),
};

/* Changes of a name. */
CHANGE(to_exchange, s->ask.verb = ASK_EXCHANGE;)
CHANGE(endorsed_as_approval, s->review.verb = ACT_APPROVE;
       s->review.has_authorisation = true;
       s->review.authorisation.key = s->w->code.signer.key;
       s->review.authorisation.not_after = s->trust.now + DAY_S;)
CHANGE(endorsed_as_entry, s->review.verb = ACT_ENTRY;)
CHANGE(endorsed_as_rejection, s->review.verb = ACT_REJECT;)
CHANGE(record_of_other_user, strcpy(s->record.user_name, "user-2");)
CHANGE(record_and_ask_of_other_user, record_of_other_user(s);
       ask_of_other_user(s);)
CHANGE(ask_by_code, s->ask_by = &s->w->code;)
CHANGE(ask_before_endorsement, s->ask.at = s->review.at - 601;)
CHANGE(endorsed_90_days_ago, s->trust.now += CHANGE_TTL_S - 60;
       s->ask.at = s->trust.now;)
CHANGE(endorsed_over_90_days_ago, endorsed_90_days_ago(s); s->trust.now++;)
CHANGE(request_with_endorsers_key, s->request_by = &s->w->op2;)

static const struct attempt changes[] = {
    TRIED(nothing, ERR_OK),
    TRIED(to_exchange, ERR_EVIDENCE_FORGED),
    TRIED(to_issue, ERR_EVIDENCE_FORGED),
    TRIED(entry_forged, ERR_EVIDENCE_FORGED),
    TRIED(review_forged, ERR_EVIDENCE_FORGED),
    TRIED(certificate_forged, ERR_CERT_SIGNATURE),
    TRIED(ask_forged, ERR_EVIDENCE_FORGED),
    TRIED(one_operator, ERR_EVIDENCE_ONE_PERSON),
    TRIED(one_name, ERR_EVIDENCE_ONE_PERSON),
    TRIED(one_key, ERR_EVIDENCE_ONE_PERSON),
    TRIED(entry_by_admin, ERR_EVIDENCE_ROLE),
    TRIED(review_by_admin, ERR_EVIDENCE_ROLE),
    TRIED(review_by_super, ERR_EVIDENCE_ROLE),
    TRIED(review_by_holder, ERR_EVIDENCE_ROLE),
    TRIED(review_by_stranger, ERR_CERT_UNTRUSTED),
    TRIED(entry_by_stranger, ERR_CERT_UNTRUSTED),
    TRIED(review_by_revoked, ERR_CERT_REVOKED),
    TRIED(review_by_expired, ERR_CERT_EXPIRED),
    TRIED(entry_of_other, ERR_EVIDENCE_HOLDER),
    TRIED(review_of_other, ERR_EVIDENCE_HOLDER),
    TRIED(entry_is_rejection, ERR_EVIDENCE_FORGED),
    TRIED(endorsed_as_approval, ERR_EVIDENCE_FORGED),
    TRIED(endorsed_as_entry, ERR_EVIDENCE_FORGED),
    TRIED(endorsed_as_rejection, ERR_EVIDENCE_FORGED),
    TRIED(wrong_order, ERR_EVIDENCE_FORGED),
    TRIED(review_in_the_future, ERR_EVIDENCE_FORGED),
    TRIED(record_of_staff, ERR_EVIDENCE_ROLE),
    TRIED(record_of_other_user, ERR_EVIDENCE_HOLDER),
    TRIED(record_and_ask_of_other_user, ERR_EVIDENCE_HOLDER),
    TRIED(ask_of_other_user, ERR_EVIDENCE_HOLDER),
    TRIED(ask_of_no_user, ERR_EVIDENCE_HOLDER),
    TRIED(ask_by_code, ERR_EVIDENCE_FORGED),
    TRIED(by_another_holder, ERR_EVIDENCE_FORGED),
    TRIED(of_another_holder, ERR_EVIDENCE_HOLDER),
    TRIED(of_another_certificate, ERR_EVIDENCE_FORGED),
    TRIED(with_encryption, ERR_CERT_USAGE),
    TRIED(with_staff, ERR_CERT_USAGE),
    TRIED(with_ca, ERR_CERT_UNTRUSTED),
    TRIED(with_expired, ERR_CERT_EXPIRED),
    TRIED(with_revoked, ERR_CERT_REVOKED),
    TRIED(with_forged, ERR_CERT_SIGNATURE),
    TRIED(with_the_same_key, ERR_EVIDENCE_FORGED),
    TRIED(request_with_cas_key, ERR_EVIDENCE_FORGED),
    TRIED(request_with_entrys_key, ERR_EVIDENCE_FORGED),
    TRIED(request_with_endorsers_key, ERR_EVIDENCE_FORGED),
    TRIED(ask_for_other_request, ERR_EVIDENCE_HOLDER),
    TRIED(ask_before_endorsement, ERR_EVIDENCE_FORGED),
    TRIED(ask_ahead, ERR_EVIDENCE_EXPIRED),
    TRIED(ask_a_day_old, ERR_OK),
    TRIED(ask_over_a_day_old, ERR_EVIDENCE_EXPIRED),
    TRIED(endorsed_90_days_ago, ERR_OK),
    TRIED(endorsed_over_90_days_ago, ERR_EVIDENCE_EXPIRED),
    TRIED(trust_in_another, ERR_CERT_UNTRUSTED),
};

static void
try_all(struct people *w, void (*tell)(struct people *w, struct story *s),
    story_write *write, const struct attempt attempts[], size_t count)
{
	for (size_t i = 0; i < count; i++) {
		struct evidence_grant grant;
		struct story s;
		enum err e;

		tell(w, &s);
		attempts[i].change(&s);
		e = story_check(&s, write, &grant);
		if (e != attempts[i].want)
			fail_msg("%s: %s", attempts[i].name, err_name(e));
	}
}

static void
an_approval_holds_only_as_a_whole(void **state)
{
	try_all(*state, story_tell_approval, story_write_approval, approvals,
	    COUNT(approvals));
}

static void
continuity_holds_only_as_a_whole(void **state)
{
	try_all(*state, story_tell_continuity, story_write_continuity,
	    continuities, COUNT(continuities));
}

static void
an_appointment_holds_only_as_a_whole(void **state)
{
	try_all(*state, story_tell_appointment, story_write_appointment,
	    appointments, COUNT(appointments));
}

static void
a_change_holds_only_as_a_whole(void **state)
{
	try_all(*state, story_tell_change, story_write_change, changes,
	    COUNT(changes));
}

static void
a_request_that_does_not_prove_its_key_is_refused(void **state)
{
	struct people *w = *state;
	AUTO_DONE(buf) der = BUF(EVIDENCE_DER_MAX);
	AUTO_DONE(buf) request = BUF(DER_MAX);
	struct evidence_grant grant;
	struct evidence e;
	struct story s;
	struct csr csr;

	story_tell_approval(w, &s);
	fixture_request(&w->f, &w->applicant, &request, &csr);
	request.p[request.len - 1] ^= 1; /* and the ask means just this one */
	assert_int_equal(csr_parse(buf_bytes(&request), &csr), ERR_OK);
	fixture_digest(&w->f, csr.der, s.ask.request);
	story_write_approval(&s, &der);
	assert_int_equal(evidence_parse(buf_bytes(&der), &e), ERR_OK);
	assert_int_equal(
	    evidence_check(w->f.gm, &e, &csr, &s.trust, FIXTURE_OFFICE, &grant),
	    ERR_CSR_SIGNATURE);
}

static void
a_prepared_issuing_key_gives_the_same_answers(void **state)
{
	struct people *w = *state;
	AUTO(sm2_verifier) v = NULL;
	struct evidence_grant grant;
	struct story s;

	assert_int_equal(
	    sm2_verifier_new(w->f.gm, &w->f.issuing.cert.key, &v), ERR_OK);
	story_tell_approval(w, &s);
	s.trust.issuing_key = v;
	assert_int_equal(story_check(&s, story_write_approval, &grant), ERR_OK);
	certificate_forged(&s);
	assert_int_equal(
	    story_check(&s, story_write_approval, &grant), ERR_CERT_SIGNATURE);
}

static void
an_approval_grants_what_the_record_says(void **state)
{
	struct people *w = *state;
	struct evidence_grant grant;
	struct name want;
	struct story s;

	story_tell_approval(w, &s);
	assert_int_equal(story_check(&s, story_write_approval, &grant), ERR_OK);
	holder_subject(&s.record, &want);
	assert_memory_equal(&grant.subject, &want, sizeof(want));
	assert_string_equal(grant.credit_code, s.record.credit_code);
	assert_false(grant.staff);
	assert_int_equal(grant.role, ROLE_NONE);
}

static void
continuity_grants_what_the_certificate_says(void **state)
{
	struct people *w = *state;
	struct evidence_grant grant;
	struct name want;
	struct story s;

	story_tell_continuity(w, &s);
	strcpy(s.record.name, "别的名称"); /* not in this evidence at all */
	assert_int_equal(
	    story_check(&s, story_write_continuity, &grant), ERR_OK);
	assert_int_equal(name_parse(w->holder.cert.subject, &want), ERR_OK);
	assert_memory_equal(&grant.subject, &want, sizeof(want));
	assert_string_equal(grant.credit_code, w->holder.cert.credit_code);
	assert_false(grant.staff);
}

static void
a_change_grants_what_the_record_says(void **state)
{
	struct people *w = *state;
	struct evidence_grant grant;
	struct name want;
	struct story s;

	story_tell_change(w, &s);
	strcpy(s.record.credit_code, "91110000600007520X");
	assert_int_equal(story_check(&s, story_write_change, &grant), ERR_OK);
	holder_subject(&s.record, &want);
	assert_memory_equal(&grant.subject, &want, sizeof(want));
	assert_string_equal(grant.subject.common_name, "示范新名称公司");
	assert_string_equal(grant.credit_code, s.record.credit_code);
	assert_false(grant.staff);
}

static void
an_appointment_grants_a_role(void **state)
{
	struct people *w = *state;
	struct evidence_grant grant;
	struct name want;
	struct story s;

	story_tell_appointment(w, &s);
	assert_int_equal(
	    story_check(&s, story_write_appointment, &grant), ERR_OK);
	staff_subject(&s.record, FIXTURE_OFFICE, &want);
	assert_memory_equal(&grant.subject, &want, sizeof(want));
	assert_true(grant.staff);
	assert_int_equal(grant.role, ROLE_OPERATOR);
}

/* Have it checked, and say whether the id is that of the first. */
static bool
same_id(struct story *s, story_write *write, const struct evidence_grant *first)
{
	struct evidence_grant grant;

	assert_int_equal(story_check(s, write, &grant), ERR_OK);
	return memcmp(grant.id, first->id, EVIDENCE_ID_LEN) == 0;
}

static void
an_approvals_id_is_the_same_whatever_is_asked(void **state)
{
	struct people *w = *state;
	struct evidence_grant first;
	struct story s;

	story_tell_approval(w, &s);
	assert_int_equal(story_check(&s, story_write_approval, &first), ERR_OK);
	s.request_by = &w->op3; /* another key, another ask */
	s.ask.key[0]++;
	s.ask.at++;
	assert_true(same_id(&s, story_write_approval, &first));
	story_tell_approval(w, &s);
	resent_code(&s);
	assert_true(same_id(&s, story_write_approval, &first));
	s.review.authorisation.id[0]++; /* another approval */
	assert_false(same_id(&s, story_write_approval, &first));
}

/* Evidence of continuity for this ask, signed afresh; its grant's id. */
static void
id_of_ask(struct story *s, const struct csr *csr, uint8_t id[EVIDENCE_ID_LEN])
{
	AUTO_DONE(buf) der = BUF(EVIDENCE_DER_MAX);
	struct evidence_grant grant;
	struct evidence e;

	story_write_continuity(s, &der);
	assert_int_equal(evidence_parse(buf_bytes(&der), &e), ERR_OK);
	assert_int_equal(evidence_check(s->w->f.gm, &e, csr, &s->trust,
			     FIXTURE_OFFICE, &grant),
	    ERR_OK);
	memcpy(id, grant.id, EVIDENCE_ID_LEN);
}

static void
continuitys_id_is_that_of_the_ask(void **state)
{
	struct people *w = *state;
	AUTO_DONE(buf) request = BUF(DER_MAX);
	uint8_t first[EVIDENCE_ID_LEN], again[EVIDENCE_ID_LEN];
	struct story s;
	struct csr csr;

	story_tell_continuity(w, &s);
	fixture_request(&w->f, &w->applicant, &request, &csr);
	fixture_digest(&w->f, csr.der, s.ask.request);
	id_of_ask(&s, &csr, first);
	id_of_ask(&s, &csr, again); /* another signature, the same ask */
	assert_memory_equal(first, again, sizeof(first));
	s.ask.key[0]++;
	id_of_ask(&s, &csr, again);
	assert_memory_not_equal(first, again, sizeof(first));
}

static void
an_appointments_id_is_that_of_the_act(void **state)
{
	struct people *w = *state;
	struct evidence_grant first;
	struct story s;

	story_tell_appointment(w, &s);
	assert_int_equal(
	    story_check(&s, story_write_appointment, &first), ERR_OK);
	s.review.at--;
	assert_false(same_id(&s, story_write_appointment, &first));
}

static void
a_changes_id_is_that_of_the_endorsement(void **state)
{
	struct people *w = *state;
	struct evidence_grant first;
	struct story s;

	story_tell_change(w, &s);
	assert_int_equal(story_check(&s, story_write_change, &first), ERR_OK);
	s.request_by = &w->op3; /* another key, another ask */
	s.ask.key[0]++;
	s.ask.at++;
	assert_true(same_id(&s, story_write_change, &first));
	s.review.at++; /* endorsed again */
	assert_false(same_id(&s, story_write_change, &first));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(an_approval_holds_only_as_a_whole),
	    cmocka_unit_test(continuity_holds_only_as_a_whole),
	    cmocka_unit_test(an_appointment_holds_only_as_a_whole),
	    cmocka_unit_test(a_change_holds_only_as_a_whole),
	    cmocka_unit_test(a_request_that_does_not_prove_its_key_is_refused),
	    cmocka_unit_test(a_prepared_issuing_key_gives_the_same_answers),
	    cmocka_unit_test(an_approval_grants_what_the_record_says),
	    cmocka_unit_test(continuity_grants_what_the_certificate_says),
	    cmocka_unit_test(a_change_grants_what_the_record_says),
	    cmocka_unit_test(an_appointment_grants_a_role),
	    cmocka_unit_test(an_approvals_id_is_the_same_whatever_is_asked),
	    cmocka_unit_test(continuitys_id_is_that_of_the_ask),
	    cmocka_unit_test(an_appointments_id_is_that_of_the_act),
	    cmocka_unit_test(a_changes_id_is_that_of_the_endorsement),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
