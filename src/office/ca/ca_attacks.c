/* SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>
#include <string.h>

#include "office/ca/ca_case.h"

#define DAY_S 86400
#define SET(array, text) snprintf((array), sizeof(array), "%s", (text))

static struct people *
people_of(struct ca_case *c)
{
	return &c->o->w;
}

/* --- no evidence, or not for this --- */

static void
without_evidence(struct ca_case *c)
{
	c->write = NULL;
}

static void
evidence_of_staff(struct ca_case *c)
{
	struct story s;

	/* A real appointment of whoever made the request, for a pair. */
	story_tell_appointment(people_of(c), &s);
	c->story = s;
	c->write = story_write_appointment;
}

static void
evidence_of_a_holder(struct ca_case *c)
{
	story_tell_approval(people_of(c), &c->story);
	c->write = story_write_approval;
}

/* --- forged --- */

static void
entry_by_stranger(struct ca_case *c)
{
	c->story.entry_by = &people_of(c)->foreign_op;
}

static void
code_guessed(struct ca_case *c)
{
	c->story.ask_by = &people_of(c)->other_code;
}

static void
ask_by_own_key(struct ca_case *c)
{
	c->story.ask_by = &people_of(c)->applicant;
}

static void
flip_review_signature(struct ca_case *c)
{
	/* The last octets of the evidence are those of the ask's signature;
	 * some way before are the review's and its certificate's. */
	c->evidence.p[c->evidence.len * 6 / 10] ^= 1;
	ca_case_put(c);
}

static void
cut_evidence(struct ca_case *c)
{
	buf_truncate(&c->evidence, c->evidence.len - 1);
	ca_case_put(c);
}

static void
append_to_evidence(struct ca_case *c)
{
	buf_u8(&c->evidence, 0);
	ca_case_put(c);
}

/* --- one person, wrong people --- */

static void
one_person(struct ca_case *c)
{
	c->story.review_by = c->story.entry_by;
}

static void
one_person_two_keys(struct ca_case *c)
{
	c->story.review_by = &people_of(c)->op1_again;
}

static void
entry_by_admin(struct ca_case *c)
{
	c->story.entry_by = &people_of(c)->business;
}

static void
review_by_expired(struct ca_case *c)
{
	c->story.review_by = &people_of(c)->expired_op;
}

static void
appointed_by_super(struct ca_case *c)
{
	c->story.review_by = &people_of(c)->super;
}

/* --- another holder --- */

static void
other_user_asks(struct ca_case *c)
{
	SET(c->story.ask.user_name, "user-2");
}

static void
other_name_in_body(struct ca_case *c)
{
	SET(c->sign.subject.common_name, "别人");
}

static void
other_name_in_encryption_body(struct ca_case *c)
{
	SET(c->encrypt.subject.organisation, "别人");
}

static void
other_credit_code(struct ca_case *c)
{
	SET(c->sign.credit_code, "91110000100000004X");
}

static void
other_key_in_body(struct ca_case *c)
{
	c->sign.key = people_of(c)->other_holder.signer.key;
}

static void
other_request(struct ca_case *c)
{
	struct csr csr;

	buf_truncate(&c->csr, 0);
	fixture_request(
	    &people_of(c)->f, &people_of(c)->other_code, &c->csr, &csr);
	ca_case_put(c);
}

static void
continuity_of_other(struct ca_case *c)
{
	c->story.ask_by = &people_of(c)->other_holder;
}

/* --- expired --- */

static void
ask_of_last_week(struct ca_case *c)
{
	c->story.ask.at -= 7 * DAY_S;
	c->story.entry.at -= 8 * DAY_S;
	c->story.review.at -= 8 * DAY_S;
	c->story.entry_by = &people_of(c)->op1;
}

static void
authorisation_over(struct ca_case *c)
{
	c->story.review.authorisation.not_after = people_of(c)->f.now - 1;
}

/* --- the encryption key --- */

