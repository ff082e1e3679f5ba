/* SPDX-License-Identifier: Apache-2.0 */
/* With the real ca and key centre processes. */
#include "office/jobs/jobs.h"

#include <stdio.h>
#include <string.h>

#include "base/file.h"
#include "office/pairs/ocsp_answer.h"
#include "office/pairs/revocation_list.h"
#include "office/testing/test_office.h"
#include "pki/ocsp.h"

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

/* --- revocation lists --- */

#define FULL ((struct ca_list_name){.partition = 0})
#define DELTA ((struct ca_list_name){0, true})

struct published {
	struct buf der;
	struct crl crl;
};

static void
published_done(struct published *p)
{
	buf_done(&p->der);
}
DEFINE_AUTO_DONE(published)

static enum err
find_list(struct db *db, void *arg)
{
	struct revocation_list *list = arg;

	return revocation_list_get(db, list->name, list);
}

/* As relying parties find it: a file, the same as in the store. */
static void
read_published(struct ca_list_name name, struct published *p)
{
	AUTO_DONE(revocation_list) list = {.name = name};
	char file[CA_LIST_FILE_SIZE], below[64], path[FILE_PATH_MAX];

	ca_list_file(name, file);
	snprintf(below, sizeof(below), "public/%s", file);
	*p = (struct published){.der = BUF(CRL_DER_MAX)};
	assert_int_equal(file_path(path, t.dir, below), ERR_OK);
	assert_int_equal(file_read(path, &p->der), ERR_OK);
	assert_int_equal(crl_parse(buf_bytes(&p->der), &p->crl), ERR_OK);
	assert_int_equal(
	    crl_verify(t.gm, &p->crl, &t.authority.cert[AUTHORITY_ISSUING]),
	    ERR_OK);
	assert_int_equal(p->crl.delta, name.delta);
	assert_int_equal(store_read(t.store, find_list, &list), ERR_OK);
	assert_true(bytes_equal(buf_bytes(&list.der), buf_bytes(&p->der)));
	assert_int_equal(list.row.number, p->crl.number);
	assert_int_equal(list.row.this_update, p->crl.this_update);
	assert_int_equal(list.row.next_update, p->crl.next_update);
}

static uint64_t
published_number(struct ca_list_name name)
{
	AUTO_DONE(published) p = {.der = BUF(0)};

	read_published(name, &p);
	return p.crl.number;
}

static void
run_job_crl(void)
{
	assert_int_equal(job_crl(&context), ERR_OK);
	context.runs++;
}

static void
the_first_lists_are_made_at_once_and_published(void **state)
{
	AUTO_DONE(published) full = {.der = BUF(0)};
	AUTO_DONE(published) delta = {.der = BUF(0)};

	(void)state;
	run_job_crl();
	read_published(FULL, &full);
	read_published(DELTA, &delta);
	assert_int_equal(full.crl.next_update - full.crl.this_update,
	    2 * t.config.crl_hours * 3600);
	assert_int_equal(delta.crl.base, full.crl.number);
	assert_true(delta.crl.number > full.crl.number);
	assert_int_equal(COUNT_OF("audit", "event = 'crl.signed'"), 2);
}

static void
no_list_is_made_without_need(void **state)
{
	(void)state;
	run_job_crl();
	for (int i = 0; i < 3; i++) {
		t.now++;
		run_job_crl();
	}
	assert_int_equal(COUNT_OF("audit", "event = 'crl.signed'"), 2);
}

/* What a list's age is to the job: its row in the store. */
static void
age_lists(int64_t hours)
{
	char sql[160];

	snprintf(sql, sizeof(sql),
	    "UPDATE revocation_list SET this_update = this_update - %lld,"
	    " next_update = next_update - %lld",
	    (long long)hours * 3600, (long long)hours * 3600);
	test_office_run(&t, sql);
}

