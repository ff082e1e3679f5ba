/* SPDX-License-Identifier: Apache-2.0 */
/* With the real ca and key centre processes. */
#include "office/pairs/escrow.h"

#include <stdio.h>
#include <string.h>

#include "office/registry/token_row.h"
#include "office/testing/test_holder.h"

#define CARRIER "S-key"

static struct test_office t; /* one for each test */

static int
open_office(void **state)
{
	(void)state;
	test_office_open(&t, OFFICE_CA | OFFICE_KEYCENTRE);
	test_office_register(&t, "acme");
	test_office_register(&t, "other");
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

/* --- deposits --- */

/* A deposit of octets that only their name tells apart. */
struct deposit {
	const char *carrier, *user_name, *sealed;
};

static enum err
put_job(struct db *db, void *arg)
{
	const struct deposit *d = arg;
	struct account a;

	TRY(account_by_user(db, d->user_name, &a));
	return escrow_put(t.gm, db,
	    &(struct escrow_deposit){
		d->carrier, a.id, "pair", bytes_str(d->sealed), t.now});
}

static enum err
put(const char *carrier, const char *user_name, const char *sealed)
{
	return store_write(t.office.store, put_job,
	    &(struct deposit){carrier, user_name, sealed});
}

static bool
is_current(const char *carrier, const char *sealed)
{
	char sql[256];

	snprintf(sql, sizeof(sql),
	    "SELECT COUNT(*) FROM escrow WHERE carrier_serial = '%s'"
	    " AND sealed = CAST('%s' AS BLOB)",
	    carrier, sealed);
	return test_office_count(&t, sql) == 1;
}

static void
a_new_deposit_becomes_current(void **state)
{
	(void)state;
	assert_int_equal(put(CARRIER, "acme", "first"), ERR_OK);
	assert_true(is_current(CARRIER, "first"));
	assert_int_equal(put(CARRIER, "acme", "second"), ERR_OK);
	assert_true(is_current(CARRIER, "second"));
	assert_int_equal(COUNT_OF("escrow", "1 = 1"), 1);
}

static void
octets_that_were_seen_change_nothing(void **state)
{
	(void)state;
	assert_int_equal(put(CARRIER, "acme", "first"), ERR_OK);
	assert_int_equal(put(CARRIER, "acme", "second"), ERR_OK);
	assert_int_equal(put(CARRIER, "acme", "first"), ERR_OK);
	assert_int_equal(put(CARRIER, "acme", "second"), ERR_OK);
	assert_true(is_current(CARRIER, "second"));
	assert_int_equal(COUNT_OF("escrow_seen", "1 = 1"), 2);
}

static void
on_another_carrier_the_same_octets_are_new(void **state)
{
	(void)state;
	assert_int_equal(put(CARRIER, "acme", "first"), ERR_OK);
	assert_int_equal(put("S-two", "acme", "first"), ERR_OK);
	assert_true(is_current("S-two", "first"));
}

static void
a_carrier_stays_its_holders(void **state)
{
	(void)state;
	assert_int_equal(put(CARRIER, "acme", "first"), ERR_OK);
	assert_int_equal(put(CARRIER, "other", "first"), ERR_TOKEN_OTHERS);
	assert_int_equal(put(CARRIER, "other", "second"), ERR_TOKEN_OTHERS);
	assert_true(is_current(CARRIER, "first"));
	assert_int_equal(put(CARRIER, "acme", "second"), ERR_OK);
	assert_true(is_current(CARRIER, "second"));
}

/* A store of schema version 2 noted nothing. */
static void
what_was_current_counts_as_seen(void **state)
{
	(void)state;
	assert_int_equal(put(CARRIER, "acme", "first"), ERR_OK);
	test_office_run(&t, "DELETE FROM escrow_seen");
	assert_int_equal(put(CARRIER, "acme", "second"), ERR_OK);
	assert_int_equal(put(CARRIER, "acme", "first"), ERR_OK);
	assert_true(is_current(CARRIER, "second"));
}

static enum err
forget_job(struct db *db, void *arg)
{
	return escrow_forget(db, arg);
}

static void
a_carrier_set_up_anew_is_nobodys(void **state)
{
	char carrier[] = CARRIER;

	(void)state;
	assert_int_equal(put(CARRIER, "acme", "first"), ERR_OK);
	assert_int_equal(put("S-two", "acme", "first"), ERR_OK);
	assert_int_equal(
	    store_write(t.office.store, forget_job, carrier), ERR_OK);
	assert_int_equal(COUNT_OF("escrow", "carrier_serial = 'S-key'"), 0);
	assert_true(is_current("S-two", "first"));
	assert_int_equal(put(CARRIER, "other", "first"), ERR_OK);
	assert_int_equal(COUNT_OF("escrow", "carrier_serial = 'S-key'"), 0);
	assert_int_equal(put(CARRIER, "other", "second"), ERR_OK);
	assert_true(is_current(CARRIER, "second"));
}

/* --- carriers of the office's own --- */

#define PERSONALISE(state)                                                     \
	test_office_run(&t,                                                    \
	    "INSERT INTO token SELECT 'S-acme', 'hard', 'key 1', 'letter',"    \
	    " CAST('ours' AS BLOB), CAST('key' AS BLOB), '', MIN(id), 'op1', " \
	    "'',"                                                              \
	    " '" state "', 1, 1 FROM act")

/* A holder who asks without a deposit, as for a key that had one before. */
static void
issue_without_deposit(void)
{
	AUTO_DONE(obtain_answer) a = {0};
	char code[TEST_OFFICE_WORD_SIZE];
	struct test_holder h;

	test_holder_begin(&t, "acme", "approved", &h);
	test_office_mailed(&t, "acme", "approved", "code", code);
	buf_truncate(&h.escrow, 0);
	assert_int_equal(sm3_of(t.gm, BYTES_NONE, h.ask.escrow), ERR_OK);
	test_holder_sign_ask(&t, &h, code);
	test_holder_obtain(&t, &h, &a);
	test_holder_done(&h);
}

static void
a_key_of_the_offices_needs_no_deposit(void **state)
{
	(void)state;
	test_office_approve(&t, "acme");
	PERSONALISE("ready");
	issue_without_deposit();
	assert_true(is_current("S-acme", "ours"));
	assert_int_equal(put("S-acme", "acme", "unlocked"), ERR_OK);
	assert_int_equal(put("S-acme", "acme", "ours"), ERR_OK);
	assert_true(is_current("S-acme", "unlocked"));
}

static void
one_that_was_never_finished_does(void **state)
{
	(void)state;
	test_office_approve(&t, "acme");
	PERSONALISE("intended");
	issue_without_deposit();
	assert_int_equal(COUNT_OF("escrow", "1 = 1"), 0);
}

static void
nor_does_the_office_know_of_other_keys(void **state)
{
	(void)state;
	test_office_approve(&t, "acme");
	issue_without_deposit();
	assert_int_equal(COUNT_OF("escrow", "1 = 1"), 0);
}

#define office_test(f) \
	cmocka_unit_test_setup_teardown(f, open_office, close_office)

static int
tests(void)
{
	const struct CMUnitTest all[] = {
	    office_test(a_new_deposit_becomes_current),
	    office_test(octets_that_were_seen_change_nothing),
	    office_test(on_another_carrier_the_same_octets_are_new),
	    office_test(a_carrier_stays_its_holders),
	    office_test(what_was_current_counts_as_seen),
	    office_test(a_carrier_set_up_anew_is_nobodys),
	    office_test(a_key_of_the_offices_needs_no_deposit),
	    office_test(one_that_was_never_finished_does),
	    office_test(nor_does_the_office_know_of_other_keys),
	};

	return cmocka_run_group_tests(all, NULL, NULL);
}

int
main(int argc, char **argv)
{
	return test_office_main(argc, argv, tests);
}
