/* SPDX-License-Identifier: Apache-2.0 */
/* Naming a certificate, and what such a session may call. */
#include <stdio.h>
#include <string.h>

#include "office/api/api.h"
#include "office/api/login.h"
#include "office/http/answer.h"
#include "office/testing/test_holder.h"

static struct test_office t; /* one for each test */
static struct test_holder h;
static struct web web;
static struct worker *worker;
static struct session_token token;
static struct session session;

static int
open_office(void **state)
{
	(void)state;
	test_office_open(&t, OFFICE_CA | OFFICE_KEYCENTRE);
	t.config.captcha = false;
	test_office_register(&t, "acme");
	test_office_approve(&t, "acme");
	test_holder_begin(&t, "acme", "approved", &h);
	test_holder_issue(&t, &h);
	web = (struct web){.office = t.office,
	    .ticket_key = t.tickets.key,
	    .routes = api_routes};
	assert_int_equal(
	    workers_new(web.ticket_key, &t.authority.cert[AUTHORITY_ISSUING],
		&web.workers),
	    ERR_OK);
	assert_int_equal(workers_borrow(web.workers, &worker), ERR_OK);
	return 0;
}

static int
close_office(void **state)
{
	(void)state;
	workers_return(web.workers, worker);
	workers_free(web.workers);
	test_holder_done(&h);
	test_office_close(&t);
	return 0;
}

static enum err
name_(struct bytes certificate)
{
	const struct login_named l = {
	    .certificate = certificate, .address = "192.0.2.1"};

	return login_by_name(&web, worker, &l, &token, &session);
}

static void
a_certificate_that_counts_may_be_named(void **state)
{
	struct session found;

	(void)state;
	assert_int_equal(name_(buf_bytes(&h.sign)), ERR_OK);
	assert_int_equal(session.kind, SESSION_NAMED);
	assert_string_equal(session.account.user_name, "acme");
	assert_int_equal(
	    session_find(&t.office, t.gm, token.text, &found), ERR_OK);
	assert_int_equal(found.kind, SESSION_NAMED);
	assert_string_equal(found.serial, h.serial);
}

static void
one_on_hold_may_be_named_too(void **state)
{
	struct session found;

	(void)state;
	test_office_run(&t, "UPDATE certificate SET state = 'on-hold'");
	assert_int_equal(name_(buf_bytes(&h.sign)), ERR_OK);
	assert_int_equal(
	    session_find(&t.office, t.gm, token.text, &found), ERR_OK);
	test_office_run(&t, "UPDATE certificate SET state = 'revoked'");
	assert_int_equal(session_find(&t.office, t.gm, token.text, &found),
	    ERR_SESSION_MISSING);
}

static void
no_other_may_and_all_are_refused_alike(void **state)
{
	static uint8_t junk[3] = {0x30, 0x01, 0x00};
	AUTO_DONE(buf) bent = BUF(CERT_DER_MAX);

	(void)state;
	buf_put(&bent, buf_bytes(&h.sign));
	bent.p[bent.len - 1] ^= 1;
	assert_int_equal(name_(buf_bytes(&bent)), ERR_LOGIN_REFUSED);
	assert_int_equal(name_(BYTES_ARRAY(junk)), ERR_LOGIN_REFUSED);
	assert_int_equal(name_(BYTES_NONE), ERR_LOGIN_REFUSED);
	assert_int_equal(name_(buf_bytes(&t.authority.der[AUTHORITY_ISSUING])),
	    ERR_LOGIN_REFUSED);
	assert_int_equal(name_(buf_bytes(&t.op1.cert)), ERR_LOGIN_REFUSED);
}

static void
one_that_counts_no_more_is_refused(void **state)
{
	static const char *const ends[] = {
	    "UPDATE certificate SET state = 'revoked'",
	    "UPDATE certificate SET state = 'valid', not_after = 1",
	    "UPDATE certificate SET not_after = 99999999999",
	    "UPDATE pair SET state = 'replaced'",
	    "UPDATE pair SET state = 'abandoned'",
	    "UPDATE pair SET state = 'delivered'",
	};
	static const enum err want[] = {ERR_LOGIN_REFUSED, ERR_LOGIN_REFUSED,
	    ERR_OK, ERR_LOGIN_REFUSED, ERR_LOGIN_REFUSED, ERR_OK};

	(void)state;
	for (size_t i = 0; i < COUNT(ends); i++) {
		test_office_run(&t, ends[i]);
		assert_int_equal(name_(buf_bytes(&h.sign)), want[i]);
	}
}

