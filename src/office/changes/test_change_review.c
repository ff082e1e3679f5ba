/* SPDX-License-Identifier: Apache-2.0 */
/* With the real ca and key centre processes. */
#include "office/changes/change_review.h"

#include <string.h>

#include "office/changes/change_file.h"
#include "office/changes/change_submit.h"
#include "office/testing/test_holder.h"

static struct test_office t; /* one for each test */
static struct test_holder h;

static const uint8_t pdf[] = "%PDF-1.7\nstartxref\n0\n%%EOF\n";
static const uint8_t other_pdf[] = "%PDF-1.6\nstartxref\n0\n%%EOF\n";

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

/* --- on the way --- */

static void
ask(struct change_wanted w, char id[CHANGE_ID_SIZE])
{
	AUTO_DONE(change) c = CHANGE_EMPTY;
	struct change_problems problems;

	w.account = h.account.id;
	w.note = "";
	assert_int_equal(
	    change_submit(&t.office, &t.tickets, &w, &c, &problems), ERR_OK);
	memcpy(id, c.id, CHANGE_ID_SIZE);
}

static void
ask_for_name(const char *name, char id[CHANGE_ID_SIZE])
{
	struct change_file_put put = {&h.account, id, BYTES(pdf, 27)};
	struct change_file file;

	ask((struct change_wanted){.kind = CHANGE_NAME, .name = name}, id);
	assert_int_equal(change_file_put(&t.office, t.gm, &put, &file), ERR_OK);
}

static enum err
act(const struct actor *by, enum act_verb verb, const char *id)
{
	AUTO_DONE(change) c = CHANGE_EMPTY;
	struct change_review r = {by, verb, id,
	    verb == ACT_RETURN || verb == ACT_REJECT ? "请补正" : NULL};

	return change_review(&t.office, t.gm, &r, &c);
}

struct find {
	const char *about;
	enum act_verb verb;
	struct stored_act act;
};

static enum err
find_act(struct db *db, void *arg)
{
	struct find *f = arg;

	return act_latest(db, f->about, f->verb, &f->act);
}

/* The act as it was signed; what it says of itself holds. */
static void
check_act(const char *id, enum act_verb verb, const char *name,
    char note[CHANGE_DIGEST_SIZE])
{
	struct find f = {.about = id, .verb = verb};
	struct signed_act a;
	struct record r;
	uint8_t digest[SM3_LEN];
	struct bytes record;

	assert_int_equal(store_read(t.store, find_act, &f), ERR_OK);
	record = buf_bytes(&f.act.record);
	assert_int_equal(
	    signed_act_parse(buf_bytes(&f.act.signed_der), &a), ERR_OK);
	assert_int_equal(signed_act_verify(t.gm, &a), ERR_OK);
	assert_int_equal(record_parse(record, &r), ERR_OK);
	assert_string_equal(r.name, name);
	assert_string_equal(r.id, h.account.id);
	assert_int_equal(sm3_of(t.gm, record, digest), ERR_OK);
	assert_memory_equal(a.act.object, digest, SM3_LEN);
	assert_int_equal(strlen(a.act.note), CHANGE_DIGEST_SIZE - 1);
	memcpy(note, a.act.note, CHANGE_DIGEST_SIZE);
	stored_act_done(&f.act);
}

static void
the_acts_on_a_name_are_evidence_for_it(void **state)
{
	char id[CHANGE_ID_SIZE];
	char entry[CHANGE_DIGEST_SIZE], endorsement[CHANGE_DIGEST_SIZE];

	(void)state;
	ask_for_name("新名公司", id);
	assert_int_equal(act(&t.op1.actor, ACT_ENTRY, id), ERR_OK);
	assert_string_not_equal(
	    test_office_account(&t, "acme").name, "新名公司");
	assert_int_equal(act(&t.op2.actor, ACT_APPROVE, id), ERR_OK);
	check_act(id, ACT_ENTRY, "新名公司", entry);
	check_act(id, ACT_ENDORSE, "新名公司", endorsement);
	assert_string_equal(entry, endorsement);
	assert_string_equal(test_office_account(&t, "acme").name, "新名公司");
}

/* --- what changes between two people --- */

