/* SPDX-License-Identifier: Apache-2.0 */
#include "assistant/journal.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#define KEY "00112233445566778899aabbccddeeff"

static void
fill(struct journal *j)
{
	journal_init(j);
	j->state = JOURNAL_ANSWERED;
	j->verb = ASK_ISSUE;
	j->carrier = CARRIER_SOFT;
	j->new_token = true;
	memcpy(j->key, KEY, sizeof(KEY));
	memcpy(j->user_name, "青竹", sizeof("青竹"));
	memcpy(j->old_carrier, "SOFT01", sizeof("SOFT01"));
	memcpy(j->old_container, "cert-old", sizeof("cert-old"));
	buf_str(&j->csr, "request");
	buf_str(&j->answer, "answer");
}

static void
an_operation_is_the_same_after_a_restart(void **state)
{
	AUTO_DONE(buf) text = BUF(JOURNAL_FILE_MAX);
	AUTO_DONE(journal) j;
	AUTO_DONE(journal) again;

	(void)state;
	fill(&j);
	journal_init(&again);
	assert_int_equal(journal_encode(&j, &text), ERR_OK);
	assert_int_equal(journal_parse(buf_bytes(&text), &again), ERR_OK);
	assert_int_equal(again.state, JOURNAL_ANSWERED);
	assert_int_equal(again.carrier, CARRIER_SOFT);
	assert_true(again.new_token);
	assert_string_equal(again.user_name, "青竹");
	assert_string_equal(again.key, KEY);
	assert_true(bytes_equal(buf_bytes(&again.answer), bytes_str("answer")));
	assert_int_equal(again.escrow.len, 0);
	assert_string_equal(again.old_carrier, "SOFT01");
	assert_string_equal(again.old_container, "cert-old");
}

/* Written before there was an exchange. */
static void
an_older_programs_journal_is_read(void **state)
{
	AUTO_DONE(journal) j;

	(void)state;
	journal_init(&j);
	assert_int_equal(
	    journal_parse(
		bytes_str("{\"format\":\"cert-journal-v1\","
			  "\"state\":\"begun\",\"verb\":\"issue\","
			  "\"carrier\":\"soft\",\"newToken\":true,"
			  "\"key\":\"" KEY "\",\"userName\":\"u\","
			  "\"carrierSerial\":\"\",\"container\":\"c\","
			  "\"device\":\"SOFT-NEW:/x\",\"pair\":\"\","
			  "\"csr\":\"\",\"ask\":\"\",\"escrow\":\"\","
			  "\"answer\":\"\"}"),
		&j),
	    ERR_OK);
	assert_string_equal(j.old_carrier, "");
	assert_string_equal(j.old_container, "");
}

static void
what_is_not_a_journal_is_refused(void **state)
{
	static const char *const texts[] = {"", "{}", "[]", "null",
	    "{\"format\":\"cert-journal-v2\"}",
	    "{\"format\":\"cert-journal-v1\",\"state\":\"done\"}"};

	(void)state;
	for (size_t i = 0; i < COUNT(texts); i++) {
		AUTO_DONE(journal) j;

		journal_init(&j);
		assert_int_equal(
		    journal_parse(bytes_str(texts[i]), &j), ERR_BAD_MESSAGE);
	}
}

static void
a_journal_cut_short_anywhere_is_refused(void **state)
{
	AUTO_DONE(buf) text = BUF(JOURNAL_FILE_MAX);
	AUTO_DONE(journal) j;

	(void)state;
	fill(&j);
	assert_int_equal(journal_encode(&j, &text), ERR_OK);
	for (size_t n = 0; n < text.len; n++) {
		AUTO_DONE(journal) cut;

		journal_init(&cut);
		assert_int_equal(
		    journal_parse(BYTES(text.p, n), &cut), ERR_BAD_MESSAGE);
	}
}

static void
a_key_that_would_leave_the_folder_is_refused(void **state)
{
	AUTO_DONE(buf) text = BUF(JOURNAL_FILE_MAX);
	AUTO_DONE(journal) j;
	AUTO_DONE(journal) again;

	(void)state;
	fill(&j);
	journal_init(&again);
	memcpy(j.key, "../../../../../../../etc/passwdx", 33);
	assert_int_equal(journal_encode(&j, &text), ERR_OK);
	assert_int_equal(
	    journal_parse(buf_bytes(&text), &again), ERR_BAD_MESSAGE);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(an_operation_is_the_same_after_a_restart),
	    cmocka_unit_test(an_older_programs_journal_is_read),
	    cmocka_unit_test(what_is_not_a_journal_is_refused),
	    cmocka_unit_test(a_journal_cut_short_anywhere_is_refused),
	    cmocka_unit_test(a_key_that_would_leave_the_folder_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
