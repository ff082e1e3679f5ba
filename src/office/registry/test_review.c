/* SPDX-License-Identifier: Apache-2.0 */
#include "office/registry/review.h"

#include <string.h>

#include "office/registry/authorisation.h"
#include "office/testing/test_office.h"

static struct test_office t; /* one for each test */

static int
open_office(void **state)
{
	(void)state;
	test_office_open(&t, 0);
	test_office_register(&t, "acme");
	return 0;
}

static int
close_office(void **state)
{
	(void)state;
	test_office_close(&t);
	return 0;
}

static enum err
act(const struct test_staff *by, enum act_verb verb, const char *note)
{
	struct review r = {&by->actor, verb, "acme", note};
	struct account a;

	return review_do(&t.office, t.gm, &r, &a);
}

static enum account_state
state_now(void)
{
	return test_office_account(&t, "acme").state;
}

static enum err
find_code(struct db *db, void *arg)
{
	struct account a;

	TRY(account_by_user(db, "acme", &a));
	return authorisation_of(db, a.id, arg);
}

static struct stored_authorisation
code_now(void)
{
	struct stored_authorisation a;

	assert_int_equal(store_read(t.store, find_code, &a), ERR_OK);
	return a;
}

static void
approval_takes_two_people(void **state)
{
	(void)state;
	assert_int_equal(act(&t.op1, ACT_ENTRY, NULL), ERR_OK);
	assert_int_equal(
	    act(&t.op1, ACT_APPROVE, NULL), ERR_EVIDENCE_ONE_PERSON);
	assert_int_equal(state_now(), ACCOUNT_ENTERED);
	assert_int_equal(act(&t.op2, ACT_APPROVE, NULL), ERR_OK);
	assert_int_equal(state_now(), ACCOUNT_APPROVED);
}

static void
the_mailed_code_gives_the_key_that_was_stored(void **state)
{
	char code[TEST_OFFICE_WORD_SIZE];
	AUTO(sm2_key) key = NULL;
	struct stored_authorisation a;

	(void)state;
	test_office_approve(&t, "acme");
	test_office_mailed(&t, "acme", "approved", "code", code);
	a = code_now();
	assert_int_equal(
	    authorisation_key(t.gm, "acme", bytes_str(code), &key), ERR_OK);
	assert_true(sm2_public_equal(sm2_key_public(key), &a.key));
	assert_int_equal(a.state, AUTHORISATION_OPEN);
	assert_int_equal(a.tries_left, t.config.code_tries);
	assert_int_equal(a.not_after, t.now + t.config.code_days * 86400);
}

static void
an_act_is_kept_as_it_was_signed(void **state)
{
	(void)state;
	test_office_approve(&t, "acme");
	assert_int_equal(
	    test_office_count(&t, "SELECT COUNT(*) FROM act"
				  " WHERE verb IN ('enter', 'approve')"),
	    2);
	assert_int_equal(
	    test_office_count(&t, "SELECT COUNT(*) FROM audit"
				  " WHERE event = 'staff.act'"
				  " AND actor IN ('staff:op1', 'staff:op2')"),
	    2);
}

static void
what_was_entered_must_still_stand_at_approval(void **state)
{
	(void)state;
	assert_int_equal(act(&t.op1, ACT_ENTRY, NULL), ERR_OK);
	test_office_run(&t, "UPDATE account SET name = '别人的公司'");
	assert_int_equal(act(&t.op2, ACT_APPROVE, NULL), ERR_STORE_CONFLICT);
	assert_int_equal(state_now(), ACCOUNT_ENTERED);
	assert_int_equal(
	    test_office_count(&t, "SELECT COUNT(*) FROM authorisation"), 0);
}

static void
only_operators_review(void **state)
{
	(void)state;
	assert_int_equal(act(&t.auditor, ACT_ENTRY, NULL), ERR_STAFF_ROLE);
}

static void
a_reason_is_wanted_for_a_refusal(void **state)
{
	char reason[TEST_OFFICE_WORD_SIZE], long_reason[REVIEW_NOTE_MAX + 2];

	(void)state;
	memset(long_reason, 'x', sizeof(long_reason) - 1);
	long_reason[sizeof(long_reason) - 1] = '\0';
	assert_int_equal(act(&t.op1, ACT_REJECT, NULL), ERR_FIELD_INVALID);
	assert_int_equal(act(&t.op1, ACT_REJECT, ""), ERR_FIELD_INVALID);
	assert_int_equal(
	    act(&t.op1, ACT_REJECT, long_reason), ERR_FIELD_INVALID);
	assert_int_equal(act(&t.op1, ACT_REJECT, "材料不实"), ERR_OK);
	assert_int_equal(state_now(), ACCOUNT_REJECTED);
	test_office_mailed(&t, "acme", "rejected", "reason", reason);
	assert_string_equal(reason, "材料不实");
}

