/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Taking over the holders of an old CA. One operator imports them: each
 * becomes an account that waits for nothing but its exchange, and a leaf of the
 * order that the operator signs (pki/migration.h). Another operator endorses
 * the order; from then on holders move with their old keys alone.
 *
 * All or nothing: accounts, leaves and the signed order are one transaction.
 */
#ifndef OFFICE_LEGACY_IMPORT_H
#define OFFICE_LEGACY_IMPORT_H

#include "office/legacy/holders.h"
#include "office/legacy/legacy_row.h"
#include "office/registry/act.h"
#include "office/registry/office.h"

#define LEGACY_DAYS_MAX (3 * 365) /* for which an order may be good */

struct legacy_import {
	struct bytes certificate; /* of the old CA, DER */
	struct holders *holders;
	int64_t days; /* for which the order is good: 1 to LEGACY_DAYS_MAX */
	/* Told now and then while it works, if it is not NULL. */
	void (*progress)(void *self, size_t done, size_t all);
	void *self;
};

/*
 * Is it a CA's certificate that may be imported, and are user names and serial
 * numbers free? What is not is added to the holders' problems. CERT_SYNTAX,
 * CERT_ALGORITHM; CERT_USAGE if it is not a CA's; CERT_SIGNATURE if it is said
 * to be signed by itself and is not; FIELD_INVALID if there are problems.
 */
MUST_USE enum err legacy_import_check(
    struct office *o, struct gm *gm, const struct legacy_import *i);

/* Check, sign the entry, and store it all. As above; STAFF_ROLE if the actor is
 * no operator; ACCOUNT_EXISTS if a name was taken meanwhile; what the signer
 * returns. */
MUST_USE enum err legacy_import_do(struct office *o, struct gm *gm,
    const struct actor *actor, const struct legacy_import *i,
    char ret_id[LEGACY_ID_SIZE]);

/*
 * Endorse the order with this id. NOT_FOUND; CHANGE_STATE if it is not just
 * entered; STAFF_ROLE; EVIDENCE_ONE_PERSON if the actor entered it;
 * EVIDENCE_EXPIRED; STORE_CONFLICT if its holders are not those that were
 * entered; what the signer returns.
 */
MUST_USE enum err legacy_endorse(
    struct office *o, struct gm *gm, const struct actor *actor, const char *id);

/* Nobody moves by it any more; one that was never endorsed is forgotten, with
 * its accounts. NOT_FOUND; CHANGE_STATE if it is closed; STAFF_ROLE. */
MUST_USE enum err legacy_end(
    struct office *o, struct gm *gm, const struct actor *actor, const char *id);

#endif