static const char *const lies[] = {
    "UPDATE change_request SET fields = '{\"name\":\"别人的公司\"}'",
    "UPDATE change_request SET note = '另有说明'",
    "UPDATE change_file SET digest = '00'",
    "UPDATE account SET credit_code = '91350100M000100Y00'",
    "UPDATE account SET email = 'thief@example.com'",
};

static void
what_was_entered_must_still_stand_at_approval(void **state)
{
	char id[CHANGE_ID_SIZE];

	(void)state;
	for (size_t i = 0; i < COUNT(lies); i++) {
		ask_for_name("新名公司", id);
		assert_int_equal(act(&t.op1.actor, ACT_ENTRY, id), ERR_OK);
		test_office_run(&t, lies[i]);
		assert_int_equal(
		    act(&t.op2.actor, ACT_APPROVE, id), ERR_STORE_CONFLICT);
		assert_int_equal(
		    change_withdraw(&t.office, t.gm, &h.account, id), ERR_OK);
	}
	assert_int_equal(test_office_count(&t, "SELECT COUNT(*) FROM act"
					       " WHERE verb = 'endorse'"),
	    0);
}

/* A signer during whose work something else happens. */
static const char *meanwhile;

static enum err
slow_sign(void *self, const uint8_t e[SM3_LEN], struct sm2_signature *ret_sig)
{
	(void)self;
	test_office_run(&t, meanwhile);
	return t.op1.signer.sign_digest(t.op1.signer.self, e, ret_sig);
}

static const char *const intruders[] = {
    "UPDATE change_request SET state = 'withdrawn'",
    "UPDATE change_request SET changed_at = changed_at + 1",
    "UPDATE account SET email = 'thief@example.com'",
};

static void
a_change_while_it_is_signed_is_noticed(void **state)
{
	struct signer slow = {.sign_digest = slow_sign};
	struct actor actor = t.op1.actor;
	char id[CHANGE_ID_SIZE];

	(void)state;
	slow.key = t.op1.signer.key;
	actor.signer = &slow;
	for (size_t i = 0; i < COUNT(intruders); i++) {
		meanwhile = intruders[i];
		ask_for_name("新名公司", id);
		assert_int_equal(
		    act(&actor, ACT_ENTRY, id), ERR_STORE_CONFLICT);
		test_office_run(
		    &t, "UPDATE change_request SET state = 'withdrawn'");
	}
	assert_int_equal(test_office_count(&t, "SELECT COUNT(*) FROM act"
					       " WHERE verb = 'enter'"),
	    1); /* of the account itself */
}

static void
another_file_after_a_return_is_entered_anew(void **state)
{
	char id[CHANGE_ID_SIZE], again[CHANGE_ID_SIZE];
	struct change_file_put put = {&h.account, id, BYTES(other_pdf, 27)};
	struct change_file file;

	(void)state;
	ask_for_name("新名公司", id);
	assert_int_equal(act(&t.op1.actor, ACT_ENTRY, id), ERR_OK);
	assert_int_equal(act(&t.op2.actor, ACT_RETURN, id), ERR_OK);
	assert_int_equal(change_file_put(&t.office, t.gm, &put, &file), ERR_OK);
	ask((struct change_wanted){.kind = CHANGE_NAME, .name = "新名公司"},
	    again);
	assert_string_equal(id, again);
	assert_int_equal(act(&t.op2.actor, ACT_APPROVE, id), ERR_CHANGE_STATE);
	assert_int_equal(act(&t.op2.actor, ACT_ENTRY, id), ERR_OK);
	assert_int_equal(
	    act(&t.op2.actor, ACT_APPROVE, id), ERR_EVIDENCE_ONE_PERSON);
	assert_int_equal(act(&t.op1.actor, ACT_APPROVE, id), ERR_OK);
}

/* --- what follows --- */

static enum err
serve_names(struct db *db, void *arg)
{
	(void)arg;
	return change_serve(db, h.account.id, CHANGE_NAME, t.now);
}

static enum err
find_approved(struct db *db, void *arg)
{
	return change_approved_of(db, h.account.id, CHANGE_NAME, arg);
}

