/* SPDX-License-Identifier: Apache-2.0 */
/* An office that lies, stammers or is silent: each answer has its own end. */
#include "assistant/office.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

struct peer {
	enum err err;
	int status;
	const char *type, *body;
	char language[8]; /* of the last request */
};

static enum err
answer(void *self, const struct transport_request *r,
    struct transport_answer *ret_answer)
{
	struct peer *p = self;

	(void)snprintf(p->language, sizeof(p->language), "%s", r->language);
	if (p->err != ERR_OK)
		return p->err;
	*ret_answer = (struct transport_answer){
	    .status = p->status, .body = BUF(TRANSPORT_ANSWER_MAX)};
	memcpy(ret_answer->content_type, p->type, strlen(p->type) + 1);
	buf_str(&ret_answer->body, p->body);
	return ERR_OK;
}

#define JSON "application/json"

static const struct {
	struct peer peer;
	enum err want;
} cases[] = {
    {{ERR_OFFICE_UNREACHABLE, 0, "", ""}, ERR_OFFICE_UNREACHABLE},
    {{ERR_OFFICE_UNTRUSTED, 0, "", ""}, ERR_OFFICE_UNTRUSTED},
    {{ERR_OK, 200, "text/html", "<html>Welcome to the hotel</html>"},
	ERR_OFFICE_ANSWER},
    {{ERR_OK, 200, JSON, ""}, ERR_OFFICE_ANSWER},
    {{ERR_OK, 200, JSON, "{"}, ERR_OFFICE_ANSWER},
    {{ERR_OK, 200, JSON, "[]"}, ERR_OFFICE_ANSWER},
    {{ERR_OK, 200, JSON, "{\"origin\": 1}"}, ERR_OFFICE_ANSWER},
    {{ERR_OK, 200, JSON, "{\"a\":1,\"a\":2}"}, ERR_OFFICE_ANSWER},
    {{ERR_OK, 500, JSON, "{}"}, ERR_OFFICE_ANSWER},
    {{ERR_OK, 500, JSON, "{\"error\":{\"name\":\"OK\"}}"}, ERR_OFFICE_ANSWER},
    {{ERR_OK, 500, JSON, "{\"error\":{\"name\":\"NO_SUCH_NAME\"}}"},
	ERR_OFFICE_ANSWER},
    {{ERR_OK, 429, JSON, "{\"error\":{\"name\":\"TOO_MANY_TRIES\"}}"},
	ERR_TOO_MANY_TRIES},
    {{ERR_OK, 200, JSON,
	 "{\"origin\":\"https://x\",\"time\":\"2026-11-22T08:00:00Z\","
	 "\"captcha\":true,\"certificates\":{\"root\":\"AA==\","
	 "\"issuing\":\"AA==\",\"keyCentre\":\"AA==\"}}"},
	ERR_OFFICE_ANSWER},
};

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

	assert_int_equal(assistant_open(&o, &a), ERR_OK);
	return a;
}

static void
every_strange_answer_has_its_own_error(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct peer peer = cases[i].peer;
		char home[] = "/tmp/office-XXXXXX";
		AUTO(assistant) a = open_with(&peer, home);
		bool pinned;

		assert_int_equal(assistant_connect(a, &pinned), cases[i].want);
	}
}

static void
a_clock_that_is_a_day_off_is_told(void **state)
{
	struct peer peer = {ERR_OK, 200, JSON,
	    "{\"origin\":\"https://x\",\"time\":\"2026-11-23T08:00:00Z\","
	    "\"captcha\":true,\"certificates\":{\"root\":\"AA==\","
	    "\"issuing\":\"AA==\",\"keyCentre\":\"AA==\"}}"};
	char home[] = "/tmp/office-XXXXXX";
	AUTO(assistant) a = open_with(&peer, home);
	bool pinned;

	(void)state;
	assert_int_equal(assistant_connect(a, &pinned), ERR_CLOCK_WRONG);
}

static void
what_the_office_knows_of_a_failure_is_kept(void **state)
{
	struct peer peer = {ERR_OK, 403, JSON,
	    "{\"error\":{\"name\":\"CODE_WRONG\",\"message\":\"\","
	    "\"remedy\":\"\",\"details\":{\"triesLeft\":4}}}"};
	char home[] = "/tmp/office-XXXXXX";
	AUTO(assistant) a = open_with(&peer, home);
	bool pinned;

	(void)state;
	assert_int_equal(assistant_connect(a, &pinned), ERR_CODE_WRONG);
	assert_int_equal(assistant_failure(a)->tries_left, 4);
}

static void
without_a_session_nobody_is_logged_in(void **state)
{
	struct peer peer = {ERR_OFFICE_UNREACHABLE, 0, "", ""};
	char home[] = "/tmp/office-XXXXXX";
	AUTO(assistant) a = open_with(&peer, home);
	struct account_state s;

	(void)state;
	assert_int_equal(assistant_status(a, &s), ERR_OK);
	assert_false(s.logged_in);
	assert_int_equal(s.unfinished, 0);
	assert_int_equal(assistant_logout(a), ERR_OK);
}

static void
the_office_is_asked_in_the_language_that_is_set(void **state)
{
	struct peer peer = {.err = ERR_OFFICE_UNREACHABLE};
	char home[] = "/tmp/office-XXXXXX";
	AUTO(assistant) a = open_with(&peer, home);
	bool pinned;

	(void)state;
	assistant_set_lang(a, LANG_EN);
	assert_int_equal(assistant_connect(a, &pinned), ERR_OFFICE_UNREACHABLE);
	assert_string_equal(peer.language, "en");
	assistant_set_lang(a, LANG_ZH);
	assert_int_equal(assistant_connect(a, &pinned), ERR_OFFICE_UNREACHABLE);
	assert_string_equal(peer.language, "zh");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(the_office_is_asked_in_the_language_that_is_set),
	    cmocka_unit_test(every_strange_answer_has_its_own_error),
	    cmocka_unit_test(a_clock_that_is_a_day_off_is_told),
	    cmocka_unit_test(what_the_office_knows_of_a_failure_is_kept),
	    cmocka_unit_test(without_a_session_nobody_is_logged_in),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
