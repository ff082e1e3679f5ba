/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Holders of old CAs get in with their old keys, and each by the key that
 * signed the certificate: two CAs of one name issued the same serial number.
 */
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "gm/pkcs12.h"
#include "office/api/view.h"
#include "office/legacy/import.h"
#include "office/testing/test_http.h"
#include "pki/legacy_vectors.h"
#include "pki/login.h"

#define PATH "/api/v1/sessions/exchange"
#define HEADER                                                              \
	"serial,userName,kind,name,creditCode,email,contact,phone,address," \
	"lang\n"
#define REST ",individual,张三,,a@example.com,张三,13800138000,北京,zh\n"

static struct test_office t;
static struct test_http http;

static void
decode(const char *base64, struct buf *b)
{
	assert_int_equal(text_unbase64(bytes_str(base64), b), ERR_OK);
}

/* Import the holders of a CA; approved too, if so. */
static void
import(const char *ca, const char *list, bool approve)
{
	AUTO_DONE(buf) certificate = BUF(LEGACY_CERT_DER_MAX);
	AUTO_DONE(holders) holders = {0};
	struct legacy_import i = {.holders = &holders, .days = 30};
	char id[LEGACY_ID_SIZE];

	decode(ca, &certificate);
	i.certificate = buf_bytes(&certificate);
	assert_int_equal(holders_read(bytes_str(list), &holders), ERR_OK);
	assert_int_equal(
	    legacy_import_do(&t.office, t.gm, &t.op1.actor, &i, id), ERR_OK);
	if (approve)
		assert_int_equal(
		    legacy_endorse(&t.office, t.gm, &t.op2.actor, id), ERR_OK);
}

static int
open_office(void **state)
{
	(void)state;
	test_office_open(&t, 0);
	test_http_open(&t, &http);
	import(LEGACY_RSA_CA_A, HEADER "1001,rsa-a" REST, true);
	import(LEGACY_RSA_CA_B, HEADER "1001,rsa-b" REST, true);
	import(LEGACY_SM2_CA_A, HEADER "1001,sm2-a" REST, true);
	import(LEGACY_SM2_CA_B, HEADER "1001,sm2-b" REST, false);
	return 0;
}

static int
close_office(void **state)
{
	(void)state;
	test_http_done(&http);
	test_office_close(&t);
	return 0;
}

struct row {
	const char *what;
	const char *file;	/* the certificate that is shown */
	const char *sign_by;	/* the file whose key signs; NULL: the same */
	const char *signed_for; /* NULL: our origin */
	const char *prepare;	/* SQL, or NULL */
	const char *want;	/* error's name, or whose session it is */
};

static const struct row rows[] = {
    {"RSA", LEGACY_RSA_HOLDER, .want = "rsa-a"},
    {"the same name and number by the other key", LEGACY_RSA_TWIN,
	.want = "rsa-b"},
    {"SM2", LEGACY_SM2_HOLDER, .want = "sm2-a"},
    {"of a CA that is not approved yet", LEGACY_SM2_TWIN,
	.want = "CERT_UNTRUSTED"},
    {"whom nobody imported", LEGACY_SM2_OTHER, .want = "CERT_UNKNOWN"},
    {"signed by the namesake", LEGACY_RSA_HOLDER, LEGACY_RSA_TWIN,
	.want = "SIGNATURE_INVALID"},
    {"signed by the namesake's SM2 key", LEGACY_SM2_HOLDER, LEGACY_SM2_OTHER,
	.want = "SIGNATURE_INVALID"},
    {"signed by a key of another kind", LEGACY_SM2_HOLDER, LEGACY_RSA_HOLDER,
	.want = "SIGNATURE_INVALID"},
    {"an encryption certificate", LEGACY_SM2_ENCRYPT, .want = "CERT_USAGE"},
    {"an expired one", LEGACY_SM2_EXPIRED, .want = "CERT_EXPIRED"},
    {"one that is not valid yet", LEGACY_SM2_EARLY,
	.want = "CERT_NOT_YET_VALID"},
    {"signed for another site", LEGACY_RSA_HOLDER,
	.signed_for = "https://other.example", .want = "ORIGIN_WRONG"},
    {"who moved and is active", LEGACY_RSA_HOLDER,
	.prepare = "UPDATE account SET state = 'active'", .want = "rsa-a"},
    {"whose account was returned", LEGACY_RSA_HOLDER,
	.prepare = "UPDATE account SET state = 'returned'",
	.want = "ACCOUNT_STATE"},
    {"after the order was closed", LEGACY_RSA_HOLDER,
	.prepare = "UPDATE legacy_ca SET state = 'closed'",
	.want = "CERT_UNTRUSTED"},
};

static struct pkcs12 *
open_file(const char *base64)
{
	AUTO_DONE(buf) file = BUF(PKCS12_FILE_MAX);
	struct pkcs12 *k = NULL;

	decode(base64, &file);
	assert_int_equal(
	    pkcs12_open(t.gm, buf_bytes(&file), bytes_str(LEGACY_PASSWORD), &k),
	    ERR_OK);
	return k;
}

