/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Accounts, as they stand in the store. Everything here works inside a
 * transaction (struct db); its errors are the store's besides what is written
 * at a function.
 */
#ifndef OFFICE_ACCOUNT_H
#define OFFICE_ACCOUNT_H

#include "base/random.h"
#include "office/registry/account_state.h"
#include "office/registry/form.h"
#include "office/store/store.h"
#include "pki/evidence.h"

#define ACCOUNT_ID_SIZE 33 /* 32 hex digits and NUL */
#define ACCOUNT_LINE_SIZE (FORM_LINE_MAX * 4 + 1)

struct account {
	char id[ACCOUNT_ID_SIZE];
	enum record_kind kind; /* not RECORD_STAFF */
	char user_name[65];
	char name[NAME_TEXT_SIZE];
	char credit_code[CERT_CREDIT_CODE_SIZE];
	char address[ACCOUNT_LINE_SIZE], contact[ACCOUNT_LINE_SIZE];
	char phone[FORM_PHONE_MAX + 1];
	char email[MAIL_ADDRESS_SIZE];
	enum lang lang;
	enum account_state state;
	int64_t created_at, changed_at;
};

/* A new, unconfirmed one from a form that form_check found right. NO_RANDOM. */
MUST_USE enum err account_new(
    struct random r, const struct form *f, int64_t now, struct account *ret_a);

/* Take over a corrected form that form_check found right: everything but user
 * name, kind, mail address and language. */
MUST_USE enum err account_correct(struct account *a, const struct form *f);

/* The form that would make it; borrows from a. */
void account_form(const struct account *a, struct form *ret_f);

/* ACCOUNT_EXISTS if the user name is taken. */
MUST_USE enum err account_insert(struct db *db, const struct account *a);

/* NOT_FOUND. */
MUST_USE enum err account_by_id(
    struct db *db, const char *id, struct account *ret_a);
MUST_USE enum err account_by_user(
    struct db *db, const char *user_name, struct account *ret_a);

/*
 * Let the event happen to a, which was read in this transaction: its state and
 * changed_at are set there and in the store. ACCOUNT_STATE; STORE_CONFLICT if
 * the stored state is another.
 */
MUST_USE enum err account_move(
    struct db *db, struct account *a, enum account_event event, int64_t now);

/* Write what may change of it, state apart: name, credit code, address,
 * contact, phone and mail address, with the time. NOT_FOUND. */
MUST_USE enum err account_update(struct db *db, struct account *a, int64_t now);

/*
 * Accounts by time of registration, at most limit of them: of one state, or
 * of every one for 0. Stops at each's first error.
 */
MUST_USE enum err account_each(struct db *db, enum account_state state,
    size_t limit, enum err (*each)(void *arg, const struct account *a),
    void *arg);

/* Remove unconfirmed ones last sent in before a time; *ret_count how many. */
MUST_USE enum err account_purge(
    struct db *db, int64_t before, int64_t *ret_count);

/* What staff decide on and the ca process certifies; and as DER, in place of
 * what b holds: BAD_TEXT, NOMEM. */
void account_record(const struct account *a, struct record *ret_r);
MUST_USE enum err account_encode_record(const struct account *a, struct buf *b);

#endif
