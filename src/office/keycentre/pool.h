/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The pool of encryption keys made ahead (GM/T 0038: standby, in use,
 * history), which lives in the store, each wrapped by the key centre. Threads:
 * as the store's.
 */
#ifndef OFFICE_POOL_H
#define OFFICE_POOL_H

#include "office/keycentre/keycentre.h"
#include "office/store/store.h"

#define POOL_ID_SIZE (2 * SM3_LEN + 1) /* hex digits and NUL */
#define POOL_PAIR_ID_SIZE 33

struct pool_key {
	char id[POOL_ID_SIZE];
	struct keycentre_key key;
};

/*
 * Inside a job: reserve the oldest standby key for a pair. POOL_EMPTY.
 * Two jobs never get the same one.
 */
MUST_USE enum err pool_take(
    struct db *db, const char *pair, struct pool_key *ret_key);

/* Inside a job: the key with that id, whatever its state. KEY_MISSING. */
MUST_USE enum err pool_get(
    struct db *db, const char *id, struct pool_key *ret_key);

/* Inside a job: a reserved key is in use; one that was replaced is history;
 * one whose pair was abandoned is never used again: history too. */
MUST_USE enum err pool_use(struct db *db, const char *id);
MUST_USE enum err pool_retire(struct db *db, const char *id);

struct pool_statistics {
	int64_t standby, reserved, in_use, history;
};
MUST_USE enum err pool_count(struct db *db, struct pool_statistics *ret_s);

/*
 * When fewer than low are standing by, have keys made up to high, in batches
 * stored as they come. *ret_made is how many, also on failure. What
 * keycentre_make and the store return.
 */
struct pool_top_up {
	struct gm *gm;
	struct store *store;
	struct ipc_client *keycentre;
	int64_t low, high, now;
};
MUST_USE enum err pool_top_up(const struct pool_top_up *t, int64_t *ret_made);

#endif
