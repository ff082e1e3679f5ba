/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "pki/hash_tree.h"

#define SIZES 33

static int
set_up(void **state)
{
	return gm_new((struct gm **)state) == ERR_OK ? 0 : -1;
}

static int
tear_down(void **state)
{
	gm_free(*state);
	return 0;
}

/* The leaf at i: its number, and something of another length for each. */
static struct bytes
leaf(uint32_t i)
{
	static char texts[SIZES + 1][64];
	char *text = texts[i];
	int len =
	    snprintf(text, sizeof(texts[i]), "leaf %u %*s", i, (int)i, "");

	return BYTES(text, (size_t)len);
}

static void
digest(struct gm *gm, uint8_t prefix, struct bytes a, struct bytes b,
    uint8_t out[SM3_LEN])
{
	const struct bytes parts[] = {BYTES(&prefix, 1), a, b};

	assert_int_equal(sm3(gm, parts, COUNT(parts), out), ERR_OK);
}

/* MTH of RFC 9162 2.1.1, word for word: k is the largest power of two smaller
 * than n. */
static void
defined_root(struct gm *gm, uint32_t first, uint32_t n, uint8_t out[SM3_LEN])
{
	uint8_t left[SM3_LEN], right[SM3_LEN];
	uint32_t k = 1;

	if (n == 1) {
		digest(gm, 0, leaf(first), BYTES_NONE, out);
		return;
	}
	while (2 * k < n)
		k *= 2;
	defined_root(gm, first, k, left);
	defined_root(gm, first + k, n - k, right);
	digest(gm, 1, BYTES_ARRAY(left), BYTES_ARRAY(right), out);
}

static struct hash_tree *
tree_of(struct gm *gm, uint32_t count, uint8_t root[SM3_LEN])
{
	struct hash_tree *t = NULL;

	assert_int_equal(hash_tree_new(gm, &t), ERR_OK);
	for (uint32_t i = 0; i < count; i++)
		assert_int_equal(hash_tree_add(t, leaf(i)), ERR_OK);
	assert_int_equal(hash_tree_build(t, root), ERR_OK);
	return t;
}

static void
the_root_is_that_of_the_rfc(void **state)
{
	for (uint32_t n = 1; n <= SIZES; n++) {
		uint8_t got[SM3_LEN], want[SM3_LEN];
		AUTO(hash_tree) t = tree_of(*state, n, got);

		assert_non_null(t);
		defined_root(*state, 0, n, want);
		assert_memory_equal(got, want, SM3_LEN);
	}
}

static bool
holds(struct gm *gm, const struct hash_claim *c)
{
	bool h = false;

	assert_int_equal(hash_tree_holds(gm, c, &h), ERR_OK);
	return h;
}

static struct bytes
nodes(const struct hash_path *p)
{
	return BYTES(p->nodes, p->count * SM3_LEN);
}

static void
each_leaf_is_proved_at_its_place_and_no_other(void **state)
{
	for (uint32_t n = 1; n <= SIZES; n++) {
		uint8_t root[SM3_LEN];
		AUTO(hash_tree) t = tree_of(*state, n, root);

		for (uint32_t i = 0; i < n; i++) {
			struct hash_path path;
			struct hash_claim c = {.count = n, .root = root};

			assert_int_equal(hash_tree_path(t, i, &path), ERR_OK);
			c.path = nodes(&path);
			c.leaf = leaf(i);
			for (c.index = 0; c.index <= n; c.index++)
				assert_int_equal(
				    holds(*state, &c), c.index == i);
		}
	}
}

/* Everything else of a claim with one thing changed. */
static void
assert_no_change_holds(
    struct gm *gm, const struct hash_claim *good, struct hash_path *path)
{
	struct hash_claim c = *good;
	uint8_t root[SM3_LEN];

