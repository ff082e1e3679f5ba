/* SPDX-License-Identifier: Apache-2.0 */
#include "office/registry/registration.h"

#include <string.h>

#include "office/testing/test_office.h"

static struct test_office t; /* one for each test */

static int
open_office(void **state)
{
	(void)state;
	test_office_open(&t, 0);
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
submit(struct form f)
{
	return registration_submit(&t.office, &t.tickets, &f);
}

static enum err
follow(const char *link, struct account *ret_a)
{
	return registration_confirm(
	    &t.office, &t.tickets, bytes_str(strchr(link, '=') + 1), ret_a);
}

#define LINK(name) char name[TEST_OFFICE_WORD_SIZE]
static void
link_of(const char *user, char out[TEST_OFFICE_WORD_SIZE])
{
	test_office_mailed(&t, user, "confirm-email", "link", out);
}

static void
a_form_becomes_an_account_that_waits_for_its_link(void **state)
{
	struct account a;
	LINK(link);

	(void)state;
	assert_int_equal(submit(test_office_form("acme")), ERR_OK);
	a = test_office_account(&t, "acme");
	assert_int_equal(a.state, ACCOUNT_UNCONFIRMED);
	assert_int_equal(a.kind, RECORD_ENTERPRISE);
	assert_string_equal(a.credit_code, "91350100M000100Y43");
	link_of("acme", link);
	assert_memory_equal(link, "https://office.example/confirm?token=", 37);
	assert_int_equal(follow(link, &a), ERR_OK);
	assert_int_equal(a.state, ACCOUNT_SUBMITTED);
}

static void
a_link_followed_twice_tells_the_state_twice(void **state)
{
	struct account a;
	LINK(link);

	(void)state;
	assert_int_equal(submit(test_office_form("acme")), ERR_OK);
	link_of("acme", link);
	assert_int_equal(follow(link, &a), ERR_OK);
	assert_int_equal(follow(link, &a), ERR_OK);
	assert_int_equal(a.state, ACCOUNT_SUBMITTED);
	assert_int_equal(test_office_count(&t, "SELECT COUNT(*) FROM audit"
					       " WHERE event ="
					       " 'account.confirmed'"),
	    1);
}

static void
a_link_ends_with_its_time(void **state)
{
	struct account a;
	LINK(link);

	(void)state;
	assert_int_equal(submit(test_office_form("acme")), ERR_OK);
	link_of("acme", link);
	t.now += t.config.confirm_hours * 3600 + 1;
	assert_int_equal(follow(link, &a), ERR_LINK_INVALID);
}

static void
a_link_confirms_just_the_form_it_was_made_for(void **state)
{
	struct form other = test_office_form("acme");
	struct account a;
	LINK(first);
	LINK(second);

	(void)state;
	assert_int_equal(submit(test_office_form("acme")), ERR_OK);
	link_of("acme", first);
	other.name = "另一家公司";
	assert_int_equal(submit(other), ERR_OK);
	link_of("acme", second);
	assert_int_equal(follow(first, &a), ERR_LINK_INVALID);
	assert_int_equal(follow(second, &a), ERR_OK);
	assert_string_equal(a.name, "另一家公司");
}

static void
a_ticket_for_another_purpose_is_no_link(void **state)
{
	struct ticket login = {TICKET_LOGIN, t.now + 60, bytes_str("acme")};
	AUTO_DONE(buf) text = BUF(TICKET_TEXT_MAX);
	struct account a;

	(void)state;
	assert_int_equal(ticket_make(&t.tickets, &login, &text), ERR_OK);
	assert_int_equal(
	    registration_confirm(&t.office, &t.tickets, buf_bytes(&text), &a),
	    ERR_LINK_INVALID);
}

static void
a_user_name_is_taken_by_whoever_confirmed_it(void **state)
{
	(void)state;
	test_office_register(&t, "acme");
	assert_int_equal(submit(test_office_form("acme")), ERR_ACCOUNT_EXISTS);
}

static void
nobody_sends_a_form_to_somebody_elses_address(void **state)
{
	struct form f = test_office_form("acme");

	(void)state;
	assert_int_equal(submit(f), ERR_OK);
	f.email = "other@example.com";
	assert_int_equal(submit(f), ERR_ACCOUNT_EXISTS);
	f = test_office_form("acme");
	f.kind = "agency";
	assert_int_equal(submit(f), ERR_ACCOUNT_EXISTS);
}

static void
a_mail_that_cannot_be_queued_leaves_no_account(void **state)
{
	struct form f = test_office_form("acme");

	(void)state;
	f.email = "no-address";
	assert_int_equal(submit(f), ERR_FIELD_INVALID);
	assert_int_equal(
	    test_office_count(&t, "SELECT COUNT(*) FROM account"), 0);
}

int
main(void)
{
#define T(f) cmocka_unit_test_setup_teardown(f, open_office, close_office)
	const struct CMUnitTest tests[] = {
	    T(a_form_becomes_an_account_that_waits_for_its_link),
	    T(a_link_followed_twice_tells_the_state_twice),
	    T(a_link_ends_with_its_time),
	    T(a_link_confirms_just_the_form_it_was_made_for),
	    T(a_ticket_for_another_purpose_is_no_link),
	    T(a_user_name_is_taken_by_whoever_confirmed_it),
	    T(nobody_sends_a_form_to_somebody_elses_address),
	    T(a_mail_that_cannot_be_queued_leaves_no_account),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
