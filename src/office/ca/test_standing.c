/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "office/ca/standing.h"
#include "office/process/child.h"

const struct child_program child_programs[CHILD_COUNT] = {0};

#define NOW 1795305600
#define MANY 5000 /* several blocks, some of them split more than once */

static int
set_up(void **state)
{
	struct standing *s = NULL;

	assert_int_equal(standing_new(&s), ERR_OK);
	*state = s;
	return 0;
}

static int
tear_down(void **state)
{
	standing_free(*state);
	return 0;
}

/* Serial number n of a partition: the order of n is that of the numbers only
 * within runs, as with random ones. */
static struct cert_serial
serial(uint32_t partition, uint32_t n)
{
	struct cert_serial s = {.len = CERT_SERIAL_MAX - 1};
	uint32_t head = 0x400000 + partition, mixed = n * 2654435761u;

	s.octets[0] = (uint8_t)(head >> 16);
	s.octets[1] = (uint8_t)(head >> 8);
	s.octets[2] = (uint8_t)head;
	memcpy(s.octets + 3, &mixed, sizeof(mixed));
	memcpy(s.octets + 15, &n, sizeof(n));
	return s;
}

static struct standing_entry
entry(uint32_t partition, uint32_t n)
{
	return (struct standing_entry){.serial = serial(partition, n),
	    .status = STATUS_REVOKED,
	    .reason = (enum crl_reason)(n % 7),
	    .at = NOW + n,
	    .not_after = NOW + 2 * (int64_t)n,
	    .since = n};
}

static void
set(struct standing *s, const struct standing_entry *e)
{
	assert_int_equal(standing_set(s, e), ERR_OK);
}

static void
fill(struct standing *s, uint32_t partitions)
{
	for (uint32_t n = 0; n < MANY; n++) {
		struct standing_entry e = entry(n % partitions, n);

		set(s, &e);
	}
	assert_int_equal(standing_count(s), MANY);
}

static void
assert_same(const struct standing_entry *a, const struct standing_entry *b)
{
	assert_true(cert_serial_equal(&a->serial, &b->serial));
	assert_int_equal(a->status, b->status);
	assert_int_equal(a->reason, b->reason);
	assert_int_equal(a->at, b->at);
	assert_int_equal(a->not_after, b->not_after);
	assert_int_equal(a->since, b->since);
}

static void
what_was_put_in_is_found(void **state)
{
	struct standing *s = *state;
	struct standing_entry got;
	struct cert_serial absent = serial(3, MANY);

	assert_false(standing_get(s, &absent, &got));
	fill(s, 3);
	for (uint32_t n = 0; n < MANY; n++) {
		struct standing_entry want = entry(n % 3, n);

		assert_true(standing_get(s, &want.serial, &got));
		assert_same(&got, &want);
	}
	assert_false(standing_get(s, &absent, &got));
}

static void
a_later_status_takes_the_place_of_the_earlier(void **state)
{
	struct standing *s = *state;
	struct standing_entry e = entry(1, 77), got;

	fill(s, 3);
	e.serial = serial(77 % 3, 77);
	e.status = STATUS_VALID;
	e.at = -1; /* before 1970, if a clock was that wrong */
	set(s, &e);
	assert_int_equal(standing_count(s), MANY);
	assert_true(standing_get(s, &e.serial, &got));
	assert_same(&got, &e);
}

static void
serials_of_every_length_have_their_place(void **state)
{
	struct standing *s = *state;
	struct standing_walk w = standing_walk(s, 0);
	struct standing_entry e = entry(0, 1), got;

	for (size_t len = CERT_SERIAL_MAX; len >= 1; len--) {
		e.serial = (struct cert_serial){.len = len};
		memset(e.serial.octets, 0x7f, len);
		set(s, &e);
	}
	/* Shorter numbers are lower ones. One of 19 octets that begins so is
	 * of another partition. */
	for (size_t len = 1; len <= CERT_SERIAL_MAX; len++) {
		if (len == CERT_SERIAL_MAX - 1)
			continue;
		assert_true(standing_next(&w, &got));
		assert_int_equal(got.serial.len, len);
		assert_true(standing_get(s, &got.serial, &e));
	}
	assert_false(standing_next(&w, &got));
}

static int
compare(const struct cert_serial *a, const struct cert_serial *b)
{
	return bytes_compare(
	    BYTES(a->octets, a->len), BYTES(b->octets, b->len));
}

static void
a_walk_sees_one_partition_in_order(void **state)
{
	struct standing *s = *state;
	size_t seen = 0;

	fill(s, 3);
	for (uint32_t p = 0; p < 4; p++) {
		struct standing_walk w = standing_walk(s, p);
		struct standing_entry e, before = {.serial = {.len = 0}};

		while (standing_next(&w, &e)) {
			assert_int_equal(cert_serial_partition(&e.serial), p);
			assert_true(compare(&before.serial, &e.serial) < 0);
			before = e;
			seen++;
		}
		assert_true(p < 3 || before.serial.len == 0);
	}
	assert_int_equal(seen, MANY);
}

/* Whatever the order they come in. */
static void
rising_and_falling_numbers_are_kept_alike(void **state)
{
	struct standing *s = *state;

	for (int n = MANY - 1; n >= 0; n--) {
		struct standing_entry e = entry(0, 1);

		e.serial =
		    (struct cert_serial){{1, (uint8_t)(n >> 8), (uint8_t)n}, 3};
		set(s, &e);
		e.serial.octets[1] = (uint8_t)((2 * MANY - n) >> 8);
		e.serial.octets[2] = (uint8_t)(2 * MANY - n);
		set(s, &e);
	}
	assert_int_equal(standing_count(s), 2 * MANY);
}

static void
only_what_was_released_before_goes(void **state)
{
	struct standing *s = *state;
	struct standing_entry got;

	fill(s, 2);
	for (uint32_t n = 0; n < MANY; n++) { /* two of three are released */
		struct standing_entry e = entry(n % 2, n);

		e.status = n % 3 == 0 ? STATUS_ON_HOLD : STATUS_VALID;
		set(s, &e);
	}
	standing_prune(s, 1, 1000);
	for (uint32_t n = 0; n < MANY; n++) {
		struct standing_entry e = entry(n % 2, n);
		bool gone = n % 2 == 1 && n % 3 != 0 && n < 1000;

		assert_int_equal(standing_get(s, &e.serial, &got), !gone);
	}
	standing_prune(s, 0, UINT32_MAX);
	standing_prune(s, 1, UINT32_MAX);
	assert_int_equal(standing_count(s), (MANY + 2) / 3);
	fill(s, 2); /* and there is room again */
}

#define T(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    T(what_was_put_in_is_found),
	    T(a_later_status_takes_the_place_of_the_earlier),
	    T(serials_of_every_length_have_their_place),
	    T(a_walk_sees_one_partition_in_order),
	    T(rising_and_falling_numbers_are_kept_alike),
	    T(only_what_was_released_before_goes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
