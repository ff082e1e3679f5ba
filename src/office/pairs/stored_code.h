/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Mailed codes that the key centre made, as the store has them: what each is
 * good for with its proof, its life and its tries. The code itself is in the
 * mail and nowhere else. Of an account at most one of each purpose is open.
 * Everything here works inside a transaction.
 *
 *	open → used (by just one instruction)
 *	open → locked (too many wrong tries)
 *	open, locked → replaced (another was asked for)
 *	used → replaced (to unlock: another came before anything was released)
 */
#ifndef OFFICE_STORED_CODE_H
#define OFFICE_STORED_CODE_H

#include "office/keycentre/code.h"
#include "office/store/store.h"

#define STORED_CODE_ID_SIZE (2 * CODE_GRANT_ID_LEN + 1)
#define STORED_CODE_DIGEST_SIZE (2 * SM3_LEN + 1)
#define STORED_CODE_ANSWER_MAX 16384 /* octets */

enum stored_code_state {
	STORED_CODE_OPEN = 1,
	STORED_CODE_USED,
	STORED_CODE_REPLACED,
	STORED_CODE_LOCKED,
};

struct stored_code {
	char id[STORED_CODE_ID_SIZE];
	enum stored_code_state state;
	int64_t tries_left;
	struct buf grant_der;
	struct code_grant grant;
	uint8_t proof[SM3_LEN];
	struct buf answer; /* empty: nothing came of it yet */
};
void stored_code_done(struct stored_code *c);
DEFINE_AUTO_DONE(stored_code)

struct stored_code_new {
	const char *account;
	const struct keycentre_code *made;
	int64_t tries, now;
};
/* Keep one, open; what was open or locked of that purpose is replaced. */
MUST_USE enum err stored_code_insert(
    struct db *db, const struct stored_code_new *n);

struct stored_code_wanted {
	const char *account;
	enum code_purpose purpose;
	const char *subject;
};
/* The one that is open or locked. NOT_FOUND. ret_c is {0} or was filled. */
MUST_USE enum err stored_code_open(struct db *db,
    const struct stored_code_wanted *w, struct stored_code *ret_c);

/* The one that an instruction with this digest used. NOT_FOUND. */
MUST_USE enum err stored_code_of_use(struct db *db, const char *account,
    const char *used_for, struct stored_code *ret_c);

/* Those that were used, newest first, at most limit; ends at each's first
 * error. c is borrowed for the call. */
MUST_USE enum err stored_code_each_used(struct db *db,
    const struct stored_code_wanted *w, size_t limit,
    enum err (*each)(void *arg, const struct stored_code *c), void *arg);

/* A wrong code: one try less, locked at zero. STORE_CONFLICT if it is not
 * open. */
MUST_USE enum err stored_code_spend_try(
    struct db *db, const char *id, int64_t *ret_left);

/* It serves the instruction with this digest, or has before. CODE_WRONG if it
 * serves another, or none any more. */
MUST_USE enum err stored_code_use(
    struct db *db, const char *id, const char *used_for);

/* Keep what came of a used one. STORE_CONFLICT if there is an answer already,
 * or it was replaced. */
MUST_USE enum err stored_code_answer(
    struct db *db, const char *id, struct bytes answer);

#endif
