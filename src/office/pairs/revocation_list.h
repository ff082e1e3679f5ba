/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Revocation lists as they stand in the store: the newest of each. Everything
 * here but revocation_list_life_s works inside a transaction.
 */
#ifndef OFFICE_REVOCATION_LIST_H
#define OFFICE_REVOCATION_LIST_H

#include "office/ca/ca_status.h"
#include "office/store/store.h"

struct revocation_list_row {
	uint64_t number;
	int64_t this_update, next_update;
};

struct revocation_list {
	struct ca_list_name name;
	struct revocation_list_row row;
	struct buf der;
};
void revocation_list_done(struct revocation_list *l);
DEFINE_AUTO_DONE(revocation_list)

/* How long one is good: twice crl_hours, or nearly what the ca process signs
 * at most. */
int64_t revocation_list_life_s(const struct office_config *c);

/* What is known of one, all zero if there is none. */
MUST_USE enum err revocation_list_row(struct db *db, struct ca_list_name name,
    struct revocation_list_row *ret_row);

/* One, whole; ret_list is {0} or was filled before. NOT_FOUND. */
MUST_USE enum err revocation_list_get(
    struct db *db, struct ca_list_name name, struct revocation_list *ret_list);

/* Keep it, in place of an older one. */
MUST_USE enum err revocation_list_put(
    struct db *db, const struct revocation_list *list);

/* All of them; each's first error ends it. The list is borrowed. */
MUST_USE enum err revocation_list_each(struct db *db,
    enum err (*each)(void *arg, const struct revocation_list *list), void *arg);

/*
 * Do they all last long enough? Half of the time between when a list should
 * have been followed by a new one and when it ends must be left; and there is
 * one at least.
 */
MUST_USE enum err revocation_list_health(
    struct db *db, const struct office_config *c, int64_t now, bool *ret_good);

#endif
