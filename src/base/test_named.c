/* SPDX-License-Identifier: Apache-2.0 */
#include "base/named.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define SIZE 9 /* of a name, with NUL */
#define MAX 3

struct thing {
	char name[SIZE];
	int value;
};

struct things {
	struct thing *rows[MAX];
	size_t count;
};

static enum err
add(struct things *all, const char *name)
{
	static const struct named_rules rules = {
	    sizeof(struct thing), SIZE, MAX};
	void *new;

	TRY(named_add(all->rows, &all->count, &rules, name, &new));
	assert_int_equal(((struct thing *)new)->value, 0);
	return ERR_OK;
}

static void
done(struct things *all)
{
	while (all->count > 0)
		free(all->rows[--all->count]);
}

static void
things_are_found_by_their_names(void **state)
{
	struct things all = {.count = 0};

	(void)state;
	assert_int_equal(add(&all, "a"), ERR_OK);
	assert_int_equal(add(&all, "b"), ERR_OK);
	assert_ptr_equal(named_find(all.rows, all.count, "b"), all.rows[1]);
	assert_null(named_find(all.rows, all.count, "c"));
	assert_null(named_find(all.rows, 0, "a"));
	done(&all);
}

static void
names_are_within_their_limits_and_stand_once(void **state)
{
	static const struct {
		const char *name;
		enum err want;
	} cases[] = {{"", ERR_BAD_TEXT}, {"12345678", ERR_OK},
	    {"123456789", ERR_BAD_TEXT}, {"12345678", ERR_FILE_EXISTS},
	    {"b", ERR_OK}, {"c", ERR_OK}, {"d", ERR_TOKEN_FULL}};
	struct things all = {.count = 0};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++)
		assert_int_equal(add(&all, cases[i].name), cases[i].want);
	assert_int_equal(all.count, MAX);
	done(&all);
}

static void
those_that_stay_keep_their_order(void **state)
{
	struct things all = {.count = 0};
	struct thing *gone;

	(void)state;
	assert_int_equal(add(&all, "a"), ERR_OK);
	assert_int_equal(add(&all, "b"), ERR_OK);
	assert_int_equal(add(&all, "c"), ERR_OK);
	gone = named_find(all.rows, all.count, "b");
	named_remove(all.rows, &all.count, gone);
	free(gone);
	assert_int_equal(all.count, 2);
	assert_string_equal(all.rows[0]->name, "a");
	assert_string_equal(all.rows[1]->name, "c");
	done(&all);
}

static void
a_blob_is_a_copy(void **state)
{
	struct blob b = {NULL, 0};
	char octets[] = "abc";

	(void)state;
	assert_int_equal(blob_set(&b, bytes_str(octets)), ERR_OK);
	octets[0] = 'x';
	assert_memory_equal(b.p, "abc", 3);
	assert_int_equal(blob_set(&b, BYTES_NONE), ERR_OK);
	assert_non_null(b.p); /* present, though it is empty */
	assert_int_equal(b.len, 0);
	blob_done(&b);
	assert_null(b.p);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(things_are_found_by_their_names),
	    cmocka_unit_test(names_are_within_their_limits_and_stand_once),
	    cmocka_unit_test(those_that_stay_keep_their_order),
	    cmocka_unit_test(a_blob_is_a_copy),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
