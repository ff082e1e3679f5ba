/* SPDX-License-Identifier: Apache-2.0 */
/* With the real ca and key centre processes. */
#include "office/pairs/obtain.h"

#include <pthread.h>
#include <stdio.h>
#include <string.h>

#include "office/registry/review.h"
#include "office/testing/test_holder.h"
#include "pki/envelope.h"

#define WRONG_CODE "00000-00000-00000-00000"
#define THREADS 4

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
issue_as(const struct test_holder *holder, struct obtain_answer *a)
{
	struct obtain_request r = test_holder_request(holder);

	obtain_answer_done(a);
	*a = (struct obtain_answer){0};
	return obtain_pair(&t.office, t.gm, &r, a);
}

static enum err
issue(void)
{
	AUTO_DONE(obtain_answer) a = {0};

	return issue_as(&h, &a);
}

#define COUNT_OF(table, condition)                                   \
	test_office_count(&t, "SELECT COUNT(*) FROM " table " WHERE" \
			      " " condition)

/* --- what comes of it --- */

static void
the_answer_holds_a_pair_that_works(void **state)
{
	AUTO_DONE(obtain_answer) a = {0};
	AUTO(sm2_key) key = NULL;
	struct answer answer;
	struct envelope envelope;
	struct cert sign, encrypt;

	(void)state;
	assert_int_equal(issue_as(&h, &a), ERR_OK);
	assert_int_equal(answer_parse(buf_bytes(&a.der), &answer), ERR_OK);
	assert_int_equal(cert_parse(answer.sign, &sign), ERR_OK);
	assert_int_equal(cert_parse(answer.encrypt, &encrypt), ERR_OK);
	assert_int_equal(
	    cert_chain_verify(t.gm, &sign, &t.authority.cert[AUTHORITY_ISSUING],
		&t.authority.cert[AUTHORITY_ROOT], t.now),
	    ERR_OK);
	assert_true(sm2_public_equal(&sign.key, sm2_key_public(h.key)));
	assert_string_equal(sign.credit_code, "91350100M000100Y43");
	assert_int_equal(envelope_parse(answer.envelope, &envelope), ERR_OK);
	assert_int_equal(envelope_open(t.gm, &envelope, h.key, &key), ERR_OK);
	assert_true(sm2_public_equal(&encrypt.key, sm2_key_public(key)));
}

static void
everything_is_stored_in_one_go(void **state)
{
	(void)state;
	assert_int_equal(issue(), ERR_OK);
	assert_int_equal(COUNT_OF("pair", "state = 'delivered'"), 1);
	assert_int_equal(COUNT_OF("certificate", "pair IS NOT NULL"), 2);
	assert_int_equal(COUNT_OF("pool_key", "state = 'in-use'"), 1);
	assert_int_equal(COUNT_OF("authorisation", "state = 'used'"), 1);
	assert_int_equal(COUNT_OF("escrow", "carrier_serial = 'S-acme'"), 1);
	assert_int_equal(COUNT_OF("audit", "event = 'pair.intended'"), 1);
	assert_int_equal(COUNT_OF("audit", "event = 'pair.delivered'"), 1);
	assert_int_equal(COUNT_OF("outbox", "template = 'issued'"), 1);
}

/* --- asking again --- */

static void
asking_again_brings_the_same_octets(void **state)
{
	AUTO_DONE(obtain_answer) first = {0}, second = {0};

	(void)state;
	assert_int_equal(issue_as(&h, &first), ERR_OK);
	assert_int_equal(issue_as(&h, &second), ERR_OK);
	assert_true(bytes_equal(buf_bytes(&first.der), buf_bytes(&second.der)));
	assert_string_equal(first.pair, second.pair);
	assert_int_equal(COUNT_OF("pair", "1 = 1"), 1);
}

static void
the_same_key_with_something_else_is_refused(void **state)
{
	char code[TEST_OFFICE_WORD_SIZE];

	(void)state;
	assert_int_equal(issue(), ERR_OK);
	test_office_mailed(&t, "acme", "approved", "code", code);
	h.ask.at++;
	test_holder_sign_ask(&t, &h, code);
	assert_int_equal(issue(), ERR_IDEMPOTENCY_CONFLICT);
}

static void
an_approval_makes_one_pair(void **state)
{
	struct test_holder other;
	AUTO_DONE(obtain_answer) a = {0};

	(void)state;
	assert_int_equal(issue(), ERR_OK);
	test_holder_begin(&t, "acme", "approved", &other);
	assert_int_equal(issue_as(&other, &a), ERR_PAIR_EXISTS);
	test_holder_done(&other);
	assert_int_equal(COUNT_OF("pair", "1 = 1"), 1);
}

