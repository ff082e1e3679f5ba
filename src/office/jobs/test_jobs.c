/* SPDX-License-Identifier: Apache-2.0 */
/* With the real ca and key centre processes. */
#include "office/jobs/jobs.h"

#include "base/file.h"
#include "office/testing/test_office.h"
#include "pki/crl.h"

static struct test_office t; /* one for each test */
static struct job_context context;

static int
open_office(void **state)
{
	(void)state;
	test_office_open(&t, OFFICE_CA | OFFICE_KEYCENTRE);
	context = (struct job_context){&t.office, t.dir, t.gm};
	return 0;
}

static int
close_office(void **state)
{
	(void)state;
	test_office_close(&t);
	return 0;
}

#define COUNT_OF(table, condition)                                   \
	test_office_count(&t, "SELECT COUNT(*) FROM " table " WHERE" \
			      " " condition)

/* --- the revocation list --- */

static void
read_published(struct buf *der, struct crl *ret_crl)
{
	char path[FILE_PATH_MAX];

	assert_int_equal(file_path(path, t.dir, "public/issuing.crl"), ERR_OK);
	assert_int_equal(file_read(path, der), ERR_OK);
	assert_int_equal(crl_parse(buf_bytes(der), ret_crl), ERR_OK);
	assert_int_equal(
	    crl_verify(t.gm, ret_crl, &t.authority.cert[AUTHORITY_ISSUING]),
	    ERR_OK);
}

static void
the_first_list_is_made_at_once_and_published(void **state)
{
	AUTO_DONE(buf) der = BUF(CRL_DER_MAX);
	struct crl crl;

	(void)state;
	assert_int_equal(job_crl(&context), ERR_OK);
	read_published(&der, &crl);
	assert_int_equal(crl.number, 1);
	assert_int_equal(
	    crl.next_update - crl.this_update, 2 * t.config.crl_hours * 3600);
	assert_int_equal(COUNT_OF("crl", "number = 1"), 1);
	assert_int_equal(COUNT_OF("audit", "event = 'crl.signed'"), 1);
}

static void
no_list_is_made_without_need(void **state)
{
	(void)state;
	assert_int_equal(job_crl(&context), ERR_OK);
	t.now++;
	assert_int_equal(job_crl(&context), ERR_OK);
	assert_int_equal(COUNT_OF("crl", "1 = 1"), 1);
}

static void
a_revocation_makes_a_new_list_with_it(void **state)
{
	AUTO_DONE(buf) der = BUF(CRL_DER_MAX);
	struct crl crl;
	struct crl_entry entry;
	struct cert cert;

	(void)state;
	assert_int_equal(job_crl(&context), ERR_OK);
	assert_int_equal(cert_parse(buf_bytes(&t.op2.cert), &cert), ERR_OK);
	test_office_run(&t,
	    "UPDATE certificate SET state = 'revoked', reason = 4,"
	    " changed_at = (SELECT MAX(this_update) FROM crl)"
	    " WHERE subject LIKE '%op2%'");
	t.now++;
	assert_int_equal(job_crl(&context), ERR_OK);
	read_published(&der, &crl);
	assert_int_equal(crl.number, 2);
	assert_true(crl_find(&crl, &cert.serial, &entry));
	assert_int_equal(entry.reason, CRL_SUPERSEDED);
	/* and that was all there was to do */
	t.now++;
	assert_int_equal(job_crl(&context), ERR_OK);
	assert_int_equal(COUNT_OF("crl", "1 = 1"), 2);
}

static void
a_certificate_on_hold_stands_in_the_list_as_held(void **state)
{
	AUTO_DONE(buf) der = BUF(CRL_DER_MAX);
	struct crl crl;
	struct crl_entry entry;
	struct cert cert;

	(void)state;
	assert_int_equal(cert_parse(buf_bytes(&t.op2.cert), &cert), ERR_OK);
	test_office_run(&t, "UPDATE certificate SET state = 'on-hold'"
			    " WHERE subject LIKE '%op2%'");
	assert_int_equal(job_crl(&context), ERR_OK);
	read_published(&der, &crl);
	assert_true(crl_find(&crl, &cert.serial, &entry));
	assert_int_equal(entry.reason, CRL_HOLD);
}

