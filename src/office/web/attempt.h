/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Limits on guessing: so many attempts for a subject in a window of time.
 * Windows are fixed (they begin at multiples of their length).
 */
#ifndef OFFICE_WEB_ATTEMPT_H
#define OFFICE_WEB_ATTEMPT_H

#include "office/store/store.h"

#define ATTEMPT_SUBJECT_SIZE 256
#define ATTEMPT_WINDOW_MAX_S 86400 /* older counters are purged */

/* "login:user" and "NAME" make "login:user:NAME". TOO_LARGE. */
MUST_USE enum err attempt_subject(
    char out[ATTEMPT_SUBJECT_SIZE], const char *kind, const char *who);

/*
 * Count one attempt, inside a store_write job: TOO_MANY_TRIES if limit of them
 * were counted in this window already. A job that fails afterwards undoes the
 * count: one that refuses a wrong guess returns OK and tells of the refusal in
 * its arg.
 */
MUST_USE enum err attempt_spend(struct db *db, const char *subject,
    int64_t limit, int64_t window_s, int64_t now);

/* Forget a subject's attempts: it got in. */
MUST_USE enum err attempt_clear(struct db *db, const char *subject);

#endif
