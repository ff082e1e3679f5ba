/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Certificates that the office signed, as they stand in the store. Everything
 * here works inside a transaction.
 */
#ifndef OFFICE_CERTIFICATE_H
#define OFFICE_CERTIFICATE_H

#include "office/store/store.h"
#include "pki/crl.h"
#include "pki/profile.h"

enum certificate_state {
	CERTIFICATE_VALID = 1,
	CERTIFICATE_ON_HOLD,
	CERTIFICATE_REVOKED,
};

#define CERTIFICATE_SUBJECT_SIZE 2048 /* octets: a name as text */

struct certificate {
	char serial[CERT_SERIAL_TEXT_SIZE];
	char profile[32]; /* "holder-sign" */
	char pair[33];	  /* "" for those that are not of a holder */
	char subject[CERTIFICATE_SUBJECT_SIZE];
	int64_t not_before, not_after, changed_at;
	enum certificate_state state;
	enum crl_reason reason; /* when revoked */
	struct buf der;
};
void certificate_done(struct certificate *c);
DEFINE_AUTO_DONE(certificate)

/* "on-hold": as in the store and in JSON. */
const char *certificate_state_name(enum certificate_state s);
/* The same back from a column. STORE. */
MUST_USE enum err certificate_state_read(
    const struct db_rows *row, int column, enum certificate_state *ret_state);

/* "sign" or "encrypt" for those of a holder, else the profile's name. */
const char *certificate_usage(const struct certificate *c);

/* Record a certificate just signed, valid. STORE_CONFLICT: its serial is
 * there already. */
MUST_USE enum err certificate_insert(struct db *db, enum profile_id profile,
    const char *pair, struct bytes der, int64_t now);

/* NOT_FOUND. */
MUST_USE enum err certificate_by_serial(
    struct db *db, const char *serial, struct certificate *ret_c);

/* Is this, octet for octet, a certificate that was recorded? */
MUST_USE enum err certificate_is_stored(
    struct db *db, const char *serial, struct bytes der, bool *ret_stored);

/* What is known of a serial, without the rest: for every login. */
struct certificate_status {
	enum certificate_state state;
	char pair[33];
	char account[33];	  /* whose the pair is, or "" */
	bool confirmed, replaced; /* what the pair is */
};
MUST_USE enum err certificate_status(struct db *db, const char *serial,
    struct certificate_status *ret_s); /* NOT_FOUND */

/* Does it count? A pair does from its confirmation to that of the next.
 * CERT_ON_HOLD; CERT_REVOKED, replaced too; OPERATION_PENDING if the pair is
 * not confirmed yet. */
MUST_USE enum err certificate_status_check(const struct certificate_status *s);

/* Those of a pair, signing first; or all, newest first, at most limit.
 * Stops at each's first error; der is borrowed for the call only. */
typedef enum err (*certificate_each_fn)(void *arg, const struct certificate *c);
MUST_USE enum err certificate_each_of_pair(
    struct db *db, const char *pair, certificate_each_fn each, void *arg);
MUST_USE enum err certificate_each(
    struct db *db, size_t limit, certificate_each_fn each, void *arg);

#endif
