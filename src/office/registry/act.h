/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Signed acts of staff, as they stand in the store: what was done, on which
 * record, by whom, and the signature. Inside a transaction.
 */
#ifndef OFFICE_ACT_H
#define OFFICE_ACT_H

#include "office/store/store.h"
#include "pki/evidence.h"

#define ACT_ID_SIZE 65 /* SM3 of the signed act: hex digits and NUL */

/* Who acts. All borrowed; used by one thread at a time. */
struct actor {
	const char *name; /* short name: "op1" */
	enum staff_role role;
	struct bytes certificate; /* DER */
	const struct signer *signer;
};

struct stored_act {
	char id[ACT_ID_SIZE];
	char about[65]; /* account, appointment or change request */
	char staff[65];
	struct buf record, signed_der;
};
void stored_act_done(struct stored_act *a);
DEFINE_AUTO_DONE(stored_act)

/* "approve": as in the store and on command lines. */
const char *act_verb_name(enum act_verb v);

struct act_entry {
	const char *about; /* account, appointment or change request */
	enum act_verb verb;
	const char *staff;
	struct bytes record, signed_der;
	int64_t at;
};
/* Keep one; its id in ret_id. CRYPTO; the store's errors. */
MUST_USE enum err act_insert(struct gm *gm, struct db *db,
    const struct act_entry *e, char ret_id[ACT_ID_SIZE]);

/* The same, and staff.act in the audit record. */
MUST_USE enum err act_add(struct gm *gm, struct db *db,
    const struct act_entry *e, char ret_id[ACT_ID_SIZE]);

/* The latest of that verb about that; ret_a is {0} or was filled before.
 * NOT_FOUND. */
MUST_USE enum err act_latest(struct db *db, const char *about,
    enum act_verb verb, struct stored_act *ret_a);

/* NOT_FOUND. */
MUST_USE enum err act_by_id(
    struct db *db, const char *id, struct stored_act *ret_a);

#endif
