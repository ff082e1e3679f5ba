/* SPDX-License-Identifier: Apache-2.0 */
/* Day by day, on the office's clock, for pairs of the real ca process. */
#include <stdio.h>
#include <string.h>

#include "office/jobs/jobs.h"
#include "office/testing/test_holder.h"

#define DAY_S 86400
#define LIFE_DAYS 60

static struct test_office t; /* one for each test */
static struct test_holder h;
static struct job_context context;
static int64_t end; /* of the certificates */

static int
open_office(void **state)
{
	struct cert cert;

	(void)state;
	test_office_open(&t, OFFICE_CA | OFFICE_KEYCENTRE);
	t.config.holder_days = LIFE_DAYS;
	context = (struct job_context){&t.office, t.dir, t.gm};
	test_office_register(&t, "acme");
	test_office_approve(&t, "acme");
	test_holder_begin(&t, "acme", "approved", &h);
	test_holder_settle(&t, &h);
	assert_int_equal(cert_parse(buf_bytes(&h.sign), &cert), ERR_OK);
	end = cert.not_after;
	return 0;
}

static int
close_office(void **state)
{
	(void)state;
	test_holder_done(&h);
	test_office_close(&t);
	return 0;
}

static void
run_at(int64_t at)
{
	t.now = at;
	assert_int_equal(job_reminders(&context), ERR_OK);
}

static int64_t
mails(void)
{
	return test_office_count(&t, "SELECT COUNT(*) FROM outbox"
				     " WHERE template = 'expiring'");
}

static void
expect_days(const char *want)
{
	char days[TEST_OFFICE_WORD_SIZE];

	test_office_mailed(&t, "acme", "expiring", "days", days);
	assert_string_equal(days, want);
}

static void
each_is_sent_once_on_its_day(void **state)
{
	static const char *const days[] = {"30", "14", "7", "1"};
	int64_t sent = 0;

	(void)state;
	/* three times a day, to the end and past it */
	for (int64_t left = LIFE_DAYS; left >= -3; left--)
		for (int i = 0; i < 3; i++) {
			run_at(end - left * DAY_S + i * (DAY_S / 3));
			if (mails() == sent)
				continue;
			assert_in_range(sent, 0, 3);
			expect_days(days[sent]);
			sent++;
			assert_int_equal(mails(), sent);
		}
	assert_int_equal(sent, 4);
}

static void
a_reminder_is_due_to_the_second(void **state)
{
	(void)state;
	run_at(end - 30 * (int64_t)DAY_S - 1);
	assert_int_equal(mails(), 0);
	run_at(end - 30 * (int64_t)DAY_S);
	assert_int_equal(mails(), 1);
	run_at(end);
	assert_int_equal(mails(), 1);
}

/* The office was down: of those that were missed only the nearest goes out. */
static const struct {
	int64_t left_s;
	const char *days;
} after_downtime[] = {
    {20 * DAY_S, "20"},
    {10 * DAY_S + 1, "11"},
    {6 * DAY_S + 1800, "7"},
    {3 * DAY_S, "3"},
    {600, "1"},
};

static void
after_downtime_the_nearest_goes_out(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(after_downtime); i++) {
		test_office_run(&t, "DELETE FROM reminder");
		test_office_run(&t, "DELETE FROM outbox");
		run_at(end - after_downtime[i].left_s);
		run_at(end - after_downtime[i].left_s);
		assert_int_equal(mails(), 1);
		expect_days(after_downtime[i].days);
	}
}

static const char *const silent[] = {
    "UPDATE certificate SET state = 'revoked'",
    "UPDATE certificate SET state = 'on-hold'",
    "UPDATE pair SET state = 'replaced'",
    "UPDATE pair SET state = 'delivered'",
};

static void
nobody_is_reminded_of_what_does_not_count(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(silent); i++) {
		test_office_run(&t, silent[i]);
		run_at(end - 5 * (int64_t)DAY_S);
		assert_int_equal(mails(), 0);
		test_office_run(&t, "UPDATE pair SET state = 'confirmed'");
		test_office_run(&t, "UPDATE certificate SET state = 'valid'");
	}
	run_at(end - 5 * (int64_t)DAY_S);
	assert_int_equal(mails(), 1);
}

static void
reminders_can_be_off(void **state)
{
	(void)state;
	t.config.reminders = false;
	run_at(end - 5 * (int64_t)DAY_S);
	assert_int_equal(mails(), 0);
}

/* More than one batch, of which one cannot be written to. */
static void
one_that_cannot_be_told_holds_up_no_other(void **state)
{
	(void)state;
	for (int i = 0; i < 70; i++) {
		char sql[1024];

		snprintf(sql, sizeof(sql),
		    "INSERT INTO account SELECT 'a%d', 'a%d', kind, name,"
		    " credit_code, address, contact, phone, '%s', lang, state,"
		    " created_at, changed_at FROM account"
		    " WHERE user_name = 'acme'",
		    i, i, i == 3 ? "nobody" : "a@example.com");
		test_office_run(&t, sql);
		snprintf(sql, sizeof(sql),
		    "INSERT INTO pair SELECT 'p%d', 'a%d', request_key,"
		    " request_digest, state, verb, carrier, carrier_serial,"
		    " evidence, csr, tbs_sign, tbs_encrypt, pool_key, answer,"
		    " created_at, changed_at FROM pair WHERE account ="
		    " (SELECT id FROM account WHERE user_name = 'acme')",
		    i, i);
		test_office_run(&t, sql);
		snprintf(sql, sizeof(sql),
		    "INSERT INTO certificate SELECT 's%d', profile, 'p%d',"
		    " subject, not_before, not_after, state, reason,"
		    " changed_at, der FROM certificate WHERE serial = '%s'",
		    i, i, h.serial);
		test_office_run(&t, sql);
	}
	t.now = end - 5 * (int64_t)DAY_S;
	assert_int_equal(job_reminders(&context), ERR_FIELD_INVALID);
	assert_int_equal(mails(), 70);
	assert_int_equal(job_reminders(&context), ERR_FIELD_INVALID);
	assert_int_equal(mails(), 70);
}

static int
tests(void)
{
#define T(f) cmocka_unit_test_setup_teardown(f, open_office, close_office)
	const struct CMUnitTest all[] = {
	    T(each_is_sent_once_on_its_day),
	    T(a_reminder_is_due_to_the_second),
	    T(after_downtime_the_nearest_goes_out),
	    T(nobody_is_reminded_of_what_does_not_count),
	    T(reminders_can_be_off),
	    T(one_that_cannot_be_told_holds_up_no_other),
	};

	return cmocka_run_group_tests(all, NULL, NULL);
}

int
main(int argc, char **argv)
{
	return test_office_main(argc, argv, tests);
}