	c.leaf = leaf(good->index + 1);
	assert_false(holds(gm, &c));
	c = *good;
	memcpy(root, good->root, SM3_LEN);
	root[31] ^= 1;
	c.root = root;
	assert_false(holds(gm, &c));
	c = *good;
	for (size_t i = 0; i < path->count; i++) {
		path->nodes[i][0] ^= 1;
		assert_false(holds(gm, &c));
		path->nodes[i][0] ^= 1;
	}
	c.path.len += SM3_LEN;
	assert_false(holds(gm, &c));
	c = *good;
	if (path->count > 0) {
		c.path.len -= SM3_LEN;
		assert_false(holds(gm, &c));
		c.path.len += 1;
		assert_false(holds(gm, &c));
	}
	assert_true(holds(gm, good));
}

static void
a_path_that_was_tampered_with_proves_nothing(void **state)
{
	for (uint32_t n = 1; n <= SIZES; n++) {
		uint8_t root[SM3_LEN];
		AUTO(hash_tree) t = tree_of(*state, n, root);

		for (uint32_t i = 0; i < n; i++) {
			struct hash_path path = {.count = 0};
			struct hash_claim c = {
			    .index = i, .count = n, .root = root};

			assert_int_equal(hash_tree_path(t, i, &path), ERR_OK);
			c.path = nodes(&path);
			c.leaf = leaf(i);
			assert_no_change_holds(*state, &c, &path);
		}
	}
}

/* A node may not pass for a leaf: that is what the prefixes are for. */
static void
a_node_is_no_leaf(void **state)
{
	uint8_t root[SM3_LEN], pair[2 * SM3_LEN];
	AUTO(hash_tree) t = tree_of(*state, 2, root);
	struct hash_claim c = {
	    .leaf = BYTES_ARRAY(pair), .count = 1, .root = root};

	assert_non_null(t);
	digest(*state, 0, leaf(0), BYTES_NONE, pair);
	digest(*state, 0, leaf(1), BYTES_NONE, pair + SM3_LEN);
	assert_false(holds(*state, &c));
}

static void
an_empty_tree_and_a_missing_leaf_are_not_found(void **state)
{
	AUTO(hash_tree) none = NULL;
	uint8_t root[SM3_LEN];
	AUTO(hash_tree) t = tree_of(*state, 5, root);
	struct hash_path path;
	struct hash_claim c = {.root = root};

	assert_int_equal(hash_tree_new(*state, &none), ERR_OK);
	assert_int_equal(hash_tree_path(none, 0, &path), ERR_NOT_FOUND);
	assert_int_equal(hash_tree_build(none, root), ERR_NOT_FOUND);
	assert_int_equal(hash_tree_path(t, 4, &path), ERR_OK);
	assert_int_equal(hash_tree_path(t, 5, &path), ERR_NOT_FOUND);
	assert_int_equal(hash_tree_add(t, leaf(5)), ERR_INTERNAL);
	assert_false(holds(*state, &c));
}

static void
the_largest_tree_has_the_longest_path(void **state)
{
	AUTO(hash_tree) t = NULL;
	uint8_t root[SM3_LEN];
	struct hash_path path;

	assert_int_equal(hash_tree_new(*state, &t), ERR_OK);
	for (uint32_t i = 0; i < HASH_TREE_LEAVES_MAX; i++)
		assert_int_equal(hash_tree_add(t, BYTES_NONE), ERR_OK);
	assert_int_equal(hash_tree_add(t, BYTES_NONE), ERR_TOO_LARGE);
	assert_int_equal(hash_tree_build(t, root), ERR_OK);
	assert_int_equal(hash_tree_path(t, 0, &path), ERR_OK);
	assert_int_equal(path.count, HASH_TREE_PATH_MAX);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(the_root_is_that_of_the_rfc),
	    cmocka_unit_test(each_leaf_is_proved_at_its_place_and_no_other),
	    cmocka_unit_test(a_path_that_was_tampered_with_proves_nothing),
	    cmocka_unit_test(a_node_is_no_leaf),
	    cmocka_unit_test(an_empty_tree_and_a_missing_leaf_are_not_found),
	    cmocka_unit_test(the_largest_tree_has_the_longest_path),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
