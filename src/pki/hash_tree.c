/* SPDX-License-Identifier: Apache-2.0 */
#include "pki/hash_tree.h"

#include <stdlib.h>
#include <string.h>

/* Level 0 is the leaves. A node without a neighbour to its right goes up to
 * the next level as it is, which makes just the tree of RFC 9162: its left
 * half is always the largest full one. */
#define LEVELS (HASH_TREE_PATH_MAX + 1)

struct hash_tree {
	struct gm *gm;
	struct buf levels[LEVELS];
	size_t height; /* levels that are built; 0: leaves are still added */
};

static enum err
hash_leaf(struct gm *gm, struct bytes leaf, uint8_t out[SM3_LEN])
{
	static const uint8_t prefix[] = {0};
	const struct bytes parts[] = {BYTES_ARRAY(prefix), leaf};

	return sm3(gm, parts, COUNT(parts), out);
}

static enum err
hash_node(struct gm *gm, const uint8_t *left, const uint8_t *right,
    uint8_t out[SM3_LEN])
{
	static const uint8_t prefix[] = {1};
	const struct bytes parts[] = {
	    BYTES_ARRAY(prefix), BYTES(left, SM3_LEN), BYTES(right, SM3_LEN)};

	return sm3(gm, parts, COUNT(parts), out);
}

enum err
hash_tree_new(struct gm *gm, struct hash_tree **ret_t)
{
	struct hash_tree *t = calloc(1, sizeof(*t));

	if (t == NULL)
		return ERR_NOMEM;
	t->gm = gm;
	for (size_t i = 0; i < LEVELS; i++)
		buf_init(&t->levels[i], (size_t)HASH_TREE_LEAVES_MAX * SM3_LEN);
	*ret_t = t;
	return ERR_OK;
}

enum err
hash_tree_add(struct hash_tree *t, struct bytes leaf)
{
	uint8_t hash[SM3_LEN];

	if (t->height > 0)
		return ERR_INTERNAL;
	if (t->levels[0].len == t->levels[0].max)
		return ERR_TOO_LARGE;
	TRY(hash_leaf(t->gm, leaf, hash));
	buf_put(&t->levels[0], BYTES_ARRAY(hash));
	return buf_status(&t->levels[0]);
}

static enum err
build_level(struct gm *gm, const struct buf *below, struct buf *level)
{
	uint8_t hash[SM3_LEN];
	size_t at = 0;

	for (; at + 2 * SM3_LEN <= below->len; at += 2 * SM3_LEN) {
		const uint8_t *left = below->p + at;

		TRY(hash_node(gm, left, left + SM3_LEN, hash));
		buf_put(level, BYTES_ARRAY(hash));
	}
	if (at < below->len)
		buf_put(level, BYTES(below->p + at, SM3_LEN));
	return buf_status(level);
}

enum err
hash_tree_build(struct hash_tree *t, uint8_t ret_root[SM3_LEN])
{
	size_t top = 0;

	if (t->height > 0)
		return ERR_INTERNAL;
	if (t->levels[0].len == 0)
		return ERR_NOT_FOUND;
	while (t->levels[top].len > SM3_LEN) {
		TRY(build_level(t->gm, &t->levels[top], &t->levels[top + 1]));
		top++;
	}
	t->height = top + 1;
	memcpy(ret_root, t->levels[top].p, SM3_LEN);
	return ERR_OK;
}

enum err
hash_tree_path(
    const struct hash_tree *t, uint32_t index, struct hash_path *ret_path)
{
	struct hash_path path = {.count = 0};

	if (t->height == 0 || index >= t->levels[0].len / SM3_LEN)
		return ERR_NOT_FOUND;
	for (size_t level = 0; level + 1 < t->height; level++, index >>= 1) {
		const struct buf *b = &t->levels[level];
		size_t at = (size_t)(index ^ 1) * SM3_LEN;

		if (at < b->len)
			memcpy(path.nodes[path.count++], b->p + at, SM3_LEN);
	}
	*ret_path = path;
	return ERR_OK;
}

void
hash_tree_free(struct hash_tree *t)
{
	if (t == NULL)
		return;
	for (size_t i = 0; i < LEVELS; i++)
		buf_done(&t->levels[i]);
	free(t);
}

/* RFC 9162 2.1.3.2, with its names: fn goes up from the leaf, sn from the last
 * one. One step; false if the path has a node too many. */
static bool
step_up(uint32_t *fn, uint32_t *sn, bool *ret_left)
{
	if (*sn == 0)
		return false;
	*ret_left = (*fn & 1) != 0 || *fn == *sn;
	if (*ret_left && (*fn & 1) == 0)
		while (*fn != 0 && (*fn & 1) == 0) {
			*fn >>= 1;
			*sn >>= 1;
		}
	*fn >>= 1;
	*sn >>= 1;
	return true;
}

enum err
hash_tree_holds(struct gm *gm, const struct hash_claim *c, bool *ret_holds)
{
	uint32_t fn = c->index, sn = c->count - 1;
	uint8_t r[SM3_LEN];
	bool possible = c->index < c->count && c->path.len % SM3_LEN == 0;

	TRY(hash_leaf(gm, c->leaf, r));
	for (size_t at = 0; possible && at < c->path.len; at += SM3_LEN) {
		const uint8_t *node = c->path.p + at;
		bool left;

		possible = step_up(&fn, &sn, &left);
		if (possible && left)
			TRY(hash_node(gm, node, r, r));
		else if (possible)
			TRY(hash_node(gm, r, node, r));
	}
	*ret_holds = possible && sn == 0 && memcmp(r, c->root, SM3_LEN) == 0;
	return ERR_OK;
}