static void
a_full_list_is_followed_in_time_and_after_a_long_silence(void **state)
{
	const int64_t hours = t.config.crl_hours;
	const struct {
		int64_t age;
		bool due;
	} cases[] = {{hours - 1, false}, {hours, true}, {24 * 365, true}};

	(void)state;
	run_job_crl();
	for (size_t i = 0; i < COUNT(cases); i++) {
		uint64_t full = published_number(FULL);
		uint64_t delta = published_number(DELTA);

		age_lists(cases[i].age);
		run_job_crl();
		if (!cases[i].due) {
			age_lists(-cases[i].age);
			assert_int_equal(published_number(FULL), full);
			continue;
		}
		assert_true(published_number(FULL) > delta);
		assert_true(published_number(DELTA) > published_number(FULL));
	}
}

static enum err
look_at_health(struct db *db, void *arg)
{
	return revocation_list_health(db, &t.config, t.now, arg);
}

static bool
lists_are_healthy(void)
{
	bool good;

	assert_int_equal(store_read(t.store, look_at_health, &good), ERR_OK);
	return good;
}

static void
health_is_bad_long_before_a_list_ends(void **state)
{
	int64_t hours = t.config.crl_hours;

	(void)state;
	assert_false(lists_are_healthy()); /* there is none */
	run_job_crl();
	assert_true(lists_are_healthy());
	t.now += 3 * hours * 3600 / 2;
	assert_true(lists_are_healthy());
	t.now += 60;
	assert_false(lists_are_healthy()); /* and a quarter of it is left */
	t.now -= 60;
	test_office_run(&t,
	    "INSERT INTO revocation_list SELECT 7, kind, number, this_update,"
	    " next_update - 60, der FROM revocation_list WHERE kind = 'full'");
	assert_false(lists_are_healthy()); /* one partition is enough */
}

/* The store is lost, or an older copy of it comes back: the ca process knows
 * what it made, and goes on from there. */
static void
numbers_never_go_back_whatever_the_store_has(void **state)
{
	uint64_t full, delta;

	(void)state;
	run_job_crl();
	test_office_run(&t, "CREATE TABLE older AS SELECT * FROM"
			    " revocation_list");
	age_lists(t.config.crl_hours);
	run_job_crl();
	full = published_number(FULL);
	delta = published_number(DELTA);

	test_office_run(&t, "DELETE FROM revocation_list");
	test_office_run(&t, "INSERT INTO revocation_list SELECT * FROM older");
	context.runs = 0;
	run_job_crl();
	assert_true(published_number(FULL) > delta);
	full = published_number(FULL);
	delta = published_number(DELTA);
	assert_true(delta > full);

	test_office_run(&t, "DELETE FROM revocation_list");
	context.runs = 0;
	run_job_crl();
	assert_true(published_number(FULL) > delta);
	assert_true(published_number(DELTA) > published_number(FULL));
}

/* As a power cut leaves it: in the store, and not yet a file. */
static void
a_file_that_was_not_written_is_written_at_the_next_start(void **state)
{
	char path[FILE_PATH_MAX];
	uint64_t number;

	(void)state;
	run_job_crl();
	number = published_number(FULL);
	assert_int_equal(file_path(path, t.dir, "public/issuing.crl"), ERR_OK);
	assert_int_equal(file_remove(path), ERR_OK);
	context.runs = 0;
	run_job_crl();
	assert_int_equal(published_number(FULL), number);
}

static void
the_store_learns_how_full_a_partition_is(void **state)
{
	int64_t there;

	(void)state;
	there =
	    test_office_count(&t, "SELECT certificates FROM part WHERE id = 0");
	assert_true(there >= 5); /* services and staff */
	test_office_run(&t, "DELETE FROM part");
	run_job_crl();
	assert_int_equal(
	    test_office_count(&t, "SELECT certificates FROM part WHERE id = 0"),
	    there);
}

/* --- OCSP answers --- */

#define CERTIFICATES                                             \
	test_office_count(&t, "SELECT COUNT(*) FROM certificate" \
			      " WHERE profile NOT IN ('root', 'issuing-ca')")

static void
every_certificate_has_an_answer_signed_ahead(void **state)
{
	(void)state;
	assert_int_equal(COUNT_OF("ocsp", "next_update <= 0"), CERTIFICATES);
	assert_int_equal(job_ocsp(&context), ERR_OK);
	assert_int_equal(COUNT_OF("ocsp", "length(der) > 200"), CERTIFICATES);
	assert_int_equal(
	    COUNT_OF("ocsp", "next_update - this_update = 2 * 12 * 3600"),
	    CERTIFICATES);
}

