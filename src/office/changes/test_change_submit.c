/* SPDX-License-Identifier: Apache-2.0 */
/* With the real ca and key centre processes. */
#include "office/changes/change_submit.h"

#include <string.h>

#include "office/changes/change_email.h"
#include "office/testing/test_holder.h"

static struct test_office t; /* one for each test */
static struct test_holder h;

static int
open_office(void **state)
{
	(void)state;
	test_office_open(&t, OFFICE_CA | OFFICE_KEYCENTRE);
	test_office_register(&t, "acme");
	test_office_approve(&t, "acme");
	test_holder_begin(&t, "acme", "approved", &h);
	test_holder_issue(&t, &h);
	return 0;
}

static int
close_office(void **state)
{
	(void)state;
	test_holder_done(&h);
	test_office_close(&t);
	return 0;
}

static enum err
ask(struct change_wanted w)
{
	AUTO_DONE(change) c = CHANGE_EMPTY;
	struct change_problems problems;

	w.account = h.account.id;
	w.note = "";
	return change_submit(&t.office, &t.tickets, &w, &c, &problems);
}

/* --- revocations signed with the certificate's key --- */

enum whose { HOLDERS, SOMEBODYS };
static const struct {
	const char *what;
	struct instruction said;
	enum whose key;
	int64_t age_s;
	enum err want;
} signed_cases[] = {
    {"of another user", {.reason = CRL_CESSATION, .user_name = "other"},
	HOLDERS, 0, ERR_EVIDENCE_HOLDER},
    {"of another certificate", {.reason = CRL_CESSATION, .subject = "0a"},
	HOLDERS, 0, ERR_EVIDENCE_HOLDER},
    {"for another reason", {.reason = CRL_SUPERSEDED}, HOLDERS, 0,
	ERR_EVIDENCE_HOLDER},
    {"by another key", {.reason = CRL_CESSATION}, SOMEBODYS, 0,
	ERR_EVIDENCE_FORGED},
    {"of yesterday", {.reason = CRL_CESSATION}, HOLDERS, INSTRUCTION_TTL_S + 1,
	ERR_EVIDENCE_EXPIRED},
    {"as it should be", {.reason = CRL_CESSATION}, HOLDERS, 0, ERR_OK},
};

static enum err
revoke_with(struct bytes instruction)
{
	return ask((struct change_wanted){.kind = CHANGE_REVOKE,
	    .serial = h.serial,
	    .reason = "cessation",
	    .instruction = instruction});
}

static void
an_instruction_says_what_is_asked_for(void **state)
{
	AUTO(sm2_key) other = NULL;

	(void)state;
	assert_int_equal(sm2_key_generate(t.gm, &other), ERR_OK);
	for (size_t i = 0; i < COUNT(signed_cases); i++) {
		AUTO_DONE(buf) der = {0};
		struct instruction said = signed_cases[i].said;

		said.verb = INSTRUCTION_REVOKE;
		said.at = t.now - signed_cases[i].age_s;
		if (said.subject[0] == '\0')
			memcpy(said.subject, h.serial, sizeof(h.serial));
		test_holder_instruct(&t, &h,
		    signed_cases[i].key == HOLDERS ? h.key : other, said, &der);
		if (revoke_with(buf_bytes(&der)) != signed_cases[i].want)
			fail_msg("%s", signed_cases[i].what);
	}
	assert_int_equal(
	    test_office_count(&t, "SELECT COUNT(*) FROM change_request"
				  " WHERE instruction IS NOT NULL"),
	    1);
}

static void
an_instruction_to_hold_asks_for_no_revocation(void **state)
{
	AUTO_DONE(buf) der = {0};
	struct instruction said = {.verb = INSTRUCTION_HOLD};

	(void)state;
	memcpy(said.subject, h.serial, sizeof(h.serial));
	test_holder_instruct(&t, &h, h.key, said, &der);
	assert_int_equal(revoke_with(buf_bytes(&der)), ERR_EVIDENCE_HOLDER);
	assert_int_equal(revoke_with(BYTES("x", 1)), ERR_EVIDENCE_SYNTAX);
}

/* --- links --- */

static enum err
follow(const char *link)
{
	enum change_state state;

	return change_email_confirm(
	    &t.office, &t.tickets, bytes_str(strchr(link, '=') + 1), &state);
}

static void
a_link_ends(void **state)
{
	char link[TEST_OFFICE_WORD_SIZE];

	(void)state;
	assert_int_equal(ask((struct change_wanted){
			     .kind = CHANGE_EMAIL, .email = "new@example.com"}),
	    ERR_OK);
	test_office_mailed(&t, "acme", "change-email", "link", link);
	t.now += t.config.confirm_hours * 3600;
	assert_int_equal(follow(link), ERR_LINK_INVALID);
	t.now -= 1;
	assert_int_equal(follow(link), ERR_OK);
}

static void
a_link_is_for_the_address_asked_for(void **state)
{
	char link[TEST_OFFICE_WORD_SIZE];

	(void)state;
	assert_int_equal(ask((struct change_wanted){
			     .kind = CHANGE_EMAIL, .email = "new@example.com"}),
	    ERR_OK);
	test_office_mailed(&t, "acme", "change-email", "link", link);
	test_office_run(&t, "UPDATE change_request SET fields ="
			    " '{\"email\":\"thief@example.com\"}'");
	assert_int_equal(follow(link), ERR_LINK_INVALID);
}

static void
a_link_of_a_registration_confirms_no_change(void **state)
{
	char link[TEST_OFFICE_WORD_SIZE];

	(void)state;
	test_office_mailed(&t, "acme", "confirm-email", "link", link);
	assert_int_equal(follow(link), ERR_LINK_INVALID);
}

/* --- who may ask --- */

static const char *const bad_accounts[] = {
    "UPDATE account SET state = 'returned'",
    "UPDATE account SET state = 'rejected'",
    "UPDATE account SET state = 'active'",
};

static void
only_accounts_with_a_pair_ask(void **state)
{
	struct change_wanted w = {.kind = CHANGE_REISSUE};

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		test_office_run(&t, bad_accounts[i]);
		assert_int_equal(ask(w), ERR_ACCOUNT_STATE);
	}
	test_office_run(&t, bad_accounts[2]);
	test_office_run(&t, "UPDATE pair SET state = 'replaced'");
	assert_int_equal(ask(w), ERR_ACCOUNT_STATE);
	test_office_run(&t, "UPDATE pair SET state = 'confirmed'");
	assert_int_equal(ask(w), ERR_OK);
}

#define TEST(name) \
	cmocka_unit_test_setup_teardown(name, open_office, close_office)

static int
run(void)
{
	const struct CMUnitTest tests[] = {
	    TEST(an_instruction_says_what_is_asked_for),
	    TEST(an_instruction_to_hold_asks_for_no_revocation),
	    TEST(a_link_ends),
	    TEST(a_link_is_for_the_address_asked_for),
	    TEST(a_link_of_a_registration_confirms_no_change),
	    TEST(only_accounts_with_a_pair_ask),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

int
main(int argc, char **argv)
{
	return test_office_main(argc, argv, run);
}