/* --- the code --- */

static void
a_wrong_code_costs_a_try_until_it_is_locked(void **state)
{
	AUTO_DONE(obtain_answer) a = {0};

	(void)state;
	test_holder_sign_ask(&t, &h, WRONG_CODE);
	for (int64_t left = t.config.code_tries - 1; left > 0; left--) {
		assert_int_equal(issue_as(&h, &a), ERR_CODE_WRONG);
		assert_int_equal(a.tries_left, left);
	}
	assert_int_equal(issue(), ERR_CODE_LOCKED);
	assert_int_equal(issue(), ERR_CODE_LOCKED);
	assert_int_equal(COUNT_OF("pair", "1 = 1"), 0);
	assert_int_equal(COUNT_OF("audit", "event = 'code.locked'"), 1);
}

static void
the_right_code_is_of_no_use_once_it_is_locked(void **state)
{
	(void)state;
	test_office_run(&t, "UPDATE authorisation SET state = 'locked'");
	assert_int_equal(issue(), ERR_CODE_LOCKED);
}

static void
a_code_ends_with_its_time(void **state)
{
	(void)state;
	test_office_run(&t, "UPDATE authorisation SET not_after = 1");
	assert_int_equal(issue(), ERR_CODE_WRONG);
}

static void
without_an_approval_there_is_no_code(void **state)
{
	struct test_holder other = h;
	AUTO_DONE(obtain_answer) a = {0};

	(void)state;
	test_office_register(&t, "other");
	other.account = test_office_account(&t, "other");
	assert_int_equal(issue_as(&other, &a), ERR_EVIDENCE_HOLDER);
	snprintf(other.ask.user_name, sizeof(other.ask.user_name), "other");
	buf_init(&other.signed_ask, SIGNED_ASK_DER_MAX);
	test_holder_sign_ask(&t, &other, WRONG_CODE);
	assert_int_equal(issue_as(&other, &a), ERR_ACCOUNT_STATE);
	test_office_run(&t, "UPDATE account SET state = 'approved'");
	other.account.state = ACCOUNT_APPROVED;
	assert_int_equal(issue_as(&other, &a), ERR_CODE_WRONG);
	buf_done(&other.signed_ask);
}

/* --- the ask --- */

static void
an_ask_is_about_just_what_came_with_it(void **state)
{
	AUTO_DONE(obtain_answer) a = {0};
	struct obtain_request good = test_holder_request(&h), r;

	(void)state;
#define REFUSED(change, want)                                                 \
	do {                                                                  \
		r = good;                                                     \
		change;                                                       \
		assert_int_equal(obtain_pair(&t.office, t.gm, &r, &a), want); \
	} while (0)
	REFUSED(r.carrier = CARRIER_HARD, ERR_EVIDENCE_HOLDER);
	REFUSED(r.carrier_serial = "S-other", ERR_EVIDENCE_HOLDER);
	REFUSED(r.escrow = BYTES_NONE, ERR_EVIDENCE_HOLDER);
	REFUSED(
	    r.key = "00000000000000000000000000000000", ERR_EVIDENCE_HOLDER);
	REFUSED(r.verb = ASK_EXCHANGE, ERR_EVIDENCE_HOLDER);
	REFUSED(r.csr = bytes_str("csr"), ERR_CSR_SYNTAX);
	REFUSED(r.ask = bytes_str("ask"), ERR_EVIDENCE_SYNTAX);
	REFUSED(r.ask = BYTES(r.ask.p, r.ask.len - 1), ERR_EVIDENCE_SYNTAX);
	assert_int_equal(COUNT_OF("pair", "1 = 1"), 0);
	assert_int_equal(
	    COUNT_OF("authorisation", "state = 'open' AND tries_left = 10"), 1);
}

static void
a_clock_that_is_off_is_told_of(void **state)
{
	char code[TEST_OFFICE_WORD_SIZE];

	(void)state;
	test_office_mailed(&t, "acme", "approved", "code", code);
	h.ask.at = t.now + 86400;
	test_holder_sign_ask(&t, &h, code);
	assert_int_equal(issue(), ERR_CLOCK_WRONG);
	h.ask.at = t.now - 2 * 86400;
	test_holder_sign_ask(&t, &h, code);
	assert_int_equal(issue(), ERR_CLOCK_WRONG);
}

