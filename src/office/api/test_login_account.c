/* SPDX-License-Identifier: Apache-2.0 */
#include "office/api/login.h"

#include <stdio.h>
#include <string.h>

#include "office/testing/test_office.h"
#include "office/web/captcha.h"

#define ADDRESS "192.0.2.1"
#define NAME "某某（北京）公司"

static struct test_office t; /* one for each test */
static struct web web;
static struct worker worker;
static struct session_token token;
static struct session session;

static int
open_office(void **state)
{
	(void)state;
	test_office_open(&t, 0);
	t.config.captcha = false;
	test_office_register(&t, "acme");
	web = (struct web){.office = t.office, .ticket_key = t.tickets.key};
	worker = (struct worker){.gm = t.gm, .tickets = t.tickets};
	assert_int_equal(
	    sm2_verifier_new(t.gm, &t.authority.cert[AUTHORITY_ISSUING].key,
		&worker.issuing),
	    ERR_OK);
	return 0;
}

static int
close_office(void **state)
{
	(void)state;
	sm2_verifier_free(worker.issuing);
	test_office_close(&t);
	return 0;
}

static enum err
log_in(const char *user_name, const char *applicant)
{
	struct login_account l = {
	    .user_name = user_name, .applicant = applicant, .address = ADDRESS};

	return login_by_account(&web, &worker, &l, &token, &session);
}

static void
name_and_user_name_let_in(void **state)
{
	struct session s;

	(void)state;
	assert_int_equal(log_in("acme", NAME), ERR_OK);
	assert_int_equal(session.kind, SESSION_ACCOUNT);
	assert_int_equal(session_find(&t.office, t.gm, token.text, &s), ERR_OK);
	assert_string_equal(s.account.user_name, "acme");
	assert_int_equal(log_in("ACME", "某某(北京)公司 "), ERR_OK);
}

static void
whatever_is_wrong_the_answer_is_one(void **state)
{
	(void)state;
	assert_int_equal(log_in("acme", "别人"), ERR_LOGIN_REFUSED);
	assert_int_equal(log_in("nobody", NAME), ERR_LOGIN_REFUSED);
	assert_int_equal(log_in("", ""), ERR_LOGIN_REFUSED);
	assert_int_equal(log_in("acme", ""), ERR_LOGIN_REFUSED);
	assert_int_equal(log_in("acme\n", NAME), ERR_LOGIN_REFUSED);
	assert_int_equal(log_in("acme-acme-acme-acme-acme-acme-acme", NAME),
	    ERR_LOGIN_REFUSED);
}

static void
an_unconfirmed_account_is_told_of_to_nobody(void **state)
{
	(void)state;
	test_office_run(&t, "UPDATE account SET state = 'unconfirmed'");
	assert_int_equal(log_in("acme", NAME), ERR_LOGIN_REFUSED);
}

static void
guesses_are_counted_for_the_user_name(void **state)
{
	(void)state;
	for (int64_t i = 0; i < t.config.tries_user; i++)
		assert_int_equal(log_in("acme", "猜"), ERR_LOGIN_REFUSED);
	assert_int_equal(log_in("acme", "猜"), ERR_TOO_MANY_TRIES);
	assert_int_equal(log_in("acme", NAME), ERR_TOO_MANY_TRIES);
	t.now += t.config.tries_window_s;
	assert_int_equal(log_in("acme", NAME), ERR_OK);
}

static void
guesses_are_counted_for_the_address(void **state)
{
	char user[16];

	(void)state;
	for (int64_t i = 0; i < t.config.tries_address; i++) {
		snprintf(user, sizeof(user), "u%d", (int)i);
		assert_int_equal(log_in(user, "猜"), ERR_LOGIN_REFUSED);
	}
	assert_int_equal(log_in("acme", NAME), ERR_TOO_MANY_TRIES);
}

/* A captcha whose answer is known, as captcha_make makes it. */
static void
make_captcha(const char *answer, struct buf *id)
{
	struct ticket c = {
	    TICKET_CAPTCHA, t.now + t.config.captcha_s, bytes_str(answer)};

	assert_int_equal(ticket_make(&t.tickets, &c, id), ERR_OK);
	buf_u8(id, 0);
	assert_int_equal(buf_status(id), ERR_OK);
}

static enum err
log_in_with(const char *id, const char *answer)
{
	struct login_account l = {.user_name = "acme",
	    .applicant = NAME,
	    .captcha_id = id,
	    .captcha_answer = answer,
	    .address = ADDRESS};

	return login_by_account(&web, &worker, &l, &token, &session);
}

static void
a_captcha_is_good_once_right_or_wrong(void **state)
{
	AUTO_DONE(buf) a = BUF(TICKET_TEXT_MAX), b = BUF(TICKET_TEXT_MAX);
	const char *first, *second;

	(void)state;
	t.config.captcha = true;
	make_captcha("ABCDE", &a);
	make_captcha("ABCDE", &b);
	first = (const char *)a.p;
	second = (const char *)b.p;
	assert_int_equal(log_in_with(NULL, NULL), ERR_LOGIN_REFUSED);
	assert_int_equal(log_in_with("made-up", "ABCDE"), ERR_LOGIN_REFUSED);
	assert_int_equal(log_in_with(first, "abcde"), ERR_OK);
	assert_int_equal(log_in_with(first, "ABCDE"), ERR_LOGIN_REFUSED);
	assert_int_equal(log_in_with(second, "ABCDF"), ERR_LOGIN_REFUSED);
	assert_int_equal(log_in_with(second, "ABCDE"), ERR_LOGIN_REFUSED);
}

int
main(void)
{
#define T(f) cmocka_unit_test_setup_teardown(f, open_office, close_office)
	const struct CMUnitTest tests[] = {
	    T(name_and_user_name_let_in),
	    T(whatever_is_wrong_the_answer_is_one),
	    T(an_unconfirmed_account_is_told_of_to_nobody),
	    T(guesses_are_counted_for_the_user_name),
	    T(guesses_are_counted_for_the_address),
	    T(a_captcha_is_good_once_right_or_wrong),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
