/* SPDX-License-Identifier: Apache-2.0 */
#include "office/http/session.h"

#include <string.h>

#include "office/testing/test_office.h"

static struct test_office t; /* one for each test */
static struct session_token token;

struct begin {
	struct session session;
};

static enum err
begin(struct db *db, void *arg)
{
	struct begin *b = arg;

	return session_begin(db, &t.config, &token, t.now, &b->session);
}

static int
open_office(void **state)
{
	struct begin b = {.session = {.kind = SESSION_ACCOUNT}};

	(void)state;
	test_office_open(&t, 0);
	test_office_register(&t, "acme");
	b.session.account = test_office_account(&t, "acme");
	assert_int_equal(
	    session_token_make(t.gm, random_system(), &token), ERR_OK);
	assert_int_equal(store_write(t.store, begin, &b), ERR_OK);
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
find(const char *text, struct session *ret_s)
{
	return session_find(&t.office, t.gm, text, ret_s);
}

static void
a_token_finds_its_session(void **state)
{
	struct session s;

	(void)state;
	assert_int_equal(find(token.text, &s), ERR_OK);
	assert_int_equal(s.kind, SESSION_ACCOUNT);
	assert_string_equal(s.account.user_name, "acme");
	assert_int_equal(session_expires(&s, &t.config, t.now),
	    t.now + t.config.session_idle_s);
}

static void
any_other_token_finds_none(void **state)
{
	struct session s;
	char other[SESSION_TOKEN_SIZE];

	(void)state;
	memcpy(other, token.text, sizeof(other));
	other[5] = other[5] == 'A' ? 'B' : 'A';
	assert_int_equal(find(other, &s), ERR_SESSION_MISSING);
	assert_int_equal(find("", &s), ERR_SESSION_MISSING);
	/* what the store has is of no use to whoever reads it */
	assert_int_equal(find(token.hash, &s), ERR_SESSION_MISSING);
}

static void
a_session_ends_when_it_is_not_used(void **state)
{
	struct session s;

	(void)state;
	t.now += t.config.session_idle_s - 1;
	assert_int_equal(find(token.text, &s), ERR_OK);
	t.now += t.config.session_idle_s - 1;
	assert_int_equal(find(token.text, &s), ERR_OK);
	t.now += t.config.session_idle_s;
	assert_int_equal(find(token.text, &s), ERR_SESSION_MISSING);
}

static void
a_session_ends_however_much_it_is_used(void **state)
{
	int64_t end = t.now + t.config.session_max_s;
	struct session s;

	(void)state;
	for (; t.now < end; t.now += t.config.session_idle_s / 2)
		assert_int_equal(find(token.text, &s), ERR_OK);
	assert_int_equal(find(token.text, &s), ERR_SESSION_MISSING);
}

static void
a_session_ends_at_logout(void **state)
{
	struct session s;

	(void)state;
	assert_int_equal(find(token.text, &s), ERR_OK);
	assert_int_equal(session_end(&t.office, &s), ERR_OK);
	assert_int_equal(find(token.text, &s), ERR_SESSION_MISSING);
}

static void
a_session_ends_with_its_certificate(void **state)
{
	struct session s;

	(void)state;
	test_office_run(&t, "UPDATE session SET kind = 'certificate',"
			    " serial = (SELECT MIN(serial) FROM certificate)");
	assert_int_equal(find(token.text, &s), ERR_OK);
	assert_int_equal(s.kind, SESSION_CERTIFICATE);
	test_office_run(&t, "UPDATE certificate SET state = 'on-hold'");
	assert_int_equal(find(token.text, &s), ERR_SESSION_MISSING);
	test_office_run(&t, "DELETE FROM certificate");
	assert_int_equal(find(token.text, &s), ERR_SESSION_MISSING);
}

static void
use_is_written_down_once_a_minute(void **state)
{
	struct session s;
	int64_t first = t.now;

	(void)state;
	t.now += 59;
	assert_int_equal(find(token.text, &s), ERR_OK);
	assert_int_equal(
	    test_office_count(&t, "SELECT seen_at FROM session"), first);
	t.now += 1;
	assert_int_equal(find(token.text, &s), ERR_OK);
	assert_int_equal(
	    test_office_count(&t, "SELECT seen_at FROM session"), t.now);
}

int
main(void)
{
#define T(f) cmocka_unit_test_setup_teardown(f, open_office, close_office)
	const struct CMUnitTest tests[] = {
	    T(a_token_finds_its_session),
	    T(any_other_token_finds_none),
	    T(a_session_ends_when_it_is_not_used),
	    T(a_session_ends_however_much_it_is_used),
	    T(a_session_ends_at_logout),
	    T(a_session_ends_with_its_certificate),
	    T(use_is_written_down_once_a_minute),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
