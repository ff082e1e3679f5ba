/* SPDX-License-Identifier: Apache-2.0 */
/* With the real ca and key centre processes. */
#include "office/pairs/hold.h"

#include <stdio.h>
#include <string.h>

#include "office/http/session.h"
#include "office/pairs/status_change.h"
#include "office/testing/test_holder.h"

static struct test_office t; /* one for each test */
static struct test_holder h, other;

static int
open_office(void **state)
{
	(void)state;
	test_office_open(&t, OFFICE_CA | OFFICE_KEYCENTRE);
	test_office_register(&t, "acme");
	test_office_approve(&t, "acme");
	test_holder_begin(&t, "acme", "approved", &h);
	test_holder_issue(&t, &h);
	memset(&other, 0, sizeof(other));
	return 0;
}

static int
close_office(void **state)
{
	(void)state;
	test_holder_done(&other);
	test_holder_done(&h);
	test_office_close(&t);
	return 0;
}

static void
issue_to_another(void)
{
	test_office_register(&t, "other");
	test_office_approve(&t, "other");
	test_holder_begin(&t, "other", "approved", &other);
	test_holder_issue(&t, &other);
}

static enum err
send_code(enum code_purpose purpose)
{
	const struct hold_code_request r = {
	    &h.account, "192.0.2.1", purpose, h.serial};
	int64_t expires_at;

	return hold_send_code(&t.office, t.gm, &r, &expires_at);
}

static struct instruction
about(enum instruction_verb verb, const char *serial)
{
	struct instruction i = {.verb = verb};

	snprintf(i.subject, sizeof(i.subject), "%s", serial);
	return i;
}

static struct hold_answer last;

static enum err
post(bool by_code, const struct buf *der)
{
	const struct hold_request r = {&h.account, by_code, buf_bytes(der)};

	return hold_do(&t.office, t.gm, &r, &last);
}

static enum err
hold_by_key(void)
{
	AUTO_DONE(buf) der = {0};

	test_holder_instruct(
	    &t, &h, h.key, about(INSTRUCTION_HOLD, h.serial), &der);
	return post(false, &der);
}

/* By the code that was mailed last. */
static void
sign_by_code(enum instruction_verb verb, struct buf *der)
{
	bool hold = verb == INSTRUCTION_HOLD;
	struct sm2_key *key =
	    test_holder_code_key(&t, &h, hold ? "hold-code" : "release-code",
		hold ? CODE_HOLD : CODE_RELEASE);

	test_holder_instruct(&t, &h, key, about(verb, h.serial), der);
	sm2_key_free(key);
}

static enum err
do_by_code(enum instruction_verb verb)
{
	AUTO_DONE(buf) der = {0};

	sign_by_code(verb, &der);
	return post(true, &der);
}

static int64_t
in_state(const char *state)
{
	char sql[128];

	snprintf(sql, sizeof(sql),
	    "SELECT COUNT(*) FROM certificate WHERE state = '%s'"
	    " AND pair IS NOT NULL",
	    state);
	return test_office_count(&t, sql);
}

static int64_t
mails(const char *template)
{
	char sql[128];

	snprintf(sql, sizeof(sql),
	    "SELECT COUNT(*) FROM outbox WHERE template = '%s'", template);
	return test_office_count(&t, sql);
}

/* --- the way through --- */

static void
the_key_holds_both_certificates_at_once(void **state)
{
	char word[TEST_OFFICE_WORD_SIZE];

	(void)state;
	assert_int_equal(hold_by_key(), ERR_OK);
	assert_string_equal(last.serial, h.serial);
	assert_int_equal(last.state, CERTIFICATE_ON_HOLD);
	assert_int_equal(in_state("on-hold"), 2);
	test_office_mailed(&t, "acme", "held", "signSerial", word);
	assert_string_equal(word, h.serial);
	assert_int_equal(
	    test_office_count(&t, "SELECT COUNT(*) FROM status_change"
				  " WHERE state = 'applied'"),
	    1);
}

