/* SPDX-License-Identifier: Apache-2.0 */
/* What goes over the wire for the life of a pair, and what is made of the
 * answers. */
#include "assistant/office.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

struct peer {
	const char *method, *path, *request; /* what must come */
	int status;
	const char *answer;
	bool asked;
};

static enum err
answer(void *self, const struct transport_request *r,
    struct transport_answer *ret_answer)
{
	struct peer *p = self;
	static const char url[] = "https://office.example";

	p->asked = true;
	assert_string_equal(r->method, p->method);
	assert_memory_equal(r->url, url, sizeof(url) - 1);
	assert_string_equal(r->url + sizeof(url) - 1, p->path);
	assert_int_equal(r->body.len, strlen(p->request));
	assert_memory_equal(r->body.p, p->request, r->body.len);
	*ret_answer = (struct transport_answer){
	    .status = p->status, .body = BUF(TRANSPORT_ANSWER_MAX)};
	memcpy(ret_answer->content_type, "application/json", 17);
	buf_str(&ret_answer->body, p->answer);
	return ERR_OK;
}

static struct assistant *
open_with(struct peer *peer, char home[])
{
	static int64_t now = 1795334400; /* 2026-11-22T08:00:00Z */
	const struct transport t = {answer, peer};
	const struct assistant_options o = {.home = mkdtemp(home),
	    .office = "https://office.example",
	    .clock = clock_fixed(&now),
	    .random = random_system(),
	    .transport = &t};
	struct assistant *a;
	char path[FILE_PATH_MAX];

	assert_int_equal(assistant_open(&o, &a), ERR_OK);
	assert_int_equal(file_path(path, home, "session"), ERR_OK);
	assert_int_equal(file_replace(path, bytes_str("token"), 0600), ERR_OK);
	return a;
}

#define DER BYTES("\x30\x00", 2)
#define CODE_ANSWER                      \
	"{\"email\":\"u***@x.example\"," \
	"\"expiresAt\":\"2026-11-22T09:00:00Z\"}"

static enum err
ask_unlock_code(struct assistant *a)
{
	struct mailed_code code = {.expires_at = 0};
	enum err e = office_unlock_code(a, "SOFT01", &code);

	if (e == ERR_OK) {
		assert_string_equal(code.email, "u***@x.example");
		assert_int_equal(code.expires_at, 1795338000);
	}
	return e;
}

static enum err
ask_release_code(struct assistant *a)
{
	struct mailed_code code;

	return office_hold_code(a, INSTRUCTION_RELEASE, "0a0b", &code);
}

static enum err
unlock(struct assistant *a)
{
	AUTO_DONE(office_pins) pins = {.count = 0};
	enum err e = office_unlock(a, DER, BYTES("E", 1), &pins);

	if (e == ERR_OK) {
		assert_int_equal(pins.count, 2);
		assert_true(
		    bytes_equal(buf_bytes(&pins.rows[0]), bytes_str("new")));
		assert_true(
		    bytes_equal(buf_bytes(&pins.rows[1]), bytes_str("old")));
	}
	return e;
}

static enum err
confirm_unlock(struct assistant *a)
{
	return office_unlock_confirm(a, DER);
}

static enum err
hold_by_key(struct assistant *a)
{
	return office_hold(a, "key", DER);
}

static enum err
revoke(struct assistant *a)
{
	const struct office_revocation r = {
	    "0a0b", "cessation", "关店", BYTES_NONE};
	char id[33];
	enum err e = office_revoke(a, &r, id);

	if (e == ERR_OK)
		assert_string_equal(id, "00112233445566778899aabbccddeeff");
	return e;
}

static enum err
name_certificate(struct assistant *a)
{
	return office_login_named(a, &(struct office_naming){DER, "id", "XYZ"});
}

static enum err
list_pairs(struct assistant *a)
{
	AUTO(account_pairs) list = NULL;
	enum err e = office_account_pairs(a, &list);

	if (e == ERR_OK) {
		assert_int_equal(list->count, 1);
		assert_string_equal(list->rows[0].sign.serial, "0a");
		assert_string_equal(list->rows[0].sign.state, "on-hold");
		assert_string_equal(list->rows[0].encrypt.serial, "0b");
	}
	return e;
}

#define CERTIFICATE(serial, usage)                                        \
	"{\"serial\":\"" serial "\",\"usage\":\"" usage                   \
	"\",\"subject\":\"C=CN\",\"notBefore\":\"2026-11-22T08:00:00Z\"," \
	"\"notAfter\":\"2031-11-22T08:00:00Z\",\"state\":\"on-hold\"}"
#define PAIRS(certificates)                                  \
	"{\"pairs\":[{\"id\":\"1\",\"state\":\"confirmed\"," \
	"\"carrierSerial\":\"SOFT01\",\"certificates\":" certificates "}]}"