static void
a_resent_code_replaces_the_old_one(void **state)
{
	char code[TEST_OFFICE_WORD_SIZE];
	AUTO(sm2_key) key = NULL;
	struct stored_authorisation first, second;

	(void)state;
	test_office_approve(&t, "acme");
	first = code_now();
	assert_int_equal(
	    act(&t.op1, ACT_RESEND, NULL), ERR_EVIDENCE_ONE_PERSON);
	assert_int_equal(act(&t.op2, ACT_RESEND, NULL), ERR_OK);
	second = code_now();
	assert_string_not_equal(first.id, second.id);
	test_office_mailed(&t, "acme", "code-resent", "code", code);
	assert_int_equal(
	    authorisation_key(t.gm, "acme", bytes_str(code), &key), ERR_OK);
	assert_true(sm2_public_equal(sm2_key_public(key), &second.key));
	assert_int_equal(
	    test_office_count(&t, "SELECT COUNT(*) FROM authorisation"
				  " WHERE state = 'open'"),
	    1);
}

static void
an_approval_that_served_sends_no_other_code(void **state)
{
	(void)state;
	test_office_approve(&t, "acme");
	test_office_run(&t, "UPDATE authorisation SET state = 'used'");
	assert_int_equal(act(&t.op2, ACT_RESEND, NULL), ERR_PAIR_EXISTS);
	/* the way out: the review begins again */
	assert_int_equal(act(&t.op2, ACT_RETURN, "密钥遗失"), ERR_OK);
	assert_int_equal(state_now(), ACCOUNT_RETURNED);
}

static void
a_return_makes_codes_void(void **state)
{
	(void)state;
	test_office_approve(&t, "acme");
	assert_int_equal(act(&t.op2, ACT_RETURN, "名称有误"), ERR_OK);
	assert_int_equal(
	    test_office_count(&t, "SELECT COUNT(*) FROM authorisation"
				  " WHERE state = 'open'"),
	    0);
}

static enum err
forgetful_sign(
    void *self, const uint8_t e[SM3_LEN], struct sm2_signature *ret_sig)
{
	(void)self;
	(void)e;
	(void)ret_sig;
	return ERR_TOKEN_REMOVED;
}

static void
an_act_that_was_not_signed_did_not_happen(void **state)
{
	struct signer removed = {.sign_digest = forgetful_sign};
	struct actor actor = t.op1.actor;
	struct review r = {&actor, ACT_ENTRY, "acme", NULL};
	struct account a;

	(void)state;
	removed.key = t.op1.signer.key;
	actor.signer = &removed;
	assert_int_equal(review_do(&t.office, t.gm, &r, &a), ERR_TOKEN_REMOVED);
	assert_int_equal(state_now(), ACCOUNT_SUBMITTED);
}

/* A signer that changes the account while its act is being signed. */
static enum err
slow_sign(void *self, const uint8_t e[SM3_LEN], struct sm2_signature *ret_sig)
{
	(void)self;
	test_office_run(&t, "UPDATE account SET email = 'b@example.com'");
	return t.op1.signer.sign_digest(t.op1.signer.self, e, ret_sig);
}

static void
a_change_while_it_is_signed_is_noticed(void **state)
{
	struct signer slow = {.sign_digest = slow_sign};
	struct actor actor = t.op1.actor;
	struct review r = {&actor, ACT_ENTRY, "acme", NULL};
	struct account a;

	(void)state;
	slow.key = t.op1.signer.key;
	actor.signer = &slow;
	assert_int_equal(
	    review_do(&t.office, t.gm, &r, &a), ERR_STORE_CONFLICT);
	assert_int_equal(state_now(), ACCOUNT_SUBMITTED);
	assert_int_equal(test_office_count(&t, "SELECT COUNT(*) FROM act"
					       " WHERE verb = 'enter'"),
	    0);
}

static enum err
spend(struct db *db, void *arg)
{
	struct stored_authorisation a;

	TRY(find_code(db, &a));
	return authorisation_spend_try(db, a.id, arg);
}

static void
a_code_is_locked_at_its_last_try(void **state)
{
	int64_t left = 0;

	(void)state;
	test_office_approve(&t, "acme");
	for (int64_t i = t.config.code_tries - 1; i >= 0; i--) {
		assert_int_equal(code_now().state, AUTHORISATION_OPEN);
		assert_int_equal(store_write(t.store, spend, &left), ERR_OK);
		assert_int_equal(left, i);
	}
	assert_int_equal(code_now().state, AUTHORISATION_LOCKED);
	assert_int_equal(
	    store_write(t.store, spend, &left), ERR_STORE_CONFLICT);
	assert_int_equal(act(&t.op2, ACT_RESEND, NULL), ERR_OK);
	assert_int_equal(code_now().state, AUTHORISATION_OPEN);
}

int
main(void)
{
#define T(f) cmocka_unit_test_setup_teardown(f, open_office, close_office)
	const struct CMUnitTest tests[] = {
	    T(approval_takes_two_people),
	    T(the_mailed_code_gives_the_key_that_was_stored),
	    T(an_act_is_kept_as_it_was_signed),
	    T(what_was_entered_must_still_stand_at_approval),
	    T(only_operators_review),
	    T(a_reason_is_wanted_for_a_refusal),
	    T(a_resent_code_replaces_the_old_one),
	    T(an_approval_that_served_sends_no_other_code),
	    T(a_return_makes_codes_void),
	    T(an_act_that_was_not_signed_did_not_happen),
	    T(a_change_while_it_is_signed_is_noticed),
	    T(a_code_is_locked_at_its_last_try),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