static void
answers_are_renewed_when_half_of_their_time_is_over(void **state)
{
	(void)state;
	assert_int_equal(job_ocsp(&context), ERR_OK);
	test_office_run(&t, "CREATE TABLE first AS SELECT * FROM ocsp");
	t.now += 10;
	assert_int_equal(job_ocsp(&context), ERR_OK);
	assert_int_equal(
	    COUNT_OF("first", "der IN (SELECT der FROM ocsp)"), CERTIFICATES);
	test_office_run(
	    &t, "UPDATE ocsp SET next_update = next_update - 12 * 3600");
	assert_int_equal(job_ocsp(&context), ERR_OK);
	assert_int_equal(
	    COUNT_OF("ocsp", "next_update - this_update = 24 * 3600"),
	    CERTIFICATES);
	assert_int_equal(COUNT_OF("first", "der IN (SELECT der FROM ocsp)"), 0);
}

struct answer_case {
	struct ocsp_answer_row row;
	struct ocsp_answer_due due;
	int64_t seen;
};

static enum err
find_due(struct db *db, void *arg)
{
	struct answer_case *c = arg;

	return ocsp_answer_find_due(db, t.now, &c->due);
}

static enum err
forget(struct db *db, void *arg)
{
	const struct answer_case *c = arg;

	return ocsp_answer_forget(db, c->row.serial);
}

static enum err
put(struct db *db, void *arg)
{
	const struct answer_case *c = arg;

	return ocsp_answer_put(db, &c->row, c->seen);
}

static enum err
get(struct db *db, void *arg)
{
	struct answer_case *c = arg;

	return ocsp_answer_get(db, c->row.serial, t.now, &c->row);
}

/* Signed as good, while somebody revokes: it must not come after. */
static void
an_answer_from_before_a_change_is_not_kept(void **state)
{
	struct answer_case c = {.row = {.der = BUF(OCSP_RESPONSE_MAX)}};

	(void)state;
	assert_int_equal(store_read(t.store, find_due, &c), ERR_OK);
	memcpy(c.row.serial, c.due.rows[0].serial, sizeof(c.row.serial));
	c.row.this_update = t.now;
	c.row.next_update = t.now + 3600;
	buf_put(&c.row.der, bytes_str("good"));
	for (int64_t times = 0; times < 3; times++) {
		c.seen = -times;
		assert_int_equal(store_write(t.store, forget, &c), ERR_OK);
		assert_int_equal(store_write(t.store, put, &c), ERR_OK);
		assert_int_equal(store_read(t.store, get, &c), ERR_NOT_FOUND);
	}
	c.seen = -3;
	assert_int_equal(store_write(t.store, put, &c), ERR_OK);
	assert_int_equal(store_read(t.store, get, &c), ERR_OK);
	ocsp_answer_done(&c.row);
}

static void
nobody_answers_ahead_for_what_has_ended(void **state)
{
	(void)state;
	test_office_run(&t, "UPDATE certificate SET not_after = 1"
			    " WHERE subject LIKE '%op2%'");
	assert_int_equal(job_ocsp(&context), ERR_OK);
	assert_int_equal(COUNT_OF("ocsp", "1 = 1"), CERTIFICATES - 1);
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
	assert_int_equal(COUNT_OF("revocation_list", "1 = 1"), 2);
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
	    T(the_first_lists_are_made_at_once_and_published),
	    T(no_list_is_made_without_need),
	    T(a_full_list_is_followed_in_time_and_after_a_long_silence),
	    T(health_is_bad_long_before_a_list_ends),
	    T(numbers_never_go_back_whatever_the_store_has),
	    T(a_file_that_was_not_written_is_written_at_the_next_start),
	    T(the_store_learns_how_full_a_partition_is),
	    T(every_certificate_has_an_answer_signed_ahead),
	    T(answers_are_renewed_when_half_of_their_time_is_over),
	    T(an_answer_from_before_a_change_is_not_kept),
	    T(nobody_answers_ahead_for_what_has_ended),
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
