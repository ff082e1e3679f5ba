/* SPDX-License-Identifier: Apache-2.0 */
#include "office/web/attempt.h"

#include <stdio.h>

enum err
attempt_subject(
    char out[ATTEMPT_SUBJECT_SIZE], const char *kind, const char *who)
{
	int len = snprintf(out, ATTEMPT_SUBJECT_SIZE, "%s:%s", kind, who);

	return len < 0 || len >= ATTEMPT_SUBJECT_SIZE ? ERR_TOO_LARGE : ERR_OK;
}

enum err
attempt_spend(struct db *db, const char *subject, int64_t limit,
    int64_t window_s, int64_t now)
{
	static const char count[] =
	    "INSERT INTO attempt (subject, count, window_at)"
	    " VALUES ($1, 1, $2) ON CONFLICT (subject) DO UPDATE SET"
	    " count = CASE WHEN attempt.window_at = excluded.window_at"
	    " THEN attempt.count + 1 ELSE 1 END,"
	    " window_at = excluded.window_at"
	    " WHERE attempt.window_at <> excluded.window_at"
	    " OR attempt.count < $3";
	int64_t window_at = now - now % window_s, counted;

	if (limit < 1)
		return ERR_TOO_MANY_TRIES;
	TRY(db_run_counted(db, count,
	    DB_ARGS(DB_TEXT(subject), DB_INT(window_at), DB_INT(limit)),
	    &counted));
	return counted == 0 ? ERR_TOO_MANY_TRIES : ERR_OK;
}

enum err
attempt_clear(struct db *db, const char *subject)
{
	return db_run(db, "DELETE FROM attempt WHERE subject = $1",
	    DB_ARGS(DB_TEXT(subject)));
}