static void
naming_is_limited_for_certificate_and_address(void **state)
{
	(void)state;
	for (int64_t i = 0; i < t.config.tries_user; i++)
		assert_int_equal(name_(buf_bytes(&h.sign)), ERR_OK);
	assert_int_equal(name_(buf_bytes(&h.sign)), ERR_TOO_MANY_TRIES);
	assert_int_equal(name_(buf_bytes(&t.op1.cert)), ERR_LOGIN_REFUSED);
	t.config.tries_address = 1;
	assert_int_equal(name_(buf_bytes(&t.op2.cert)), ERR_TOO_MANY_TRIES);
	t.now += t.config.tries_window_s;
	assert_int_equal(name_(buf_bytes(&h.sign)), ERR_OK);
}

static void
without_the_captcha_nothing_is_told(void **state)
{
	(void)state;
	t.config.captcha = true;
	assert_int_equal(name_(buf_bytes(&h.sign)), ERR_LOGIN_REFUSED);
}

/* --- what it may call --- */

static char bearer[80];

static const char *
header(void *self, const char *name)
{
	(void)self;
	if (strcmp(name, "Authorization") == 0)
		return bearer;
	return strcmp(name, "Content-Type") == 0 ? "application/json" : NULL;
}

static const char *
query(void *self, const char *name)
{
	(void)self;
	(void)name;
	return NULL;
}

/* The error that a call ends with. */
static enum err
call(const struct route *r)
{
	static const char id[] = "00000000000000000000000000000000";
	char path[256], request_id[REQUEST_ID_SIZE] = "0";
	const char *at = strstr(r->path, "{id}");
	struct incoming in = {.method = r->method,
	    .path = path,
	    .body = bytes_str("{}"),
	    .address = "192.0.2.1",
	    .header = header,
	    .query = query};
	AUTO_DONE(reply) reply;

	if (at == NULL)
		snprintf(path, sizeof(path), "%s", r->path);
	else
		snprintf(path, sizeof(path), "%.*s%s%s", (int)(at - r->path),
		    r->path, id, at + strlen("{id}"));
	reply_init(&reply);
	answer(&web, &in, request_id, &reply);
	return reply.err;
}

static bool
is_for_named(const char *name)
{
	static const char *const names[] = {"getSession", "logout",
	    "mailUnlockCode", "unlock", "confirmUnlock"};

	for (size_t i = 0; i < COUNT(names); i++)
		if (strcmp(name, names[i]) == 0)
			return true;
	return false;
}

/* Over all routes: each that wants a session at all. */
static void
a_named_session_can_call_nothing_but_unlock(void **state)
{
	size_t allowed = 0, refused = 0;

	(void)state;
	for (const struct route *r = api_routes; r->method != NULL; r++) {
		if (r->sessions == 0)
			continue;
		t.now += t.config.tries_window_s;
		assert_int_equal(name_(buf_bytes(&h.sign)), ERR_OK);
		snprintf(bearer, sizeof(bearer), "Bearer %s", token.text);
		if (is_for_named(r->name)) {
			assert_int_not_equal(call(r), ERR_SESSION_SCOPE);
			allowed++;
		} else {
			assert_int_equal(call(r), ERR_SESSION_SCOPE);
			refused++;
		}
	}
	assert_int_equal(allowed, 5);
	assert_true(refused >= 4);
}

static int
run(void)
{
#define T(f) cmocka_unit_test_setup_teardown(f, open_office, close_office)
	const struct CMUnitTest tests[] = {
	    T(a_certificate_that_counts_may_be_named),
	    T(one_on_hold_may_be_named_too),
	    T(no_other_may_and_all_are_refused_alike),
	    T(one_that_counts_no_more_is_refused),
	    T(naming_is_limited_for_certificate_and_address),
	    T(without_the_captcha_nothing_is_told),
	    T(a_named_session_can_call_nothing_but_unlock),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

int
main(int argc, char **argv)
{
	return test_office_main(argc, argv, run);
}