static json_t *
make_body(const struct row *r, const char *format)
{
	AUTO(pkcs12) shown = open_file(r->file);
	AUTO(pkcs12)
	signing = open_file(r->sign_by == NULL ? r->file : r->sign_by);
	AUTO_DONE(buf) signature = BUF(PKCS12_SIGNATURE_MAX);
	uint8_t message[LOGIN_MESSAGE_LEN];
	char nonce[LOGIN_NONCE_MAX + 1];

	assert_int_equal(
	    test_http_post(&http, "/api/v1/sessions/challenge", json_object()),
	    200);
	test_http_text(&http, "nonce", nonce, sizeof(nonce));
	assert_int_equal(
	    login_message(t.gm,
		r->signed_for == NULL ? t.config.origin : r->signed_for, nonce,
		message),
	    ERR_OK);
	assert_int_equal(
	    pkcs12_sign(t.gm, signing, BYTES_ARRAY(message), &signature),
	    ERR_OK);
	return json_pack("{s:s, s:{s:s, s:o, s:o, s:s*}}", "nonce", nonce,
	    "token", "format", format, "certificate",
	    view_base64(pkcs12_certificate(shown)), "signature",
	    view_base64(buf_bytes(&signature)), "origin", r->signed_for);
}

static void
assert_in(const char *what, const char *user_name)
{
	json_t *body = test_http_body(&http);
	const char *got = NULL;

	if (json_unpack(body, "{s:{s:s}}", "account", "userName", &got) != 0 ||
	    strcmp(got, user_name) != 0)
		fail_msg("%s: %s", what, got == NULL ? "refused" : got);
	json_decref(body);
}

static void
each_gets_in_by_the_key_that_signed_the_certificate(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		const struct row *r = &rows[i];
		int status;

		test_office_run(&t, "UPDATE account SET state = 'approved'");
		if (r->prepare != NULL)
			test_office_run(&t, r->prepare);
		status = test_http_post(
		    &http, PATH, make_body(r, LOGIN_FORMAT_LEGACY));
		if (status == 201)
			assert_in(r->what, r->want);
		else if (strcmp(test_http_error(&http), r->want) != 0)
			fail_msg("%s: %s", r->what, test_http_error(&http));
	}
}

static void
a_nonce_serves_once(void **state)
{
	json_t *body = make_body(&rows[0], LOGIN_FORMAT_LEGACY);

	(void)state;
	assert_int_equal(test_http_post(&http, PATH, json_incref(body)), 201);
	assert_int_equal(test_http_post(&http, PATH, body), 403);
	assert_string_equal(test_http_error(&http), "CHALLENGE_USED");
}

static void
tokens_of_either_login_do_not_pass_for_the_other(void **state)
{
	(void)state;
	assert_int_equal(
	    test_http_post(&http, PATH, make_body(&rows[0], LOGIN_FORMAT)),
	    400);
	for (size_t i = 0; i < 3; i++) {
		assert_int_equal(
		    test_http_post(&http, "/api/v1/sessions/certificate",
			make_body(&rows[i], LOGIN_FORMAT)),
		    403);
		assert_string_equal(test_http_error(&http), "CERT_OLD_CA");
	}
}

static void
attempts_are_limited_for_an_address(void **state)
{
	const struct row *r = &rows[0];

	(void)state;
	t.config.tries_address = 3;
	for (int i = 0; i < 3; i++)
		assert_int_equal(test_http_post(&http, PATH,
				     make_body(r, LOGIN_FORMAT_LEGACY)),
		    201);
	assert_int_equal(
	    test_http_post(&http, PATH, make_body(r, LOGIN_FORMAT_LEGACY)),
	    429);
	t.now += t.config.tries_window_s;
	assert_int_equal(
	    test_http_post(&http, PATH, make_body(r, LOGIN_FORMAT_LEGACY)),
	    201);
}

static bool
is_for_exchange(const char *name)
{
	static const char *const names[] = {
	    "getSession", "logout", "obtainPair", "getPair", "confirmPair"};

	for (size_t i = 0; i < COUNT(names); i++)
		if (strcmp(name, names[i]) == 0)
			return true;
	return false;
}

/* A call of the route, with some id. */
static void
call(const struct route *r)
{
	static const char id[] = "00000000000000000000000000000000";
	const char *at = strstr(r->path, "{id}");
	char path[256];

	snprintf(path, sizeof(path), "%s", r->path);
	if (at != NULL)
		snprintf(path, sizeof(path), "%.*s%s%s", (int)(at - r->path),
		    r->path, id, at + strlen("{id}"));
	test_http_send(&http, r->method, path, "{}");
}

/* Over all routes: each that wants a session at all. */
static void
an_exchange_session_can_do_nothing_but_exchange(void **state)
{
	size_t allowed = 0, refused = 0;

	(void)state;
	t.config.tries_address = 1000;
	for (const struct route *r = api_routes; r->method != NULL; r++) {
		bool scope;

		if (r->sessions == 0)
			continue;
		assert_int_equal(test_http_post(&http, PATH,
				     make_body(&rows[0], LOGIN_FORMAT_LEGACY)),
		    201);
		test_http_session(&http);
		call(r);
		scope = http.reply.err == ERR_SESSION_SCOPE;
		assert_int_equal(scope, !is_for_exchange(r->name));
		scope ? refused++ : allowed++;
	}
	assert_int_equal(allowed, 5);
	assert_true(refused >= 4);
}

int
main(void)
{
#define T(f) cmocka_unit_test_setup_teardown(f, open_office, close_office)
	const struct CMUnitTest tests[] = {
	    T(each_gets_in_by_the_key_that_signed_the_certificate),
	    T(a_nonce_serves_once),
	    T(tokens_of_either_login_do_not_pass_for_the_other),
	    T(attempts_are_limited_for_an_address),
	    T(an_exchange_session_can_do_nothing_but_exchange),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
