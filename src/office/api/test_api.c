/* SPDX-License-Identifier: Apache-2.0 */
/* Requests and their answers, through everything but the wire. */
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "office/testing/test_http.h"
#include "office/web/captcha.h"

static struct test_office t; /* one for each test */
static struct test_http http;

static int
open_office(void **state)
{
	(void)state;
	test_office_open(&t, 0);
	t.config.captcha = false;
	test_http_open(&t, &http);
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

static int
send(const char *method, const char *path, const char *body)
{
	return test_http_send(&http, method, path, body);
}

static void
expect_error(const char *name)
{
	assert_string_equal(test_http_error(&http), name);
}

static void
what_is_not_there_is_named(void **state)
{
	(void)state;
	assert_int_equal(send("GET", "/nowhere", ""), 404);
	expect_error("NOT_FOUND");
	assert_int_equal(send("PUT", "/api/v1/info", ""), 405);
	expect_error("METHOD_NOT_ALLOWED");
	assert_string_equal(http.reply.allow, "GET, HEAD, OPTIONS");
	assert_int_equal(send("OPTIONS", "/api/v1/session", ""), 204);
	assert_string_equal(http.reply.allow, "GET, HEAD, DELETE, OPTIONS");
	assert_int_equal(send("OPTIONS", "/nowhere", ""), 404);
}

static void
errors_speak_the_readers_language(void **state)
{
	(void)state;
	http.lang = "en";
	send("GET", "/nowhere", "");
	assert_non_null(
	    memmem(http.reply.body.p, http.reply.body.len, "not found", 9));
	assert_int_equal(http.reply.lang, LANG_EN);
	http.lang = NULL;
	send("GET", "/nowhere", "");
	assert_non_null(
	    memmem(http.reply.body.p, http.reply.body.len, "没有找到", 12));
}

static void
a_body_must_be_just_what_is_described(void **state)
{
	(void)state;
	assert_int_equal(send("POST", "/api/v1/captcha", ""), 400);
	expect_error("BAD_REQUEST");
	assert_int_equal(send("POST", "/api/v1/captcha", "{\"a\":1}"), 400);
	http.type = "text/plain";
	assert_int_equal(send("POST", "/api/v1/captcha", "{}"), 400);
	http.type = "application/jsonp";
	assert_int_equal(send("POST", "/api/v1/captcha", "{}"), 400);
	http.type = "application/json; charset=utf-8";
	assert_int_equal(send("POST", "/api/v1/captcha", "{}"), 200);
}

static const char *const session_paths[][2] = {
    {"GET", "/api/v1/session"},
    {"DELETE", "/api/v1/session"},
    {"GET", "/api/v1/account"},
    {"POST", "/api/v1/pairs"},
    {"GET", "/api/v1/pairs/00000000000000000000000000000000"},
    {"POST", "/api/v1/pairs/00000000000000000000000000000000/confirm"},
};

static void
nothing_of_an_account_is_had_without_a_session(void **state)
{
	static const char *const headers[] = {NULL, "", "Bearer ", "Bearer x",
	    "Basic eDp5", "Bearer AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"};

	(void)state;
	for (size_t i = 0; i < COUNT(session_paths); i++)
		for (size_t k = 0; k < COUNT(headers); k++) {
			http.authorization = headers[k];
			assert_int_equal(send(session_paths[i][0],
					     session_paths[i][1], "{}"),
			    401);
			expect_error("SESSION_MISSING");
		}
}

#define LOGIN "/api/v1/sessions/account"

static void
a_captcha_is_solved_and_lets_in(void **state)
{
	struct ticket_opened opened;
	char id[TICKET_TEXT_MAX + 1], text[1024];

	(void)state;
	test_office_register(&t, "acme");
	t.config.captcha = true;
	assert_int_equal(send("POST", "/api/v1/captcha", "{}"), 200);
	test_http_text(&http, "id", id, sizeof(id));
	t.now += t.config.captcha_s - 1;
	assert_int_equal(ticket_open(&t.tickets, TICKET_CAPTCHA, bytes_str(id),
			     t.now, &opened),
	    ERR_OK);
	snprintf(text, sizeof(text),
	    "{\"userName\":\"acme\",\"applicant\":\"某某（北京）公司\","
	    "\"captcha\":{\"id\":\"%s\",\"answer\":\"%.*s\"}}",
	    id, (int)opened.len, (const char *)opened.payload);
	assert_int_equal(send("POST", LOGIN, text), 201);
	assert_int_equal(send("POST", LOGIN, text), 403);
	expect_error("LOGIN_REFUSED");
}

static void
captchas_are_drawn_so_often_for_one_address(void **state)
{
	(void)state;
	t.config.captcha_address = 3;
	for (int i = 0; i < 6; i++)
		assert_int_equal(
		    send("POST", "/api/v1/captcha", "{}"), i < 3 ? 200 : 429);
	expect_error("TOO_MANY_TRIES");

	/* Nothing is kept of one that nobody answers but the count. */
	assert_int_equal(
	    test_office_count(&t, "SELECT count(*) FROM spent"), 0);
	assert_int_equal(
	    test_office_count(&t, "SELECT count(*) FROM attempt"), 1);

	http.address = "192.0.2.2";
	assert_int_equal(send("POST", "/api/v1/captcha", "{}"), 200);
	http.address = NULL;
	t.now += t.config.tries_window_s;
	assert_int_equal(send("POST", "/api/v1/captcha", "{}"), 200);
}

static void
a_session_shows_its_own_account(void **state)
{
	json_t *json;

	(void)state;
	test_office_register(&t, "acme");
	assert_int_equal(
	    send("POST", LOGIN,
		"{\"userName\":\"acme\",\"applicant\":\"某某(北京)公司\"}"),
	    201);
	test_http_session(&http);
	assert_int_equal(send("GET", "/api/v1/account", ""), 200);
	json = test_http_body(&http);
	assert_int_equal(json_array_size(json_object_get(json, "pairs")), 0);
	assert_true(json_is_null(json_object_get(json, "authorisation")));
	json_decref(json);
	assert_int_equal(
	    send("GET", "/api/v1/pairs/00000000000000000000000000000000", ""),
	    404);
	/* an issue without its key */
	assert_int_equal(
	    send("POST", "/api/v1/pairs",
		"{\"verb\":\"issue\",\"csr\":\"\",\"ask\":\"\",\"escrow\":"
		"\"\",\"carrier\":{\"kind\":\"soft\",\"serial\":\"S\"}}"),
	    400);
	expect_error("BAD_REQUEST");
	assert_int_equal(send("DELETE", "/api/v1/session", ""), 204);
	assert_int_equal(send("GET", "/api/v1/session", ""), 401);
}

static void
pages_show_what_came_without_believing_it(void **state)
{
	const struct ticket link = {
	    .purpose = TICKET_CONFIRM_EMAIL, .expires_at = t.now + 60};
	AUTO_DONE(buf) token = BUF(TICKET_TEXT_MAX);
	char text[TICKET_TEXT_MAX + 1];

	(void)state;
	assert_int_equal(ticket_make(&t.tickets, &link, &token), ERR_OK);
	snprintf(
	    text, sizeof(text), "%.*s", (int)token.len, (const char *)token.p);
	http.token = "\"><script>alert(1)</script>";
	assert_int_equal(send("GET", "/confirm", ""), 403);
	assert_null(
	    memmem(http.reply.body.p, http.reply.body.len, "<script", 7));
	http.token = "abc_DEF-1"; /* not made here */
	assert_int_equal(send("GET", "/confirm", ""), 403);
	http.token = text;
	assert_int_equal(send("GET", "/confirm", ""), 200);
	assert_non_null(
	    memmem(http.reply.body.p, http.reply.body.len, text, strlen(text)));
	assert_int_equal(send("POST", "/confirm", "token=%3Cscript%3E"), 403);
	assert_int_equal(send("POST", "/confirm", "token="), 403);
	assert_int_equal(send("POST", "/confirm", ""), 403);
	assert_int_equal(send("GET", "/", ""), 200);
	assert_int_equal(send("GET", "/terms", ""), 200);
	assert_int_equal(send("GET", "/style.css", ""), 200);
	assert_true(http.reply.cacheable);
}

static void
the_offices_certificates_are_had_by_name(void **state)
{
	static const char *const paths[] = {"/ca/root.cer", "/ca/issuing.cer",
	    "/ca/keycentre.cer", "/ca/audit.cer"};

	(void)state;
	for (size_t i = 0; i < COUNT(paths); i++) {
		assert_int_equal(send("GET", paths[i], ""), 200);
		assert_true(bytes_equal(buf_bytes(&http.reply.body),
		    buf_bytes(&t.authority.der[i])));
	}
	assert_int_equal(send("GET", "/ca/unlock", ""), 404);
	assert_int_equal(send("GET", "/ca/issuing.crl", ""), 404);
}

static void
health_tells_what_is_not_there(void **state)
{
	json_t *json, *checks;

	(void)state;
	assert_int_equal(send("GET", "/api/v1/health", ""), 503);
	json = test_http_body(&http);
	checks = json_object_get(json, "checks");
	assert_string_equal(
	    json_string_value(json_object_get(checks, "store")), "ok");
	assert_string_equal(
	    json_string_value(json_object_get(checks, "ca")), "bad");
	assert_string_equal(
	    json_string_value(json_object_get(checks, "crl")), "bad");
	json_decref(json);
}

int
main(void)
{
#define T(f) cmocka_unit_test_setup_teardown(f, open_office, close_office)
	const struct CMUnitTest tests[] = {
	    T(what_is_not_there_is_named),
	    T(errors_speak_the_readers_language),
	    T(a_body_must_be_just_what_is_described),
	    T(nothing_of_an_account_is_had_without_a_session),
	    T(a_captcha_is_solved_and_lets_in),
	    T(captchas_are_drawn_so_often_for_one_address),
	    T(a_session_shows_its_own_account),
	    T(pages_show_what_came_without_believing_it),
	    T(the_offices_certificates_are_had_by_name),
	    T(health_tells_what_is_not_there),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