static void
the_latest_approved_name_counts_until_it_has_served(void **state)
{
	AUTO_DONE(change) c = CHANGE_EMPTY;
	char first[CHANGE_ID_SIZE], second[CHANGE_ID_SIZE];

	(void)state;
	ask_for_name("一号公司", first);
	assert_int_equal(act(&t.op1.actor, ACT_ENTRY, first), ERR_OK);
	assert_int_equal(store_read(t.store, find_approved, &c), ERR_NOT_FOUND);
	assert_int_equal(act(&t.op2.actor, ACT_APPROVE, first), ERR_OK);
	t.now += 60;
	ask_for_name("二号公司", second);
	assert_int_equal(act(&t.op1.actor, ACT_ENTRY, second), ERR_OK);
	assert_int_equal(act(&t.op2.actor, ACT_APPROVE, second), ERR_OK);
	assert_int_equal(store_read(t.store, find_approved, &c), ERR_OK);
	assert_string_equal(c.id, second);
	assert_int_equal(store_write(t.store, serve_names, NULL), ERR_OK);
	assert_int_equal(store_read(t.store, find_approved, &c), ERR_NOT_FOUND);
	assert_int_equal(
	    test_office_count(&t, "SELECT COUNT(*) FROM change_request"
				  " WHERE state = 'done'"),
	    2);
}

static void
a_code_is_sent_again_for_the_latest_approval_alone(void **state)
{
	char first[CHANGE_ID_SIZE], second[CHANGE_ID_SIZE];
	struct change_wanted w = {.kind = CHANGE_REISSUE};

	(void)state;
	ask(w, first);
	assert_int_equal(act(&t.op1.actor, ACT_ENTRY, first), ERR_OK);
	assert_int_equal(act(&t.op2.actor, ACT_APPROVE, first), ERR_OK);
	ask(w, second);
	assert_int_equal(act(&t.op1.actor, ACT_ENTRY, second), ERR_OK);
	assert_int_equal(act(&t.op2.actor, ACT_APPROVE, second), ERR_OK);
	assert_int_equal(
	    act(&t.op2.actor, ACT_RESEND, first), ERR_CHANGE_STATE);
	assert_int_equal(act(&t.op2.actor, ACT_RESEND, second), ERR_OK);
	test_office_run(&t, "UPDATE authorisation SET state = 'used'"
			    " WHERE state = 'open'");
	assert_int_equal(
	    act(&t.op2.actor, ACT_RESEND, second), ERR_PAIR_EXISTS);
}

static void
a_revocation_is_decided_by_one_and_once(void **state)
{
	char id[CHANGE_ID_SIZE];
	struct change_wanted w = {
	    .kind = CHANGE_REVOKE, .serial = h.serial, .reason = "cessation"};

	(void)state;
	ask(w, id);
	assert_int_equal(
	    act(&t.auditor.actor, ACT_APPROVE, id), ERR_STAFF_ROLE);
	assert_int_equal(act(&t.op1.actor, ACT_APPROVE, id), ERR_OK);
	assert_int_equal(act(&t.op2.actor, ACT_APPROVE, id), ERR_CHANGE_STATE);
	/* nobody gets in with it from now on, whatever the ca process does */
	assert_int_equal(
	    test_office_count(&t, "SELECT COUNT(*) FROM certificate"
				  " WHERE state = 'revoked'"),
	    2);
	assert_int_equal(
	    test_office_count(&t, "SELECT COUNT(*) FROM status_change"
				  " WHERE state = 'intended'"),
	    1);
}

#define TEST(name) \
	cmocka_unit_test_setup_teardown(name, open_office, close_office)

static int
run(void)
{
	const struct CMUnitTest tests[] = {
	    TEST(the_acts_on_a_name_are_evidence_for_it),
	    TEST(what_was_entered_must_still_stand_at_approval),
	    TEST(a_change_while_it_is_signed_is_noticed),
	    TEST(another_file_after_a_return_is_entered_anew),
	    TEST(the_latest_approved_name_counts_until_it_has_served),
	    TEST(a_code_is_sent_again_for_the_latest_approval_alone),
	    TEST(a_revocation_is_decided_by_one_and_once),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

int
main(int argc, char **argv)
{
	return test_office_main(argc, argv, run);
}