static void
a_code_holds_and_a_code_releases(void **state)
{
	(void)state;
	assert_int_equal(send_code(CODE_HOLD), ERR_OK);
	assert_int_equal(do_by_code(INSTRUCTION_HOLD), ERR_OK);
	assert_int_equal(in_state("on-hold"), 2);
	assert_int_equal(send_code(CODE_RELEASE), ERR_OK);
	assert_int_equal(do_by_code(INSTRUCTION_RELEASE), ERR_OK);
	assert_int_equal(last.state, CERTIFICATE_VALID);
	assert_int_equal(in_state("valid"), 2);
	assert_int_equal(mails("released"), 1);
	/* and the same once more */
	assert_int_equal(hold_by_key(), ERR_OK);
	assert_int_equal(in_state("on-hold"), 2);
}

static void
the_same_instruction_again_changes_nothing(void **state)
{
	AUTO_DONE(buf) hold = {0};
	AUTO_DONE(buf) release = {0};

	(void)state;
	test_holder_instruct(
	    &t, &h, h.key, about(INSTRUCTION_HOLD, h.serial), &hold);
	assert_int_equal(post(false, &hold), ERR_OK);
	assert_int_equal(post(false, &hold), ERR_OK);
	assert_int_equal(mails("held"), 1);
	assert_int_equal(send_code(CODE_RELEASE), ERR_OK);
	sign_by_code(INSTRUCTION_RELEASE, &release);
	assert_int_equal(post(true, &release), ERR_OK);
	t.now += INSTRUCTION_TTL_S + 1;
	assert_int_equal(post(true, &release), ERR_OK);
	assert_int_equal(mails("released"), 1);
	/* an old hold does not come back */
	assert_int_equal(post(false, &hold), ERR_OK);
	assert_int_equal(last.state, CERTIFICATE_VALID);
	assert_int_equal(mails("held"), 1);
}

static void
who_is_on_hold_already_needs_no_more(void **state)
{
	(void)state;
	assert_int_equal(send_code(CODE_HOLD), ERR_OK);
	assert_int_equal(hold_by_key(), ERR_OK);
	t.now += 1;
	assert_int_equal(hold_by_key(), ERR_OK);
	assert_int_equal(do_by_code(INSTRUCTION_HOLD), ERR_OK);
	assert_int_equal(mails("held"), 1);
	assert_int_equal(send_code(CODE_HOLD), ERR_CERT_ON_HOLD);
}

/* --- what is refused --- */

static void
the_key_does_not_release(void **state)
{
	AUTO_DONE(buf) der = {0};

	(void)state;
	assert_int_equal(hold_by_key(), ERR_OK);
	test_holder_instruct(
	    &t, &h, h.key, about(INSTRUCTION_RELEASE, h.serial), &der);
	assert_int_equal(post(false, &der), ERR_EVIDENCE_HOLDER);
	assert_int_equal(send_code(CODE_RELEASE), ERR_OK);
	assert_int_equal(post(true, &der), ERR_CODE_WRONG);
	assert_int_equal(last.tries_left, t.config.code_tries - 1);
	assert_int_equal(in_state("on-hold"), 2);
}

static void
a_code_to_hold_does_not_release(void **state)
{
	AUTO_DONE(buf) der = {0};
	struct sm2_key *key;

	(void)state;
	assert_int_equal(send_code(CODE_HOLD), ERR_OK);
	assert_int_equal(hold_by_key(), ERR_OK);
	key = test_holder_code_key(&t, &h, "hold-code", CODE_HOLD);
	test_holder_instruct(
	    &t, &h, key, about(INSTRUCTION_RELEASE, h.serial), &der);
	sm2_key_free(key);
	assert_int_equal(post(true, &der), ERR_CODE_WRONG);
	assert_int_equal(in_state("on-hold"), 2);
}

static void
nobody_else_holds(void **state)
{
	AUTO_DONE(buf) der = {0};

	(void)state;
	issue_to_another();
	/* their key under our certificate, our user under theirs */
	test_holder_instruct(
	    &t, &h, other.key, about(INSTRUCTION_HOLD, h.serial), &der);
	assert_int_equal(post(false, &der), ERR_SIGNATURE_INVALID);
	test_holder_instruct(
	    &t, &h, other.key, about(INSTRUCTION_HOLD, other.serial), &der);
	assert_int_equal(post(false, &der), ERR_NOT_FOUND);
	test_holder_instruct(
	    &t, &other, other.key, about(INSTRUCTION_HOLD, other.serial), &der);
	assert_int_equal(post(false, &der), ERR_EVIDENCE_HOLDER);
	test_holder_instruct(
	    &t, &h, h.key, about(INSTRUCTION_UNLOCKED, h.serial), &der);
	assert_int_equal(post(false, &der), ERR_EVIDENCE_HOLDER);
	assert_int_equal(in_state("valid"), 4);
}