/* --- the others --- */

static void
the_pool_is_filled_to_its_high_mark(void **state)
{
	(void)state;
	assert_int_equal(job_pool(&context), ERR_OK);
	assert_int_equal(
	    COUNT_OF("pool_key", "state = 'standby'"), t.config.pool_high);
	assert_int_equal(job_pool(&context), ERR_OK);
	assert_int_equal(COUNT_OF("pool_key", "1 = 1"), t.config.pool_high);
}

static void
a_checkpoint_is_signed_when_it_is_due(void **state)
{
	(void)state;
	context.runs = 1; /* not the start */
	assert_int_equal(job_checkpoint(&context), ERR_OK);
	assert_int_equal(COUNT_OF("checkpoint", "1 = 1"), 0);
	test_office_run(&t, "UPDATE audit SET at = at - 3600");
	assert_int_equal(job_checkpoint(&context), ERR_OK);
	assert_int_equal(COUNT_OF("checkpoint", "1 = 1"), 1);
}

static void
at_its_start_an_office_seals_what_was_done_before(void **state)
{
	(void)state;
	assert_int_equal(job_checkpoint(&context), ERR_OK);
	assert_int_equal(COUNT_OF("checkpoint", "1 = 1"), 1);
}

static void
an_account_never_confirmed_is_swept_out(void **state)
{
	(void)state;
	test_office_register(&t, "stays");
	test_office_register(&t, "goes");
	test_office_run(&t, "UPDATE account SET state = 'unconfirmed'"
			    " WHERE user_name = 'goes'");
	t.now += t.config.confirm_hours * 3600 + 1;
	assert_int_equal(job_sweep(&context), ERR_OK);
	assert_int_equal(COUNT_OF("account", "user_name = 'stays'"), 1);
	assert_int_equal(COUNT_OF("account", "user_name = 'goes'"), 0);
}

static void
a_mail_waits_while_the_mailer_is_gone(void **state)
{
	(void)state;
	test_office_register(&t, "acme");
	assert_int_equal(ipc_client_new(&t.office.mail), ERR_OK);
	ipc_client_last(t.office.mail);
	assert_int_equal(job_mail(&context), ERR_PROCESS_LOST);
	assert_int_equal(COUNT_OF("outbox", "state = 'waiting'"), 1);
	ipc_client_free(t.office.mail);
}

static void
jobs_run_when_they_are_started_and_end_when_they_are_stopped(void **state)
{
	struct jobs *jobs = NULL;

	(void)state;
	assert_int_equal(ipc_client_new(&t.office.mail), ERR_OK);
	ipc_client_last(t.office.mail);
	assert_int_equal(jobs_start(&t.office, t.dir, &jobs), ERR_OK);
	for (enum job_id id = 0; id < JOB_COUNT; id++)
		jobs_wake(jobs, id);
	jobs_stop(jobs); /* each had its first run */
	assert_int_equal(COUNT_OF("crl", "1 = 1"), 1);
	assert_int_equal(
	    COUNT_OF("pool_key", "state = 'standby'"), t.config.pool_high);
	ipc_client_free(t.office.mail);
	jobs_wake(NULL, JOB_MAIL);
	jobs_stop(NULL);
}

static int
tests(void)
{
#define T(f) cmocka_unit_test_setup_teardown(f, open_office, close_office)
	const struct CMUnitTest all[] = {
	    T(the_first_list_is_made_at_once_and_published),
	    T(no_list_is_made_without_need),
	    T(a_revocation_makes_a_new_list_with_it),
	    T(a_certificate_on_hold_stands_in_the_list_as_held),
	    T(the_pool_is_filled_to_its_high_mark),
	    T(a_checkpoint_is_signed_when_it_is_due),
	    T(at_its_start_an_office_seals_what_was_done_before),
	    T(an_account_never_confirmed_is_swept_out),
	    T(a_mail_waits_while_the_mailer_is_gone),
	    T(jobs_run_when_they_are_started_and_end_when_they_are_stopped),
	};

	return cmocka_run_group_tests(all, NULL, NULL);
}

int
main(int argc, char **argv)
{
	return test_office_main(argc, argv, tests);
}