static const struct {
	enum err (*call)(struct assistant *a);
	struct peer peer;
	enum err want;
} cases[] = {
    {ask_unlock_code, {"POST", "/api/v1/unlock/code",
			  "{\"carrierSerial\":\"SOFT01\"}", 202, CODE_ANSWER}},
    {ask_unlock_code,
	{"POST", "/api/v1/unlock/code", "{\"carrierSerial\":\"SOFT01\"}", 202,
	    "{\"email\":\"u***@x.example\",\"expiresAt\":\"soon\"}"},
	ERR_OFFICE_ANSWER},
    {ask_unlock_code,
	{"POST", "/api/v1/unlock/code", "{\"carrierSerial\":\"SOFT01\"}", 404,
	    "{\"error\":{\"name\":\"ESCROW_MISSING\"}}"},
	ERR_ESCROW_MISSING},
    {ask_release_code,
	{"POST", "/api/v1/holds/code",
	    "{\"serial\":\"0a0b\",\"verb\":\"release\"}", 202, CODE_ANSWER}},
    {unlock, {"POST", "/api/v1/unlock",
		 "{\"escrow\":\"RQ==\",\"instruction\":\"MAA=\"}", 200,
		 "{\"pins\":[\"bmV3\",\"b2xk\"]}"}},
    {unlock,
	{"POST", "/api/v1/unlock",
	    "{\"escrow\":\"RQ==\",\"instruction\":\"MAA=\"}", 200,
	    "{\"pins\":[1]}"},
	ERR_OFFICE_ANSWER},
    {unlock,
	{"POST", "/api/v1/unlock",
	    "{\"escrow\":\"RQ==\",\"instruction\":\"MAA=\"}", 200,
	    "{\"pins\":[\"\",\"\",\"\",\"\",\"\",\"\",\"\",\"\",\"\",\"\",\"\","
	    "\"\",\"\",\"\",\"\",\"\",\"\"]}"},
	ERR_OFFICE_ANSWER},
    {unlock,
	{"POST", "/api/v1/unlock",
	    "{\"escrow\":\"RQ==\",\"instruction\":\"MAA=\"}", 200,
	    "{\"pins\":\"bmV3\"}"},
	ERR_OFFICE_ANSWER},
    {confirm_unlock,
	{"POST", "/api/v1/unlock/confirm", "{\"instruction\":\"MAA=\"}", 200,
	    "{\"state\":\"unlocked\"}"}},
    {hold_by_key,
	{"POST", "/api/v1/holds", "{\"by\":\"key\",\"instruction\":\"MAA=\"}",
	    200, "{\"serial\":\"0a\",\"state\":\"on-hold\"}"}},
    {revoke,
	{"POST", "/api/v1/revocations",
	    "{\"note\":\"关店\",\"reason\":\"cessation\",\"serial\":\"0a0b\"}",
	    202, "{\"id\":\"00112233445566778899aabbccddeeff\"}"}},
    {revoke,
	{"POST", "/api/v1/revocations",
	    "{\"note\":\"关店\",\"reason\":\"cessation\",\"serial\":\"0a0b\"}",
	    202, "{\"id\":\"00112233445566778899aabbccddeeff0\"}"},
	ERR_OFFICE_ANSWER},
    {name_certificate, {"POST", "/api/v1/sessions/named",
			   "{\"captcha\":{\"answer\":\"XYZ\",\"id\":\"id\"},"
			   "\"certificate\":\"MAA=\"}",
			   201, "{\"token\":\"abc\"}"}},
    {list_pairs, {"GET", "/api/v1/account", "", 200,
		     PAIRS("[" CERTIFICATE("0a", "sign") "," CERTIFICATE(
			 "0b", "encrypt") "]")}},
    {list_pairs,
	{"GET", "/api/v1/account", "", 200,
	    PAIRS("[" CERTIFICATE(
		"0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a", "sign") "]")},
	ERR_OFFICE_ANSWER},
    {list_pairs, {"GET", "/api/v1/account", "", 200, "{\"pairs\":{}}"},
	ERR_OFFICE_ANSWER},
};

static void
each_call_asks_and_understands_what_the_api_says(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct peer peer = cases[i].peer;
		char home[] = "/tmp/life-XXXXXX";
		AUTO(assistant) a = open_with(&peer, home);

		assert_int_equal(cases[i].call(a), cases[i].want);
		assert_true(peer.asked);
	}
}

/* Nothing of the account is asked for by one who may not know it. */
static void
a_named_session_asks_for_the_session_alone(void **state)
{
	struct peer peer = {"GET", "/api/v1/session", "", 200,
	    "{\"kind\":\"named\",\"expiresAt\":\"2026-11-22T09:00:00Z\","
	    "\"account\":{\"userName\":\"u\",\"name\":\"n\","
	    "\"kind\":\"enterprise\",\"state\":\"active\"}}"};
	char home[] = "/tmp/life-XXXXXX";
	AUTO(assistant) a = open_with(&peer, home);
	struct account_state s;

	(void)state;
	assert_int_equal(assistant_status(a, &s), ERR_OK);
	assert_true(s.logged_in);
	assert_string_equal(s.kind, "named");
	assert_false(s.code_open);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(each_call_asks_and_understands_what_the_api_says),
	    cmocka_unit_test(a_named_session_asks_for_the_session_alone),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
