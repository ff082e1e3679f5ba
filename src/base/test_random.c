/* SPDX-License-Identifier: Apache-2.0 */
#include "base/random.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

static void
a_seed_gives_the_same_sequence_again(void **state)
{
	uint64_t seed = 1, again = 1, other = 2;
	uint8_t a[32], b[32], c[32];

	(void)state;
	assert_int_equal(random_fill(random_fixed(&seed), a, 32), ERR_OK);
	/* However it is divided. */
	assert_int_equal(random_fill(random_fixed(&again), b, 5), ERR_OK);
	assert_int_equal(random_fill(random_fixed(&again), b + 5, 27), ERR_OK);
	assert_int_equal(random_fill(random_fixed(&other), c, 32), ERR_OK);
	assert_memory_equal(a, b, 32);
	assert_memory_not_equal(a, c, 32);
	assert_int_equal(random_fill(random_fixed(&seed), b, 32), ERR_OK);
	assert_memory_not_equal(a, b, 32); /* it goes on */
}

static void
the_systems_source_does_not_repeat(void **state)
{
	uint8_t a[32] = {0}, b[32] = {0};

	(void)state;
	assert_int_equal(random_fill(random_system(), a, 32), ERR_OK);
	assert_int_equal(random_fill(random_system(), b, 32), ERR_OK);
	assert_memory_not_equal(a, b, 32);
}

/* More than getrandom(2) gives in one uninterrupted piece. */
static void
a_large_request_is_filled_to_its_end(void **state)
{
	static uint8_t out[100001];
	static const uint8_t zeros[16];

	(void)state;
	assert_int_equal(random_fill(random_system(), out, 100000), ERR_OK);
	assert_memory_not_equal(out + 100000 - 16, zeros, 16);
	assert_int_equal(out[100000], 0); /* and not past it */
}

static enum err
broken_fill(void *self, uint8_t *out, size_t len)
{
	(void)self;
	(void)out;
	(void)len;
	return ERR_NO_RANDOM;
}

static void
a_broken_source_is_told(void **state)
{
	struct random broken = {broken_fill, NULL};
	uint8_t out[1];

	(void)state;
	assert_int_equal(random_fill(broken, out, 1), ERR_NO_RANDOM);
	assert_int_equal(random_fill(broken, out, 0), ERR_OK);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_seed_gives_the_same_sequence_again),
	    cmocka_unit_test(the_systems_source_does_not_repeat),
	    cmocka_unit_test(a_large_request_is_filled_to_its_end),
	    cmocka_unit_test(a_broken_source_is_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
