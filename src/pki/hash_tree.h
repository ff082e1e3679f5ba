/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The hash tree of RFC 9162 2.1 with SM3: one digest stands for a list of
 * leaves, and a path of a few digests proves that a leaf is in it at its
 * place.
 *
 *	leaf SM3(00 ‖ octets), node SM3(01 ‖ left ‖ right)
 */
#ifndef PKI_HASH_TREE_H
#define PKI_HASH_TREE_H

#include "gm/sm3.h"

#define HASH_TREE_LEAVES_MAX 1000000 /* 64 MB of digests while it is built */
#define HASH_TREE_PATH_MAX 20	     /* nodes: 2^20 leaves */

/* The siblings on the way from a leaf to the root, lowest first. */
struct hash_path {
	uint8_t nodes[HASH_TREE_PATH_MAX][SM3_LEN];
	size_t count;
};

/* All of a tree's digests: leaves are added one after the other, then it is
 * built once, and then asked. */
struct hash_tree;
MUST_USE enum err hash_tree_new(struct gm *gm, struct hash_tree **ret_t);

/* The next leaf. TOO_LARGE beyond HASH_TREE_LEAVES_MAX. */
MUST_USE enum err hash_tree_add(struct hash_tree *t, struct bytes leaf);

/* Build it, and no leaf can be added any more. NOT_FOUND without leaves. */
MUST_USE enum err hash_tree_build(
    struct hash_tree *t, uint8_t ret_root[SM3_LEN]);

/* The path of the leaf at index. NOT_FOUND past the last, or before it is
 * built. */
MUST_USE enum err hash_tree_path(
    const struct hash_tree *t, uint32_t index, struct hash_path *ret_path);

void hash_tree_free(struct hash_tree *t);
DEFINE_AUTO(hash_tree)

/* Is the leaf at index of a tree of count leaves with this root? RFC 9162
 * 2.1.3.2. *ret_holds; never an error for a wrong path. */
struct hash_claim {
	struct bytes leaf;
	uint32_t index, count;
	struct bytes path;   /* nodes, SM3_LEN octets each, lowest first */
	const uint8_t *root; /* SM3_LEN octets */
};
MUST_USE enum err hash_tree_holds(
    struct gm *gm, const struct hash_claim *c, bool *ret_holds);

#endif