static void
an_instruction_is_for_now(void **state)
{
	AUTO_DONE(buf) der = {0};
	struct instruction i = about(INSTRUCTION_HOLD, h.serial);

	(void)state;
	i.at = t.now - INSTRUCTION_TTL_S - 1;
	test_holder_instruct(&t, &h, h.key, i, &der);
	assert_int_equal(post(false, &der), ERR_CLOCK_WRONG);
	assert_int_equal(in_state("valid"), 2);
}

static void
what_is_revoked_or_not_held_gets_no_code(void **state)
{
	(void)state;
	assert_int_equal(send_code(CODE_RELEASE), ERR_CERT_NOT_ON_HOLD);
	test_office_run(&t, "UPDATE certificate SET state = 'revoked'");
	assert_int_equal(send_code(CODE_RELEASE), ERR_CERT_REVOKED);
	assert_int_equal(send_code(CODE_HOLD), ERR_CERT_REVOKED);
	assert_int_equal(hold_by_key(), ERR_CERT_REVOKED);
	test_office_run(&t, "UPDATE pair SET state = 'replaced'");
	assert_int_equal(send_code(CODE_HOLD), ERR_NOT_FOUND);
}

/* --- sessions --- */

static enum err
begin_session(struct db *db, void *arg)
{
	struct session_token *token = arg;
	struct session s = {.kind = SESSION_CERTIFICATE, .account = h.account};

	memcpy(s.serial, h.serial, sizeof(s.serial));
	return session_begin(db, &t.config, token, t.now, &s);
}

static void
sessions_of_the_certificate_end_and_do_not_come_back(void **state)
{
	struct session_token token;
	struct session s;

	(void)state;
	assert_int_equal(
	    session_token_make(t.gm, random_system(), &token), ERR_OK);
	assert_int_equal(store_write(t.store, begin_session, &token), ERR_OK);
	assert_int_equal(session_find(&t.office, t.gm, token.text, &s), ERR_OK);
	assert_int_equal(hold_by_key(), ERR_OK);
	assert_int_equal(
	    session_find(&t.office, t.gm, token.text, &s), ERR_SESSION_MISSING);
	assert_int_equal(send_code(CODE_RELEASE), ERR_OK);
	assert_int_equal(do_by_code(INSTRUCTION_RELEASE), ERR_OK);
	assert_int_equal(
	    session_find(&t.office, t.gm, token.text, &s), ERR_SESSION_MISSING);
}

/* --- the power goes --- */

/* As after web.status.intended: the store says so, the ca process does not
 * know. */
static void
forget_the_finish(void)
{
	test_office_run(&t, "UPDATE status_change SET state = 'intended'");
}

static void
cut_off_the_same_instruction_or_the_job_goes_on(void **state)
{
	AUTO_DONE(buf) der = {0};

	(void)state;
	assert_int_equal(send_code(CODE_HOLD), ERR_OK);
	sign_by_code(INSTRUCTION_HOLD, &der);
	assert_int_equal(post(true, &der), ERR_OK);
	forget_the_finish();
	assert_int_equal(post(true, &der), ERR_OK);
	assert_int_equal(last.state, CERTIFICATE_ON_HOLD);
	forget_the_finish();
	assert_int_equal(status_finish_all(&t.office, t.gm), ERR_OK);
	assert_int_equal(in_state("on-hold"), 2);
	assert_int_equal(mails("held"), 1);
}

static int
run(void)
{
#define T(f) cmocka_unit_test_setup_teardown(f, open_office, close_office)
	const struct CMUnitTest tests[] = {
	    T(the_key_holds_both_certificates_at_once),
	    T(a_code_holds_and_a_code_releases),
	    T(the_same_instruction_again_changes_nothing),
	    T(who_is_on_hold_already_needs_no_more),
	    T(the_key_does_not_release),
	    T(a_code_to_hold_does_not_release),
	    T(nobody_else_holds),
	    T(an_instruction_is_for_now),
	    T(what_is_revoked_or_not_held_gets_no_code),
	    T(sessions_of_the_certificate_end_and_do_not_come_back),
	    T(cut_off_the_same_instruction_or_the_job_goes_on),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

int
main(int argc, char **argv)
{
	return test_office_main(argc, argv, run);
}