static void
a_carrier_belongs_to_one_account(void **state)
{
	struct test_holder other;
	AUTO_DONE(obtain_answer) a = {0};
	char code[TEST_OFFICE_WORD_SIZE];

	(void)state;
	assert_int_equal(issue(), ERR_OK);
	test_office_register(&t, "other");
	test_office_approve(&t, "other");
	test_holder_begin(&t, "other", "approved", &other);
	snprintf(other.carrier_serial, sizeof(other.carrier_serial), "S-acme");
	snprintf(other.ask.carrier_serial, sizeof(other.ask.carrier_serial),
	    "S-acme");
	test_office_mailed(&t, "other", "approved", "code", code);
	test_holder_sign_ask(&t, &other, code);
	assert_int_equal(issue_as(&other, &a), ERR_TOKEN_OTHERS);
	test_holder_done(&other);
}

/* --- cut, and gone on with --- */

/* The ca process cannot be reached, and will not be. */
static struct ipc_client *
lose_ca(void)
{
	struct ipc_client *real = t.office.ca;

	assert_int_equal(ipc_client_new(&t.office.ca), ERR_OK);
	ipc_client_last(t.office.ca);
	return real;
}

static void
find_ca(struct ipc_client *real)
{
	ipc_client_free(t.office.ca);
	t.office.ca = real;
}

static void
what_was_intended_is_finished_by_asking_again(void **state)
{
	AUTO_DONE(obtain_answer) a = {0};
	struct ipc_client *ca = lose_ca();
	int64_t intended;

	(void)state;
	assert_int_equal(issue(), ERR_PROCESS_LOST);
	assert_int_equal(COUNT_OF("pair", "state = 'intended'"), 1);
	intended = COUNT_OF("pair", "1 = 1");
	find_ca(ca);
	assert_int_equal(issue_as(&h, &a), ERR_OK);
	assert_int_equal(COUNT_OF("pair", "1 = 1"), intended);
	/* the very bodies that were stored before they were signed */
	assert_int_equal(
	    COUNT_OF("pair JOIN certificate ON certificate.pair = pair.id",
		"instr(der, tbs_sign) > 0 OR instr(der, tbs_encrypt) > 0"),
	    2);
}

static void
another_request_with_the_same_code_finishes_the_first(void **state)
{
	struct test_holder other;
	AUTO_DONE(obtain_answer) a = {0};
	struct ipc_client *ca = lose_ca();

	(void)state;
	assert_int_equal(issue(), ERR_PROCESS_LOST);
	find_ca(ca);
	test_holder_begin(&t, "acme", "approved", &other);
	assert_int_equal(issue_as(&other, &a), ERR_PAIR_EXISTS);
	test_holder_done(&other);
	assert_int_equal(COUNT_OF("escrow", "1 = 1"), 0);
	assert_int_equal(issue(), ERR_OK); /* who asked first has it */
	assert_int_equal(COUNT_OF("pair", "1 = 1"), 1);
	assert_int_equal(COUNT_OF("escrow", "1 = 1"), 1);
}

static void
a_code_sent_again_makes_an_older_intent_void(void **state)
{
	struct review resend = {&t.op2.actor, ACT_RESEND, "acme", NULL};
	struct ipc_client *ca = lose_ca();
	struct test_holder other;
	AUTO_DONE(obtain_answer) a = {0};
	struct account account;

	(void)state;
	assert_int_equal(issue(), ERR_PROCESS_LOST);
	find_ca(ca);
	assert_int_equal(review_do(&t.office, t.gm, &resend, &account), ERR_OK);
	test_holder_begin(&t, "acme", "code-resent", &other);
	assert_int_equal(issue_as(&other, &a), ERR_OK);
	test_holder_done(&other);
	assert_int_equal(COUNT_OF("pair", "state = 'abandoned'"), 1);
	assert_int_equal(COUNT_OF("pair", "state = 'delivered'"), 1);
	assert_int_equal(COUNT_OF("pool_key", "state = 'history'"), 1);
	assert_int_equal(issue(), ERR_CODE_WRONG);
}

static void
a_pair_refused_for_good_is_abandoned(void **state)
{
	struct ipc_client *ca = lose_ca();
	struct test_holder other;
	AUTO_DONE(obtain_answer) a = {0};

	(void)state;
	assert_int_equal(issue(), ERR_PROCESS_LOST);
	find_ca(ca);
	test_office_run(&t, "UPDATE pair SET tbs_sign = tbs_encrypt");
	assert_int_equal(issue(), ERR_PROFILE_VIOLATION);
	assert_int_equal(COUNT_OF("pair", "state = 'abandoned'"), 1);
	assert_int_equal(COUNT_OF("pool_key", "state = 'history'"), 1);
	/* and the code is good for another request */
	test_holder_begin(&t, "acme", "approved", &other);
	assert_int_equal(issue_as(&other, &a), ERR_OK);
	test_holder_done(&other);
}

