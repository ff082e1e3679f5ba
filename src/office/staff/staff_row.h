/* SPDX-License-Identifier: Apache-2.0 */
/* Members of staff, as they stand in the store. Inside a job. */
#ifndef OFFICE_STAFF_ROW_H
#define OFFICE_STAFF_ROW_H

#include "office/store/store.h"
#include "pki/evidence.h"

struct staff_row {
	char name[USER_NAME_SIZE]; /* short: --as NAME */
	char person[NAME_TEXT_SIZE];
	enum staff_role role;
	char serial[CERT_SERIAL_TEXT_SIZE];
	bool active;
	int64_t created_at;
};

/* A new one; evidence and csr are empty for those of the initialisation.
 * ACCOUNT_EXISTS if there is one of that name. */
MUST_USE enum err staff_row_insert(struct db *db, const struct staff_row *s,
    struct bytes evidence, struct bytes csr);

/* STAFF_UNKNOWN. */
MUST_USE enum err staff_row_get(
    struct db *db, const char *name, struct staff_row *ret_s);

/* There is nobody of that name yet, dismissed ones included: ACCOUNT_EXISTS. */
MUST_USE enum err staff_row_absent(struct db *db, const char *name);

/* They are active no more. CERT_REVOKED if they were not. */
MUST_USE enum err staff_row_dismiss(struct db *db, const char *name);

/* Each, in order of names. What each returns, ends it. */
MUST_USE enum err staff_row_each(struct db *db,
    enum err (*each)(void *arg, const struct staff_row *s), void *arg);

#endif
