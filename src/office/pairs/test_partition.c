/* SPDX-License-Identifier: Apache-2.0 */
#include "office/pairs/partition.h"

#include <stdio.h>

#include "office/testing/test_office.h"

static struct test_office t; /* one for each test */

static int
open_office(void **state)
{
	(void)state;
	test_office_open(&t, 0);
	test_office_run(&t, "UPDATE part SET certificates = 0");
	t.config.crl_partition = 5;
	return 0;
}

static int
close_office(void **state)
{
	(void)state;
	test_office_close(&t);
	return 0;
}

struct take {
	struct cert_serial serials[2];
	size_t count;
	enum err then; /* what comes after it in the transaction */
};

static enum err
take_in(struct db *db, void *arg)
{
	struct take *k = arg;

	TRY(partition_take(
	    db, &t.config, random_system(), k->serials, k->count));
	return k->then;
}

/* The partition that they went to. */
static uint32_t
take(size_t count)
{
	struct take k = {.count = count};
	uint32_t partition;

	assert_int_equal(store_write(t.store, take_in, &k), ERR_OK);
	partition = cert_serial_partition(&k.serials[0]);
	for (size_t i = 0; i < count; i++) {
		assert_int_equal(
		    cert_serial_partition(&k.serials[i]), partition);
		assert_int_equal(k.serials[i].len, CERT_SERIAL_MAX - 1);
	}
	assert_true(
	    count < 2 || !cert_serial_equal(&k.serials[0], &k.serials[1]));
	return partition;
}

static int64_t
certificates(uint32_t partition)
{
	char sql[80];

	snprintf(sql, sizeof(sql),
	    "SELECT SUM(certificates) FROM part WHERE id = %u", partition);
	return test_office_count(&t, sql);
}

/* A pair is not torn apart, so a place may stay free. */
static void
the_next_partition_begins_when_one_is_full(void **state)
{
	static const struct {
		size_t count;
		uint32_t partition;
	} steps[] = {{2, 0}, {2, 0}, {2, 1}, {1, 1}, {2, 1}, {1, 2}};

	(void)state;
	for (size_t i = 0; i < COUNT(steps); i++)
		assert_int_equal(take(steps[i].count), steps[i].partition);
	assert_int_equal(certificates(0), 4);
	assert_int_equal(certificates(1), 5);
	assert_int_equal(certificates(2), 1);
}

static void
what_was_rolled_back_counts_for_nothing(void **state)
{
	struct take k = {.count = 2, .then = ERR_STORE_CONFLICT};

	(void)state;
	assert_int_equal(store_write(t.store, take_in, &k), ERR_STORE_CONFLICT);
	assert_int_equal(certificates(0), 0);
}

static enum err
raise(struct db *db, void *arg)
{
	const int64_t *to = arg;

	return partition_raise(db, (uint32_t)to[0], to[1]);
}

/* The ca process knows of partitions that an older copy of the store has not.
 */
static void
the_greater_number_counts(void **state)
{
	int64_t to[] = {0, 4}, less[] = {0, 3}, newer[] = {7, 5};

	(void)state;
	assert_int_equal(store_write(t.store, raise, to), ERR_OK);
	assert_int_equal(store_write(t.store, raise, less), ERR_OK);
	assert_int_equal(certificates(0), 4);
	assert_int_equal(take(2), 1);
	assert_int_equal(store_write(t.store, raise, newer), ERR_OK);
	assert_int_equal(take(1), 8);
}

static int
tests(void)
{
#define T(f) cmocka_unit_test_setup_teardown(f, open_office, close_office)
	const struct CMUnitTest all[] = {
	    T(the_next_partition_begins_when_one_is_full),
	    T(what_was_rolled_back_counts_for_nothing),
	    T(the_greater_number_counts),
	};

	return cmocka_run_group_tests(all, NULL, NULL);
}

int
main(int argc, char **argv)
{
	return test_office_main(argc, argv, tests);
}
