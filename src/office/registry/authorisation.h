/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Authorisation codes, as the store knows them: by the public key that the
 * code gives (pki/evidence.h), with a life and a number of tries. The code
 * itself is in the mail and nowhere else. Of an account at most one is open.
 * All but the making works inside a transaction.
 */
#ifndef OFFICE_AUTHORISATION_H
#define OFFICE_AUTHORISATION_H

#include "office/registry/act.h"
#include "office/registry/office.h"
#include "office/store/store.h"
#include "pki/evidence.h"

#define AUTHORISATION_ID_SIZE (2 * AUTHORISATION_ID_LEN + 1)

enum authorisation_state {
	AUTHORISATION_OPEN = 1,
	AUTHORISATION_USED,
	AUTHORISATION_REPLACED,
	AUTHORISATION_LOCKED,
};

struct stored_authorisation {
	char id[AUTHORISATION_ID_SIZE];
	char act[ACT_ID_SIZE]; /* the review that made it */
	struct sm2_public key;
	int64_t not_after;
	int64_t tries_left;
	enum authorisation_state state;
};

/*
 * Make one for the user, outside of any transaction, good for as long as
 * office.conf says: what goes into the act, and the code as text into code,
 * which holds TEXT_CODE_SIZE octets. NO_RANDOM, CRYPTO, NOMEM.
 */
MUST_USE enum err authorisation_make(const struct office *o, struct gm *gm,
    const char *user_name, struct authorisation *ret_a, struct secret *code);

/*
 * Keep the one that the act made for the account, open, with so many tries;
 * what was open or locked before is replaced.
 */
MUST_USE enum err authorisation_insert(struct db *db, const char *account,
    const char *act, const struct authorisation *a, int64_t tries);

/* What is open or locked counts no more: the review begins again. */
MUST_USE enum err authorisation_void(struct db *db, const char *account);

/* The account's latest that is open, used or locked. NOT_FOUND. */
MUST_USE enum err authorisation_of(
    struct db *db, const char *account, struct stored_authorisation *ret_a);

/*
 * A wrong code: one try less, locked at zero. *ret_left is what is left.
 * STORE_CONFLICT if it is not open.
 */
MUST_USE enum err authorisation_spend_try(
    struct db *db, const char *id, int64_t *ret_left);

/* The account's approval has served: its open code, if there is one, is used.
 */
MUST_USE enum err authorisation_use(struct db *db, const char *account);

#endif