static void
own_encryption_key(struct ca_case *c)
{
	/* The mac is of the pool's key, the body has another. */
	c->encrypt.key = people_of(c)->other_code.signer.key;
}

static void
mac_of_zeros(struct ca_case *c)
{
	memset(c->pool_mac, 0, sizeof(c->pool_mac));
}

/* --- straying from the profile --- */

static void
as_a_ca(struct ca_case *c)
{
	c->sign.profile = profile_of(PROFILE_ISSUING_CA);
	c->sign.eku = OID_COUNT;
	c->sign.credit_code[0] = '\0';
}

static void
as_staff(struct ca_case *c)
{
	c->sign.profile = profile_of(PROFILE_STAFF);
	c->sign.eku = OID_ROLE_OPERATOR;
}

static void
encryption_that_signs(struct ca_case *c)
{
	c->encrypt.profile = profile_of(PROFILE_HOLDER_SIGN);
}

static void
for_ten_years(struct ca_case *c)
{
	c->sign.not_after = c->sign.not_before + (int64_t)3653 * DAY_S;
}

static void
from_tomorrow(struct ca_case *c)
{
	c->sign.not_before += DAY_S;
}

static void
for_different_times(struct ca_case *c)
{
	c->encrypt.not_after -= DAY_S;
}

static void
short_serial(struct ca_case *c)
{
	c->sign.serial.len = 4;
}

static void
one_serial_for_both(struct ca_case *c)
{
	c->encrypt.serial = c->sign.serial;
}

static void
foreign_list_address(struct ca_case *c)
{
	SET(c->sign.crl_url, "http://evil.example/ca/issuing.crl");
}

static void
foreign_status_address(struct ca_case *c)
{
	SET(c->encrypt.ocsp_url, "http://evil.example/");
}

static void
other_role(struct ca_case *c)
{
	c->sign.eku = OID_ROLE_BUSINESS_ADMIN;
}

static void
other_person(struct ca_case *c)
{
	SET(c->sign.subject.serial_number, "op-1");
}

static void
append_to_body(struct ca_case *c)
{
	buf_u8(&c->tbs_sign, 0);
	ca_case_put(c);
}

/* --- the message --- */

static void
append_to_message(struct ca_case *c)
{
	buf_u8(&c->message, 0);
}

static void
cut_message(struct ca_case *c)
{
	buf_truncate(&c->message, c->message.len - 1);
}

static void
empty_message(struct ca_case *c)
{
	buf_truncate(&c->message, 0);
}

#define APPROVAL ca_case_tell_approval
#define CONTINUITY ca_case_tell_continuity
#define APPOINTMENT ca_case_tell_appointment

