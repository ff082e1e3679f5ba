/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Orders by which the holders of an old CA move, and those holders, as they
 * stand in the store. Everything here works inside a transaction; its errors
 * are the store's besides what is written at a function.
 *
 *	entered → open (endorsed by another operator) → closed
 *
 * An order that was only entered is taken back whole: its accounts go too.
 */
#ifndef OFFICE_LEGACY_ROW_H
#define OFFICE_LEGACY_ROW_H

#include "office/registry/account.h"
#include "pki/migration.h"

#define LEGACY_ID_SIZE 33  /* the order's id: 32 hex digits and NUL */
#define LEGACY_KEY_SIZE 65 /* SM3 of the CA's key: hex digits and NUL */
#define LEGACY_NAME_SIZE 512
#define LEGACY_KEYS_MAX 64 /* different keys that are tried */

enum legacy_state { LEGACY_ENTERED = 1, LEGACY_OPEN, LEGACY_CLOSED };

const char *legacy_state_name(enum legacy_state s); /* "entered" */
const char *legacy_state_text(enum legacy_state s, enum lang l);

/* What is told of an order. */
struct legacy_ca {
	char id[LEGACY_ID_SIZE], key[LEGACY_KEY_SIZE];
	char name[LEGACY_NAME_SIZE];
	char entered_by[65];
	int64_t holders, moved; /* moved: with a pair of ours */
	int64_t not_after, created_at;
	enum legacy_state state;
};

struct legacy_insert {
	const struct legacy_ca *ca; /* moved and state do not count */
	struct bytes issuer, certificate, migration, entry;
};
MUST_USE enum err legacy_insert(struct db *db, const struct legacy_insert *i);

/* NOT_FOUND. */
MUST_USE enum err legacy_by_id(
    struct db *db, const char *id, struct legacy_ca *ret_ca);

/* The newest first, at most limit. Stops at each's first error. */
MUST_USE enum err legacy_each(struct db *db, size_t limit,
    enum err (*each)(void *arg, const struct legacy_ca *ca), void *arg);

/* What was signed; b's are emptied before. NOT_FOUND. */
struct legacy_signed {
	struct buf migration, entry, endorse;
};
void legacy_signed_init(struct legacy_signed *s);
void legacy_signed_done(struct legacy_signed *s);
DEFINE_AUTO_DONE(legacy_signed)
MUST_USE enum err legacy_signed_get(
    struct db *db, const char *id, struct legacy_signed *s);

/* entered → open; open → closed. STORE_CONFLICT if it is not so. */
MUST_USE enum err legacy_open(
    struct db *db, const char *id, struct bytes endorse);
MUST_USE enum err legacy_close(struct db *db, const char *id);

/* Forget one that was only entered, with its holders and their accounts.
 * STORE_CONFLICT if it was endorsed. */
MUST_USE enum err legacy_remove(struct db *db, const char *id);

struct legacy_holder {
	char order[LEGACY_ID_SIZE];
	char account[ACCOUNT_ID_SIZE];
	uint32_t position;
	struct hash_path path;
	struct buf leaf, certificate; /* certificate: the old one, as shown */
};
void legacy_holder_init(struct legacy_holder *h);
void legacy_holder_done(struct legacy_holder *h);
DEFINE_AUTO_DONE(legacy_holder)

struct legacy_holder_insert {
	const char *order, *account, *serial;
	uint32_t position;
	const struct hash_path *path;
	struct bytes leaf;
};
MUST_USE enum err legacy_holder_insert(
    struct db *db, const struct legacy_holder_insert *h);

/* Is that serial number of that CA in an order that is not closed? */
MUST_USE enum err legacy_holder_exists(
    struct db *db, const char *key, const char *serial, bool *ret_exists);

/* Did the key of a CA whose holders move sign it (DER, anybody's octets)? What
 * is no certificate that legacy_cert.h takes was not. */
MUST_USE enum err legacy_issued(
    struct db *db, struct gm *gm, struct bytes certificate, bool *ret_issued);

/*
 * Whose certificate is it, by an order that is open? The CA is found by trying
 * the keys, whatever the names say. CERT_UNTRUSTED: no key signed it;
 * CERT_UNKNOWN: one did, but nobody was imported with that serial number.
 */
MUST_USE enum err legacy_holder_find(struct db *db, struct gm *gm,
    const struct legacy_cert *cert, struct legacy_holder *h);

/* The same by the account, of one who has shown the old certificate, and while
 * the order is open. NOT_FOUND. */
MUST_USE enum err legacy_holder_of(
    struct db *db, const char *account, struct legacy_holder *h);

/* They have shown it. */
MUST_USE enum err legacy_holder_shown(
    struct db *db, const struct legacy_holder *h, struct bytes certificate);

/* The leaves of an order in their places. Stops at each's first error. */
MUST_USE enum err legacy_leaves(struct db *db, const char *id,
    enum err (*each)(void *arg, struct bytes leaf), void *arg);

#endif
