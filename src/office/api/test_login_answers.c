/* SPDX-License-Identifier: Apache-2.0 */
/* Every answer that a login by certificate can get, through the API, with a
 * pair issued by the real ca and key centre processes. */
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "office/api/view.h"
#include "office/testing/test_holder.h"
#include "office/testing/test_http.h"
#include "pki/login.h"
#include "pki/signed.h"

#define PATH "/api/v1/sessions/certificate"

static struct test_office t; /* one for all: each row begins anew */
static struct test_http http;
static struct test_holder h;
static struct obtain_answer issued;
static struct answer pair;
static int64_t issued_at;
static struct test_office old; /* another CA */

static int
open_offices(void **state)
{
	(void)state;
	test_office_open(&t, OFFICE_CA | OFFICE_KEYCENTRE);
	issued_at = t.now;
	test_office_open(&old, 0);
	test_http_open(&t, &http);
	test_office_register(&t, "acme");
	test_office_approve(&t, "acme");
	test_holder_begin(&t, "acme", "approved", &h);
	test_holder_obtain(&t, &h, &issued);
	assert_int_equal(test_holder_confirm(&t, &h, &issued), ERR_OK);
	assert_int_equal(answer_parse(buf_bytes(&issued.der), &pair), ERR_OK);
	return 0;
}

static int
close_offices(void **state)
{
	(void)state;
	obtain_answer_done(&issued);
	test_holder_done(&h);
	test_http_done(&http);
	test_office_close(&t);
	test_office_close(&old);
	return 0;
}

/* What is sent; members left out are as they should be. */
struct row {
	const char *what;
	const char *sql; /* what happened before */
	const char *want;
	const char *signed_for; /* an origin */
	const char *says;	/* the token's member origin */
	const char *host;
	const char *accept;
	const char *nonce;
	bool encryption, foreign, other_key;
	bool twice;	    /* sent again; the second answer counts */
	int64_t late_s;	    /* after the nonce was made */
	int64_t days;	    /* after the issue */
	const char *old_ca; /* state of the other CA here; NULL: unknown */
};

static void
get_nonce(char out[LOGIN_NONCE_MAX + 1])
{
	assert_int_equal(
	    test_http_send(&http, "POST", "/api/v1/sessions/challenge", "{}"),
	    200);
	test_http_text(&http, "nonce", out, LOGIN_NONCE_MAX + 1);
}

static struct bytes
certificate_of(const struct row *r)
{
	return r->foreign      ? buf_bytes(&old.op1.cert)
	       : r->encryption ? pair.encrypt
			       : pair.sign;
}

static json_t *
sign(const struct row *r, const char *nonce)
{
	AUTO_DONE(buf) der = BUF(SIGNATURE_DER_MAX);
	uint8_t message[LOGIN_MESSAGE_LEN];
	struct sm2_signature signature;
	const char *origin =
	    r->signed_for != NULL ? r->signed_for : t.config.origin;

	assert_int_equal(login_message(t.gm, origin, nonce, message), ERR_OK);
	assert_int_equal(
	    signer_sign(t.gm, r->other_key ? &t.op1.signer : &h.signer,
		BYTES_ARRAY(message), &signature),
	    ERR_OK);
	signature_encode(&der, &signature);
	return json_pack("{s:s, s:o, s:o, s:s*}", "format", LOGIN_FORMAT,
	    "certificate", view_base64(certificate_of(r)), "signature",
	    view_base64(buf_bytes(&der)), "origin", r->says);
}

static int
log_in(const struct row *r)
{
	char nonce[LOGIN_NONCE_MAX + 1];
	json_t *body;
	int status;

	get_nonce(nonce);
	body = json_pack("{s:s, s:o, s:s*}", "nonce",
	    r->nonce != NULL ? r->nonce : nonce, "token", sign(r, nonce),
	    "accept", r->accept);
	t.now += r->late_s;
	http.host = r->host;
	if (r->twice)
		test_http_post(&http, PATH, json_incref(body));
	status = test_http_post(&http, PATH, body);
	t.now -= r->late_s;
	return status;
}

/* An active holder with a confirmed pair; no old CA. */
static void
begin(void)
{
	t.now = issued_at;
	test_office_run(&t, "UPDATE account SET state = 'active'");
	test_office_run(&t, "UPDATE pair SET state = 'confirmed'");
	test_office_run(&t, "UPDATE certificate SET state = 'valid'");
	test_office_run(&t, "UPDATE certificate SET pair ="
			    " (SELECT id FROM pair)"
			    " WHERE profile LIKE 'holder-%'");
	test_office_run(&t, "DELETE FROM legacy_ca");
}

/* The other office's issuing CA becomes one that this office knows. */
static void
know_old_ca(const char *state)
{
	AUTO_DONE(buf) sql = BUF(16384);
	AUTO_DONE(buf) key = BUF(256);

	buf_str(&sql, "INSERT INTO legacy_ca (id, key, issuer, name,"
		      " certificate, migration, entry, entered_by, holders,"
		      " not_after, state, created_at) VALUES ('1', 'k', x'");
	signed_encode_key(&key, &old.authority.cert[AUTHORITY_ISSUING].key);
	text_hex(&sql, buf_bytes(&key));
	buf_printf(
	    &sql, "', 'old', x'', x'', x'', 'op1', 1, 0, '%s', 0)", state);
	buf_u8(&sql, 0);
	assert_int_equal(buf_status(&sql), ERR_OK);
	test_office_run(&t, (const char *)sql.p);
}

