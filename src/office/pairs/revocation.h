/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Revocation by an operator: their signed order, the change of status that
 * follows from it, and a mail to the holder, in one transaction. It is of whole
 * pairs, since nobody who may not sign should still be sent secrets.
 *
 * In steps for who has something to write in the same transaction, as the
 * decision on a request for it; revocation_do for all others.
 */
#ifndef OFFICE_REVOCATION_H
#define OFFICE_REVOCATION_H

#include "office/pairs/status_decision.h"
#include "office/registry/account.h"

struct revocation_order {
	const struct actor *actor; /* an operator */
	const char *serial;    /* of either certificate of a pair; or NULL */
	const char *user_name; /* and then: the pairs of this holder */
	enum crl_reason reason;
	const char *note; /* why, in words; NULL: none */
};

struct revocation;

/*
 * Find what it is about: the pair of that certificate, or the two oldest of
 * the holder's pairs that are not revoked; sign, and put the mail together.
 * STAFF_ROLE; CERT_UNKNOWN; CERT_USAGE: not a holder's; CERT_REVOKED: all of
 * it is revoked; NOT_FOUND: no such holder, or no pair; FIELD_INVALID.
 */
MUST_USE enum err revocation_new(struct office *o, struct gm *gm,
    const struct revocation_order *order, struct revocation **ret_r);
void revocation_free(struct revocation *r); /* NULL is fine */
DEFINE_AUTO(revocation)

/* What will be revoked. Borrowed for its life. */
const struct account *revocation_account(const struct revocation *r);
size_t revocation_count(const struct revocation *r);
const char *revocation_serial(const struct revocation *r, size_t i);

/* Inside a transaction, which may be run again: act, change of status, mail.
 * STORE_CONFLICT. */
MUST_USE enum err revocation_write(struct db *db, struct revocation *r);

/* After it: have it come about, as status_finish. */
MUST_USE enum err revocation_finish(
    struct office *o, struct gm *gm, const struct revocation *r);

/* revocation_write in a transaction of its own, then revocation_finish. */
MUST_USE enum err revocation_do(
    struct office *o, struct gm *gm, struct revocation *r);

#endif