static void
an_empty_pool_is_filled_on_the_way(void **state)
{
	(void)state;
	assert_int_equal(COUNT_OF("pool_key", "1 = 1"), 0);
	assert_int_equal(issue(), ERR_OK);
	assert_true(COUNT_OF("pool_key", "state = 'standby'") > 0);
}

/* --- at the same time --- */

struct racer {
	pthread_t thread;
	struct test_holder holder;
	struct obtain_answer answer;
	enum err err;
};

static void *
race(void *arg)
{
	struct racer *r = arg;
	AUTO(gm) gm = NULL;
	struct obtain_request request = test_holder_request(&r->holder);

	r->err = gm_new(&gm);
	if (r->err == ERR_OK)
		r->err = obtain_pair(&t.office, gm, &request, &r->answer);
	return NULL;
}

static void
run(struct racer racers[THREADS])
{
	for (size_t i = 0; i < THREADS; i++)
		assert_int_equal(
		    pthread_create(&racers[i].thread, NULL, race, &racers[i]),
		    0);
	for (size_t i = 0; i < THREADS; i++)
		pthread_join(racers[i].thread, NULL);
}

static void
one_request_sent_several_times_at_once_makes_one_pair(void **state)
{
	struct racer racers[THREADS] = {0};

	(void)state;
	for (size_t i = 0; i < THREADS; i++)
		racers[i].holder = h;
	run(racers);
	for (size_t i = 0; i < THREADS; i++) {
		assert_int_equal(racers[i].err, ERR_OK);
		assert_true(bytes_equal(buf_bytes(&racers[i].answer.der),
		    buf_bytes(&racers[0].answer.der)));
	}
	assert_int_equal(COUNT_OF("pair", "1 = 1"), 1);
	assert_int_equal(COUNT_OF("certificate", "pair IS NOT NULL"), 2);
	for (size_t i = 0; i < THREADS; i++)
		obtain_answer_done(&racers[i].answer);
}

static void
several_requests_at_once_make_one_pair(void **state)
{
	struct racer racers[THREADS] = {0};
	int won = 0;

	(void)state;
	for (size_t i = 0; i < THREADS; i++)
		test_holder_begin(&t, "acme", "approved", &racers[i].holder);
	run(racers);
	for (size_t i = 0; i < THREADS; i++) {
		won += racers[i].err == ERR_OK;
		assert_true(racers[i].err == ERR_OK ||
			    racers[i].err == ERR_PAIR_EXISTS ||
			    racers[i].err == ERR_STORE_CONFLICT);
		obtain_answer_done(&racers[i].answer);
		test_holder_done(&racers[i].holder);
	}
	assert_int_equal(won, 1);
	assert_int_equal(COUNT_OF("pair", "state = 'delivered'"), 1);
	assert_int_equal(COUNT_OF("certificate", "pair IS NOT NULL"), 2);
}

static int
tests(void)
{
#define T(f) cmocka_unit_test_setup_teardown(f, open_office, close_office)
	const struct CMUnitTest all[] = {
	    T(the_answer_holds_a_pair_that_works),
	    T(everything_is_stored_in_one_go),
	    T(asking_again_brings_the_same_octets),
	    T(the_same_key_with_something_else_is_refused),
	    T(an_approval_makes_one_pair),
	    T(a_wrong_code_costs_a_try_until_it_is_locked),
	    T(the_right_code_is_of_no_use_once_it_is_locked),
	    T(a_code_ends_with_its_time),
	    T(without_an_approval_there_is_no_code),
	    T(an_ask_is_about_just_what_came_with_it),
	    T(a_clock_that_is_off_is_told_of),
	    T(a_carrier_belongs_to_one_account),
	    T(what_was_intended_is_finished_by_asking_again),
	    T(another_request_with_the_same_code_finishes_the_first),
	    T(a_code_sent_again_makes_an_older_intent_void),
	    T(a_pair_refused_for_good_is_abandoned),
	    T(an_empty_pool_is_filled_on_the_way),
	    T(one_request_sent_several_times_at_once_makes_one_pair),
	    T(several_requests_at_once_make_one_pair),
	};

	return cmocka_run_group_tests(all, NULL, NULL);
}

int
main(int argc, char **argv)
{
	return test_office_main(argc, argv, tests);
}
