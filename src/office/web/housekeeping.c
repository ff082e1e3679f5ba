/* SPDX-License-Identifier: Apache-2.0 */
#include "office/web/housekeeping.h"

#include "office/web/attempt.h"

/* Several nodes' clocks differ a little: what one still takes for valid, no
 * other may have forgotten. */
#define CLOCK_SLACK_S 3600

static const struct {
	const char *sql; /* $1: before when, $2: how many rows at most */
	int64_t age_s;
} sweeps[] = {
    {"DELETE FROM spent WHERE ticket IN (SELECT ticket FROM spent"
     " WHERE expires_at < $1 LIMIT $2)",
	CLOCK_SLACK_S},
    {"DELETE FROM session WHERE token IN (SELECT token FROM session"
     " WHERE expires_at < $1 LIMIT $2)",
	CLOCK_SLACK_S},
    {"DELETE FROM attempt WHERE subject IN (SELECT subject FROM attempt"
     " WHERE window_at < $1 LIMIT $2)",
	ATTEMPT_WINDOW_MAX_S + CLOCK_SLACK_S},
};

enum err
housekeeping_sweep(struct db *db, int64_t now, bool *ret_more)
{
	bool more = false;

	for (size_t i = 0; i < COUNT(sweeps); i++) {
		int64_t rows;

		TRY(db_run_counted(db, sweeps[i].sql,
		    DB_ARGS(DB_INT(now - sweeps[i].age_s),
			DB_INT(HOUSEKEEPING_BATCH)),
		    &rows));
		more = more || rows == HOUSEKEEPING_BATCH;
	}
	*ret_more = more;
	return ERR_OK;
}