const struct ca_attack ca_attacks[] = {
    {"no evidence", APPROVAL, without_evidence, NULL, ERR_EVIDENCE_MISSING},
    {"no evidence for staff", APPOINTMENT, without_evidence, NULL,
	ERR_EVIDENCE_MISSING},
    {"an appointment for a pair", APPROVAL, evidence_of_staff, NULL,
	ERR_EVIDENCE_MISSING},
    {"an approval for a staff certificate", APPOINTMENT, evidence_of_a_holder,
	NULL, ERR_EVIDENCE_MISSING},
    {"an operator of another office", APPROVAL, entry_by_stranger, NULL,
	ERR_CERT_UNTRUSTED},
    {"a guessed code", APPROVAL, code_guessed, NULL, ERR_EVIDENCE_FORGED},
    {"an ask signed with the new key", APPROVAL, ask_by_own_key, NULL,
	ERR_EVIDENCE_FORGED},
    {"cut evidence", APPROVAL, NULL, cut_evidence, ERR_EVIDENCE_SYNTAX},
    {"evidence and more", APPROVAL, NULL, append_to_evidence,
	ERR_EVIDENCE_SYNTAX},
    {"a flipped bit", APPROVAL, NULL, flip_review_signature, ERR_COUNT},
    {"one person", APPROVAL, one_person, NULL, ERR_EVIDENCE_ONE_PERSON},
    {"one person with two keys", APPROVAL, one_person_two_keys, NULL,
	ERR_EVIDENCE_ONE_PERSON},
    {"entry by an administrator", APPROVAL, entry_by_admin, NULL,
	ERR_EVIDENCE_ROLE},
    {"review with an expired certificate", APPROVAL, review_by_expired, NULL,
	ERR_CERT_EXPIRED},
    {"an operator appointed by the super administrator", APPOINTMENT,
	appointed_by_super, NULL, ERR_EVIDENCE_ROLE},
    {"an ask of another user", APPROVAL, other_user_asks, NULL,
	ERR_EVIDENCE_HOLDER},
    {"another name in the body", APPROVAL, other_name_in_body, NULL,
	ERR_EVIDENCE_HOLDER},
    {"another name in the encryption body", APPROVAL,
	other_name_in_encryption_body, NULL, ERR_EVIDENCE_HOLDER},
    {"another credit code", APPROVAL, other_credit_code, NULL,
	ERR_EVIDENCE_HOLDER},
    {"another key in the body", APPROVAL, other_key_in_body, NULL,
	ERR_EVIDENCE_HOLDER},
    {"another request", APPROVAL, NULL, other_request, ERR_EVIDENCE_HOLDER},
    {"continuity signed by somebody else", CONTINUITY, continuity_of_other,
	NULL, ERR_EVIDENCE_FORGED},
    {"another name on continuity", CONTINUITY, other_name_in_body, NULL,
	ERR_EVIDENCE_HOLDER},
    {"an ask of last week", APPROVAL, ask_of_last_week, NULL, ERR_COUNT},
    {"an authorisation that is over", APPROVAL, authorisation_over, NULL,
	ERR_EVIDENCE_EXPIRED},
    {"an encryption key of one's own", APPROVAL, own_encryption_key, NULL,
	ERR_EVIDENCE_FORGED},
    {"no mac", APPROVAL, mac_of_zeros, NULL, ERR_EVIDENCE_FORGED},
    {"a CA's body", APPROVAL, as_a_ca, NULL, ERR_PROFILE_VIOLATION},
    {"a staff body for a holder", APPROVAL, as_staff, NULL,
	ERR_PROFILE_VIOLATION},
    {"an encryption body that signs", APPROVAL, encryption_that_signs, NULL,
	ERR_PROFILE_VIOLATION},
    {"ten years", APPROVAL, for_ten_years, NULL, ERR_PROFILE_VIOLATION},
    {"from tomorrow", APPROVAL, from_tomorrow, NULL, ERR_PROFILE_VIOLATION},
    {"bodies of different validity", APPROVAL, for_different_times, NULL,
	ERR_PROFILE_VIOLATION},
    {"a short serial", APPROVAL, short_serial, NULL, ERR_PROFILE_VIOLATION},
    {"one serial for both", APPROVAL, one_serial_for_both, NULL,
	ERR_PROFILE_VIOLATION},
    {"somebody else's list", APPROVAL, foreign_list_address, NULL,
	ERR_PROFILE_VIOLATION},
    {"somebody else's status service", APPROVAL, foreign_status_address, NULL,
	ERR_PROFILE_VIOLATION},
    {"another role than appointed", APPOINTMENT, other_role, NULL,
	ERR_EVIDENCE_ROLE},
    {"another person than appointed", APPOINTMENT, other_person, NULL,
	ERR_EVIDENCE_HOLDER},
    {"a body and more", APPROVAL, NULL, append_to_body, ERR_PROFILE_VIOLATION},
    {"a message and more", APPROVAL, NULL, append_to_message, ERR_BAD_MESSAGE},
    {"a message cut short", APPROVAL, NULL, cut_message, ERR_BAD_MESSAGE},
    {"an empty message", APPROVAL, NULL, empty_message, ERR_BAD_MESSAGE},
    {"a message for staff and more", APPOINTMENT, NULL, append_to_message,
	ERR_BAD_MESSAGE},
};
const size_t ca_attack_count = COUNT(ca_attacks);