static const struct row rows[] = {
    {.what = "all is well", .want = "OK"},
    {.what = "the nonce again", .twice = true, .want = "CHALLENGE_USED"},
    {.what = "no nonce of ours", .nonce = "AAAA", .want = "CHALLENGE_USED"},
    {.what = "too late", .late_s = 301, .want = "CHALLENGE_EXPIRED"},
    {.what = "signed for another site, which the token says",
	.signed_for = "https://other.example",
	.says = "https://other.example",
	.want = "ORIGIN_WRONG"},
    {.what = "signed for the address in Host",
	.signed_for = "http://127.0.0.1:8443",
	.host = "127.0.0.1:8443",
	.want = "ORIGIN_WRONG"},
    {.what = "signed for another site, in silence",
	.signed_for = "https://other.example",
	.want = "SIGNATURE_INVALID"},
    {.what = "the token's origin opens nothing",
	.signed_for = "https://other.example",
	.says = "https://office.example",
	.want = "SIGNATURE_INVALID"},
    {.what = "a right signature whatever the token says",
	.says = "https://other.example",
	.want = "OK"},
    {.what = "an origin that is none",
	.says = "not an origin",
	.other_key = true,
	.want = "SIGNATURE_INVALID"},
    {.what = "signed with another key",
	.other_key = true,
	.want = "SIGNATURE_INVALID"},
    {.what = "the encryption certificate",
	.encryption = true,
	.want = "CERT_USAGE"},
    {.what = "a stranger's certificate",
	.foreign = true,
	.want = "CERT_UNTRUSTED"},
    {.what = "a certificate of a CA whose holders move",
	.foreign = true,
	.old_ca = "open",
	.want = "CERT_OLD_CA"},
    {.what = "of one whose holders do not move yet",
	.foreign = true,
	.old_ca = "entered",
	.want = "CERT_UNTRUSTED"},
    {.what = "before its time", .days = -1, .want = "CERT_NOT_YET_VALID"},
    {.what = "expired", .days = 1827, .want = "CERT_EXPIRED"},
    {.what = "on hold",
	.sql = "UPDATE certificate SET state = 'on-hold'",
	.want = "CERT_ON_HOLD"},
    {.what = "revoked",
	.sql = "UPDATE certificate SET state = 'revoked'",
	.want = "CERT_REVOKED"},
    {.what = "replaced by a newer pair",
	.sql = "UPDATE pair SET state = 'replaced'",
	.want = "CERT_REVOKED"},
    {.what = "not confirmed yet",
	.sql = "UPDATE pair SET state = 'delivered'",
	.want = "OPERATION_PENDING"},
    {.what = "of no pair",
	.sql = "UPDATE certificate SET pair = NULL",
	.want = "CERT_UNKNOWN"},
    {.what = "the account was returned",
	.sql = "UPDATE account SET state = 'returned'",
	.accept = "1",
	.want = "ACCOUNT_STATE"},
    {.what = "the terms were not accepted",
	.sql = "UPDATE account SET state = 'approved'",
	.want = "ACCOUNT_NOT_ACTIVE"},
    {.what = "other terms were accepted",
	.sql = "UPDATE account SET state = 'approved'",
	.accept = "2",
	.want = "ACCOUNT_NOT_ACTIVE"},
    {.what = "the terms are accepted",
	.sql = "UPDATE account SET state = 'approved'",
	.accept = "1",
	.want = "OK"},
    {.what = "accepted again, whatever version", .accept = "0", .want = "OK"},
};

static void
each_has_its_own_name_and_way_on(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		const struct row *r = &rows[i];
		const char *got;

		begin();
		t.now += r->days * 86400;
		if (r->sql != NULL)
			test_office_run(&t, r->sql);
		if (r->old_ca != NULL)
			know_old_ca(r->old_ca);
		got = log_in(r) == 201 ? "OK" : test_http_error(&http);
		if (strcmp(got, r->want) != 0)
			fail_msg("%s: %s, not %s", r->what, got, r->want);
	}
}

static void
who_has_to_accept_terms_is_told_which(void **state)
{
	const struct row r = {0};
	json_t *json, *details;

	(void)state;
	begin();
	test_office_run(&t, "UPDATE account SET state = 'approved'");
	assert_int_equal(log_in(&r), 403);
	json = test_http_body(&http);
	details = json_object_get(json_object_get(json, "error"), "details");
	assert_string_equal(
	    json_string_value(json_object_get(details, "terms")), "1");
	assert_string_equal(json_string_value(json_object_get(details, "url")),
	    "https://office.example/terms");
	json_decref(json);
	assert_int_equal(test_http_send(&http, "GET", "/terms", ""), 200);
}

static void
accepting_the_terms_is_recorded_once(void **state)
{
	const struct row r = {.accept = "1"};

	(void)state;
	begin();
	test_office_run(&t, "UPDATE account SET state = 'approved'");
	test_office_run(&t, "DELETE FROM audit"
			    " WHERE event = 'account.activated'");
	assert_int_equal(log_in(&r), 201);
	assert_int_equal(log_in(&r), 201);
	assert_int_equal(test_office_account(&t, "acme").state, ACCOUNT_ACTIVE);
	assert_int_equal(
	    test_office_count(&t, "SELECT COUNT(*) FROM audit"
				  " WHERE event = 'account.activated'"
				  " AND details LIKE '%\"terms\":\"1\"%'"),
	    1);
}

static int
tests(void)
{
	const struct CMUnitTest all[] = {
	    cmocka_unit_test(each_has_its_own_name_and_way_on),
	    cmocka_unit_test(who_has_to_accept_terms_is_told_which),
	    cmocka_unit_test(accepting_the_terms_is_recorded_once),
	};

	return cmocka_run_group_tests(all, open_offices, close_offices);
}

int
main(int argc, char **argv)
{
	return test_office_main(argc, argv, tests);
}
